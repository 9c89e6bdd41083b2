// SPDX-License-Identifier: MIT
// The library held against frames of other implementations' test suites, with the reading of an independent decoder:
// mbus/open.jsonl of the corpus, and synthetic_open.jsonl, single records without a frame. FORMAT.md there tells the
// fields.
#include <meterproto/mbus.hpp>
#include <meterproto/mbus/text.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "../vectors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace meterproto;
using nlohmann::json;

namespace test_mbus_corpus {

using tests::buffer;
using tests::from_hex;
using tests::text_of;
using tests::vectors_in;

std::string to_hex(bytes data) {
  return tests::to_hex(data, "0123456789ABCDEF");
}
/// ISO 8859-1, the last character first, as UTF-8 has it.
std::string turned(bytes text) {
  std::string made;
  for (std::size_t i = text.size(); i != 0; --i) {
    unsigned const one = text[i - 1];
    if (one < 0x80) {
      made += static_cast<char>(one);
    } else {
      made += static_cast<char>(0xC0U | (one >> 6U));
      made += static_cast<char>(0x80U | (one & 0x3FU));
    }
  }
  return made;
}
std::string printed(decimal const& number) {
  char space[400] = {};
  auto const text = number.print(space);
  return text ? std::string{*text} : "?";
}

std::vector<json> const& frames() {
  static auto const made = vectors_in(METERPROTO_CORPUS "/mbus/open.jsonl");
  return made;
}
std::vector<json> const& single_records() {
  static auto const made = vectors_in(METERPROTO_CORPUS "/mbus/synthetic_open.jsonl");
  return made;
}

/// The VIFEs in words, behind the code of an extension, as far as they are the standard's.
std::vector<std::string> qualifiers_of(mbus::record const& one) {
  std::vector<std::string> made;
  auto rest = one.vife;
  auto const skip = [&] { rest = rest.empty() ? rest : rest.subspan(1); };
  auto const vif = one.vif();
  if (vif == mbus::vif_manufacturer) return made;
  if (vif == mbus::vif_extension_fb) skip();
  if (vif == mbus::vif_extension_fd) {
    bool const second = !rest.empty() && rest.front() == 0xFD;
    skip();
    if (second) skip();
  }
  for (; !rest.empty(); skip()) {
    if (rest.front() == 0xFC) {
      skip();
      made.emplace_back(mbus::extended_qualifier_name(rest.front() & 0x7FU));
      continue;
    }
    made.emplace_back(mbus::qualifier_name(rest.front()));
    if ((rest.front() & 0x7FU) == mbus::vife::manufacturer) break;
  }
  return made;
}

/// A number that is built into a record again has the same bytes.
void check_built_again(mbus::record const& one, decimal const& value) {
  std::array<std::uint8_t, mbus::max_data> space{};
  writer out{space};
  mbus::data_information const dib{one.field(), one.how(), one.storage(), one.tariff(), one.subunit()};
  auto const fault = mbus::put_record(out, dib, one.vib, value);
  if (value.magnitude() >> 63U != 0) return;  // more than the builder's integers hold
  REQUIRE(fault == errc::none);
  auto const built = mbus::records{out.written()}.next();
  REQUIRE(built);
  CHECK(to_hex(built->data) == to_hex(one.data));
  CHECK(to_hex(built->vib) == to_hex(one.vib));
  CHECK(built->dib.size() <= one.dib.size());
  CHECK(built->field() == one.field());
  CHECK(built->how() == one.how());
  CHECK(built->storage() == one.storage());
  CHECK(built->tariff() == one.tariff());
  CHECK(built->subunit() == one.subunit());
}

void check_number(json const& wanted, mbus::record const& one, mbus::meaning const& means, mbus::data_type type) {
  auto const number = mbus::number_of(one);
  auto const raw = mbus::raw_number(one, type);
  if (wanted.at("value").is_null()) {
    CHECK(wanted.value("invalid", false));
    CHECK(raw.error() == errc::not_available);
    return;
  }
  REQUIRE(raw.error() == error{});
  CHECK(*raw == *decimal::parse(text_of(wanted, "raw")));
  if (means.record_error != 0) {
    CHECK(number.error() == error{errc::record_error, one.at, means.record_error});
  } else if (means.manufacturer_specific) {
    CHECK(number.error() == errc::undecided);
  } else if (means.addend != mbus::meaning::no_addend) {
    CHECK(number.error() == errc::undecided);
    auto const shown = mbus::values::with_addend(*mbus::values::scaled(*raw, means), means);
    CHECK(*shown == *decimal::parse(text_of(wanted, "value")));
  } else {
    REQUIRE(number.error() == error{});
    CHECK_MESSAGE(*number == *decimal::parse(text_of(wanted, "value")), printed(*number), " ",
                  text_of(wanted, "value"));
    bool const text_with_vife = !one.text.empty() && !one.vife.empty();
    if (type != mbus::data_type::variable_bcd && !one.most_significant_first && !text_with_vife)
      check_built_again(one, *number);
  }
}
/// The reason for which a record has no value, whatever its data.
errc refusal_or(error const& own, mbus::meaning const& means) {
  if (means.record_error != 0) return errc::record_error;
  return means.manufacturer_specific ? errc::undecided : own.code;
}
void check_real(json const& wanted, mbus::record const& one, mbus::meaning const& means) {
  auto const number = mbus::raw_real(one);
  CHECK(mbus::real_of(one).error() == refusal_or(number.error(), means));
  if (wanted.at("value").is_null()) {
    CHECK(number.error() == errc::not_available);
    return;
  }
  REQUIRE(number.error() == error{});
  CHECK(static_cast<double>(*number) == std::stod(text_of(wanted, "raw")));
  if (means.manufacturer_specific) return;
  auto const scaled = static_cast<double>(*number) * means.multiplier * std::pow(10.0, means.exponent);
  auto const value = std::stod(text_of(wanted, "value"));
  CHECK(std::abs(scaled - value) <= 1e-12 * std::abs(value));
  auto const digits = mbus::number_of(one);
  CHECK(digits.error().code == (means.record_error != 0 ? errc::record_error : errc::none));
  if (digits) CHECK(std::abs(digits->to<double>() - scaled) <= 1e-12 * std::abs(scaled));
}
void check_date(json const& wanted, mbus::record const& one, mbus::meaning const& means) {
  auto const date = mbus::date_time_of(one.data, one.most_significant_first);
  CHECK(mbus::date_of(one).error() == refusal_or(date.error(), means));
  if (wanted.at("value").is_null()) {
    CHECK(wanted.value("invalid", false));
    CHECK(date.error() == errc::not_available);
    return;
  }
  REQUIRE(date.error() == error{});
  char space[32] = {};
  CHECK(std::string{mbus::print_date(*date, space)} == text_of(wanted, "value"));
}

void check_record(json const& wanted, mbus::record const& one, bytes all) {
  INFO("record " << wanted.dump());
  auto const kind = text_of(wanted, "kind");
  CHECK(mbus::name_of(one.kind) == kind);
  CHECK(to_hex(one.dib) == text_of(wanted, "dif"));
  CHECK(to_hex(one.vib) == text_of(wanted, "vif"));
  CHECK(to_hex(one.data) == text_of(wanted, "data"));
  CHECK((one.at < all.size() && one.dib.data() == all.data() + one.at));
  if (one.kind != mbus::record_kind::data || kind != "data") return;

  CHECK(mbus::name_of(one.how()) == text_of(wanted, "function"));
  CHECK(one.storage() == wanted.at("storage"));
  CHECK(one.tariff() == wanted.at("tariff"));
  CHECK(one.subunit() == wanted.at("unit_no"));
  auto const means = mbus::meaning_of(one);
  CHECK(mbus::name_of(means.what) == text_of(wanted, "quantity"));
  char space[64] = {};
  auto const unit = means.what == mbus::quantity::plain_text ? turned(one.text) : std::string{print_unit(means, space)};
  CHECK(unit == text_of(wanted, "unit"));
  CHECK(json(qualifiers_of(one)) == wanted.at("qualifiers"));

  auto const type = mbus::type_of(one, means);
  auto const wanted_type = text_of(wanted, "type");
  CHECK(mbus::name_of(type) == wanted_type);
  switch (type) {
    case mbus::data_type::A:
    case mbus::data_type::B:
    case mbus::data_type::C:
    case mbus::data_type::D:
    case mbus::data_type::variable_bcd: check_number(wanted, one, means, type); break;
    case mbus::data_type::H: check_real(wanted, one, means); break;
    case mbus::data_type::K:
    case mbus::data_type::L: CHECK(to_hex(one.data) == text_of(wanted, "value")); break;
    case mbus::data_type::F:
    case mbus::data_type::G:
    case mbus::data_type::I:
    case mbus::data_type::J: check_date(wanted, one, means); break;
    case mbus::data_type::text: CHECK(turned(mbus::text_of(one)) == text_of(wanted, "value")); break;
    case mbus::data_type::binary: CHECK(to_hex(one.data.subspan(1)) == text_of(wanted, "value")); break;
    case mbus::data_type::none: CHECK(wanted.at("value").is_null()); break;
  }
}

errc code_of(std::string const& words) {
  if (words.find("premature end") != std::string::npos) return errc::too_short;
  if (words.find("too many") != std::string::npos) return errc::too_many;
  if (words.find("reserved") != std::string::npos || words.find("special function") != std::string::npos)
    return errc::bad_value;
  return errc::none;
}
/// All records that are wanted, then the error that is wanted, then nothing.
void check_records(json const& wanted, std::string const& fault, bytes all, bool most_significant_first = false) {
  mbus::records list{all, most_significant_first};
  for (auto const& one : wanted) {
    REQUIRE(!list.done());
    auto const got = list.next();
    REQUIRE_MESSAGE(got.error() == error{}, one.dump());
    check_record(one, *got, all);
  }
  if (!fault.empty()) {
    INFO(fault);
    REQUIRE(!list.done());
    auto const why = list.next().error();
    CHECK(why != errc::none);
    CHECK(why == code_of(fault));
    CHECK(why.at <= all.size());
  }
  CHECK(list.done());
  CHECK(list.next().error() == errc::too_short);

  std::size_t counted = 0;  // the range gives the same
  for (auto const& one : mbus::records{all, most_significant_first}) {
    ++counted;
    if (counted <= wanted.size()) CHECK(one.has_value());
  }
  CHECK(counted == wanted.size() + (fault.empty() ? 0 : 1));
}

void check_fixed(json const& wanted, mbus::telegram const& read) {
  auto const fixed = mbus::parse_fixed(read.data, read.most_significant_first);
  REQUIRE(fixed.error() == error{});
  REQUIRE(wanted.size() == 2);
  for (std::size_t i = 0; i != 2; ++i) {
    INFO(wanted.at(i).dump());
    auto const& counter = fixed->counters[i];
    CHECK(mbus::name_of(counter.unit.what) == text_of(wanted.at(i), "quantity"));
    CHECK(mbus::name_of(counter.unit.in) == text_of(wanted.at(i), "unit"));
    CHECK(counter.stored == wanted.at(i).at("stored"));
    CHECK(to_hex(bytes{&counter.unit_code, 1}) == text_of(wanted.at(i), "unit_code"));
    CHECK(counter.binary == (text_of(wanted.at(i), "type") == "B"));
    CHECK(counter.raw(read.most_significant_first) == *decimal::parse(text_of(wanted.at(i), "raw")));
    CHECK(counter.number(read.most_significant_first) == *decimal::parse(text_of(wanted.at(i), "value")));
  }
}

void check_header(json const& wanted, mbus::telegram const& read) {
  char space[8] = {};
  if (wanted.contains("id")) {
    auto const id = read.payload == mbus::payload_type::fixed_structure
                        ? mbus::parse_fixed(read.data, read.most_significant_first)->id
                        : read.header.meter.id;
    CHECK(std::string{mbus::print_id(id, space)} == text_of(wanted, "id"));
  }
  if (wanted.contains("manufacturer_code")) {
    auto const letters = read.header.meter.manufacturer.letters();
    CHECK(read.header.meter.manufacturer.code == wanted.at("manufacturer_code"));
    CHECK(std::string(letters.begin(), letters.end()) == text_of(wanted, "manufacturer"));
    CHECK(read.header.meter.version == wanted.at("version"));
    CHECK(read.header.meter.medium == wanted.at("medium"));
  }
  if (wanted.contains("access") && read.payload == mbus::payload_type::records) {
    CHECK(read.header.access == wanted.at("access"));
    CHECK(read.header.status == wanted.at("status"));
    CHECK(read.header.signature == wanted.at("signature"));
  }
  if (wanted.contains("mode")) CHECK(read.most_significant_first == (wanted.at("mode") == 2));
}

/// What a framer gives for these bytes in pieces, with silence behind them.
std::vector<std::string> framed(bytes all, std::size_t piece) {
  mbus::framer framer;
  std::vector<std::string> made;
  for (auto left = all; !left.empty();) {
    auto chunk = left.first(std::min(piece, left.size()));
    left = left.subspan(chunk.size());
    for (auto frame = framer.take(chunk); !frame.empty(); frame = framer.take(chunk)) made.push_back(to_hex(frame));
  }
  for (auto frame = framer.silence(); !frame.empty(); frame = framer.silence()) made.push_back(to_hex(frame));
  return made;
}

void check_frame_alone(buffer const& frame, mbus::frame const& parsed) {
  for (std::size_t size = 0; size != frame.size(); ++size) {
    auto const why = mbus::parse_frame(bytes{frame}.first(size)).error();
    if (why != errc::too_short || why.at != size || why.detail <= size) FAIL("cut to ", size);
  }
  auto longer = frame;
  longer.push_back(mbus::stop);
  CHECK(mbus::parse_frame(longer).error() == error{errc::too_long, frame.size(), frame.size()});
  auto broken = frame;
  for (std::size_t bit = 0; bit != 8 * frame.size(); ++bit) {
    auto const mask = static_cast<std::uint8_t>(1U << (bit % 8));
    broken[bit / 8] ^= mask;
    if (mbus::parse_frame(broken)) FAIL("bit ", bit);
    broken[bit / 8] ^= mask;
  }
  for (std::size_t const piece : {std::size_t{1}, std::size_t{7}, frame.size()})
    CHECK(framed(frame, piece) == std::vector{to_hex(frame)});

  std::array<std::uint8_t, mbus::max_frame> space{};
  if (parsed.type == mbus::frame_type::short_frame) {
    CHECK(to_hex(mbus::short_frame(parsed.c, parsed.a)) == to_hex(frame));
  } else if (parsed.has_ci()) {
    auto const built = mbus::build_frame(parsed.c, parsed.a, parsed.ci, parsed.data, space);
    REQUIRE(built);
    CHECK(to_hex(*built) == to_hex(frame));
  }
}

void check_link(json const& wanted, mbus::frame const& parsed) {
  auto const type = text_of(wanted, "type");
  using mbus::frame_type;
  CHECK((parsed.type == frame_type::short_frame) == (type == "short"));
  CHECK((parsed.type == frame_type::control_frame) == (type == "control"));
  CHECK((parsed.type == frame_type::long_frame) == (type == "long"));
  if (wanted.contains("c")) CHECK(parsed.c == wanted.at("c"));
  if (wanted.contains("a")) CHECK(parsed.a == wanted.at("a"));
  if (wanted.contains("ci")) CHECK(parsed.ci == wanted.at("ci"));
}

void check_frame(json const& vector) {
  auto const expect = text_of(vector, "expect");
  auto const frame = from_hex(text_of(vector, "hex"));
  auto const parsed = mbus::parse_frame(frame);
  if (expect.starts_with("link_error")) {
    CHECK(parsed.error() == errc::bad_count);
    return;
  }
  REQUIRE(parsed.error() == error{});
  check_link(vector.at("link"), *parsed);
  check_frame_alone(frame, *parsed);
  if (expect == "short") return;

  REQUIRE(parsed->has_ci());
  auto const read = mbus::parse_telegram(*parsed);
  if (expect == "payload_error:short header") {
    CHECK(read.error() == errc::too_short);
    return;
  }
  REQUIRE(read.error() == error{});
  if (expect.starts_with("unknown_ci")) {
    CHECK(read->payload == mbus::payload_type::other);
    return;
  }
  if (expect.starts_with("application_error:")) {
    CHECK(read->payload == mbus::payload_type::application_error);
    CHECK((read->data.empty() ? 0 : read->data.front()) == std::stoi(expect.substr(18)));
    return;
  }
  if (expect == "fixed_data") {
    CHECK(read->payload == mbus::payload_type::fixed_structure);
    check_fixed(vector.at("records"), *read);
    if (vector.contains("header")) check_header(vector.at("header"), *read);
    return;
  }
  if (expect.starts_with("payload_error:fixed data length")) {
    CHECK(mbus::parse_fixed(read->data, read->most_significant_first).error() == errc::too_short);
    return;
  }
  CHECK(read->payload == mbus::payload_type::records);
  if (vector.contains("header")) check_header(vector.at("header"), *read);
  auto const fault = expect.starts_with("payload_error") ? expect : std::string{};
  check_records(vector.at("records"), fault, read->data, read->most_significant_first);
  if (vector.contains("more_records_follow"))
    CHECK(mbus::readout::more_follows(*read) == vector.at("more_records_follow"));
}

}  // namespace test_mbus_corpus

using namespace test_mbus_corpus;

TEST_CASE("M-Bus frames of other implementations: link, header, every record") {
  std::size_t records = 0;
  for (auto const& vector : frames()) {
    INFO(text_of(vector, "id") << ": " << text_of(vector, "expect"));
    check_frame(vector);
    records += vector.contains("records") ? vector.at("records").size() : 0;
  }
  if (!frames().empty()) CHECK(records >= 1000);
}
TEST_CASE("M-Bus records, one by one: every coding, every extension, every damage") {
  for (auto const& vector : single_records()) {
    auto const& fault = vector.at("error");
    INFO(text_of(vector, "id"));
    check_records(vector.at("records"), fault.is_null() ? std::string{} : fault.get<std::string>(),
                  from_hex(text_of(vector, "bytes")));
  }
}
