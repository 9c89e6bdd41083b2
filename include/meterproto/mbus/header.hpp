// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/mbus/frame.hpp>
#include <meterproto/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

/// What stands between the frame and the records: the CI field and the header of a telegram, the secondary address and
/// its wildcards. Source: EN 13757-3:2018, 5 (CI field) and 6.2 (headers); EN 13757-3:2004, 5 and 7 for what wired
/// meters still use of it: CI 52, 73, 76, 77.
namespace meterproto::mbus {

enum class ci_field : std::uint8_t {
  application_reset = 0x50,
  data_send = 0x51,
  select = 0x52,  // withdrawn in 2018, and used by every wired meter
  error_from_device = 0x70,
  alarm_from_device = 0x71,
  response_long = 0x72,      // header of 12 bytes
  fixed_response = 0x73,     // 2004: fixed structure; since 2013 a compact frame, which wired meters do not send
  response_long_msb = 0x76,  // mode 2: header and data with the most significant byte first
  fixed_response_msb = 0x77,
  response_bare = 0x78,   // no header
  response_short = 0x7A,  // header of 4 bytes
  baud_300 = 0xB8,
  baud_600 = 0xB9,
  baud_1200 = 0xBA,
  baud_2400 = 0xBB,
  baud_4800 = 0xBC,
  baud_9600 = 0xBD,
  baud_19200 = 0xBE,
  baud_38400 = 0xBF,
};

/// The CI that sets a rate. Error: out_of_range for one that has none.
[[nodiscard]] constexpr result<ci_field> ci_for_baud(std::uint32_t baud) {
  constexpr std::array<std::uint32_t, 8> rates{300, 600, 1200, 2400, 4800, 9600, 19'200, 38'400};
  for (std::size_t i = 0; i != rates.size(); ++i)
    if (rates[i] == baud) return static_cast<ci_field>(static_cast<std::size_t>(ci_field::baud_300) + i);
  return errc::out_of_range;
}

/// What an application reset asks for: the high nibble of the byte behind CI 50, the low one numbers telegrams.
enum class application : std::uint8_t {
  all = 0x0,
  user_data = 0x1,
  simple_billing = 0x2,
  enhanced_billing = 0x3,
  multi_tariff_billing = 0x4,
  instantaneous = 0x5,
  load_management = 0x6,
  installation = 0x8,
  testing = 0x9,
  calibration = 0xA,
  manufacturing = 0xB,
  development = 0xC,
  self_test = 0xD,
};

/// The byte behind CI 50, for link::send(): what the meter is to send from now on, and from which telegram. Without a
/// byte it sends what it sends by itself.
[[nodiscard]] constexpr std::array<std::uint8_t, 1> application_reset(application what, unsigned telegram = 0) {
  return {static_cast<std::uint8_t>((static_cast<unsigned>(what) << 4U) | (telegram & 0x0FU))};
}

/// No constant expression: where a code is a constant, what calls this does not compile.
inline void a_manufacturer_has_capital_letters() {}

/// Three letters in 15 bits. 0 is "@@@".
struct manufacturer_code {
  std::uint16_t code = 0;

  constexpr manufacturer_code() = default;
  constexpr explicit manufacturer_code(std::uint16_t bits) : code{bits} {}
  /// Expects: letters A to Z; a constant of others does not compile.
  constexpr manufacturer_code(char first, char second, char third)
      : code{static_cast<std::uint16_t>((first - 64) * 1024 + (second - 64) * 32 + (third - 64))} {
    if (std::is_constant_evaluated() && !(is_capital(first) && is_capital(second) && is_capital(third)))
      a_manufacturer_has_capital_letters();
  }

  [[nodiscard]] static constexpr bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }
  [[nodiscard]] constexpr std::array<char, 3> letters() const {
    auto const letter = [&](unsigned shift) { return static_cast<char>(64 + ((code >> shift) & 31U)); };
    return {letter(10), letter(5), letter(0)};
  }
  friend constexpr bool operator==(manufacturer_code, manufacturer_code) = default;
};

/// Eight bytes that select a meter. In a selection a digit F of the number, FFFF, and FF stand for any.
struct secondary_address {
  std::uint32_t id = 0xFFFF'FFFF;  ///< eight digits, one a nibble: 0x19020246
  manufacturer_code manufacturer{0xFFFF};
  std::uint8_t version = 0xFF;
  std::uint8_t medium = 0xFF;

  friend constexpr bool operator==(secondary_address const&, secondary_address const&) = default;

  [[nodiscard]] constexpr std::array<std::uint8_t, 8> as_bytes() const {
    std::array<std::uint8_t, 8> made{};
    writer{made}.u32_little_endian(id).u16_little_endian(manufacturer.code).u8(version).u8(medium);
    return made;
  }
  /// Error: too_short under eight bytes.
  [[nodiscard]] static constexpr result<secondary_address> from(bytes eight) {
    reader in{eight};
    secondary_address made;
    made.id = in.u32_little_endian();
    made.manufacturer = manufacturer_code{in.u16_little_endian()};
    made.version = in.u8();
    made.medium = in.u8();
    if (!in.ok()) return error{errc::too_short, eight.size(), 8};
    return made;
  }
  /// Whether a selection with these wildcards selects a meter.
  [[nodiscard]] constexpr bool selects(secondary_address const& meter) const {
    for (unsigned shift = 0; shift != 32; shift += 4) {
      auto const digit = (id >> shift) & 0xFU;
      if (digit != 0xF && digit != ((meter.id >> shift) & 0xFU)) return false;
    }
    return (manufacturer.code == 0xFFFF || manufacturer == meter.manufacturer) &&
           (version == 0xFF || version == meter.version) && (medium == 0xFF || medium == meter.medium);
  }
  [[nodiscard]] constexpr bool has_wildcard() const {
    for (unsigned shift = 0; shift != 32; shift += 4)
      if (((id >> shift) & 0xFU) == 0xF) return true;
    return manufacturer.code == 0xFFFF || version == 0xFF || medium == 0xFF;
  }
};

enum class header_type : std::uint8_t { none, short_header, long_header };

/// The status byte, bits 1 and 0.
enum class application_status : std::uint8_t { no_error, busy, error, alarm };

struct header {
  header_type type = header_type::none;
  secondary_address meter;  ///< of a long header
  std::uint8_t access = 0;  ///< counts answers, 255 is followed by 0
  std::uint8_t status = 0;
  std::uint16_t signature = 0;

  [[nodiscard]] constexpr application_status application() const {
    return static_cast<application_status>(status & 0x03U);
  }
  [[nodiscard]] constexpr bool power_low() const { return (status & 0x04U) != 0; }
  [[nodiscard]] constexpr bool permanent_error() const { return (status & 0x08U) != 0; }
  [[nodiscard]] constexpr bool temporary_error() const { return (status & 0x10U) != 0; }
};

/// What follows the header.
enum class payload_type : std::uint8_t {
  records,            ///< CI 51, 72, 76, 78, 7A
  fixed_structure,    ///< CI 73, 77
  secondary_address,  ///< CI 52
  application_reset,  ///< CI 50
  application_error,  ///< CI 70
  alarm,              ///< CI 71
  none,               ///< a baud rate: CI B8 to BF
  other,              ///< known by name at most: text.hpp
};

/// A telegram: the user data of a control or long frame.
struct telegram {
  mbus::header header;
  payload_type payload = payload_type::other;
  bool most_significant_first = false;
  std::uint16_t at = 0;  ///< where the payload begins in the data of the frame
  bytes data;            ///< the payload
};

/// Expects: a frame with a CI field. Error: too_short for less than the header of the CI.
[[nodiscard]] constexpr result<telegram> parse_telegram(frame const& from) {
  telegram parsed;
  reader in{from.data};
  auto const ci = static_cast<ci_field>(from.ci);
  switch (ci) {
    case ci_field::data_send:
    case ci_field::response_bare:
    case ci_field::response_long:
    case ci_field::response_long_msb:
    case ci_field::response_short: parsed.payload = payload_type::records; break;
    case ci_field::fixed_response:
    case ci_field::fixed_response_msb: parsed.payload = payload_type::fixed_structure; break;
    case ci_field::select: parsed.payload = payload_type::secondary_address; break;
    case ci_field::application_reset: parsed.payload = payload_type::application_reset; break;
    case ci_field::error_from_device: parsed.payload = payload_type::application_error; break;
    case ci_field::alarm_from_device: parsed.payload = payload_type::alarm; break;
    default:
      if (ci >= ci_field::baud_300 && ci <= ci_field::baud_38400) parsed.payload = payload_type::none;
      break;
  }
  parsed.most_significant_first = ci == ci_field::response_long_msb || ci == ci_field::fixed_response_msb;
  auto& header = parsed.header;
  if (ci == ci_field::response_long || ci == ci_field::response_long_msb) {
    header.type = header_type::long_header;
    bool const msb = parsed.most_significant_first;
    header.meter.id = msb ? in.u32() : in.u32_little_endian();
    header.meter.manufacturer = manufacturer_code{msb ? in.u16() : in.u16_little_endian()};
    header.meter.version = in.u8();
    header.meter.medium = in.u8();
  }
  if (header.type == header_type::long_header || ci == ci_field::response_short) {
    if (header.type == header_type::none) header.type = header_type::short_header;
    header.access = in.u8();
    header.status = in.u8();
    header.signature = parsed.most_significant_first ? in.u16() : in.u16_little_endian();
  }
  if (!in.ok()) return error{errc::too_short, from.data.size(), header.type == header_type::long_header ? 12U : 4U};
  parsed.at = static_cast<std::uint16_t>(in.at());
  parsed.data = in.rest();
  return parsed;
}

/// A header in front of records: what a meter sends. Appends 12, 4 or 0 bytes.
constexpr void put_header(header const& of, writer& out) {
  if (of.type == header_type::long_header) out.put(of.meter.as_bytes());
  if (of.type != header_type::none) out.u8(of.access).u8(of.status).u16_little_endian(of.signature);
}

}  // namespace meterproto::mbus
