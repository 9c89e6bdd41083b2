// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/mbus/frame.hpp>
#include <meterproto/mbus/header.hpp>
#include <meterproto/mbus/link.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

/// The answering side: a meter on the line. What it measures is the caller's. Source: EN 13757-2 and -3, as link.hpp.
namespace meterproto::mbus {

/// What a meter must offer. telegram(number, out): writes user data of the response from the CI field on (CI, header,
/// records) and says whether another telegram follows; asked once for each telegram, as a repetition is what was sent.
/// receive(): what SND_UD brought, of a control or long frame; false where the meter does not understand it, and then
/// answers nothing.
template <class Device>
concept slave_device = requires(Device& it, unsigned number, writer& out, frame const& sent) {
  { it.telegram(number, out) } -> std::same_as<bool>;
  { it.receive(sent) } -> std::same_as<bool>;
};

/// A meter's link layer: its two addresses, whether it is selected, and the frame count.
class slave {
 public:
  constexpr slave(std::uint8_t primary, secondary_address const& secondary)
      : primary_{primary}, secondary_{secondary} {}

  [[nodiscard]] constexpr bool is_selected() const { return selected_; }
  constexpr void move_to(std::uint8_t primary) { primary_ = primary; }
  constexpr void rename(secondary_address const& secondary) { secondary_ = secondary; }

  /// The answer to a frame that came, in the first bytes of `buffer`; empty where the meter stays silent.
  template <slave_device Device>
  [[nodiscard]] constexpr bytes answer(bytes came, Device& device, std::span<std::uint8_t, max_frame> buffer) {
    auto const sent = parse_frame(came);
    if (!sent || sent->type == frame_type::ack || (sent->c & 0x40U) == 0) return {};
    if (sent->a == selected && sent->ci == static_cast<std::uint8_t>(ci_field::select) && sent->has_ci())
      return take_selection(*sent, buffer);
    bool const mine = sent->a == primary_ || sent->a == test || (sent->a == selected && selected_);
    if (!mine && sent->a != broadcast) return {};
    bool const silent = sent->a == broadcast;
    auto const sum = came.size() > 1 ? came[came.size() - 2] : std::uint8_t{0};
    bool const again = is_repeated(sent->c, sum);
    switch (sent->function()) {
      case control::snd_nke:
        begin();
        if (sent->a == selected || silent) selected_ = false;
        return silent ? bytes{} : acknowledge(buffer);
      case control::snd_ud: {
        if (again) return silent ? bytes{} : acknowledge(buffer);
        bool const understood = device.receive(*sent);
        if (!understood) return {};
        if (sent->ci == static_cast<std::uint8_t>(ci_field::application_reset)) next_ = 0;
        note(sent->c, sum);
        return silent ? bytes{} : acknowledge(buffer);
      }
      case control::req_ud2:
        if (silent) return {};
        note(sent->c, sum);
        return respond(again, device, buffer);
      case control::req_ud1: return silent ? bytes{} : acknowledge(buffer);  // no alarm
      default: return {};
    }
  }

 private:
  static constexpr bytes acknowledge(std::span<std::uint8_t, max_frame> buffer) {
    buffer[0] = single_character;
    return bytes{buffer}.first(1);
  }
  constexpr bytes take_selection(frame const& sent, std::span<std::uint8_t, max_frame> buffer) {
    auto const wanted = secondary_address::from(sent.data);
    // What stands behind the eight bytes narrows the selection: a fabrication number (EN 13757-3, enhanced selection).
    selected_ = wanted && sent.data.size() == 8 && wanted->selects(secondary_);
    if (selected_) begin();
    return selected_ ? acknowledge(buffer) : bytes{};
  }
  constexpr void begin() {
    last_c_ = 0;
    next_ = 0;
  }
  /// Whether this is the frame before once more: the same frame count, and the same check sum, as some readers never
  /// change the frame count.
  [[nodiscard]] constexpr bool is_repeated(std::uint8_t c, std::uint8_t sum) const {
    return last_c_ == c && last_sum_ == sum && (c & frame_count_valid) != 0;
  }
  constexpr void note(std::uint8_t c, std::uint8_t sum) {
    last_c_ = c;
    last_sum_ = sum;
  }

  template <class Device>
  constexpr bytes respond(bool again, Device& device, std::span<std::uint8_t, max_frame> buffer) {
    if (!again) {
      writer out{content_};
      next_ = device.telegram(next_, out) ? next_ + 1 : 0;
      size_ = out.ok() ? out.needed() : 0;
    }
    if (size_ == 0) return {};
    auto const user_data = bytes{content_}.first(size_);
    auto const built = build_frame(static_cast<std::uint8_t>(control::rsp_ud), primary_, user_data.front(),
                                   user_data.subspan(1), buffer);
    return built ? bytes{*built} : bytes{};
  }

  std::uint8_t primary_;
  secondary_address secondary_;
  bool selected_ = false;
  std::uint8_t last_c_ = 0;  // of the last frame that counts; 0: none since the reset
  std::uint8_t last_sum_ = 0;
  unsigned next_ = 0;  // telegram
  std::size_t size_ = 0;
  std::array<std::uint8_t, max_data + 1> content_{};  // of the last telegram
};

}  // namespace meterproto::mbus
