// SPDX-License-Identifier: MIT
// The virtual WAGO 879 on the M-Bus: every telegram that it understands, and that it says nothing to others.
#include <meterproto/mbus.hpp>
#include <meterproto/virtual_wago_mbus.hpp>
#include <meterproto/wago_879_mbus.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <vector>

using namespace meterproto;
namespace wago = wago_879_mbus;

namespace {

constexpr virtual_meter::choices chosen{energy::total_of::phases,
                                        {demand::before_full::none, demand::apparent::of_means, demand::maxima::own},
                                        alerts::threshold::percent_of_nominal,
                                        alerts::imbalance::spread_of_mean,
                                        alerts::pair_marks::both,
                                        alerts::imbalance_marks::none,
                                        virtual_meter::second_counter::export_real};

struct line {
  virtual_wago_mbus::device meter{{}, chosen, scaling::rounding::half_away_from_zero, 1, 0x19020246};
  std::array<std::uint8_t, mbus::max_frame> asked{};
  std::array<std::uint8_t, mbus::max_frame> answered{};
  bool odd = false;

  bytes ask(bytes frame) { return meter.answer(frame, answered); }
  /// Whether it is acknowledged.
  bool takes(wago::write const& what, std::uint8_t address = 1) {
    odd = !odd;
    mbus::link to{address};
    if (!odd) to.accepted();
    auto const frame = what.to(to, asked);
    REQUIRE(frame);
    auto const got = ask(*frame);
    return got.size() == 1 && got[0] == 0xE5;
  }
  /// SND_UD with these octets as user data, behind CI 51.
  bool takes(std::vector<std::uint8_t> const& data, mbus::ci_field ci = mbus::ci_field::data_send) {
    odd = !odd;  // a frame count of its own, as the same telegram again would be acknowledged and not carried out
    auto const frame = mbus::build_frame(odd ? 0x73 : 0x53, 1, static_cast<std::uint8_t>(ci), data, asked);
    REQUIRE(frame);
    return !ask(*frame).empty();
  }
  mbus::telegram read(std::uint8_t address = 1) {
    auto const got = ask(mbus::link{address}.request());
    auto const frame = mbus::parse_frame(got);
    REQUIRE(frame);
    auto const telegram = mbus::parse_telegram(*frame);
    REQUIRE(telegram);
    return *telegram;
  }
};

}  // namespace

TEST_CASE("an hour at 10 A, read back") {
  line on;
  on.meter.take(virtual_meter::inputs_of({230, 230, 230}, {10, 10, 10}, {0, 0, 0}, 50), 3'600'000);
  auto const telegram = on.read();
  mbus::records const all{telegram.data};
  CHECK(telegram.header.meter.id == 0x19020246);
  CHECK(wago::voltage_an.decode(all)->in(V) == decimal{230});
  CHECK(wago::real_power_total.decode(all)->in(W) == decimal{6900});
  CHECK(wago::real_energy_import.decode(all)->in(Wh) == decimal{6900});
  CHECK(on.meter.meter().value({quantity::real_power, phase::total}).has_value());
}
TEST_CASE("a value that its field cannot hold is sent as none") {
  line on;
  on.meter.take(virtual_meter::inputs_of({230, 230, 230}, {90'000, 10, 10}, {0, 0, 0}, 50), 1000);
  auto const telegram = on.read();
  unsigned none = 0;
  for (auto const& record : mbus::records{telegram.data}) {
    REQUIRE(record);
    if (!number_of(*record)) ++none;
  }
  CHECK(none > 0);
}
TEST_CASE("addresses: primary, secondary") {
  line on;
  CHECK(on.takes(*wago::set_primary_address(7)));
  CHECK(on.ask(mbus::link{1}.request()).empty());
  CHECK(on.read(7).header.meter.id == 0x19020246);
  CHECK(on.takes(*wago::set_primary_address(1), 7));
  CHECK(on.takes(*wago::set_secondary_address(0x12345678, wago::digit_order::least_significant_first)));
  CHECK(on.read().header.meter.id == 0x12345678);
  CHECK_FALSE(on.takes({0x01, 0x7A, 251}));
}
TEST_CASE("tariff, trip counter, power-down counter") {
  line on;
  on.meter.take(virtual_meter::inputs_of({230, 230, 230}, {10, 10, 10}, {0, 0, 0}, 50), 3'600'000);
  for (unsigned tariff = 1; tariff != 5; ++tariff) {
    auto const write = wago::set_tariff(tariff);
    CHECK(on.takes(*write));
    CHECK(*wago::stands_in(*write, on.read()));
  }
  CHECK_FALSE(on.takes({0x09, 0x7C, 0x01, 0x54, 0x05}));
  CHECK_FALSE(on.takes({0x09, 0x7C, 0x01, 0x54, 0x00}));
  CHECK_FALSE(*wago::stands_in(wago::reset_resettable(), on.read()));
  CHECK(on.takes(wago::reset_resettable()));
  CHECK(*wago::stands_in(wago::reset_resettable(), on.read()));
  CHECK(on.takes(wago::reset_power_down_count()));
}
TEST_CASE("two resets of the trip counter with an hour between, over one link: both are carried out") {
  line on;
  mbus::link to{1};
  CHECK(on.ask(to.reset()).size() == 1);
  for (int i = 0; i != 2; ++i) {
    on.meter.take(virtual_meter::inputs_of({230, 230, 230}, {10, 10, 10}, {0, 0, 0}, 50), 3'600'000);
    CHECK(*on.meter.meter().value({quantity::real_energy, statistic::resettable}) != decimal{0});
    CHECK(on.ask(*wago::reset_resettable().to(to, on.asked)).size() == 1);
    to.accepted();
    CHECK(*on.meter.meter().value({quantity::real_energy, statistic::resettable}) == decimal{0});
  }
}
TEST_CASE("S0 rates of the manual and no others; a combination, and that net cannot be undone") {
  line on;
  for (auto const& rate : pulses::s0_rates) CHECK(on.takes(*wago::set_s0_rate(rate)));
  CHECK_FALSE(on.takes({0x0C, 0xFD, 0x3A, 0x03, 0x00, 0x00, 0x00}));
  CHECK(on.takes(*wago::set_combination(energy::combination::reverse)));
  CHECK_FALSE(on.takes({0x09, 0xFD, 0x3A, 0x00}));
  CHECK_FALSE(on.takes({0x09, 0xFD, 0x3A, 0x06}));
  CHECK_FALSE(on.takes({0x0A, 0xFD, 0x3A, 0x02, 0x00}));  // neither of both fields
  CHECK(on.takes(*wago::set_combination(energy::combination::net)));
  CHECK_FALSE(on.takes({0x09, 0xFD, 0x3A, 0x01}));
  CHECK(on.takes({0x09, 0xFD, 0x3A, 0x05}));
}
TEST_CASE("\"Value is ignored, always set to 0\": A2.3, of the trip counter and the power-down counter") {
  line on;
  on.meter.take(virtual_meter::inputs_of({230, 230, 230}, {10, 10, 10}, {0, 0, 0}, 50), 3'600'000);
  CHECK(on.takes({0x0A, 0xFD, 0x60, 0x34, 0x12}));
  CHECK(on.takes({0x0C, 0x04, 0x05, 0x00, 0x00, 0x00}));
  CHECK(*wago::stands_in(wago::reset_resettable(), on.read()));
}
TEST_CASE("a write that A2.3 does not print changes nothing and is not answered") {
  line on;
  on.meter.take(virtual_meter::inputs_of({230, 230, 230}, {10, 10, 10}, {0, 0, 0}, 50), 3'600'000);
  CHECK(on.takes(*wago::set_tariff(1)));
  CHECK_FALSE(on.takes({0x09, 0x79, 0x12}));                                            // two digits of a number
  CHECK_FALSE(on.takes({0x04, 0x79, 0xEF, 0xBE, 0xAD, 0xDE}));                          // no digits
  CHECK_FALSE(on.takes({0x0C, 0x79, 0xEF, 0xBE, 0xAD, 0xDE}));                          // digits above 9
  CHECK_FALSE(on.takes({0x0C, 0x79, 0x00, 0x00, 0x00, 0xF0}));                          // less than zero
  CHECK_FALSE(on.takes({0x09, 0x7C, 0x01, 0x54, 0xF2}));                                // tariff -2
  CHECK_FALSE(on.takes({0x09, 0x7C, 0x01, 0x5A, 0x02}));                                // "Z"
  CHECK_FALSE(on.takes({0x07, 0x7A, 0x05, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00}));  // address 2^32 + 5
  CHECK_FALSE(on.takes({0x84, 0x10, 0x04, 0x00, 0x00, 0x00, 0x00}));                    // energy of tariff 1
  CHECK_FALSE(on.takes({0x01, 0x7A, 0x05, 0x0C, 0x79, 0x00, 0x00}));                    // a good one, then a cut one
  CHECK_FALSE(on.takes({0x01, 0x7A, 0x05, 0x09, 0x7C, 0x01, 0x54, 0x02}));              // two at once
  auto const now = on.read();
  CHECK(now.header.meter.id == 0x19020246);
  CHECK(*wago::stands_in(*wago::set_tariff(1), now));
  CHECK_FALSE(*wago::stands_in(wago::reset_resettable(), now));
}
TEST_CASE("baud rates of the standard up to 9600") {
  line on;
  for (std::uint32_t const baud : {300U, 600U, 1200U, 2400U, 4800U, 9600U}) CHECK(on.takes(*wago::set_baud(baud)));
  CHECK_FALSE(on.takes({}, mbus::ci_field::baud_38400));
  CHECK_FALSE(wago::set_baud(19'200));
}
TEST_CASE("anything else is not answered") {
  line on;
  CHECK_FALSE(on.takes(std::vector<std::uint8_t>{}));
  CHECK_FALSE(on.takes({0x04, 0x13, 0, 0, 0, 0}));        // a volume
  CHECK_FALSE(on.takes({0x2F}, mbus::ci_field::select));  // no data at all
  CHECK_FALSE(on.takes({0x0F, 0x01, 0x02}));              // the maker's own
  CHECK_FALSE(on.takes({0x01}));                          // cut
  CHECK_FALSE(on.takes({0x0D, 0x7A, 0x01, 0x30}));        // a text in the place of a number
}
