// SPDX-License-Identifier: MIT
#include <meterproto/modbus/format.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace test_modbus_format {

using namespace meterproto;
using namespace meterproto::modbus;
using enum word_order;

template <std::size_t Count>
constexpr result<decimal> integer(std::uint8_t const (&data)[Count], format how) {
  return integer_of(data, how);
}
template <std::size_t Count>
constexpr std::uint64_t bits(std::uint8_t const (&data)[Count], word_order order) {
  return bits_of(data, order);
}
constexpr bool is_f32(std::uint8_t const (&data)[4], word_order order, float expected) {
  auto const read = float_of(data, formats::f32.with(order));
  return read && *read == expected;
}
constexpr bool is_f64(std::uint8_t const (&data)[8], word_order order, double expected) {
  auto const read = double_of(data, formats::f64.with(order));
  return read && *read == expected;
}
template <std::size_t Count>
constexpr bool written(std::uint64_t value, word_order order, std::uint8_t const (&expected)[Count]) {
  std::array<std::uint8_t, Count> data{};
  put_bits(value, order, data);
  for (std::size_t i = 0; i != Count; ++i)
    if (data[i] != expected[i]) return false;
  return true;
}

// Orders: reference protocol.md, section 10; A is the most significant byte. 0x12345678 in each.
CASE("ABCD is the most significant word first: 12 34 56 78", bits({0x12, 0x34, 0x56, 0x78}, abcd) == 0x12345678);
CASE("CDAB is the least significant word first: 56 78 12 34", bits({0x56, 0x78, 0x12, 0x34}, cdab) == 0x12345678);
CASE("BADC is the bytes of each word exchanged: 34 12 78 56", bits({0x34, 0x12, 0x78, 0x56}, badc) == 0x12345678);
CASE("DCBA is the least significant byte first: 78 56 34 12", bits({0x78, 0x56, 0x34, 0x12}, dcba) == 0x12345678);
CASE("64 bits in ABCD", bits({0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}, abcd) == 0x0123'4567'89AB'CDEF);
CASE("64 bits in CDAB", bits({0xCD, 0xEF, 0x89, 0xAB, 0x45, 0x67, 0x01, 0x23}, cdab) == 0x0123'4567'89AB'CDEF);
CASE("64 bits in BADC", bits({0x23, 0x01, 0x67, 0x45, 0xAB, 0x89, 0xEF, 0xCD}, badc) == 0x0123'4567'89AB'CDEF);
CASE("64 bits in DCBA", bits({0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01}, dcba) == 0x0123'4567'89AB'CDEF);
CASE("One register has bytes to exchange, but no words",
     bits({0x12, 0x34}, abcd) == 0x1234 && bits({0x12, 0x34}, cdab) == 0x1234 && bits({0x34, 0x12}, badc) == 0x1234 &&
         bits({0x34, 0x12}, dcba) == 0x1234);

CASE("A value of 32 bits is written in each order",
     written(0x12345678, abcd, {0x12, 0x34, 0x56, 0x78}) && written(0x12345678, cdab, {0x56, 0x78, 0x12, 0x34}) &&
         written(0x12345678, badc, {0x34, 0x12, 0x78, 0x56}) && written(0x12345678, dcba, {0x78, 0x56, 0x34, 0x12}));
CASE("A value of 64 bits is written in each order",
     written(0x0123'4567'89AB'CDEF, abcd, {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}) &&
         written(0x0123'4567'89AB'CDEF, cdab, {0xCD, 0xEF, 0x89, 0xAB, 0x45, 0x67, 0x01, 0x23}) &&
         written(0x0123'4567'89AB'CDEF, badc, {0x23, 0x01, 0x67, 0x45, 0xAB, 0x89, 0xEF, 0xCD}) &&
         written(0x0123'4567'89AB'CDEF, dcba, {0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01}));
CASE("A value of 16 bits is written in each order",
     written(0x1234, abcd, {0x12, 0x34}) && written(0x1234, cdab, {0x12, 0x34}) &&
         written(0x1234, badc, {0x34, 0x12}) && written(0x1234, dcba, {0x34, 0x12}));

constexpr bool every_bit_comes_back() {
  for (auto const order : {abcd, cdab, badc, dcba}) {
    for (std::size_t const size : {2U, 4U, 8U}) {
      for (unsigned shift = 0; shift != 8 * size; ++shift) {
        std::array<std::uint8_t, 8> data{};
        put_bits(std::uint64_t{1} << shift, order, std::span{data}.first(size));
        if (bits_of(bytes{data}.first(size), order) != std::uint64_t{1} << shift) return false;
      }
    }
  }
  return true;
}
CASE("Every single bit of 16, 32 and 64 comes back from every order", every_bit_comes_back());

// Integers
CASE("u16 goes from 0 to 65535",
     integer({0x00, 0x00}, formats::u16) == decimal{0} && integer({0xFF, 0xFF}, formats::u16) == decimal{65535});
CASE("i16 is two's complement: 8000 is -32768, FFFF is -1, 7FFF is 32767",
     integer({0x80, 0x00}, formats::i16) == decimal{-32768} && integer({0xFF, 0xFF}, formats::i16) == decimal{-1} &&
         integer({0x7F, 0xFF}, formats::i16) == decimal{32767});
CASE("FF38 is -200 signed and 65336 unsigned",
     integer({0xFF, 0x38}, formats::i16) == decimal{-200} && integer({0xFF, 0x38}, formats::u16) == decimal{65336});
CASE("i16 with its bytes exchanged", integer({0x38, 0xFF}, formats::i16.with(badc)) == decimal{-200} &&
                                         integer({0x38, 0xFF}, formats::i16.with(dcba)) == decimal{-200});
CASE("u32: 0001 86A0 is 100000 with the upper half first",
     integer({0x00, 0x01, 0x86, 0xA0}, formats::u32) == decimal{100000});
CASE("u32 in the other orders", integer({0x86, 0xA0, 0x00, 0x01}, formats::u32.with(cdab)) == decimal{100000} &&
                                    integer({0x01, 0x00, 0xA0, 0x86}, formats::u32.with(badc)) == decimal{100000} &&
                                    integer({0xA0, 0x86, 0x01, 0x00}, formats::u32.with(dcba)) == decimal{100000});
CASE("u32 has every digit of 4294967295", integer({0xFF, 0xFF, 0xFF, 0xFF}, formats::u32) == decimal{4294967295});
CASE("i32: FFFF FF38 is -200, in every order",
     integer({0xFF, 0xFF, 0xFF, 0x38}, formats::i32) == decimal{-200} &&
         integer({0xFF, 0x38, 0xFF, 0xFF}, formats::i32.with(cdab)) == decimal{-200} &&
         integer({0xFF, 0xFF, 0x38, 0xFF}, formats::i32.with(badc)) == decimal{-200} &&
         integer({0x38, 0xFF, 0xFF, 0xFF}, formats::i32.with(dcba)) == decimal{-200});
CASE("i32 goes from -2147483648 to 2147483647",
     integer({0x80, 0x00, 0x00, 0x00}, formats::i32) == decimal{-2147483648LL} &&
         integer({0x7F, 0xFF, 0xFF, 0xFF}, formats::i32) == decimal{2147483647});
CASE("u64 has every digit of 18446744073709551615",
     integer({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, formats::u64) ==
         decimal::from_magnitude(18446744073709551615ULL));
CASE("i64 goes down to -2^63",
     integer({0x80, 0, 0, 0, 0, 0, 0, 0}, formats::i64) == decimal::from_magnitude(1ULL << 63U, 0, true));
CASE("i64: -2 in every order",
     integer({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE}, formats::i64) == decimal{-2} &&
         integer({0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, formats::i64.with(cdab)) == decimal{-2} &&
         integer({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF}, formats::i64.with(badc)) == decimal{-2} &&
         integer({0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, formats::i64.with(dcba)) == decimal{-2});
CASE("u64: 10^12 + 1 in CDAB and DCBA",
     integer({0x10, 0x01, 0xD4, 0xA5, 0x00, 0xE8, 0x00, 0x00}, formats::u64.with(cdab)) == decimal{1'000'000'000'001} &&
         integer({0x01, 0x10, 0xA5, 0xD4, 0xE8, 0x00, 0x00, 0x00}, formats::u64.with(dcba)) ==
             decimal{1'000'000'000'001});
CASE("A bitmap is an unsigned number, also with its highest bit",
     integer({0x80, 0x00}, formats::bits_16) == decimal{0x8000} &&
         integer({0x80, 0x00, 0x00, 0x04}, formats::bits_32) == decimal{0x8000'0004});
CASE("What is opaque is an unsigned number",
     integer({0xDE, 0xAD, 0xBE, 0xEF}, formats::opaque_32) == decimal{0xDEAD'BEEF} &&
         integer({0xBE, 0xEF, 0xDE, 0xAD}, formats::opaque_32.with(cdab)) == decimal{0xDEAD'BEEF});
CASE("What is no integer has no integer", integer({0x42, 0xCF, 0xD7, 0x0A}, formats::f32) == errc::undecided &&
                                              integer({0x41, 0x42}, format{kind::text}) == errc::undecided &&
                                              integer({0x41, 0x42}, format{kind::unknown}) == errc::undecided);

// Floats. 42CF D70A is 103.92: meter_facts.md, section 2
CASE("f32 in every order: 103.92",
     is_f32({0x42, 0xCF, 0xD7, 0x0A}, abcd, 103.92F) && is_f32({0xD7, 0x0A, 0x42, 0xCF}, cdab, 103.92F) &&
         is_f32({0xCF, 0x42, 0x0A, 0xD7}, badc, 103.92F) && is_f32({0x0A, 0xD7, 0xCF, 0x42}, dcba, 103.92F));
CASE("f64 in every order: 103.92", is_f64({0x40, 0x59, 0xFA, 0xE1, 0x47, 0xAE, 0x14, 0x7B}, abcd, 103.92) &&
                                       is_f64({0x14, 0x7B, 0x47, 0xAE, 0xFA, 0xE1, 0x40, 0x59}, cdab, 103.92) &&
                                       is_f64({0x59, 0x40, 0xE1, 0xFA, 0xAE, 0x47, 0x7B, 0x14}, badc, 103.92) &&
                                       is_f64({0x7B, 0x14, 0xAE, 0x47, 0xE1, 0xFA, 0x59, 0x40}, dcba, 103.92));
CASE("4F7F FFFF is 4294967040, the largest float of a 32-bit counter",
     is_f32({0x4F, 0x7F, 0xFF, 0xFF}, abcd, 4294967040.0F));
CASE("8000 0000 is the float -0, a value", is_f32({0x80, 0x00, 0x00, 0x00}, abcd, 0.0F));

constexpr result<float> f32(std::uint8_t const (&data)[4], word_order order = abcd) {
  return float_of(data, formats::f32.with(order));
}
CASE("7FC00000 is QNAN, and so no value", f32({0x7F, 0xC0, 0x00, 0x00}).error() == errc::not_available);
CASE("Every other NaN is none either: FFC00000, 7FFFFFFF, FFFFFFFF, and signalling ones",
     f32({0xFF, 0xC0, 0x00, 0x00}).error() == errc::not_available &&
         f32({0x7F, 0xFF, 0xFF, 0xFF}).error() == errc::not_available &&
         f32({0xFF, 0xFF, 0xFF, 0xFF}).error() == errc::not_available &&
         f32({0x7F, 0x80, 0x00, 0x01}).error() == errc::not_available &&
         f32({0xFF, 0x80, 0x00, 0x01}).error() == errc::not_available);
CASE("A NaN is one in every order", f32({0x00, 0x00, 0x7F, 0xC0}, cdab).error() == errc::not_available &&
                                        f32({0xC0, 0x7F, 0x00, 0x00}, badc).error() == errc::not_available &&
                                        f32({0x00, 0x00, 0xC0, 0x7F}, dcba).error() == errc::not_available);
CASE("An infinity is no NaN: exponent all ones, fraction zero",
     f32({0x7F, 0x80, 0x00, 0x00}).has_value() && f32({0xFF, 0x80, 0x00, 0x00}).has_value());
CASE("The largest float is no NaN", f32({0x7F, 0x7F, 0xFF, 0xFF}).has_value());
CASE("NaN of 64 bits, by its bits",
     is_nan(std::uint64_t{0x7FF8'0000'0000'0000}) && is_nan(std::uint64_t{0xFFF0'0000'0000'0001}) &&
         !is_nan(std::uint64_t{0x7FF0'0000'0000'0000}) && !is_nan(std::uint64_t{0xFFF0'0000'0000'0000}) &&
         !is_nan(std::uint64_t{0x7FEF'FFFF'FFFF'FFFF}) && !is_nan(std::uint64_t{0x8000'0000'0000'0000}));
constexpr std::uint8_t nan_of_64_bits[] = {0x7F, 0xF8, 0, 0, 0, 0, 0, 0};
CASE("A double that is NaN is no value", double_of(nan_of_64_bits, formats::f64).error() == errc::not_available);

// Rows of floats: 103.92, 480.0, and half a third one, at each distance from a whole word
constexpr bool row_is_read(word_order order, std::array<std::uint8_t, 10> const& row) {
  bool right = true;
  for (std::size_t offset = 0; offset != 4; ++offset) {
    struct {
      alignas(4) std::array<std::uint8_t, 13> octets{};
    } line;
    for (std::size_t i = 0; i != row.size(); ++i) line.octets[offset + i] = row[i];
    std::array<float, 3> values{-1, -1, -1};
    auto const made = floats_of(bytes{line.octets}.subspan(offset, row.size()), order, values);
    right = right && made == 2 && values[0] == 103.92F && values[1] == 480.0F && values[2] == -1;
  }
  return right;
}
CASE("A row of floats in every order, at every address; half a float is none",
     row_is_read(abcd, {0x42, 0xCF, 0xD7, 0x0A, 0x43, 0xF0, 0x00, 0x00, 0x42, 0xCF}) &&
         row_is_read(cdab, {0xD7, 0x0A, 0x42, 0xCF, 0x00, 0x00, 0x43, 0xF0, 0xD7, 0x0A}) &&
         row_is_read(badc, {0xCF, 0x42, 0x0A, 0xD7, 0xF0, 0x43, 0x00, 0x00, 0xCF, 0x42}) &&
         row_is_read(dcba, {0x0A, 0xD7, 0xCF, 0x42, 0x00, 0x00, 0xF0, 0x43, 0x0A, 0xD7}));
constexpr std::size_t floats_read(bytes data, std::size_t room) {
  std::array<float, 3> values{};
  return floats_of(data, abcd, std::span{values}.first(room));
}
CASE("No more floats than there is room for, and none of nothing",
     floats_read(nan_of_64_bits, 1) == 1 && floats_read(nan_of_64_bits, 0) == 0 && floats_read({}, 3) == 0);
CASE("A NaN in a row stays one", [] {
  std::array<float, 2> values{};
  floats_of(nan_of_64_bits, abcd, values);
  return is_nan(std::bit_cast<std::uint32_t>(values[0])) && values[1] == 0;
}());

// What means "none"
CASE("8000 means none only where the format says so",
     integer({0x80, 0x00}, formats::i16.absent_when(absent::h8000)) == errc::not_available &&
         integer({0x80, 0x00}, formats::u16.absent_when(absent::h8000)) == errc::not_available &&
         integer({0x80, 0x00}, formats::u16) == decimal{32768});
CASE("7FFF, 8001, 0080 and 0000 are values where 8000 is none",
     integer({0x7F, 0xFF}, formats::i16.absent_when(absent::h8000)) == decimal{32767} &&
         integer({0x80, 0x01}, formats::i16.absent_when(absent::h8000)) == decimal{-32767} &&
         integer({0x00, 0x80}, formats::i16.absent_when(absent::h8000)) == decimal{128} &&
         integer({0x00, 0x00}, formats::i16.absent_when(absent::h8000)) == decimal{0});
CASE("None is told after the order is put right",
     integer({0x00, 0x80}, formats::i16.absent_when(absent::h8000).with(badc)) == errc::not_available);
CASE("FFFF, 80000000, FFFFFFFF and 0 mean none where the format says so",
     integer({0xFF, 0xFF}, formats::u16.absent_when(absent::hFFFF)) == errc::not_available &&
         integer({0x80, 0x00, 0x00, 0x00}, formats::i32.absent_when(absent::h80000000)) == errc::not_available &&
         integer({0xFF, 0xFF, 0xFF, 0xFF}, formats::bits_32.absent_when(absent::hFFFFFFFF)) == errc::not_available &&
         integer({0x00, 0x00, 0x00, 0x00}, formats::u32.absent_when(absent::zero)) == errc::not_available);
CASE("Each of them means none alone",
     integer({0xFF, 0xFE}, formats::u16.absent_when(absent::hFFFF)) == decimal{65534} &&
         integer({0x80, 0x00, 0x80, 0x00}, formats::i32.absent_when(absent::h80000000)) == decimal{-2147450880} &&
         integer({0xFF, 0xFF, 0x00, 0x00}, formats::bits_32.absent_when(absent::hFFFFFFFF)) == decimal{0xFFFF'0000} &&
         integer({0x00, 0x00, 0x00, 0x01}, formats::u32.absent_when(absent::zero)) == decimal{1});
CASE("8000 in a half of 32 bits is a number like any other",
     integer({0x00, 0x00, 0x80, 0x00}, formats::u32) == decimal{32768} &&
         integer({0x80, 0x00, 0x00, 0x00}, formats::u32) == decimal{2147483648} &&
         integer({0x80, 0x00, 0x80, 0x00}, formats::u32) == decimal{0x8000'8000});

// Decimal digits in hex. WAGO A3.3: 0025 is 25 s, 9995 0005 is 9995/5; serial number 15060001 (errata W6, W8, W22)
CASE("0025 is 25, not 37", integer({0x00, 0x25}, formats::digits_4) == decimal{25});
CASE("1506 0001 is 15060001", integer({0x15, 0x06, 0x00, 0x01}, formats::digits_8) == decimal{15'060'001});
CASE("Digits go by the order of words too",
     integer({0x00, 0x01, 0x15, 0x06}, formats::digits_8.with(cdab)) == decimal{15'060'001} &&
         integer({0x25, 0x00}, formats::digits_4.with(badc)) == decimal{25});
CASE("9999 9999 are the most that eight digits hold",
     integer({0x99, 0x99, 0x99, 0x99}, formats::digits_8) == decimal{99'999'999});
CASE("A to F is no digit, wherever it stands",
     integer({0xA0, 0x00}, formats::digits_4) == error{errc::bad_digit, 0, 0xA000} &&
         integer({0x0B, 0x00}, formats::digits_4) == error{errc::bad_digit, 0, 0x0B00} &&
         integer({0x00, 0xC0}, formats::digits_4) == error{errc::bad_digit, 0, 0x00C0} &&
         integer({0x00, 0x0F}, formats::digits_4) == error{errc::bad_digit, 0, 0x000F});
CASE("In eight digits too; the error has room for the lower four",
     integer({0x15, 0x06, 0x00, 0x0D}, formats::digits_8) == error{errc::bad_digit, 0, 0x000D} &&
         integer({0xE5, 0x06, 0x00, 0x01}, formats::digits_8) == error{errc::bad_digit, 0, 0x0001});
CASE("25 is written as 0025, 99999999 as 99999999, nothing as 0",
     digits_to_bits(25) == 0x0025 && digits_to_bits(99'999'999) == 0x9999'9999 && digits_to_bits(0) == 0 &&
         digits_to_bits(10'203'040) == 0x1020'3040);

// One letter in a register: in which half is not given (errata W13)
CASE("A letter may stand in either half", integer({0x00, 0x46}, formats::letter) == decimal{'F'} &&
                                              integer({0x46, 0x00}, formats::letter) == decimal{'F'} &&
                                              integer({0x00, 0x52}, formats::letter) == decimal{'R'} &&
                                              integer({0x52, 0x00}, formats::letter) == decimal{'R'});
CASE("Where both halves hold something, it is no letter: 4652 is neither F nor R",
     integer({0x46, 0x52}, formats::letter) == decimal{0x4652} &&
         integer({0x20, 0x46}, formats::letter) == decimal{0x2046});

// Text
using namespace std::string_view_literals;
template <std::size_t Count>
constexpr bool reads(char const (&padded)[Count], std::string_view expected) {
  std::array<std::uint8_t, Count - 1> data{};
  for (std::size_t i = 0; i + 1 != Count; ++i) data[i] = static_cast<std::uint8_t>(padded[i]);
  return text_view{data} == expected;
}
CASE("Text ends before its first NUL", reads("Leviton\0\0\0", "Leviton"sv));
CASE("Text without a NUL ends with its registers", reads("S410", "S410"sv));
CASE("Its size is what stands before the NUL",
     text_view{bytes{nan_of_64_bits}}.size() == 2 && text_view{bytes{nan_of_64_bits}.first(1)}.size() == 1 &&
         text_view{bytes{nan_of_64_bits}}[1] == '\xF8' && text_view{bytes{nan_of_64_bits}}.as_bytes().size() == 2);
CASE("Nothing is text too", reads("\0\0\0\0", ""sv) && text_view{}.size() == 0);
CASE("What stands behind a NUL does not count", reads("V1\0xyz", "V1"sv));
CASE("Blanks are letters", reads("V1  ", "V1  "sv));
CASE("Another text differs, also a longer or shorter one",
     !reads("Leviton\0", "Levitov"sv) && !reads("Leviton\0", "Levito"sv) && !reads("Leviton\0", "Leviton "sv));

// Widths
CASE("16 bits are one register, 32 two, 64 four",
     formats::u16.count == 1 && formats::i16.count == 1 && formats::u32.count == 2 && formats::i32.count == 2 &&
         formats::f32.count == 2 && formats::u64.count == 4 && formats::i64.count == 4 && formats::f64.count == 4);
CASE("Four digits are one register, eight are two",
     formats::digits_4.count == 1 && formats::digits_8.count == 2 && formats::digits_4_4.count == 2);
CASE("Bitmaps, letters and opaque numbers", formats::bits_16.count == 1 && formats::bits_32.count == 2 &&
                                                formats::opaque_32.count == 2 && formats::letter.count == 1);
CASE("String (32) is 16 registers, String (16) is 8", formats::text<32>.count == 16 && formats::text<16>.count == 8);
CASE("Upper half first and no content for none, where nothing else is said",
     formats::u32.order == abcd && formats::f32.order == abcd && formats::i16.when == absent::never &&
         formats::u32.when == absent::never);
CASE("Another order changes the order alone",
     formats::i32.with(cdab).count == 2 && formats::i32.with(cdab).as == kind::i32 &&
         formats::i32.absent_when(absent::h80000000).with(dcba).when == absent::h80000000);

}  // namespace test_modbus_format
