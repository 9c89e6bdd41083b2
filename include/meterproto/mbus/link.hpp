// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/mbus/frame.hpp>
#include <meterproto/mbus/header.hpp>
#include <meterproto/mbus/record.hpp>
#include <meterproto/mbus/timing.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// The asking side of the link layer: the frame count bit, repetitions, and a readout of several telegrams. Nothing
/// here sends or waits; it says what to send and is told what came. Source: EN 13757-2 and IEC 60870-5-2, 5.1 (a reset
/// is followed by FCB 1; FCB changes with each new request, and stays in a repetition).
namespace meterproto::mbus {

/// A meter at a primary address, or the selected one at 253.
class link {
 public:
  constexpr explicit link(std::uint8_t address) : address_{address} {}

  /// SND_NKE: the meter forgets the last frame count, and at 253 that it was selected. It answers with E5.
  [[nodiscard]] constexpr std::array<std::uint8_t, short_size> reset() {
    fcb_ = true;
    return short_frame(static_cast<std::uint8_t>(control::snd_nke), address_);
  }
  /// REQ_UD2, or REQ_UD1 for alarms; the same again until accepted() is called.
  [[nodiscard]] constexpr std::array<std::uint8_t, short_size> request(control what = control::req_ud2) const {
    return short_frame(with_frame_count(what, fcb_), address_);
  }
  /// SND_UD into `buffer`; the same again until accepted() is called. Errors: those of build_frame().
  [[nodiscard]] constexpr result<std::span<std::uint8_t>> send(ci_field ci, bytes data,
                                                               std::span<std::uint8_t> buffer) const {
    return build_frame(with_frame_count(control::snd_ud, fcb_), address_, static_cast<std::uint8_t>(ci), data, buffer);
  }
  /// The meter has answered what request() or send() gave: the next one is new. Not for the answer to reset(), behind
  /// which the first frame has FCB 1.
  constexpr void accepted() { fcb_ = !fcb_; }

  /// What a frame says as an answer to a request. At 253 to 255 any meter may answer. Errors: those of parse_frame();
  /// own_request for a frame that is no answer, other_unit for another meter.
  [[nodiscard]] constexpr result<frame> answer(bytes came) const {
    auto const parsed = parse_frame(came);
    if (!parsed || parsed->type == frame_type::ack) return parsed;
    if ((parsed->c & static_cast<std::uint8_t>(control::snd_nke)) != 0) return error{errc::own_request, 1};
    if (address_ < selected && parsed->a != address_) return error{errc::other_unit, 2, address_};
    return parsed;
  }

 private:
  std::uint8_t address_;
  bool fcb_ = true;
};

/// Reads a meter to the end, over as many telegrams as it has.
class readout {
 public:
  /// `most_telegrams`: a bound for a meter that never ends; so many are given. `with_reset`: begin with SND_NKE;
  /// without it the meter goes on with the frame count that it has, which after another reader may repeat the last
  /// telegram. At 253 never, as SND_NKE would end the selection, which has begun a new frame count itself.
  constexpr readout(std::uint8_t address, unsigned most_telegrams, bool with_reset = true)
      : link_{address},
        left_{most_telegrams},
        state_{with_reset && address != selected ? state::resetting : state::asking} {}

  /// With the frame count as it stands: for what is sent to the meter behind the readout.
  [[nodiscard]] constexpr link const& meter() const { return link_; }

  enum class state : std::uint8_t { resetting, asking, done, failed };
  [[nodiscard]] constexpr state now() const { return state_; }
  [[nodiscard]] constexpr bool ended() const { return state_ == state::done || state_ == state::failed; }

  /// What to send now. Expects: !ended().
  [[nodiscard]] constexpr std::array<std::uint8_t, short_size> next() {
    return state_ == state::resetting ? link_.reset() : link_.request();
  }

  /// A frame that came. Gives the telegram in it; nothing (payload_type::none) for the answer to the reset. Errors:
  /// those of link::answer() and parse_telegram(), then the request is repeated as after silence; out_of_order for a
  /// meter that sends the same telegram again though it was asked for the next one; too_many beyond most_telegrams.
  /// After the last two, the readout has failed.
  constexpr result<telegram> take(bytes came) {
    auto const answer = link_.answer(came);
    if (answer.error() == errc::own_request) {  // an echo, as good as silence; the answer may still come
      (void)silence();
      return answer.error();
    }
    if (!answer) return repeat(answer.error());
    if (state_ == state::resetting) {
      if (answer->type != frame_type::ack) return repeat(errc::bad_function);
      begin_asking();
      return telegram{{}, payload_type::none, false, 0, {}};
    }
    if (!answer->has_ci()) return repeat(errc::bad_function);
    auto const read = parse_telegram(*answer);
    if (!read) return repeat(read.error());
    auto const mark = mark_of(came);
    if (got_one_ && mark == last_) return fail(errc::out_of_order);
    if (left_ == 0) return fail(error{errc::too_many, 0, given_});
    --left_;
    ++given_;
    got_one_ = true;
    last_ = mark;
    link_.accepted();
    tries_ = 0;
    if (!more_follows(*read)) state_ = state::done;
    return read;
  }

  /// Nothing came within the time. True where the same is to be sent again, false where the meter counts as silent.
  constexpr bool silence() {
    if (++tries_ < tries) return true;
    // A meter that does not answer the reset may still answer a request: some know no SND_NKE.
    if (state_ == state::resetting) {
      begin_asking();
      return true;
    }
    state_ = state::failed;
    return false;
  }

  /// Whether the next telegram goes on: DIF 1F.
  [[nodiscard]] static constexpr bool more_follows(telegram const& read) {
    for (auto all = records_of(read).value_or({}); !all.done();)
      if (auto const one = all.next(); one && one->kind == record_kind::more_records_follow) return true;
    return false;
  }

 private:
  /// FNV-1a: other telegrams may well have the same check sum, and an access number not all have.
  static constexpr std::uint32_t mark_of(bytes telegram) {
    std::uint32_t mark = 2'166'136'261;
    for (auto const one : telegram)
      mark = static_cast<std::uint32_t>(std::uint64_t{mark ^ one} * 16'777'619 & 0xFFFF'FFFFU);
    return mark;
  }
  constexpr error repeat(error why) {
    if (++tries_ >= tries) state_ = state::failed;
    return why;
  }
  constexpr error fail(error why) {
    state_ = state::failed;
    return why;
  }
  constexpr void begin_asking() {
    state_ = state::asking;
    tries_ = 0;
  }

  link link_;
  unsigned left_;
  unsigned given_ = 0;
  unsigned tries_ = 0;
  state state_;
  bool got_one_ = false;
  std::uint32_t last_ = 0;
};

/// CI 52 to 253: the meters that fit answer with E5 and are selected; the others are not any more.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> select(secondary_address const& which,
                                                               std::span<std::uint8_t> buffer) {
  return build_frame(static_cast<std::uint8_t>(control::snd_ud), selected, static_cast<std::uint8_t>(ci_field::select),
                     which.as_bytes(), buffer);
}

}  // namespace meterproto::mbus
