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
/// as "no value", a new secondary address is taken with the least significant byte first, a frame writes one value, and
/// a write of anything else changes nothing and is not answered.
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
    mbus::records all{sent.data};
    auto const one = all.next();
    return one && all.done() && set(*one);
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

  /// Carries out a write of A2.3, which has the DIF and the VIF that are printed there and a value that is legal.
  constexpr bool set(mbus::record const& one) {
    if (is(one, 0x0C, 0x04)) {  // "Value is ignored, always set to 0"
      meter_.clear_resettable();
      return true;
    }
    if (is(one, 0x0A, 0xFD, 0x60)) return true;  // "Value is ignored, always reset to 0": it cannot be read back
    bool const digits = one.field() != mbus::data_field::int8;
    auto const raw = raw_number(one, digits ? mbus::data_type::A : mbus::data_type::C);
    if (!raw || (digits && one.data.back() >= 0xF0)) return false;  // a minus
    auto const number = static_cast<std::uint32_t>(raw->magnitude());  // eight digits at most
    if (is(one, 0x01, 0x7A)) {
      if (number > mbus::highest_primary) return false;
      link_.move_to(static_cast<std::uint8_t>(number));
      return true;
    }
    if (is(one, 0x0C, 0x79)) {
      address_.id = reader{one.data}.u32_little_endian();
      link_.rename(address_);
      return true;
    }
    if (is(one, 0x09, 0x7C, 0x01, 'T')) {
      if (number < 1 || number > 4) return false;
      meter_.choose_tariff(number - 1);
      return true;
    }
    if (is(one, 0x0C, 0xFD, 0x3A)) return is_s0_rate(number);
    if (is(one, 0x09, 0xFD, 0x3A))
      return number >= 1 && number <= 5 && combine_by(static_cast<energy::combination>(number));
    return false;
  }
  /// Whether a record has this DIF and this VIF.
  template <class... Header>
  static constexpr bool is(mbus::record const& one, Header... header) {
    std::array<std::uint8_t, sizeof...(header)> const printed{static_cast<std::uint8_t>(header)...};
    if (one.dib.size() != 1 || one.vib.size() != printed.size() - 1 || one.dib[0] != printed[0]) return false;
    for (std::size_t i = 1; i != printed.size(); ++i)
      if (one.vib[i - 1] != printed[i]) return false;
    return true;
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
