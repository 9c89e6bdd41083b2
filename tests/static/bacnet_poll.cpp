// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/bacnet/poll.hpp>
#include <meterproto/leviton_s4100_bacnet.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace test_bacnet_poll {

using namespace meterproto;
using namespace meterproto::bacnet;
namespace s4100 = leviton_s4100_bacnet;

using octets = std::initializer_list<unsigned>;

constexpr property_reference value_of(std::uint32_t instance, object_type type = object_type::analog_input) {
  return {{type, instance}, property::present_value, {}};
}

// ---- what fits: 480 octets each way ----

/// The ack as a device writes it, and the request, in octets.
constexpr std::size_t ack_size(std::span<wanted_property const> all) {
  std::array<std::uint8_t, 2000> space{};
  constexpr std::array<std::uint8_t, 64> content{};
  writer out{space};
  out.u8(0x30).u8(1).u8(0x0E);
  tag_writer data{out};
  result_writer results{data};
  for (std::size_t i = 0; i != all.size(); ++i) {
    auto const& of = all[i].of;
    if (i == 0 || all[i - 1].of.object != of.object) results.begin(of.object);
    results.value(of.what, of.index, bytes{content}.first(all[i].value_size));
    if (i + 1 == all.size() || all[i + 1].of.object != of.object) results.end();
  }
  return out.needed();
}
constexpr std::size_t request_size(std::span<wanted_property const> all) {
  std::array<std::uint8_t, 2000> space{};
  return build_request(1, property_poll::request{all}, space)->size();
}
constexpr std::size_t fits(std::span<wanted_property const> all, std::size_t answer = 480, std::size_t request = 480) {
  return poll_rules::count_that_fits(all, answer, request);
}
/// Whether the estimate is exact for each number of them, octet by octet, of the ack and of the request.
constexpr bool is_exact(std::span<wanted_property const> all) {
  for (std::size_t count = 2; count <= all.size(); ++count) {
    auto const answer = ack_size(all.first(count));
    auto const request = request_size(all.first(count));
    if (fits(all.first(count), answer, 9999) != count || fits(all.first(count), answer - 1, 9999) != count - 1)
      return false;
    if (fits(all.first(count), 9999, request) != count || fits(all.first(count), 9999, request - 1) != count - 1)
      return false;
  }
  return true;
}

template <std::size_t Count>
constexpr auto values() {
  std::array<wanted_property, Count> made{};
  for (std::uint32_t i = 0; i != Count; ++i) made[i] = {value_of(i + 1)};
  return made;
}
template <std::size_t Count>
constexpr auto values_and_reliabilities() {
  std::array<wanted_property, 2 * Count> made{};
  for (std::uint32_t i = 0; i != Count; ++i) {
    made[2 * i] = {value_of(i + 1)};
    made[2 * i + 1] = {{{object_type::analog_input, i + 1}, property::reliability, {}}, 2};
  }
  return made;
}
/// [0] is a number below 256, the others are object identifiers.
template <std::size_t Count>
constexpr auto object_list() {
  std::array<wanted_property, Count> made{};
  for (std::uint32_t i = 0; i != Count; ++i)
    made[i] = {{{object_type::device, 1'234'567}, property::object_list, i},
               static_cast<std::uint16_t>(i == 0 ? 2 : 5)};
  return made;
}

CASE("29 present values fill 467 octets, in a request of 265",
     fits(values<83>()) == 29 && ack_size(values<29>()) == 467 && request_size(values<29>()) == 265);
CASE("21 with their Reliability: 465",
     fits(values_and_reliabilities<83>()) == 42 && ack_size(values_and_reliabilities<21>()) == 465);
CASE("Object_List [0] to [41] is 469, to [42] the last octet of 480",
     ack_size(object_list<42>()) == 469 && ack_size(object_list<43>()) == 480 && fits(object_list<114>()) == 43 &&
         fits(object_list<114>(), 479) == 42);
CASE("Exact: one property of each, two of each", is_exact(values<12>()) && is_exact(values_and_reliabilities<6>()));
CASE("Exact: indexes from 0 on, of one octet, two, three and four", [] {
  auto all = object_list<12>();
  all[5].of.index = 255;
  all[6].of.index = 256;
  all[7].of.index = 65'535;
  all[8].of.index = 65'536;
  all[9].of.index = 0xFF'FFFF;
  all[10].of.index = 0x100'0000;
  all[11].of.index = 0xFFFF'FFFF;
  return is_exact(all);
}());
CASE("Exact: numbers of properties of one octet and more, values of any size, the same object again later", [] {
  auto all = values<8>();
  all[1].of.what = static_cast<property>(255);
  all[2].of.what = static_cast<property>(256);
  all[3].of.what = static_cast<property>(65'536);
  all[4].of.object = all[3].of.object;
  all[5] = {{{object_type::device, 1}, property::location, {}}, 40};
  all[6].of.object = all[0].of.object;
  all[7].value_size = 2;
  return is_exact(all);
}());
CASE("One that does not fit is asked for all the same",
     fits(values<3>(), 10) == 1 && fits(values<3>(), 480, 5) == 1 && fits(values<1>(), 0, 0) == 1);
CASE("None", property_poll{std::span<wanted_property const>{}}.done());

// ---- a poll ----

/// What a poll has told, by index.
template <std::size_t Count>
struct told {
  struct one {
    unsigned times = 0;
    std::size_t size = 0;
    maybe<access_error> why;
    std::uint32_t bits = 0;
  };
  std::array<one, Count> all{};
  property_poll it;

  constexpr explicit told(std::span<wanted_property const> of, poll_limits const& limits = {}) : it{of, limits} {}

  constexpr error hear(octets came) {
    std::array<std::uint8_t, 200> space{};
    std::size_t size = 0;
    for (auto const octet : came) space[size++] = static_cast<std::uint8_t>(octet);
    auto const read = parse_apdu(bytes{space}.first(size));
    if (!read) return read.error();
    return it.answer(*read, [&](std::size_t index, property_result const& result) {
      all[index] = {all[index].times + 1, result.value.size(), result.why,
                    result.value.size() == 5 ? reader{result.value.subspan(1)}.u32() : 0U};
    });
  }
  constexpr unsigned count() const {
    unsigned made = 0;
    for (auto const& each : all) made += each.times;
    return made;
  }
  constexpr bool asks(std::size_t from, std::size_t count) const {
    return !it.done() && it.from() == from && it.count() == count && !it.asks_for_one();
  }
  constexpr bool asks_for(std::size_t which) const {
    return !it.done() && it.from() == which && it.count() == 1 && it.asks_for_one();
  }
  constexpr bool asks_with(octets request) const {
    std::array<std::uint8_t, 200> space{};
    auto const built = it.ask([&](auto const& service) { return build_request(1, service, space); });
    return built && std::ranges::equal(*built, request);
  }
};

constexpr auto three = values<3>();
constexpr auto five = values<5>();

CASE("Asked as one, or one at a time",
     told<3>{three}.asks_with({0x00, 0x03, 0x01, 0x0E, 0x0C, 0,    0,    0, 1, 0x1E, 0x09, 0x55, 0x1F, 0x0C, 0,   0,
                               0,    2,    0x1E, 0x09, 0x55, 0x1F, 0x0C, 0, 0, 0,    3,    0x1E, 0x09, 0x55, 0x1F}) &&
         told<3>{three, {480, 480, false}}.asks_with({0x00, 0x03, 0x01, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55}));
CASE("Neighbours of one object share its list", [] {
  constexpr auto both = values_and_reliabilities<1>();
  return told<2>{both}.asks_with({0x00, 0x03, 0x01, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x09, 0x55, 0x09, 0x67, 0x1F});
}());
constexpr octets ordered{0x30, 1,    0x0E, 0x0C, 0, 0, 0,    1,    0x1E, 0x29, 0x55, 0x4E, 0x44, 0, 0, 0,    1,
                         0x4F, 0x1F, 0x0C, 0,    0, 0, 2,    0x1E, 0x29, 0x55, 0x4E, 0x44, 0,    0, 0, 2,    0x4F,
                         0x1F, 0x0C, 0,    0,    0, 3, 0x1E, 0x29, 0x55, 0x4E, 0x44, 0,    0,    0, 3, 0x4F, 0x1F};
constexpr octets from_the_last{
    0x30, 1,    0x0E, 0x0C, 0,    0,    0,    3,    0x1E, 0x29, 0x55, 0x4E, 0x44, 0, 0,    0,    3,    0x4F,
    0x1F, 0x0C, 0,    0,    0,    9,    0x1E, 0x29, 0x55, 0x4E, 0x44, 0,    0,    0, 9,    0x4F, 0x1F,  //
    0x0C, 0,    0,    0,    1,    0x1E, 0x29, 0x67, 0x4E, 0x91, 0,    0x4F,                             //
    0x29, 0x55, 0x39, 0,    0x4E, 0x44, 0,    0,    0,    8,    0x4F,                                   //
    0x29, 0x55, 0x4E, 0x44, 0,    0,    0,    1,    0x4F, 0x1F,                                         //
    0x0C, 0,    0,    0,    2,    0x1E, 0x29, 0x55, 0x4E, 0x44, 0,    0,    0,    2, 0x4F, 0x1F};
CASE("In the order asked, in another one, and with more than was asked", [] {
  told<3> in_order{three};
  told<3> mixed{three};
  for (auto* each : {&in_order, &mixed}) {
    if (each->hear(each == &mixed ? from_the_last : ordered).code != errc::none || !each->it.done() ||
        each->count() != 3)
      return false;
    for (std::uint32_t i = 0; i != 3; ++i)
      if (each->all[i].bits != i + 1) return false;
  }
  return true;
}());
CASE("Errors are those of single properties; what is left out is not told", [] {
  told<3> it{three};
  auto const why =
      it.hear({0x30, 1,    0x0E, 0x0C, 0, 0, 0,    1,    0x1E, 0x29, 0x55, 0x5E, 0x91, 1, 0x91, 0x1F, 0x5F,
               0x1F, 0x0C, 0,    0,    0, 3, 0x1E, 0x29, 0x55, 0x4E, 0x44, 0,    0,    0, 3,    0x4F, 0x1F});
  return why.code == errc::none && it.it.done() && it.count() == 2 &&
         it.all[0].why == maybe<access_error>{{error_class::object, error_code::unknown_object}} && it.all[2].bits == 3;
}());
CASE("The same property twice: each has its result", [] {
  auto all = values<2>();
  all[1] = all[0];
  told<2> it{all};
  (void)it.hear({0x30, 1,    0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x4E, 0x44, 0, 0, 0, 1, 0x4F,  //
                 0x29, 0x55, 0x4E, 0x44, 0, 0, 0, 2, 0x4F, 0x1F});
  return it.all[0].bits == 1 && it.all[1].bits == 2;
}());
CASE("An ack that cannot be read to its end changes nothing", [] {
  told<3> it{three};
  auto const cut = it.hear({0x30, 1,    0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x4E, 0x44, 0, 0, 0,
                            1,    0x4F, 0x1F, 0x0C, 0, 0, 0, 2, 0x1E, 0x29, 0x55, 0x4E, 0x44, 0, 0});
  auto const empty = it.hear({0x30, 1, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x1F});
  return cut.code == errc::too_short && empty.code == errc::bad_tag && it.count() == 0 && it.asks(0, 3);
}());
CASE("Nor does an answer to something else", [] {
  told<3> it{three};
  auto const simple = it.hear({0x20, 1, 0x0E});
  auto const other = it.hear({0x30, 1, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0, 0, 0, 1, 0x3F});
  told<3> single{three, {480, 480, false}};
  auto const many =
      single.hear({0x30, 1, 0x0E, 0x0C, 0, 0, 0, 1, 0x1E, 0x29, 0x55, 0x4E, 0x44, 0, 0, 0, 1, 0x4F, 0x1F});
  return simple == error{errc::bad_function, 0, 14} && other == error{errc::bad_function, 0, 14} &&
         many == error{errc::bad_function, 0, 12} && it.count() == 0 && it.asks(0, 3) && single.asks_for(0);
}());
CASE("Request by request", [] {
  constexpr auto all = values<61>();
  told<61> it{all};
  bool right = it.asks(0, 29);
  it.it.skip();
  right = right && it.asks(29, 29);
  it.it.skip();
  right = right && it.asks(58, 3);
  it.it.skip();
  return right && it.it.done();
}());
CASE("A device that takes less",
     told<5>{five, {40, 480, true}}.asks(0, 2) && told<5>{five, {480, 31, true}}.asks(0, 3) &&
         told<5>{five, {50, 480, true}}.asks(0, 2) && told<5>{five, {51, 480, true}}.asks(0, 3));

// ---- refusals ----

CASE("Too large: half as many, down to one, then ReadProperty; and no more than that afterwards", [] {
  constexpr auto all = values<40>();
  told<40> it{all};
  bool right = it.asks(0, 29);
  for (std::size_t const count : {14U, 7U, 3U, 1U})
    right = right && it.hear({0x71, 1, 4}).code == errc::none && it.asks(0, count);
  right = right && it.hear({0x71, 1, 4}).code == errc::none && it.asks_for(0) && it.count() == 0;
  it.it.skip();
  return right && it.asks_for(1);
}());
CASE("What fits once is kept for the rest", [] {
  constexpr auto all = values<40>();
  told<40> it{all};
  bool const halved = it.hear({0x71, 1, 4}).code == errc::none && it.asks(0, 14);
  it.it.skip();
  bool const next = it.asks(14, 14);
  it.it.skip();
  return halved && next && it.asks(28, 12);
}());
/// Whether the poll asks for two of five then.
constexpr bool halves(octets came) {
  told<5> it{five};
  return it.hear(came).code == errc::none && it.asks(0, 2) && it.count() == 0;
}
CASE("That is: segmentation-not-supported, buffer-overflow of either kind, apdu-too-long, out-of-resources, a segment",
     halves({0x71, 1, 0x04}) && halves({0x71, 1, 0x01}) && halves({0x60, 1, 0x01}) && halves({0x71, 1, 0x0B}) &&
         halves({0x71, 1, 0x09}) && halves({0x3C, 1, 0, 4, 0x0E, 0x0C}));
CASE("ReadPropertyMultiple is not known, or fails as a whole: one at a time from here on", [] {
  for (auto const& came : {octets{0x60, 1, 0x09}, octets{0x50, 1, 0x0E, 0x91, 0x01, 0x91, 0x1F}}) {
    told<5> it{five};
    if (it.hear(came).code != errc::none || !it.asks_for(0) || it.count() != 0) return false;
    it.it.skip();
    if (!it.asks_for(1)) return false;
  }
  return true;
}());
CASE("Refused for another reason: these are passed over", [] {
  told<3> rejected{three};
  told<3> aborted{three};
  return rejected.hear({0x60, 1, 0x04}) == error{errc::rejected, 0, 4} && rejected.it.done() && rejected.count() == 0 &&
         aborted.hear({0x71, 1, 0x03}) == error{errc::aborted, 0, 3} && aborted.it.done();
}());

// ---- one at a time ----

constexpr poll_limits one_at_a_time{480, 480, false};

CASE("A value, an error, a refusal", [] {
  told<3> it{three, one_at_a_time};
  bool const value =
      it.hear({0x30, 1, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0, 0, 0, 7, 0x3F}).code == errc::none &&
      it.all[0].bits == 7 && it.asks_for(1);
  bool const fault = it.hear({0x50, 1, 0x0C, 0x91, 0x01, 0x91, 0x1F}).code == errc::none && it.all[1].times == 1 &&
                     it.all[1].why == maybe<access_error>{{error_class::object, error_code::unknown_object}} &&
                     it.asks_for(2);
  return value && fault && it.hear({0x71, 1, 0x04}) == error{errc::aborted, 0, 4} && it.all[2].times == 0 &&
         it.it.done();
}());
CASE("An error that cannot be read is device, other; what cannot be asked for is told", [] {
  told<3> it{three, one_at_a_time};
  bool const unreadable = it.hear({0x50, 1, 0x0C, 0x91}).code == errc::none &&
                          it.all[0].why == maybe<access_error>{{error_class::device, error_code::other}};
  bool const unknown = it.hear({0x60, 1, 0x09}) == error{errc::rejected, 0, 9} && it.asks_for(2);
  return unreadable && unknown && it.hear({0x3C, 1, 0, 4, 0x0C}) == error{errc::segmented} && it.it.done();
}());
CASE("An ack of another object, property or index, or one that cannot be read, changes nothing", [] {
  told<3> it{three, one_at_a_time};
  return it.hear({0x30, 1, 0x0C, 0x0C, 0, 0, 0, 2, 0x19, 0x55, 0x3E, 0x44, 0, 0, 0, 7, 0x3F}) ==
             error{errc::not_in_reply, 0, 2} &&
         it.hear({0x30, 1, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x67, 0x3E, 0x91, 0, 0x3F}).code == errc::not_in_reply &&
         it.hear({0x30, 1, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x29, 0, 0x3E, 0x91, 0, 0x3F}).code ==
             errc::not_in_reply &&
         it.hear({0x30, 1, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x55, 0x3E, 0x44, 0, 0, 0, 7}).code == errc::unbalanced &&
         it.asks_for(0) && it.count() == 0;
}());
CASE("A device that was asked for as 4194303 answers as itself, and no other object does, either way of asking", [] {
  constexpr std::array<wanted_property, 1> all{
      wanted_property{{{object_type::device, 4'194'303}, property::max_master, {}}, 2}};
  told<1> single{all, one_at_a_time};
  told<1> multiple{all};
  auto const input = single.hear({0x30, 1, 0x0C, 0x0C, 0, 0, 0, 1, 0x19, 0x40, 0x3E, 0x21, 0x7F, 0x3F});
  bool const itself =
      single.hear({0x30, 1, 0x0C, 0x0C, 0x02, 0x12, 0xD6, 0x87, 0x19, 0x40, 0x3E, 0x21, 0x7F, 0x3F}).code == errc::none;
  (void)multiple.hear({0x30, 1,    0x0E, 0x0C, 0,    0,    0,    1,    0x1E, 0x29, 0x40, 0x4E, 0x21,
                       0x7F, 0x4F, 0x1F,  //
                       0x0C, 0x02, 0x12, 0xD6, 0x87, 0x1E, 0x29, 0x40, 0x4E, 0x21, 0x7F, 0x4F, 0x1F});
  return input.code == errc::not_in_reply && itself && single.count() == 1 && multiple.count() == 1;
}());
CASE("A device asked for by its number answers as no other", [] {
  constexpr std::array<wanted_property, 1> all{
      wanted_property{{{object_type::device, 5}, property::max_master, {}}, 2}};
  told<1> it{all, one_at_a_time};
  return it.hear({0x30, 1, 0x0C, 0x0C, 0x02, 0, 0, 6, 0x19, 0x40, 0x3E, 0x21, 0x7F, 0x3F}).code == errc::not_in_reply;
}());

// ---- plans and snapshots ----

constexpr auto values_plan =
    plan(s4100::real_power_total, s4100::alarm_bitmap, s4100::phase_loss_b, s4100::system_type);
constexpr auto reliable_plan = plan(with_reliability::yes, s4100::real_power_total, s4100::phase_loss_b);

CASE("A plan wants Present_Values, a Real of 5 octets or an Enumerated of 2",
     values_plan.points() == 4 && values_plan.wanted().size() == 4 && values_plan.wanted()[0].of == value_of(11) &&
         values_plan.wanted()[0].value_size == 5 && values_plan.wanted()[1].value_size == 5 &&
         values_plan.wanted()[2].of == value_of(10, object_type::binary_input) &&
         values_plan.wanted()[2].value_size == 2 && values_plan.wanted()[3].value_size == 5);
CASE("With Reliability, each behind its value",
     reliable_plan.wanted().size() == 4 && reliable_plan.wanted()[1].of.what == property::reliability &&
         reliable_plan.wanted()[1].of.object == reliable_plan.wanted()[0].of.object &&
         reliable_plan.wanted()[1].value_size == 2 && reliable_plan.wanted()[2].value_size == 2 &&
         reliable_plan.wanted()[3].of.object == object_id{object_type::binary_input, 10});

template <auto const& Plan>
struct polled {
  bacnet::snapshot<Plan> now;

  constexpr polled& with(std::size_t index, octets value) {
    std::array<std::uint8_t, 16> space{};
    std::size_t size = 0;
    for (auto const octet : value) space[size++] = static_cast<std::uint8_t>(octet);
    now.take(index, {Plan.wanted()[index].of, bytes{space}.first(size), {}});
    return *this;
  }
  constexpr polled& without(std::size_t index, error_code why) {
    now.take(index, {Plan.wanted()[index].of, {}, access_error{error_class::object, why}});
    return *this;
  }
};

CASE("Before the poll nothing has come", [] {
  bacnet::snapshot<values_plan> now;
  return !now.complete() && now.decode(s4100::real_power_total).error() == errc::not_in_reply;
}());
CASE("Values, as points decode them", [] {
  polled<values_plan> it;
  it.with(0, {0x44, 0xC1, 0xA0, 0, 0}).with(1, {0x44, 0x46, 0x80, 0, 0}).with(2, {0x91, 1});
  bool const not_all = !it.now.complete() && it.now.decode(s4100::system_type).error() == errc::not_in_reply;
  it.with(3, {0x44, 0x42, 0x20, 0, 0});
  return not_all && it.now.complete() && it.now.decode(s4100::real_power_total)->in(kW) == -20.0F &&
         it.now.decode(s4100::alarm_bitmap)->has(s4100::alarm::clock_reset) &&
         it.now.decode(s4100::phase_loss_b) == result<bool>{true} &&
         it.now.decode(s4100::system_type) == result<system_type>{system_type::wye};
}());
CASE("A point that was not planned has not come",
     polled<values_plan>{}.now.decode(s4100::frequency).error() == error{errc::not_in_reply, 0, 18});
CASE("Errors: the device's, another datatype, a NaN, an unknown code; all of them have come", [] {
  polled<values_plan> it;
  it.without(0, error_code::unknown_object).with(1, {0x91, 1}).with(2, {0x91, 5}).with(3, {0x44, 0x7F, 0xC0, 0, 0});
  return it.now.complete() && it.now.decode(s4100::real_power_total).error() == error{errc::error_answer, 0, 0x011F} &&
         it.now.decode(s4100::alarm_bitmap).error() == errc::bad_tag &&
         it.now.decode(s4100::phase_loss_b).error() == errc::unknown_code &&
         it.now.decode(s4100::system_type).error() == errc::not_available;
}());
CASE("A value that the meter does not vouch for", [] {
  polled<reliable_plan> it;
  it.with(0, {0x44, 0xC1, 0xA0, 0, 0}).with(1, {0x91, 7}).with(2, {0x91, 1}).with(3, {0x91, 0});
  return it.now.complete() && it.now.decode(s4100::real_power_total).error() == error{errc::unreliable, 0, 7} &&
         it.now.decode(s4100::phase_loss_b) == result<bool>{true};
}());
CASE("A NaN is none before it is unreliable", [] {
  polled<reliable_plan> it;
  it.with(0, {0x44, 0x7F, 0xC0, 0, 0}).with(1, {0x91, 7});
  return it.now.decode(s4100::real_power_total).error() == errc::not_available;
}());
CASE("A meter without the property is believed; a Reliability that cannot be read vouches for nothing", [] {
  polled<reliable_plan> it;
  it.with(0, {0x44, 0xC1, 0xA0, 0, 0}).without(1, error_code::unknown_property).with(2, {0x91, 1}).with(3, {0x21, 7});
  polled<reliable_plan> beyond_16_bits;
  beyond_16_bits.with(2, {0x91, 1}).with(3, {0x93, 1, 0, 0});
  return it.now.decode(s4100::real_power_total).has_value() &&
         it.now.decode(s4100::phase_loss_b).error() == error{errc::unreliable, 0, 0xFFFF} &&
         beyond_16_bits.now.decode(s4100::phase_loss_b).error() == errc::unreliable;
}());
CASE("A value whose Reliability has not come is not there", [] {
  polled<reliable_plan> it;
  it.with(0, {0x44, 0xC1, 0xA0, 0, 0}).with(2, {0x91, 1}).with(3, {0x91, 0});
  bool const waits = !it.now.complete() && it.now.decode(s4100::real_power_total).error() == errc::not_in_reply;
  it.with(1, {0x91, 0});
  return waits && it.now.complete() && it.now.decode(s4100::real_power_total).has_value();
}());
CASE("The next poll begins with nothing", [] {
  polled<reliable_plan> it;
  it.with(0, {0x44, 0xC1, 0xA0, 0, 0}).with(1, {0x91, 7});
  it.now.clear();
  bool const gone = it.now.decode(s4100::real_power_total).error() == errc::not_in_reply;
  it.with(0, {0x44, 0xC1, 0xA0, 0, 0}).with(1, {0x91, 0});
  return gone && it.now.decode(s4100::real_power_total).has_value() && !it.now.complete();
}());
CASE("Poll and snapshot together", [] {
  told<4> it{reliable_plan.wanted()};
  bacnet::snapshot<reliable_plan> now;
  constexpr std::array<std::uint8_t, 44> whole{
      0x30, 1,    0x0E, 0x0C, 0x00, 0xC0, 0x00, 0x0A, 0x1E, 0x29, 0x67, 0x4E, 0x91, 0,    0x4F,
      0x29, 0x55, 0x4E, 0x91, 1,    0x4F, 0x1F, 0x0C, 0,    0,    0,    11,   0x1E, 0x29, 0x55,
      0x4E, 0x44, 0x41, 0xA0, 0,    0,    0x4F, 0x29, 0x67, 0x4E, 0x91, 0,    0x4F, 0x1F};
  auto const read = parse_apdu(whole);
  return it.it.answer(*read, now.taker()).code == errc::none && it.it.done() && now.complete() &&
         now.decode(s4100::real_power_total)->in(kW) == 20.0F && now.decode(s4100::phase_loss_b) == result<bool>{true};
}());
CASE("What a poll of another plan brings is passed over: behind the end, or another point", [] {
  bacnet::snapshot<values_plan> longer;
  bacnet::snapshot<reliable_plan> now;
  constexpr std::array<std::uint8_t, 5> twenty{0x44, 0x41, 0xA0, 0, 0};
  for (std::size_t i = 1; i != 9; ++i) {
    longer.take(i, {value_of(11), twenty, {}});
    now.take(i, {value_of(11), twenty, {}});
  }
  auto const of_nobody = now.decode(s4100::phase_loss_b).error();
  now.take(1, {{{object_type::analog_input, 11}, property::reliability, {}}, {}, access_error{}});
  return of_nobody == errc::not_in_reply && longer.decode(s4100::system_type).error() == errc::not_in_reply &&
         now.decode(s4100::real_power_total).error() == errc::not_in_reply;
}());
CASE("All analog inputs of a meter: three requests; with Reliability four", [] {
  std::array<wanted_property, 83> all{};
  std::array<wanted_property, 2 * 83> both{};
  std::size_t count = 0;
  for (auto const& row : s4100::objects)
    if (row.object.type == object_type::analog_input) {
      all[count] = both[2 * count] = {row.present_value()};
      both[2 * count + 1] = {row.reliability(), 2};
      ++count;
    }
  unsigned requests = 0;
  for (property_poll it{all}; !it.done(); it.skip()) ++requests;
  unsigned longer = 0;
  for (property_poll it{both}; !it.done(); it.skip()) ++longer;
  return count == 83 && requests == 3 && longer == 4;
}());

}  // namespace test_bacnet_poll
