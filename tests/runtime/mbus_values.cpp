// SPDX-License-Identifier: MIT
// What the compiler would work out beforehand where it stands in a constant: singles of every exponent, records read as
// what they are not, answers that are none.
#include <meterproto/mbus.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

namespace test_mbus_values {

using namespace meterproto;

/// A view: the data must live on.
mbus::record record_of(std::vector<std::uint8_t> const& data) {
  mbus::records all{data};
  auto const first = all.next();
  REQUIRE(first);
  return *first;
}

TEST_CASE("A single is the number that it is, for every exponent") {
  for (std::uint32_t exponent = 0; exponent != 256; ++exponent)
    for (std::uint32_t const mantissa : {0x000000U, 0x000001U, 0x2AAAAAU, 0x7FFFFFU})
      for (std::uint32_t const sign : {0U, 1U}) {
        auto const bits = sign << 31U | exponent << 23U | mantissa;
        std::vector<std::uint8_t> data{0x05, 0x2B};  // W: EN 13757-3, E010 1nnn
        for (unsigned byte = 0; byte != 4; ++byte) data.push_back(static_cast<std::uint8_t>(bits >> (8 * byte)));
        auto const number = number_of(record_of(data));
        CAPTURE(bits);
        if (exponent == 255) {
          CHECK(number.error() == errc::not_available);
          continue;
        }
        REQUIRE(number);
        auto const wanted = static_cast<double>(std::bit_cast<float>(bits));
        CHECK(std::abs(number->to<double>() - wanted) <= 1e-14 * std::abs(wanted));
      }
}

TEST_CASE("A record is not read as what it is not") {
  std::vector<std::uint8_t> const of_number{0x02, 0x03, 0x34, 0x12};
  std::vector<std::uint8_t> const of_letters{0x0D, 0x78, 0x02, 'B', 'A'};
  std::vector<std::uint8_t> const of_digits{0x0D, 0x78, 0xC2, 0x34, 0x12};
  auto const number = record_of(of_number);
  auto const letters = record_of(of_letters);
  auto const digits = record_of(of_digits);
  using enum mbus::data_type;
  for (auto const type : {variable_bcd, binary, text, none, H, F})
    CHECK(raw_number(number, type).error() == errc::not_a_number);
  for (auto const type : {A, B, C, D, H, F}) CHECK_FALSE(raw_number(letters, type));
  for (auto const type : {A, B, C, D, H, F}) CHECK(raw_number(digits, type).error() == errc::not_a_number);
  CHECK(raw_number(digits, variable_bcd) == decimal{1234});
  for (auto const dif : std::array<std::uint8_t, 2>{0x00, 0x08}) {  // no data; a selection for readout
    std::vector<std::uint8_t> const data{dif, 0x03};
    auto const empty = record_of(data);
    CHECK(type_of(empty, meaning_of(empty)) == none);
  }
}

TEST_CASE("What is no answer is silence where it is one's own request, and noise else") {
  for (auto const why : {errc::own_request, errc::bad_checksum, errc::other_unit})
    CHECK(mbus::searching::as_answer(mbus::heard::frame, why) ==
          (why == errc::own_request ? mbus::heard::silence : mbus::heard::noise));
  for (auto const what : {mbus::heard::silence, mbus::heard::noise})
    CHECK(mbus::searching::as_answer(what, errc::bad_checksum) == what);
}

TEST_CASE("A readout begins with SND_NKE where that is asked, and never behind a selection") {
  for (auto const address : std::array<std::uint8_t, 3>{1, 5, mbus::selected})
    for (bool const with_reset : {false, true}) {
      bool const resets = with_reset && address != mbus::selected;
      CHECK(mbus::readout{address, 1, with_reset}.now() ==
            (resets ? mbus::readout::state::resetting : mbus::readout::state::asking));
    }
}

TEST_CASE("An application error has no records, with a code or without") {
  for (std::vector<std::uint8_t> const& frame :
       {std::vector<std::uint8_t>{0x68, 3, 3, 0x68, 0x08, 0x01, 0x70, 0x79, 0x16},
        std::vector<std::uint8_t>{0x68, 4, 4, 0x68, 0x08, 0x01, 0x70, 0x08, 0x81, 0x16}}) {
    auto const telegram =
        mbus::parse_frame(frame).and_then([](mbus::frame const& link) { return mbus::parse_telegram(link); });
    REQUIRE(telegram);
    auto const records = mbus::records_of(*telegram);
    CHECK(records.error() == errc::refused);
    CHECK(records.error().detail == (frame.size() == 9 ? 0 : 8));
  }
}

}  // namespace test_mbus_values
