// SPDX-License-Identifier: MIT
// Walks a SunSpec chain by its lengths, whatever models stand in it, and decodes the meter model where it finds it.
// The device is an array here: a read of registers in, their bytes out.
#include <meterproto/modbus.hpp>
#include <meterproto/sunspec.hpp>

#include <array>
#include <cstdio>

namespace sunspec = meterproto::sunspec;
namespace modbus = meterproto::modbus;
using meterproto::V, meterproto::W, meterproto::percent;

struct device {
  std::array<std::uint8_t, 2 * 400> image{};

  constexpr void put(int address, unsigned content) {
    auto const at = static_cast<std::size_t>(2 * (address - 40000));
    image[at] = static_cast<std::uint8_t>(content >> 8U);
    image[at + 1] = static_cast<std::uint8_t>(content & 0xFFU);
  }
  modbus::registers read(modbus::read const& wanted) const {
    return {wanted.address, meterproto::bytes{image}.subspan(2U * (wanted.address - 40000U), 2U * wanted.quantity)};
  }
};

constexpr device made() {
  device it;
  it.put(40000, 0x5375), it.put(40001, 0x6E53);          // "SunS"
  it.put(40002, 1), it.put(40003, 66);                   // common model
  it.put(40070, 11), it.put(40071, 13);                  // an Ethernet model, which nobody asked for
  it.put(40085, 203), it.put(40086, 105);                // wye meter, from its id register on:
  it.put(40085 + 7, 2301), it.put(40085 + 15, 0xFFFF);   // voltage, scale factor -1
  it.put(40085 + 18, 0xFF38), it.put(40085 + 22, 1);     // power -200, scale factor 1
  it.put(40085 + 33, 9209), it.put(40085 + 37, 0x8000);  // a power factor without a scale factor: not implemented
  it.put(40192, 0xFFFF);                                 // end
  return it;
}

int main() {
  static constexpr auto bus = made();
  sunspec::chain walk{sunspec::bases[0]};
  while (!walk.done()) {
    auto const model = walk.take(bus.read(walk.next()));
    if (!model) return std::printf("no SunSpec chain: error %d\n", static_cast<int>(model.error().code));
    if (model->id != 0)
      std::printf("model %u at register %u, %u registers\n", model->id, model->address + 1U, model->length);
    if (!sunspec::is_integer_meter(model->id)) continue;

    namespace meter = sunspec::meter;
    auto const whole = bus.read({.address = model->address, .quantity = 107});
    auto const block = model->within(whole);  // nothing of the model behind it
    if (!block) continue;
    meter::scales scales;  // a factor that the device does not have stays unread, and nothing is scaled by it
    for (std::size_t i = 0; i != scales.content.size(); ++i)
      if (auto const content = block->find(meter::model::scale_addresses[i], 1))
        scales.content[i] = static_cast<std::int16_t>(modbus::bits_of(*content, modbus::word_order::abcd));
    if (auto const volts = meter::voltage_ln_avg.decode(*block, scales))
      std::printf("  %.1f V\n", volts->in<double>(V));
    if (auto const power = meter::real_power_total.decode(*block, scales))
      std::printf("  %.0f W\n", power->in<double>(W));
    if (meter::power_factor_avg.decode(*block, scales).error() == meterproto::errc::not_available)
      std::printf("  power factor: not available\n");
  }
}
// model 1 at register 40003, 66 registers
// model 11 at register 40071, 13 registers
// model 203 at register 40086, 105 registers
//   230.1 V
//   -2000 W
//   power factor: not available
// model 65535 at register 40193, 0 registers
