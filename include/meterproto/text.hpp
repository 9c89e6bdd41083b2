// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/notation.hpp>
#include <meterproto/result.hpp>
#include <meterproto/units.hpp>
#include <meterproto/vocabulary.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// Names and sentences for people: logs, dumps, error messages. Firmware leaves this header out; nothing else includes
/// it.
namespace meterproto {

namespace words {

inline constexpr std::array<std::string_view, static_cast<std::size_t>(quantity::last) + 1> quantities{
    "reserved",
    "real_energy",
    "reactive_energy",
    "apparent_energy",
    "real_power",
    "reactive_power",
    "apparent_power",
    "power_factor",
    "voltage",
    "current",
    "frequency",
    "pulse_counter",
    "quadrant",
    "tariff",
    "command",
    "system_type",
    "ct_primary",
    "ct_secondary",
    "pt_ratio",
    "system_voltage",
    "system_power_max",
    "display_units",
    "scale_i",
    "scale_v",
    "scale_w",
    "scale_e",
    "phase_loss_threshold",
    "phase_loss_imbalance",
    "pulse_energy",
    "pulse_duration",
    "alert_bitmap",
    "energy_reset_count",
    "demand_subintervals",
    "demand_subinterval_length",
    "power_up_count",
    "output_config",
    "firmware_version_os",
    "clock_day_month",
    "clock_hour_year",
    "clock_second_minute",
    "log_page",
    "log_config",
    "log_status",
    "log_wrap_count",
    "log_max_days",
    "log_entry_count",
    "log_start_real_energy",
    "log_newest_day_month",
    "log_newest_hour_year",
    "log_newest_second_minute",
    "log_pointer",
    "log_buffer",
    "sunspec_id",
    "common_model_id",
    "common_model_length",
    "manufacturer",
    "model",
    "options",
    "version",
    "serial_number",
    "modbus_address",
    "meter_model_id",
    "meter_model_length",
    "events",
    "end_model_id",
    "end_model_length",
    "meter_code",
    "baud_rate",
    "protocol_version",
    "software_version",
    "hardware_version",
    "current_rating",
    "ct_ratio_short",
    "s0_pulse_rate",
    "combination_code",
    "lcd_cycle_time",
    "parity",
    "current_direction",
    "power_down_count",
    "checksum",
    "status_word",
    "ct_ratio",
    "pulse_type",
    "checksum_2",
    "data_type",
    "screen_direction",
    "obis_codes",
    "device",
    "pulse_input_count",
    "voltage_out_of_range",
    "current_out_of_range",
    "frequency_out_of_range",
    "phase_loss",
    "low_power_factor",
    "clock_reset",
    "alarm_bitmap",
    "trend_log",
};
inline constexpr std::array<std::string_view, 14> phases{
    "", "total", "a", "b", "c", "ab", "bc", "ca", "an", "bn", "cn", "avg", "ll_avg", "ln_avg",
};
inline constexpr std::array<std::string_view, 9> flows{"", "net", "import", "export", "q1", "q2", "q3", "q4", "total"};
inline constexpr std::array<std::string_view, 6> statistics{"", "demand", "demand_max", "resettable", "copy", "sf"};
inline constexpr std::array<std::string_view, 5> tariffs{"", "t1", "t2", "t3", "t4"};
inline constexpr std::array<std::string_view, 21> units{
    "",     "%",  "V",   "A",  "Hz",  "s",    "ms",    "0.01 s", "W",    "kW",      "var",
    "kvar", "VA", "kVA", "Wh", "kWh", "varh", "kvarh", "VAh",    "kVAh", "imp/kWh",
};
static_assert(quantities.back() == "trend_log");

}  // namespace words

[[nodiscard]] constexpr std::string_view name_of(quantity what) {
  return words::quantities[static_cast<std::size_t>(what)];
}
[[nodiscard]] constexpr std::string_view name_of(unit_symbol symbol) {
  return words::units[static_cast<std::size_t>(symbol)];
}

/// A text in the caller's characters, grown word by word; what does not fit is left out.
class text_builder {
 public:
  constexpr explicit text_builder(std::span<char> space) : space_{space} {}

  constexpr text_builder& add(std::string_view words) {
    for (char const letter : words)
      if (size_ < space_.size()) space_[size_++] = letter;
    return *this;
  }
  constexpr text_builder& add(std::uint64_t number, unsigned base = 10, unsigned digits = 1) {
    char reversed[64] = {};
    unsigned count = 0;
    for (; (number != 0 || count < digits) && count < 64; number /= base)
      reversed[count++] = "0123456789ABCDEF"[number % base];
    while (count != 0) add(std::string_view{&reversed[--count], 1});
    return *this;
  }
  [[nodiscard]] constexpr std::string_view text() const { return {space_.data(), size_}; }

 private:
  std::span<char> space_;
  std::size_t size_ = 0;
};

/// The name that a point has in every model and on every protocol: quantity, statistic, flow, phase, tariff, number,
/// then _f for a float beside an integer. A view of `space`; 48 characters hold any.
[[nodiscard]] constexpr std::string_view print_name(measurand const& of, bool float_twin, std::span<char> space) {
  text_builder name{space};
  name.add(name_of(of.what));
  auto const add = [&](std::string_view word) {
    if (!word.empty()) name.add("_").add(word);
  };
  bool const copy = of.how == statistic::copy;
  bool const narrower =
      of.direction != flow::none || of.how != statistic::none;  // the sum of all phases goes without saying
  if (!copy) add(words::statistics[static_cast<std::size_t>(of.how)]);
  add(words::flows[static_cast<std::size_t>(of.direction)]);
  if (!(narrower && of.where == phase::total)) add(words::phases[static_cast<std::size_t>(of.where)]);
  add(words::tariffs[static_cast<std::size_t>(of.rate)]);
  if (copy) add("copy");
  if (of.number != 0) name.add("_").add(of.number);
  if (float_twin) name.add("_f");
  return name.text();
}

/// "10..32767", "0|10..32767", "0.1|0.01"; nothing where no range is printed. A view of `space`; 120 characters hold
/// any.
[[nodiscard]] constexpr std::string_view print_range(range const& legal, std::span<char> space) {
  text_builder out{space};
  auto const add = [&](std::int64_t number) {
    char digits[32] = {};
    auto exponent = legal.exponent();
    while (exponent < 0 && number % 10 == 0) {  // 1000.00 is 1000
      number /= 10;
      ++exponent;
    }
    out.add(decimal{number, exponent}.print(digits).value_or({}));
  };
  for (unsigned i = 0; i != legal.size(); ++i) {
    if (i != 0) out.add("|");
    add(legal[i].low);
    if (legal[i].high == legal[i].low) continue;
    out.add("..");
    add(legal[i].high);
  }
  return out.text();
}

/// The enumerator's name, which stays the same from version to version.
[[nodiscard]] constexpr std::string_view name_of(errc code) {
  switch (code) {
    case errc::none: return "none";
    case errc::too_short: return "too_short";
    case errc::too_long: return "too_long";
    case errc::bad_crc: return "bad_crc";
    case errc::bad_unit: return "bad_unit";
    case errc::other_unit: return "other_unit";
    case errc::bad_function: return "bad_function";
    case errc::unknown_function: return "unknown_function";
    case errc::bad_count: return "bad_count";
    case errc::bad_quantity: return "bad_quantity";
    case errc::bad_address: return "bad_address";
    case errc::bad_value: return "bad_value";
    case errc::echo_differs: return "echo_differs";
    case errc::refused: return "refused";
    case errc::own_request: return "own_request";
    case errc::bad_start: return "bad_start";
    case errc::bad_stop: return "bad_stop";
    case errc::bad_checksum: return "bad_checksum";
    case errc::out_of_order: return "out_of_order";
    case errc::too_many: return "too_many";
    case errc::bad_crc32: return "bad_crc32";
    case errc::bad_encoding: return "bad_encoding";
    case errc::bad_tag: return "bad_tag";
    case errc::bad_length: return "bad_length";
    case errc::unbalanced: return "unbalanced";
    case errc::segmented: return "segmented";
    case errc::other_peer: return "other_peer";
    case errc::error_answer: return "error_answer";
    case errc::rejected: return "rejected";
    case errc::aborted: return "aborted";
    case errc::no_answer: return "no_answer";
    case errc::broadcast_read: return "broadcast_read";
    case errc::buffer_too_small: return "buffer_too_small";
    case errc::out_of_range: return "out_of_range";
    case errc::not_a_number: return "not_a_number";
    case errc::not_in_reply: return "not_in_reply";
    case errc::not_available: return "not_available";
    case errc::unknown_code: return "unknown_code";
    case errc::bad_digit: return "bad_digit";
    case errc::bad_scale: return "bad_scale";
    case errc::undecided: return "undecided";
    case errc::does_not_fit: return "does_not_fit";
    case errc::record_error: return "record_error";
    case errc::unreliable: return "unreliable";
    case errc::implausible: return "implausible";
  }
  return "unknown";
}

/// What is wrong, in a sentence without its full stop; the number of the error behind it where there is one.
/// A view of `space`; 160 characters hold any.
[[nodiscard]] constexpr std::string_view print_sentence(error const& fault, std::span<char> space) {
  text_builder out{space};
  auto const number = [&](std::string_view before, std::string_view after = {}) {
    out.add(before).add(fault.detail).add(after);
  };
  auto const hex = [&](std::string_view before, std::string_view after = {}, unsigned digits = 2) {
    out.add(before).add("0x").add(fault.detail, 16, digits).add(after);
  };
  switch (fault.code) {
    case errc::none: out.add("all is well"); break;
    case errc::too_short: number("the frame ends too early: it must have at least ", " bytes"); break;
    case errc::too_long: number("the frame goes on after its end at ", " bytes"); break;
    case errc::bad_crc:
      out.add("the CRC is wrong: ")
          .add(fault.detail & 0xFFU, 16, 2)
          .add(" ")
          .add(fault.detail >> 8U, 16, 2)
          .add(" would be right");
      break;
    case errc::bad_unit: number("no device may have unit id ", ": 1 to 247 may"); break;
    case errc::other_unit: number("another unit answers: asked was unit ", ""); break;
    case errc::bad_function: hex("another function answers: asked was "); break;
    case errc::unknown_function: hex("the function code ", " is not known"); break;
    case errc::bad_count: number("the byte count contradicts the frame: ", " would be right"); break;
    case errc::bad_quantity: number("a quantity of 1 to ", " is allowed"); break;
    case errc::bad_address: out.add("address and quantity run past 65536"); break;
    case errc::bad_value: hex("the standard does not allow the value "); break;
    case errc::echo_differs: hex("the answer confirms something else: asked was ", "", 4); break;
    case errc::refused: number("the device refuses with exception ", ""); break;
    case errc::own_request: out.add("this is the request itself: the line gives back what is sent"); break;
    case errc::bad_start: hex("no frame begins with "); break;
    case errc::bad_stop: hex("the frame ends with ", " and not with the stop byte 0x16"); break;
    case errc::bad_checksum: hex("the check sum is wrong: ", " would be right"); break;
    case errc::out_of_order: number("an object that does not follow object ", ""); break;
    case errc::too_many: number("more parts than ", " are not followed"); break;
    case errc::bad_crc32: out.add("the CRC-32K is wrong"); break;
    case errc::bad_encoding: out.add("these octets are no COBS encoding"); break;
    case errc::bad_tag: hex("another tag must stand here than "); break;
    case errc::bad_length: number("no value of this type has ", " bytes"); break;
    case errc::unbalanced: number("the constructed value with tag ", " is not opened and closed"); break;
    case errc::segmented: out.add("the answer comes in segments, which nobody has offered to take"); break;
    case errc::other_peer: number("an answer to nothing that was asked: invoke id ", ""); break;
    case errc::error_answer:
      out.add("the device answers with an error of class ").add(fault.detail >> 8U).add(", code ");
      out.add(fault.detail & 0xFFU);
      break;
    case errc::rejected: number("the device rejects the request for reason ", ""); break;
    case errc::aborted: number("the transaction was aborted for reason ", ""); break;
    case errc::no_answer: number("no answer came to ", fault.detail == 1 ? " request" : " requests"); break;
    case errc::broadcast_read: out.add("a read cannot be a broadcast: nobody would answer"); break;
    case errc::buffer_too_small: number("", " bytes are needed"); break;
    case errc::out_of_range: out.add("the manual does not allow this value"); break;
    case errc::not_a_number: out.add("this is no decimal number"); break;
    case errc::not_in_reply: hex("the registers from ", " on have not been read", 4); break;
    case errc::not_available: out.add("the meter has no value here"); break;
    case errc::unknown_code: number("the manual lists no code ", ""); break;
    case errc::bad_digit: hex("not all are decimal digits in ", "", 4); break;
    case errc::bad_scale: hex("the scale register holds ", ", which the manual does not allow", 4); break;
    case errc::undecided: out.add("the manual leaves open how to read this"); break;
    case errc::does_not_fit: out.add("the number needs more than 64 bits"); break;
    case errc::record_error: hex("the meter reports the error ", " for this record"); break;
    case errc::unreliable: number("the meter calls this value unreliable: reliability ", ""); break;
    case errc::implausible: out.add("the counter cannot have changed like this in the time between"); break;
  }
  return out.text();
}

}  // namespace meterproto
