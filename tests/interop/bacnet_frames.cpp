// SPDX-License-Identifier: MIT
// Frames of MS/TP that our builders make, as a capture for tshark (link type 165), and beside it what must be read in
// them: a line of JSON for each frame. Behind single frames of every kind stands a whole conversation: three master
// nodes on a simulated line, one of them the virtual meter.
#include "bacnet_meter.hpp"

#include <meterproto/bacnet.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace bacnet = meterproto::bacnet;
namespace s4100 = meterproto::leviton_s4100_bacnet;
using bacnet::frame_type;
using bacnet::object_id;
using bacnet::object_type;
using bacnet::property;
using bacnet::tag_writer;
using meterproto::bytes;
using meterproto::errc;
using meterproto::error;
using meterproto::writer;
using nlohmann::json;
using octets = std::vector<std::uint8_t>;

/// What tshark prints, by field: all that stand in a frame, in their order.
using fields = std::map<std::string, std::vector<json>>;

[[noreturn]] void give_up(std::string const& why) {
  std::cerr << why << '\n';
  std::exit(1);
}
template <class Value>
Value const& of(meterproto::result<Value> const& made) {
  if (!made) give_up("a builder gives error " + std::to_string(static_cast<int>(made.error().code)));
  return *made;
}

bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

template <class Put>
octets written(Put const& put) {
  octets space(2000);
  writer out{space};
  put(out);
  if (!out.ok()) give_up("2000 octets are too few");
  space.resize(out.needed());
  return space;
}
/// Encoded elements.
template <class Put>
octets elements(Put const& put) {
  return written([&](writer& out) {
    tag_writer to{out};
    put(to);
  });
}

// ---- the capture ----------------------------------------------------------------------------------------------------

/// Source: draft-ietf-opsawg-pcap-06; link type 165 is BACNET_MS_TP, whose packets begin with the preamble.
class capture {
 public:
  explicit capture(std::string const& path) : file_{path, std::ios::binary} {
    put({0xA1B2C3D4, 0x0004'0002, 0, 0, 65535, 165});
  }
  void add(bytes frame, std::uint64_t us, std::string const& what, fields const& expected = {}) {
    auto const size = static_cast<std::uint32_t>(frame.size());
    put({static_cast<std::uint32_t>(us / 1'000'000), static_cast<std::uint32_t>(us % 1'000'000), size, size});
    file_.write(reinterpret_cast<char const*>(frame.data()), static_cast<std::streamsize>(frame.size()));
    lines_.push_back({{"what", what}, {"fields", expected}});
  }
  /// More that must stand in the last frame.
  void expect(fields const& more) {
    for (auto const& [name, values] : more) lines_.back()["fields"][name] = values;
  }
  [[nodiscard]] std::size_t size() const { return lines_.size(); }
  void finish() {
    file_.close();
    if (!file_) give_up("the capture cannot be written");
    for (auto const& one : lines_) std::cout << one.dump() << '\n';
  }

 private:
  void put(std::initializer_list<std::uint32_t> words) {  // in this machine's order, which the first word tells
    for (auto const word : words) file_.write(reinterpret_cast<char const*>(&word), sizeof word);
  }

  std::ofstream file_;
  std::vector<json> lines_;
};

// ---- single frames --------------------------------------------------------------------------------------------------

constexpr std::uint8_t we = 3;
constexpr std::uint8_t meter = 1;
constexpr object_id device{object_type::device, interop::meter_instance};
constexpr object_id input{object_type::analog_input, 41};
constexpr object_id setting{object_type::analog_value, 3};
constexpr object_id trend{object_type::trend_log, 3};
constexpr bacnet::date day{126, 2, 28, 6};
constexpr bacnet::time clock{13, 59, 58, 7};

class sheet {
 public:
  explicit sheet(capture& to) : to_{to} {}

  void frame(std::string const& what, frame_type type, std::uint8_t destination, std::uint8_t source, bytes data = {},
             fields expected = {}) {
    std::array<std::uint8_t, bacnet::max_extended_frame> space{};
    auto const built = of(bacnet::build_frame(type, destination, source, data, space));
    expected["mstp.frame_type"] = {static_cast<unsigned>(type)};
    expected["mstp.dst"] = {destination};
    expected["mstp.src"] = {source};
    if (!bacnet::is_encoded(type)) expected["mstp.len"] = {data.size()};
    to_.add(built, 10'000 * to_.size(), what, expected);
  }
  /// An APDU in its NPDU, in a frame of the type that it takes.
  void apdu(std::string const& what, bytes apdu, bool from_meter, bool to_all, fields const& expected,
            bacnet::npdu header = {}, bool extended = false) {
    header.expects_reply = apdu[0] >> 4U == 0;
    auto const npdu = written([&](writer& out) {
      bacnet::put_npdu_header(out, header);
      out.put(apdu);
    });
    using enum frame_type;
    auto const type = extended
                          ? (header.expects_reply ? extended_data_expecting_reply : extended_data_not_expecting_reply)
                          : (header.expects_reply ? data_expecting_reply : data_not_expecting_reply);
    auto const source = from_meter ? meter : we;
    frame(what, type, to_all ? bacnet::broadcast : from_meter ? we : meter, source, npdu, expected);
  }
  template <bacnet::confirmed Service>
  void ask(std::string const& what, Service const& service, fields expected) {
    auto const id = ++id_;
    expected["bacapp.type"] = {0};
    expected["bacapp.invoke_id"] = {id};
    expected["bacapp.confirmed_service"] = {static_cast<unsigned>(Service::service)};
    apdu(what, written([&](writer& out) { bacnet::put_request(out, id, service); }), false, false, expected);
  }
  template <bacnet::confirmed Service>
  void ack(std::string const& what, Service const& service, fields expected) {
    expected["bacapp.type"] = {3};
    expected["bacapp.invoke_id"] = {id_};
    expected["bacapp.confirmed_service"] = {static_cast<unsigned>(Service::service)};
    apdu(what, written([&](writer& out) { bacnet::put_ack(out, id_, service); }), true, false, expected);
  }
  template <bacnet::unconfirmed Service>
  void tell(std::string const& what, Service const& service, fields expected) {
    expected["bacapp.type"] = {1};
    expected["bacapp.unconfirmed_service"] = {static_cast<unsigned>(Service::service)};
    apdu(what, written([&](writer& out) { bacnet::put_request(out, service); }), false, true, expected);
  }
  void answer(std::string const& what, octets const& whole, fields const& expected) {
    apdu(what, whole, true, false, expected);
  }
  [[nodiscard]] std::uint8_t id() const { return id_; }

 private:
  capture& to_;
  std::uint8_t id_ = 0;
};

fields names(std::vector<object_id> const& objects, std::vector<property> const& properties) {
  fields made;
  for (auto const& one : objects) {
    made["bacapp.objectType"].emplace_back(static_cast<unsigned>(one.type));
    made["bacapp.instance_number"].emplace_back(one.instance);
  }
  for (auto const one : properties) made["bacapp.property_identifier"].emplace_back(static_cast<unsigned>(one));
  return made;
}
fields operator+(fields left, fields const& right) {
  left.insert(right.begin(), right.end());
  return left;
}

void frame_types(sheet& to) {
  using enum frame_type;
  octets const some{0x55, 0xFF, 0x00, 0x55, 0x01};
  to.frame("token", token, meter, we);
  to.frame("poll for master", poll_for_master, 4, we);
  to.frame("reply to poll for master", reply_to_poll_for_master, we, 4);
  to.frame("test request", test_request, meter, we);
  to.frame("test request with data", test_request, meter, we, some);
  to.frame("test response", test_response, we, meter);
  to.frame("test response with data", test_response, we, meter, some);
  to.frame("reply postponed", reply_postponed, we, meter);
  // Not 34, IPv6: of the types 32 to 127, all of which are encoded, tshark 4.0.17 decodes 32 and 33 alone, and wants a
  // CRC-16 in the others.
  to.frame("proprietary", static_cast<frame_type>(128), meter, we, octets{0x00, 0x5F, 1, 2, 3},
           {{"mstp.vendorid", {0x5F}}});
  to.frame("proprietary, to all", static_cast<frame_type>(255), bacnet::broadcast, 254, octets{0x01, 0x00},
           {{"mstp.vendorid", {256}}});
}

void reads(sheet& to) {
  bacnet::property_reference const value{input, property::present_value, {}};
  to.ask("ReadProperty", bacnet::read_property{value}, names({input}, {property::present_value}));
  auto const real = elements([](tag_writer& out) { out.real(230.5F); });
  to.ack("ReadProperty", bacnet::read_property_ack{value, real},
         names({input}, {property::present_value}) + fields{{"bacapp.present_value.real", {230.5}}});

  bacnet::property_reference const entry{device, property::object_list, 2U};
  to.ask("ReadProperty of an entry", bacnet::read_property{entry}, names({device}, {property::object_list}));
  to.ack("ReadProperty of an entry",
         bacnet::read_property_ack{entry, elements([](tag_writer& out) { out.object(input); })},
         names({device, input}, {property::object_list}));

  bacnet::property_reference const name{device, property::object_name, {}};
  to.ask("ReadProperty of a name", bacnet::read_property{name}, names({device}, {property::object_name}));
  to.ack("ReadProperty of a name",
         bacnet::read_property_ack{
             name, elements([](tag_writer& out) { out.characters({0, as_bytes("a meter, 3 \xC3\x97 400 V")}); })},
         {{"bacapp.object_name", {"a meter, 3 \xC3\x97 400 V"}}});

  to.ask("ReadProperty for an error", bacnet::read_property{value}, {});
  auto const service = static_cast<std::uint8_t>(bacnet::confirmed_service::read_property);
  to.answer("error", written([&](writer& out) {
              bacnet::put_error(out, to.id(), service,
                                {bacnet::error_class::object, bacnet::error_code::unknown_object});
            }),
            {{"bacapp.type", {5}}, {"bacapp.error_class", {1}}, {"bacapp.error_code", {31}}});
  for (unsigned reason = 0; reason != 11; ++reason)
    to.answer("reject", written([&](writer& out) {
                bacnet::put_reject(out, to.id(), static_cast<bacnet::reject_reason>(reason));
              }),
              {{"bacapp.type", {6}}, {"bacapp.reject_reason", {reason}}, {"bacapp.invoke_id", {to.id()}}});
  for (unsigned reason = 0; reason != 12; ++reason)
    to.answer("abort", written([&](writer& out) {
                bacnet::put_abort(out, reason % 2 == 0, to.id(), static_cast<bacnet::abort_reason>(reason));
              }),
              {{"bacapp.type", {7}}, {"bacapp.abort_reason", {reason}}, {"bacapp.invoke_id", {to.id()}}});
  to.answer("segment ack", written([&](writer& out) { bacnet::put_segment_ack(out, false, true, to.id(), 5, 4); }),
            {{"bacapp.type", {4}}, {"bacapp.sequence_number", {5}}, {"bacapp.window_size", {4}}});
}

/// An ack written result by result, as a service.
struct several_results {
  static constexpr auto service = bacnet::confirmed_service::read_property_multiple;
  static void put(tag_writer& out) {
    bacnet::result_writer list{out};
    list.begin(input);
    list.value(property::present_value, {}, elements([](tag_writer& it) { it.real(-0.25F); }));
    list.value(property::reliability, {}, elements([](tag_writer& it) { it.enumerated(7); }));
    list.end();
    list.begin({object_type::binary_input, 7});
    list.fault(property::present_value, {}, {bacnet::error_class::object, bacnet::error_code::unknown_object});
    list.end();
    list.begin(device);
    list.value(property::object_list, 0U, elements([](tag_writer& it) { it.unsigned_integer(112); }));
    list.fault(property::local_time, {}, {bacnet::error_class::property, bacnet::error_code::unknown_property});
    list.value(property::device_address_binding, {}, {});
    list.end();
  }
};

void reads_of_several(sheet& to) {
  std::vector<bacnet::property_reference> const all{{input, property::present_value, {}},
                                                    {input, property::reliability, {}},
                                                    {{object_type::binary_input, 7}, property::present_value, {}},
                                                    {device, property::object_list, 0U},
                                                    {setting, property::all, {}},
                                                    {setting, property::required, {}},
                                                    {setting, property::optional, {}}};
  to.ask("ReadPropertyMultiple", bacnet::read_property_multiple{all},
         names({input, {object_type::binary_input, 7}, device, setting},
               {property::present_value, property::reliability, property::present_value, property::object_list,
                property::all, property::required, property::optional}));

  auto expected = names({input, {object_type::binary_input, 7}, device},
                        {property::present_value, property::reliability, property::present_value, property::object_list,
                         property::local_time, property::device_address_binding});
  expected["bacapp.present_value.real"] = {-0.25};
  expected["bacapp.error_class"] = {1, 2};
  expected["bacapp.error_code"] = {31, 32};
  to.ack("ReadPropertyMultiple with errors", several_results{}, expected);
}

void writes(sheet& to) {
  bacnet::property_reference const value{setting, property::present_value, {}};
  auto const service = static_cast<std::uint8_t>(bacnet::confirmed_service::write_property);
  auto const write = [&](std::string const& type, octets const& element, meterproto::maybe<std::uint8_t> priority,
                         fields const& expected) {
    to.ask("WriteProperty of a " + type, bacnet::write_property{value, element, priority},
           names({setting}, {property::present_value}) + expected);
    to.answer("simple ack", written([&](writer& out) { bacnet::put_simple_ack(out, to.id(), service); }),
              {{"bacapp.type", {2}}, {"bacapp.confirmed_service", {service}}, {"bacapp.invoke_id", {to.id()}}});
  };
  auto const one = [&](std::string const& type, auto const& put, json const& printed,
                       meterproto::maybe<std::uint8_t> priority = {}) {
    write(type, elements(put), priority, {{"bacapp.present_value." + type, {printed}}});
  };
  auto const plain = [&](std::string const& type, auto const& put) { write(type, elements(put), {}, {}); };
  plain("null", [](tag_writer& out) { out.null(); });
  one("boolean", [](tag_writer& out) { out.boolean(true); }, true, std::uint8_t{8});
  one("boolean", [](tag_writer& out) { out.boolean(false); }, false);
  for (std::uint64_t const number : {0ULL, 255ULL, 256ULL, 0xFF'FFFFULL, 0xFFFF'FFFFULL, 0x1'0000'0000ULL, ~0ULL})
    one("uint", [&](tag_writer& out) { out.unsigned_integer(number); }, number);
  for (std::int64_t const number : {0LL, -1LL, 127LL, 128LL, -128LL, -129LL, -8'388'609LL, 0x7FFF'FFFFLL})
    one("int", [&](tag_writer& out) { out.signed_integer(number); }, number);
  for (float const number : {0.0F, -0.25F, 3.0e38F, 1.0e-40F})
    one("real", [&](tag_writer& out) { out.real(number); }, static_cast<double>(number), std::uint8_t{16});
  plain("real, infinite", [](tag_writer& out) { out.real_bits(0x7F80'0000); });
  plain("real, no number", [](tag_writer& out) { out.real_bits(0x7FC0'0000); });
  for (double const number : {-0.1, 1e300})
    one("double", [&](tag_writer& out) { out.double_bits(std::bit_cast<std::uint64_t>(number)); }, number);
  one("octet_string", [](tag_writer& out) { out.octets(octets{0xDE, 0xAD, 0, 0x55, 0xFF}); }, "6505dead0055ff");
  plain("octet string, empty", [](tag_writer& out) { out.octets({}); });
  one("char_string", [](tag_writer& out) { out.characters({0, as_bytes("K\xC3\xBChlhaus")}); }, "K\xC3\xBChlhaus");
  plain("string, empty", [](tag_writer& out) { out.characters({0, {}}); });
  one("char_string", [](tag_writer& out) { out.characters({5, as_bytes("K\xFChlhaus")}); }, "K\xC3\xBChlhaus");
  one(
      "char_string", [](tag_writer& out) { out.characters({4, octets{0, 'K', 0, 0xFC, 0x20, 0xAC}}); },
      "K\xC3\xBC\xE2\x82\xAC");
  one("char_string", [](tag_writer& out) { out.characters({3, octets{0, 0, 0, 'K', 0, 0, 0, 0xFC}}); }, "K\xC3\xBC");
  one(
      "char_string", [](tag_writer& out) { out.characters({0, as_bytes(std::string(200, 'x'))}); },
      std::string(200, 'x'));
  plain("string of 300", [](tag_writer& out) { out.characters({0, as_bytes(std::string(300, 'x'))}); });
  one("bit_string", [](tag_writer& out) { out.bits(0b0101, 4); }, "TFTF");
  one("bit_string", [](tag_writer& out) { out.bits(0b1'0000'0001, 9); }, "TFFFFFFFT");
  plain("bit string, empty", [](tag_writer& out) { out.bits(0, 0); });
  for (std::uint32_t const number : {0U, 95U, 256U, 65536U})
    one("enum_index", [&](tag_writer& out) { out.enumerated(number); }, number);
  plain("date", [](tag_writer& out) { out.date(day); });
  plain("date, any", [](tag_writer& out) { out.date({}); });
  plain("time", [](tag_writer& out) { out.time(clock); });
  plain("time, any", [](tag_writer& out) { out.time({}); });
  write("object identifier", elements([](tag_writer& out) { out.object(trend); }), {},
        names({setting, trend}, {property::present_value}));
}

void logs(sheet& to) {
  bacnet::property_reference const buffer{trend, property::log_buffer, {}};
  using bacnet::item_range;
  auto const named = names({trend}, {property::log_buffer});
  to.ask("ReadRange of everything", bacnet::read_range{buffer, {}}, named);
  to.ask("ReadRange by position", bacnet::read_range{buffer, item_range::from_position(1, 20)}, named);
  to.ask("ReadRange by sequence", bacnet::read_range{buffer, item_range::from_sequence(70'000, -20)}, named);
  to.ask("ReadRange by time", bacnet::read_range{buffer, item_range::from_time({day, clock}, 5)}, named);

  auto const with_tag = [](auto const& put) {  // the content of a context tag is all that a record holds
    auto const encoded = elements(put);
    return octets{encoded.begin() + 1, encoded.end()};
  };
  std::vector<octets> contents;
  unsigned count = 0;
  auto const items = elements([&](tag_writer& out) {
    auto const record = [&](bacnet::datum kind, octets const& content, bool status) {
      bacnet::log_record made;
      made.when = {day, clock};
      made.kind = kind;
      made.value.content = content;
      if (kind == bacnet::datum::failure)
        made.why = {bacnet::error_class::communication, bacnet::error_code::operational_problem};
      if (kind == bacnet::datum::any) made.any = content;
      octets const flags{0x40};
      if (status) made.status = bacnet::bit_string{flags, 4};
      made.put(out);
      ++count;
    };
    using enum bacnet::datum;
    for (bool const status : {false, true}) {
      record(log_status, with_tag([](tag_writer& it) { it.bits(0b101, 3); }), status);
      record(boolean, {1}, status);
      record(real, with_tag([](tag_writer& it) { it.real(17.25F); }), status);
      record(enumerated, with_tag([](tag_writer& it) { it.enumerated(3); }), status);
      record(unsigned_integer, with_tag([](tag_writer& it) { it.unsigned_integer(4000); }), status);
      record(signed_integer, with_tag([](tag_writer& it) { it.signed_integer(-4000); }), status);
      record(bits, with_tag([](tag_writer& it) { it.bits(0b11, 2); }), status);
      record(null, {}, status);
      record(failure, {}, status);
      record(time_change, with_tag([](tag_writer& it) { it.real(-3600); }), status);
      record(any, elements([](tag_writer& it) { it.double_bits(std::bit_cast<std::uint64_t>(0.5)); }), status);
    }
  });
  fields const failures{{"bacapp.error_class", {7, 7}}, {"bacapp.error_code", {25, 25}}};
  to.ack("ReadRange, every datum", bacnet::read_range_ack{buffer, true, false, true, count, items, 70'000U},
         named + failures);
  to.ack("ReadRange, every datum, without a sequence number",
         bacnet::read_range_ack{buffer, false, true, false, count, items, {}}, named + failures);
  to.ack("ReadRange, nothing", bacnet::read_range_ack{buffer, false, false, false, 0, {}, {}}, named);
}

void management(sheet& to) {
  auto const acked = [&](bacnet::confirmed_service of) {
    auto const service = static_cast<std::uint8_t>(of);
    to.answer("simple ack", written([&](writer& out) { bacnet::put_simple_ack(out, to.id(), service); }),
              {{"bacapp.confirmed_service", {service}}});
  };
  bacnet::character_string const password{0, as_bytes("secret")};
  for (auto const state :
       {bacnet::communication::enable, bacnet::communication::disable, bacnet::communication::disable_initiation})
    for (int with = 0; with != 4; ++with) {
      bacnet::device_communication_control made;
      made.state = state;
      if ((with & 1) != 0) made.minutes = std::uint16_t{300};
      if ((with & 2) != 0) made.password = password;
      to.ask("DeviceCommunicationControl", made, {});
      acked(made.service);
    }
  for (unsigned state = 0; state != 8; ++state)
    for (bool const with : {false, true}) {
      bacnet::reinitialize_device made;
      made.state = static_cast<bacnet::reinitialization>(state);
      if (with) made.password = password;
      to.ask("ReinitializeDevice", made, {});
      acked(made.service);
    }
  to.tell("TimeSynchronization", bacnet::time_synchronization{{day, clock}}, {});
  to.tell("UTCTimeSynchronization", bacnet::utc_time_synchronization{{day, clock}}, {});
}

void discovery(sheet& to) {
  to.tell("Who-Is", bacnet::who_is{}, {});
  to.tell("Who-Is", bacnet::who_is{bacnet::instance_range{0, object_id::any_instance}},
          {{"bacapp.who_is.low_limit", {0}}, {"bacapp.who_is.high_limit", {4'194'303}}});
  to.tell("I-Am", bacnet::i_am{interop::meter_instance, 480, bacnet::segmentation::none, 95},
          names({device}, {}) + fields{{"bacapp.vendor_identifier", {95}}});
  to.tell("I-Am", bacnet::i_am{object_id::any_instance, 50, bacnet::segmentation::both, 65535},
          names({{object_type::device, object_id::any_instance}}, {}) + fields{{"bacapp.vendor_identifier", {65535}}});
  to.tell("Who-Has by object", bacnet::who_has{{}, input, {}}, names({input}, {}));
  to.tell("Who-Has by name", bacnet::who_has{bacnet::instance_range{1, 2}, {}, {0, as_bytes("Frequency")}},
          {{"bacapp.object_name", {"Frequency"}}});
  to.tell("I-Have", bacnet::i_have{device, input, {0, as_bytes("Frequency")}},
          names({device, input}, {}) + fields{{"bacapp.object_name", {"Frequency"}}});
}

void routed(sheet& to) {
  auto const read = written(
      [](writer& out) { bacnet::put_request(out, 77, bacnet::read_property{{input, property::present_value, {}}}); });
  auto const named = names({input}, {property::present_value}) + fields{{"bacapp.invoke_id", {77}}};
  auto const address = [](std::uint16_t network, octets const& station) {
    return of(bacnet::network_address::of(network, station));
  };
  auto const send = [&](std::string const& what, bacnet::npdu const& header, fields const& expected) {
    to.apdu(what, read, false, false, named + expected, header);
  };
  bacnet::npdu header;
  header.destination = address(5, {9});
  send("to network 5", header,
       {{"bacnet.dnet", {5}}, {"bacnet.dlen", {1}}, {"bacnet.dadr_mstp", {9}}, {"bacnet.hopc", {255}}});
  header.destination = address(2000, {0xC0, 0xA8, 0, 7, 0xBA, 0xC0});
  header.hops = 254;
  send("to network 2000", header, {{"bacnet.dnet", {2000}}, {"bacnet.dlen", {6}}, {"bacnet.hopc", {254}}});
  header.source = address(3, {0x7F});
  send("from network 3 to network 2000", header,
       {{"bacnet.dnet", {2000}}, {"bacnet.snet", {3}}, {"bacnet.sadr_mstp", {0x7F}}, {"bacnet.hopc", {254}}});
  header.destination = {};
  header.priority = bacnet::priority::life_safety;
  send("from network 3", header, {{"bacnet.snet", {3}}, {"bacnet.slen", {1}}});

  auto const who = written([](writer& out) { bacnet::put_request(out, bacnet::who_is{}); });
  for (auto const network : {std::uint16_t{5}, bacnet::every_network}) {
    bacnet::npdu to_all;
    to_all.destination = bacnet::network_address{network, 0, {}};
    to.apdu(
        "Who-Is to network " + std::to_string(network), who, false, true,
        {{"bacnet.dnet", {network}}, {"bacnet.dlen", {0}}, {"bacnet.hopc", {255}}, {"bacapp.unconfirmed_service", {8}}},
        to_all);
  }
}

/// A ReadProperty ack with an octet string that fills the NPDU, as an extended frame.
void extended(sheet& to) {
  bacnet::property_reference const file{{object_type::analog_value, 9}, property::present_value, {}};
  auto const fill = [&](std::size_t size, bool zeros, bool answer) {
    bacnet::npdu header;
    if (size > 1478) {  // an APDU has 1476 octets at most: the rest is for two addresses of six octets
      header.destination = of(bacnet::network_address::of(5, octets{0xC0, 0xA8, 0, 7, 0xBA, 0xC0}));
      header.source = of(bacnet::network_address::of(6, octets{0xC0, 0xA8, 0, 8, 0xBA, 0xC0}));
    }
    auto const head = written([&](writer& out) { bacnet::put_npdu_header(out, header); }).size();
    octets content;
    auto const apdu_of = [&] {
      auto const value = elements([&](tag_writer& out) { out.octets(content); });
      return written([&](writer& out) {
        if (answer)
          bacnet::put_ack(out, 99, bacnet::read_property_ack{file, value});
        else
          bacnet::put_request(out, 99, bacnet::write_property{file, value, {}}, 1476);
      });
    };
    content.resize(300);
    content.resize(300 + size - head - apdu_of().size());
    for (std::size_t i = 0; i != content.size(); ++i)
      content[i] = static_cast<std::uint8_t>(zeros ? (i % 3 == 0 ? 0 : 0x55) : i % 255 + 1);
    auto const whole = apdu_of();
    if (head + whole.size() != size) give_up("an extended frame has another size");
    std::string text;  // tshark prints the tag too
    for (auto const octet : elements([&](tag_writer& out) { out.octets(content); })) {
      text += "0123456789abcdef"[octet >> 4U];
      text += "0123456789abcdef"[octet & 15U];
    }
    to.apdu("extended, " + std::to_string(size) + " octets", whole, answer, false,
            names({file.object}, {property::present_value}) +
                fields{{"bacapp.invoke_id", {99}}, {"bacapp.present_value.octet_string", {text}}},
            header, true);
  };
  for (std::size_t const size : {502U, 508U, 1497U})
    for (bool const zeros : {false, true}) {
      fill(size, zeros, true);
      fill(size, zeros, false);
    }
}

// ---- a conversation -------------------------------------------------------------------------------------------------

/// What a client of this conversation learns.
struct user {
  void answered(std::uint8_t, bacnet::apdu const& came) {
    kept.assign(came.data.begin(), came.data.end());
    answer = came;
    answer->data = kept;
  }
  void failed(std::uint8_t, error const&) { give_up("a request in the conversation was not answered"); }
  void heard(bacnet::peer const& from, bacnet::apdu const& said) {
    if (!said.is(bacnet::unconfirmed_service::i_am)) return;
    meter = from;
    i_am = of(bacnet::i_am::parse(said.data));
  }

  std::optional<bacnet::apdu> answer;
  octets kept;
  std::optional<bacnet::peer> meter;
  bacnet::i_am i_am;
};

/// Three nodes on one line, where time is as we say.
class simulated_line {
 public:
  simulated_line(capture& to, std::uint64_t begin) : to_{to}, begin_{begin} {}

  /// Lets the line go on to the next frame, which all nodes hear at its end. Runs: each (octets, now) -> node_step.
  template <class... Taps>
  void turn(Taps&... taps) {
    bytes sent;
    std::uint32_t at = now_ + 10'000'000;
    int speaker = -1;
    int index = 0;
    auto const look = [&](auto& tap) {
      bytes nothing;
      auto const step = tap.run(nothing, now_);
      bool const speaks = !step.send.empty();
      auto const when = speaks ? std::max(step.not_before, now_) : std::max(step.deadline, now_ + 10);
      if (when < at || (when == at && speaks)) {
        at = when;
        speaker = speaks ? index : -1;
        sent = step.send;
      }
      ++index;
    };
    (look(taps), ...);
    now_ = at;
    if (speaker < 0) return;
    octets const frame{sent.begin(), sent.end()};
    to_.add(frame, begin_ + now_, "conversation");
    index = 0;
    now_ += bacnet::octets_us(static_cast<std::uint32_t>(frame.size()), s4100::factory_baud);
    auto const hear = [&](auto& tap) {
      if (index++ == speaker) {
        tap.node.sent(now_);
        return;
      }
      for (bytes came{frame}; !came.empty();) {
        auto const step = tap.run(came, now_);
        if (!step.send.empty() && !came.empty()) give_up("a node speaks into a frame");
      }
    };
    (hear(taps), ...);
  }
  [[nodiscard]] std::uint32_t now() const { return now_; }

 private:
  capture& to_;
  std::uint64_t begin_;
  std::uint32_t now_ = 1'000;
};

bacnet::node_settings node_at(std::uint8_t mac) {
  bacnet::node_settings set{bacnet::timing_at(s4100::factory_baud)};
  set.station = mac;
  set.max_master = 5;
  set.poll = 8;
  return set;
}
struct buffers {
  std::array<std::uint8_t, bacnet::max_frame> receive{};
  std::array<std::uint8_t, bacnet::max_frame> transmit{};
};
struct asking_tap : private buffers {
  explicit asking_tap(std::uint8_t mac) : node{node_at(mac), receive, transmit} {}
  bacnet::node_step run(bytes& came, std::uint32_t now) { return client.run(node, came, now); }

  bacnet::master_node node;
  user box;
  bacnet::client<user> client{box};
};
struct meter_tap : private buffers {
  explicit meter_tap(std::uint8_t mac) : node{node_at(mac), receive, transmit} { station.announce(); }
  bacnet::node_step run(bytes& came, std::uint32_t now) { return node.run(came, now, station); }

  interop::bacnet_meter meter;
  std::array<std::uint8_t, 1024> scratch{};
  bacnet::master_node node;
  bacnet::server_station<meterproto::virtual_leviton_bacnet::device> station{meter.device, scratch};
};

void conversation(capture& to) {
  asking_tap first{0};
  asking_tap second{3};
  auto const meter_owner = std::make_unique<meter_tap>(meter);
  auto& its = *meter_owner;
  simulated_line line{to, 10'000 * to.size() + 1'000'000};
  auto const until = [&](auto const& done, char const* what) {
    for (int turns = 0; !done(); ++turns) {
      if (turns == 2000) give_up(std::string{"nothing comes of "} + what);
      line.turn(first, its, second);
    }
  };
  auto const ask = [&](asking_tap& who, auto const& what) {
    who.box.answer.reset();
    (void)of(who.client.ask(*who.box.meter, what, line.now()));
    until([&] { return who.box.answer.has_value(); }, "a request");
    return *who.box.answer;
  };
  (void)second.client.tell(bacnet::peer::everybody(), bacnet::who_is{});
  until([&] { return first.box.meter && second.box.meter; }, "Who-Is");
  to.expect(names({device}, {}) + fields{{"bacapp.vendor_identifier", {s4100::vendor}}});

  // Both read; what the client has read is what tshark prints for the frame that has just been recorded.
  std::vector<bacnet::wanted_property> wanted;
  for (auto const& row : s4100::objects)
    if (row.object.type == object_type::analog_input && row.has_value()) wanted.push_back({row.present_value(), 5});
  for (auto* const who : {&first, &second})
    for (bacnet::property_poll poll{wanted}; !poll.done();) {
      auto const asked = poll.from();
      auto const answer = poll.ask([&](auto const& request) { return ask(*who, request); });
      fields expected;
      auto const why = poll.answer(answer, [&](std::size_t at, bacnet::property_result const& came) {
        bacnet::tag_reader in{came.value};
        auto const number = in.application(&bacnet::element::as_real);
        expected["bacapp.instance_number"].emplace_back(wanted[at].of.object.instance);
        expected["bacapp.present_value.real"].emplace_back(static_cast<double>(number));
      });
      if (why.code != errc::none || poll.from() == asked) give_up("a poll in the conversation fails");
      expected["bacapp.invoke_id"] = {answer.invoke_id};
      to.expect(expected);
    }

  auto const setting_write = bacnet::object_write::of(setting, 800);
  if (ask(first, setting_write.request()).type != bacnet::pdu_type::simple_ack) give_up("a setting is refused");
  auto const wrong_write = bacnet::object_write::of(setting, 0);
  auto const wrong = ask(second, wrong_write.request());
  if (bacnet::refusal_of(wrong).code != errc::error_answer) give_up("a wrong setting is taken");
  to.expect({{"bacapp.error_class", {2}}, {"bacapp.error_code", {37}}});

  bacnet::property_reference const buffer{{object_type::trend_log, 1}, property::log_buffer, {}};
  auto const range = ask(second, bacnet::read_range{buffer, bacnet::item_range::from_position(1, 30)});
  auto const ack = of(bacnet::read_range_ack::parse(range.data));
  if (ack.count != 20 || !ack.more) give_up("a log gives other records");
  auto const list = ask(first, bacnet::read_property{{device, property::object_list, {}}});
  if (list.type != bacnet::pdu_type::abort) give_up("the whole Object_List is said to fit");
  to.expect({{"bacapp.abort_reason", {4}}});
  (void)first.client.tell(bacnet::peer::everybody(), bacnet::time_synchronization{{day, clock}});
  until([&] { return first.client.has_said_all(); }, "a time synchronization");
  if (ask(second, bacnet::device_communication_control{}).type != bacnet::pdu_type::simple_ack)
    give_up("communication control is refused");
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) give_up("bacnet_frames CAPTURE");
  capture to{words[1]};
  sheet single{to};
  frame_types(single);
  reads(single);
  reads_of_several(single);
  writes(single);
  logs(single);
  management(single);
  discovery(single);
  routed(single);
  extended(single);
  conversation(to);
  to.finish();
}
