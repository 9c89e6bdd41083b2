// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/server.hpp>
#include <meterproto/virtual_meter.hpp>
#include <meterproto/virtual_registers.hpp>
#include <meterproto/wago_879.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// A WAGO 879 that is not there: a device for modbus::answer() with all registers of its map. Source: manual of the
/// 879-3000 family, Appendix 3. Decided here, as the manual does not say it: the reverse registers have no sign, and
/// the letter of a direction stands in the lower half of its register.
namespace meterproto::virtual_wago {

using modbus::exception, modbus::row;
using virtual_registers::showing;

class device {
 public:
  /// How the total is made follows from the combination code of the settings, not from `chosen`.
  constexpr device(virtual_meter::settings const& set, virtual_meter::choices const& chosen, showing const& how)
      : meter_{set, chosen}, how_{how} {
    meter_.count_total_by(total_for(set.combination));
  }

  constexpr void take(virtual_meter::instant const& now, std::uint32_t ms) { meter_.take(now, ms); }
  constexpr void take(virtual_meter::inputs const& seen, std::uint32_t ms) { meter_.take(seen, ms); }
  [[nodiscard]] constexpr virtual_meter::meter const& meter() const { return meter_; }

  /// A3.2: 03; A3.3: 06 and 10.
  [[nodiscard]] static constexpr bool offers(modbus::function code) {
    using enum modbus::function;
    return code == read_holding_registers || code == write_single_register || code == write_multiple_registers;
  }
  [[nodiscard]] static constexpr bool has(modbus::table where) { return where == modbus::table::holding_registers; }
  constexpr exception read(modbus::table where, std::uint16_t address, std::uint16_t quantity, writer& out) const {
    if (!has(where)) return exception::illegal_function;
    std::array<std::span<row const>, 1> const maps{wago_879::registers};
    return virtual_registers::read(maps, address, quantity, *this, out);
  }
  constexpr exception write(modbus::table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    if (!has(where)) return exception::illegal_function;
    // No two settings depend on one another, so what was taken before a refusal may be undone by going back.
    auto const before = *this;
    auto const fault = virtual_registers::write(
        wago_879::registers, wago_879::ranges, address, quantity, data,
        [&](row const& to, modbus::range const& legal, decimal const& number) { return set(to, legal, number); });
    if (fault != exception::none) *this = before;
    return fault;
  }

  // ---- what the registers hold ----

  [[nodiscard]] constexpr result<decimal> content(row const& of) const {
    switch (of.of.what) {
      case quantity::serial_number: return decimal{21'060'042};
      case quantity::meter_code: return decimal{1111};
      case quantity::modbus_address: return decimal{address_};
      case quantity::baud_rate: return decimal{baud_};
      case quantity::protocol_version: return decimal{32, -1};
      case quantity::software_version: return decimal{118, -2};
      case quantity::hardware_version: return decimal{104, -2};
      case quantity::current_rating: return decimal{65};
      case quantity::ct_ratio_short: return decimal{ratio_.magnitude() / 10'000};
      case quantity::s0_pulse_rate: return s0_rate_;
      case quantity::combination_code: return decimal{static_cast<int>(meter_.set().combination)};
      case quantity::lcd_cycle_time: return decimal{cycle_time_};
      case quantity::parity: return decimal{parity_};
      case quantity::current_direction: return decimal{int{direction(of)}};
      case quantity::power_down_count: return decimal{power_downs_};
      case quantity::checksum:
      case quantity::checksum_2:
      case quantity::status_word: return decimal{0};
      case quantity::ct_ratio: return ratio_;
      case quantity::pulse_duration: return decimal{pulse_duration_};
      case quantity::pulse_type: return decimal{pulse_type_};
      case quantity::data_type: return decimal{static_cast<int>(wago_879::data_layout::standard)};
      case quantity::screen_direction: return decimal{screen_};
      case quantity::obis_codes: return decimal{obis_};
      default: break;
    }
    auto const value = meter_.value(of.of);
    if (!value) return value.error();
    return virtual_registers::content_of(of, *value, of.fixed_exponent(), how_);
  }
  [[nodiscard]] static constexpr std::string_view text(row const&) { return {}; }
  [[nodiscard]] static constexpr std::uint16_t entry(row const&, std::size_t) { return 0; }

 private:
  /// "F: forward - R: reverse", in the lower half of the register: in which half is not said.
  constexpr char direction(row const& of) const {
    auto const power = meter_.value({quantity::real_power, of.of.where});
    return power && power->negative() ? 'R' : 'F';
  }

  static constexpr energy::total_of total_for(energy::combination code) {
    return code == energy::combination::net ? energy::total_of::net : energy::total_of::phases;
  }

  constexpr exception set(row const& to, modbus::range const& legal, decimal const& number) {
    if (!legal.contains(number)) return exception::illegal_data_value;
    auto const small = static_cast<std::uint8_t>(number.magnitude());
    switch (to.of.what) {
      case quantity::modbus_address: address_ = small; return exception::none;
      case quantity::baud_rate: baud_ = small; return exception::none;
      case quantity::lcd_cycle_time: cycle_time_ = small; return exception::none;
      case quantity::parity: parity_ = small; return exception::none;
      case quantity::power_down_count: power_downs_ = small; return exception::none;
      case quantity::pulse_duration: pulse_duration_ = small; return exception::none;
      case quantity::pulse_type: pulse_type_ = small; return exception::none;
      case quantity::screen_direction: screen_ = small; return exception::none;
      case quantity::obis_codes: obis_ = small; return exception::none;
      case quantity::s0_pulse_rate: s0_rate_ = number; return exception::none;
      case quantity::ct_ratio: ratio_ = number; return exception::none;
      case quantity::data_type:  // how the tables lie under code 2 is not documented
        return number == decimal{static_cast<int>(wago_879::data_layout::standard)} ? exception::none
                                                                                    : exception::illegal_data_value;
      case quantity::combination_code: {
        // "Meters ordered or set afterwards to C-05 cannot be set to another calculation mode": 6.6.15
        auto changed = meter_.set();
        auto const code = static_cast<energy::combination>(small);
        if (changed.combination == energy::combination::net && code != energy::combination::net)
          return exception::illegal_data_value;
        changed.combination = code;
        meter_.configure(changed);
        meter_.count_total_by(total_for(code));
        return exception::none;
      }
      case quantity::tariff: meter_.choose_tariff(small - 1U); return exception::none;
      case quantity::real_energy: meter_.clear_resettable(); return exception::none;  // the trip counter takes 0
      default: return exception::illegal_data_address;
    }
  }

  virtual_meter::meter meter_;
  showing how_;
  decimal s0_rate_{1000};
  decimal ratio_{50'005};  // digits 0005 0005
  std::uint16_t power_downs_ = 3;
  std::uint8_t address_ = 1;
  std::uint8_t baud_ = static_cast<std::uint8_t>(wago_879::baud_code::baud_9600);
  std::uint8_t parity_ = static_cast<std::uint8_t>(wago_879::parity_code::even);
  std::uint8_t cycle_time_ = 10;
  std::uint8_t pulse_duration_ = 30;
  std::uint8_t pulse_type_ = 1;
  std::uint8_t screen_ = 0;
  std::uint8_t obis_ = 0;
};

}  // namespace meterproto::virtual_wago
