// SPDX-License-Identifier: MIT
// The master node held against timed scenarios of another implementation: bacnet/master_node_scenarios.jsonl of the
// corpus. Frames take no time on the wire there. That implementation compares with > where the standard has >=, and
// takes a tick of 1 ms for each further frame of a token: so every frame of ours comes at most 1 ms earlier for each of
// its frames so far, and none comes later.
#include <meterproto/bacnet/node.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "../vectors.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

using namespace meterproto;
using nlohmann::json;

namespace test_bacnet_scenarios {

using tests::buffer;
using tests::from_hex;
using tests::text_of;
using tests::to_hex;

constexpr std::uint32_t start = 0xFFFF'C000;  // so that microseconds wrap in each scenario

std::vector<json> const& scenarios() {
  static auto const made = tests::vectors_in(METERPROTO_CORPUS "/bacnet/master_node_scenarios.jsonl");
  return made;
}

struct event {
  std::uint32_t at = 0;  // ms
  bool delivered = false;
  std::string what;  // a frame sent; of a delivery type, source and length
};

std::string delivery(unsigned type, unsigned source, std::size_t length) {
  return std::to_string(type) + " from " + std::to_string(source) + ", " + std::to_string(length) + " octets";
}

struct desk {
  std::vector<event>& log;
  std::uint32_t now = 0;  // ms
  std::deque<buffer> queued;
  buffer answer;  // empty: none is ready

  void receive(bacnet::indication const& came) {
    log.push_back({now, true, delivery(static_cast<unsigned>(came.type), came.source, came.npdu.size())});
  }
  bacnet::outgoing send(std::span<std::uint8_t> space) {
    if (queued.empty()) return {};
    auto const whole = queued.front();
    queued.pop_front();
    auto const parsed = bacnet::parse_frame(whole);
    REQUIRE(parsed.error() == error{});
    std::ranges::copy(parsed->data, space.begin());
    return {parsed->destination, bacnet::expects_reply(parsed->type), parsed->data.size()};
  }
  std::size_t reply(std::span<std::uint8_t> space) {
    if (answer.empty()) return 0;
    auto const parsed = bacnet::parse_frame(answer);
    REQUIRE(parsed.error() == error{});
    std::ranges::copy(parsed->data, space.begin());
    auto const size = parsed->data.size();
    answer.clear();
    return size;
  }
};

bacnet::node_settings settings_of(json const& scenario) {
  auto const& timers = scenario.at("timers");
  auto const number = [](json const& in, char const* name) { return in.at(name).get<std::uint8_t>(); };
  auto const ms = [&](char const* name) { return timers.at(name).get<std::uint32_t>() * 1000; };
  bacnet::node_settings set{bacnet::timing_at(76'800)};
  set.station = number(scenario, "ts");
  set.max_master = number(scenario, "nmax_master");
  set.max_info_frames = number(scenario, "nmax_info_frames");
  set.poll = number(timers, "Npoll");
  set.retry_token = number(timers, "Nretry_token");
  set.min_octets = number(timers, "Nmin_octets");
  set.times.turnaround = 0;
  set.times.no_token = ms("Tno_token");
  set.times.slot = ms("Tslot");
  set.times.usage_timeout = ms("Tusage_timeout");
  set.times.reply_timeout = ms("Treply_timeout");
  set.times.reply_delay = ms("Treply_delay");
  return set;
}

std::string name_of(bacnet::master_node::state state) {
  static constexpr std::array<char const*, 9> names{"INITIALIZE",         "IDLE",       "USE_TOKEN", "WAIT_FOR_REPLY",
                                                    "DONE_WITH_TOKEN",    "PASS_TOKEN", "NO_TOKEN",  "POLL_FOR_MASTER",
                                                    "ANSWER_DATA_REQUEST"};
  return names.at(static_cast<std::size_t>(state));
}

struct played {
  std::vector<event> log;
  std::string final_state;
};
played play(json const& scenario) {
  played made;
  std::array<std::uint8_t, 503> receive{};
  std::array<std::uint8_t, bacnet::max_frame> transmit{};
  bacnet::master_node node{settings_of(scenario), receive, transmit};
  desk station{made.log, 0, {}, {}};
  auto const run_until = scenario.at("run_until").get<std::uint32_t>();
  auto const& inputs = scenario.at("inputs");
  std::size_t next = 0;
  for (std::uint32_t ms = 0; ms < run_until;) {
    station.now = ms;
    buffer came;
    if (next != inputs.size() && inputs[next].at("t") == ms) {
      auto const frame = from_hex(text_of(inputs[next], "hex"));
      auto const kind = text_of(inputs[next], "kind");
      if (kind == "rx") came = frame;
      if (kind == "queue") station.queued.push_back(frame);
      if (kind == "reply") station.answer = frame;
      ++next;
    }
    bytes left{came};
    auto const now = start + 1000 * ms;
    auto step = node.run(left, now, station);
    while (!step.send.empty()) {
      made.log.push_back({ms, false, to_hex(step.send)});
      node.sent(now);
      step = node.run(left, now, station);
    }
    CHECK(left.empty());
    auto const wait = step.deadline - now;
    CHECK(wait != 0);
    auto then = ms + (wait + 999) / 1000;
    if (next != inputs.size()) then = std::min(then, inputs[next].at("t").get<std::uint32_t>());
    ms = std::min(then, run_until);
  }
  made.final_state = name_of(node.now());
  return made;
}

std::vector<event> wanted_of(json const& scenario) {
  std::vector<event> made;
  for (auto const& one : scenario.at("outputs")) {
    auto const at = one.at("t").get<std::uint32_t>();
    bool const delivered = text_of(one, "ev") == "deliver";
    made.push_back({at, delivered,
                    delivered ? delivery(one.at("type").get<unsigned>(), one.at("src").get<unsigned>(),
                                         one.at("len").get<std::size_t>())
                              : text_of(one, "hex")});
  }
  return made;
}

}  // namespace test_bacnet_scenarios
using namespace test_bacnet_scenarios;

TEST_CASE("BACnet master node: the scenarios of another implementation") {
  if (scenarios().empty()) {
    MESSAGE("no corpus: " METERPROTO_CORPUS "/bacnet/master_node_scenarios.jsonl");
    return;
  }
  CHECK(scenarios().size() == 11);
  std::size_t compared = 0;
  for (auto const& scenario : scenarios()) {
    auto const name = text_of(scenario, "id");
    INFO(name);
    auto const run_until = scenario.at("run_until").get<std::uint32_t>();
    auto const wanted = wanted_of(scenario);
    auto got = play(scenario);
    REQUIRE(wanted.size() == scenario.at("outputs_total").get<std::size_t>());
    // What is earlier by as much as is allowed may add one frame before the end.
    if (got.log.size() == wanted.size() + 1 && got.log.back().at + wanted.size() + 1 >= run_until) got.log.pop_back();
    REQUIRE(got.log.size() == wanted.size());
    std::uint32_t frames = 0;
    for (std::size_t i = 0; i != wanted.size(); ++i) {
      INFO("output " << i << ": " << got.log[i].what << " at " << got.log[i].at << " ms, wanted at " << wanted[i].at);
      CHECK(got.log[i].delivered == wanted[i].delivered);
      CHECK(got.log[i].what == wanted[i].what);
      CHECK(got.log[i].at <= wanted[i].at);
      CHECK(got.log[i].at + frames >= wanted[i].at);
      if (!wanted[i].delivered) ++frames;
      ++compared;
    }
    CHECK(got.final_state == text_of(scenario, "final_state"));
  }
  MESSAGE(scenarios().size() << " scenarios, " << compared << " frames and deliveries alike");
}
