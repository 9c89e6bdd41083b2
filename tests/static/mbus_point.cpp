// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/mbus/point.hpp>

#include <array>
#include <cstdint>

using namespace meterproto;

namespace test_mbus_point {

using mbus::dif, mbus::vif, mbus::point;

constexpr auto import = point{dif(0x04), vif(0x03), Wh, {quantity::real_energy, flow::import}};
constexpr auto export_ = point{dif(0x04), vif(0x83, 0x3C), Wh, {quantity::real_energy, flow::export_}};
constexpr auto import_t1 = point{dif(0x84, 0x10), vif(0x03), Wh, {quantity::real_energy, flow::import, tariff::t1}};
constexpr auto in_kwh = point{dif(0x04), vif(0x03), kWh, {quantity::real_energy}};
constexpr auto voltage_an = point{dif(0x02), vif(0xFD, 0xC7, 0xFC, 0x01), V, {quantity::voltage, phase::an}};
constexpr auto voltage_bn = point{dif(0x02), vif(0xFD, 0xC7, 0xFC, 0x02), V, {quantity::voltage, phase::bn}};
constexpr auto factor = point{dif(0x0A), vif(0xFD, 0x3A), one, mbus::factor{-2}, {quantity::power_factor}};
constexpr auto text_t = point{dif(0x09), vif(0x7C, 0x01, 0x54), counts, {quantity::tariff}};

template <class Point, std::size_t Size, class Unit>
constexpr bool reads(Point const& which, std::uint8_t const (&data)[Size], Unit in, decimal const& value) {
  auto const got = which.decode(mbus::records{data});
  return got && got->in(in) == value;
}
template <class Point, std::size_t Size>
constexpr error fault_of(Point const& which, std::uint8_t const (&data)[Size]) {
  return which.decode(mbus::records{data}).error();
}

CASE("found by what it means: other DIF, other scale, other place",
     reads(import, {0x04, 0x03, 0x15, 0xCD, 0x5B, 0x07}, Wh, {123'456'789}) &&
         reads(import, {0x0C, 0x06, 0x78, 0x56, 0x34, 0x12}, kWh, {12'345'678}) &&
         reads(import, {0x01, 0x13, 0x01, 0x02, 0x83, 0x3C, 0x01, 0x00, 0x02, 0x05, 0x02, 0x00}, Wh, {200}));
CASE("of several the first", reads(import, {0x01, 0x03, 0x05, 0x01, 0x03, 0x06}, Wh, {5}));
CASE("direction, tariff, storage, subunit, function and phase must be the same",
     fault_of(import, {0x01, 0x83, 0x3C, 0x05}) == errc::not_in_reply &&
         fault_of(export_, {0x01, 0x03, 0x05}) == errc::not_in_reply &&
         fault_of(import, {0x81, 0x10, 0x03, 0x05}) == errc::not_in_reply &&
         fault_of(import_t1, {0x01, 0x03, 0x05}) == errc::not_in_reply &&
         fault_of(import, {0x41, 0x03, 0x05}) == errc::not_in_reply &&
         fault_of(import, {0x81, 0x40, 0x03, 0x05}) == errc::not_in_reply &&
         fault_of(import, {0x11, 0x03, 0x05}) == errc::not_in_reply &&
         fault_of(voltage_an, {0x01, 0xFD, 0xC7, 0xFC, 0x02, 0x05}) == errc::not_in_reply &&
         fault_of(import, {0x01, 0x83, 0x22, 0x05}) == errc::not_in_reply &&
         fault_of(import, {0x01, 0x0B, 0x05}) == errc::not_in_reply);
CASE("what a record leaves out is 0", [] {
  constexpr std::uint8_t data[] = {0x01, 0x03, 0x05};
  return mbus::key_of(*mbus::records{data}.next()) == mbus::key{.what = mbus::quantity::energy, .in = mbus::unit::Wh};
}());
CASE("a DIFE that says nothing makes no difference", reads(import, {0x81, 0x00, 0x03, 0x05}, Wh, {5}));
CASE("L1 and L2", [] {
  constexpr std::uint8_t data[] = {0x02, 0xFD, 0xC7, 0xFC, 0x02, 0x01, 0x00, 0x02, 0xFD, 0xC7, 0xFC, 0x01, 0xE4, 0x59};
  return reads(voltage_an, data, V, {23'012, -2}) && reads(voltage_bn, data, V, {1, -2});
}());
CASE("a point in kWh", [] {
  constexpr std::uint8_t data[] = {0x04, 0x03, 0x15, 0xCD, 0x5B, 0x07};
  return reads(in_kwh, data, kWh, {123'456'789, -3}) && reads(in_kwh, data, Wh, {123'456'789});
}());
CASE("a power of ten that the VIF leaves out", reads(factor, {0x0A, 0xFD, 0x3A, 0x00, 0x01}, one, {1}) &&
                                                   reads(factor, {0x0A, 0xFD, 0x3A, 0x95, 0x00}, one, {95, -2}));
CASE("a text is part of the meaning", reads(text_t, {0x09, 0x7C, 0x01, 0x54, 0x02}, counts, {2}) &&
                                          fault_of(text_t, {0x09, 0x7C, 0x01, 0x55, 0x02}) == errc::not_in_reply &&
                                          fault_of(text_t, {0x09, 0x7C, 0x02, 0x54, 0x54, 0x02}) == errc::not_in_reply);
CASE("errors of the record pass", fault_of(import, {0x01, 0x03, 0x80}) == errc::not_available &&
                                      fault_of(import, {0x01, 0x83, 0x15, 0x80}) == error{errc::record_error, 0, 0x15});
CASE("another coding of the number: a single, type C, digits or a binary of a length of its own",
     reads(voltage_an, {0x05, 0xFD, 0xC9, 0xFC, 0x01, 0x00, 0x00, 0x66, 0x43}, V, {230}) &&
         reads(import, {0x04, 0x83, 0xFC, 0x11, 0xFF, 0xFF, 0xFF, 0xFF}, Wh, {4'294'967'295}) &&
         reads(import, {0x0D, 0x03, 0xC2, 0x34, 0x12}, Wh, {1234}) &&
         reads(import, {0x0D, 0x03, 0xE4, 0x15, 0xCD, 0x5B, 0x07}, Wh, {123'456'789}) &&
         fault_of(import, {0x02, 0x83, 0x39, 0x01, 0x21}) == errc::not_in_reply);
CASE("a broken record in front hides it, one behind does not",
     fault_of(import, {0x0D, 0x13, 0xCA, 0x01, 0x03, 0x05}) == error{errc::bad_value, 2, 0xCA} &&
         reads(import, {0x01, 0x03, 0x05, 0x0D, 0x13, 0xCA}, Wh, {5}));
CASE("what is the manufacturer's is not looked at",
     fault_of(import, {0x0F, 0x01, 0x03, 0x05}) == errc::not_in_reply &&
         reads(import, {0x01, 0x03, 0x05, 0x0F, 0x01}, Wh, {5}) &&
         fault_of(import, {0x01, 0x83, 0x7F, 0x05}) == errc::not_in_reply);
CASE("the n-th of several", [] {
  constexpr std::uint8_t data[] = {0x01, 0x03, 0x05, 0x01, 0x13, 0x00, 0x01, 0x03, 0x06};
  mbus::records const all{data};
  auto const like = import.as_record();
  return mbus::number_of(*mbus::find(all, like, 0)) == decimal{5} &&
         mbus::number_of(*mbus::find(all, like, 1)) == decimal{6} &&
         mbus::find(all, like, 2).error() == errc::not_in_reply;
}());

// A table that checks itself
CASE("-1 where all is well",
     mbus::first_doubtful(mbus::rows_of(import, export_, import_t1, voltage_an, voltage_bn, factor, text_t)) == -1);
constexpr mbus::row amperes{
    dif(0x02), vif(0xFD, 0xC7, 0xFC, 0x01), {quantity::current, phase::a}, unit_symbol::A, 0};  // no point: tests/fail
CASE("the row whose VIF has another unit", mbus::first_doubtful(std::array<mbus::row, 2>{import, amperes}) == 1);
CASE("the row that names the same again", mbus::first_doubtful(mbus::rows_of(import, voltage_an, import)) == 2);
CASE("kWh is Wh", mbus::unit_for(unit_symbol::kWh) == mbus::unit::Wh &&
                      mbus::unit_for(unit_symbol::kvar) == mbus::unit::var &&
                      mbus::unit_for(unit_symbol::none) == mbus::unit::none);

CASE("a limit, an average, a future value and a difference are other readings of the same quantity", [] {
  // Power with VIFE 48, 12, 7E, then the power itself; energy with FC 0C, then itself
  constexpr std::uint8_t data[] = {0x01, 0xAB, 0x48, 0x01, 0x01, 0xAB, 0x12, 0x02, 0x01, 0xAB, 0x7E, 0x03,
                                   0x01, 0x2B, 0x04, 0x01, 0x83, 0xFC, 0x0C, 0x05, 0x01, 0x03, 0x06};
  constexpr auto power = point{dif(0x03), vif(0x2B), W, {quantity::real_power, phase::total}};
  return power.decode(mbus::records{data})->in(W) == 4 && import.decode(mbus::records{data})->in(Wh) == 6;
}());
CASE("the row that has the key of another", [] {
  constexpr auto again = point{dif(0x04), vif(0x03), Wh, {quantity::real_energy, flow::net}};
  return mbus::first_doubtful(mbus::rows_of(import, again)) == 1;
}());

CASE("the base unit of each", [] {
  using from = unit_symbol;
  using to = mbus::unit;
  struct pair {
    from symbol;
    to base;
  };
  constexpr pair all[] = {{from::Wh, to::Wh},   {from::kWh, to::Wh},   {from::varh, to::varh}, {from::kvarh, to::varh},
                          {from::VAh, to::VAh}, {from::kVAh, to::VAh}, {from::W, to::W},       {from::kW, to::W},
                          {from::var, to::var}, {from::kvar, to::var}, {from::VA, to::VA},     {from::kVA, to::VA},
                          {from::V, to::V},     {from::A, to::A},      {from::Hz, to::Hz},     {from::s, to::s},
                          {from::ms, to::s},    {from::cs, to::s},     {from::none, to::none}};
  for (auto const& one : all)
    if (mbus::unit_for(one.symbol) != one.base) return false;
  return true;
}());

}  // namespace test_mbus_point
