// SPDX-License-Identifier: MIT
// The virtual Series 4100 on BACnet over its server: APDUs in, APDUs out; at the end over a whole MS/TP line. Objects
// are called as the manual calls them.
#include <meterproto/bacnet/poll.hpp>
#include <meterproto/bacnet/station.hpp>
#include <meterproto/virtual_leviton.hpp>
#include <meterproto/virtual_leviton_bacnet.hpp>

#include <doctest/doctest.h>

#include "../mstp_line.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace meterproto;

namespace {

namespace s4100 = leviton_s4100_bacnet;
using namespace virtual_leviton_bacnet;  // NOLINT: date_time_of() and the like
using bacnet::datatype, bacnet::property_reference;
using virtual_meter::instant;
using exact = power::powers<std::int64_t>;
using octets = std::vector<std::uint8_t>;

constexpr std::uint32_t a_second = 1000;
constexpr std::uint32_t hour = 3'600'000;
constexpr std::uint32_t settling = 1500;

constexpr virtual_meter::choices plain{energy::total_of::phases,
                                       {demand::before_full::none, demand::apparent::of_means, demand::maxima::own},
                                       alerts::threshold::percent_of_nominal,
                                       alerts::imbalance::spread_of_mean,
                                       alerts::pair_marks::both,
                                       alerts::imbalance_marks::none,
                                       virtual_meter::second_counter::export_real};

/// What went wrong, as class and code; none: it was done.
using fault = std::pair<int, int>;
constexpr fault done{-1, -1};
constexpr fault unknown_object{1, 31};
constexpr fault unknown_property{2, 32};
constexpr fault wrong_datatype{2, 9};
constexpr fault out_of_range{2, 37};
constexpr fault access_denied{2, 40};
constexpr fault bad_index{2, 42};
constexpr fault no_array{2, 50};

object_id AI(std::uint32_t n) {
  return {object_type::analog_input, n};
}
object_id AV(std::uint32_t n) {
  return {object_type::analog_value, n};
}
object_id BI(std::uint32_t n) {
  return {object_type::binary_input, n};
}
object_id TL(std::uint32_t n) {
  return {object_type::trend_log, n};
}
object_id const itself{object_type::device, 1'234'567};

octets real(float number) {
  octets made(5);
  writer out{made};
  tag_writer{out}.real(number);
  return made;
}

/// As sold, with its server: type 40, 600 V, 100 A, 15 min.
struct sold {
  std::vector<log_entry> memory;
  device it;
  std::array<std::uint8_t, 600> scratch{};
  std::array<std::uint8_t, 600> buffer{};
  bacnet::server<device> server{it, scratch};

  explicit sold(bool with_logs = true, virtual_meter::settings const& set = {})
      : memory(with_logs ? logs * records_per_log : 0), it{set, plain, 1'234'567, "4E1234567890", memory} {}
  sold(sold const&) = delete;
  sold& operator=(sold const&) = delete;

  // ---- requests ----

  bytes say(octets const& apdu, bool to_all = false) { return server.answer(apdu, to_all, buffer).apdu; }
  template <class Service>
  bacnet::apdu ask(Service const& what) {
    std::array<std::uint8_t, 300> space{};
    auto const request = bacnet::build_request(7, what, space);
    REQUIRE(request.has_value());
    auto const read = bacnet::parse_apdu(server.answer(*request, false, buffer).apdu);
    REQUIRE(read.has_value());
    CHECK(read->invoke_id == 7);
    return *read;
  }
  static fault fault_in(bacnet::apdu const& answer) {
    if (answer.type != bacnet::pdu_type::error) return done;
    auto const why = bacnet::parse_error(answer);
    REQUIRE(why.has_value());
    return {static_cast<int>(why->of), static_cast<int>(why->code)};
  }
  octets read(property_reference const& of) {
    auto const answer = ask(bacnet::read_property{of});
    CAPTURE(static_cast<int>(of.object.type));
    CAPTURE(of.object.instance);
    CAPTURE(static_cast<int>(of.what));
    REQUIRE(answer.type == bacnet::pdu_type::complex_ack);
    auto const ack = bacnet::read_property_ack::parse(answer.data);
    REQUIRE(ack.has_value());
    CHECK(ack->of == of);
    return {ack->value.begin(), ack->value.end()};
  }
  octets read(object_id const& of, property what = property::present_value, maybe<std::uint32_t> index = {}) {
    return read(property_reference{of, what, index});
  }
  fault read_fault(object_id const& of, property what = property::present_value, maybe<std::uint32_t> index = {}) {
    return fault_in(ask(bacnet::read_property{{of, what, index}}));
  }
  fault write(object_id const& of, property what, octets const& value, maybe<std::uint32_t> index = {}) {
    auto const answer = ask(bacnet::write_property{{of, what, index}, value, {}});
    if (answer.type != bacnet::pdu_type::error) CHECK(answer.type == bacnet::pdu_type::simple_ack);
    return fault_in(answer);
  }
  fault write(object_id const& of, float number) { return write(of, property::present_value, real(number)); }

  // ---- values ----

  std::uint32_t bits(object_id const& of) {
    auto const value = read(of);
    REQUIRE(value.size() == 5);
    REQUIRE(value[0] == 0x44);
    return reader{bytes{value}.subspan(1)}.u32();
  }
  float number(object_id const& of) { return std::bit_cast<float>(bits(of)); }
  std::uint32_t natural(object_id const& of, property what) {
    auto const value = read(of, what);
    REQUIRE(value.size() >= 2);
    std::uint32_t made = 0;
    for (std::size_t i = 1; i != value.size(); ++i) made = made << 8U | value[i];
    return made;
  }
  bool is_active(unsigned n) { return read(BI(n)) == octets{0x91, 1}; }
  /// 0: no fault detected; then no status flag is set either.
  unsigned reliability(object_id const& of) {
    auto const says = natural(of, property::reliability);
    CHECK(read(of, property::status_flags) == (says == 0 ? octets{0x82, 4, 0} : octets{0x82, 4, 0x40}));
    return says;
  }
  std::string text(object_id const& of, property what) {
    auto const value = read(of, what);
    bacnet::tag_reader in{value};
    auto const words = in.application(&bacnet::element::as_characters);
    REQUIRE(in.end().code == errc::none);
    CHECK(words.charset == 0);
    return {words.octets.begin(), words.octets.end()};
  }
  /// A log's interval; its writing purges the logs, which leaves a record that says so.
  void log_every(std::uint32_t seconds) {
    REQUIRE(write(AV(11), static_cast<float>(100 * seconds)) == done);
    pass(settling);
  }
  void pass(std::uint32_t ms);
  void synchronize(bacnet::date_time const& to) {
    std::array<std::uint8_t, 20> space{};
    CHECK(server.answer(*bacnet::build_request(bacnet::time_synchronization{to}, space), true, buffer).apdu.empty());
  }
  bacnet::date_time clock() {
    auto both = read(itself, property::local_date);
    auto const time = read(itself, property::local_time);
    both.insert(both.end(), time.begin(), time.end());
    bacnet::tag_reader in{both};
    bacnet::date_time now;
    now.date = in.application(&bacnet::element::as_date);
    now.time = in.application(&bacnet::element::as_time);
    CHECK(in.end().code == errc::none);
    return now;
  }
};

/// A: Q1, 3 kW, 4 kvar; B: Q2; C: Q3.
instant busy() {
  return {{{346'410, 346'411, 346'413}, {600'000, 600'002, 600'003}},
          {50'000, 40'000, 30'001},
          {exact{3'000'000, 4'000'000}, exact{-6'000'000, 8'000'000}, exact{-4'000'000, -3'000'000}},
          60'015};
}
instant drawing(std::int64_t milliwatts) {
  auto now = busy();
  now.power = {exact{milliwatts, 0}, exact{}, exact{}};
  return now;
}

/// Nothing draws, nothing is wrong.
void sold::pass(std::uint32_t ms) {
  auto now = drawing(0);
  now.current = {};
  it.take(now, ms);
}

// ---- a log's records ----

struct page {
  bool first = false;
  bool last = false;
  bool more = false;
  std::uint32_t count = 0;
  std::vector<bacnet::log_record> records;  // their views are gone with the next request
  std::vector<double> numbers;
  std::vector<std::uint32_t> bits;  // of real, time change: the float's; of a log status: the highest bit first
  maybe<std::uint32_t> sequence;
};
page range_of(sold& meter, std::uint32_t log, maybe<bacnet::item_range> const& wanted) {
  auto const answer = meter.ask(bacnet::read_range{{TL(log), property::log_buffer, {}}, wanted});
  REQUIRE(answer.type == bacnet::pdu_type::complex_ack);
  auto const ack = bacnet::read_range_ack::parse(answer.data);
  REQUIRE(ack.has_value());
  page made{ack->first, ack->last, ack->more, ack->count, {}, {}, {}, ack->first_sequence};
  for (bacnet::log_records all{ack->items}; !all.done();) {
    auto const one = all.next();
    REQUIRE(one.has_value());
    made.records.push_back(*one);
    made.numbers.push_back(one->number().value_or(-99));
    made.bits.push_back(one->kind == bacnet::datum::log_status ? one->value.content[1]
                                                               : reader{one->value.content}.u32());
  }
  CHECK(made.count == made.records.size());
  return made;
}
page positions(sold& meter, std::uint32_t from, std::int32_t count, std::uint32_t log = 1) {
  return range_of(meter, log, bacnet::item_range::from_position(from, count));
}
page sequence(sold& meter, std::uint32_t from, std::int32_t count, std::uint32_t log = 1) {
  return range_of(meter, log, bacnet::item_range::from_sequence(from, count));
}
std::uint32_t seconds_in(page const& of, std::size_t which) {
  return seconds_of(of.records.at(which).when);
}

}  // namespace

// ---- properties ----

TEST_CASE("Every property of every object can be read, in its datatype") {
  auto const type_of = [](property which, object_type of) {
    switch (which) {
      case property::object_identifier:
      case property::object_list: return datatype::object_identifier;
      case property::object_name:
      case property::description:
      case property::vendor_name:
      case property::model_name:
      case property::firmware_revision:
      case property::application_software_version:
      case property::location: return datatype::character_string;
      case property::object_type:
      case property::system_status:
      case property::segmentation_supported:
      case property::event_state:
      case property::units:
      case property::polarity:
      case property::reliability: return datatype::enumerated;
      case property::protocol_services_supported:
      case property::protocol_object_types_supported:
      case property::status_flags: return datatype::bit_string;
      case property::out_of_service:
      case property::log_enable:
      case property::stop_when_full: return datatype::boolean;
      case property::local_date:
      case property::start_time:
      case property::stop_time: return datatype::date;
      case property::local_time: return datatype::time;
      case property::present_value: return of == object_type::binary_input ? datatype::enumerated : datatype::real;
      default: return datatype::unsigned_integer;
    }
  };
  sold meter;
  unsigned read = 0;
  for (std::size_t n = 0; n != 113; ++n) {
    auto const object = *meter.it.object(n);
    for (auto const which : s4100::properties_of(object.type)) {
      CAPTURE(static_cast<int>(which));
      if (which == property::log_buffer) {
        CHECK(meter.read_fault(object, which) == fault{2, 27});
        continue;
      }
      if (which == property::object_list) continue;  // too long: another case
      ++read;
      auto const value = meter.read(object, which);
      bacnet::tag_reader in{value};
      if (which == property::device_address_binding) {
        CHECK(value.empty());
      } else if (which == property::log_device_object_property) {
        CHECK(in.context(0).content.size() == 4);
        CHECK(in.context(1).content.size() == 1);
      } else {
        CHECK(in.any().is(type_of(which, object.type)));
      }
      if (which == property::start_time || which == property::stop_time) CHECK(in.any().is(datatype::time));
      CHECK(in.done());
      CHECK(meter.read_fault(object, which, 1) == no_array);
    }
  }
  CHECK(read == 26 - 1 + (83 + 11 + 15) * 10 + 3 * 14);
}

TEST_CASE("The Device object, as its table prints it") {
  sold meter;
  CHECK(meter.read(itself, property::object_identifier) == octets{0xC4, 0x02, 0x12, 0xD6, 0x87});
  CHECK(meter.natural(itself, property::object_type) == 8);
  CHECK(meter.text(itself, property::object_name) == "Leviton S4100 Series Energy Meter - S/N: 4E1234567890");
  CHECK(meter.text(itself, property::vendor_name) == "Leviton Mfg.");
  CHECK(meter.natural(itself, property::vendor_identifier) == 133);
  CHECK(meter.text(itself, property::model_name) == "S4100 Energy Meter");
  CHECK(meter.text(itself, property::firmware_revision).size() == 4);  // "xyyy"
  CHECK(meter.text(itself, property::application_software_version) == "RS= 1234, OS=2345, BACnet Gateway=3456");
  CHECK(meter.text(itself, property::location) == "Installed location not yet identified");
  CHECK(meter.text(itself, property::description) == "S4100 DIN-Rail Energy Meter S/N: 4E1234567890");
  CHECK(meter.natural(itself, property::protocol_version) == 1);
  CHECK(meter.natural(itself, property::protocol_revision) == 4);
  CHECK(meter.natural(itself, property::segmentation_supported) == 3);
  CHECK(meter.natural(itself, property::max_master) == 127);
  CHECK(meter.natural(itself, property::max_info_frames) == 1);
  CHECK(meter.natural(itself, property::max_apdu_length_accepted) == 480);
  CHECK(meter.natural(itself, property::apdu_timeout) == 60'000);
  CHECK(meter.natural(itself, property::number_of_apdu_retries) == 0);
  CHECK(meter.natural(itself, property::system_status) == 0);
  CHECK(meter.natural(itself, property::database_revision) == 0);
  // 12, 14, 15, 17, 20, 32, 33, 34, 35 of 40: what the PICS lists (errata B1)
  CHECK(meter.read(itself, property::protocol_services_supported) == octets{0x85, 6, 0, 0x00, 0x0B, 0x48, 0x00, 0xF0});
  // 0b101100001000000000001000000000
  CHECK(meter.read(itself, property::protocol_object_types_supported) == octets{0x85, 5, 2, 0xB0, 0x80, 0x08, 0x00});
}

TEST_CASE("Object_List: 113 entries, [0] how many; all of it is too long for 480 octets") {
  sold meter;
  CHECK(meter.read(itself, property::object_list, 0) == octets{0x21, 113});
  for (std::uint32_t n = 1; n != 114; ++n) {
    octets expected(5);
    writer out{expected};
    tag_writer{out}.object(*meter.it.object(n - 1));
    CHECK(meter.read(itself, property::object_list, n) == expected);
  }
  CHECK(meter.read(itself, property::object_list, 1) == octets{0xC4, 0x02, 0x12, 0xD6, 0x87});
  CHECK(meter.read(itself, property::object_list, 113) == octets{0xC4, 0x05, 0, 0, 3});
  CHECK(meter.read_fault(itself, property::object_list, 114) == bad_index);
  auto const all = meter.ask(bacnet::read_property{{itself, property::object_list, {}}});
  CHECK(all.type == bacnet::pdu_type::abort);
  CHECK(all.reason == 4);
  // To whoever takes 1476, a server that gives as much would say it.
  bacnet::server<device> generous{meter.it, meter.scratch, 1476};
  std::array<std::uint8_t, 1476> space{};
  octets const request{0x00, 0x05, 0x01, 0x0C, 0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x4C};
  CHECK(generous.answer(request, false, space).apdu.size() == 565 + 12);
}

TEST_CASE("What is not there") {
  sold meter;
  CHECK(meter.read_fault(AI(84)) == unknown_object);
  CHECK(meter.read_fault(AI(0)) == unknown_object);
  CHECK(meter.read_fault(AV(12)) == unknown_object);
  CHECK(meter.read_fault(BI(16)) == unknown_object);
  CHECK(meter.read_fault(TL(4), property::log_enable) == unknown_object);
  CHECK(meter.read_fault({object_type::device, 1}, property::object_name) == unknown_object);
  CHECK(meter.read_fault({object_type::analog_output, 1}) == unknown_object);
  CHECK(meter.read_fault(AI(1), property::polarity) == unknown_property);
  CHECK(meter.read_fault(BI(1), property::units) == unknown_property);
  CHECK(meter.read_fault(TL(1)) == unknown_property);
  CHECK(meter.read_fault(itself) == unknown_property);
  CHECK(meter.read_fault(AV(1), static_cast<property>(87)) == unknown_property);  // Priority_Array
}

TEST_CASE("Names and units are those of the table") {
  sold meter;
  for (auto const& row : s4100::objects) {
    if (row.object.type == object_type::device) continue;
    auto const name = meter.text(row.object, property::object_name);
    CHECK(name == (row.object.type == object_type::trend_log ? "Trend_Log_" + std::to_string(row.object.instance)
                                                             : std::string{row.name}));
    CHECK(meter.text(row.object, property::description) == s4100::description_of(row.object));
    if (row.object.type == object_type::analog_input || row.object.type == object_type::analog_value)
      CHECK(meter.natural(row.object, property::units) ==
            (row.units_property < 0 ? 95U : static_cast<unsigned>(row.units_property)));
    if (row.object.type == object_type::binary_input) CHECK(meter.natural(row.object, property::polarity) == 0);
  }
}

TEST_CASE("ALL, REQUIRED and OPTIONAL of each kind of object") {
  sold meter;
  auto const count = [&](object_id const& object, property which) {
    std::array const asked{property_reference{object, which, {}}};
    auto const answer = meter.ask(bacnet::read_property_multiple{asked});
    REQUIRE(answer.type == bacnet::pdu_type::complex_ack);
    bacnet::answered_properties all{answer.data};
    unsigned made = 0;
    while (all.next()) ++made;
    REQUIRE(all.fault() == errc::none);
    return made;
  };
  for (auto const& [object, required, optional] :
       {std::tuple{AI(1), 8U, 2U}, std::tuple{AV(11), 8U, 2U}, std::tuple{BI(1), 8U, 2U}, std::tuple{TL(2), 10U, 5U}}) {
    CHECK(count(object, property::all) == required + optional);
    CHECK(count(object, property::required) == required);
    CHECK(count(object, property::optional) == optional);
  }
  CHECK(count(itself, property::optional) == 6);
}

TEST_CASE("A meter without logs: no objects TL, no ReadRange, AI82 is 11; with them 10") {
  sold meter{false};
  CHECK(meter.read(itself, property::object_list, 0) == octets{0x21, 110});
  CHECK(meter.read_fault(itself, property::object_list, 111) == bad_index);
  CHECK(meter.read_fault(TL(1), property::log_enable) == unknown_object);
  CHECK(meter.write(TL(1), property::log_enable, {0x11}) == unknown_object);
  CHECK(meter.read(itself, property::protocol_services_supported) == octets{0x85, 6, 0, 0x00, 0x0B, 0x48, 0x00, 0xE0});
  CHECK(meter.read(itself, property::protocol_object_types_supported) == octets{0x85, 5, 2, 0xB0, 0x80, 0x00, 0x00});
  CHECK(meter.number(AI(82)) == 11);
  auto const refused = meter.ask(bacnet::read_range{{TL(1), property::log_buffer, {}}, {}});
  CHECK(refused.type == bacnet::pdu_type::reject);
  CHECK(refused.reason == 9);
  meter.pass(hour);  // and nothing is recorded
  CHECK(meter.it.reinitialize({}) == outcome{});
  meter.synchronize({{125, 6, 15, 7}, {10, 0, 0, 0}});
  CHECK(sold{}.number(AI(82)) == 10);
}

// ---- settings ----

TEST_CASE("Every write of the manual, at its limits: confirmed, unreliable for a while, then stored") {
  struct writes {
    std::uint32_t instance;
    float factory;
    std::vector<float> taken;
    std::vector<float> refused;
  };
  auto const below = [](float number) { return std::nextafter(number, -1e9F); };
  auto const above = [](float number) { return std::nextafter(number, 1e9F); };
  auto const nan = std::numeric_limits<float>::quiet_NaN();
  auto const infinity = std::numeric_limits<float>::infinity();
  for (auto const& each : {
           writes{2, 40, {10, 11, 12, 31, 40}, {0, 9, 13, 30, 32, 39, 41, -10, 40.5F}},
           writes{3, 100, {5, 6, 31999, 32000}, {0, 4, below(5), 5.5F, above(32000), 32001, -100}},
           writes{4, 1, {1, 3}, {0, 2, 4, -1, 1.5F}},
           writes{5, 1, {0.01F, 0.02F, 0.5F, 1.25F, 120, 319.99F, 320}, {0, 0.009F, -1, 320.01F, above(320), 32000}},
           writes{7, 1, {0, 1}, {2, -1, 0.5F}},
           writes{8, 10, {1, 50, 99}, {0, 100, 0.5F, 10.5F, -1}},
           writes{9, 25, {1, 50, 99}, {0, 100, 25.5F, -1}},
           writes{10, 1, {1, 2, 3, 4, 5, 6}, {0, 7, 1.5F, -1}},
           writes{11,
                  90'000,
                  {0, 1000, 1100, 60'000, 167'800, 167'900, 360'000, 1'000'000, 3'276'600, 3'276'700},
                  {10, 100, 900, 999, 1001, 1050, 90'000.5F, 3'276'750, 3'276'800, above(3'276'700), -1000}},
       }) {
    CAPTURE(each.instance);
    sold meter;
    auto before = each.factory;
    CHECK(meter.number(AV(each.instance)) == before);
    for (auto const number : each.refused) {
      CAPTURE(number);
      CHECK(meter.write(AV(each.instance), number) == out_of_range);
    }
    for (auto const number : {nan, infinity, -infinity, 3.4e38F, 1e-30F}) {
      CAPTURE(number);
      CHECK(meter.write(AV(each.instance), number) == out_of_range);
    }
    CHECK(meter.reliability(AV(each.instance)) == 0);
    for (auto const number : each.taken) {
      CAPTURE(number);
      CHECK(meter.write(AV(each.instance), number) == done);
      CHECK(meter.reliability(AV(each.instance)) == 7);
      CHECK(meter.number(AV(each.instance)) == before);
      meter.pass(settling - 1);
      CHECK(meter.reliability(AV(each.instance)) == 7);
      CHECK(meter.number(AV(each.instance)) == before);
      meter.pass(1);
      CHECK(meter.reliability(AV(each.instance)) == 0);
      CHECK(meter.number(AV(each.instance)) == number);
      before = number;
    }
    for (std::uint32_t other = 2; other != 12; ++other) CHECK(meter.reliability(AV(other)) == 0);
  }
}

TEST_CASE("AV6 goes by AV5: 82 to 660 times the ratio, 82 to 32000 at most; AV5 first") {
  sold meter;
  auto const set_ratio = [&](float ratio) {
    CHECK(meter.write(AV(5), ratio) == done);
    meter.pass(settling);
  };
  auto const takes = [&](float volts) {
    auto const said = meter.write(AV(6), volts);
    meter.pass(settling);
    if (said == done) CHECK(meter.number(AV(6)) == volts);
    if (said != done) CHECK(said == out_of_range);
    return said == done;
  };
  CHECK((takes(82) && takes(660) && takes(600) && !takes(81) && !takes(661) && !takes(480.5F)));
  set_ratio(0.5F);
  CHECK(meter.number(AV(6)) == 600);  // what was set stays
  CHECK((takes(82) && takes(330) && !takes(331) && !takes(41)));
  set_ratio(320);
  CHECK((takes(26'240) && takes(32'000) && !takes(26'239) && !takes(32'001)));
  // One after the other without a pause: the ratio is stored before.
  CHECK(meter.write(AV(5), 2) == done);
  CHECK(meter.write(AV(6), 1200) == done);
  CHECK(meter.number(AV(5)) == 2);
  CHECK(meter.reliability(AV(5)) == 0);
  CHECK(meter.reliability(AV(6)) == 7);
  CHECK(meter.write(AV(6), 1321) == out_of_range);
  meter.pass(settling);
  CHECK(meter.number(AV(6)) == 1200);
}

TEST_CASE("A meter that settles at once") {
  device it{{}, plain, 5, "1", {}, 0};
  CHECK(it.write({AV(3), property::present_value, {}}, real(200), {}) == outcome{});
  std::array<std::uint8_t, 8> space{};
  writer out{space};
  tag_writer value{out};
  CHECK(it.read({AV(3), property::reliability, {}}, value) == outcome{});
  CHECK(it.read({AV(3), property::present_value, {}}, value) == outcome{});
  CHECK(octets(space.begin(), space.begin() + 7) == octets{0x91, 0, 0x44, 0x43, 0x48, 0, 0});
}

TEST_CASE("What is no Real, no value of one, and no setting") {
  sold meter;
  auto const present = property::present_value;
  CHECK(meter.write(AV(3), present, {0x21, 100}) == wrong_datatype);
  CHECK(meter.write(AV(3), present, {0x00}) == wrong_datatype);  // not commandable: nothing to relinquish
  CHECK(meter.write(AV(3), present, {0x91, 100}) == wrong_datatype);
  CHECK(meter.write(AV(3), present, {}) == wrong_datatype);
  CHECK(meter.write(AV(3), present, {0x44, 0x42, 0xC8, 0, 0, 0x44, 0x42, 0xC8, 0, 0}) == wrong_datatype);
  CHECK(meter.write(AV(3), present, real(100), 1) == no_array);
  CHECK(meter.write(AV(3), property::units, {0x91, 3}) == access_denied);
  CHECK(meter.write(AV(3), property::description, {0x71, 0}) == access_denied);
  CHECK(meter.write(AV(3), property::polarity, {0x91, 0}) == unknown_property);
  CHECK(meter.write(AV(12), present, real(100)) == unknown_object);
  CHECK(meter.write(AI(1), present, real(100)) == access_denied);
  CHECK(meter.write(BI(1), present, {0x91, 0}) == access_denied);
  CHECK(meter.write(itself, property::model_name, {0x71, 0}) == access_denied);
  CHECK(meter.write(TL(1), property::total_record_count, {0x21, 0}) == access_denied);
}

TEST_CASE("The system type changes what there is, the largest power follows AV2, AV3 and AV6") {
  sold meter;
  CHECK(meter.number(AI(76)) == 103.923F);  // printed 103.92: "sqrt(3) * 600 V * 100 A"
  CHECK(meter.write(AV(3), 200) == done);
  meter.pass(settling);
  CHECK(meter.number(AI(76)) == 207.846F);
  CHECK(meter.write(AV(2), 10) == done);
  meter.pass(settling);
  CHECK(meter.number(AI(76)) == 120.0F);
}

TEST_CASE("The device's own: instance, Max_Master, Location; no others") {
  sold meter;
  auto const id = [](std::uint32_t instance, object_type type = object_type::device) {
    octets made(5);
    writer out{made};
    tag_writer{out}.object({type, instance});
    return made;
  };
  auto const write_id = [&](octets const& value) { return meter.write(itself, property::object_identifier, value); };
  CHECK(write_id(id(0)) == out_of_range);
  CHECK(write_id(id(4'194'000)) == out_of_range);
  CHECK(write_id(id(4'194'303)) == out_of_range);
  CHECK(write_id(id(5, object_type::analog_input)) == out_of_range);
  CHECK(write_id({0x21, 5}) == wrong_datatype);
  CHECK(write_id(id(4'193'999)) == done);
  CHECK(meter.read_fault(itself, property::object_name) == unknown_object);
  object_id const renamed{object_type::device, 4'193'999};
  CHECK(meter.write(renamed, property::object_identifier, id(1)) == done);
  object_id const first{object_type::device, 1};
  CHECK(meter.read(first, property::object_list, 1) == id(1));
  CHECK(meter.natural(first, property::max_master) == 127);
  for (unsigned const highest : {1U, 126U, 127U}) {
    CHECK(meter.write(first, property::max_master, {0x21, static_cast<std::uint8_t>(highest)}) == done);
    CHECK(meter.natural(first, property::max_master) == highest);
    CHECK(meter.it.max_master() == highest);
  }
  CHECK(meter.write(first, property::max_master, {0x21, 0}) == out_of_range);
  CHECK(meter.write(first, property::max_master, {0x21, 128}) == out_of_range);
  CHECK(meter.write(first, property::max_master, {0x22, 1, 1}) == out_of_range);
  CHECK(meter.write(first, property::max_master, {0x91, 1}) == wrong_datatype);

  auto const place = [&](std::size_t size, std::uint8_t charset = 0) {
    octets made(size + 10);
    writer out{made};
    octets const letters(size, 'x');
    tag_writer{out}.characters({charset, letters});
    made.resize(out.needed());
    return meter.write(first, property::location, made);
  };
  CHECK(place(64) == done);
  CHECK(meter.text(first, property::location) == std::string(64, 'x'));
  CHECK(place(65) == out_of_range);
  CHECK(place(3, 5) == out_of_range);
  CHECK(meter.write(first, property::location, {0x21, 5}) == wrong_datatype);
  CHECK(meter.text(first, property::location).size() == 64);
  CHECK(place(0) == done);
  CHECK(meter.text(first, property::location).empty());
  CHECK(meter.write(first, property::object_name, {0x71, 0}) == access_denied);  // "R" in the table (errata F1)
}

// ---- what AV1 does ----

TEST_CASE("AV1 takes four words and reads 0") {
  sold meter;
  for (float const word : {30078.0F, 21211.0F, 21212.0F, 16498.0F}) CHECK(meter.write(AV(1), word) == done);
  for (float const word : {0.0F, 1.0F, 16640.0F, 30077.0F, 30079.0F, 21213.0F, 30078.5F, -30078.0F, 1e9F})
    CHECK(meter.write(AV(1), word) == out_of_range);
  CHECK(meter.number(AV(1)) == 0);
  CHECK(meter.reliability(AV(1)) == 0);
}

TEST_CASE("30078 clears the energies and is counted in AI78") {
  sold meter;
  meter.it.take(busy(), hour);
  CHECK(meter.number(AI(2)) == 3);
  CHECK(meter.number(AI(31)) == 3);
  CHECK(meter.number(AI(78)) == 0);
  CHECK(meter.write(AV(1), 30078) == done);
  CHECK(meter.number(AI(2)) == 0);
  CHECK(meter.number(AI(31)) == 0);
  CHECK(meter.number(AI(78)) == 1);
  CHECK(meter.number(AI(25)) == -7);  // the maxima stay
}

TEST_CASE("21211 ends the sub-interval and logs, where AV11 is 0; else it does nothing") {
  sold meter;
  meter.it.take(drawing(4'000'000), 60 * a_second);
  auto const none = meter.natural(TL(1), property::record_count);
  CHECK(meter.write(AV(1), 21211) == done);
  CHECK(meter.natural(TL(1), property::record_count) == none);
  CHECK(std::isnan(meter.number(AI(19))));
  meter.log_every(0);
  auto const purged = meter.natural(TL(1), property::record_count);
  meter.it.take(drawing(4'000'000), 60 * a_second);
  CHECK(meter.natural(TL(1), property::record_count) == purged);  // time alone ends none
  CHECK(meter.write(AV(1), 21211) == done);
  CHECK(meter.number(AI(19)) == 4);
  CHECK(meter.natural(TL(1), property::record_count) == purged + 1);
  CHECK(meter.write(AV(1), 21211) == done);  // no time has passed: none ends
  CHECK(meter.natural(TL(1), property::record_count) == purged + 1);
}

TEST_CASE("21212 sets the maxima to the present demand") {
  sold meter;
  meter.it.take(drawing(8'000'000), 900 * a_second);
  meter.it.take(drawing(4'000'000), 900 * a_second);
  CHECK(meter.number(AI(19)) == 4);
  CHECK(meter.number(AI(22)) == 8);
  CHECK(meter.write(AV(1), 21212) == done);
  CHECK(meter.number(AI(22)) == 4);
}

// ---- clock ----

TEST_CASE("The clock begins with 2000, says so until it is set, and runs") {
  sold meter;
  CHECK(meter.clock() == bacnet::date_time{{100, 1, 1, 6}, {0, 0, 0, 0}});
  meter.pass(0);
  CHECK(meter.is_active(15));
  CHECK(meter.number(AI(83)) == 16384);
  meter.pass(86'400'000 + 1'230);
  CHECK(meter.clock() == bacnet::date_time{{100, 1, 2, 7}, {0, 0, 1, 23}});
  CHECK(meter.is_active(15));
  meter.synchronize({{125, 12, 31, 3}, {23, 59, 59, 50}});
  CHECK(!meter.is_active(15));
  CHECK(meter.number(AI(83)) == 0);
  CHECK(meter.clock() == bacnet::date_time{{125, 12, 31, 3}, {23, 59, 59, 50}});
  meter.pass(490);
  CHECK(meter.clock().time == bacnet::time{23, 59, 59, 99});
  meter.pass(10);
  CHECK(meter.clock() == bacnet::date_time{{126, 1, 1, 4}, {0, 0, 0, 0}});
}

TEST_CASE("UTC does not set it, nor does half a date") {
  sold meter;
  std::array<std::uint8_t, 20> space{};
  auto const utc = bacnet::build_request(bacnet::utc_time_synchronization{{{125, 6, 15, 7}, {10, 0, 0, 0}}}, space);
  (void)meter.server.answer(*utc, true, meter.buffer);
  CHECK(meter.is_active(15));
  meter.synchronize({{125, 255, 15, 7}, {10, 0, 0, 0}});
  CHECK(meter.is_active(15));
}

TEST_CASE("Days and seconds over leap years, both ways") {
  CHECK(date_time_of(0) == bacnet::date_time{{100, 1, 1, 6}, {0, 0, 0, 0}});
  CHECK(date_time_of(59 * 86'400U).date == bacnet::date{100, 2, 29, 2});
  CHECK(date_time_of(60 * 86'400U).date == bacnet::date{100, 3, 1, 3});
  CHECK(date_time_of(366 * 86'400U - 1) == bacnet::date_time{{100, 12, 31, 7}, {23, 59, 59, 0}});
  CHECK(date_time_of(366 * 86'400U).date == bacnet::date{101, 1, 1, 1});
  CHECK(date_time_of((366 + 59) * 86'400U).date == bacnet::date{101, 3, 1, 4});
  CHECK(date_time_of(803'174'400U).date == bacnet::date{125, 6, 14, 6});  // 2025-06-14
  CHECK(seconds_of({{124, 2, 29, 4}, {12, 34, 56, 0}}) == 762'525'296U);
  CHECK(date_time_of(36'525U * 86'400 - 1) == bacnet::date_time{{199, 12, 31, 4}, {23, 59, 59, 0}});
  CHECK(seconds_of({{99, 12, 31, 5}, {23, 59, 59, 0}}) == 0);
  for (std::uint32_t day = 0; day != 36'525; ++day)
    for (std::uint32_t const second_of_day : {0U, 3'599U, 3'600U, 45'296U, 86'399U}) {
      auto const seconds = day * 86'400 + second_of_day;
      auto const when = date_time_of(seconds);
      if (seconds_of(when) != seconds || !when.date.is_specific() || !when.time.is_specific() ||
          when.date.weekday != (day + 5) % 7 + 1)
        CHECK_MESSAGE(false, a_second);
    }
}

// ---- trend logs ----

TEST_CASE("As delivered: AI2, AI3 and AI19 every 15 minutes, in 5760 records, going round") {
  sold meter;
  for (std::uint32_t log = 1; log != 4; ++log) {
    CHECK(meter.read(TL(log), property::log_enable) == octets{0x11});
    CHECK(meter.read(TL(log), property::stop_when_full) == octets{0x10});
    CHECK(meter.natural(TL(log), property::buffer_size) == 5760);
    CHECK(meter.natural(TL(log), property::record_count) == 0);
    CHECK(meter.natural(TL(log), property::total_record_count) == 0);
    CHECK(meter.natural(TL(log), property::log_interval) == 90'000);
    CHECK(meter.read(TL(log), property::start_time) ==
          octets{0xA4, 0xFF, 0xFF, 0xFF, 0xFF, 0xB4, 0xFF, 0xFF, 0xFF, 0xFF});
    CHECK(meter.read(TL(log), property::stop_time) == meter.read(TL(log), property::start_time));
  }
  CHECK(meter.read(TL(1), property::log_device_object_property) == octets{0x0C, 0, 0, 0, 2, 0x19, 85});
  CHECK(meter.read(TL(2), property::log_device_object_property) == octets{0x0C, 0, 0, 0, 3, 0x19, 85});
  CHECK(meter.read(TL(3), property::log_device_object_property) == octets{0x0C, 0, 0, 0, 19, 0x19, 85});

  meter.it.take(busy(), hour);
  for (std::uint32_t log = 1; log != 4; ++log) CHECK(meter.natural(TL(log), property::record_count) == 4);
  octets const oldest{0x00, 0x03, 0x01, 0x1A, 0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x3E, 0x21, 0x01, 0x31, 0x01, 0x3F};
  auto const answer = meter.say(oldest);
  CHECK(octets{answer.begin(), answer.end()} ==
        octets{0x30, 0x01, 0x1A, 0x0C, 0x05, 0, 0,    1,    0x19, 0x83, 0x3A, 0x05, 0x80, 0x49, 0x01, 0x5E,  //
               0x0E, 0xA4, 100,  1,    1,    6, 0xB4, 0,    15,   0,    0,    0x0F,  // a Saturday, 00:15
               0x1E, 0x2C, 0x3F, 0x40, 0,    0, 0x1F, 0x2A, 0x04, 0x00, 0x5F});      // 0.75 kWh
  auto const import = positions(meter, 1, 4, 1);
  auto const export_ = positions(meter, 1, 4, 2);
  auto const demand = positions(meter, 1, 4, 3);
  for (std::uint32_t i = 0; i != 4; ++i) {
    CHECK(seconds_in(import, i) == 900 * (i + 1));
    CHECK(import.records[i].kind == bacnet::datum::real);
    CHECK(import.numbers[i] == 0.75 * (i + 1));
    CHECK(export_.numbers[i] == 2.5 * (i + 1));
    CHECK(demand.numbers[i] == -7.0);
    REQUIRE(import.records[i].status.has_value());
    CHECK(import.records[i].status->size() == 4);
    CHECK(!(*import.records[i].status)[1]);
  }
  CHECK((import.first && import.last && !import.more && !import.sequence));
}

TEST_CASE("What a log keeps: the Present_Value of AI1 to AI75, each log its own") {
  sold meter;
  auto const source = [](std::uint32_t instance, object_type type = object_type::analog_input, unsigned what = 85) {
    octets made(16);
    writer out{made};
    tag_writer elements{out};
    elements.context(0).object({type, instance});
    elements.context(1).enumerated(what);
    made.resize(out.needed());
    return made;
  };
  auto const which = property::log_device_object_property;
  CHECK(meter.write(TL(2), which, source(1)) == done);
  CHECK(meter.write(TL(3), which, source(75)) == done);
  CHECK(meter.read(TL(1), which) == source(2));
  CHECK(meter.read(TL(2), which) == source(1));
  CHECK(meter.read(TL(3), which) == source(75));
  CHECK(meter.write(TL(1), which, source(0)) == out_of_range);
  CHECK(meter.write(TL(1), which, source(76)) == out_of_range);
  CHECK(meter.write(TL(1), which, source(1, object_type::analog_value)) == out_of_range);
  CHECK(meter.write(TL(1), which, source(1, object_type::analog_input, 103)) == out_of_range);
  CHECK(meter.write(TL(1), which, {0xC4, 0, 0, 0, 1}) == wrong_datatype);
  CHECK(meter.write(TL(1), which, {0x0C, 0, 0, 0, 1}) == wrong_datatype);
  meter.it.take(busy(), 900 * a_second);
  CHECK(positions(meter, 1, 1, 2).numbers.at(0) == -1.75);
  CHECK(std::bit_cast<float>(positions(meter, 1, 1, 3).bits.at(0)) == 30.001F);
}

TEST_CASE("A value that there is not is logged as a NaN") {
  sold meter{true, [] {
               virtual_meter::settings set;
               set.wiring = system_type::two_lines;
               return set;
             }()};
  CHECK(meter.write(TL(1), property::log_device_object_property, {0x0C, 0, 0, 0, 70, 0x19, 85}) == done);  // Volts_AN
  meter.it.take(busy(), 900 * a_second);
  CHECK(positions(meter, 1, 1).bits.at(0) == 0x7FC0'0000);
}

TEST_CASE("Log_Interval is AV11, in each of the logs, and its writing begins anew; AV10 leaves the records") {
  sold meter;
  meter.it.take(busy(), hour);
  CHECK(meter.write(TL(2), property::log_interval, {0x22, 0x17, 0x70}) == done);  // 6000
  CHECK(meter.reliability(AV(11)) == 7);
  CHECK(meter.natural(TL(1), property::record_count) == 4);
  meter.it.take(busy(), settling);
  CHECK(meter.number(AV(11)) == 6000);
  CHECK(meter.natural(TL(3), property::log_interval) == 6000);
  // "The Present Demand values (AI19-AI21) and the Record Count ... are reset when this object is written"
  CHECK(std::isnan(meter.number(AI(19))));
  CHECK(meter.natural(TL(1), property::record_count) == 1);
  CHECK(positions(meter, 1, 1).records.at(0).kind == bacnet::datum::log_status);
  CHECK(positions(meter, 1, 1).bits.at(0) == 0x40);  // bit 1: purged
  CHECK(meter.natural(TL(1), property::total_record_count) == 5);
  meter.it.take(busy(), 60 * a_second - 1);
  CHECK(meter.natural(TL(1), property::record_count) == 1);
  meter.it.take(busy(), 1);
  CHECK(meter.natural(TL(1), property::record_count) == 2);
  CHECK(meter.number(AI(19)) == -7);
  CHECK(meter.write(AV(10), 2) == done);
  meter.it.take(busy(), settling);
  CHECK(meter.natural(TL(1), property::record_count) == 2);
  meter.it.take(busy(), 120 * a_second);
  CHECK(meter.natural(TL(1), property::record_count) == 4);
  CHECK(meter.number(AI(20)) == 9);
  CHECK(meter.write(AV(11), 6000) == done);  // the same once more
  meter.it.take(busy(), settling);
  CHECK(meter.natural(TL(1), property::record_count) == 1);
  CHECK(std::isnan(meter.number(AI(20))));
  for (auto const& [value, said] :
       {std::pair{octets{0x21, 0}, done}, std::pair{octets{0x22, 0x03, 0xE8}, done},
        std::pair{octets{0x23, 0x31, 0xFF, 0x9C}, done}, std::pair{octets{0x22, 0x03, 0xE7}, out_of_range},
        std::pair{octets{0x22, 0x03, 0xE9}, out_of_range}, std::pair{octets{0x23, 0x32, 0x00, 0x00}, out_of_range},
        std::pair{octets{0x25, 0x05, 1, 0, 0, 0, 0}, out_of_range},
        std::pair{octets{0x44, 0, 0, 0, 0}, wrong_datatype}})
    CHECK(meter.write(TL(1), property::log_interval, value) == said);
}

TEST_CASE("A new interval begins when it is stored, in the midst of a long step too") {
  sold meter;
  CHECK(meter.write(AV(11), 1000) == done);
  meter.it.take(drawing(3'600'000), settling + 60 * a_second);
  CHECK(meter.natural(TL(1), property::record_count) == 1 + 6);
  auto const all = positions(meter, 2, 6);
  for (std::uint32_t i = 0; i != 6; ++i) CHECK(seconds_in(all, i) == 11 + 10 * i);
  CHECK(meter.number(AI(19)) == 3.6F);
}

TEST_CASE("A log goes round after 5760 records; what is oldest is position 1") {
  sold meter;
  meter.log_every(10);
  CHECK(meter.write(TL(1), property::record_count, {0x21, 0}) == done);
  auto const start = meter.natural(TL(1), property::total_record_count);
  CHECK(start == 2);
  meter.it.take(drawing(3'600'000), 5759 * 10 * a_second);
  CHECK(meter.natural(TL(1), property::record_count) == 5760);
  CHECK(positions(meter, 1, 1).records.at(0).kind == bacnet::datum::log_status);
  meter.it.take(drawing(3'600'000), 240 * 10 * a_second);
  for (std::uint32_t log = 1; log != 4; ++log) {
    CHECK(meter.natural(TL(log), property::record_count) == 5760);
    CHECK(meter.natural(TL(log), property::total_record_count) == start + 5999);
  }
  auto const oldest = positions(meter, 1, 1);
  auto const newest = positions(meter, 5760, 1);
  CHECK(oldest.first);
  CHECK(!oldest.last);
  CHECK(newest.last);
  CHECK(!newest.first);
  CHECK(seconds_in(oldest, 0) == 1 + 10 * 240);  // 1.5 s went to settle
  CHECK(seconds_in(newest, 0) == 1 + 10 * 5999);
  CHECK(oldest.numbers[0] == static_cast<double>(2.4F));  // 10 Wh each
  CHECK(newest.numbers[0] == static_cast<double>(59.99F));

  // Sequence numbers go on: the last is the Total_Record_Count.
  auto const first = sequence(meter, 242, 1);
  CHECK(first.first);
  CHECK(first.sequence == maybe<std::uint32_t>{242});
  CHECK(seconds_in(first, 0) == 1 + 10 * 240);
  auto const last = sequence(meter, 6001, -5);
  CHECK(last.sequence == maybe<std::uint32_t>{5997});
  CHECK(last.last);
  CHECK(last.count == 5);
  CHECK(seconds_in(last, 4) == 1 + 10 * 5999);
  CHECK(sequence(meter, 241, 5).count == 0);
  CHECK(sequence(meter, 6002, -5).count == 0);
  CHECK(!sequence(meter, 6002, -5).sequence.has_value());
  CHECK(sequence(meter, 0, 5).count == 0);

  // All of it, page by page
  std::uint32_t next = 242;
  std::uint32_t pages = 0;
  for (bool more = true; more; ++pages) {
    auto const part = sequence(meter, next, 5760);
    CHECK(part.sequence == maybe<std::uint32_t>{next});
    for (std::uint32_t i = 0; i != part.count; ++i) CHECK(seconds_in(part, i) == 1 + 10 * (next - 2 + i));
    next += part.count;
    more = part.more;
    CHECK(part.first == (pages == 0));
    CHECK(part.last == !more);
  }
  CHECK(next == 6002);
  CHECK(pages == 288);
}

TEST_CASE("Stop_When_Full stops at 5760; a purge begins anew") {
  sold meter;
  meter.log_every(10);
  CHECK(meter.write(TL(2), property::stop_when_full, {0x11}) == done);
  CHECK(meter.read(TL(1), property::stop_when_full) == octets{0x11});  // shared by the three
  meter.pass(6000 * 10 * a_second);
  CHECK(meter.natural(TL(1), property::record_count) == 5760);
  auto const total = meter.natural(TL(1), property::total_record_count);
  CHECK(seconds_in(positions(meter, 5760, 1), 0) == 1 + 10 * 5759);
  CHECK(meter.write(TL(1), property::record_count, {0x21, 1}) == out_of_range);
  CHECK(meter.write(TL(1), property::record_count, {0x91, 0}) == wrong_datatype);
  CHECK(meter.write(TL(3), property::record_count, {0x21, 0}) == done);
  CHECK(meter.natural(TL(1), property::record_count) == 1);
  CHECK(meter.natural(TL(1), property::total_record_count) == total + 1);
  CHECK(positions(meter, 1, 1).bits.at(0) == 0x40);
  meter.pass(10 * a_second);
  CHECK(meter.natural(TL(1), property::record_count) == 2);
  CHECK(meter.write(TL(1), property::stop_when_full, {0x21, 1}) == wrong_datatype);
}

TEST_CASE("Log_Enable: what is switched off says so, and keeps nothing") {
  sold meter;
  meter.log_every(10);
  meter.pass(20 * a_second);
  CHECK(meter.write(TL(1), property::log_enable, {0x10}) == done);
  CHECK(meter.read(TL(3), property::log_enable) == octets{0x10});
  CHECK(meter.natural(TL(1), property::record_count) == 4);
  CHECK(positions(meter, 4, 1).records.at(0).kind == bacnet::datum::log_status);
  CHECK(positions(meter, 4, 1).bits.at(0) == 0x80);  // bit 0: disabled
  CHECK(meter.write(TL(1), property::log_enable, {0x10}) == done);
  meter.pass(60 * a_second);
  CHECK(meter.natural(TL(1), property::record_count) == 4);
  CHECK(meter.write(TL(1), property::log_enable, {0x11}) == done);
  meter.pass(10 * a_second);
  CHECK(meter.natural(TL(1), property::record_count) == 5);
  CHECK(meter.write(TL(1), property::log_enable, {0x91, 1}) == wrong_datatype);
}

TEST_CASE("Start_Time and Stop_Time; one that is open counts for nothing") {
  sold meter;
  meter.log_every(10);
  meter.synchronize({{125, 6, 15, 7}, {9, 59, 40, 0}});
  auto const records = [&] { return meter.natural(TL(1), property::record_count); };
  auto const at = [](std::uint8_t minute, std::uint8_t second_of, std::uint8_t hour_of = 10) {
    return octets{0xA4, 125, 6, 15, 255, 0xB4, hour_of, minute, second_of, 0};
  };
  auto const begin = records();
  CHECK(meter.write(TL(1), property::start_time, at(0, 0)) == done);
  CHECK(meter.write(TL(2), property::stop_time, at(1, 0)) == done);
  CHECK(meter.read(TL(3), property::start_time) == at(0, 0));
  CHECK(meter.read(TL(3), property::stop_time) == at(1, 0));
  meter.pass(19 * a_second);
  CHECK(records() == begin);
  meter.pass(a_second + 60 * a_second);
  CHECK(records() == begin + 6);  // 10:00:00 to 10:00:50 or a second later
  meter.pass(60 * a_second);
  CHECK(records() == begin + 6);
  CHECK(meter.write(TL(1), property::stop_time, at(1, 0, 255)) == done);
  meter.pass(10 * a_second);
  CHECK(records() == begin + 7);
  CHECK(meter.write(TL(1), property::start_time, at(0, 0, 11)) == done);
  meter.pass(10 * a_second);
  CHECK(records() == begin + 7);
  auto any_day = at(0, 0, 11);
  any_day[3] = 255;
  CHECK(meter.write(TL(1), property::start_time, any_day) == done);
  meter.pass(10 * a_second);
  CHECK(records() == begin + 8);
  CHECK(meter.write(TL(1), property::start_time, {0xA4, 125, 6, 15, 255}) == wrong_datatype);
  CHECK(meter.write(TL(1), property::start_time, {0x21, 5}) == wrong_datatype);
}

TEST_CASE("A new time and a restart stand in the logs") {
  sold meter;
  meter.pass(900 * a_second);
  meter.synchronize({{100, 1, 1, 6}, {0, 20, 0, 0}});  // 300 s later than it was
  auto const change = positions(meter, 2, 1);
  CHECK(change.records.at(0).kind == bacnet::datum::time_change);
  CHECK(std::bit_cast<float>(change.bits.at(0)) == 300.0F);
  CHECK(seconds_in(change, 0) == 1200);
  CHECK(!change.records.at(0).status.has_value());
  meter.synchronize({{100, 1, 1, 6}, {0, 10, 0, 0}});
  CHECK(std::bit_cast<float>(positions(meter, 3, 1).bits.at(0)) == -600.0F);
  CHECK(meter.it.reinitialize({}) == outcome{});
  auto const restart = positions(meter, 4, 1);
  CHECK(restart.records.at(0).kind == bacnet::datum::log_status);
  CHECK(restart.bits.at(0) == 0x20);  // bit 2: interrupted
  CHECK(seconds_in(restart, 0) == 0);
}

TEST_CASE("ReadRange by position: forwards, backwards, over the ends, 20 at a time") {
  sold meter;
  meter.log_every(10);
  meter.pass(49 * 10 * a_second);  // with the purge 50 records; record n at 1 + 10 (n - 1) s
  auto const from_to = [&](std::uint32_t from, std::int32_t count, std::uint32_t first, std::uint32_t last,
                           std::string const& flags) {
    auto const got = positions(meter, from, count);
    CAPTURE(from);
    CAPTURE(count);
    CHECK(got.count == last - first + 1);
    CHECK(!got.sequence.has_value());
    if (first <= last) {
      CHECK(seconds_in(got, 0) == 1 + 10 * (first - 1));
      CHECK(seconds_in(got, got.count - 1) == 1 + 10 * (last - 1));
    }
    CHECK((std::string{got.first ? "F" : ""} + (got.last ? "L" : "") + (got.more ? "M" : "")) == flags);
  };
  from_to(1, 1, 1, 1, "F");
  from_to(1, 20, 1, 20, "F");
  from_to(1, 21, 1, 20, "FM");
  from_to(1, 50, 1, 20, "FM");
  from_to(31, 20, 31, 50, "L");
  from_to(30, 21, 30, 49, "M");
  from_to(41, 20, 41, 50, "L");
  from_to(50, 1, 50, 50, "L");
  from_to(50, 2'000'000'000, 50, 50, "L");
  from_to(50, -20, 31, 50, "L");
  from_to(50, -21, 31, 50, "LM");
  from_to(30, -5, 26, 30, "");
  from_to(30, -25, 11, 30, "M");
  from_to(5, -20, 1, 5, "F");
  from_to(1, -1, 1, 1, "F");
  from_to(20, -2'000'000'000, 1, 20, "F");
  // The reference has to be there.
  from_to(0, 5, 1, 0, "");
  from_to(0, -5, 1, 0, "");
  from_to(51, 5, 1, 0, "");
  from_to(51, -5, 1, 0, "");
  from_to(4'294'967'295, -5, 1, 0, "");
  // Without a range: all
  auto const all = range_of(meter, 1, {});
  CHECK(all.count == 20);
  CHECK((all.first && !all.last && all.more));
  CHECK(seconds_in(all, 0) == 1);
  // 20 records with a sequence number of one octet; one of four makes 462.
  CHECK(meter.server
            .answer(octets{0x00, 0x03, 0x01, 0x1A, 0x0C, 0x05, 0, 0, 1, 0x19, 0x83, 0x6E, 0x21, 0x05, 0x31, 0x14, 0x6F},
                    false, meter.buffer)
            .apdu.size() == 459);
}

TEST_CASE("ReadRange of an empty log, by time, of other properties and objects") {
  sold meter;
  for (auto const& wanted :
       {maybe<bacnet::item_range>{}, maybe{bacnet::item_range::from_position(1, 5)},
        maybe{bacnet::item_range::from_sequence(1, 5)}, maybe{bacnet::item_range::from_position(1, -5)}}) {
    auto const nothing = range_of(meter, 1, wanted);
    CHECK(nothing.count == 0);
    CHECK((!nothing.first && !nothing.last && !nothing.more && !nothing.sequence));
  }
  auto const refused = [&](property_reference const& of, maybe<bacnet::item_range> const& wanted) {
    return sold::fault_in(meter.ask(bacnet::read_range{of, wanted}));
  };
  auto const by_time = bacnet::item_range::from_time({{125, 6, 15, 7}, {10, 0, 0, 0}}, 5);
  CHECK(refused({TL(1), property::log_buffer, {}}, by_time) == fault{5, 45});
  CHECK(refused({TL(1), property::log_buffer, 1}, {}) == no_array);
  CHECK(refused({TL(1), property::record_count, {}}, {}) == fault{5, 45});
  CHECK(refused({itself, property::object_list, {}}, {}) == fault{5, 45});
  CHECK(refused({AI(1), property::log_buffer, {}}, {}) == fault{5, 45});
  CHECK(refused({TL(4), property::log_buffer, {}}, {}) == unknown_object);
}

// ---- silence and restarts ----

TEST_CASE("DeviceCommunicationControl: silent until enabled, or for some minutes") {
  sold meter;
  octets const asks{0x00, 0x03, 0x01, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55};
  auto const says = [&](octets const& apdu) {
    auto const got = meter.say(apdu);
    return octets{got.begin(), got.end()};
  };
  CHECK(says({0x00, 0x03, 0x96, 0x11, 0x19, 0x01}) == octets{0x20, 0x96, 0x11});
  meter.pass(100 * hour);
  CHECK(says(asks).empty());
  CHECK(meter.say({0x10, 0x08}, true).empty());
  CHECK(says({0x00, 0x03, 0x96, 0x11, 0x19, 0x00}) == octets{0x20, 0x96, 0x11});
  CHECK(!says(asks).empty());

  CHECK(says({0x00, 0x03, 0x96, 0x11, 0x09, 0x02, 0x19, 0x01}) == octets{0x20, 0x96, 0x11});
  meter.pass(119'999);
  CHECK(says(asks).empty());
  meter.pass(1);
  CHECK(!says(asks).empty());
  CHECK(!meter.say({0x10, 0x08}, true).empty());

  // The longest: 65535 minutes
  CHECK(says({0x00, 0x03, 0x96, 0x11, 0x0A, 0xFF, 0xFF, 0x19, 0x01}) == octets{0x20, 0x96, 0x11});
  meter.pass(65'535U * 60'000U - 1);
  CHECK(says(asks).empty());
  meter.pass(1);
  CHECK(!says(asks).empty());

  // disable-initiation: it initiates nothing but I-Am, and answers; a password is passed over
  CHECK(says({0x00, 0x03, 0x98, 0x11, 0x19, 0x02, 0x2D, 0x09, 0, 'f', 'i', 'l', 'i', 's', 't', 'e', 'r'}) ==
        octets{0x20, 0x98, 0x11});
  CHECK(!says(asks).empty());
}

TEST_CASE("ReinitializeDevice: a start, counted, with the clock at 2000; no backup") {
  sold meter;
  auto const says = [&](octets const& apdu) {
    auto const got = meter.say(apdu);
    return octets{got.begin(), got.end()};
  };
  meter.it.take(busy(), hour);
  meter.synchronize({{125, 6, 15, 7}, {10, 0, 0, 0}});
  CHECK(meter.number(AI(81)) == 1);
  CHECK(says({0x00, 0x03, 0x96, 0x11, 0x19, 0x01}) == octets{0x20, 0x96, 0x11});
  CHECK(says({0x00, 0x03, 0x50, 0x14, 0x09, 0x01}) == octets{0x20, 0x50, 0x14});
  CHECK(meter.clock() == bacnet::date_time{{100, 1, 1, 6}, {0, 0, 0, 0}});  // and it speaks again
  CHECK(meter.is_active(15));
  CHECK(meter.number(AI(81)) == 2);
  CHECK(meter.number(AI(2)) == 3);
  CHECK(says({0x00, 0x03, 0x50, 0x14, 0x09, 0x00}) == octets{0x20, 0x50, 0x14});
  CHECK(meter.number(AI(81)) == 3);
  for (std::uint8_t state = 2; state != 8; ++state)
    CHECK(says({0x00, 0x03, 0x50, 0x14, 0x09, state}) == octets{0x50, 0x50, 0x14, 0x91, 5, 0x91, 45});
  CHECK(meter.number(AI(81)) == 3);
}

// ---- values ----

TEST_CASE("What a system type does not have is a NaN, unreliable, and the rest is reliable") {
  for (auto const wiring : {system_type::line_and_neutral, system_type::two_lines, system_type::two_lines_and_neutral,
                            system_type::delta, system_type::wye}) {
    sold meter{true, [&] {
                 virtual_meter::settings set;
                 set.wiring = wiring;
                 return set;
               }()};
    meter.it.take(busy(), hour);
    for (auto const& row : s4100::objects) {
      if (row.object.type != object_type::analog_input) continue;
      CAPTURE(row.name);
      bool const is_there = row.of.what != quantity::reserved && validity_of(row.of, wiring) != validity::invalid;
      CHECK((meter.bits(row.object) != 0x7FC0'0000) == is_there);
      CHECK(meter.reliability(row.object) == (is_there ? 0U : 7U));
    }
    for (std::uint32_t n = 1; n != 16; ++n) CHECK(meter.reliability(BI(n)) == 0);
  }
}

TEST_CASE("Demand before the first interval is over, and a frequency that is none") {
  sold meter;
  auto now = busy();
  now.millihertz = 65'101;
  meter.it.take(now, 60 * a_second);
  for (std::uint32_t const n : {18U, 19U, 20U, 21U}) {
    CHECK(meter.bits(AI(n)) == 0x7FC0'0000);
    CHECK(meter.reliability(AI(n)) == 7);
  }
  CHECK(meter.is_active(7));
  CHECK((static_cast<unsigned>(meter.number(AI(83))) & 0x40U) != 0);
}

TEST_CASE("Each alarm is its bit of AI83") {
  sold meter;
  auto now = busy();
  now.voltage.to_neutral[0] = 900'000;
  now.voltage.to_neutral[2] = 1000;
  now.current[1] = 500'000;
  meter.it.take(now, a_second);
  auto const all = static_cast<unsigned>(meter.number(AI(83)));
  CHECK(all != 0);
  for (unsigned n = 1; n != 16; ++n) CHECK(meter.is_active(n) == ((all >> (n - 1) & 1U) != 0));
  CHECK(
      (meter.is_active(1) && meter.is_active(5) && meter.is_active(11) && !meter.is_active(4) && !meter.is_active(8)));
}

TEST_CASE("The reading is that of the float registers of the same meter on Modbus") {
  constexpr virtual_registers::showing cut_off{scaling::rounding::half_away_from_zero, scaling::rounding::toward_zero};
  for (auto const wiring : {system_type::wye, system_type::delta, system_type::two_lines_and_neutral}) {
    virtual_meter::settings set;
    set.wiring = wiring;
    sold meter{false, set};
    virtual_leviton::device<virtual_leviton::s4100> other{set, plain, cut_off};
    auto now = busy();
    for (int i = 0; i != 5; ++i) {
      now.power[0].real += 123'457;
      now.power[1].reactive -= 3'141'593;
      meter.it.take(now, 1'000'003);
      other.take(now, 1'000'003);
    }
    unsigned compared = 0;
    for (auto const& row : s4100::objects) {
      if (row.object.type != object_type::analog_input || row.of.what == quantity::reserved) continue;
      for (auto const& single : leviton_s4100::registers) {
        if (!single.is_float() || !(single.of == row.of)) continue;
        std::array<std::uint8_t, 4> space{};
        writer out{space};
        REQUIRE(other.read(modbus::table::holding_registers, single.address, 2, out) == modbus::exception::none);
        auto const there = reader{space}.u32();
        auto const here = meter.bits(row.object);
        CAPTURE(row.name);
        CHECK((here > there ? here - there : there - here) <= 1);
        ++compared;
      }
    }
    CHECK(compared == 72);  // all but the pulse counters
  }
}

// ---- the whole line ----

namespace {

constexpr auto line_plan =
    bacnet::plan(bacnet::with_reliability::yes, s4100::real_energy_import, s4100::real_power_total, s4100::voltage_an,
                 s4100::real_power_demand, s4100::phase_loss_a, s4100::system_type, s4100::alarm_bitmap);

/// Asks for what a poll wants, and hands it what comes.
struct poller {
  bacnet::property_poll& poll;
  std::function<void(std::size_t, bacnet::property_result const&)> take;
  bool waits = false;
  unsigned answers = 0;
  unsigned heard_count = 0;
  error last{};

  void answered(std::uint8_t, bacnet::apdu const& came) {
    last = poll.answer(came, take);
    waits = false;
    ++answers;
  }
  void failed(std::uint8_t, error const& why) {
    last = why;
    waits = false;
  }
  void heard(bacnet::peer const&, bacnet::apdu const& said) {
    CHECK(said.is(bacnet::unconfirmed_service::i_am));
    ++heard_count;
  }
};
/// A master that asks, at station 0, and the meter at 1, with the factory's 76800 baud and Max_Master 127.
struct over_the_line {
  sold& meter;
  poller user;
  bacnet::client<poller> client{user};
  bacnet::server_station<device> server{meter.it, meter.scratch};
  std::array<std::uint8_t, 503> receive_0{};
  std::array<std::uint8_t, 503> receive_1{};
  std::array<std::uint8_t, bacnet::max_frame> transmit_0{};
  std::array<std::uint8_t, bacnet::max_frame> transmit_1{};
  bacnet::master_node node_0{station(0), receive_0, transmit_0};
  bacnet::master_node node_1{station(s4100::factory_mac), receive_1, transmit_1};
  tests::mstp_line<tests::mstp_asking_member<bacnet::master_node, bacnet::client<poller>>,
                   tests::mstp_member<bacnet::master_node, bacnet::server_station<device>>>
      line{s4100::factory_baud, {node_0, client}, {node_1, server}};

  over_the_line(sold& of, bacnet::property_poll& poll,
                std::function<void(std::size_t, bacnet::property_result const&)> take)
      : meter{of}, user{poll, std::move(take)} {}
  static bacnet::node_settings station(std::uint8_t mac) {
    bacnet::node_settings set{bacnet::timing_at(s4100::factory_baud)};
    set.station = mac;
    return set;
  }

  void poll_all() {
    while (!user.poll.done()) {
      auto const asked = user.poll.ask([&](auto const& what) {
        return client.ask({s4100::factory_mac, {}}, what, line.now());
      });
      REQUIRE(asked.has_value());
      user.waits = true;
      REQUIRE(line.run([&] { return !user.waits; }, 5000));
      REQUIRE(user.last.code == errc::none);
    }
  }
};

}  // namespace

TEST_CASE("A master reads points of the meter, with their Reliability") {
  sold meter;
  meter.it.take(busy(), 60 * a_second);
  bacnet::snapshot<line_plan> now;
  bacnet::property_poll poll{line_plan.wanted()};
  over_the_line all{meter, poll, now.taker()};
  all.poll_all();
  CHECK(all.user.answers == 1);
  CHECK(now.complete());
  CHECK(now.decode(s4100::real_energy_import)->in(kWh) == 0.05F);
  CHECK(now.decode(s4100::real_power_total)->in(kW) == -7.0F);
  CHECK(now.decode(s4100::voltage_an)->in(V) == 346.41F);
  CHECK(now.decode(s4100::real_power_demand).error() == errc::not_available);
  CHECK(now.decode(s4100::phase_loss_a) == result<bool>{false});
  CHECK(now.decode(s4100::system_type) == result<system_type>{system_type::wye});
  CHECK(now.decode(s4100::alarm_bitmap)->has(s4100::alarm::clock_reset));
}

TEST_CASE("All 83 analog inputs in three answers, each what the meter says by itself") {
  sold meter;
  meter.it.take(busy(), hour);
  std::vector<bacnet::wanted_property> wanted;
  for (std::uint32_t n = 1; n != 84; ++n) wanted.push_back({{AI(n), property::present_value, {}}});
  bacnet::property_poll poll{wanted};
  unsigned came = 0;
  over_the_line all{meter, poll, [&](std::size_t index, bacnet::property_result const& result) {
                      CHECK(!result.why.has_value());
                      octets const there{result.value.begin(), result.value.end()};
                      CHECK(there == meter.read(AI(static_cast<std::uint32_t>(index + 1))));
                      ++came;
                    }};
  all.poll_all();
  CHECK(came == 83);
  CHECK(all.user.answers == 3);
  CHECK(all.node_0.counted().reply_timeouts == 0);
}

TEST_CASE("Object_List by index, of a device asked for as 4194303; Who-Is is answered") {
  sold meter;
  std::vector<bacnet::wanted_property> wanted;
  for (std::uint32_t n = 0; n != 114; ++n)
    wanted.push_back({{{object_type::device, object_id::any_instance}, property::object_list, n},
                      static_cast<std::uint16_t>(n == 0 ? 2 : 5)});
  bacnet::property_poll poll{wanted};
  std::vector<octets> list(114);
  over_the_line all{meter, poll, [&](std::size_t index, bacnet::property_result const& result) {
                      list.at(index) = {result.value.begin(), result.value.end()};
                    }};
  all.poll_all();
  CHECK(all.user.answers == 3);
  CHECK(list[0] == octets{0x21, 113});
  CHECK(list[113] == octets{0xC4, 0x05, 0, 0, 3});
  CHECK(all.client.tell(bacnet::peer::everybody(), bacnet::who_is{}).code == errc::none);
  CHECK(all.line.run([&] { return all.user.heard_count == 1; }, 5000));
}
