// SPDX-License-Identifier: MIT
// A day of a meter that is not there: a house with a roof that gives back at noon, second by second. Prints what the
// meter has at midnight; with the name of a file it draws power, demand and energy of the day there (docs/day.svg).
#include <meterproto/virtual_meter.hpp>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace demand = meterproto::demand;
namespace virtual_meter = meterproto::virtual_meter;
using meterproto::flow, meterproto::measurand, meterproto::phase, meterproto::quantity, meterproto::statistic;

// kW at each full hour, and straight lines between them.
constexpr std::array<double, 25> used{2, 2, 2, 2, 2, 3, 7, 12, 10, 7, 6, 7, 9, 8, 6, 6, 8, 12, 18, 21, 17, 11, 6, 3, 2};
constexpr std::array<double, 25> roof{0, 0, 0, 0, 0, 0, 0, 1, 5, 11, 17, 21, 22, 21, 17, 11, 5, 1, 0, 0, 0, 0, 0, 0, 0};

double at_second(std::array<double, 25> const& hours, int second) {
  auto const hour = static_cast<std::size_t>(second / 3600);
  double const part = second % 3600 / 3600.0;
  return hours[hour] * (1 - part) + hours[hour + 1] * part;
}

// What no manual says, and a simulation has to.
constexpr virtual_meter::choices chosen{meterproto::energy::total_of::net,
                                        {demand::before_full::as_zeros, demand::apparent::mean, demand::maxima::own},
                                        meterproto::alerts::threshold::percent_of_nominal,
                                        meterproto::alerts::imbalance::spread_of_mean,
                                        meterproto::alerts::pair_marks::both,
                                        meterproto::alerts::imbalance_marks::none,
                                        virtual_meter::second_counter::export_real};

constexpr measurand power{quantity::real_power, phase::total};
constexpr measurand present_demand{quantity::real_power, statistic::demand};
constexpr measurand imported{quantity::real_energy, flow::import};
constexpr measurand exported{quantity::real_energy, flow::export_};

double kilo(virtual_meter::meter const& meter, measurand const& of) {
  return meter.value(of).value_or(0).to<double>() / 1000;
}

struct curve {
  char const* name;
  char const* colour;
  std::vector<double> values;  // one for each five minutes, midnight to midnight
};

// One of three diagrams, one below the other, each 200 high with its scale from low to high.
void draw(std::FILE* file, int number, char const* title, double low, double high, std::vector<curve> const& curves) {
  int const top = 40 + 250 * number;
  auto const y_of = [&](double value) { return top + 200 * (high - value) / (high - low); };
  std::fprintf(file, "<text x='60' y='%d' font-weight='bold'>%s</text>\n", top - 12, title);
  for (int line = 0; line <= 4; ++line) {
    double const value = low + (high - low) * line / 4;
    std::fprintf(file, "<path d='M60 %.1fH780' stroke='%s'/><text x='52' y='%.1f' text-anchor='end'>%g</text>\n",
                 y_of(value), value == 0 ? "#888" : "#ddd", y_of(value) + 4, value);
  }
  for (int hour = 0; hour <= 24; hour += 3)
    std::fprintf(file, "<text x='%d' y='%d' text-anchor='middle'>%d:00</text>\n", 60 + 30 * hour, top + 216, hour);
  int legend = 780;
  for (auto const& one : curves) {
    std::fprintf(file, "<text x='%d' y='%d' text-anchor='end' fill='%s'>%s</text>\n", legend, top - 12, one.colour,
                 one.name);
    legend -= 200;
    std::fprintf(file, "<path fill='none' stroke='%s' stroke-width='1.5' d='", one.colour);
    for (std::size_t i = 0; i != one.values.size(); ++i)
      std::fprintf(file, "%s%.1f %.1f", i == 0 ? "M" : "L", 60 + 2.5 * static_cast<double>(i), y_of(one.values[i]));
    std::fprintf(file, "'/>\n");
  }
}

int main(int count, char** words) {
  virtual_meter::settings set;
  set.system_voltage = 400;
  virtual_meter::meter block{set, chosen};  // 15 minutes
  set.demand = *demand::intervals::of(4, 900);
  virtual_meter::meter rolling{set, chosen};  // the last four of them

  curve power_curve{"real power", "#0a6ebd", {0}};
  curve block_curve{"block, 15 min", "#0a6ebd", {0}};
  curve rolling_curve{"rolling, 4 of 15 min", "#c2410c", {0}};
  curve in_curve{"imported", "#0a6ebd", {0}};
  curve out_curve{"exported", "#c2410c", {0}};
  for (int second = 0; second != 86'400; ++second) {
    double const kw = at_second(used, second) - at_second(roof, second);
    double const amperes = kw * 1000 / 3 / 230;
    auto const seen = virtual_meter::inputs_of({230, 230, 230}, {amperes, amperes, amperes}, {0, 0, 0}, 50);
    block.take(seen, 1000);
    rolling.take(seen, 1000);
    if (second == 0) power_curve.values[0] = kilo(block, power);
    if ((second + 1) % 300 != 0) continue;
    power_curve.values.push_back(kilo(block, power));
    block_curve.values.push_back(kilo(block, present_demand));
    rolling_curve.values.push_back(kilo(rolling, present_demand));
    in_curve.values.push_back(kilo(block, imported));
    out_curve.values.push_back(kilo(block, exported));
  }

  std::printf("imported %.3f kWh, exported %.3f kWh\n", kilo(block, imported), kilo(block, exported));
  for (auto const& [name, meter] : {std::pair{"block", &block}, std::pair{"rolling", &rolling}})
    std::printf("%s: largest demand %.3f kW in, %.3f kW out\n", name,
                kilo(*meter, {quantity::real_power, statistic::demand_max, flow::import}),
                -kilo(*meter, {quantity::real_power, statistic::demand_max, flow::export_}));
  if (count < 2) return 0;

  std::FILE* const file = std::fopen(words[1], "w");
  if (file == nullptr) return std::fprintf(stderr, "%s cannot be written\n", words[1]), 1;
  std::fprintf(file,
               "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 800 780' font-family='sans-serif' "
               "font-size='12'>\n<rect width='800' height='780' fill='white'/>\n");
  draw(file, 0, "Power in kW", -24, 24, {power_curve});
  draw(file, 1, "Demand in kW", -24, 24, {block_curve, rolling_curve});
  draw(file, 2, "Energy in kWh", 0, 160, {in_curve, out_curve});
  std::fprintf(file, "</svg>\n");
  return std::fclose(file) == 0 ? 0 : 1;
}
// imported 123.951 kWh, exported 68.951 kWh
// block: largest demand 20.625 kW in, 13.875 kW out
// rolling: largest demand 20.125 kW in, 13.625 kW out
