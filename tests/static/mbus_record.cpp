// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/record.hpp>
#include <meterproto/mbus/value.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

using namespace meterproto;

namespace test_mbus_record {

using mbus::record_kind;

template <std::size_t Size>
constexpr result<mbus::record> first_of(std::uint8_t const (&data)[Size]) {
  return mbus::records{data}.next();
}
template <std::size_t Size>
constexpr error fault_of(std::uint8_t const (&data)[Size]) {
  return first_of(data).error();
}
/// Keeps the bytes that its record is a view of.
template <std::size_t Size>
struct held {
  std::array<std::uint8_t, Size> data{};

  constexpr explicit held(std::uint8_t const (&typed)[Size]) { std::copy(typed, typed + Size, data.begin()); }
  constexpr result<mbus::record> operator->() const { return mbus::records{data}.next(); }
  constexpr explicit operator bool() const { return operator->().has_value(); }
};
constexpr bool is(bytes left, std::initializer_list<std::uint8_t> right) {
  return std::ranges::equal(left, right);
}
/// A record of DIF 04 or another one, VIF 13, and as many bytes behind it as are asked for.
constexpr bool takes(unsigned dif, std::size_t size) {
  std::array<std::uint8_t, 12> data{static_cast<std::uint8_t>(dif), 0x13};
  auto const got = mbus::records{bytes{data}.first(2 + size)}.next();
  bool const cut = size == 0 || mbus::records{bytes{data}.first(1 + size)}.next().error() ==
                                    error{errc::too_short, 1 + size, 2 + size};
  return got && got->data.size() == size && static_cast<unsigned>(got->field()) == (dif & 0x0FU) && cut;
}

// EN 13757-3:2018, 6.3.1: DIF and DIFE
CASE("the sixteen data fields and their lengths",
     takes(0x00, 0) && takes(0x01, 1) && takes(0x02, 2) && takes(0x03, 3) && takes(0x04, 4) && takes(0x05, 4) &&
         takes(0x06, 6) && takes(0x07, 8) && takes(0x08, 0) && takes(0x09, 1) && takes(0x0A, 2) && takes(0x0B, 3) &&
         takes(0x0C, 4) && takes(0x0E, 6));
CASE("the function stands in bits 5 and 4", [] {
  using enum mbus::function;
  return first_of({0x01, 0x13, 0})->how() == instantaneous && first_of({0x11, 0x13, 0})->how() == maximum &&
         first_of({0x21, 0x13, 0})->how() == minimum && first_of({0x31, 0x13, 0})->how() == during_error;
}());
CASE("bit 6 of the DIF is the lowest of the storage number", [] {
  auto const got = held({0x41, 0x13, 0});
  return got->storage() == 1 && got->tariff() == 0 && got->subunit() == 0 && !got->is_obis_register();
}());
CASE("a DIFE has four bits of storage, two of tariff, one of subunit", [] {
  auto const got = held({0x81, 0x71, 0x13, 0x05});
  return got->storage() == 2 && got->tariff() == 3 && got->subunit() == 1 && is(got->dib, {0x81, 0x71}) &&
         is(got->data, {0x05});
}());
CASE("the second DIFE has the next ones: 84 80 10 is tariff 4", [] {
  auto const got = held({0x84, 0x80, 0x10, 0x03, 0x15, 0xCD, 0x5B, 0x07});
  auto const more = held({0xC1, 0x81, 0x41, 0x13, 0x05});
  return got->tariff() == 4 && got->storage() == 0 && got->subunit() == 0 && more->storage() == 1 + 2 + 32 &&
         more->subunit() == 2 && more->tariff() == 0;
}());
CASE("ten DIFE: 41 bits of storage, 20 of tariff, 10 of subunit", [] {
  auto const got = held({0xC1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x13, 0x05});
  return got && got->storage() == 0x1FF'FFFF'FFFF && got->tariff() == 0xF'FFFF && got->subunit() == 0x3FF;
}());
CASE("eleven are too many", fault_of({0xC1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x13,
                                      0x05}) == error{errc::too_many, 0, 10});
CASE("a last DIFE of 0 is a register number",
     first_of({0x81, 0x00, 0x13, 0})->is_obis_register() && !first_of({0x81, 0x01, 0x13, 0})->is_obis_register());

// VIF and VIFE
CASE("a VIF alone", [] {
  auto const got = held({0x01, 0x13, 0x05});
  return is(got->vib, {0x13}) && got->vife.empty() && got->text.empty() && got->vif() == 0x13 && got->at == 0;
}());
CASE("VIFEs are those behind the VIF", [] {
  auto const got = held({0x01, 0xFD, 0xC7, 0xFC, 0x01, 0x05});
  return is(got->vib, {0xFD, 0xC7, 0xFC, 0x01}) && is(got->vife, {0xC7, 0xFC, 0x01}) && got->vif() == 0x7D &&
         is(got->data, {0x05});
}());
CASE("ten VIFE",
     first_of({0x01, 0x93, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0x3C, 0x05})->vife.size() == 10);
CASE("eleven are too many, at the first",
     fault_of({0x01, 0x93, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0xF6, 0x3C, 0x05}).code ==
         errc::too_many);

// Annex C.2: a text as unit
CASE("7C 01 54: the text behind the VIF", [] {
  auto const got = held({0x09, 0x7C, 0x01, 0x54, 0x02});
  return is(got->vib, {0x7C, 0x01, 0x54}) && is(got->text, {0x54}) && got->vife.empty() && is(got->data, {0x02});
}());
CASE("FC 03 \"HR%\" 74: behind the VIF, and then a VIFE", [] {
  auto const got = held({0x02, 0xFC, 0x03, 0x48, 0x52, 0x25, 0x74, 0x84, 0x09});
  return is(got->text, {0x48, 0x52, 0x25}) && is(got->vife, {0x74}) && is(got->data, {0x84, 0x09});
}());
CASE("FC 74 03 \"HR%\": behind the VIFE, as the standard has it", [] {
  auto const got = held({0x02, 0xFC, 0x74, 0x03, 0x48, 0x52, 0x25, 0x84, 0x09});
  return is(got->text, {0x48, 0x52, 0x25}) && is(got->vife, {0x74}) && is(got->data, {0x84, 0x09});
}());
CASE("FC 01 02 \"HR\": what comes first is no text", [] {
  auto const got = held({0x02, 0xFC, 0x01, 0x02, 0x48, 0x52, 0x84, 0x09});
  return is(got->vife, {0x01}) && is(got->text, {0x48, 0x52}) && is(got->data, {0x84, 0x09});
}());
CASE("a text of no characters",
     first_of({0x01, 0x7C, 0x00, 0x05})->text.empty() && is(first_of({0x01, 0x7C, 0x00, 0x05})->data, {0x05}));
CASE("a text that runs past the end", fault_of({0x02, 0x7C, 0xFF}) == error{errc::too_short, 3, 4} &&
                                          fault_of({0x02, 0x7C}) == error{errc::too_short, 2, 3});

// 6.3.3: variable length
CASE("LVAR: text, BCD, binary", [] {
  auto const size = [](unsigned lvar) { return mbus::variable_length(static_cast<std::uint8_t>(lvar)); };
  return size(0x00) == std::size_t{0} && size(0xBF) == std::size_t{191} && size(0xC0) == std::size_t{0} &&
         size(0xC9) == std::size_t{9} && size(0xD0) == std::size_t{0} && size(0xD9) == std::size_t{9} &&
         size(0xE0) == std::size_t{0} && size(0xEF) == std::size_t{15} && size(0xF0) == std::size_t{16} &&
         size(0xF4) == std::size_t{32} && size(0xF5) == std::size_t{48} && size(0xF6) == std::size_t{64};
}());
CASE("LVAR: what is reserved", [] {
  for (unsigned lvar = 0xC0; lvar != 0x100; ++lvar) {
    bool const reserved = (lvar >= 0xCA && lvar <= 0xCF) || (lvar >= 0xDA && lvar <= 0xDF) || lvar > 0xF6;
    auto const size = mbus::variable_length(static_cast<std::uint8_t>(lvar));
    if (size.has_value() == reserved || (reserved && size.error() != error{errc::bad_value, 0, lvar})) return false;
  }
  return true;
}());
CASE("the data begin with the LVAR byte", [] {
  auto const got = held({0x0D, 0x13, 0x02, 0x42, 0x41});
  return is(got->data, {0x02, 0x42, 0x41});
}());
CASE("LVAR: its errors", fault_of({0x0D, 0x13}) == error{errc::too_short, 2, 3} &&
                             fault_of({0x0D, 0x13, 0x02, 0x42}) == error{errc::too_short, 4, 5} &&
                             fault_of({0x0D, 0x13, 0xCA, 0x42}) == error{errc::bad_value, 2, 0xCA});

// Special DIFs
CASE("0F: the rest is the manufacturer's", [] {
  constexpr std::uint8_t data[] = {0x01, 0x13, 0x05, 0x0F, 0x2F, 0x04, 0x13};
  mbus::records list{data};
  static_cast<void>(list.next());
  auto const rest = list.next();
  return rest->kind == record_kind::manufacturer_data && is(rest->data, {0x2F, 0x04, 0x13}) && rest->at == 3 &&
         is(rest->dib, {0x0F}) && list.done();
}());
CASE("1F: more telegrams follow", first_of({0x1F})->kind == record_kind::more_records_follow &&
                                      first_of({0x1F})->data.empty() && is(first_of({0x1F, 0x01})->data, {0x01}));
CASE("7F asks for everything, and is a record among others", [] {
  constexpr std::uint8_t data[] = {0x7F, 0x01, 0x13, 0x05};
  mbus::records list{data};
  return list.next()->kind == record_kind::global_readout_request && list.next()->kind == record_kind::data &&
         list.done();
}());
CASE("the other DIFs with F are reserved", [] {
  for (unsigned dif = 0x0F; dif < 0x100; dif += 0x10) {
    if (dif == 0x0F || dif == 0x1F || dif == 0x2F || dif == 0x7F) continue;
    std::uint8_t const data[] = {static_cast<std::uint8_t>(dif), 0x13};
    if (mbus::records{data}.next().error() != error{errc::bad_value, 0, dif}) return false;
  }
  return true;
}());
CASE("2F fills, wherever a record could begin", [] {
  constexpr std::uint8_t data[] = {0x2F, 0x2F, 0x01, 0x13, 0x05, 0x2F, 0x01, 0x13, 0x2F, 0x2F, 0x2F};
  mbus::records list{data};
  auto const one = list.next();
  auto const two = list.next();
  constexpr std::uint8_t nothing[] = {0x2F, 0x2F};
  mbus::records empty{nothing};
  return one->at == 2 && two->at == 6 && is(two->data, {0x2F}) && list.done() && empty.done();
}());
CASE("a record, and a fault in it, may stand behind 255 bytes", [] {
  std::array<std::uint8_t, 303> data{};
  data.fill(0x2F);
  data[298] = 0x01;
  data[299] = 0x13;
  data[301] = 0x02;
  data[302] = 0x13;
  mbus::records list{data};
  return list.next()->at == 298 && list.next().error() == error{errc::too_short, 303, 304};
}());
CASE("a record made by hand has its least significant byte first", !mbus::record{}.most_significant_first);

// A record that is damaged ends the reading.
constexpr std::uint8_t three[] = {0x02, 0xFD, 0xC7, 0xFC, 0x01, 0xE4, 0x59, 0x09, 0x7C, 0x01,
                                  0x54, 0x01, 0x84, 0x10, 0x03, 0x15, 0xCD, 0x5B, 0x07};
CASE("every cut gives the whole records before it, then an error at the end", [] {
  for (std::size_t size = 0; size <= sizeof three; ++size) {
    mbus::records list{bytes{three}.first(size)};
    std::size_t const whole = (size >= 7 ? 1U : 0U) + (size >= 12 ? 1U : 0U) + (size >= 19 ? 1U : 0U);
    for (std::size_t i = 0; i != whole; ++i)
      if (!list.next()) return false;
    bool const at_an_end = size == 0 || size == 7 || size == 12 || size == 19;
    if (list.done() != at_an_end) return false;
    if (!at_an_end && list.next().error() != error{errc::too_short, size, size + 1}) return false;
    if (!list.done()) return false;
  }
  return true;
}());
CASE("a range ends with the error", [] {
  int good = 0, bad = 0;
  for (auto const& one : mbus::records{bytes{three}.first(15)}) (one ? good : bad) += 1;
  int all = 0;
  for (auto const& one : mbus::records{three}) all += one ? 1 : 100;
  int none = 0;
  for (auto const& one : mbus::records{bytes{}}) none += one ? 1 : 100;
  return good == 2 && bad == 1 && all == 3 && none == 0;
}());
CASE("behind the last one there is none", [] {
  mbus::records list{bytes{}};
  return list.done() && list.next().error() == error{errc::too_short, 0, 1} && list.done();
}());
CASE("a VIF is missing", fault_of({0x04}) == error{errc::too_short, 1, 2} &&
                             fault_of({0x84}) == error{errc::too_short, 1, 2} &&
                             fault_of({0x04, 0x93}) == error{errc::too_short, 2, 3});

// What a telegram carries, and in which order: EN 13757-3:2004, CI 72 to 76
CASE("CI 76: the most significant byte first", [] {
  constexpr std::uint8_t telegram[] = {0x68, 0x15, 0x15, 0x68, 0x08, 0x05, 0x76, 0x19, 0x02,
                                       0x02, 0x46, 0x25, 0xCD, 0x01, 0x02, 0x04, 0x00, 0x00,
                                       0x00, 0x04, 0x03, 0x07, 0x5B, 0xCD, 0x15, 0x2A, 0x16};
  auto const all = mbus::parse_frame(telegram).and_then(mbus::parse_telegram).and_then(mbus::records_of);
  if (!all) return false;
  auto list = *all;
  return mbus::number_of(*list.next()) == decimal{123'456'789} && list.done();
}());
CASE("CI 73 and CI 70 carry no records", [] {
  constexpr std::uint8_t fixed[] = {0x68, 0x13, 0x13, 0x68, 0x08, 0x05, 0x73, 0x78, 0x56, 0x34, 0x12, 0x0A, 0x00,
                                    0xE9, 0x7E, 0x01, 0x00, 0x00, 0x00, 0x35, 0x01, 0x00, 0x00, 0x3C, 0x16};
  constexpr std::uint8_t fault[] = {0x68, 0x04, 0x04, 0x68, 0x08, 0x05, 0x70, 0x08, 0x85, 0x16};
  auto const all = [](bytes frame) {
    return mbus::parse_frame(frame).and_then(mbus::parse_telegram).and_then(mbus::records_of).error();
  };
  return all(fixed) == errc::bad_function && all(fault) == error{errc::refused, 0, 8};
}());

}  // namespace test_mbus_record
