// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/receiver.hpp>
#include <meterproto/bacnet/timing.hpp>
#include <meterproto/bytes.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

/// The node machines of MS/TP, without a clock or a port: octets and times in; frames to send, received NPDUs and the
/// next deadline out. A slave answers; a master passes the token, finds its successor and makes a lost token anew.
/// Source: ANSI/ASHRAE 135-2024 clauses 9.5.6 (master) and 9.5.7 (slave), whose names the states have. Decided here, as
/// implementations differ: a time counts as over when it is reached (>=); a master that has missed its slot to make a
/// token makes one after all slots; a request to everybody is handed on and not answered; a token or a request that is
/// seen late, with another frame behind it, is not used any more.
///
/// How to drive one: hand it what has come, and send what it gives.
///   auto const step = node.run(came, now(), station);      // until `came` is empty
///   if (!step.send.empty()) { wait until step.not_before; write step.send; node.sent(now()); }
///   else wait for octets until step.deadline
/// What it sends is not for run(): where the receiver hears its own transmitter, pass over as many octets as were sent.
/// As an echo a token would look as if its receiver used it.
namespace meterproto::bacnet {

/// A frame that a node hands on: data, or a test response, whose data are no NPDU but what somebody sent as a test.
struct indication {
  frame_type type = frame_type::data_not_expecting_reply;
  std::uint8_t source = 0;
  bool to_all = false;    ///< then there is no answer
  bytes npdu;             ///< a view, until the call ends
  bool at_slave = false;  ///< an answer goes by reply(), before the next one comes, or not at all
};

/// What a station wants to send: `size` octets that it has written.
struct outgoing {
  std::uint8_t destination = broadcast;
  bool expects_reply = false;
  std::size_t size = 0;  ///< 0: nothing to send
};

/// The side above a node. receive(): what came. send(): writes the next NPDU into the octets that it is given, when the
/// token is here. reply(): writes the answer to the last request that receive() brought, when it is ready; 0 until
/// then. An answer that reply() was not asked for any more has been postponed, and goes by send(); at a slave it is
/// lost.
template <class Station>
concept mstp_station = requires(Station& it, indication const& came, std::span<std::uint8_t> space) {
  it.receive(came);
  { it.send(space) } -> std::same_as<outgoing>;
  { it.reply(space) } -> std::same_as<std::size_t>;
};

/// What a node wants of its line.
struct node_step {
  bytes send;                    ///< a frame, until sent() is called; empty: nothing
  std::uint32_t not_before = 0;  ///< when its first octet may leave
  std::uint32_t deadline = 0;    ///< where there is nothing to send: run() again then, though no octet comes
};

///   bacnet::node_settings set{bacnet::timing_at(76'800)};
///   set.station = 3;
struct node_settings {
  timing times;                       ///< must be given, as nothing is heard at a wrong baud rate
  std::uint8_t station = 0;           ///< master 0 to 127, slave 0 to 254
  std::uint8_t max_master = 127;      ///< the highest address that is polled; raised to this station's and to 1
  std::uint8_t max_info_frames = 1;   ///< frames for each token
  std::uint8_t poll = 50;             ///< Npoll: tokens between two searches for new masters
  std::uint8_t retry_token = 1;       ///< Nretry_token
  std::uint8_t min_octets = 4;        ///< Nmin_octets: more than these say that somebody is there
  bool extended = false;              ///< may send frames 32 and 33 with more than 501 octets
};

/// What has gone wrong and right; counts wrap.
struct node_statistics {
  std::uint32_t tokens = 0;            ///< received
  std::uint32_t tokens_lost = 0;       ///< made anew
  std::uint32_t token_retries = 0;     ///< the successor did not use it at once
  std::uint32_t successors_lost = 0;   ///< nor after that
  std::uint32_t replies = 0;           ///< to our requests, within the time
  std::uint32_t reply_timeouts = 0;
  std::uint32_t postponed_by_others = 0;
  std::uint32_t postponed_by_us = 0;
  std::uint32_t unexpected = 0;        ///< frames that do not belong into the state: the token was given up
};

namespace node_rules {

/// Where the NPDU of a data frame is written, so that it can be encoded in place.
inline constexpr std::size_t extended_gap = cobs::most_encoded(max_extended_npdu) - max_extended_npdu;

constexpr std::span<std::uint8_t> npdu_space(std::span<std::uint8_t> buffer, bool extended) {
  auto const at = header_size + (extended ? extended_gap : 0);
  auto const behind = extended ? cobs::crc_size : crc_size;
  if (buffer.size() < at + behind) return {};
  auto const most = extended ? max_extended_npdu : max_data;
  auto const room = buffer.size() - at - behind;
  return buffer.subspan(at, room < most ? room : most);
}

/// Empty where it does not fit, which a size beyond the space alone can cause.
constexpr bytes data_frame(bool expects, std::uint8_t to, std::uint8_t from, std::size_t size, bool extended,
                           std::span<std::uint8_t> buffer) {
  auto const space = npdu_space(buffer, extended);
  if (size > space.size()) return {};
  using enum frame_type;
  bool const encoded = size > max_data;
  auto const type = encoded ? (expects ? extended_data_expecting_reply : extended_data_not_expecting_reply)
                            : (expects ? data_expecting_reply : data_not_expecting_reply);
  auto const built = build_frame(type, to, from, space.first(size), buffer);
  return built ? bytes{*built} : bytes{};
}

}  // namespace node_rules

class master_node {
 public:
  enum class state : std::uint8_t {
    initialize,
    idle,
    use_token,
    wait_for_reply,
    done_with_token,
    pass_token,
    no_token,
    poll_for_master,
    answer_data_request,
  };

  /// `receive`: see receiver; `transmit`: max_frame octets (511), or max_extended_frame (1516) where such may be sent.
  /// Both live on. Expects: that `transmit` holds a token (8); a node without takes no part.
  constexpr master_node(node_settings const& set, std::span<std::uint8_t> receive, std::span<std::uint8_t> transmit)
      : set_{checked(set)}, line_{set_.station, receive, set_.times.frame_abort}, transmit_{transmit} {}

  /// Takes octets from the front of `came`; see receiver::take() for `now`.
  template <mstp_station Station>
  constexpr node_step run(bytes& came, std::uint32_t now, Station& station) {
    if (now_ == state::initialize) initialize(now);
    while (true) {
      if (!sending_.empty()) return {sending_, later(line_.last_octet(), set_.times.turnaround), now};
      if (pending_.what == heard::nothing) {
        pending_ = line_.take(came, now);
        if (pending_.what == heard::not_for_us && !is_our_turn()) pending_.what = heard::nothing;
      }
      bool const moved = step(now, station);
      if (!moved && sending_.empty() && pending_.what == heard::nothing && came.empty()) break;
    }
    return {{}, now, deadline(now)};
  }

  /// The last octet of what run() gave has left at `now`.
  constexpr void sent(std::uint32_t now) {
    sending_ = {};
    line_.sent_until(now);
  }
  /// The port reports a framing error or an overrun.
  constexpr void receive_error(std::uint32_t now) {
    auto const made = line_.receive_error(now);
    if (made.what != heard::nothing) pending_ = made;
  }

  [[nodiscard]] constexpr state now() const { return now_; }
  [[nodiscard]] constexpr std::uint8_t next_station() const { return next_; }  ///< this one: not known
  [[nodiscard]] constexpr bool is_sole_master() const { return sole_; }
  [[nodiscard]] constexpr node_settings const& set() const { return set_; }
  [[nodiscard]] constexpr node_statistics const& counted() const { return counted_; }
  [[nodiscard]] constexpr line_statistics const& seen() const { return line_.seen(); }
  /// Max_Master and Max_Info_Frames can be written while a node runs.
  constexpr void limit(std::uint8_t max_master, std::uint8_t max_info_frames) {
    set_.max_master = max_master;
    set_.max_info_frames = max_info_frames;
    set_ = checked(set_);
  }

 private:
  static constexpr node_settings checked(node_settings set) {
    if (set.station > highest_master) set.station = highest_master;
    if (set.max_master > highest_master) set.max_master = highest_master;
    if (set.max_master < set.station) set.max_master = set.station;
    if (set.max_master == 0) set.max_master = 1;
    if (set.max_info_frames == 0) set.max_info_frames = 1;
    return set;
  }
  [[nodiscard]] constexpr std::uint8_t after(std::uint8_t station) const {
    return station >= set_.max_master ? std::uint8_t{0} : static_cast<std::uint8_t>(station + 1);
  }
  constexpr void initialize(std::uint32_t now) {
    line_.sent_until(now);
    if (transmit_.size() < header_size) return;
    next_ = polled_ = set_.station;
    token_count_ = set_.poll;
    now_ = state::idle;
  }

  // ---- what is sent ----

  constexpr void send(frame_type type, std::uint8_t to, bytes data = {}) {
    auto const built = build_frame(type, to, set_.station, data, transmit_);
    if (built) sending_ = *built;
  }
  constexpr void poll_master(std::uint8_t station) {
    polled_ = station;
    retries_ = 0;
    send(frame_type::poll_for_master, station);
    now_ = state::poll_for_master;
  }
  constexpr void pass_token() {
    retries_ = 0;
    line_.clear_events();
    send(frame_type::token, next_);
    now_ = state::pass_token;
  }
  constexpr void search_successor_behind(std::uint8_t station) {
    auto const first = after(station) == set_.station ? after(set_.station) : after(station);
    next_ = set_.station;
    token_count_ = 0;
    poll_master(first);
  }

  // ---- the states ----

  /// Whether anything has changed.
  template <class Station>
  constexpr bool step(std::uint32_t now, Station& station) {
    switch (now_) {
      case state::idle: return idle(now, station);
      case state::use_token: return use_token(station);
      case state::wait_for_reply: return wait_for_reply(now, station);
      case state::done_with_token: return done_with_token();
      case state::pass_token: return passing_token(now);
      case state::no_token: return no_token(now);
      case state::poll_for_master: return polling_for_master(now);
      case state::answer_data_request: return answer_data_request(now, station);
      case state::initialize: pending_.what = heard::nothing; break;
    }
    return false;
  }

  [[nodiscard]] constexpr bool is_ours(frame const& of) const { return of.destination == set_.station; }
  constexpr reception take_pending() {
    auto const made = pending_;
    pending_.what = heard::nothing;
    return made;
  }
  template <class Station>
  static constexpr void deliver(frame const& came, Station& station) {
    station.receive({came.type, came.source, came.destination == broadcast, came.data});
  }

  [[nodiscard]] constexpr bool is_our_turn() const {
    return now_ == state::use_token || now_ == state::answer_data_request;
  }
  /// Our turn has passed where a frame has come behind the token or the request already, be it for another.
  constexpr bool somebody_goes_on() {
    if (pending_.what == heard::invalid) pending_.what = heard::nothing;
    return pending_.what != heard::nothing;
  }

  template <class Station>
  constexpr bool idle(std::uint32_t now, Station& station) {
    if (pending_.what == heard::nothing) {
      if (line_.silent_for(now) < set_.times.no_token) return false;
      line_.clear_events();
      now_ = state::no_token;
      return true;
    }
    auto const came = take_pending();
    if (came.what != heard::valid) return true;
    auto const& it = came.received;
    using enum frame_type;
    switch (it.type) {
      case token:
        if (!is_ours(it)) break;
        ++counted_.tokens;
        frames_ = 0;
        sole_ = false;
        now_ = state::use_token;
        break;
      case poll_for_master:
        if (is_ours(it)) send(reply_to_poll_for_master, it.source);
        break;
      case test_request:
        if (is_ours(it)) send(test_response, it.source, it.data);
        break;
      case data_not_expecting_reply:
      case extended_data_not_expecting_reply:
      case test_response: deliver(it, station); break;
      case data_expecting_reply:
      case extended_data_expecting_reply:
        deliver(it, station);
        if (!is_ours(it)) break;
        requester_ = it.source;
        asked_ = line_.last_octet();
        now_ = state::answer_data_request;
        break;
      default: break;  // replies that nobody waits for, reserved and proprietary types
    }
    return true;
  }

  template <class Station>
  constexpr bool answer_data_request(std::uint32_t now, Station& station) {
    bool const given_up = somebody_goes_on();
    auto const size = given_up ? 0 : station.reply(node_rules::npdu_space(transmit_, set_.extended));
    if (size != 0) {
      sending_ = node_rules::data_frame(false, requester_, set_.station, size, set_.extended, transmit_);
      now_ = state::idle;
      return true;
    }
    if (!given_up && !reached(now, later(asked_, set_.times.reply_delay))) return false;
    ++counted_.postponed_by_us;
    if (!given_up) send(frame_type::reply_postponed, requester_);
    now_ = state::idle;
    return true;
  }

  template <class Station>
  constexpr bool use_token(Station& station) {
    if (somebody_goes_on()) {
      ++counted_.unexpected;
      now_ = state::idle;
      return true;
    }
    auto const next = station.send(node_rules::npdu_space(transmit_, set_.extended));
    if (next.size == 0) {
      frames_ = set_.max_info_frames;
      now_ = state::done_with_token;
      return true;
    }
    sending_ = node_rules::data_frame(next.expects_reply, next.destination, set_.station, next.size, set_.extended,
                                      transmit_);
    ++frames_;
    bool const waits = next.expects_reply && next.destination != broadcast && !sending_.empty();
    now_ = waits ? state::wait_for_reply : state::done_with_token;
    return true;
  }

  template <class Station>
  constexpr bool wait_for_reply(std::uint32_t now, Station& station) {
    if (pending_.what == heard::nothing) {
      if (line_.silent_for(now) < set_.times.reply_timeout) return false;
      ++counted_.reply_timeouts;
      frames_ = set_.max_info_frames;
      now_ = state::done_with_token;
      return true;
    }
    auto const came = take_pending();
    now_ = state::done_with_token;
    if (came.what == heard::invalid) return true;
    auto const& it = came.received;
    using enum frame_type;
    bool const answer = it.type == data_not_expecting_reply || it.type == extended_data_not_expecting_reply ||
                        it.type == test_response;
    if (is_ours(it) && answer) {
      ++counted_.replies;
      deliver(it, station);
    } else if (is_ours(it) && it.type == reply_postponed) {
      ++counted_.postponed_by_others;
    } else {
      ++counted_.unexpected;
      now_ = state::idle;
    }
    return true;
  }

  constexpr bool done_with_token() {
    auto const ours = set_.station;
    if (next_ > set_.max_master) next_ = ours;  // which has been lowered
    if (frames_ < set_.max_info_frames) {
      now_ = state::use_token;
    } else if (!sole_ && next_ == ours) {
      poll_master(after(ours));
    } else if (token_count_ < set_.poll && sole_) {
      frames_ = 0;
      ++token_count_;
      now_ = state::use_token;
    } else if (token_count_ < set_.poll || next_ == after(ours)) {
      if (token_count_ < set_.poll) ++token_count_;
      pass_token();
    } else if (after(polled_) != next_) {
      poll_master(after(polled_));
    } else if (!sole_) {
      polled_ = ours;
      token_count_ = 1;
      pass_token();
    } else {
      next_ = ours;
      token_count_ = 1;
      poll_master(after(ours));
    }
    return true;
  }

  /// More octets than noise makes: somebody has the token, and what he says is for the state idle.
  constexpr bool somebody_is_there() {
    bool const there = pending_.what == heard::valid || line_.events() > set_.min_octets;
    if (there)
      now_ = state::idle;
    else
      pending_.what = heard::nothing;
    return there;
  }

  constexpr bool passing_token(std::uint32_t now) {
    if (somebody_is_there()) return true;
    if (line_.silent_for(now) < set_.times.usage_timeout) return false;
    if (retries_ < set_.retry_token) {
      ++counted_.token_retries;
      auto const retries = static_cast<std::uint8_t>(retries_ + 1);
      pass_token();
      retries_ = retries;
    } else {
      ++counted_.successors_lost;
      search_successor_behind(next_);
    }
    return true;
  }

  constexpr bool no_token(std::uint32_t now) {
    if (somebody_is_there()) return true;
    auto const silent = line_.silent_for(now);
    auto const& times = set_.times;
    auto const begin = times.no_token + times.slot * set_.station;
    bool const in_slot = silent >= begin && silent < begin + times.slot;
    bool const behind_all = silent >= times.no_token + times.slot * (set_.max_master + 1U);
    if (!in_slot && !behind_all) return false;
    ++counted_.tokens_lost;
    search_successor_behind(set_.station);
    return true;
  }

  constexpr bool polling_for_master(std::uint32_t now) {
    if (pending_.what == heard::valid) {
      auto const came = take_pending();
      auto const& it = came.received;
      if (is_ours(it) && it.type == frame_type::reply_to_poll_for_master && it.source <= highest_master &&
          it.source != set_.station) {
        sole_ = false;
        next_ = it.source;
        polled_ = set_.station;
        token_count_ = 0;
        pass_token();
      } else {
        ++counted_.unexpected;
        now_ = state::idle;
      }
      return true;
    }
    if (pending_.what == heard::nothing && line_.silent_for(now) < set_.times.usage_timeout) return false;
    if (pending_.what != heard::nothing) take_pending();
    if (sole_) {
      frames_ = 0;
      now_ = state::use_token;
    } else if (next_ != set_.station) {
      pass_token();
    } else if (after(polled_) != set_.station) {
      poll_master(after(polled_));
    } else {
      sole_ = true;
      frames_ = 0;
      now_ = state::use_token;
    }
    return true;
  }

  [[nodiscard]] constexpr std::uint32_t deadline(std::uint32_t now) const {
    auto const& times = set_.times;
    auto const at = [&]() -> std::uint32_t {
      switch (now_) {
        case state::no_token: {
          auto const begin = times.no_token + times.slot * set_.station;
          return line_.silent_for(now) < begin ? begin : times.no_token + times.slot * (set_.max_master + 1U);
        }
        case state::pass_token:
        case state::poll_for_master: return times.usage_timeout;
        case state::wait_for_reply: return times.reply_timeout;
        case state::answer_data_request: return between(line_.last_octet(), later(asked_, times.reply_delay));
        default: return times.no_token;
      }
    }();
    return line_.deadline(at);
  }

  node_settings set_;
  receiver line_;
  std::span<std::uint8_t> transmit_;
  bytes sending_;
  reception pending_;
  node_statistics counted_;
  std::uint32_t asked_ = 0;  // when the last octet of a request came
  state now_ = state::initialize;
  std::uint8_t next_ = 0;       // NS; this station where it is not known
  std::uint8_t polled_ = 0;     // PS
  std::uint8_t token_count_ = 0;
  std::uint8_t frames_ = 0;
  std::uint8_t retries_ = 0;
  std::uint8_t requester_ = 0;
  bool sole_ = false;
};

/// A node that answers and never has the token: at a request it says what reply() has ready within Treply_delay, or
/// nothing. Its station's send() is never called.
class slave_node {
 public:
  /// Of the settings only station, extended and times count. `receive`, `transmit`: as those of a master_node.
  constexpr slave_node(node_settings const& set, std::span<std::uint8_t> receive, std::span<std::uint8_t> transmit)
      : set_{checked(set)}, line_{set_.station, receive, set_.times.frame_abort}, transmit_{transmit} {}

  template <mstp_station Station>
  constexpr node_step run(bytes& came, std::uint32_t now, Station& station) {
    while (true) {
      if (!sending_.empty()) return {sending_, later(line_.last_octet(), set_.times.turnaround), now};
      auto const made = line_.take(came, now);
      if (made.what == heard::valid) take(made.received, station);
      if (made.what == heard::not_for_us) answering_ = false;  // the requester has gone on
      if (made.what != heard::nothing || !came.empty()) continue;
      if (!answering_ || !take_reply(now, station)) break;
    }
    auto const& times = set_.times;
    auto const wait = answering_ ? between(line_.last_octet(), later(asked_, times.reply_delay))
                                 : line_.silent_for(now) + times.no_token;  // for whatever comes
    return {{}, now, line_.deadline(wait)};
  }
  constexpr void sent(std::uint32_t now) {
    sending_ = {};
    line_.sent_until(now);
  }
  constexpr void receive_error(std::uint32_t now) { (void)line_.receive_error(now); }

  [[nodiscard]] constexpr line_statistics const& seen() const { return line_.seen(); }

 private:
  static constexpr node_settings checked(node_settings set) {
    if (set.station > highest_slave) set.station = highest_slave;
    return set;
  }
  template <class Station>
  constexpr void take(frame const& came, Station& station) {
    bool const ours = came.destination == set_.station;
    answering_ = false;  // whoever sends a frame does not wait for an answer any more
    if (came.type == frame_type::test_request && ours) {
      auto const built = build_frame(frame_type::test_response, came.source, set_.station, came.data, transmit_);
      if (built) sending_ = *built;
    } else if (is_data(came.type)) {
      station.receive({came.type, came.source, !ours, came.data, true});
      answering_ = ours && expects_reply(came.type);
      requester_ = came.source;
      asked_ = line_.last_octet();
    }
  }
  /// Whether anything has changed.
  template <class Station>
  constexpr bool take_reply(std::uint32_t now, Station& station) {
    auto const size = station.reply(node_rules::npdu_space(transmit_, set_.extended));
    if (size == 0 && !reached(now, later(asked_, set_.times.reply_delay))) return false;
    answering_ = false;
    sending_ = size == 0 ? bytes{}
                         : node_rules::data_frame(false, requester_, set_.station, size, set_.extended, transmit_);
    return true;
  }

  node_settings set_;
  receiver line_;
  std::span<std::uint8_t> transmit_;
  bytes sending_;
  std::uint32_t asked_ = 0;  // when the last octet of the request came
  std::uint8_t requester_ = 0;
  bool answering_ = false;
};

}  // namespace meterproto::bacnet
