// SPDX-License-Identifier: MIT
// Walks over all rows of a model's map, and prints those of a block that was read, each with its name and unit.
// The same loop works for every model: a row is data.
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/modbus/text.hpp>

#include <cstdio>

namespace s4000r = meterproto::leviton_s4000r;
namespace modbus = meterproto::modbus;

int main() {
  // Registers 3 to 9 of a Series 4000-R, as they came, and its scale registers 138 to 141.
  static constexpr std::uint8_t data[] = {0x28, 0x98, 0x80, 0x00, 0x28, 0x98, 0x27,
                                          0x10, 0x17, 0x70, 0x0D, 0x89, 0x03, 0xE8};
  constexpr modbus::registers read{2, data};
  constexpr s4000r::scales scales{{-1, -1, -2, -1}};  // I, V, W, E

  for (auto const& row : s4000r::registers) {
    auto const content = read.find(row.address, row.count);
    if (!content) continue;  // not in this block
    char space[48] = {};
    auto const name = print_name(row.of, row.is_float(), space);
    std::printf("%d %-22.*s", row.address + s4000r::model::first_number, static_cast<int>(name.size()), name.data());

    auto const raw = modbus::integer_of(*content, row.layout());
    auto const by = row.scale_register();
    auto const power = by == 0 ? row.fixed_exponent() : scales.exponent(static_cast<s4000r::scale>(by));
    if (!raw || !power) {  // a value whose scale is none is no value either
      std::printf("%s\n", name_of(raw ? power.error().code : raw.error().code).data());
      continue;
    }
    char digits[32];
    auto const text = raw->times_power_of_ten(*power).print(digits).value_or("");
    std::printf("%.*s %s\n", static_cast<int>(text.size()), text.data(), name_of(row.in).data());
  }
}
// 3 real_power_total      103.92 kW
// 4 reactive_power_total  not_available
// 5 apparent_power_total  103.92 kVA
// 6 power_factor_total    1.0000
// 7 voltage_ll_avg        600.0 V
// 8 voltage_ln_avg        346.5 V
// 9 current_avg           100.0 A
