// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/text.hpp>

#include <array>
#include <cstdint>
#include <string_view>

using namespace meterproto;

namespace test_mbus_text {

using mbus::date_time;

CASE("the lists have as many words as there are things",
     mbus::name_of(mbus::quantity::reserved) == "reserved" && mbus::name_of(mbus::quantity::frequency) == "frequency" &&
         mbus::name_of(mbus::quantity::temperature) == "temperature" && mbus::name_of(mbus::unit::none).empty() &&
         mbus::name_of(mbus::unit::J_per_h) == "J/h" && mbus::name_of(mbus::unit::dBm) == "dBm" &&
         mbus::name_of(mbus::data_type::binary) == "LVAR_bin" && mbus::name_of(mbus::data_type::J) == "J" &&
         mbus::name_of(mbus::function::during_error) == "error" &&
         mbus::name_of(mbus::record_kind::global_readout_request) == "global_readout_request");
CASE("no word is missing", [] {
  for (auto const word : mbus::words::quantities)
    if (word.empty()) return false;
  for (auto const word : mbus::words::qualifiers)
    if (word.empty()) return false;
  for (auto const word : mbus::words::extended_qualifiers)
    if (word.empty()) return false;
  for (std::size_t i = 1; i != mbus::words::units.size(); ++i)
    if (mbus::words::units[i].empty()) return false;
  return true;
}());
CASE("VIFEs, with and without their extension bit", mbus::qualifier_name(0x3C) == "accumulation_negative_only" &&
                                                        mbus::qualifier_name(0xBC) == "accumulation_negative_only" &&
                                                        mbus::extended_qualifier_name(0x01) == "phase_L1" &&
                                                        mbus::extended_qualifier_name(0x15) == "direction_from_meter" &&
                                                        mbus::extended_qualifier_name(0x16) == "reserved" &&
                                                        mbus::extended_qualifier_name(0x7F) == "reserved");

constexpr bool unit_is(mbus::unit in, unsigned per, std::string_view wanted) {
  mbus::meaning means;
  means.in = in;
  means.per = static_cast<std::uint8_t>(per);
  std::array<char, 40> space{};
  return mbus::print_unit(means, space) == wanted;
}
CASE("units, and what a VIFE makes of them",
     unit_is(mbus::unit::Wh, 0, "Wh") && unit_is(mbus::unit::Wh, 0x22, "Wh/h") &&
         unit_is(mbus::unit::Wh, 0x37, "Wh*s/V") && unit_is(mbus::unit::m3, 0x28, "m^3/input_pulse_0") &&
         unit_is(mbus::unit::US_gal_per_min, 0x2A, "US_gal/min/output_pulse_0") && unit_is(mbus::unit::none, 0, ""));

constexpr bool id_is(std::uint32_t id, std::string_view wanted) {
  std::array<char, 8> space{};
  return mbus::print_id(id, space) == wanted;
}
CASE("an identification number",
     id_is(0x19020246, "19020246") && id_is(0x722, "00000722") && id_is(0xFFFF'FFFF, "FFFFFFFF"));

constexpr bool prints(date_time const& date, std::string_view wanted) {
  std::array<char, 24> space{};
  return mbus::print_date(date, space) == wanted;
}
using shape = date_time::shape;
CASE("a date", prints({shape::date, false, 2013, 12, 31}, "2013-12-31"));
CASE("to the minute, to the second, the time alone",
     prints({shape::to_the_minute, false, 2015, 7, 9, 13, 33}, "2015-07-09T13:33") &&
         prints({shape::to_the_second, false, 2015, 7, 9, 13, 33, 5}, "2015-07-09T13:33:05") &&
         prints({shape::time_of_day, false, 0, mbus::every, mbus::every, 3, 4, 5}, "03:04:05"));
CASE("in summer", prints({shape::to_the_minute, true, 2015, 7, 9, 13, 33}, "2015-07-09T13:33 DST") &&
                      prints({shape::to_the_second, true, 2015, 7, 9, 13, 33, 0}, "2015-07-09T13:33:00 DST"));
CASE("every", prints({shape::to_the_minute, false, 0, 1, mbus::every, mbus::every, 0}, "****-01-**T**:00"));

// EN 13757-3: application errors and CI fields
CASE("application errors", mbus::application_error_name(0) == "unspecified error" &&
                               mbus::application_error_name(8) == "application too busy for a readout" &&
                               mbus::application_error_name(7) == "unknown application error" &&
                               mbus::application_error_name(0x10) == "unknown application error");
CASE("every CI field that is parsed has a name", [] {
  for (unsigned ci = 0; ci != 0x100; ++ci) {
    mbus::frame const sent{mbus::frame_type::long_frame, 0x08, 1, static_cast<std::uint8_t>(ci), {}};
    auto const read = mbus::parse_telegram(sent);
    bool const known = !read || read->payload != mbus::payload_type::other;
    if (known && mbus::ci_name(static_cast<std::uint8_t>(ci)).empty()) return false;
  }
  return mbus::ci_name(0x72) == "response, long header" && mbus::ci_name(0xBD) == "9600 Bd from now on" &&
         mbus::ci_name(0xFF).empty() && mbus::ci_name(0x20).empty();
}());

// EN 13757-3:2013, the tables of CI fields and of application errors
CASE("each application error up to 09 but 07 has words of its own", [] {
  for (std::uint8_t code = 0; code != 10; ++code)
    for (std::uint8_t other = 0; other != code; ++other)
      if (mbus::application_error_name(code) == mbus::application_error_name(other)) return false;
  return true;
}());
CASE("63 CI fields besides those of DLMS and of manufacturers have a name", [] {
  unsigned named = 0;
  for (unsigned ci = 0; ci != 0x100; ++ci)
    if (!mbus::ci_name(static_cast<std::uint8_t>(ci)).empty()) ++named;
  return named == 32 + 24 + 63 && mbus::ci_name(0x1F) == "DLMS application" &&
         mbus::ci_name(0xA0) == "manufacturer specific" && mbus::ci_name(0x9F).empty() &&
         mbus::ci_name(0x8F) == "extended link layer" && mbus::ci_name(0xC2) == "image transfer from the meter";
}());

}  // namespace test_mbus_text
