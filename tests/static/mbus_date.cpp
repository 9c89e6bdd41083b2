// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/date.hpp>

#include <cstdint>

using namespace meterproto;

namespace test_mbus_date {

using mbus::date_time;
using shape = date_time::shape;

template <std::size_t Size>
constexpr auto read(std::uint8_t const (&data)[Size]) {
  return mbus::date_time_of(data);
}
template <std::size_t Size>
constexpr error fault_of(std::uint8_t const (&data)[Size]) {
  return mbus::date_time_of(data).error();
}
constexpr date_time date(unsigned year, unsigned month, unsigned day) {
  date_time made;
  made.year = static_cast<std::uint16_t>(year);
  made.month = static_cast<std::uint8_t>(month);
  made.day = static_cast<std::uint8_t>(day);
  return made;
}
constexpr date_time at(date_time made, unsigned hour, unsigned minute, bool summer = false) {
  made.has = shape::to_the_minute;
  made.hour = static_cast<std::uint8_t>(hour);
  made.minute = static_cast<std::uint8_t>(minute);
  made.summer_time = summer;
  return made;
}

// EN 13757-3:2018, Annex A. Type G: day in bits 0 to 4, month in 8 to 11, the year in 5 to 7 and 12 to 15.
CASE("G: BF 1C is 2013-12-31", read({0xBF, 0x1C}) == date(2013, 12, 31));
CASE("G: 01 01 is 2000-01-01", read({0x01, 0x01}) == date(2000, 1, 1));
CASE("G: 80 is 2080, 81 is 1981, 99 is 1999", read({0x01, 0xA1}) == date(2080, 1, 1) &&
                                                  read({0x21, 0xA1}) == date(1981, 1, 1) &&
                                                  read({0x61, 0xC1}) == date(1999, 1, 1));
CASE("G: every day, every month, every year", read({0x00, 0x01}) == date(2000, 1, mbus::every) &&
                                                  read({0x01, 0x0F}) == date(2000, mbus::every, 1) &&
                                                  read({0xE1, 0xF1}) == date(0, 1, 1));
CASE("G: FF FF is none", fault_of({0xFF, 0xFF}) == errc::not_available);
CASE("G: months 0, 13, 14 and years 100 to 126 are none",
     fault_of({0x00, 0x00}) == errc::not_available && fault_of({0x01, 0x0D}) == errc::not_available &&
         fault_of({0x01, 0x0E}) == errc::not_available && fault_of({0x81, 0xC1}) == errc::not_available &&
         fault_of({0xC1, 0xF1}) == errc::not_available);

// Type F: minute, hour with the century in bits 5 and 6 and summer time in 7, then as G
CASE("F: 21 0D E9 17 is 2015-07-09T13:33", read({0x21, 0x0D, 0xE9, 0x17}) == at(date(2015, 7, 9), 13, 33));
CASE("F: summer time", read({0x21, 0x8D, 0xE9, 0x17}) == at(date(2015, 7, 9), 13, 33, true));
CASE("F: the century is told: 1, 2, 3", read({0x00, 0x20, 0x21, 0xA1}) == at(date(2081, 1, 1), 0, 0) &&
                                            read({0x00, 0x40, 0x01, 0x01}) == at(date(2100, 1, 1), 0, 0) &&
                                            read({0x00, 0x60, 0x61, 0xC1}) == at(date(2299, 1, 1), 0, 0));
CASE("F: a year above 80 without a century is of 1900", read({0x00, 0x00, 0x21, 0xA1}) == at(date(1981, 1, 1), 0, 0));
CASE("F: bit 7 of the minute says that it is invalid", fault_of({0xA1, 0x0D, 0xE9, 0x17}) == errc::not_available);
CASE("F: every minute, every hour", read({0x3F, 0x1F, 0xE9, 0x17}) == at(date(2015, 7, 9), mbus::every, mbus::every));
CASE("F: minute 60 and hour 24 are none", fault_of({0x3C, 0x0D, 0xE9, 0x17}) == errc::not_available &&
                                              fault_of({0x21, 0x18, 0xE9, 0x17}) == errc::not_available);
CASE("F: 00 00 00 00 and FF FF FF FF are none", fault_of({0x00, 0x00, 0x00, 0x00}) == errc::not_available &&
                                                    fault_of({0xFF, 0xFF, 0xFF, 0xFF}) == errc::not_available);

// Type I: second (bit 6: summer time), minute (bit 7: invalid), hour, date, week
CASE("I: 1E 21 0D E9 17 00 is 2015-07-09T13:33:30", [] {
  auto wanted = at(date(2015, 7, 9), 13, 33);
  wanted.has = shape::to_the_second;
  wanted.second = 30;
  auto summer = wanted;
  summer.summer_time = true;
  return read({0x1E, 0x21, 0x0D, 0xE9, 0x17, 0x00}) == wanted && read({0x5E, 0x21, 0x0D, 0xE9, 0x17, 0x00}) == summer;
}());
CASE("I: invalid", fault_of({0x1E, 0xA1, 0x0D, 0xE9, 0x17, 0x00}) == errc::not_available &&
                       fault_of({0x3C, 0x21, 0x0D, 0xE9, 0x17, 0x00}) == errc::not_available);

// Type J: second, minute, hour
CASE("J: 1E 21 0D is 13:33:30", [] {
  date_time wanted;
  wanted.has = shape::time_of_day;
  wanted.hour = 13;
  wanted.minute = 33;
  wanted.second = 30;
  return read({0x1E, 0x21, 0x0D}) == wanted;
}());
CASE("J: FF FF FF is none, and so is 24 h",
     fault_of({0xFF, 0xFF, 0xFF}) == errc::not_available && fault_of({0x00, 0x00, 0x18}) == errc::not_available);

CASE("in mode 2 the other way round", [] {
  constexpr std::uint8_t g[] = {0x1C, 0xBF}, f[] = {0x17, 0xE9, 0x0D, 0x21};
  return mbus::date_time_of(g, true) == date(2013, 12, 31) &&
         mbus::date_time_of(f, true) == at(date(2015, 7, 9), 13, 33);
}());
CASE("other lengths are no date",
     mbus::date_time_of({}).error() == errc::not_a_number && fault_of({0x01}) == errc::not_a_number &&
         fault_of({1, 2, 3, 4, 5}) == errc::not_a_number && fault_of({1, 2, 3, 4, 5, 6, 7, 8}) == errc::not_a_number);

}  // namespace test_mbus_date
