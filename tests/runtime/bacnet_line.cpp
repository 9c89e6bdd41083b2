// SPDX-License-Identifier: MIT
// Master and slave nodes of MS/TP that talk on a simulated line, with octets that are lost, damaged, inserted and
// delayed and nodes that are switched off and on.
//
// The line: an octet takes ten bit times, and every node that is not sending hears it. Octets that overlap are mixed as
// on the wire, a space (0) wins over a mark, and where they differ the receivers may see a framing error. A node that
// waits for its turnaround does not listen before it sends. Each node has its own clock, which wraps during many of the
// runs.
#include <meterproto/bacnet/node.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

using namespace meterproto;

namespace test_bacnet_line {

using instant = std::uint64_t;  // nanoseconds since the beginning
constexpr instant us = 1'000;
constexpr instant ms = 1'000'000;
constexpr instant s = 1'000'000'000;
constexpr instant never = ~instant{0};

/// SplitMix64: the same numbers everywhere.
class random_source {
 public:
  explicit random_source(std::uint64_t seed) : state_{seed} {}
  std::uint64_t operator()() {
    state_ += 0x9E37'79B9'7F4A'7C15U;
    auto z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return z ^ (z >> 31U);
  }
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(((*this)() >> 32U) * end >> 32U); }
  /// Of 2^32.
  bool happens(std::uint32_t chance) { return ((*this)() >> 32U) < chance; }

 private:
  std::uint64_t state_;
};

constexpr std::uint32_t chance_of(double probability) {
  return static_cast<std::uint32_t>(probability * 4294967296.0);
}

constexpr std::size_t longest_request = 24;
constexpr std::size_t longest_answer = 64;

/// What the stations do and what happened to it.
struct tally {
  std::uint32_t requests = 0;
  std::uint32_t unanswerable = 0;  // the peer decided not to answer
  std::uint32_t answered = 0;
  std::uint32_t given_up = 0;
  std::uint32_t stale = 0;      // answers that nobody waits for any more
  std::uint32_t postponed = 0;  // answers that went by send()
  std::uint32_t to_all = 0;
};

/// The side above a node. A request is 01, requester, number; its answer 02, requester, number; 03 is for all.
class desk {
 public:
  struct answer {
    std::uint8_t to = 0;
    std::array<std::uint8_t, 3> head{};
    instant ready = never;
  };

  desk(std::uint8_t address, std::uint64_t seed) : address_{address}, random_{seed} {}

  std::vector<std::uint8_t> const* peers = nullptr;
  tally* counted = nullptr;
  bool talks = true;
  bool can_postpone = true;
  instant give_up_after = 3 * s;
  instant now = 0;
  instant turn = 0;  // the last time the token was here
  instant longest_without = 0;
  std::uint32_t turns = 0;

  void receive(bacnet::indication const& came) {
    if (came.npdu.size() < 4) return;
    std::array<std::uint8_t, 3> const head{came.npdu[1], came.npdu[2], came.npdu[3]};
    if (came.npdu[0] == 1 && !came.to_all && bacnet::expects_reply(came.type)) take_request(came.source, head);
    if (came.npdu[0] == 2) take_answer(head);
    if (came.npdu[0] == 3) ++counted->to_all;
  }
  bacnet::outgoing send(std::span<std::uint8_t> space) {
    longest_without = std::max(longest_without, now - turn);
    turn = now;
    ++turns;
    postpone();
    give_up();
    for (auto it = late_.begin(); it != late_.end(); ++it) {
      if (it->ready > now) continue;
      auto const size = put(2, it->head, longest_answer, space);
      auto const to = it->to;
      late_.erase(it);
      ++counted->postponed;
      return {to, false, size};
    }
    if (!talks || peers->size() < 2 || random_.below(4) == 0) return {};
    if (random_.below(16) == 0) return {bacnet::broadcast, false, put(3, {}, longest_request, space)};
    if (waiting_) return {};
    auto to = address_;
    while (to == address_) to = (*peers)[random_.below(static_cast<std::uint32_t>(peers->size()))];
    ++number_;
    awaited_ = {address_, static_cast<std::uint8_t>(number_ >> 8U), static_cast<std::uint8_t>(number_ & 0xFFU)};
    waiting_ = true;
    since_ = now;
    ++counted->requests;
    return {to, true, put(1, awaited_, longest_request, space)};
  }
  std::size_t reply(std::span<std::uint8_t> space) {
    if (!asked_ || asked_->ready > now) return 0;
    auto const head = asked_->head;
    asked_.reset();
    return put(2, head, longest_answer, space);
  }

  /// When reply() will have something that it has not now.
  [[nodiscard]] instant ready() const { return asked_ && asked_->ready > now ? asked_->ready : never; }
  [[nodiscard]] bool waits() const { return waiting_; }
  void give_up() {
    if (!waiting_ || now - since_ < give_up_after) return;
    waiting_ = false;
    ++counted->given_up;
  }
  void forget() {
    if (waiting_) --counted->requests;
    waiting_ = false;
    asked_.reset();
    late_.clear();
  }

 private:
  std::size_t put(std::uint8_t kind, std::array<std::uint8_t, 3> const& head, std::size_t longest,
                  std::span<std::uint8_t> space) {
    auto const size = 4 + random_.below(static_cast<std::uint32_t>(longest - 3));
    space[0] = kind;
    for (std::size_t i = 0; i != 3; ++i) space[1 + i] = head[i];
    for (std::size_t i = 4; i < size; ++i) space[i] = static_cast<std::uint8_t>(random_() & 0xFFU);
    return size;
  }
  void postpone() {
    if (asked_ && can_postpone) late_.push_back(*asked_);
    asked_.reset();
  }
  void take_request(std::uint8_t from, std::array<std::uint8_t, 3> const& head) {
    postpone();
    auto const how = random_.below(32);
    if (how < 26) asked_ = {from, head, now};
    if (how >= 26 && how < 29) asked_ = {from, head, now + (1 + random_.below(40)) * ms};
    if (how >= 29 && how < 31) asked_ = {from, head, now + (can_postpone ? 250 + random_.below(300) : 200) * ms};
    if (how == 31) ++counted->unanswerable;
  }
  void take_answer(std::array<std::uint8_t, 3> const& head) {
    if (waiting_ && head == awaited_) {
      waiting_ = false;
      ++counted->answered;
    } else {
      ++counted->stale;
    }
  }

  std::uint8_t address_;
  random_source random_;
  std::optional<answer> asked_;
  std::deque<answer> late_;
  bool waiting_ = false;
  std::array<std::uint8_t, 3> awaited_{};
  instant since_ = 0;
  std::uint16_t number_ = 0;
};

struct node {
  node(std::uint8_t number, bool is_master, std::uint32_t baud, std::uint64_t seed)
      : address{number},
        master_kind{is_master},
        station{number, seed},
        set{bacnet::timing_at(baud)},
        clock{static_cast<std::uint32_t>(seed)} {}

  std::uint8_t address;
  bool master_kind;
  desk station;
  bacnet::node_settings set;
  std::array<std::uint8_t, 503> receive{};
  std::array<std::uint8_t, bacnet::max_frame> transmit{};
  std::optional<bacnet::master_node> master;  // while it is on
  std::optional<bacnet::slave_node> slave;
  std::uint32_t clock;  // its microseconds at instant 0
  instant wake = never;
  instant on_since = 0;
  // Its transmitter.
  bytes sending;
  std::size_t sent = 0;
  instant next_octet = never;
  bool drives = false;               // hears nothing
  std::vector<std::uint8_t> missed;  // came while it waited for its turnaround
  bool holds = false;
  bool lives = false;

  [[nodiscard]] bool on() const { return master || slave; }
  [[nodiscard]] std::uint32_t time(instant now) const { return clock + static_cast<std::uint32_t>(now / us); }
};

struct configuration {
  std::vector<std::uint8_t> masters;
  std::vector<std::uint8_t> slaves;
  std::uint32_t baud = 9600;
  double errors = 0;  // for each octet sent
  std::uint64_t seed = 1;
  std::uint8_t poll = 50;
  std::uint8_t most_max_master = 127;
};

class line {
 public:
  explicit line(configuration const& of) : of_{of}, random_{of.seed}, errors_{chance_of(of.errors)} {
    octet_ = 10 * s / of.baud;
    highest_ = 1;
    for (auto const address : of.masters) highest_ = std::max(highest_, address);
    for (auto const address : of.masters) add(address, true);
    for (auto const address : of.slaves) add(address, false);
    for (auto& each : nodes) each->station.peers = &peers_;
  }

  std::vector<std::unique_ptr<node>> nodes;
  tally counted;
  // Seen from outside.
  instant longest_lost = 0;    // nobody has the token or passes it
  instant longest_double = 0;  // two or more have it, until one or none has had it for a while
  std::uint32_t doubles = 0;
  std::uint32_t losses = 0;
  std::uint32_t collisions = 0;
  std::uint32_t faults = 0;
  std::uint64_t octets = 0;
  std::uint32_t standing_still = 0;  // deadlines that were not in the future

  [[nodiscard]] instant now() const { return now_; }
  [[nodiscard]] instant octet_time() const { return octet_; }
  void set_errors(double probability) { errors_ = chance_of(probability); }
  /// A frame that is on the line from now on, from nobody.
  void forge(bytes frame) {
    forger_->sending = frame;
    forger_->sent = 0;
    forger_->next_octet = now_;
    senders_.push_back(forger_.get());
  }
  void set_talks(bool talks) {
    for (auto& each : nodes) each->station.talks = talks;
  }

  void switch_on(node& it) {
    lost_until_ = never;
    it.station.turn = it.on_since = now_;
    if (it.master_kind) {
      it.master.emplace(it.set, it.receive, it.transmit);
      ++masters_on_;
    } else {
      it.slave.emplace(it.set, it.receive, it.transmit);
    }
    run(it, {});
    find_wake();
  }
  void switch_off(node& it) {
    lost_until_ = never;
    claim(it, false, false);
    if (it.master) --masters_on_;
    it.master.reset();
    it.slave.reset();
    it.wake = it.next_octet = never;
    it.sending = {};
    it.drives = false;
    it.missed.clear();
    it.station.forget();
    std::erase(senders_, &it);
    find_wake();
  }

  void run_until(instant end) {
    while (true) {
      auto next = std::min(slot_end_, wake_);
      for (auto const* it : senders_) next = std::min(next, it->next_octet);
      if (next >= end) break;
      pass_time(next);
      if (slot_end_ == now_) {
        close_slot();
        continue;
      }
      bool sent = false;
      for (std::size_t i = 0; i < senders_.size(); ++i) {
        if (senders_[i]->next_octet != now_) continue;
        put_octet(*senders_[i]);
        sent = true;
        break;
      }
      if (!sent) wake_nodes();
    }
    pass_time(end);
  }
  /// Counts from now on.
  void forget_times() {
    longest_lost = longest_double = 0;
    doubles = losses = 0;
    lost_until_ = never;
    double_until_ = 0;
    for (auto& each : nodes) {
      each->station.turn = now_;
      each->station.longest_without = 0;
      each->station.turns = 0;
    }
  }
  /// For a while there has been one token at most.
  [[nodiscard]] bool is_settled() const { return holders_ < 2 && now_ - double_until_ > settled(); }
  [[nodiscard]] std::uint32_t tokens_made() const {
    std::uint32_t sum = 0;
    for (auto const& each : nodes)
      if (each->master) sum += each->master->counted().tokens_lost;
    return sum;
  }

 private:
  void add(std::uint8_t address, bool is_master) {
    nodes.push_back(std::make_unique<node>(address, is_master, of_.baud, random_()));
    auto& it = *nodes.back();
    it.station.counted = &counted;
    it.station.can_postpone = is_master;
    // A node must poll as far as the highest address on the line; beyond it each has its own limit.
    it.set.station = address;
    it.set.max_master = static_cast<std::uint8_t>(highest_ + random_.below(of_.most_max_master - highest_ + 1U));
    it.set.max_info_frames = static_cast<std::uint8_t>(1 + random_.below(2));
    it.set.poll = of_.poll;
    peers_.push_back(address);
  }

  // ---- the nodes ----

  void run(node& it, bytes came) {
    it.station.now = now_;
    auto const at = it.time(now_);
    auto const step = it.master ? it.master->run(came, at, it.station) : it.slave->run(came, at, it.station);
    if (!step.send.empty()) {
      it.sending = step.send;
      it.sent = 0;
      auto const wait = static_cast<std::int32_t>(step.not_before - at);
      it.next_octet = now_ + (wait > 0 ? static_cast<instant>(wait) * us : 0) + random_.below(200) * us;
      it.wake = never;
      senders_.push_back(&it);
      it.missed.assign(came.begin(), came.end());
    } else {
      auto const wait = static_cast<std::int32_t>(step.deadline - at);
      if (wait <= 0) ++standing_still;
      it.wake = (now_ / us + (wait > 0 ? static_cast<instant>(wait) : 1)) * us;
      auto const ready = it.station.ready();
      if (ready < it.wake) it.wake = ready;
    }
    if (it.master) {
      using enum bacnet::master_node::state;
      auto const state = it.master->now();
      bool const unsent = state == pass_token && !step.send.empty();
      bool const holds = state == use_token || state == wait_for_reply || state == done_with_token ||
                         state == poll_for_master || unsent;
      claim(it, holds, holds || state == pass_token);
    }
  }
  void wake_nodes() {
    for (auto& each : nodes)
      if (each->wake <= now_) run(*each, {});
    find_wake();
  }
  void find_wake() {
    wake_ = never;
    for (auto const& each : nodes)
      if (each->wake < wake_) wake_ = each->wake;
  }

  // ---- the wire ----

  void put_octet(node& it) {
    if (it.sent == it.sending.size()) {  // the last one has left
      it.sending = {};
      it.drives = false;
      it.next_octet = never;
      std::erase(senders_, &it);
      if (!it.on()) return;
      if (it.master)
        it.master->sent(it.time(now_));
      else
        it.slave->sent(it.time(now_));
      auto const missed = it.missed;
      it.missed.clear();
      run(it, missed);
      find_wake();
      return;
    }
    it.drives = true;
    auto const octet = it.sending[it.sent++];
    it.next_octet = now_ + octet_;
    ++octets;
    if (slot_end_ == never) {
      slot_end_ = now_ + octet_;
      value_ = octet;
      framing_error_ = false;
    } else {
      ++collisions;
      if (value_ != octet && random_.below(2) == 0) framing_error_ = true;
      value_ &= octet;
    }
  }
  void close_slot() {
    slot_end_ = never;
    if (errors_ != 0 && random_.happens(errors_)) {
      close_slot_with_a_fault();
      return;
    }
    if (framing_error_)
      all_hear_error();
    else
      all_hear(value_);
  }
  void close_slot_with_a_fault() {
    ++faults;
    auto const other = static_cast<std::uint8_t>(value_ ^ (1 + random_.below(255)));
    auto* const victim = nodes[random_.below(static_cast<std::uint32_t>(nodes.size()))].get();
    switch (random_.below(8)) {
      case 0: break;  // lost
      case 1: all_hear(other); break;
      case 2: all_hear_error(); break;
      case 3:  // inserted
        all_hear(value_);
        all_hear(other);
        break;
      case 4:  // the next one is late, also by more than may be inside a frame
        for (auto* it : senders_)
          if (it->drives) it->next_octet += random_.below(100) * octet_ / 10;
        all_hear(value_);
        break;
      case 5: all_hear(value_, victim); break;  // one node alone does not hear it
      case 6:                                   // or hears another
        all_hear(value_, victim);
        hear(*victim, other);
        find_wake();
        break;
      default:
        all_hear(value_);
        hear(*victim, other);
        find_wake();
        break;
    }
  }
  void all_hear(std::uint8_t octet, node const* but = nullptr) {
    wake_ = never;
    for (auto& each : nodes) {
      if (each.get() != but) hear(*each, octet);
      if (each->wake < wake_) wake_ = each->wake;
    }
  }
  void hear(node& it, std::uint8_t octet) {
    if (!it.on() || it.drives) return;
    if (!it.sending.empty())
      it.missed.push_back(octet);
    else
      run(it, {&octet, 1});
  }
  void all_hear_error() {
    for (auto& each : nodes) {
      auto& it = *each;
      if (!it.on() || it.drives || !it.sending.empty()) continue;
      if (it.master)
        it.master->receive_error(it.time(now_));
      else
        it.slave->receive_error(it.time(now_));
      run(it, {});
    }
    find_wake();
  }

  // ---- what is seen ----

  void claim(node& it, bool holds, bool lives) {
    if (it.holds != holds) holders_ += holds ? 1U : ~0U;
    if (it.lives != lives) living_ += lives ? 1U : ~0U;
    it.holds = holds;
    it.lives = lives;
  }
  /// A while with at most one token, after which a double one counts as resolved: longer than any pause of a node that
  /// has the token but for the wait for a reply.
  [[nodiscard]] instant settled() const { return 20 * ms + 20 * octet_; }
  void pass_time(instant next) {
    if (next == now_) return;
    if (holders_ > 1) {
      if (now_ - double_until_ > settled()) {
        double_since_ = now_;
        ++doubles;
      }
      double_until_ = next;
      longest_double = std::max(longest_double, next - double_since_);
    }
    if (living_ == 0 && masters_on_ != 0) {
      if (lost_until_ != now_) {
        lost_since_ = now_;
        ++losses;
      }
      lost_until_ = next;
      longest_lost = std::max(longest_lost, next - lost_since_);
    }
    now_ = next;
  }

  configuration of_;
  random_source random_;
  std::vector<std::uint8_t> peers_;
  std::uint32_t errors_;
  std::uint8_t highest_ = 1;
  instant octet_ = 0;
  instant now_ = 0;
  instant wake_ = never;
  instant slot_end_ = never;  // of the octet that is on the line
  std::uint8_t value_ = 0;
  bool framing_error_ = false;
  std::vector<node*> senders_;
  std::unique_ptr<node> forger_ = std::make_unique<node>(std::uint8_t{254}, false, of_.baud, 0U);
  unsigned holders_ = 0;
  unsigned living_ = 0;
  unsigned masters_on_ = 0;
  instant lost_since_ = 0;
  instant lost_until_ = never;
  instant double_since_ = 0;
  instant double_until_ = 0;
};

// ---- what may take how long ----

/// From the last octet heard to the first one sent: the turnaround, and how late the programs here are.
instant gap(configuration const& of) {
  return bacnet::timing_at(of.baud).turnaround * us + 201 * us;
}
instant frame_time(configuration const& of, std::size_t octets) {
  return octets * (10 * s / of.baud);
}
instant poll_time(configuration const& of) {
  return gap(of) + frame_time(of, 8) + 20 * ms + us;
}
instant pass_time(configuration const& of) {
  return gap(of) + frame_time(of, 8);
}
constexpr std::size_t longest_frame = bacnet::header_size + longest_answer + bacnet::crc_size;
/// A request and the wait for its answer, which begins within Treply_timeout.
instant information_time(configuration const& of) {
  return gap(of) + 2 * frame_time(of, longest_frame) + 255 * ms + us;
}
/// A node that has nothing to say polls one address at most, and passes the token.
instant quiet_rotation(configuration const& of) {
  return of.masters.size() * (poll_time(of) + pass_time(of));
}
instant rotation(line const& on, configuration const& of) {
  auto sum = quiet_rotation(of);
  for (auto const& each : on.nodes)
    if (each->master_kind) sum += each->set.max_info_frames * information_time(of);
  return sum;
}
/// Nobody has the token. The last frame on the line may be an answer, or Reply Postponed, of a node that was asked by
/// one that has given up the token meanwhile: Treply_delay later. Then nobody speaks, and the node with the lowest
/// address makes one in its slot; if it has just been switched on, or counts from another octet than the others,
/// another does, or itself after all 128 slots.
instant most_lost(configuration const& of) {
  return 240 * ms + gap(of) + frame_time(of, longest_frame) + 500 * ms + 10 * ms * 128;
}
/// From the making of a token until every node has had one, on a line without errors: together the nodes poll each
/// address once, and each has one turn.
instant first_rotation(line const& on, configuration const& of) {
  return 128 * poll_time(of) + rotation(on, of);
}
/// Until a node that nobody passes the token to gets it. The one before it passes Npoll tokens, and then polls one
/// address at each, up to that of the new one; there are 127 others at most.
instant most_joining(configuration const& of) {
  return (of.poll + 127U) * quiet_rotation(of);
}
/// Two tokens. One of the nodes that have them is silent (it waits for a reply or for who it polls), or else they speak
/// at the same time, and neither token arrives. The silent one ends when it hears a frame for it, one for all or a
/// damaged one, and a token that goes round comes to it within a rotation; or when all are silent, which Treply_timeout
/// ends. If the first meeting leaves both, as when a damaged answer ends a wait, the second is one rotation later. If
/// both have lost their successors in it, both search, each after the other's poll, until one polls the other.
instant most_double(line const& on, configuration const& of) {
  return 2 * rotation(on, of) + 2 * 128 * poll_time(of);
}

configuration some_line(unsigned masters, unsigned slaves, unsigned baud, double errors, std::uint64_t seed) {
  configuration made;
  random_source random{seed * 1'000 + masters};
  auto const put = [&](std::vector<std::uint8_t>& into, unsigned first, unsigned end) {
    while (true) {
      auto const one = static_cast<std::uint8_t>(first + random.below(end - first));
      auto const is_taken = [&](auto const& those) { return std::ranges::find(those, one) != those.end(); };
      if (is_taken(made.masters) || is_taken(made.slaves)) continue;
      into.push_back(one);
      return;
    }
  };
  for (unsigned i = 0; i != masters; ++i) put(made.masters, 0, 128);
  for (unsigned i = 0; i != slaves; ++i) put(made.slaves, 0, 254);
  std::ranges::sort(made.masters);
  made.baud = baud;
  made.errors = errors;
  made.seed = seed;
  if (masters == 32) made.poll = 15;  // for the time that the test takes
  return made;
}
std::string name_of(configuration const& of) {
  return std::to_string(of.masters.size()) + " masters, " + std::to_string(of.slaves.size()) + " slaves, " +
         std::to_string(of.baud) + " baud, errors " + std::to_string(of.errors) + ", seed " + std::to_string(of.seed);
}
double in_ms(instant time) {
  return static_cast<double>(time / us) / 1000;
}

void switch_all_on(line& on) {
  for (auto& each : on.nodes)
    if (!each->on()) on.switch_on(*each);
}
instant longest_without(line const& on) {
  instant made = 0;
  for (auto const& each : on.nodes)
    if (each->master) made = std::max({made, each->station.longest_without, on.now() - each->station.turn});
  return made;
}
std::uint32_t fewest_turns(line const& on) {
  auto made = ~std::uint32_t{0};
  for (auto const& each : on.nodes)
    if (each->master) made = std::min(made, each->station.turns);
  return made;
}
bool waits_for_answers(line const& on) {
  return std::ranges::any_of(on.nodes, [](auto const& each) { return each->on() && each->station.waits(); });
}
bacnet::node_statistics sum_of(line const& on) {
  bacnet::node_statistics sum;
  for (auto const& each : on.nodes) {
    if (!each->master) continue;
    auto const& one = each->master->counted();
    sum.tokens_lost += one.tokens_lost;
    sum.token_retries += one.token_retries;
    sum.successors_lost += one.successors_lost;
    sum.unexpected += one.unexpected;
    sum.postponed_by_us += one.postponed_by_us;
  }
  return sum;
}
/// In steps, until every master has had a turn.
instant run_until_all_have_turns(line& on, instant most) {
  auto const begin = on.now();
  for (auto& each : on.nodes) each->station.turns = 0;
  while (fewest_turns(on) == 0 && on.now() - begin <= most) on.run_until(on.now() + 5 * ms);
  return on.now() - begin;
}
/// Each passes the token to the next higher address. After errors a ring may have another order for a time, as when the
/// right successor was not heard: then a later search puts it right.
bool is_in_order(line const& on, configuration const& of) {
  for (auto const& each : on.nodes) {
    if (!each->master) continue;
    auto const next = std::ranges::upper_bound(of.masters, each->address);
    if (each->master->next_station() != (next == of.masters.end() ? of.masters.front() : *next)) return false;
  }
  return true;
}
/// Two quiet rotations in which all went well.
bool is_well_for_a_while(line& on, configuration const& of) {
  auto const before = sum_of(on);
  on.forget_times();
  on.run_until(on.now() + 2 * quiet_rotation(of));
  auto const after = sum_of(on);
  return is_in_order(on, of) && longest_without(on) <= quiet_rotation(of) && fewest_turns(on) >= 2 &&
         on.longest_lost == 0 && on.doubles == 0 && after.tokens_lost == before.tokens_lost &&
         after.token_retries == before.token_retries;
}
/// Nobody talks any more, and nothing is damaged: the ring must be whole within a time, and stay so. Returns the time.
instant check_recovery(line& on, configuration const& of) {
  on.set_errors(0);
  on.set_talks(false);
  // A token may be lost or there twice. Then the others join, each behind another, and whoever is new in the ring looks
  // for its successor, all together at 128 addresses. Where that puts the order right, whom it leaves out joins again.
  auto const most = most_lost(of) + most_double(on, of) + 2 * (most_joining(of) + 128 * poll_time(of));
  auto const begin = on.now();
  bool well = false;
  while (!well && on.now() - begin <= most) well = is_well_for_a_while(on, of);
  auto const passed = on.now() - begin;
  CHECK(well);
  CHECK(is_well_for_a_while(on, of));
  CHECK(on.standing_still == 0);
  return passed;
}
/// Every request has ended when its time is over.
void check_requests(line& on, configuration const& of) {
  on.set_talks(false);
  auto const begin = on.now();
  auto const most = on.nodes.front()->station.give_up_after + quiet_rotation(of);
  while (waits_for_answers(on) && on.now() - begin <= most) on.run_until(on.now() + 20 * ms);
  CHECK(!waits_for_answers(on));
  CHECK(on.counted.answered + on.counted.given_up == on.counted.requests);
}

/// The longest of all runs.
struct extremes {
  instant lost = 0;
  instant twice = 0;
  std::uint32_t doubles = 0;
  std::uint32_t losses = 0;
  std::uint32_t requests = 0;
  std::uint32_t answered = 0;
  std::uint32_t faults = 0;
  instant recovery = 0;

  void add(line const& on) {
    lost = std::max(lost, on.longest_lost);
    twice = std::max(twice, on.longest_double);
    doubles += on.doubles;
    losses += on.losses;
    faults += on.faults;
    requests += on.counted.requests;
    answered += on.counted.answered;
  }
};

}  // namespace test_bacnet_line
using namespace test_bacnet_line;

TEST_CASE("MS/TP line without errors: no token is lost, every request is answered, all have their turns") {
  for (unsigned const many : {2U, 3U, 8U, 32U}) {
    for (unsigned const baud : {9'600U, 76'800U, 115'200U}) {
      instant longest = 0, quiet = 0, formed = 0, most = 0, most_quiet = 0;
      std::uint32_t requests = 0;
      for (std::uint64_t seed = 1; seed != (many == 32 ? 3 : 4); ++seed) {
        auto const of = some_line(many, many == 2 ? 0 : many == 3 ? 1 : 2, baud, 0, seed);
        INFO(name_of(of));
        line on{of};
        for (auto& each : on.nodes) each->station.give_up_after = 2 * s + many * 300 * ms;
        switch_all_on(on);
        auto const lowest = of.masters.front();
        auto const most_forming = 500 * ms + 10 * ms * lowest + gap(of) + first_rotation(on, of);
        formed = std::max(formed, run_until_all_have_turns(on, most_forming));
        CHECK(on.now() <= most_forming + 5 * ms);
        CHECK(on.longest_lost == 500 * ms + 10 * ms * lowest);
        on.run_until(on.now() + 500 * ms);
        on.forget_times();
        on.run_until(on.now() + (many == 32 ? 5 : 15) * s);
        CHECK(longest_without(on) <= rotation(on, of));
        CHECK(fewest_turns(on) >= 1);
        longest = std::max(longest, longest_without(on));
        most = std::max(most, rotation(on, of));
        check_requests(on, of);
        CHECK(on.counted.given_up == on.counted.unanswerable);
        CHECK(on.counted.stale == 0);
        CHECK(on.counted.requests > 10);
        CHECK(on.counted.to_all > 0);
        CHECK(on.counted.postponed > 0);
        requests += on.counted.requests;
        on.forget_times();
        on.run_until(on.now() + 2 * quiet_rotation(of));
        CHECK(longest_without(on) <= quiet_rotation(of));
        quiet = std::max(quiet, longest_without(on));
        most_quiet = std::max(most_quiet, quiet_rotation(of));
        auto const sum = sum_of(on);
        CHECK(sum.tokens_lost == 1);
        CHECK(sum.token_retries == 0);
        CHECK(sum.successors_lost == 0);
        CHECK(sum.unexpected == 0);
        CHECK(on.longest_lost == 0);
        CHECK(on.doubles == 0);
        CHECK(on.collisions == 0);
        CHECK(on.standing_still == 0);
      }
      MESSAGE(many << " masters at " << baud << " baud: all in the ring after " << in_ms(formed) << " ms; rotation "
                   << in_ms(quiet) << " ms without and " << in_ms(longest) << " ms with " << requests
                   << " requests, at most " << in_ms(most_quiet) << " and " << in_ms(most));
    }
  }
}

TEST_CASE("MS/TP line with errors: a lost token comes back, two become one, every request ends") {
  for (unsigned const many : {2U, 3U, 8U, 32U}) {
    for (double const errors : {1e-4, 1e-3, 1e-2}) {
      extremes seen;
      for (unsigned const baud : {9'600U, 76'800U, 115'200U}) {
        for (std::uint64_t seed = 1; seed != (many < 8 ? 4 : 3); ++seed) {
          auto const of = some_line(many, many == 2 ? 0 : 1, baud, errors, seed);
          INFO(name_of(of));
          line on{of};
          switch_all_on(on);
          on.run_until((many == 32 ? 10 : 20) * s);
          CHECK(on.longest_lost <= most_lost(of));
          CHECK(on.longest_double <= most_double(on, of));
          seen.add(on);
          seen.recovery = std::max(seen.recovery, check_recovery(on, of));
          check_requests(on, of);
        }
      }
      MESSAGE(many << " masters, " << errors << ": " << seen.faults << " errors; without a token " << seen.losses
                   << " times, at most " << in_ms(seen.lost) << " ms; with two " << seen.doubles << " times, at most "
                   << in_ms(seen.twice) << " ms; " << seen.answered << " of " << seen.requests
                   << " requests answered; whole again after " << in_ms(seen.recovery) << " ms");
    }
  }
}

TEST_CASE("MS/TP line with tokens that nobody has sent: two become one") {
  for (unsigned const many : {2U, 3U, 8U, 32U}) {
    extremes seen;
    for (unsigned const baud : {9'600U, 76'800U, 115'200U}) {
      auto const of = some_line(many, 1, baud, 0, 1);
      INFO(name_of(of));
      line on{of};
      random_source random{of.seed};
      switch_all_on(on);
      on.run_until(8 * s);
      on.forget_times();
      std::array<std::uint8_t, bacnet::header_size> token{};
      for (int i = 0; i != 30; ++i) {
        auto const to = of.masters[random.below(many)];
        auto const from = of.masters[random.below(many)];
        REQUIRE(bacnet::build_frame(bacnet::frame_type::token, to, from, {}, token).error() == error{});
        on.forge(token);
        do on.run_until(on.now() + 10 * ms);
        while (!on.is_settled());
        on.run_until(on.now() + random.below(300) * ms);
      }
      CHECK(on.longest_lost <= most_lost(of));
      CHECK(on.longest_double <= most_double(on, of));
      seen.add(on);
      seen.recovery = std::max(seen.recovery, check_recovery(on, of));
      check_requests(on, of);
    }
    MESSAGE(many << " masters: with two tokens " << seen.doubles << " times, at most " << in_ms(seen.twice)
                 << " ms; without one " << seen.losses << " times, at most " << in_ms(seen.lost) << " ms");
  }
}

TEST_CASE("MS/TP line with nodes that are switched off and on") {
  for (unsigned const many : {2U, 3U, 8U, 32U}) {
    for (double const errors : {0.0, 1e-3}) {
      extremes seen;
      for (unsigned const baud : {9'600U, 76'800U, 115'200U}) {
        for (std::uint64_t seed = 1; seed != (many == 32 ? 2 : 4); ++seed) {
          auto const of = some_line(many, 1, baud, errors, seed);
          INFO(name_of(of));
          line on{of};
          random_source random{seed};
          switch_all_on(on);
          on.run_until(6 * s);
          for (int i = 0; i != 20; ++i) {
            auto& one = *on.nodes[random.below(static_cast<std::uint32_t>(on.nodes.size()))];
            if (one.on())
              on.switch_off(one);
            else
              on.switch_on(one);
            on.run_until(on.now() + random.below(1'000) * ms);
          }
          switch_all_on(on);
          on.run_until(on.now() + 1 * s);
          CHECK(on.longest_lost <= most_lost(of));
          CHECK(on.longest_double <= most_double(on, of));
          seen.add(on);
          seen.recovery = std::max(seen.recovery, check_recovery(on, of));
          check_requests(on, of);
        }
      }
      MESSAGE(many << " masters, errors " << errors << ": without a token " << seen.losses << " times, at most "
                   << in_ms(seen.lost) << " ms; with two " << seen.doubles << " times, at most " << in_ms(seen.twice)
                   << " ms; whole again after " << in_ms(seen.recovery) << " ms");
    }
  }
}

TEST_CASE("MS/TP line: a new master joins within Npoll rotations and one more for each address") {
  for (unsigned const many : {2U, 3U, 8U, 32U}) {
    for (unsigned const poll : {5U, 50U}) {
      instant longest = 0;
      for (unsigned const baud : {9'600U, 76'800U, 115'200U}) {
        auto of = some_line(many, 0, baud, 0, many);
        of.poll = static_cast<std::uint8_t>(poll);
        INFO(name_of(of) << ", Npoll " << poll);
        line on{of};
        on.set_talks(false);
        auto& late = *on.nodes[many / 2];
        for (auto& each : on.nodes)
          if (each.get() != &late) on.switch_on(*each);
        on.run_until(6 * s);
        on.switch_on(late);
        // Between the one before it and itself lie so many addresses.
        auto const before = of.masters[many / 2 - 1];
        auto const polled = static_cast<unsigned>(late.address - before);
        auto most = (poll + polled + 1) * quiet_rotation(of);
        if (many == 2) most = 128 * (poll_time(of) + pass_time(of));  // a sole master polls as often as it can
        late.station.turns = 0;
        auto const begin = on.now();
        while (late.station.turns == 0 && on.now() - begin <= most) on.run_until(on.now() + 1 * ms);
        CHECK(on.now() - begin <= most);
        CHECK(on.tokens_made() == 1);
        longest = std::max(longest, on.now() - begin);
      }
      MESSAGE((many - 1) << " masters, Npoll " << poll << ": a new one joins after " << in_ms(longest) << " ms");
    }
  }
}

TEST_CASE("MS/TP line: a sole master and slaves, and a second master later") {
  for (unsigned const baud : {9'600U, 76'800U, 115'200U}) {
    auto const of = some_line(2, 2, baud, 0, 9);
    INFO(name_of(of));
    line on{of};
    for (std::size_t i = 1; i != on.nodes.size(); ++i)
      if (!on.nodes[i]->master_kind) on.switch_on(*on.nodes[i]);
    auto& first = *on.nodes[0];
    on.switch_on(first);
    on.run_until(20 * s);
    CHECK(first.master->is_sole_master());
    CHECK(first.master->counted().tokens == 0);
    CHECK(on.tokens_made() == 1);
    CHECK(on.counted.requests > 10);
    CHECK(on.counted.answered > 0);
    // It has the token always, and lets it rest only to wait and to poll.
    on.forget_times();
    on.run_until(on.now() + 20 * s);
    CHECK(longest_without(on) <= 2 * information_time(of) + poll_time(of));
    on.set_talks(false);
    on.run_until(on.now() + 4 * s);
    CHECK(!waits_for_answers(on));
    CHECK(on.counted.answered + on.counted.given_up == on.counted.requests);
    auto& second = *on.nodes[1];
    on.switch_on(second);
    auto const begin = on.now();
    auto const most = 128 * (poll_time(of) + pass_time(of));
    while (second.master->counted().tokens == 0 && on.now() - begin <= most) on.run_until(on.now() + 1 * ms);
    CHECK(on.now() - begin <= most);
    CHECK(!first.master->is_sole_master());
    MESSAGE(baud << " baud: a second master joins after " << in_ms(on.now() - begin) << " ms");
    on.run_until(on.now() + most);
    on.forget_times();
    on.run_until(on.now() + 5 * quiet_rotation(of));
    CHECK(longest_without(on) <= quiet_rotation(of));
    CHECK(on.tokens_made() == 1);
    CHECK(on.doubles == 0);
    CHECK(on.collisions == 0);
  }
}
