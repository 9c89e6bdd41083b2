// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/npdu.hpp>
#include <meterproto/bacnet/timing.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

/// The client's transactions: which request an answer belongs to, when to ask again, when to give up. Several may be
/// under way to several devices. Source: ANSI/ASHRAE 135-2016 clause 5.4; one to one peer needs an invoke id that no
/// other has that is still alive.
namespace meterproto::bacnet {

struct transaction_settings {
  std::uint32_t timeout_us = 3'000'000;  ///< from the request having been sent to its answer, postponed ones too
  std::uint8_t retries = 2;
  /// How long at least an id is not used again after its request was given up, as a late answer may still come.
  std::uint32_t linger_us = 60'000'000;
  /// How long a request waits for the token before it is given up. A token comes round within seconds, but a master
  /// that is new is looked for only every Npoll (50) rounds, and then at one address each round.
  std::uint32_t token_us = 120'000'000;
};

/// Invoke ids that were given up, for one to two times a period: whoever asks in the meantime takes another one.
class given_up_ids {
 public:
  constexpr void add(std::uint8_t id) { now_[id / 32U] |= bit(id); }
  [[nodiscard]] constexpr bool has(std::uint8_t id) const {
    return ((now_[id / 32U] | before_[id / 32U]) & bit(id)) != 0;
  }
  /// To be called often; gaps of more than half an hour count as one period.
  constexpr void forget_old(std::uint32_t now, std::uint32_t period) {
    if (!began_) since_ = now;
    began_ = true;
    if (!reached(now, later(since_, period))) return;
    before_ = now_;
    now_ = {};
    since_ = now;
  }

 private:
  static constexpr std::uint32_t bit(std::uint8_t id) { return std::uint32_t{1} << (id % 32U); }
  std::array<std::uint32_t, 8> now_{};
  std::array<std::uint32_t, 8> before_{};
  std::uint32_t since_ = 0;
  bool began_ = false;
};

/// Count: how many may be alive at once.
template <std::size_t Count>
class transactions {
  static_assert(Count > 0 && Count < 256);

 public:
  constexpr explicit transactions(transaction_settings const& set = {}) : set_{set} {}

  /// A new transaction; its slot is its name until it is closed. Errors: too_many where no slot is free, or no invoke
  /// id because 256 requests have been given up not long ago.
  constexpr result<std::uint8_t> open(peer const& with, std::uint8_t service, std::uint32_t now) {
    old_.forget_old(now, set_.linger_us);
    for (std::uint8_t slot = 0; slot != Count; ++slot) {
      if (all_[slot].now != state::free) continue;
      for (unsigned tried = 0; is_taken(with, next_id_); ++tried, ++next_id_)
        if (tried == 255) return error{errc::too_many, 0, 256};
      all_[slot] = {with, now, next_id_++, service, 0, state::to_send};
      return slot;
    }
    return error{errc::too_many, 0, Count};
  }

  [[nodiscard]] constexpr std::uint8_t invoke_id(std::uint8_t slot) const { return all_[slot].id; }
  [[nodiscard]] constexpr peer const& with(std::uint8_t slot) const { return all_[slot].with; }
  [[nodiscard]] constexpr bool is_open(std::uint8_t slot) const {
    return all_[slot].now == state::to_send || all_[slot].now == state::waiting;
  }

  /// The one that is to be sent next, at first or again; Count where there is none. In turn, so that none starves.
  [[nodiscard]] constexpr std::size_t to_send() const {
    for (std::size_t i = 0; i != Count; ++i)
      if (auto const slot = (last_sent_ + 1 + i) % Count; all_[slot].now == state::to_send) return slot;
    return Count;
  }
  /// Its request has been handed to the line at `now`.
  constexpr void sent(std::uint8_t slot, std::uint32_t now) {
    all_[slot].now = state::waiting;
    all_[slot].since = now;
    ++all_[slot].tries;
    last_sent_ = slot;
  }

  /// Which transaction an answer belongs to: peer, invoke id and (of acks and errors) the service agree. It stays open;
  /// close() it. Error: other_peer where none is waiting for it, a late answer to one that was given up among them.
  [[nodiscard]] constexpr result<std::uint8_t> match(peer const& from, apdu const& answer) {
    error const unasked{errc::other_peer, 0, answer.invoke_id};
    bool const is_clients = answer.type == pdu_type::abort && !answer.from_server;  // it ends what he has asked
    if (!answer.is_answer() || is_clients) return unasked;
    bool const names_service = answer.type != pdu_type::reject && answer.type != pdu_type::abort;
    for (std::uint8_t slot = 0; slot != Count; ++slot) {
      auto& one = all_[slot];
      if (one.now == state::free || one.id != answer.invoke_id || one.with != from) continue;
      if (names_service && one.service != answer.service) return unasked;
      // A first answer that overtakes the repetition of its request counts too.
      if (one.tries == 0) return unasked;
      return slot;
    }
    if (old_.has(answer.invoke_id)) ++late_;
    return unasked;
  }
  /// Its answer has come: the id is free again.
  constexpr void close(std::uint8_t slot) { all_[slot].now = state::free; }
  /// Nobody wants the answer any more; the slot is free, and the id stays taken for a while.
  constexpr void abandon(std::uint8_t slot) {
    if (is_open(slot) && all_[slot].tries != 0) old_.add(all_[slot].id);
    all_[slot].now = state::free;
  }

  /// A transaction that has waited too long, for its last answer or for the token; Count where there is none. It is
  /// given up. Those that may ask again go to to_send().
  constexpr std::size_t expire(std::uint32_t now) {
    old_.forget_old(now, set_.linger_us);
    for (std::size_t slot = 0; slot != Count; ++slot) {
      auto& one = all_[slot];
      if (one.now == state::free || !reached(now, end_of(one))) continue;
      if (one.now == state::waiting && one.tries <= set_.retries) {
        one.now = state::to_send;
        one.since = now;
        continue;
      }
      abandon(static_cast<std::uint8_t>(slot));
      return slot;
    }
    return Count;
  }
  /// When expire() has something to do; `otherwise` where that is sooner, or nobody waits.
  [[nodiscard]] constexpr std::uint32_t deadline(std::uint32_t otherwise) const {
    auto first = otherwise;
    for (auto const& one : all_) {
      auto const end = end_of(one);
      if (one.now != state::free && reached(first, end)) first = end;
    }
    return first;
  }

  [[nodiscard]] constexpr std::uint8_t tries(std::uint8_t slot) const { return all_[slot].tries; }
  [[nodiscard]] constexpr std::uint32_t late_answers() const { return late_; }  ///< to what was given up

 private:
  enum class state : std::uint8_t { free, to_send, waiting };
  struct transaction {
    peer with;
    std::uint32_t since = 0;  // that it waits: for the token, then for the answer
    std::uint8_t id = 0;
    std::uint8_t service = 0;
    std::uint8_t tries = 0;
    state now = state::free;
  };

  [[nodiscard]] constexpr std::uint32_t end_of(transaction const& one) const {
    return later(one.since, one.now == state::waiting ? set_.timeout_us : set_.token_us);
  }
  [[nodiscard]] constexpr bool is_taken(peer const& with, std::uint8_t id) const {
    if (old_.has(id)) return true;
    for (auto const& one : all_)
      if (one.now != state::free && one.id == id && one.with == with) return true;
    return false;
  }

  transaction_settings set_;
  std::array<transaction, Count> all_{};
  given_up_ids old_;
  std::uint32_t late_ = 0;
  std::size_t last_sent_ = Count - 1;
  std::uint8_t next_id_ = 0;
};

}  // namespace meterproto::bacnet
