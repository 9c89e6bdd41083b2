// SPDX-License-Identifier: MIT
// One question per line from standard input, one line of answer: a word and numbers as text, and what the library says.
// Numbers of floating point come and go as %a; "i", "d" or "f" says what the numbers are; an error is its name.
#include <meterproto/alerts.hpp>
#include <meterproto/counters.hpp>
#include <meterproto/demand.hpp>
#include <meterproto/elementary.hpp>
#include <meterproto/energy.hpp>
#include <meterproto/integers.hpp>
#include <meterproto/power.hpp>
#include <meterproto/pulses.hpp>
#include <meterproto/scaling.hpp>
#include <meterproto/text.hpp>
#include <meterproto/units.hpp>
#include <meterproto/wiring.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace {

using namespace meterproto;

class asked {
 public:
  explicit asked(std::string const& line) : at_{line.c_str()} {}

  std::string_view word() {
    while (*at_ == ' ') ++at_;
    auto const* from = at_;
    while (*at_ != ' ' && *at_ != '\0') ++at_;
    return {from, static_cast<std::size_t>(at_ - from)};
  }
  bool more() {
    while (*at_ == ' ') ++at_;
    return *at_ != '\0';
  }

  operator std::uint64_t() { return read(std::strtoull, 10); }
  operator std::int64_t() { return read(std::strtoll, 10); }
  operator double() { return read(std::strtod); }
  operator float() { return read(std::strtof); }
  operator int() { return static_cast<int>(static_cast<std::int64_t>(*this)); }
  operator unsigned() { return static_cast<unsigned>(static_cast<std::uint64_t>(*this)); }
  operator std::uint16_t() { return static_cast<std::uint16_t>(static_cast<unsigned>(*this)); }
  operator std::int16_t() { return static_cast<std::int16_t>(static_cast<int>(*this)); }
  operator integers::wide() { return {std::uint64_t{*this}, std::uint64_t{*this}}; }  // braces: from left to right
  operator bool() { return static_cast<unsigned>(*this) != 0; }
  operator decimal() {
    while (*at_ == ' ') ++at_;
    bool const negative = *at_ == '-';
    if (negative) ++at_;
    std::uint64_t const magnitude = *this;
    int const exponent = *this;
    return decimal::from_magnitude(magnitude, exponent, negative);
  }
  template <class Enum>
    requires std::is_enum_v<Enum>
  operator Enum() {
    return static_cast<Enum>(static_cast<unsigned>(*this));
  }
  operator demand::intervals() {
    unsigned const parts = *this;
    return demand::intervals::of(parts, *this).value_or({});
  }
  template <class Number>
  operator power::powers<Number>() {
    return power::powers<Number>{Number{*this}, Number{*this}, Number{*this}};
  }
  template <class Item, std::size_t Size>
  operator std::array<Item, Size>() {
    std::array<Item, Size> all{};
    for (auto& one : all) one = static_cast<Item>(*this);
    return all;
  }
  template <class Item>
  std::vector<Item> list() {
    std::vector<Item> all(static_cast<std::size_t>(static_cast<std::uint64_t>(*this)));
    for (auto& one : all) one = static_cast<Item>(*this);
    return all;
  }

 private:
  template <class Number, class... Base>
  Number read(Number (*how)(char const*, char**, Base...), Base... base) {
    char* end = nullptr;
    auto const number = how(at_, &end, base...);
    at_ = end;
    return number;
  }

  char const* at_;
};

/// The function of as many things as it wants.
template <class Result, class... Wanted>
Result call(asked& in, Result (*function)(Wanted...)) {
  std::tuple<std::remove_cvref_t<Wanted>...> const all{static_cast<std::remove_cvref_t<Wanted>>(in)...};
  return std::apply(function, all);
}

// ---- answers --------------------------------------------------------------------------------------------------------

std::string answer;

void say(std::string_view text) {
  if (!answer.empty() && answer.back() != '\n') answer += ' ';
  answer += text;
}
template <std::integral Integer>
void say(Integer number) {
  say(std::string_view{std::to_string(number)});
}
template <std::floating_point Float>
void say(Float number) {
  std::array<char, 40> text{};
  (void)std::snprintf(text.data(), text.size(), "%a", static_cast<double>(number));
  say(std::string_view{text.data()});
}
template <class Enum>
  requires std::is_enum_v<Enum>
void say(Enum one) {
  say(static_cast<unsigned>(one));
}
void say(decimal const& number) {
  say((number.negative() ? "-" : "") + std::to_string(number.magnitude()));
  say(number.exponent());
}
void say(integers::wide const& number) {
  say(number.high);
  say(number.low);
}
void say(integers::division const& of) {
  say(of.quotient);
  say(of.remainder);
}
void say(energy::exact_sum const& sum) {
  say(sum.unit_hours());
  say(sum.rest());
}
template <std::floating_point Float>
void say(energy::compensated_sum<Float> const& sum) {
  say(sum.unit_hours());
}
template <class Number>
void say(power::powers<Number> const& of) {
  say(of.real);
  say(of.reactive);
  say(of.apparent);
}
template <class Number>
void say(power::measured<Number> const& of) {
  say(of.voltage);
  say(of.current);
  say(of.power);
}
template <class Item, std::size_t Size>
void say(std::array<Item, Size> const& all) {
  for (auto const& one : all) say(one);
}
template <class Value>
void say(energy::four_quadrants<Value> const& all) {
  say(all.real_import);
  say(all.real_export);
  say(all.reactive);
  say(all.apparent_import);
  say(all.apparent_export);
}
template <class Value>
void say(energy::unidirectional<Value> const& all) {
  say(all.real);
  say(all.reactive);
  say(all.apparent);
}
template <class Value>
void say(energy::combined<Value> const& all) {
  say(all.total);
  say(all.forward);
  say(all.reverse);
}
template <class Number>
void say(energy::step<Number> const& step) {
  say(step.what);
  say(step.ms);
  say(step.areas);
}
template <class Dimension>
void say(reading<Dimension> const& of) {
  say(of.in(of.own_unit()));
}
template <class Dimension>
void say(counters::gain<Dimension> const& gain) {
  say(gain.amount);
  say(gain.within);
  say(gain.how);
}
void say(demand::intervals const& of) {
  say(of.subintervals());
  say(of.seconds());
  say(of.length_ms());
  say(of.parts());
  say(of.synced());
}
void say(alerts::findings const& found) {
  say(found.neutral_lost);
  say(found.pair_lost);
  say(found.neutral_unbalanced);
  say(found.pairs_unbalanced);
  say(found.furthest_neutral);
  say(found.furthest_pair);
  say(found.any());
}
template <class Value>
void say(result<Value> const& of) {
  if (of)
    say(*of);
  else
    say(name_of(of.error().code));
}

// ---- questions ------------------------------------------------------------------------------------------------------

template <class Function>
void by_number(asked& in, Function const& function) {
  auto const kind = in.word();
  if (kind == "i") function.template operator()<std::int64_t>();
  if (kind == "d") function.template operator()<double>();
  if (kind == "f") function.template operator()<float>();
}

template <class Number>
void of_power(std::string_view word, asked& in) {
  using powers = power::powers<Number>;
  using phasor = power::phasor<Number>;
  if (word == "phasor") {
    phasor const voltage{Number{in}, Number{in}};
    phasor const current{Number{in}, Number{in}};
    auto const made = power::power_of(voltage, current);
    say(made);
    say(made.where());
    say(voltage.magnitude());
  } else if (word == "hypotenuse") {
    Number const left = in;
    Number const right = in;
    say(power::hypotenuse(left, right));
  } else if (word == "factor") {
    powers const of = in;
    say(power::factor(of));
    say(power::is_factor_low(of));
  } else if (word == "held") {
    powers const of = in;
    say(energy::areas_of(of, in));
  } else if (word == "straight") {
    powers const first = in;
    powers const second = in;
    say(energy::areas_between(first, second, in));
  } else if (word == "combine") {
    energy::combination const code = in;
    Number const forward = in;
    Number const reverse = in;
    say(energy::combine(code, forward, reverse));
  } else if (word == "combine_flows") {
    energy::combination const code = in;
    std::array<Number, 3> const flows = in;
    say(energy::combine_flows(code, std::span<Number const>{flows}));
  } else if (word == "limits") {
    Number const least = in;
    Number const most = in;
    say(alerts::limits<Number>{least, most}.exceeded_by(in));
  }
}

template <class Sample>
void measure(asked& in) {  // samples per cycle or 0; voltages; currents
  std::uint64_t const per_cycle = in;
  auto const voltage = in.list<Sample>();
  auto const current = in.list<Sample>();
  say(per_cycle == 0 ? power::measure(voltage, current)
                     : power::measure(voltage, current, static_cast<std::size_t>(per_cycle)));
}

template <class Function>
void by_between(asked& in, Function const& function) {
  switch (static_cast<energy::between>(in)) {
    case energy::between::held: return function.template operator()<energy::between::held>();
    case energy::between::mean: return function.template operator()<energy::between::mean>();
    case energy::between::straight: return function.template operator()<energy::between::straight>();
  }
}

void say(energy::sample_clock const& clock) {
  say(clock.gaps());
  say(clock.missing_ms());
}

template <class Number, energy::between How>
void sampler(asked& in) {  // longest gap; samples with their times
  energy::sampler<Number, How> sampler{std::uint32_t{in}};
  while (in.more()) {
    power::powers<Number> const now = in;
    say(sampler.take(now, in));
  }
  say(sampler.clock());
}

template <template <class> class Set, class Number, energy::between How, energy::total_of Total>
void accumulate(asked& in) {  // longest gap; "take" time and three powers, "clear", "show"
  energy::accumulators<Set, Number, How, Total> all{std::uint32_t{in}};
  while (in.more()) {
    auto const word = in.word();
    if (word == "take") {
      std::uint32_t const at = in;
      say(all.take(in, at));
    } else if (word == "clear") {
      all.clear();
    } else {
      for (std::size_t i = 0; i != 4; ++i) {
        auto const& set = i == 3 ? all.total() : all.phase(i);
        say(set);
        if constexpr (requires { set.real_net(); }) {
          say(set.real_net());
          say(set.apparent_net());
          say(set.reactive_import());
          say(set.reactive_export());
        }
      }
      if constexpr (requires { all.total() + all.total(); }) say(all.phase(0) + all.phase(1) + all.phase(2));
      say(all.clock());
    }
  }
}
template <template <class> class Set>
void accumulate(asked& in) {  // what the numbers are, how the total, how between; then as above
  by_number(in, [&]<class Number> {
    using enum energy::total_of;
    energy::total_of const total = in;
    by_between(in, [&]<energy::between How> {
      total == phases ? accumulate<Set, Number, How, phases>(in) : accumulate<Set, Number, How, net>(in);
    });
  });
}

template <class Number>
void demands(asked& in) {  // intervals, choices; "add" powers and ms, "close", "reset", "change" to other intervals
  demand::intervals const every = in;
  demand::before_full const until = in;
  demand::apparent const made = in;
  demand::maxima const kept = in;
  demand::meter<Number> meter{every, {until, made, kept}};
  while (in.more()) {
    auto const word = in.word();
    if (word == "add") {
      power::powers<Number> const held = in;
      meter.add(held, in);
    } else if (word == "close") {
      meter.close();
    } else if (word == "change") {
      meter.change(in);
    } else {
      meter.reset_max();
    }
    say(meter.present());
    say(meter.max_import());
    say(meter.max_export());
  }
}

template <class Number>
void window(asked& in) {  // intervals, before_full; powers with their times
  demand::intervals const every = in;
  demand::before_full const until = in;
  demand::window<Number> window{every};
  while (in.more()) {
    Number const power = in;
    say(window.add(power, in));
    say(window.present(until));
    say(window.left_ms());
  }
}

template <class Number>
void phase_loss(asked& in) {
  system_type const wiring = in;
  alerts::voltages<Number> now;
  now.to_neutral = in;
  now.between = in;
  Number const nominal = in;
  unsigned const loss = in;
  alerts::threshold const loss_means = in;
  unsigned const imbalance = in;
  alerts::imbalance const imbalance_means = in;
  auto const found = alerts::phase_loss(wiring, now, nominal, loss, loss_means, imbalance, imbalance_means);
  say(found);
  for (auto const pairs : {alerts::pair_marks::both, alerts::pair_marks::first, alerts::pair_marks::neutral})
    for (auto const uneven :
         {alerts::imbalance_marks::all, alerts::imbalance_marks::furthest, alerts::imbalance_marks::none})
      say(alerts::with(flags<alert>{}, alert::phase_loss_a, alerts::lost_phases(found, wiring, pairs, uneven)).bits());
}

// Many samples of one second, so long a line would be: some powers once, then those of a generator of period 2^20 that
// are right-shifted, or a constant. The plain sum stands beside the library's.
template <class Float>
void seconds(asked& in) {  // how many; constant power or 0; the shift; powers to begin with
  std::uint64_t const count = in;
  Float const constant = in;
  unsigned const shift = in;
  energy::four_quadrants<energy::sum<Float>> all;
  Float plain = 0;
  std::uint32_t state = 1;
  std::uint64_t made = 0;
  auto const add = [&](Float power) {
    auto const areas = energy::areas_of(power::powers<Float>{power, 0, 0}, 1000);
    all.real_import.add(areas.real_import);
    plain += areas.real_import;
    ++made;
  };
  while (in.more()) add(in);
  while (made != count) {
    state = (state * 1'664'525U + 1'013'904'223U) & 0xF'FFFFU;
    add(constant != 0 ? constant : static_cast<Float>(state >> shift));
  }
  say(all.real_import);
  say(plain / static_cast<Float>(energy::areas_per_hour));
  say(all.real_import.mean_power(count * 1000));
}

using question = std::function<void(asked&)>;

std::map<std::string_view, question> const questions{
    // integers
    {"product", [](asked& in) { say(call(in, integers::product)); }},
    {"sum", [](asked& in) { say(call(in, integers::sum)); }},
    {"difference", [](asked& in) { say(call(in, integers::difference)); }},
    {"divide", [](asked& in) { say(call(in, integers::divide)); }},
    {"multiply_divide",
     [](asked& in) {
       say(call(in, integers::multiply_divide));
     }},
    {"divide_nearest",
     [](asked& in) { say(call(in, integers::divide_nearest)); }},
    {"square_root", [](asked& in) { say(call(in, integers::square_root)); }},
    {"nearest_root", [](asked& in) { say(call(in, integers::nearest_root)); }},
    {"integer_hypotenuse",
     [](asked& in) { say(call(in, integers::hypotenuse)); }},
    {"magnitude", [](asked& in) { say(call(in, integers::magnitude)); }},

    // elementary
    {"float_root",
     [](asked& in) {
       if (in.word() == "f")
         say(elementary::square_root(float{in}));
       else
         say(elementary::square_root(double{in}));
     }},
    {"circle",
     [](asked& in) {
       auto const of = call(in, elementary::circle);
       say(of.sine);
       say(of.cosine);
     }},

    // scaling
    {"steps_of",
     [](asked& in) {
       decimal const value = in;
       int const exponent = in;
       say(scaling::steps_of(value, exponent, in));
     }},
    {"float_steps_of",
     [](asked& in) {
       auto const of = [&](auto value) {
         int const exponent = in;
         say(scaling::steps_of(value, exponent, in));
       };
       if (in.word() == "f")
         of(float{in});
       else
         of(double{in});
     }},
    {"content_of",
     [](asked& in) {
       decimal const value = in;
       int const exponent = in;
       scaling::contents const range{std::int64_t{in}, std::int64_t{in}};
       scaling::rounding const how = in;
       say(scaling::content_of(value, exponent, range, how));
       auto const shown = scaling::quantised(value, exponent, range, how);
       say(shown);
       if (shown) say(scaling::quantised(*shown, exponent, range, how));
     }},
    {"exponent_for",
     [](asked& in) {
       decimal const value = in;
       scaling::contents const range{std::int64_t{in}, std::int64_t{in}};
       say(scaling::exponent_for(value, range, {int{in}, int{in}}));
     }},
    {"powers_of",
     [](asked& in) {
       scaling::powers const allowed{int{in}, int{in}};
       say(allowed.of(in));
     }},

    // wiring
    {"largest_power",
     [](asked& in) {
       system_type const wiring = in;
       std::array<std::uint32_t, 2> const of = in;
       say(largest_power(wiring, of[0], of[1]));
       say(largest_power(wiring, static_cast<double>(of[0]), static_cast<double>(of[1])));
     }},
    {"takes_system_voltage",
     [](asked& in) { say(call(in, takes_system_voltage)); }},

    // power
    {"polar",
     [](asked& in) {
       auto const of = call(in, power::polar);
       say(of.real);
       say(of.imaginary);
     }},
    {"names",
     [](asked& in) {
       power::quadrant const of = in;
       say(power::is_import(of));
       say(power::iec(of));
       say(power::ieee(of));
     }},
    {"measure",
     [](asked& in) {
       auto const kind = in.word();
       if (kind == "i") measure<std::int32_t>(in);
       if (kind == "d") measure<double>(in);
     }},
    {"find_cycles",
     [](asked& in) {
       auto const voltage = in.list<std::int64_t>();
       auto const of = power::find_cycles(voltage, std::int64_t{in});
       say(of.first);
       say(of.count);
       say(of.cycles);
     }},

    // energy
    {"area_sum",
     [](asked& in) {  // the areas, then milliseconds
       energy::exact_sum sum;
       for (auto const area : in.list<std::int64_t>()) sum.add(area);
       say(sum);
       say(sum.mean_power(in));
     }},
    {"area_sums",
     [](asked& in) {
       std::array<energy::exact_sum, 2> sums;
       for (auto& sum : sums)
         for (auto const area : in.list<std::int64_t>()) sum.add(area);
       say(sums[0] + sums[1]);
       say(sums[0] - sums[1]);
     }},
    {"sampler",
     [](asked& in) {
       by_number(in, [&]<class Number> { by_between(in, [&]<energy::between How> { sampler<Number, How>(in); }); });
     }},
    {"accumulate", accumulate<energy::four_quadrants>},
    {"unidirectional", accumulate<energy::unidirectional>},
    {"seconds",
     [](asked& in) {
       if (in.word() == "f")
         seconds<float>(in);
       else
         seconds<double>(in);
     }},

    // counters
    {"gained",
     [](asked& in) { say(call(in, counters::gained)); }},
    {"plausible_energy",
     [](asked& in) { say(call(in, counters::plausible_energy)); }},
    {"gain_between",
     [](asked& in) {
       auto const shown = [&] {  // 1 where it is in kWh
         return counters::shown<watt_hour>{std::uint64_t{in}, int{in}, bool{in} ? kWh : Wh};
       };
       auto const before = shown();
       auto const now = shown();
       std::uint64_t const wraps = in;
       decimal const most = in;  // in Wh
       say(counters::gain_between(before, now, wraps, most * Wh, in));
     }},
    {"resets_between",
     [](asked& in) { say(call(in, counters::resets_between)); }},
    {"step_at",
     [](asked& in) {
       if (in.word() == "f")
         say(counters::step_at(float{in}));
       else
         say(counters::step_at(double{in}));
     }},
    {"float_steps",
     [](asked& in) {
       auto const both = [](auto increment) {
         say(counters::distorted_from(increment));
         say(counters::vanishes_from(increment));
       };
       if (in.word() == "f")
         both(float{in});
       else
         both(double{in});
     }},

    // demand
    {"intervals_of",
     [](asked& in) { say(call(in, demand::intervals::of)); }},
    {"window", [](asked& in) { by_number(in, [&]<class Number> { window<Number>(in); }); }},
    {"demand", [](asked& in) { by_number(in, [&]<class Number> { demands<Number>(in); }); }},

    // alerts
    {"phase_loss", [](asked& in) { by_number(in, [&]<class Number> { phase_loss<Number>(in); }); }},
    {"frequency",
     [](asked& in) {
       std::int64_t const hundredths = in;
       say(alerts::frequency_in_hundredths.exceeded_by(hundredths));
       say(alerts::frequency_in_hertz.exceeded_by(in));
     }},
    {"alert_bits",
     [](asked& in) {
       flags<alert> const all{std::uint32_t{in}};
       alert const first = in;
       alerts::by_phase const active = in;
       say(alerts::with(all, first, active).bits());
       say(alerts::phases_of(all, first));
     }},

    // pulses
    {"pulse",
     [](asked& in) {
       std::uint64_t const watts = in;
       std::array<std::uint32_t, 2> const of = in;
       say(pulses::keeps_up_to(of[0], of[1]));
       say(pulses::overrun(watts, of[0], of[1]));
       say(pulses::overrun(-static_cast<std::int64_t>(watts), of[0], of[1]));
       say(pulses::overrun(static_cast<double>(watts), of[0], of[1]));
     }},
    {"duration_for",
     [](asked& in) {
       std::uint32_t const watt_hours = in;
       std::uint64_t const watts = in;
       say(pulses::duration_for(watt_hours, watts));
       say(pulses::next_energy(watt_hours, watts));
     }},
    {"pulses_of",
     [](asked& in) {
       std::uint64_t const energy = in;
       std::uint32_t const weight = in;
       auto const count = pulses::pulses_of(energy, weight);
       say(count);
       say(pulses::energy_of(count, weight));
     }},
    {"output",
     [](asked& in) {
       pulses::output output;
       while (in.more()) {
         std::int64_t const energy = in;
         output.add(energy, in);
         say(output.count());
       }
     }},
    {"s0",
     [](asked& in) {
       decimal const rate = in;
       say(pulses::energy_per_pulse(rate));
       say(pulses::s0_keeps_up_to(rate, in));
       say(pulses::milliwatt_hours_of(in, rate));
     }},
    {"s0_rates",
     [](asked&) {
       for (auto const& rate : pulses::s0_rates) say(rate);
     }},
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    asked in{line};
    auto const word = in.word();
    if (auto const found = questions.find(word); found != questions.end())
      found->second(in);
    else
      by_number(in, [&]<class Number> { of_power<Number>(word, in); });
    answer += '\n';
    if (answer.size() > 1'000'000) {
      std::cout << answer;
      answer.clear();
    }
  }
  std::cout << answer;
}
