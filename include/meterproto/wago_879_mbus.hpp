// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/energy.hpp>
#include <meterproto/mbus/build.hpp>
#include <meterproto/mbus/link.hpp>
#include <meterproto/mbus/point.hpp>
#include <meterproto/pulses.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// WAGO 879-3000 (4PU) and 879-3020 (4PS) on the M-Bus, made by Inepro Metering (INM). Source: manual of the 879-3000
/// family, Appendix 2: A2.2 read register, A2.3 write register. All 31 records come in one telegram. Forward energy has
/// no code of its own, reverse energy has 3C; what the totals hold depends on the combination code, which the M-Bus
/// cannot read. Energies are type B, as EN 13757-3 has it where nothing else is said: above 2147483647 Wh they would
/// come out negative; whether the meter means them unsigned, the manual leaves open.
namespace meterproto::wago_879_mbus {

using mbus::dif, mbus::vif, mbus::factor, mbus::point;

/// "WAGO" is not in the header: its maker is.
inline constexpr mbus::manufacturer_code maker{'I', 'N', 'M'};
inline constexpr std::uint8_t electricity = 0x02;
[[nodiscard]] constexpr bool is_from(mbus::header const& header) {
  return header.type == mbus::header_type::long_header && header.meter.manufacturer == maker &&
         header.meter.medium == electricity;
}

// clang-format off
//                                                     DIF                     VIF                            unit           what is measured
inline constexpr auto real_energy_import       = point{dif(0x04),              vif(0x03),                     Wh,            {quantity::real_energy, flow::import}};  // the cells of this row slipped two columns to the right
inline constexpr auto real_energy_import_t1    = point{dif(0x84, 0x10),        vif(0x03),                     Wh,            {quantity::real_energy, flow::import, tariff::t1}};
inline constexpr auto real_energy_import_t2    = point{dif(0x84, 0x20),        vif(0x03),                     Wh,            {quantity::real_energy, flow::import, tariff::t2}};
inline constexpr auto real_energy_import_t3    = point{dif(0x84, 0x30),        vif(0x03),                     Wh,            {quantity::real_energy, flow::import, tariff::t3}};
inline constexpr auto real_energy_import_t4    = point{dif(0x84, 0x80, 0x10),  vif(0x03),                     Wh,            {quantity::real_energy, flow::import, tariff::t4}};
inline constexpr auto real_energy_export       = point{dif(0x04),              vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_}};
inline constexpr auto real_energy_export_t1    = point{dif(0x84, 0x10),        vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_, tariff::t1}};
inline constexpr auto real_energy_export_t2    = point{dif(0x84, 0x20),        vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_, tariff::t2}};
inline constexpr auto real_energy_export_t3    = point{dif(0x84, 0x30),        vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_, tariff::t3}};
inline constexpr auto real_energy_export_t4    = point{dif(0x84, 0x80, 0x10),  vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_, tariff::t4}};
inline constexpr auto real_energy_resettable   = point{dif(0x04),              vif(0x83, 0xFC, 0x10),         Wh,            {quantity::real_energy, statistic::resettable}};  // "Total kWh (resettable)"; FC 10: of both directions without sign
inline constexpr auto reactive_energy_import   = point{dif(0x04),              vif(0xFB, 0x82, 0x73),         varh,          {quantity::reactive_energy, flow::import}};  // FB 02 counts kvarh, 73 makes varh of them
inline constexpr auto reactive_energy_export   = point{dif(0x04),              vif(0xFB, 0x82, 0xF3, 0x3C),   varh,          {quantity::reactive_energy, flow::export_}};
inline constexpr auto voltage_an               = point{dif(0x02),              vif(0xFD, 0xC7, 0xFC, 0x01),   V,             {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn               = point{dif(0x02),              vif(0xFD, 0xC7, 0xFC, 0x02),   V,             {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn               = point{dif(0x02),              vif(0xFD, 0xC7, 0xFC, 0x03),   V,             {quantity::voltage, phase::cn}};
inline constexpr auto current_a                = point{dif(0x03),              vif(0xFD, 0xD9, 0xFC, 0x01),   A,             {quantity::current, phase::a}};
inline constexpr auto current_b                = point{dif(0x03),              vif(0xFD, 0xD9, 0xFC, 0x02),   A,             {quantity::current, phase::b}};
inline constexpr auto current_c                = point{dif(0x03),              vif(0xFD, 0xD9, 0xFC, 0x03),   A,             {quantity::current, phase::c}};
inline constexpr auto real_power_total         = point{dif(0x03),              vif(0x2B),                     W,             {quantity::real_power, phase::total}};  // W here, kW on Modbus
inline constexpr auto real_power_a             = point{dif(0x03),              vif(0xAB, 0xFC, 0x01),         W,             {quantity::real_power, phase::a}};
inline constexpr auto real_power_b             = point{dif(0x03),              vif(0xAB, 0xFC, 0x02),         W,             {quantity::real_power, phase::b}};
inline constexpr auto real_power_c             = point{dif(0x03),              vif(0xAB, 0xFC, 0x03),         W,             {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_total     = point{dif(0x03),              vif(0xFB, 0x14),               var,           {quantity::reactive_power, phase::total}};
inline constexpr auto reactive_power_a         = point{dif(0x03),              vif(0xFB, 0x94, 0xFC, 0x01),   var,           {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b         = point{dif(0x03),              vif(0xFB, 0x94, 0xFC, 0x02),   var,           {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c         = point{dif(0x03),              vif(0xFB, 0x94, 0xFC, 0x03),   var,           {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_total     = point{dif(0x03),              vif(0xFB, 0x34),               VA,            {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total       = point{dif(0x0A),              vif(0xFD, 0x3A),               one, factor{-2}, {quantity::power_factor, phase::total}};  // 01 00 is "1,00": the VIF says a plain 100. How a negative one is sent is not said
inline constexpr auto frequency                = point{dif(0x03),              vif(0xFB, 0x2C),               Hz,            {quantity::frequency}};
inline constexpr auto active_tariff            = point{dif(0x09),              vif(0x7C, 0x01, 0x54),         counts,        {quantity::tariff}};  // a text for a unit: "T"
// clang-format on

inline constexpr auto records = mbus::rows_of(
    real_energy_import, real_energy_import_t1, real_energy_import_t2, real_energy_import_t3, real_energy_import_t4,
    real_energy_export, real_energy_export_t1, real_energy_export_t2, real_energy_export_t3, real_energy_export_t4,
    real_energy_resettable, reactive_energy_import, reactive_energy_export, voltage_an, voltage_bn, voltage_cn,
    current_a, current_b, current_c, real_power_total, real_power_a, real_power_b, real_power_c, reactive_power_total,
    reactive_power_a, reactive_power_b, reactive_power_c, apparent_power_total, power_factor_total, frequency,
    active_tariff);
static_assert(mbus::first_doubtful(records) == -1);

/// Primary over secondary current.
struct current_ratio {
  std::uint16_t primary = 0;
  std::uint16_t secondary = 0;

  friend constexpr bool operator==(current_ratio const&, current_ratio const&) = default;
};

/// The last record of a meter with current transformers: "CT rate (only for CT version)", 0A FD 3A 05 95 99 for 9995/5.
/// Three bytes of digits do not fit DIF 0A, which has two: with 0B they do, and what a meter really sends is not known.
/// Both are read. Errors: not_in_reply where there is no such record, bad_digit.
[[nodiscard]] constexpr result<current_ratio> ct_ratio_of(bytes user_data) {
  constexpr std::size_t record_size = 6;
  while (!user_data.empty() && user_data.back() == 0x2F) user_data = user_data.first(user_data.size() - 1);  // fillers
  if (user_data.size() < record_size) return errc::not_in_reply;
  reader in{user_data.last(record_size)};
  auto const dif_of_record = in.u8();
  bool const fits = (dif_of_record == 0x0A || dif_of_record == 0x0B) && in.u16() == 0xFD3A;
  if (!fits) return errc::not_in_reply;
  auto const secondary = in.u8();
  auto const primary = in.u16_little_endian();
  auto const digits = [](unsigned coded) -> result<std::uint16_t> {
    std::uint16_t number = 0;
    for (unsigned shift = 16; shift != 0; shift -= 4) {
      auto const digit = (coded >> (shift - 4)) & 0xFU;
      if (digit > 9) return error{errc::bad_digit, 0, coded};
      number = static_cast<std::uint16_t>(number * 10 + digit);
    }
    return number;
  };
  auto const high = digits(primary);
  auto const low = digits(secondary);
  if (!high) return high.error();
  if (!low) return low.error();
  return current_ratio{*high, *low};
}

/// What is written to the meter, and how to see that it was taken. E5 alone says only that the frame was understood.
struct write {
  mbus::ci_field ci = mbus::ci_field::data_send;
  std::array<std::uint8_t, 8> content{};
  std::uint8_t size = 0;
  std::uint32_t wanted_id = 0;  ///< of a new secondary address, whichever way its digits are sent

  [[nodiscard]] constexpr bytes data() const { return bytes{content}.first(size); }
  /// SND_UD with the frame count of the link, whose accepted() is for its E5: a second write with the same count is a
  /// repetition, acknowledged and not carried out. The manual prints C 53, FCB 0. Error: buffer_too_small.
  [[nodiscard]] constexpr result<std::span<std::uint8_t>> to(mbus::link const& meter,
                                                             std::span<std::uint8_t> buffer) const {
    return meter.send(ci, data(), buffer);
  }
};

namespace writes {

/// DIF and VIF, then `size` bytes of a number, the least significant first.
template <class... Header>
constexpr write of(std::uint32_t number, unsigned size, Header... header) {
  write made;
  writer out{made.content};
  (out.u8(static_cast<std::uint8_t>(header)), ...);
  for (unsigned i = 0; i != size; ++i) out.u8((number >> (8 * i)) & 0xFFU);
  made.size = static_cast<std::uint8_t>(out.needed());
  return made;
}

}  // namespace writes

/// Answered at the old rate; then the meter listens at the new one. Error: out_of_range unless 300 to 9600.
[[nodiscard]] constexpr result<write> set_baud(std::uint32_t baud) {
  if (baud > 9600) return errc::out_of_range;
  return mbus::ci_for_baud(baud).transform([](mbus::ci_field ci) { return write{.ci = ci}; });
}
/// Error: out_of_range unless 0 to 250.
[[nodiscard]] constexpr result<write> set_primary_address(unsigned address) {
  if (address > mbus::highest_primary) return errc::out_of_range;
  return writes::of(address, 1, 0x01, 0x7A);
}

/// "15 01 23 45" is printed for the new address 1501 2345, while the meter sends its number the other way round:
/// whether a write is too is not known. Write one, read back, compare.
enum class digit_order : std::uint8_t { as_printed, least_significant_first };
/// `id`: eight digits, one a nibble. Error: bad_digit.
[[nodiscard]] constexpr result<write> set_secondary_address(std::uint32_t id, digit_order order) {
  std::uint32_t turned = 0;
  for (unsigned shift = 0; shift != 32; shift += 4)
    if (((id >> shift) & 0xFU) > 9) return error{errc::bad_digit, 0, id >> 16U};
  for (unsigned i = 0; i != 4; ++i) turned = (turned << 8U) | ((id >> (8 * i)) & 0xFFU);
  auto made = writes::of(order == digit_order::as_printed ? turned : id, 4, 0x0C, 0x79);
  made.wanted_id = id;
  return made;
}
/// Tariffs 3 and 4 stay on the display once they have been used. Error: out_of_range unless 1 to 4.
[[nodiscard]] constexpr result<write> set_tariff(unsigned which) {
  if (which < 1 || which > 4) return errc::out_of_range;
  return writes::of(which, 1, 0x09, 0x7C, 0x01, 0x54);
}
/// Net cannot be undone (6.6.15). Error: out_of_range for what is no combination.
[[nodiscard]] constexpr result<write> set_combination(energy::combination code) {
  if (code < energy::combination::forward || code > energy::combination::net) return errc::out_of_range;
  return writes::of(static_cast<std::uint32_t>(code), 1, 0x09, 0xFD, 0x3A);
}
/// In imp/kWh, sent as hundredths in eight digits: 00 00 01 00 is 100. Error: out_of_range for a rate that the meter
/// does not have.
[[nodiscard]] constexpr result<write> set_s0_rate(decimal const& rate) {
  for (auto const& one : pulses::s0_rates) {
    if (one != rate) continue;
    auto const hundredths = one.as_integer(-2);
    auto const digits = mbus::building::digits_of(static_cast<std::uint64_t>(*hundredths), false, 4);
    return writes::of(static_cast<std::uint32_t>(*digits), 4, 0x0C, 0xFD, 0x3A);
  }
  return errc::out_of_range;
}
/// The trip counter to 0. It is read in Wh and written in 10 Wh, which for 0 is the same.
[[nodiscard]] constexpr write reset_resettable() {
  return writes::of(0, 4, 0x0C, 0x04);
}
/// The power-down counter to 0; it cannot be read on the M-Bus.
[[nodiscard]] constexpr write reset_power_down_count() {
  return writes::of(0, 2, 0x0A, 0xFD, 0x60);
}

/// Whether a telegram that was read afterwards shows what was written; of a trip counter whether it is 0, so false
/// where it has counted on: then compare it with a reading from before. Errors: undecided for what the M-Bus cannot
/// read back: combination code, S0 rate, power-down counter, the primary address and the baud rate, which an answer at
/// the new one shows; those of records_of() and of a point.
[[nodiscard]] constexpr result<bool> stands_in(write const& sent, mbus::telegram const& read) {
  auto const data = sent.data();
  auto const all = mbus::records_of(read);
  if (data.size() == 6 && data[1] == 0x79) return read.header.meter.id == sent.wanted_id;
  if (data.size() == 5 && data[1] == 0x7C)
    return all.and_then([](mbus::records const& those) { return active_tariff.decode(those); })
        .transform([&](reading<count> const& now) { return now.in(counts) == decimal{data[4]}; });
  if (data.size() == 6 && data[1] == 0x04)
    return all.and_then([](mbus::records const& those) { return real_energy_resettable.decode(those); })
        .transform([](reading<watt_hour> const& now) { return now.in(Wh) == decimal{0}; });
  return errc::undecided;
}

}  // namespace meterproto::wago_879_mbus
