// SPDX-License-Identifier: MIT
#include <meterproto/leviton_s4000k.hpp>
#include <meterproto/leviton_s4100.hpp>
#include <meterproto/leviton_s4100_sunspec.hpp>
#include <meterproto/vocabulary.hpp>
#include <meterproto/wago_879.hpp>

#include "../check.hpp"

namespace test_vocabulary {

using namespace meterproto;

// "Four bytes that say what a point is": each word fits its bits.
template <class Enum, class Keep>
constexpr bool each_survives(unsigned count, Keep keep) {
  for (unsigned i = 0; i != count; ++i)
    if (keep(static_cast<Enum>(i)) != static_cast<Enum>(i)) return false;
  return true;
}
CASE("What a point is takes four bytes", sizeof(measurand) == 4);
CASE("Every quantity fits",
     each_survives<quantity>(static_cast<unsigned>(quantity::last) + 1, [](quantity q) { return measurand{q}.what; }));
CASE("Every phase fits", each_survives<phase>(static_cast<unsigned>(phase::ln_avg) + 1, [](phase p) {
       return measurand{quantity::voltage, p}.where;
     }));
CASE("Every flow fits", each_survives<flow>(static_cast<unsigned>(flow::total) + 1, [](flow f) {
       return measurand{quantity::real_energy, phase::a, f}.direction;
     }));
CASE("Every statistic fits",
     each_survives<statistic>(static_cast<unsigned>(statistic::scale_factor) + 1, [](statistic h) {
       return measurand{quantity::real_power, phase::total, flow::none, h}.how;
     }));
CASE("Every tariff fits", each_survives<tariff>(static_cast<unsigned>(tariff::t4) + 1, [](tariff r) {
       return measurand{quantity::real_energy, phase::total, flow::import, r}.rate;
     }));
CASE("A number up to 255 fits", measurand::numbered(quantity::log_pointer, 255).number == 255);

// The short forms
CASE("An energy with a flow alone is that of all phases",
     measurand{quantity::real_energy, flow::import} == measurand{quantity::real_energy, phase::total, flow::import});
CASE("So with a tariff", measurand{quantity::real_energy, flow::import, tariff::t2} ==
                             measurand{quantity::real_energy, phase::total, flow::import, statistic::none, tariff::t2});
CASE("So a demand, with and without a flow",
     measurand{quantity::real_power, statistic::demand} ==
             measurand{quantity::real_power, phase::total, flow::none, statistic::demand} &&
         measurand{quantity::real_power, statistic::demand_max, flow::export_} ==
             measurand{quantity::real_power, phase::total, flow::export_, statistic::demand_max});
CASE("A voltage, a frequency or a setting has no flow, statistic, tariff or number",
     measurand{quantity::voltage, phase::an} ==
             measurand{quantity::voltage, phase::an, flow::none, statistic::none, tariff::none, 0} &&
         measurand{quantity::frequency} ==
             measurand{quantity::frequency, phase::none, flow::none, statistic::none, tariff::none, 0});
CASE("What nobody named is reserved", measurand{} == measurand{quantity::reserved});

// Each of the six words makes a difference.
constexpr measurand whole{quantity::real_energy, phase::a, flow::import, statistic::resettable, tariff::t1, 1};
CASE("Another quantity is another measurand",
     whole != measurand{quantity::reactive_energy, phase::a, flow::import, statistic::resettable, tariff::t1, 1});
CASE("Another phase too",
     whole != measurand{quantity::real_energy, phase::b, flow::import, statistic::resettable, tariff::t1, 1});
CASE("Another flow too",
     whole != measurand{quantity::real_energy, phase::a, flow::export_, statistic::resettable, tariff::t1, 1});
CASE("Another statistic too",
     whole != measurand{quantity::real_energy, phase::a, flow::import, statistic::none, tariff::t1, 1});
CASE("Another tariff too",
     whole != measurand{quantity::real_energy, phase::a, flow::import, statistic::resettable, tariff::t2, 1});
CASE("Another number too",
     whole != measurand{quantity::real_energy, phase::a, flow::import, statistic::resettable, tariff::t1, 2});

// "One quantity has one name, in every model": vocabulary.md, rows R K B S W and R K B S.
namespace r = leviton_s4000k;  // its shared rows are those of the 4000-R
namespace b = leviton_s4100;
namespace s = leviton_s4100_sunspec;
namespace w = wago_879;
template <class... Others>
constexpr bool same(modbus::row const& one, Others const&... others) {
  return ((one.of == others.of) && ...);
}
CASE("Imported energy is one thing on all meters",
     same(r::real_energy_import, r::real_energy_import_f, b::real_energy_import, b::real_energy_import_f,
          s::real_energy_import, w::real_energy_import) &&
         same(r::real_energy_import_b, b::real_energy_import_b, s::real_energy_import_b, w::real_energy_import_b));
CASE("So is power", same(r::real_power_total, b::real_power_total, s::real_power_total, w::real_power_total) &&
                        same(r::reactive_power_a, b::reactive_power_a, s::reactive_power_a, w::reactive_power_a) &&
                        same(r::apparent_power_c, b::apparent_power_c, s::apparent_power_c, w::apparent_power_c) &&
                        same(r::power_factor_b, b::power_factor_b, s::power_factor_b, w::power_factor_b));
CASE("So are voltage, current and frequency", same(r::voltage_ab, b::voltage_ab, s::voltage_ab, w::voltage_ab) &&
                                                  same(r::voltage_bc, b::voltage_bc, s::voltage_bc, w::voltage_bc) &&
                                                  same(r::voltage_ca, b::voltage_ca, s::voltage_ca, w::voltage_ca) &&
                                                  same(r::voltage_cn, b::voltage_cn, s::voltage_cn, w::voltage_cn) &&
                                                  same(r::current_a, b::current_a, s::current_a, w::current_a) &&
                                                  same(r::frequency, b::frequency, s::frequency, w::frequency));
CASE("So are the averages", same(r::voltage_ll_avg, b::voltage_ll_avg, s::voltage_ll_avg) &&
                                same(r::voltage_ln_avg, b::voltage_ln_avg, s::voltage_ln_avg));
CASE("So are the quadrants",
     same(b::reactive_energy_q1, s::reactive_energy_q1, w::reactive_energy_q1) &&
         same(b::reactive_energy_q4, b::reactive_energy_q4_f, s::reactive_energy_q4, w::reactive_energy_q4));
CASE("The 4000's reactive energy is WAGO's total, not the import of either",
     same(r::reactive_energy_total, w::reactive_energy_total) &&
         !same(r::reactive_energy_total, w::reactive_energy_import));

// "Mind": vocabulary.md
CASE("259 of a 4000 is 257 a second time, and called so",
     r::real_energy_import_copy_f.of != r::real_energy_import_f.of);
CASE("SunSpec's mean of the power factors is not kW over kVA",
     s::power_factor_avg.of != b::power_factor_total.of && w::power_factor_total.of == b::power_factor_total.of);
CASE("SunSpec's current is a sum, register 27 an average", s::current_total.of != b::current_avg.of);
CASE("WAGO's Voltage* and Current* are neither total nor average",
     w::voltage.of.where == phase::none && w::current.of.where == phase::none);
CASE("The sum of forward and reverse is not their difference",
     w::real_energy_total.of.direction == flow::total && b::real_energy_net.of.direction == flow::net);

}  // namespace test_vocabulary
