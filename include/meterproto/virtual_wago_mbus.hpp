// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/mbus/slave.hpp>
#include <meterproto/scaling.hpp>
#include <meterproto/virtual_meter.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// A WAGO 879 on the M-Bus that is not there: answers selection, requests and all writes of A2.3. Source: manual of the
/// 879-3000 family, Appendix 2. Decided here, as the manual does not say it: a value that its field cannot hold is sent
/// as "no value", a new secondary address is taken with the least significant byte first, and a write of anything else
/// is not answered.
namespace meterproto::virtual_wago_mbus {

class device {
 public:
  /// How the total is made follows from the combination code of the settings, not from `chosen`.
  constexpr device(virtual_meter::settings const& set, virtual_meter::choices const& chosen, scaling::rounding how,
                   std::uint8_t primary, std::uint32_t id)
      : meter_{set, chosen},
        how_{how},
        address_{id, wago_879_mbus::maker, 1, wago_879_mbus::electricity},
        link_{primary, address_} {
    count_by(set.combination);
  }

  constexpr void take(virtual_meter::instant const& now, std::uint32_t ms) { meter_.take(now, ms); }
  constexpr void take(virtual_meter::inputs const& seen, std::uint32_t ms) { meter_.take(seen, ms); }
  [[nodiscard]] constexpr virtual_meter::meter const& meter() const { return meter_; }

  /// The answer to a frame that came; empty where the meter stays silent.
  [[nodiscard]] constexpr bytes answer(bytes came, std::span<std::uint8_t, mbus::max_frame> buffer) {
    return link_.answer(came, *this, buffer);
  }

  // ---- the device of mbus::slave ----

  constexpr bool telegram(unsigned, writer& out) {
    out.u8(static_cast<std::uint8_t>(mbus::ci_field::response_long));
    mbus::put_header({mbus::header_type::long_header, address_, access_++, 0, 0}, out);
    for (auto const& row : wago_879_mbus::records) put(row, out);
    return false;
  }
  constexpr bool receive(mbus::frame const& sent) {
    auto const ci = static_cast<mbus::ci_field>(sent.ci);
    if (ci >= mbus::ci_field::baud_300 && ci <= mbus::ci_field::baud_9600) return true;  // the port is the caller's
    if (ci != mbus::ci_field::data_send) return false;
    bool understood = !sent.data.empty();
    for (auto const& one : mbus::records{sent.data}) understood = understood && one && set(*one);
    return understood;
  }

 private:
  constexpr void put(mbus::row const& row, writer& out) const {
    auto const key = row.as_record();
    auto const means = meaning_of(key);
    auto const value = meter_.value(row.of).and_then([&](decimal const& base) {
      return scaling::steps_of(base.times_power_of_ten(-row.exponent), means.exponent, how_);
    });
    out.put(row.dib.view()).put(row.vib.view());
    auto const field = key.field();
    auto trial = out;
    if (value && mbus::put_raw(trial, field, decimal{*value}) == errc::none) {
      out = trial;
      return;
    }
    auto const shape = mbus::building::shape_of(field);
    for (std::size_t i = 0; i != shape.size; ++i)
      out.u8(shape.digits ? 0xFFU : i + 1 == shape.size ? 0x80U : 0U);  // digits above 9; the most negative number
  }

  constexpr bool set(mbus::record const& one) {
    if (one.kind != mbus::record_kind::data) return false;
    auto const means = meaning_of(one);
    auto const raw = raw_number(one, type_of(one, means));
    if (!raw) return false;
    auto const number = static_cast<std::uint32_t>(raw->magnitude());
    auto const field = one.field();
    switch (means.what) {
      case mbus::quantity::address:
        if (number > mbus::highest_primary) return false;
        link_.move_to(static_cast<std::uint8_t>(number));
        return true;
      case mbus::quantity::enhanced_identification:
        address_.id = reader{one.data}.u32_little_endian();
        link_.rename(address_);
        return true;
      case mbus::quantity::plain_text:
        if (number < 1 || number > 4) return false;
        meter_.choose_tariff(number - 1);
        return true;
      case mbus::quantity::energy: meter_.clear_resettable(); return number == 0;
      case mbus::quantity::reset_counter: return number == 0;
      case mbus::quantity::dimensionless:  // FD 3A stands for two things, told by the DIF
        if (field == mbus::data_field::bcd8) return is_s0_rate(number);
        if (field != mbus::data_field::bcd2 || number < 1 || number > 5) return false;
        return combine_by(static_cast<energy::combination>(number));
      default: return false;
    }
  }
  static constexpr bool is_s0_rate(std::uint32_t hundredths) {
    for (auto const& one : pulses::s0_rates)
      if (one == decimal{hundredths, -2}) return true;
    return false;
  }
  constexpr bool combine_by(energy::combination code) {
    auto changed = meter_.set();
    if (changed.combination == energy::combination::net && code != energy::combination::net) return false;  // 6.6.15
    changed.combination = code;
    meter_.configure(changed);
    count_by(code);
    return true;
  }
  constexpr void count_by(energy::combination code) {
    meter_.count_total_by(code == energy::combination::net ? energy::total_of::net : energy::total_of::phases);
  }

  virtual_meter::meter meter_;
  scaling::rounding how_;
  mbus::secondary_address address_;
  mbus::slave link_;
  std::uint8_t access_ = 0;
};

}  // namespace meterproto::virtual_wago_mbus
