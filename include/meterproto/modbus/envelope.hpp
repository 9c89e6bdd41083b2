// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/crc.hpp>
#include <meterproto/modbus/frame.hpp>

#include <cstdint>
#include <span>

/// What stands around every frame, request or response: its length and its CRC. MODBUS over Serial Line V1.02, 2.5.1.
namespace meterproto::modbus {

/// Appends the CRC to what was written; the whole frame. Error: buffer_too_small, with the size that is needed.
template <crc_method Method = crc_method::trinomial>
[[nodiscard]] constexpr result<std::span<std::uint8_t>> with_crc(writer& out) {
  if (out.needed() + 2 > max_frame) return error{errc::too_long, max_frame, max_frame};
  if (!out.ok()) return error{errc::buffer_too_small, 0, out.needed() + 2};
  out.u16_little_endian(crc16<Method>(out.written()));
  if (!out.ok()) return error{errc::buffer_too_small, 0, out.needed()};
  return out.written();
}

/// Whether a frame has the length that its first bytes promise, and its CRC; errc::none where all is well. Length
/// first: a good frame followed by zero bytes still has a good CRC. Errors: too_short, too_long, bad_crc.
template <crc_method Method = crc_method::trinomial>
[[nodiscard]] constexpr error check_envelope(bytes frame, std::size_t length) {
  bool const known = length != more_needed && length != open_end;
  if (frame.size() < min_frame)
    return {errc::too_short, frame.size(), known && length > min_frame ? length : min_frame};
  if (length == more_needed) return {errc::too_short, frame.size(), frame.size() + 1};
  if (known && frame.size() < length) return {errc::too_short, frame.size(), length};
  if (known && frame.size() > length) return {errc::too_long, length, length};
  auto const crc = crc16<Method>(frame);
  if (crc == 0) return {};
  auto const end = frame.size() - 2;
  auto const came = static_cast<unsigned>(frame[end] | (frame[end + 1] << 8U));
  return {errc::bad_crc, end, came ^ crc_steps::before_two_bytes(crc)};
}

}  // namespace meterproto::modbus
