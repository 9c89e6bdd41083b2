// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/frame.hpp>
#include <meterproto/modbus/setting.hpp>
#include <meterproto/scaling.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// A register map seen from the meter's side: each register is made from its row when it is read, and a write becomes
/// the content of a row. The rows are the same that decode them.
namespace meterproto::virtual_registers {

using modbus::exception, modbus::kind, modbus::row;

/// How a measured value becomes a step of its register, and an accumulator too. No manual says.
struct showing {
  scaling::rounding measured;
  scaling::rounding counted;

  constexpr showing(scaling::rounding m, scaling::rounding c) : measured{m}, counted{c} {}
};

/// Whether a quantity is an accumulator, which rolls over where it no longer fits.
[[nodiscard]] constexpr bool is_counted(quantity what) {
  return what == quantity::real_energy || what == quantity::reactive_energy || what == quantity::apparent_energy ||
         what == quantity::pulse_counter;
}

/// What a row can hold for a value; a content that means "none" at the end of the range is not among it.
[[nodiscard]] constexpr scaling::contents range_of(row const& of) {
  using modbus::absent;
  switch (of.as) {
    case kind::i16: return scaling::signed_16;
    case kind::i32: return scaling::signed_32;
    case kind::u32:
      return of.when == absent::hFFFFFFFF   ? scaling::contents{0, 0xFFFF'FFFE}
             : of.when == absent::h80000000 ? scaling::contents{0, 0x7FFF'FFFF}
                                            : scaling::unsigned_32;
    case kind::u64: return {0, 0x7FFF'FFFF'FFFF'FFFF};
    case kind::i64: return {-0x7FFF'FFFF'FFFF'FFFF, 0x7FFF'FFFF'FFFF'FFFF};
    case kind::digits: return {0, of.count == 1 ? 9999 : 99'999'999};
    default:
      return of.when == absent::h8000   ? scaling::positive_16
             : of.when == absent::hFFFF ? scaling::contents{0, 0xFFFE}
                                        : scaling::contents{0, 0xFFFF};
  }
}

/// What the registers of a row hold for a value in base units, before its coding: steps of the scale, or the number of
/// a float. A 32-bit accumulator rolls over (the manuals say so of pulse counters); what else does not fit stands at
/// the end of its range. The float of a pulse counter ends at 4294967040, below 2^32: it is cut off, not rounded.
[[nodiscard]] constexpr result<decimal> content_of(row const& to, decimal const& value, int scale, showing const& how) {
  auto const in_unit = value.times_power_of_ten(-exponent_of(to.in));
  if (to.is_float()) {
    if (to.of.what != quantity::pulse_counter) return in_unit.times_power_of_ten(-to.fixed_exponent());
    auto const count = in_unit.magnitude();
    auto const excess = count >> 24U == 0 ? 0U : static_cast<unsigned>(40 - std::countl_zero(count));
    return decimal::from_magnitude(count >> excess << excess);
  }
  auto const rounded = is_counted(to.of.what) ? how.counted : how.measured;
  auto const steps = scaling::steps_of(in_unit, scale, rounded);
  if (!steps) return steps.error();
  if (to.as == kind::u32 && is_counted(to.of.what)) return decimal{*steps & std::int64_t{0xFFFF'FFFF}};
  auto const range = range_of(to);
  return decimal{*steps < range.least ? range.least : *steps > range.most ? range.most : *steps};
}

/// The row that has a register; nullptr where none does. Expects: rows in the order of their addresses.
[[nodiscard]] constexpr row const* find(std::span<row const> rows, std::uint32_t address) {
  std::size_t from = 0;
  for (auto count = rows.size(); count != 0;) {
    auto const half = count / 2;
    if (rows[from + half].end() <= address) {
      from += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  if (from == rows.size() || rows[from].address > address) return nullptr;
  return &rows[from];
}

/// The content that says "none": a NaN, or what the row calls absent; 0 where it has none.
[[nodiscard]] constexpr std::uint64_t absent_bits(row const& of) {
  if (of.as == kind::f32) return 0x7FC0'0000;
  if (of.as == kind::f64) return 0x7FF8'0000'0000'0000;
  switch (of.when) {
    case modbus::absent::h8000: return 0x8000;
    case modbus::absent::hFFFF: return 0xFFFF;
    case modbus::absent::h80000000: return 0x8000'0000;
    case modbus::absent::hFFFFFFFF: return 0xFFFF'FFFF;
    default: return 0;
  }
}

/// Register number `part` of a row. Source has
///   result<decimal> content(row const&)             the number in the registers; an error stands for "none"
///   std::string_view text(row const&)               of a text
///   std::uint16_t entry(row const&, std::size_t)    of a buffer of more than four registers
template <class Source>
[[nodiscard]] constexpr std::uint16_t register_of(row const& of, std::size_t part, Source const& source) {
  if (of.as == kind::text) {
    auto const text = source.text(of);
    auto const letter = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    return static_cast<std::uint16_t>(letter(2 * part) << 8U | letter(2 * part + 1));
  }
  if (of.count > 4) return source.entry(of, part);

  std::array<std::uint8_t, 8> space{};
  auto data = bytes{space}.first(std::size_t{2} * of.count);
  auto const content = source.content(of);
  auto const coded = content ? modbus::setting_rules::encode(of, {}, *content, of.layout()) : content.error();
  if (coded)
    data = coded->values();
  else
    modbus::put_bits(absent_bits(of), of.order, std::span{space}.first(std::size_t{2} * of.count));
  return reader{data.subspan(2 * part, 2)}.u16();
}

/// Appends registers that were asked for. exception::illegal_data_address where one of them is in none of the maps, or
/// cannot be read.
template <class Source>
[[nodiscard]] constexpr exception read(std::span<std::span<row const> const> maps, std::uint16_t address,
                                       std::uint16_t quantity, Source const& source, writer& out) {
  row const* current = nullptr;
  for (std::uint32_t at = address; at != std::uint32_t{address} + quantity; ++at) {
    if (current == nullptr || at >= current->end()) {
      current = nullptr;
      for (auto const& map : maps)
        if (current == nullptr) current = find(map, at);
    }
    if (current == nullptr || current->as == kind::unknown || current->may == modbus::access::write)
      return exception::illegal_data_address;
    out.u16(register_of(*current, at - current->address, source));
  }
  return exception::none;
}

/// Takes a write apart into whole rows, each with the number that its registers would hold, and stops at the first that
/// is refused: whoever changes something keeps it apart until all have been taken.
/// Take: exception(row const&, modbus::range const&, decimal const& content).
template <class Take>
[[nodiscard]] constexpr exception write(std::span<row const> rows, std::span<modbus::range const> ranges,
                                        std::uint16_t address, std::uint16_t quantity, bytes data, Take const& take) {
  for (bool const take_it : {false, true}) {  // first the addresses, then the values: V1.1b3, 6.12
    for (std::uint32_t at = address; at < std::uint32_t{address} + quantity;) {
      auto const* const to = find(rows, at);
      if (to == nullptr || to->address != at || to->may == modbus::access::read) return exception::illegal_data_address;
      auto const from = 2 * (at - address);
      if (from + std::size_t{2} * to->count > data.size()) return exception::illegal_data_address;  // half a value
      at = to->end();
      if (!take_it) continue;
      auto const content = data.subspan(from, std::size_t{2} * to->count);
      auto const number =
          to->as == kind::f32
              ? modbus::float_of(content, to->layout()).and_then([](float value) { return decimal::shortest(value); })
              : modbus::integer_of(content, to->layout());
      if (!number) return exception::illegal_data_value;
      if (auto const fault = take(*to, ranges[static_cast<std::size_t>(to - rows.data())], *number);
          fault != exception::none)
        return fault;
    }
  }
  return exception::none;
}

}  // namespace meterproto::virtual_registers
