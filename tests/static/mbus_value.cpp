// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/value.hpp>

#include <array>
#include <bit>
#include <cstdint>

using namespace meterproto;

namespace test_mbus_value {

using mbus::data_type;
using mbus::quantity;
using mbus::unit;

template <std::size_t Size>
constexpr mbus::record only(std::uint8_t const (&data)[Size], bool most_significant_first = false) {
  mbus::records list{data, most_significant_first};
  auto const one = list.next();
  return one && list.done() ? *one : mbus::record{};
}
template <std::size_t Size>
constexpr result<decimal> number(std::uint8_t const (&data)[Size], bool most_significant_first = false) {
  return mbus::number_of(only(data, most_significant_first));
}
template <std::size_t Size>
constexpr mbus::meaning means(std::uint8_t const (&data)[Size]) {
  return mbus::meaning_of(only(data));
}
template <std::size_t Size>
constexpr data_type type(std::uint8_t const (&data)[Size]) {
  return mbus::type_of(only(data), means(data));
}

// What the tables of vif.hpp are held against
constexpr bool ascends(mbus::vif_row const& one, mbus::vif_row const& other) {
  mbus::vif_row const table[] = {one, other};
  return mbus::ascends(table);
}
CASE("a table ascends, without a code twice, and no row ends before it begins",
     mbus::ascends({}) && ascends({0x00, 0x07}, {0x08, 0x08}) && ascends({0x10, 0x17}, {0x20, 0x27}) &&
         !ascends({0x00, 0x07}, {0x07, 0x0F}) && !ascends({0x10, 0x17}, {0x00, 0x07}) &&
         !ascends({0x00, 0x07}, {0x10, 0x0F}) && !ascends({0x07, 0x00}, {0x08, 0x0F}));

// Type B: signed, and the most negative one is none (EN 13757-3:2018, Annex A). VIF 13: litres
CASE("B: one byte to eight",
     number({0x01, 0x13, 0x7F}) == decimal{127, -3} && number({0x02, 0x13, 0xFF, 0x7F}) == decimal{32'767, -3} &&
         number({0x03, 0x13, 0x87, 0xD6, 0x12}) == decimal{1'234'567, -3} &&
         number({0x04, 0x13, 0xFF, 0xFF, 0xFF, 0x7F}) == decimal{2'147'483'647, -3} &&
         number({0x06, 0x13, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}) == decimal{0x7FFF'FFFF'FFFF, -3} &&
         number({0x07, 0x13, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}) == decimal{0x7FFF'FFFF'FFFF'FFFF, -3});
CASE("B: below zero",
     number({0x01, 0x13, 0xFF}) == decimal{-1, -3} && number({0x01, 0x13, 0x81}) == decimal{-127, -3} &&
         number({0x03, 0x13, 0x79, 0x29, 0xED}) == decimal{-1'234'567, -3} &&
         number({0x07, 0x13, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80}) == decimal{-0x7FFF'FFFF'FFFF'FFFF, -3});
CASE("B: the most negative is none",
     number({0x01, 0x13, 0x80}).error() == errc::not_available &&
         number({0x02, 0x13, 0x00, 0x80}).error() == errc::not_available &&
         number({0x03, 0x13, 0x00, 0x00, 0x80}).error() == errc::not_available &&
         number({0x04, 0x13, 0x00, 0x00, 0x00, 0x80}).error() == errc::not_available &&
         number({0x06, 0x13, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80}).error() == errc::not_available &&
         number({0x07, 0x13, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80}).error() == errc::not_available);
CASE("C: a VIF of a count without sign",
     number({0x01, 0x7A, 0x80}) == decimal{128} && type({0x01, 0x7A, 0x80}) == data_type::C &&
         number({0x07, 0x7A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}) == decimal{0xFFFF'FFFF'FFFF'FFFFU});
CASE("D: bits", number({0x01, 0xFD, 0x17, 0x80}) == decimal{128} && type({0x01, 0xFD, 0x17, 0x80}) == data_type::D);
CASE("FC 11 and FC 12 make C and D of a VIF", type({0x01, 0x93, 0xFC, 0x11, 0x80}) == data_type::C &&
                                                  type({0x01, 0x93, 0xFC, 0x12, 0x80}) == data_type::D &&
                                                  number({0x01, 0x93, 0xFC, 0x11, 0x80}) == decimal{128, -3});

// Type A: BCD
CASE("A: two digits to twelve",
     number({0x09, 0x13, 0x99}) == decimal{99, -3} && number({0x0A, 0x13, 0x34, 0x12}) == decimal{1234, -3} &&
         number({0x0B, 0x13, 0x56, 0x34, 0x12}) == decimal{123'456, -3} &&
         number({0x0C, 0x13, 0x78, 0x56, 0x34, 0x12}) == decimal{12'345'678, -3} &&
         number({0x0E, 0x13, 0x12, 0x90, 0x78, 0x56, 0x34, 0x12}) == decimal{123'456'789'012, -3});
CASE("A: F in the highest digit is a minus (Annex B)", number({0x09, 0x13, 0xF5}) == decimal{-5, -3} &&
                                                           number({0x0A, 0x13, 0x34, 0xF2}) == decimal{-234, -3} &&
                                                           number({0x0C, 0x13, 0x00, 0x00, 0x00, 0xF0}) == decimal{0});
CASE("A: other digits above 9 are none", [] {
  for (unsigned digit = 10; digit != 16; ++digit) {
    auto const low = static_cast<std::uint8_t>(digit);
    auto const high = static_cast<std::uint8_t>(digit << 4U);
    bool const none = number({0x0A, 0x13, low, 0x00}).error() == errc::not_available &&
                      number({0x0A, 0x13, high, 0x00}).error() == errc::not_available &&
                      number({0x0A, 0x13, 0x00, low}).error() == errc::not_available &&
                      (digit == 15 || number({0x0A, 0x13, 0x00, high}).error() == errc::not_available);
    if (!none) return false;
  }
  return true;
}());
CASE("LVAR C0 to C9 and D0 to D9: digits, and less than zero",
     number({0x0D, 0x13, 0xC2, 0x34, 0x12}) == decimal{1234, -3} &&
         number({0x0D, 0x13, 0xD2, 0x34, 0x12}) == decimal{-1234, -3} && number({0x0D, 0x13, 0xC0}) == decimal{0} &&
         number({0x0D, 0x13, 0xC9, 0x78, 0x56, 0x34, 0x12, 0x90, 0x78, 0x56, 0x34, 0x12}) ==
             decimal{123'456'789'012'345'678, -3});
CASE("LVAR: F is no minus there", number({0x0D, 0x13, 0xC1, 0xF5}).error() == errc::not_available);
CASE("mode 2: the most significant byte first", number({0x02, 0x13, 0x12, 0x34}, true) == decimal{0x1234, -3} &&
                                                    number({0x0A, 0x13, 0x12, 0x34}, true) == decimal{1234, -3} &&
                                                    number({0x0A, 0x13, 0xF2, 0x34}, true) == decimal{-234, -3});

// Type H, and what is no whole number
CASE("H: 1.5", mbus::real_of(only({0x05, 0x2B, 0x00, 0x00, 0xC0, 0x3F})) == 1.5F &&
                   type({0x05, 0x2B, 0x00, 0x00, 0xC0, 0x3F}) == data_type::H);
CASE("H: in mode 2", mbus::real_of(only({0x05, 0x2B, 0x3F, 0xC0, 0x00, 0x00}, true)) == 1.5F);
CASE("H: NaN is none, of either sign; infinity is a number",
     mbus::real_of(only({0x05, 0x2B, 0x01, 0x00, 0x80, 0x7F})).error() == errc::not_available &&
         mbus::real_of(only({0x05, 0x2B, 0x00, 0x00, 0xC0, 0xFF})).error() == errc::not_available &&
         mbus::real_of(only({0x05, 0x2B, 0x00, 0x00, 0x80, 0x7F})).has_value());
CASE("a single as digits: exactly, from the smallest to the greatest as far as 64 bits go",
     number({0x05, 0x2B, 0x00, 0x00, 0xC0, 0x3F}) == decimal{15, -1} &&
         number({0x05, 0xFD, 0x49, 0x00, 0x00, 0x66, 0x43}) == decimal{230} &&
         number({0x05, 0x2B, 0x33, 0x33, 0x66, 0xC3}) == decimal{-2301999969482421875, -16} &&
         number({0x05, 0x2B, 0x00, 0x00, 0x00, 0x80}) == decimal{0} &&
         number({0x05, 0x2B, 0x00, 0x00, 0x80, 0x5E}) == decimal{4'611'686'018'427'387'904} &&
         number({0x05, 0x2B, 0xCD, 0xCC, 0x4C, 0x3D})->to<float>() == 0.05F &&
         number({0x05, 0x2B, 0xFF, 0xFF, 0x7F, 0x7F})->to<double>() > 3.402823466385288e38 &&
         number({0x05, 0x2B, 0xFF, 0xFF, 0x7F, 0x7F})->to<double>() < 3.402823466385289e38 &&
         number({0x05, 0x2B, 0x01, 0x00, 0x00, 0x00})->to<double>() > 1.4012984643248e-45 &&
         number({0x05, 0x2B, 0x01, 0x00, 0x00, 0x00})->to<double>() < 1.4012984643249e-45);
CASE("a single of hours is scaled to seconds, with ten digits: 12.1F is 12.1000003814...", [] {
  auto const seconds = number({0x05, 0x26, 0x9A, 0x99, 0x41, 0x41});
  return number({0x05, 0x26, 0x00, 0x00, 0x40, 0x41}) == decimal{43'200} && *seconds > decimal{4'356'000'136, -5} &&
         *seconds < decimal{4'356'000'139, -5};
}());
CASE("a single that is NaN or infinite is none",
     number({0x05, 0x2B, 0x01, 0x00, 0x80, 0x7F}).error() == errc::not_available &&
         number({0x05, 0x2B, 0x00, 0x00, 0x80, 0xFF}).error() == errc::not_available);
CASE("a whole number is no single", mbus::real_of(only({0x01, 0x2B, 0x01})).error() == errc::not_a_number);
CASE("no data, a text and a binary are none", number({0x00, 0x13}).error() == errc::not_a_number &&
                                                  number({0x08, 0x13}).error() == errc::not_a_number &&
                                                  number({0x0D, 0x13, 0x01, 0x31}).error() == errc::not_a_number);
CASE("LVAR E1 to E8: a number, where the highest bit is no question of sign", [] {
  constexpr std::uint8_t eight[] = {0x0D, 0x13, 0xE8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F};
  constexpr std::uint8_t nine[] = {0x0D, 0x13, 0xE9, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
  return number({0x0D, 0x03, 0xE4, 0x15, 0xCD, 0x5B, 0x07}) == decimal{123'456'789} &&
         number({0x0D, 0x03, 0xE2, 0x12, 0x34}, true) == decimal{0x1234} &&
         number({0x0D, 0x03, 0xE1, 0x80}).error() == errc::undecided &&
         number({0x0D, 0x83, 0xFC, 0x11, 0xE1, 0x80}) == decimal{128} &&
         number(eight) == decimal{0x7FFF'FFFF'FFFF'FFFF, -3} && number(nine).error() == errc::not_a_number &&
         number({0x0D, 0x13, 0xE0}).error() == errc::not_a_number;
}());
CASE("LVAR binary with the VIF of a date is type M, and no number",
     number({0x0D, 0x6D, 0xE2, 0x01, 0x02}).error() == errc::not_a_number);
CASE("a text as it came", [] {
  constexpr std::uint8_t data[] = {0x0D, 0x78, 0x02, 0x42, 0x41};
  auto const text = mbus::text_of(only(data));
  return text.size() == 2 && text[0] == 0x42 && text[1] == 0x41 && type(data) == data_type::text &&
         mbus::text_of(only({0x01, 0x13, 0x05})).empty() && mbus::text_of(only({0x0D, 0x13, 0xE1, 0x31})).empty() &&
         mbus::text_of(only({0x0F, 0x01})).empty();
}());

// DIF 0F, 1F and 7F: no VIF, and nothing to read
CASE("what is no data record is no number, no date and no text", [] {
  constexpr std::uint8_t data[] = {0x01, 0x7A, 0x05, 0x0F, 0xAA, 0xBB, 0xCC, 0xDD}, follows[] = {0x1F, 0xAA},
                         request[] = {0x7F};
  auto const refused = [](mbus::record const& one) {
    for (auto const as : {data_type::A, data_type::B, data_type::C, data_type::D, data_type::variable_bcd})
      if (mbus::raw_number(one, as).error() != errc::not_a_number) return false;
    return mbus::number_of(one).error() == errc::not_a_number && mbus::date_of(one).error() == errc::not_a_number &&
           mbus::real_of(one).error() == errc::not_a_number && mbus::text_of(one).empty() &&
           mbus::meaning_of(one).what == quantity::reserved && one.vif() == mbus::vif_manufacturer &&
           mbus::type_of(one, mbus::meaning_of(one)) == data_type::none;
  };
  mbus::records list{data};
  return mbus::number_of(*list.next()) == decimal{5} && refused(*list.next()) &&
         refused(*mbus::records{follows}.next()) && refused(*mbus::records{request}.next()) &&
         refused(mbus::record{}) && mbus::record{}.storage() == 0;
}());

// Dates by their length
CASE("VIF 6C and 6D: G, J, F, I", type({0x02, 0x6C, 0xBF, 0x1C}) == data_type::G &&
                                      type({0x03, 0x6D, 0x1E, 0x21, 0x0D}) == data_type::J &&
                                      type({0x04, 0x6D, 0x21, 0x0D, 0xE9, 0x17}) == data_type::F &&
                                      type({0x06, 0x6D, 0x1E, 0x21, 0x0D, 0xE9, 0x17, 0x00}) == data_type::I);
CASE("a date is no number, and a number no date",
     number({0x02, 0x6C, 0xBF, 0x1C}).error() == errc::not_a_number &&
         mbus::date_of(only({0x02, 0x6C, 0xBF, 0x1C}))->year == 2013 &&
         mbus::date_of(only({0x02, 0x13, 0xBF, 0x1C})).error() == errc::not_a_number &&
         mbus::date_of(only({0x0A, 0x6C, 0xBF, 0x1C})).error() == errc::not_a_number);
CASE("types K and L are left as bytes; digits are a number all the same",
     number({0x04, 0xFD, 0x72, 0x01, 0x02, 0x03, 0x04}).error() == errc::not_a_number &&
         type({0x04, 0xFD, 0x72, 0x01, 0x02, 0x03, 0x04}) == data_type::K &&
         type({0x01, 0xFD, 0x73, 0x01}) == data_type::L && number({0x09, 0xFD, 0x72, 0x12}) == decimal{12});
CASE("AD 6F: a power's VIF, and the date of its last end", [] {
  constexpr std::uint8_t data[] = {0x04, 0xAD, 0x6F, 0x21, 0x0D, 0xE9, 0x17};
  return means(data).what == quantity::power && means(data).in == unit::none && type(data) == data_type::F &&
         mbus::date_of(only(data))->day == 9;
}());

// VIFEs
CASE("FB 82 73: kvarh times a thousandth",
     number({0x01, 0xFB, 0x82, 0x73, 0x05}) == decimal{5} && means({0x01, 0xFB, 0x82, 0x73, 0x05}).in == unit::varh);
CASE("70 to 77 multiply, one after the other",
     number({0x01, 0x93, 0x70, 0x05}) == decimal{5, -9} && number({0x01, 0x93, 0x77, 0x05}) == decimal{5, -2} &&
         number({0x01, 0x93, 0xF7, 0x74, 0x05}) == decimal{5, -4} && number({0x01, 0x93, 0x7D, 0x05}) == decimal{5});
CASE("a power of ten holds before and behind a duration",
     number({0x01, 0x83, 0xF0, 0x50, 0x05}) == decimal{5, -6} &&
         number({0x01, 0x83, 0xD0, 0x70, 0x05}) == decimal{5, -6} &&
         number({0x01, 0x83, 0xFD, 0x51, 0x05}) == decimal{300'000});
CASE("78 to 7B add a power of ten: of which unit is not decided", [] {
  constexpr std::uint8_t data[] = {0x01, 0x84, 0x7B, 0x05};
  return number(data).error() == errc::undecided && mbus::raw_number(only(data), data_type::B) == decimal{5} &&
         mbus::values::with_addend(decimal{50}, means(data)) == decimal{60} &&
         mbus::values::with_addend(decimal{5}, means({0x01, 0x83, 0x78, 0x05})) == decimal{5001, -3} &&
         mbus::values::with_addend(decimal{5}, means({0x01, 0x83, 0x05})) == decimal{5};
}());
CASE("3B, 3C and FC 10 are directions",
     means({0x01, 0x83, 0x3B, 0}).direction == 0x3B && means({0x01, 0x83, 0x3C, 0}).direction == 0x3C &&
         means({0x01, 0x83, 0xFC, 0x10, 0}).direction == mbus::meaning::both_directions);
CASE("FC 01 to 07 are phases, FC 08 to 0B quadrants",
     means({0x01, 0xAB, 0xFC, 0x01, 0}).phase == 1 && means({0x01, 0xAB, 0xFC, 0x07, 0}).phase == 7 &&
         means({0x01, 0xAB, 0xFC, 0x0B, 0}).quadrant == 4 && means({0x01, 0xAB, 0xFC, 0x0B, 0}).phase == 0);
CASE("a VIFE 01 is no phase, but an error",
     means({0x01, 0xAB, 0x01, 0}).phase == 0 &&
         number({0x01, 0xAB, 0x01, 0}).error() == error{errc::record_error, 0, 1});
CASE("0x15: no data, and the raw number is there", [] {
  constexpr std::uint8_t data[] = {0x01, 0x93, 0x15, 0x05};
  return number(data).error() == error{errc::record_error, 0, 0x15} &&
         mbus::raw_number(only(data), data_type::B) == decimal{5};
}());
CASE("a record error stops a date and a single as it stops a number", [] {
  constexpr std::uint8_t date[] = {0x02, 0xEC, 0x15, 0x01, 0x21},
                         single[] = {0x05, 0xFD, 0xC9, 0x15, 0x00, 0x00, 0x66, 0x43};
  return mbus::date_of(only(date)).error() == error{errc::record_error, 0, 0x15} &&
         mbus::date_time_of(only(date).data)->year == 2016 &&
         mbus::real_of(only(single)).error() == error{errc::record_error, 0, 0x15} &&
         mbus::raw_real(only(single)) == 230.0F;
}());
CASE("a date and a single of the manufacturer's are undecided, as a number is",
     mbus::real_of(only({0x05, 0xFD, 0xC9, 0xFF, 0x01, 0x00, 0x00, 0x66, 0x43})).error() == errc::undecided &&
         mbus::date_of(only({0x02, 0xEC, 0xFF, 0x01, 0x01, 0x21})).error() == errc::undecided);
CASE("per hour: told, not computed",
     means({0x01, 0x83, 0x22, 0x05}).per == 0x22 && number({0x01, 0x83, 0x22, 0x05}) == decimal{5});
CASE("7F: from here on the manufacturer's",
     means({0x01, 0x83, 0xFF, 0x3C, 0x05}).manufacturer_specific&& means({0x01, 0x83, 0xFF, 0x3C, 0x05}).direction ==
             0 &&
         number({0x01, 0x83, 0xFF, 0x3C, 0x05}).error() == errc::undecided &&
         means({0x01, 0x83, 0xBC, 0x7F, 0x05}).direction == 0x3C);
CASE("VIF 7F and FF are the manufacturer's", number({0x01, 0x7F, 0x05}).error() == errc::undecided &&
                                                 number({0x01, 0xFF, 0x01, 0x05}).error() == errc::undecided);
CASE("minutes, hours and days are seconds",
     number({0x01, 0x20, 0x05}) == decimal{5} && number({0x01, 0x21, 0x05}) == decimal{300} &&
         number({0x01, 0x22, 0x05}) == decimal{18'000} && number({0x01, 0x23, 0x05}) == decimal{432'000});
CASE("4096ths: FB 6A", number({0x02, 0xFB, 0x6A, 0x00, 0x10}) == decimal{1} &&
                           number({0x01, 0xFB, 0x6A, 0x01}) == decimal{244'140'625, -12});
CASE("what needs more than 64 bits does not fit",
     number({0x07, 0x23, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}).error() == errc::does_not_fit);
CASE("7B and 7D without a code behind are reserved",
     means({0x01, 0x7B, 0x05}).what == quantity::reserved && means({0x01, 0x7D, 0x05}).what == quantity::reserved);
CASE("C7: bit 7 is no part of a code", means({0x01, 0xFD, 0xC7, 0xFC, 0x01, 0x05}).what == quantity::voltage &&
                                           means({0x01, 0xFD, 0xC7, 0xFC, 0x01, 0x05}).exponent == -2);

}  // namespace test_mbus_value
