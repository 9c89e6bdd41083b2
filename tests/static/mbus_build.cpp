// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/build.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

using namespace meterproto;

namespace test_mbus_build {

using mbus::data_field;
using mbus::data_information;

constexpr bool is(bytes left, std::initializer_list<std::uint8_t> right) {
  return std::ranges::equal(left, right);
}
constexpr bool puts(data_information const& dib, std::initializer_list<std::uint8_t> wanted) {
  std::array<std::uint8_t, 16> space{};
  writer out{space};
  dib.put(out);
  return out.ok() && is(out.written(), wanted);
}
template <std::size_t Size>
constexpr bool makes(data_field field, std::uint8_t const (&vib)[Size], decimal const& value,
                     std::initializer_list<std::uint8_t> wanted) {
  std::array<std::uint8_t, 32> space{};
  writer out{space};
  auto const fault = mbus::put_record(out, {field}, vib, value);
  if (fault != errc::none || !is(out.written(), wanted)) return false;
  auto const read = mbus::records{out.written()}.next();
  return read && mbus::number_of(*read) == value;
}
template <std::size_t Size>
constexpr errc fault_of(data_field field, std::uint8_t const (&vib)[Size], decimal const& value) {
  std::array<std::uint8_t, 32> space{};
  writer out{space};
  return mbus::put_record(out, {field}, vib, value);
}
using enum data_field;

// EN 13757-3:2018, 6.3.1: DIF and DIFE, as few as will do
CASE("a DIF alone", puts({int32}, {0x04}) && puts({bcd4, mbus::function::during_error}, {0x3A}) &&
                        puts({int8, mbus::function::maximum, 1}, {0x51}));
CASE("tariffs 1 to 4: 84 10 to 84 30, and 84 80 10", puts({.field = int32, .tariff = 1}, {0x84, 0x10}) &&
                                                         puts({.field = int32, .tariff = 3}, {0x84, 0x30}) &&
                                                         puts({.field = int32, .tariff = 4}, {0x84, 0x80, 0x10}));
CASE("storage 2 and subunit 1", puts({.field = int8, .storage = 2}, {0x81, 0x01}) &&
                                    puts({.field = int8, .storage = 35, .subunit = 2}, {0xC1, 0x81, 0x41}));
CASE("all that there is", puts({int8, mbus::function::instantaneous, 0x1FF'FFFF'FFFF, 0xF'FFFF, 0x3FF},
                               {0xC1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}));
CASE("what is put is read", [] {
  for (std::uint64_t const storage :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{32}, std::uint64_t{0x123'4567'89AB}})
    for (unsigned const tariff : {0U, 2U, 0xABCDEU})
      for (unsigned const subunit : {0U, 1U, 0x2AAU}) {
        std::array<std::uint8_t, 16> space{};
        writer out{space};
        data_information{none, mbus::function::minimum, storage, tariff, static_cast<std::uint16_t>(subunit)}.put(out);
        out.u8(0x13);
        auto const read = mbus::records{out.written()}.next();
        if (!read || read->storage() != storage || read->tariff() != tariff || read->subunit() != subunit ||
            read->how() != mbus::function::minimum)
          return false;
      }
  return true;
}());

// Numbers
CASE("123456789 Wh", makes(int32, {0x03}, {123'456'789}, {0x04, 0x03, 0x15, 0xCD, 0x5B, 0x07}));
CASE("230.12 V of L1",
     makes(int16, {0xFD, 0xC7, 0xFC, 0x01}, {23'012, -2}, {0x02, 0xFD, 0xC7, 0xFC, 0x01, 0xE4, 0x59}));
CASE("-1234567 W in three bytes", makes(int24, {0x2B}, {-1'234'567}, {0x03, 0x2B, 0x79, 0x29, 0xED}));
CASE("varh through 10^3 and 10^-3", makes(int8, {0xFB, 0x82, 0x73}, {5}, {0x01, 0xFB, 0x82, 0x73, 0x05}));
CASE("six and eight bytes",
     makes(int48, {0x03}, {-2}, {0x06, 0x03, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}) &&
         makes(int64, {0x03}, {-2}, {0x07, 0x03, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
CASE("digits", makes(bcd8, {0x13}, {12'345'678, -3}, {0x0C, 0x13, 0x78, 0x56, 0x34, 0x12}) &&
                   makes(bcd2, {0x13}, {99, -3}, {0x09, 0x13, 0x99}) &&
                   makes(bcd12, {0x03}, {123'456'789'012}, {0x0E, 0x03, 0x12, 0x90, 0x78, 0x56, 0x34, 0x12}));
CASE("digits below zero",
     makes(bcd4, {0x13}, {-234, -3}, {0x0A, 0x13, 0x34, 0xF2}) && makes(bcd2, {0x13}, {-9, -3}, {0x09, 0x13, 0xF9}));
CASE("a text for a unit", makes(bcd2, {0x7C, 0x01, 0x54}, {2}, {0x09, 0x7C, 0x01, 0x54, 0x02}));
CASE("minutes", makes(int8, {0x21}, {300}, {0x01, 0x21, 0x05}));

// The ends
CASE("the most, and one more",
     fault_of(int8, {0x03}, {127}) == errc::none && fault_of(int8, {0x03}, {128}) == errc::out_of_range &&
         fault_of(int16, {0x03}, {32'767}) == errc::none && fault_of(int16, {0x03}, {32'768}) == errc::out_of_range &&
         fault_of(int24, {0x03}, {8'388'607}) == errc::none &&
         fault_of(int24, {0x03}, {8'388'608}) == errc::out_of_range);
CASE("the most negative one says \"none\" and is not built",
     fault_of(int8, {0x03}, {-127}) == errc::none && fault_of(int8, {0x03}, {-128}) == errc::out_of_range &&
         fault_of(int64, {0x03}, {INT64_MIN}) == errc::out_of_range &&
         fault_of(int64, {0x03}, {INT64_MIN + 1}) == errc::none);
CASE("without sign: to 255, and not below 0", makes(int8, {0x7A}, {255}, {0x01, 0x7A, 0xFF}) &&
                                                  fault_of(int8, {0x7A}, {256}) == errc::out_of_range &&
                                                  fault_of(int8, {0x7A}, {-1}) == errc::out_of_range);
CASE("99, 100, -9, -10 in two digits",
     fault_of(bcd2, {0x03}, {99}) == errc::none && fault_of(bcd2, {0x03}, {100}) == errc::out_of_range &&
         fault_of(bcd2, {0x03}, {-9}) == errc::none && fault_of(bcd2, {0x03}, {-10}) == errc::out_of_range);
CASE("no digit is lost", fault_of(int32, {0x03}, {15, -1}) == errc::out_of_range &&
                             fault_of(int32, {0x06}, {1'500}) == errc::out_of_range &&
                             fault_of(int32, {0x06}, {2'000}) == errc::none &&
                             fault_of(int32, {0x21}, {61}) == errc::out_of_range);
CASE("an addend is not built", fault_of(int8, {0x83, 0x7B}, {6}) == errc::out_of_range);
CASE("fields without a whole number", fault_of(none, {0x03}, {1}) == errc::not_a_number &&
                                          fault_of(real32, {0x03}, {1}) == errc::not_a_number &&
                                          fault_of(variable, {0x03}, {1}) == errc::not_a_number &&
                                          fault_of(selection, {0x03}, {1}) == errc::not_a_number);

CASE("the data alone: no fraction, nothing beyond 63 bits, and nothing written of them", [] {
  std::array<std::uint8_t, 16> space{};
  writer out{space};
  return mbus::put_raw(out, int16, decimal{15, -1}) == errc::out_of_range &&
         mbus::put_raw(out, bcd4, decimal{15, -1}) == errc::out_of_range &&
         mbus::put_raw(out, int64, decimal{1, 19}, true) == errc::does_not_fit && out.needed() == 0 &&
         mbus::put_raw(out, int16, decimal{15, 2}) == errc::none && is(out.written(), {0xDC, 0x05});
}());

CASE("1.5 W", [] {
  std::array<std::uint8_t, 16> space{};
  writer out{space};
  constexpr std::uint8_t vib[] = {0x2B};
  return mbus::put_real(out, {int8, mbus::function::maximum}, vib, 1.5F) == errc::none &&
         is(out.written(), {0x15, 0x2B, 0x00, 0x00, 0xC0, 0x3F});
}());
CASE("a text goes out last character first", [] {
  std::array<std::uint8_t, 16> space{};
  writer out{space};
  constexpr std::uint8_t vib[] = {0xFD, 0x0B}, text[] = {0x57, 0x54, 0x54, 0x31, 0x36};
  return mbus::put_text(out, {}, vib, text) == errc::none &&
         is(out.written(), {0x0D, 0xFD, 0x0B, 0x05, 0x36, 0x31, 0x54, 0x54, 0x57});
}());

CASE("a text with VIFE keeps them: 0.45 HR%", [] {
  std::array<std::uint8_t, 32> space{};
  writer out{space};
  constexpr std::uint8_t vib[] = {0xFC, 0x03, 0x48, 0x52, 0x25, 0x74};
  if (mbus::put_record(out, {int16}, vib, decimal{45, -2}) != errc::none) return false;
  return is(out.written(), {0x02, 0xFC, 0x03, 0x48, 0x52, 0x25, 0x74, 0x2D, 0x00});
}());
CASE("what cannot be built leaves nothing behind", [] {
  std::array<std::uint8_t, 16> space{};
  writer out{space};
  constexpr std::uint8_t watt_hours[] = {0x03}, with_error[] = {0x83, 0x15}, makers[] = {0xFF, 0x01}, cut[] = {0x83},
                         filled[] = {0x03, 0x2F, 0x2F};
  return mbus::put_record(out, {int8}, watt_hours, decimal{300}) == errc::out_of_range &&
         mbus::put_record(out, {int8}, with_error, decimal{3}) == errc::bad_value &&
         mbus::put_record(out, {int8}, makers, decimal{3}) == errc::bad_value &&
         mbus::put_record(out, {int8}, cut, decimal{3}) == errc::bad_value &&
         mbus::put_record(out, {int8}, filled, decimal{3}) == errc::bad_value && out.needed() == 0;
}());

CASE("more than a DIB, a text or the VIB of a date can hold", [] {
  std::array<std::uint8_t, 300> space{};
  writer out{space};
  constexpr std::uint8_t watt_hours[] = {0x03}, date[] = {0x6C}, long_text[192] = {};
  constexpr data_information storage{.field = int8, .storage = 0x200'0000'0000},
      tariff{.field = int8, .tariff = 0x10'0000}, subunit{.field = int8, .subunit = 0x400};
  for (auto const& dib : {storage, tariff, subunit})
    if (mbus::put_record(out, dib, watt_hours, decimal{3}) != errc::out_of_range ||
        mbus::put_real(out, dib, watt_hours, 1.5F) != errc::out_of_range ||
        mbus::put_text(out, dib, watt_hours, {}) != errc::out_of_range)
      return false;
  return mbus::put_text(out, {}, watt_hours, long_text) == errc::too_long &&
         mbus::put_record(out, {int16}, date, decimal{7263}) == errc::not_a_number && out.needed() == 0 &&
         mbus::put_text(out, {}, watt_hours, bytes{long_text}.first(191)) == errc::none && out.needed() == 194;
}());

}  // namespace test_mbus_build
