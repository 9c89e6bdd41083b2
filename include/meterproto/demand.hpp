// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/energy.hpp>
#include <meterproto/integers.hpp>
#include <meterproto/power.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

/// Demand: the mean power of an interval. Block demand has one sub-interval, rolling block demand two to six: at the
/// end of each, the mean of the last ones. Sources: Leviton Series 4100 manual, registers 029 to 037, 129, 149, 150 and
/// "Set Demand Interval"; Import and Export of the maxima from BACnet AI22 to AI27, and "correspond with Real" from the
/// same meter's EM3555 manual, p. 34.
namespace meterproto::demand {

using power::number, power::powers;

/// What is shown before all sub-intervals of the first interval are complete. No manual says.
enum class before_full : std::uint8_t {
  none,          ///< nothing: not_available
  as_zeros,      ///< those to come count as zero
  of_completed,  ///< the mean of those that are complete; before the first, nothing
};
/// How apparent demand is made. No manual says.
enum class apparent : std::uint8_t {
  mean,      ///< the mean of the apparent power
  of_means,  ///< sqrt(P^2 + Q^2) of the real and the reactive demand
};
/// What stands in the reactive and apparent maxima: "Import and Export correspond with Real", which leaves it open.
enum class maxima : std::uint8_t {
  own,      ///< each largest by itself, among the demands of that direction of real power
  at_real,  ///< what they were when real demand was largest
};
struct choices {
  before_full until;
  apparent made;
  maxima kept;

  constexpr choices(before_full u, apparent m, maxima k) : until{u}, made{m}, kept{k} {}
};

/// [149] and [150]. A length of 0 is sync to comms: only close() ends a sub-interval, and their number is ignored.
class intervals {
 public:
  constexpr intervals() = default;  ///< the meters' own: block demand of 15 minutes
  /// Errors: out_of_range unless 1 to 6 sub-intervals of 10 to 32767 s, or 0.
  [[nodiscard]] static constexpr result<intervals> of(unsigned subintervals, std::uint32_t seconds) {
    if (subintervals < 1 || subintervals > 6 || seconds > 32'767 || (seconds != 0 && seconds < 10))
      return errc::out_of_range;
    intervals made;
    made.subintervals_ = static_cast<std::uint8_t>(subintervals);
    made.seconds_ = static_cast<std::uint16_t>(seconds);
    return made;
  }

  [[nodiscard]] constexpr bool synced() const { return seconds_ == 0; }
  [[nodiscard]] constexpr unsigned subintervals() const { return subintervals_; }
  [[nodiscard]] constexpr std::uint32_t seconds() const { return seconds_; }
  [[nodiscard]] constexpr std::uint32_t length_ms() const { return std::uint32_t{seconds_} * 1000; }
  /// How many means make the demand.
  [[nodiscard]] constexpr std::uint8_t parts() const { return synced() ? std::uint8_t{1} : subintervals_; }

  friend constexpr bool operator==(intervals const&, intervals const&) = default;

 private:
  std::uint8_t subintervals_ = 1;
  std::uint16_t seconds_ = 900;
};

/// One power: signed, so that import and export within an interval cancel.
template <number Number>
class window {
 public:
  constexpr explicit window(intervals every) : every_{every} {}

  /// So long the power was this. Time is cut where sub-intervals end; how many ended is told. Expects: up to
  /// energy::most_power.
  constexpr unsigned add(Number power, std::uint32_t ms) {
    unsigned ended = 0;
    while (ms != 0) {
      auto const part = ms < left_ms() ? ms : left_ms();
      collected_.add(power * static_cast<Number>(2 * part));
      elapsed_ += part;
      ms -= part;
      if (every_.synced() || elapsed_ != every_.length_ms()) continue;
      (void)close();
      ++ended;
    }
    return ended;
  }

  /// Ends the sub-interval now, as a write of 21211 to register 129 does. One that has had no time is none, and false;
  /// one that was cut short weighs as much as the others.
  constexpr bool close() {
    if (elapsed_ == 0) return false;
    for (std::size_t i = means_.size() - 1; i != 0; --i) means_[i] = means_[i - 1];
    means_[0] = collected_.mean_power(elapsed_);
    if (complete_ < every_.parts()) ++complete_;
    collected_ = {};
    elapsed_ = 0;
    return true;
  }

  /// Integers: rounded half away from zero, of means that were rounded so. Error: not_available.
  [[nodiscard]] constexpr result<Number> present(before_full until) const {
    bool const full = complete_ == every_.parts();
    if (!full && (until == before_full::none || (until == before_full::of_completed && complete_ == 0)))
      return errc::not_available;
    Number all = 0;
    for (std::size_t i = 0; i != complete_; ++i) all += means_[i];
    auto const parts = until == before_full::of_completed ? complete_ : every_.parts();
    if constexpr (std::floating_point<Number>)
      return all / static_cast<Number>(parts);
    else
      return integers::divide_nearest(all, parts);
  }

  /// Until the sub-interval ends by itself, or as long as a step may be.
  [[nodiscard]] constexpr std::uint32_t left_ms() const {
    if (every_.synced() || every_.length_ms() - elapsed_ > energy::longest_step) return energy::longest_step;
    return static_cast<std::uint32_t>(every_.length_ms() - elapsed_);
  }

 private:
  intervals every_;
  energy::sum<Number> collected_{};
  std::uint64_t elapsed_ = 0;
  std::array<Number, 6> means_{};  // the newest first
  std::uint8_t complete_ = 0;
};

/// Real, reactive and apparent demand of a meter, present and largest in each direction.
template <number Number>
class meter {
 public:
  constexpr meter(intervals every, choices how) : how_{how}, real_{every}, reactive_{every}, apparent_{every} {}

  /// So long the powers were these. Expects: up to energy::most_power.
  constexpr void add(powers<Number> const& held, std::uint32_t ms) {
    while (ms != 0) {  // from end to end of the sub-intervals, as a maximum may stand at each
      auto const part = ms < real_.left_ms() ? ms : real_.left_ms();
      (void)reactive_.add(held.reactive, part);
      (void)apparent_.add(held.apparent, part);
      if (real_.add(held.real, part) != 0) compare();
      ms -= part;
    }
  }
  /// As window::close().
  constexpr bool close() {
    bool const closed = real_.close();
    (void)reactive_.close();
    (void)apparent_.close();
    compare();
    return closed;
  }

  /// Apparent demand has the sign of real demand. Error: not_available.
  [[nodiscard]] constexpr result<powers<Number>> present() const {
    auto const p = real_.present(how_.until);
    auto const q = reactive_.present(how_.until);
    auto const s = apparent_.present(how_.until);
    if (!p || !q || !s) return errc::not_available;
    auto const size = how_.made == apparent::mean ? *s : power::hypotenuse(*p, *q);
    return powers<Number>{*p, *q, *p < 0 ? -size : size};
  }
  /// The largest since the reset; zero where there was none in that direction.
  [[nodiscard]] constexpr powers<Number> const& max_import() const { return import_; }
  [[nodiscard]] constexpr powers<Number> const& max_export() const { return export_; }

  /// Another interval: the present demand begins anew, the maxima stay. "The Present Demand values (AI19-AI21) ... are
  /// reset when this object is written (E51H5 only)": BACnet AV11.
  constexpr void change(intervals every) {
    real_ = window<Number>{every};
    reactive_ = window<Number>{every};
    apparent_ = window<Number>{every};
  }

  /// Write 21212 to register 129: the maximum becomes the present demand.
  constexpr void reset_max() {
    import_ = {};
    export_ = {};
    compare();
  }

 private:
  constexpr void compare() {
    auto const now = present();
    if (!now) return;
    auto& most = now->real < 0 ? export_ : import_;
    auto const larger = [](Number one, Number than) { return (one < 0 ? -one : one) > (than < 0 ? -than : than); };
    if (how_.kept == maxima::at_real) {
      if (larger(now->real, most.real)) most = *now;
      return;
    }
    if (larger(now->real, most.real)) most.real = now->real;
    if (larger(now->reactive, most.reactive)) most.reactive = now->reactive;
    if (larger(now->apparent, most.apparent)) most.apparent = now->apparent;
  }

  choices how_;
  window<Number> real_, reactive_, apparent_;
  powers<Number> import_, export_;
};

}  // namespace meterproto::demand
