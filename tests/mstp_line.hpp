// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/timing.hpp>
#include <meterproto/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

namespace tests {

/// A node and the station above it, as a member of a line.
template <class Node, class Station>
struct mstp_member {
  Node& node;
  Station& station;

  constexpr auto run(meterproto::bytes& came, std::uint32_t now) { return node.run(came, now, station); }
  constexpr void sent(std::uint32_t now) { node.sent(now); }
};
/// The same with a client, which runs its node itself.
template <class Node, class Client>
struct mstp_asking_member {
  Node& node;
  Client& client;

  constexpr auto run(meterproto::bytes& came, std::uint32_t now) { return client.run(node, came, now); }
  constexpr void sent(std::uint32_t now) { node.sent(now); }
};

/// Members of one MS/TP line: what one sends all others hear when its last octet has left.
template <class... Members>
class mstp_line {
 public:
  constexpr mstp_line(std::uint32_t baud, Members... members) : members_{members...}, baud_{baud} {}

  [[nodiscard]] constexpr std::uint32_t now() const { return now_; }
  [[nodiscard]] constexpr std::uint32_t frames() const { return frames_; }

  /// Until `done()` is true, or so many frames and silences are over; whether it is.
  template <class Done>
  constexpr bool run(Done const& done, std::uint32_t most) {
    for (; most != 0 && !done(); --most) step();
    return done();
  }

 private:
  template <class Do>
  constexpr void each(Do const& go) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (go(I, std::get<I>(members_)), ...);
    }(std::index_sequence_for<Members...>{});
  }
  constexpr void step() {
    meterproto::bytes frame;
    auto sender = sizeof...(Members);
    auto begin = now_;
    auto deadline = now_ + 10'000'000;
    each([&](std::size_t which, auto& member) {
      meterproto::bytes nothing;
      auto const wants = member.run(nothing, now_);
      if (!wants.send.empty() && frame.empty()) {
        frame = wants.send;
        begin = meterproto::bacnet::reached(wants.not_before, now_) ? wants.not_before : now_;
        sender = which;
      } else if (wants.send.empty() && meterproto::bacnet::reached(deadline, wants.deadline)) {
        deadline = wants.deadline;
      }
    });
    if (frame.empty()) {
      now_ = deadline != now_ && meterproto::bacnet::reached(deadline, now_) ? deadline : now_ + 1;
      return;
    }
    ++frames_;
    now_ = begin + meterproto::bacnet::octets_us(static_cast<std::uint32_t>(frame.size()), baud_);
    each([&](std::size_t which, auto& member) {
      if (which == sender) return;
      for (auto rest = frame; !rest.empty();) (void)member.run(rest, now_);
    });
    each([&](std::size_t which, auto& member) {
      if (which == sender) member.sent(now_);
    });
  }

  std::tuple<Members...> members_;
  std::uint32_t baud_;
  std::uint32_t now_ = 0;
  std::uint32_t frames_ = 0;
};

}  // namespace tests
