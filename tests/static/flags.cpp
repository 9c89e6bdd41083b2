// SPDX-License-Identifier: MIT
#include <meterproto/alerts.hpp>
#include <meterproto/flags.hpp>
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4000r.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/sunspec.hpp>

#include "../check.hpp"
#include "../reply.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>

namespace test_flags {

using namespace meterproto;

using tests::reply;

enum class wire : std::uint8_t { lowest = 0, second = 1, tenth = 9, highest = 31 };
using some = flags<wire>;

/// Every bit by itself is the flag of its number and of no other.
constexpr bool every_bit_stands_alone() {
  for (unsigned bit = 0; bit != 32; ++bit) {
    auto const one = some{}.with(static_cast<wire>(bit));
    if (one.bits() != std::uint32_t{1} << bit) return false;
    for (unsigned other = 0; other != 32; ++other)
      if (one.has(static_cast<wire>(other)) != (other == bit)) return false;
  }
  return true;
}

template <class Enum>
constexpr bool are_bits(std::initializer_list<Enum> numbered, unsigned first) {
  for (auto const one : numbered)
    if (static_cast<unsigned>(one) != first++) return false;
  return true;
}

template <class Left, class Right>
concept joined = requires(Left left, Right right) { left | right; };
template <class Set>
concept bits_unasked = std::convertible_to<std::uint32_t, Set>;

CASE("By default nothing is so", !some{}.any() && some{}.bits() == 0 && !some{}.has(wire::lowest));
CASE("The enumerator is the number of the bit: 0 is 00000001, 31 is 80000000",
     some{}.with(wire::lowest).bits() == 0x0000'0001 && some{}.with(wire::highest).bits() == 0x8000'0000 &&
         some{}.with(wire::tenth).bits() == 0x0000'0200);
CASE("Each of the 32 bits is one flag and no other", every_bit_stands_alone());
CASE("All bits are kept, those without a name too",
     some{0xFFFF'FFFF}.bits() == 0xFFFF'FFFF && some{0x40}.any() && !some{0x40}.has(wire::lowest));
CASE("Flags come one to another", some{}.with(wire::lowest).with(wire::tenth).bits() == 0x201);
CASE("Twice is once", some{}.with(wire::second).with(wire::second) == some{2});
CASE("A flag that is not so is taken out",
     some{}.with(wire::second, false) == some{} && some{1}.with(wire::second, false) == some{1} &&
         some{1}.with(wire::second, true) == some{3} && some{3}.with(wire::second, false) == some{1} &&
         some{0xFFFF'FFFF}.with(wire::highest, false) == some{0x7FFF'FFFF});
CASE("Two sets together", (some{0x0701} | some{0x8001}) == some{0x8701} && (some{} | some{}) == some{});
CASE("Equal where every bit is", some{5} == some{}.with(wire::lowest).with(static_cast<wire>(2)) && some{5} != some{4});
CASE("Sets of other things do not mix, and an integer is none by itself",
     joined<some, some> && !joined<some, flags<alert>> && !bits_unasked<some> &&
         std::constructible_from<some, std::uint32_t>);

// Series 4100 manual, register 146: "Error Bitmap. 1 = Active"
CASE("\"Bit 0: Phase A Voltage out of range\" to \"Bit 5: Phase C Current out of range\"",
     are_bits({alert::voltage_out_of_range_a, alert::voltage_out_of_range_b, alert::voltage_out_of_range_c,
               alert::current_out_of_range_a, alert::current_out_of_range_b, alert::current_out_of_range_c},
              0));
CASE("\"Bit 6: Frequency out of the range of 45 to 65 Hz -OR- insufficient voltage to determine frequency\"",
     are_bits({alert::frequency_out_of_range}, 6));
CASE("\"Bit 7: Reserved for future use\": the phase losses begin at \"Bit 8: Phase Loss A\"",
     are_bits({alert::phase_loss_a, alert::phase_loss_b, alert::phase_loss_c}, 8));
CASE("\"Bit 11: Low Power Factor on A\" to \"Bit 13: Low Power Factor on C\"",
     are_bits({alert::low_power_factor_a, alert::low_power_factor_b, alert::low_power_factor_c}, 11));
CASE("\"Bit 14: Energy pulse output overrun error\", \"Bit 15: Energy pulse output configuration error\"",
     are_bits({alert::pulse_overrun, alert::pulse_configuration}, 14));

// "QNAN (0x8000 in Integer Registers)" is of measured values; in register 146 it is bit 15
template <class Point>
constexpr flags<alert> alerts_in(Point const& bitmap, std::uint16_t content) {
  return *bitmap.decode(reply{145, {content}});
}
CASE("146 = 8000 is the pulse configuration error, on each of the three meters",
     alerts_in(leviton_s4100::alert_bitmap, 0x8000) == flags<alert>{}.with(alert::pulse_configuration) &&
         alerts_in(leviton_s4000r::alert_bitmap, 0x8000) == flags<alert>{}.with(alert::pulse_configuration) &&
         alerts_in(leviton_s4000k::alert_bitmap, 0x8000) == flags<alert>{}.with(alert::pulse_configuration));
CASE("146 = 0 is no alert, FFFF is all of them", !alerts_in(leviton_s4100::alert_bitmap, 0).any() &&
                                                     alerts_in(leviton_s4100::alert_bitmap, 0xFFFF).bits() == 0xFFFF);
CASE("146 = 4800 is a low power factor on A and the pulse overrun, and bit 15 is not so",
     alerts_in(leviton_s4100::alert_bitmap, 0x4800) ==
             flags<alert>{}.with(alert::low_power_factor_a).with(alert::pulse_overrun) &&
         !alerts_in(leviton_s4100::alert_bitmap, 0x4800).has(alert::pulse_configuration));

// Series 4100 manual, register 40175: the flags of M_Events
using sunspec::event;
CASE("\"M_EVENT_Power_Failure 0x00000004\" to \"M_EVENT_Missing_Sensor 0x00000080\"",
     flags<event>{}.with(event::power_failure).bits() == 0x0000'0004 &&
         flags<event>{}.with(event::under_voltage).bits() == 0x0000'0008 &&
         flags<event>{}.with(event::low_power_factor).bits() == 0x0000'0010 &&
         flags<event>{}.with(event::over_current).bits() == 0x0000'0020 &&
         flags<event>{}.with(event::over_voltage).bits() == 0x0000'0040 &&
         flags<event>{}.with(event::missing_sensor).bits() == 0x0000'0080);
CASE("40175 = 0000 000C is a phase lost and its voltage below the threshold",
     *sunspec::meter::events.decode(reply{105, {0x0000, 0x000C}}) ==
         flags<event>{}.with(event::power_failure).with(event::under_voltage));
CASE("\"0 = no event\", 8000 in a half of it is reserved bits, FFFF FFFF is not implemented",
     !sunspec::meter::events.decode(reply{105, {0, 0}})->any() &&
         sunspec::meter::events.decode(reply{105, {0x0000, 0x8000}})->bits() == 0x8000 &&
         sunspec::meter::events.decode(reply{105, {0x8000, 0x0000}})->bits() == 0x8000'0000 &&
         sunspec::meter::events.decode(reply{105, {0xFFFF, 0xFFFF}}).error() == errc::not_available);

}  // namespace test_flags
