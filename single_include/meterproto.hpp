// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 the meterproto authors
//
// meterproto 0.1.0, all of it in one file: Modbus RTU, M-Bus, BACnet MS/TP, the maps of the meters, virtual meters,
// and the texts. C++20, header-only. Made by tools/amalgamate.py out of include/meterproto; changes belong there. Use
// either this file or those headers, not both in one program's include path.
//
// version.hpp                     the version, once
//
// [words]
// result.hpp                      a value, or the reason why there is none
// maybe.hpp                       a value that may be absent
// bytes.hpp                       a reader and a writer that cannot run past the end
// decimal.hpp                     digits times a power of ten, exactly
// units.hpp                       what a number counts: V, kW, kWh; reading<watt_hour>
// vocabulary.hpp                  what is measured: quantity, phase, flow, tariff; the same on every protocol
// notation.hpp                    what the rows of every map are written with: access, range, codes
// flags.hpp                       a set of things that may be so, one bit each
//
// [arithmetic]
// integers.hpp                    products, quotients and roots of integers that need 128 bits on the way
// elementary.hpp                  square root, sine and cosine as constexpr, without a mathematical library
// scaling.hpp                     a value into a register and back: powers of ten, rounding, range
// wiring.hpp                      how a meter is wired: system types, which values they give, the largest power
// power.hpp                       P, Q, S, power factor, quadrants: from phasors and from samples
// energy.hpp                      power summed over time into energy, by direction and quadrant
// counters.hpp                    what a counter gained: wrap, reset, change of scale, steps of a float
// demand.hpp                      block and rolling block demand, present and largest
// alerts.hpp                      phase loss, imbalance, out of range, low power factor
// pulses.hpp                      pulse outputs: duration, weight, overrun, and energy out of pulses
// virtual_meter.hpp               a meter that is not there: phases in, all that a meter measures out
//
// [wire modbus]
// modbus/crc.hpp                  CRC-16/MODBUS
// modbus/frame.hpp                function codes, exceptions, limits: what all frames share
// modbus/envelope.hpp             what stands around every frame: length and CRC
// modbus/timing.hpp               how long characters and pauses last
// modbus/request.hpp              what a client asks: built, checked, parsed
// modbus/device_id.hpp            what a device says of itself: functions 11 and 2B/0E
// modbus/response.hpp             what a device answers: built, parsed, held against the request
// modbus/framer.hpp               whole frames out of bytes as they come
// modbus/server.hpp               the answering side
//
// [wire mbus]
// mbus/frame.hpp                  short, control and long frames, C field, addresses
// mbus/framer.hpp                 whole frames out of bytes as they come
// mbus/timing.hpp                 how long a meter may take
// mbus/header.hpp                 CI field, header of a telegram, secondary address
// mbus/vif.hpp                    what a VIF says: quantity, unit, power of ten
// mbus/date.hpp                   dates and times of a record
// mbus/record.hpp                 records as views: DIF, DIFE, VIF, VIFE, data
// mbus/value.hpp                  what a record says: meaning, number, date, text
// mbus/fixed.hpp                  the fixed data structure of older meters
// mbus/build.hpp                  records from the other side
// mbus/link.hpp                   frame count, repetitions, a readout of several telegrams
// mbus/slave.hpp                  the answering side
// mbus/search.hpp                 primary scan, secondary search
//
// [wire bacnet]
// bacnet/crc.hpp                  CRC-8, CRC-16 and CRC-32K of MS/TP
// bacnet/cobs.hpp                 byte stuffing of extended frames
// bacnet/mstp.hpp                 MS/TP frames: types, headers, limits
// bacnet/timing.hpp               how long what takes on the line
// bacnet/receiver.hpp             the receive machine: frames out of octets as they come
// bacnet/node.hpp                 the master and the slave node: token, answers, times
// bacnet/npdu.hpp                 the network layer: who, over which router
// bacnet/codes.hpp                the numbers: objects, properties, services, errors, units
// bacnet/tag.hpp                  tagged values: read, checked, written
// bacnet/apdu.hpp                 the headers of requests and answers; error, reject, abort
// bacnet/property.hpp             ReadProperty, ReadPropertyMultiple, WriteProperty
// bacnet/discovery.hpp            Who-Is, I-Am, Who-Has, I-Have
// bacnet/management.hpp           time, communication control, restart
// bacnet/log.hpp                  ReadRange and log records
// bacnet/transaction.hpp          which answer belongs to which request; repetitions, invoke ids
// bacnet/server.hpp               the answering side: what a device says
// bacnet/station.hpp              what stands above a node: client, server, refusal
//
// [maps modbus]
// modbus/format.hpp               how registers hold a value: width, order, what means "none"
// modbus/row.hpp                  a row of a register map as data, and how a table checks itself
// modbus/point.hpp                a row with its types, and how it is decoded
// modbus/setting.hpp              what can be written: legal values, command words
// modbus/plan.hpp                 which reads fetch these points
// modbus/snapshot.hpp             what one poll brought
// modbus.hpp                      all of Modbus
//
// [maps mbus]
// mbus/point.hpp                  the record that one wants, found by what it means
// mbus.hpp                        all of M-Bus
//
// [maps bacnet]
// bacnet/object.hpp               objects with their Present_Value: points, settings, how a table checks itself
// bacnet/poll.hpp                 which requests fetch these points, and what one poll brought
// bacnet.hpp                      all of BACnet MS/TP
//
// [models]
// leviton_codes.hpp               what the Leviton settings may hold, on every protocol
// leviton.hpp                     what the Leviton meters share beside their tables
// leviton_s4000_family.hpp        the rows that the 4000-R and the 4000-K share
// leviton_s4000r.hpp              Leviton Series 4000-R
// leviton_s4000k.hpp              Leviton Series 4000-K
// leviton_s4100.hpp               Leviton Series 4100
// leviton_s4100_log.hpp           its data log: paging, status, time
// sunspec.hpp                     SunSpec: the chain, the common model, the integer meter models
// leviton_s4100_sunspec.hpp       the SunSpec block of the Series 4100
// leviton_s4100_bacnet.hpp        Leviton Series 4100 on BACnet MS/TP: its objects
// leviton_s4100_bacnet_words.hpp  what these objects say of themselves
// wago_879.hpp                    WAGO 879-3000 and 879-3020
// wago_879_mbus.hpp               WAGO 879 on the M-Bus: its records, its writes
// identify.hpp                    which of the known meters has answered
//
// [virtual meters]
// virtual_registers.hpp           a register map from the meter's side: a register out of its row
// virtual_leviton_log.hpp         the data log of a Series 4100 that is not there
// virtual_leviton.hpp             a Series 4000 or 4100 that is not there, as a Modbus device
// virtual_wago.hpp                a WAGO 879 that is not there, as a Modbus device
// virtual_wago_mbus.hpp           the same on the M-Bus
// virtual_leviton_trend_log.hpp   the trend logs of a Series 4100 on BACnet, and its clock
// virtual_leviton_bacnet.hpp      a Series 4100 that is not there, as a BACnet device
//
// [text]
// text.hpp                        names of points, units and errors, for people
// modbus/text.hpp                 Modbus in words
// mbus/text.hpp                   M-Bus in words
// bacnet/text.hpp                 BACnet in words
// codes_text.hpp                  the codes and flags of the models in words
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

// -------------------- meterproto/version.hpp: the version, once

// The version stands here and nowhere else; CMake reads it from these three lines.
#define METERPROTO_VERSION_MAJOR 0
#define METERPROTO_VERSION_MINOR 1
#define METERPROTO_VERSION_PATCH 0

// -------------------- meterproto/result.hpp: a value, or the reason why there is none

/// The library's only macro beside the version. What is known when a point is compiled in (its register, format, unit)
/// vanishes where decoding is inlined; left alone, GCC keeps it at -Os. Without optimisation nothing is forced. In such
/// functions a result is a plain local, not `auto const`: what is const and set by a call, GCC 12 keeps in memory.
#if defined(__GNUC__) && defined(__OPTIMIZE__)
#define METERPROTO_INLINE [[gnu::always_inline]] inline
#else
#define METERPROTO_INLINE inline
#endif

/// A value, or the reason why there is none. Each reason is a fact about the bytes or the request, never advice;
/// text.hpp has a sentence for each.
namespace meterproto {

enum class errc : std::uint8_t {
  none,

  // of a frame
  too_short,         ///< ends before what it must hold; detail: the length that it must have at least
  too_long,          ///< goes on after its end; detail: the length that it should have
  bad_crc,           ///< detail: the check sum that would be right for the bytes before it
  bad_unit,          ///< a unit id that no device may have (Modbus 248..255)
  other_unit,        ///< an answer from another device; detail: the unit that was asked
  bad_function,      ///< an answer to another function; detail: the function that was asked
  unknown_function,  ///< the library does not know this function code; detail: the code
  bad_count,         ///< a count in the frame that contradicts the frame; detail: the count that would be right
  bad_quantity,      ///< more or fewer items than the function may carry; detail: the most that it may
  bad_address,       ///< address and quantity run past 65536
  bad_value,         ///< a field with a value that the standard forbids; detail: that value
  echo_differs,      ///< a write that is confirmed with another address, value or quantity; detail: what was asked
  refused,           ///< the device answered with an exception; detail: its code
  own_request,       ///< not an answer but the request itself, heard on a two-wire line
  bad_start,         ///< a byte that begins no frame; detail: that byte
  bad_stop,          ///< the stop byte is another; detail: that byte
  bad_checksum,      ///< detail: the check sum that would be right for the bytes before it
  out_of_order,      ///< an object that does not follow the one before it; detail: the id that came before
  too_many,          ///< more parts than the reader is willing to follow; detail: how many it follows
  bad_crc32,         ///< the CRC-32K of an encoded MS/TP frame
  bad_encoding,      ///< octets that no COBS encoder makes
  bad_tag,           ///< another BACnet tag must stand here; detail: the octet that stands there
  bad_length,        ///< a value of a length that its type cannot have; detail: that length
  unbalanced,        ///< a constructed BACnet value that is not closed, or closed and not opened; detail: its number
  segmented,         ///< an answer in segments, which nobody has offered to take
  other_peer,        ///< an answer from another device than was asked, or to nothing that was asked; detail: invoke id
  error_answer,      ///< the device answers with an Error; detail: class * 256 + code, 0xFFFF where one is above 255
  rejected,          ///< the device rejects the request as malformed or unknown; detail: the reason
  aborted,           ///< the transaction was aborted; detail: the reason
  no_answer,         ///< none came in time, however often it was asked; detail: how often

  // of a request
  broadcast_read,    ///< a read cannot be a broadcast: nobody would answer
  buffer_too_small,  ///< detail: how many bytes are needed
  out_of_range,      ///< a value that the manual does not allow for this setting; a fraction where an integer is asked
  not_a_number,      ///< text that is no decimal number; at: the character

  // of a value
  not_in_reply,   ///< the registers that hold it were not read, or have not come yet; detail: the first of them
  not_available,  ///< the meter says that it has no value here
  unknown_code,   ///< a code that the manual does not list; detail: the code
  bad_digit,      ///< a digit above 9 in a register of decimal digits; detail: the register's content
  bad_scale,      ///< a scale register outside the manual's range; detail: its content
  undecided,      ///< the sources leave two readings open, and none was chosen
  does_not_fit,   ///< exact, it needs more than 64 bits
  record_error,   ///< the meter says what is wrong with this record; detail: its code
  unreliable,     ///< a value that the meter itself calls unreliable; detail: BACnet Reliability
  implausible,    ///< a counter that gained more than there can have been, or fell without a reset
};

/// What is wrong, at which byte of the frame (or character of the text), and the number that goes with it. What can
/// fail and has no value to give returns it alone, errc::none where all is well.
struct [[nodiscard]] error {
  /// On a machine of 64 bits the struct has eight bytes: GCC 12 makes one of six in memory, field by field, and loads it
  /// as a word, for which the processor waits longer than most functions of this library take.
  alignas(sizeof(std::size_t) / 2) errc code = errc::none;
  std::uint16_t at = 0;
  std::uint16_t detail = 0;

  constexpr error() = default;
  // NOLINTNEXTLINE: an errc is an error
  METERPROTO_INLINE constexpr error(errc what, std::size_t where = 0, std::size_t number = 0)
      : code{what}, at{static_cast<std::uint16_t>(where)}, detail{static_cast<std::uint16_t>(number)} {}

  friend constexpr bool operator==(error const&, error const&) = default;
  friend constexpr bool operator==(error const& fault, errc what) { return fault.code == what; }
};

/// The member names are those of std::expected<Value, error>, the type is the same in every language mode. Value is a
/// small type with a default (a number, a view, a frame).
template <class Value>
class [[nodiscard]] result {
 public:
  using value_type = Value;
  using error_type = meterproto::error;

  METERPROTO_INLINE constexpr result(Value value) : value_{std::move(value)} {}  // NOLINT: a value is a result
  METERPROTO_INLINE constexpr result(meterproto::error why)                      // NOLINT: so is a reason
    requires(sizeof(Value) <= 24)
      : error_{why} {}
  constexpr result(meterproto::error why)  // NOLINT: a large value is emptied in one place
    requires(sizeof(Value) > 24)
      : error_{why} {}
  METERPROTO_INLINE constexpr result(errc why) : result{meterproto::error{why}} {}  // NOLINT

  /// A value that is filled in where it stands: `fill(value)` gives errc::none, or why there is none. For a large value,
  /// which else is copied at each way out.
  template <class Fill>
  static constexpr result filled(Fill const& fill) {
    result made{Value{}};
    made.error_ = fill(made.value_);
    return made;
  }

  [[nodiscard]] METERPROTO_INLINE constexpr bool has_value() const { return error_.code == errc::none; }
  METERPROTO_INLINE constexpr explicit operator bool() const { return has_value(); }

  [[nodiscard]] METERPROTO_INLINE constexpr Value const& operator*() const { return value_; }
  [[nodiscard]] METERPROTO_INLINE constexpr Value& operator*() { return value_; }
  [[nodiscard]] METERPROTO_INLINE constexpr Value const* operator->() const { return &value_; }
  [[nodiscard]] METERPROTO_INLINE constexpr Value* operator->() { return &value_; }
  [[nodiscard]] METERPROTO_INLINE constexpr meterproto::error const& error() const { return error_; }
  [[nodiscard]] METERPROTO_INLINE constexpr Value value_or(Value other) const { return has_value() ? value_ : other; }

  /// The result of `next(value)`, which is itself a result; a reason passes through.
  template <class Next>
  constexpr auto and_then(Next&& next) const -> decltype(next(std::declval<Value const&>())) {
    if (has_value()) return next(value_);
    return error_;
  }

  template <class Change>
  constexpr auto transform(Change&& change) const -> result<decltype(change(std::declval<Value const&>()))> {
    if (has_value()) return change(value_);
    return error_;
  }

  template <class Rescue>
  constexpr result or_else(Rescue&& rescue) const {
    if (has_value()) return *this;
    return rescue(error_);
  }

  friend constexpr bool operator==(result const& left, result const& right)
    requires requires(Value const& value) { value == value; }
  {
    return left.error_ == right.error_ && (!left.has_value() || left.value_ == right.value_);
  }

 private:
  alignas(Value) alignas(std::size_t) Value value_{};  // bytes too are copied as words
  meterproto::error error_{};
};

}  // namespace meterproto

// -------------------- meterproto/maybe.hpp: a value that may be absent

/// A value that may be absent: a field of a frame that need not be there. Absent is no error, so no result<Value>.
namespace meterproto {

template <class Value>
class maybe {
 public:
  constexpr maybe() = default;
  constexpr maybe(Value value) : value_{value}, there_{true} {}  // NOLINT: a value is one that is there

  /// Makes an empty value, to be filled where it stands.
  constexpr Value& emplace() {
    there_ = true;
    return value_ = {};
  }

  [[nodiscard]] constexpr bool has_value() const { return there_; }
  constexpr explicit operator bool() const { return there_; }
  [[nodiscard]] constexpr Value const& operator*() const { return value_; }
  [[nodiscard]] constexpr Value const* operator->() const { return &value_; }
  [[nodiscard]] constexpr Value value_or(Value other) const { return there_ ? value_ : other; }

  friend constexpr bool operator==(maybe const& left, maybe const& right) {
    return left.there_ == right.there_ && (!left.there_ || left.value_ == right.value_);
  }

 private:
  Value value_{};
  bool there_ = false;
};

}  // namespace meterproto

// -------------------- meterproto/bytes.hpp: a reader and a writer that cannot run past the end

/// A reader and a writer that cannot run past the end. Whoever parses looks at ok() or at_end() once, at the end:
/// what was read beyond it was 0 or empty. All index arithmetic of the library on bytes from a wire stands here.
namespace meterproto {

using bytes = std::span<std::uint8_t const>;

/// Machines with 64-bit registers take the faster of two ways, others the smaller one.
inline constexpr bool prefers_speed = sizeof(std::size_t) >= 8;

/// The word whose first byte, the lowest, is at `from`: one load where the machine loads at any address.
/// Expects: sizeof(Word) bytes.
template <class Word>
[[nodiscard]] METERPROTO_INLINE constexpr Word little_endian(std::uint8_t const* from) {
#if defined(__GNUC__)
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    Word word;
    __builtin_memcpy(&word, from, sizeof word);
    return word;
  }
#endif
  Word word = 0;
  for (unsigned i = 0; i != sizeof(Word); ++i) word = static_cast<Word>(word | (static_cast<Word>(from[i]) << (8 * i)));
  return word;
}

/// Into the first bytes of `to`. Expects: room, and no byte in both.
constexpr void copy(bytes from, std::span<std::uint8_t> to) {
#if defined(__GNUC__)
  if (prefers_speed && !std::is_constant_evaluated() && !from.empty()) {  // a small target may have no memcpy yet
    __builtin_memcpy(to.data(), from.data(), from.size());
    return;
  }
#endif
  for (std::size_t i = 0; i != from.size(); ++i) to[i] = from[i];
}

/// Words that lie at their own alignment are loaded by one instruction on every machine; which do, a constant
/// expression cannot ask, and needs not.
[[nodiscard]] METERPROTO_INLINE constexpr bool is_at_a_word(std::uint8_t const* at) {
  return std::is_constant_evaluated() || reinterpret_cast<std::uintptr_t>(at) % 4 == 0;
}
/// little_endian<std::uint32_t>() of such bytes.
[[nodiscard]] METERPROTO_INLINE constexpr std::uint32_t whole_word(std::uint8_t const* at) {
#if defined(__GNUC__)
  if (!std::is_constant_evaluated()) at = static_cast<std::uint8_t const*>(__builtin_assume_aligned(at, 4));
#endif
  return little_endian<std::uint32_t>(at);
}

/// Big-endian unless the name says otherwise.
class reader {
 public:
  constexpr explicit reader(bytes source) : source_{source} {}

  constexpr std::uint8_t u8() {
    if (at_ < source_.size()) return source_[at_++];
    ok_ = false;
    return 0;
  }
  constexpr std::uint16_t u16() {
    auto const two = take(2);
    return two.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>((two.front() << 8U) | two.back());
  }
  constexpr std::uint16_t u16_little_endian() {
    auto const two = take(2);
    return two.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>((two.back() << 8U) | two.front());
  }
  constexpr std::uint32_t u32() {
    std::uint32_t const high = u16();
    return (high << 16U) | u16();
  }
  constexpr std::uint32_t u32_little_endian() {
    std::uint32_t const low = u16_little_endian();
    return (std::uint32_t{u16_little_endian()} << 16U) | low;
  }

  /// A view of the next bytes; asked for more than there are, it gives none, and ok() stays false from then on.
  constexpr bytes take(std::size_t count) {
    if (count > source_.size() - at_) {
      ok_ = false;
      at_ = source_.size();
      return {};
    }
    auto const part = source_.subspan(at_, count);
    at_ += count;
    return part;
  }
  constexpr bytes rest() { return take(left()); }

  [[nodiscard]] constexpr bool ok() const { return ok_; }
  [[nodiscard]] constexpr bool at_end() const { return ok_ && at_ == source_.size(); }
  [[nodiscard]] constexpr std::size_t at() const { return at_; }
  [[nodiscard]] constexpr std::size_t left() const { return source_.size() - at_; }

 private:
  bytes source_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

/// Writes into the caller's bytes; what does not fit is counted and not written.
class writer {
 public:
  constexpr explicit writer(std::span<std::uint8_t> target) : target_{target} {}

  constexpr writer& u8(std::size_t value) {
    if (at_ < target_.size()) target_[at_] = static_cast<std::uint8_t>(value);
    ++at_;
    return *this;
  }
  constexpr writer& u16(std::size_t value) { return u8(value >> 8U).u8(value & 0xFFU); }
  constexpr writer& u32(std::size_t value) { return u16((value >> 16U) & 0xFFFFU).u16(value & 0xFFFFU); }
  constexpr writer& u16_little_endian(std::size_t value) { return u8(value & 0xFFU).u8((value >> 8U) & 0xFFU); }
  constexpr writer& u32_little_endian(std::size_t value) {
    return u16_little_endian(value & 0xFFFFU).u16_little_endian((value >> 16U) & 0xFFFFU);
  }
  constexpr writer& put(bytes values) {
    for (auto const value : values) u8(value);
    return *this;
  }

  /// A writer that begins where this one began.
  [[nodiscard]] constexpr writer rewound() const { return writer{target_}; }
  /// How many octets it can still take.
  [[nodiscard]] constexpr std::size_t left() const { return ok() ? target_.size() - at_ : 0; }

  [[nodiscard]] constexpr bool ok() const { return at_ <= target_.size(); }
  [[nodiscard]] constexpr std::size_t needed() const { return at_; }
  /// The part that was written; all of it, unless !ok().
  [[nodiscard]] constexpr std::span<std::uint8_t> written() const { return target_.first(ok() ? at_ : target_.size()); }

 private:
  std::span<std::uint8_t> target_;
  std::size_t at_ = 0;
};

}  // namespace meterproto

// -------------------- meterproto/decimal.hpp: digits times a power of ten, exactly

/// Digits times a power of ten, exactly: what integer, BCD and scaled registers hold. A floating-point number comes
/// into being only where it is asked for, so no floating-point code is linked where it is not.
namespace meterproto {

namespace decimal_rules {

template <class Float>
constexpr bool is_infinite(Float value) {
  if constexpr (sizeof(Float) == 4)
    return (std::bit_cast<std::uint32_t>(value) & 0x7FFF'FFFFU) == 0x7F80'0000U;
  else
    return (std::bit_cast<std::uint64_t>(value) & 0x7FFF'FFFF'FFFF'FFFFU) == 0x7FF0'0000'0000'0000U;
}

struct tenth {
  std::uint64_t quotient = 0;
  unsigned remainder = 0;
};
/// number / 10 and number % 10; where a division of 64 bits is a large function, by shifts: 0.8 is 0.75 times
/// (1 + 2^-4)(1 + 2^-8)(1 + 2^-16)(1 + 2^-32) from below, and what is cut off makes the tenth less than 1 too small
/// (Warren, Hacker's Delight, 10-17, "divu10").
[[nodiscard]] constexpr tenth divided_by_ten(std::uint64_t number) {
  if constexpr (sizeof(void*) >= 8) return {number / 10, static_cast<unsigned>(number % 10)};
  auto quotient = (number >> 1U) + (number >> 2U);
  for (unsigned shift = 4; shift != 64; shift *= 2) quotient += quotient >> shift;
  quotient >>= 3U;
  auto remainder = static_cast<unsigned>(number) - static_cast<unsigned>(quotient) * 10U;
  if (remainder > 9) {
    ++quotient;
    remainder -= 10;
  }
  return {quotient, remainder};
}

/// The nearest Float. A small machine makes a float of 64 bits by way of double, which takes kilobytes; of 32 bits it
/// does not. What is shifted out stays in the lowest bit, so that there is one rounding.
template <class Float>
[[nodiscard]] constexpr Float nearest_to(std::uint64_t number) {
  if constexpr (sizeof(void*) >= 8 || sizeof(Float) >= 8) return static_cast<Float>(number);
  auto scale = Float{1};
  while (number >> 32U != 0) {
    number = (number >> 1U) | (number & 1U);
    scale *= 2;
  }
  return static_cast<Float>(static_cast<std::uint32_t>(number)) * scale;
}

}  // namespace decimal_rules

class decimal {
 public:
  constexpr decimal() = default;
  template <std::integral Integer>
  METERPROTO_INLINE constexpr decimal(Integer digits, int exponent = 0)  // NOLINT: an integer is a decimal
      : magnitude_{digits < 0 ? 0 - static_cast<std::uint64_t>(digits) : static_cast<std::uint64_t>(digits)},
        exponent_{static_cast<std::int16_t>(exponent)},
        negative_{digits < 0} {}
  /// A floating-point number is none until it is said how many decimals it has: nearest().
  template <std::floating_point Float>
  decimal(Float, int = 0) = delete;

  METERPROTO_INLINE static constexpr decimal from_magnitude(std::uint64_t magnitude, int exponent = 0,
                                                            bool negative = false) {
    decimal made;
    made.magnitude_ = magnitude;
    made.exponent_ = static_cast<std::int16_t>(exponent);
    made.negative_ = negative && magnitude != 0;
    return made;
  }

  [[nodiscard]] constexpr std::uint64_t magnitude() const { return magnitude_; }
  [[nodiscard]] constexpr int exponent() const { return exponent_; }
  [[nodiscard]] constexpr bool negative() const { return negative_; }

  /// The same digits, 10^power times the value.
  [[nodiscard]] METERPROTO_INLINE constexpr decimal times_power_of_ten(int power) const {
    return from_magnitude(magnitude_, exponent_ + power, negative_);
  }
  [[nodiscard]] constexpr decimal operator-() const { return from_magnitude(magnitude_, exponent_, !negative_); }

  /// The integer n with n * 10^exponent equal to the value: how a register holds it.
  /// Errors: out_of_range where a digit would be lost, does_not_fit beyond 64 bits.
  [[nodiscard]] constexpr result<std::int64_t> as_integer(int exponent = 0) const {
    auto digits = magnitude_;
    int power = exponent_;
    auto const limit = negative_ ? least_magnitude : least_magnitude - 1;
    if (digits == 0) return std::int64_t{0};
    for (; power < exponent; ++power) {
      auto const tenth = decimal_rules::divided_by_ten(digits);
      if (tenth.remainder != 0) return errc::out_of_range;
      digits = tenth.quotient;
    }
    for (; power > exponent; --power) {
      if (digits > least_magnitude / 10) return errc::does_not_fit;  // a tenth of both limits
      digits *= 10;
    }
    if (digits > limit) return errc::does_not_fit;
    return static_cast<std::int64_t>(negative_ ? 0 - digits : digits);
  }

  /// Equal in value: 1.0 is 1.
  friend constexpr bool operator==(decimal const& left, decimal const& right) { return (left <=> right) == 0; }
  friend constexpr std::strong_ordering operator<=>(decimal const& left, decimal const& right) {
    if (left.negative_ != right.negative_) return right.negative_ <=> left.negative_;
    return left.negative_ ? compare_magnitudes(right, left) : compare_magnitudes(left, right);
  }

  /// The digits without an exponent ("-0.025", "12000", "0"), all that the exponent implies ("230.0" for 2300 * 10^-1),
  /// as a view of the part of `text` that was written. Error: buffer_too_small, with the size that is needed.
  [[nodiscard]] constexpr result<std::string_view> print(std::span<char> text) const {
    char digits[20] = {};
    unsigned count = 0;
    for (auto rest = magnitude_; rest != 0 || count == 0;) {
      auto const tenth = decimal_rules::divided_by_ten(rest);
      digits[count++] = static_cast<char>('0' + tenth.remainder);
      rest = tenth.quotient;
    }

    auto const whole_zeros = magnitude_ != 0 && exponent_ > 0 ? static_cast<unsigned>(exponent_) : 0U;
    auto const decimals = exponent_ < 0 ? static_cast<unsigned>(-exponent_) : 0U;
    auto const leading_zeros = decimals >= count ? decimals - count + 1 : 0U;
    auto const size = (negative_ ? 1U : 0U) + leading_zeros + count + whole_zeros + (decimals != 0 ? 1U : 0U);
    if (size > text.size()) return error{errc::buffer_too_small, 0, size};

    std::size_t at = 0;
    auto const put = [&](char one) { text[at++] = one; };
    if (negative_) put('-');
    for (unsigned place = leading_zeros + count; place != 0; --place) {
      put(place > count ? '0' : digits[place - 1]);
      if (place - 1 == decimals && decimals != 0) put('.');
    }
    for (unsigned zero = 0; zero != whole_zeros; ++zero) put('0');
    return std::string_view{text.data(), at};
  }

  /// "-12.50" -> -1250 * 10^-2; digits, at most one sign and one point, no exponent.
  /// Errors: not_a_number with the character at fault, does_not_fit beyond 64 bits.
  [[nodiscard]] static constexpr result<decimal> parse(std::string_view text) {
    decimal read;
    std::size_t at = 0;
    bool point = false;
    bool digit_seen = false;
    bool negative = false;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) negative = text[at++] == '-';
    for (; at < text.size(); ++at) {
      char const one = text[at];
      if (one == '.' && !point) {
        point = true;
        continue;
      }
      if (one < '0' || one > '9') return error{errc::not_a_number, at};
      digit_seen = true;
      auto const digit = static_cast<unsigned>(one - '0');
      if (read.magnitude_ > (~std::uint64_t{0} - digit) / 10 || read.exponent_ < -300)
        return error{errc::does_not_fit, at};
      read.magnitude_ = read.magnitude_ * 10 + digit;
      if (point) --read.exponent_;
    }
    if (!digit_seen) return error{errc::not_a_number, at};
    read.negative_ = negative && read.magnitude_ != 0;
    return read;
  }

  /// The nearest double or float: exactly rounded up to 2^53 (2^24) digits and 10^±22 (10^±10), within a few units in
  /// the last place beyond, as long as the power of ten is itself a number of that type. An integer is as_integer().
  template <std::floating_point Float>
  [[nodiscard]] constexpr Float to() const {
    auto value = decimal_rules::nearest_to<Float>(magnitude_);
    auto power = exponent_ < 0 ? -exponent_ : exponent_;
    auto factor = Float{1};
    for (auto square = Float{10}; power != 0 && magnitude_ != 0; power /= 2) {
      if (power % 2 != 0) factor *= square;
      if (power > 1) square *= square;
    }
    value = exponent_ < 0 ? value / factor : value * factor;
    return negative_ ? -value : value;
  }

  /// `value` rounded to the given power of ten, half away from zero: nearest(230.196, -2) is 23020 * 10^-2.
  /// Errors: not_available for a NaN or an infinity, does_not_fit beyond 2^63 digits.
  template <class Float>
  [[nodiscard]] static constexpr result<decimal> nearest(Float value, int exponent) {
    if (value != value) return errc::not_available;
    auto const scaled = (value < 0 ? -value : value) * decimal{1, -exponent}.to<Float>();
    if (!(scaled < static_cast<Float>(9.2e18)))
      return decimal_rules::is_infinite(value) ? errc::not_available : errc::does_not_fit;
    auto whole = static_cast<std::uint64_t>(scaled);
    if (scaled - static_cast<Float>(whole) >= static_cast<Float>(0.5)) ++whole;
    return from_magnitude(whole, exponent, value < 0);
  }

  /// At most nine digits that read back as this float, as few as there are: 230.2F is 2302 * 10^-1. Error:
  /// not_available for NaN and infinity.
  [[nodiscard]] static constexpr result<decimal> shortest(float value) {
    if ((std::bit_cast<std::uint32_t>(value) & 0x7F80'0000U) == 0x7F80'0000U) return errc::not_available;
    if (value == 0) return decimal{};
    bool const negative = value < 0;
    double const size = negative ? -static_cast<double>(value) : static_cast<double>(value);
    int exponent = 0;  // such that size / 10^exponent has nine digits before its point
    while (size >= decimal{1'000'000'000, exponent}.to<double>()) ++exponent;
    while (size < decimal{100'000'000, exponent}.to<double>()) --exponent;
    auto const reads_back = [&](decimal const& digits) {
      auto const read = digits.to<double>();
      return read <= 3.4028235e38 && static_cast<float>(read) == static_cast<float>(size);
    };
    for (int digits = 1; digits < 9; ++digits) {
      auto fewer = nearest(size, exponent + 9 - digits);
      // Above a power of two floats lie twice as far apart as below: there the digits above the nearest may do.
      if (fewer && !reads_back(*fewer)) fewer = from_magnitude(fewer->magnitude_ + 1, fewer->exponent_);
      if (fewer && reads_back(*fewer)) return (negative ? -*fewer : *fewer).without_trailing_zeros();
    }
    auto const nine = nearest(size, exponent);
    return negative ? nine.transform([](decimal const& number) { return -number; }) : nine;
  }

 private:
  [[nodiscard]] constexpr decimal without_trailing_zeros() const {
    auto shorter = *this;
    while (shorter.magnitude_ != 0) {
      auto const tenth = decimal_rules::divided_by_ten(shorter.magnitude_);
      if (tenth.remainder != 0) break;
      shorter.magnitude_ = tenth.quotient;
      ++shorter.exponent_;
    }
    return shorter;
  }

  static constexpr std::uint64_t least_magnitude = 0x8000'0000'0000'0000;  // of an int64: 2^63

  static constexpr std::strong_ordering compare_magnitudes(decimal const& left, decimal const& right) {
    if (left.magnitude_ == 0 || right.magnitude_ == 0) return left.magnitude_ <=> right.magnitude_;
    if (left.exponent_ < right.exponent_) return 0 <=> compare_magnitudes(right, left);
    auto digits = left.magnitude_;
    for (int power = left.exponent_; power > right.exponent_; --power) {
      if (digits > ~std::uint64_t{0} / 10) return std::strong_ordering::greater;  // already above any 64-bit number
      digits *= 10;
    }
    return digits <=> right.magnitude_;
  }

  std::uint64_t magnitude_ = 0;
  std::int16_t exponent_ = 0;
  bool negative_ = false;
};

}  // namespace meterproto

// -------------------- meterproto/units.hpp: what a number counts: V, kW, kWh; reading<watt_hour>

/// What a number counts. A unit's type is its dimension, so energy asked in volts does not compile; kW and W are one
/// dimension and differ in data.
namespace meterproto {

/// The units that the manuals print, as data of a row.
enum class unit_symbol : std::uint8_t {
  none,
  percent,
  V,
  A,
  Hz,
  s,
  ms,
  cs,
  W,
  kW,
  var,
  kvar,
  VA,
  kVA,
  Wh,
  kWh,
  varh,
  kvarh,
  VAh,
  kVAh,
  imp_per_kWh,
};

/// The power of ten between the unit and its dimension's base unit: 3 for kWh, -2 for %.
[[nodiscard]] METERPROTO_INLINE constexpr int exponent_of(unit_symbol symbol) {
  switch (symbol) {
    case unit_symbol::kW:
    case unit_symbol::kvar:
    case unit_symbol::kVA:
    case unit_symbol::kWh:
    case unit_symbol::kvarh:
    case unit_symbol::kVAh: return 3;
    case unit_symbol::percent:
    case unit_symbol::cs: return -2;
    case unit_symbol::ms:
    case unit_symbol::imp_per_kWh: return -3;
    default: return 0;
  }
}

// Dimensions, named for their base units.
struct ratio {};
struct count {};
struct volt {};
struct ampere {};
struct hertz {};
struct second {};
struct watt {};
struct volt_ampere_reactive {};
struct volt_ampere {};
struct watt_hour {};
struct var_hour {};
struct volt_ampere_hour {};
struct pulse_per_watt_hour {};

template <class Dimension>
struct unit {
  unit_symbol symbol = unit_symbol::none;

  [[nodiscard]] METERPROTO_INLINE constexpr int exponent() const { return exponent_of(symbol); }
};

inline constexpr unit<ratio> one{};                          ///< a ratio: power factor 0.95
inline constexpr unit<ratio> percent{unit_symbol::percent};  ///< the same ratio: 95 %
inline constexpr unit<count> counts{};                       ///< resets, pulses, days: what has no unit
inline constexpr unit<volt> V{unit_symbol::V};
inline constexpr unit<ampere> A{unit_symbol::A};
inline constexpr unit<hertz> Hz{unit_symbol::Hz};
inline constexpr unit<second> s{unit_symbol::s};
inline constexpr unit<second> ms{unit_symbol::ms};
inline constexpr unit<second> cs{unit_symbol::cs};  ///< hundredths of a second
inline constexpr unit<watt> W{unit_symbol::W};
inline constexpr unit<watt> kW{unit_symbol::kW};
inline constexpr unit<volt_ampere_reactive> var{unit_symbol::var};
inline constexpr unit<volt_ampere_reactive> kvar{unit_symbol::kvar};
inline constexpr unit<volt_ampere> VA{unit_symbol::VA};
inline constexpr unit<volt_ampere> kVA{unit_symbol::kVA};
inline constexpr unit<watt_hour> Wh{unit_symbol::Wh};
inline constexpr unit<watt_hour> kWh{unit_symbol::kWh};
inline constexpr unit<var_hour> varh{unit_symbol::varh};
inline constexpr unit<var_hour> kvarh{unit_symbol::kvarh};
inline constexpr unit<volt_ampere_hour> VAh{unit_symbol::VAh};
inline constexpr unit<volt_ampere_hour> kVAh{unit_symbol::kVAh};
inline constexpr unit<pulse_per_watt_hour> imp_per_kWh{unit_symbol::imp_per_kWh};

/// A number of a dimension: what a point decodes to. Number is decimal where the meter sends integers, float or double
/// where it sends those.
template <class Dimension, class Number = decimal>
class reading {
 public:
  constexpr reading() = default;
  METERPROTO_INLINE constexpr reading(Number number, unit<Dimension> in) : number_{number}, unit_{in} {}

  /// The number in a unit of this dimension: in(kWh) as the meter sent it (a decimal stays exact), in<double>(kWh).
  /// in<int>() does not compile: it would cut digits off without a word.
  template <class Wanted = Number>
    requires std::same_as<Wanted, Number> || std::floating_point<Wanted>
  [[nodiscard]] METERPROTO_INLINE constexpr Wanted in(unit<Dimension> wanted) const {
    int const power = unit_.exponent() - wanted.exponent();
    if constexpr (std::same_as<Number, decimal>) {
      if constexpr (std::same_as<Wanted, decimal>)
        return number_.times_power_of_ten(power);
      else
        return number_.times_power_of_ten(power).template to<Wanted>();
    } else {
      auto const number = static_cast<Wanted>(number_);
      if (power == 0) return number;
      auto const factor = decimal{1, power < 0 ? -power : power}.to<Wanted>();
      return power < 0 ? number / factor : number * factor;
    }
  }

  /// The number of whole units, exactly. Errors: out_of_range where a fraction would be lost (1.234 kWh in kWh; ask in
  /// Wh), does_not_fit beyond 64 bits. A float is rounded first, by whom it belongs to: decimal::nearest(in(Wh), 0).
  [[nodiscard]] constexpr result<std::int64_t> as_integer(unit<Dimension> wanted) const
    requires std::same_as<Number, decimal>
  {
    return in(wanted).as_integer();
  }

  /// The unit in which the meter gives it.
  [[nodiscard]] constexpr unit<Dimension> own_unit() const { return unit_; }

  friend constexpr bool operator==(reading const& left, reading const& right) {
    return left.in(left.unit_) == right.in(left.unit_);
  }
  friend constexpr auto operator<=>(reading const& left, reading const& right) {
    return left.in(left.unit_) <=> right.in(left.unit_);
  }

 private:
  Number number_{};
  unit<Dimension> unit_{};
};

/// 200 * A: an amount to write.
template <class Dimension>
[[nodiscard]] constexpr reading<Dimension> operator*(decimal number, unit<Dimension> in) {
  return {number, in};
}

}  // namespace meterproto

// -------------------- meterproto/vocabulary.hpp: what is measured: quantity, phase, flow, tariff; the same on every protocol

/// What is measured, in words that every model and every protocol shares: the same quantity has the same measurand on
/// Modbus, M-Bus and BACnet, and so the same name (text.hpp).
namespace meterproto {

enum class quantity : std::uint8_t {
  reserved,  ///< a register that the manual lists and gives no meaning

  // measured
  real_energy,
  reactive_energy,
  apparent_energy,
  real_power,
  reactive_power,
  apparent_power,
  power_factor,
  voltage,
  current,
  frequency,
  pulse_counter,
  quadrant,
  tariff,

  // set up
  command,
  system_type,
  ct_primary,
  ct_secondary,
  pt_ratio,
  system_voltage,
  system_power_max,
  display_units,
  scale_i,
  scale_v,
  scale_w,
  scale_e,
  phase_loss_threshold,
  phase_loss_imbalance,
  pulse_energy,
  pulse_duration,
  alert_bitmap,
  energy_reset_count,
  demand_subintervals,
  demand_subinterval_length,
  power_up_count,
  output_config,
  firmware_version_os,

  // clock and log of the Leviton Series 4100
  clock_day_month,
  clock_hour_year,
  clock_second_minute,
  log_page,
  log_config,
  log_status,
  log_wrap_count,
  log_max_days,
  log_entry_count,
  log_start_real_energy,
  log_newest_day_month,
  log_newest_hour_year,
  log_newest_second_minute,
  log_pointer,
  log_buffer,

  // SunSpec
  sunspec_id,
  common_model_id,
  common_model_length,
  manufacturer,
  model,
  options,
  version,
  serial_number,
  modbus_address,
  meter_model_id,
  meter_model_length,
  events,
  end_model_id,
  end_model_length,

  // WAGO 879
  meter_code,
  baud_rate,
  protocol_version,
  software_version,
  hardware_version,
  current_rating,
  ct_ratio_short,
  s0_pulse_rate,
  combination_code,
  lcd_cycle_time,
  parity,
  current_direction,
  power_down_count,
  checksum,
  status_word,
  ct_ratio,
  pulse_type,
  checksum_2,
  data_type,
  screen_direction,
  obis_codes,

  // BACnet
  device,
  pulse_input_count,
  voltage_out_of_range,
  current_out_of_range,
  frequency_out_of_range,
  phase_loss,
  low_power_factor,
  clock_reset,
  alarm_bitmap,
  trend_log,

  last = trend_log,
};

/// Where: a line conductor, a pair of them, or what the meter makes of all. WAGO's L1 L2 L3 are a b c.
enum class phase : std::uint8_t { none, total, a, b, c, ab, bc, ca, an, bn, cn, avg, ll_avg, ln_avg };

/// Which way: import is what the consumer draws. `total` is import and export together, `net` their difference.
enum class flow : std::uint8_t { none, net, import, export_, q1, q2, q3, q4, total };

/// How it was made of what was measured.
enum class statistic : std::uint8_t {
  none,
  demand,        ///< mean over the demand interval
  demand_max,    ///< the largest demand since its reset
  resettable,    ///< a counter that the user may set to zero
  copy,          ///< the same value once more
  scale_factor,  ///< SunSpec: the power of ten of the other points of its quantity
};

enum class tariff : std::uint8_t { none, t1, t2, t3, t4 };

/// Four bytes that say what a point is; two points of different models that are equal here mean the same.
struct measurand {
  quantity what : 8 = quantity::reserved;
  phase where : 4 = phase::none;
  flow direction : 4 = flow::none;
  statistic how : 4 = statistic::none;
  tariff rate : 4 = tariff::none;
  std::uint8_t number = 0;  ///< which one of several alike: pulse counter 2, log pointer 10

  constexpr measurand() = default;
  constexpr measurand(quantity q, phase p = phase::none, flow f = flow::none, statistic h = statistic::none,
                      tariff r = tariff::none, unsigned n = 0)
      : what{q}, where{p}, direction{f}, how{h}, rate{r}, number{static_cast<std::uint8_t>(n)} {}
  constexpr measurand(quantity q, phase p, flow f, tariff r) : measurand{q, p, f, statistic::none, r} {}
  constexpr measurand(quantity q, flow f) : measurand{q, phase::total, f} {}
  constexpr measurand(quantity q, flow f, tariff r) : measurand{q, phase::total, f, statistic::none, r} {}
  constexpr measurand(quantity q, statistic h, flow f = flow::none) : measurand{q, phase::total, f, h} {}
  constexpr measurand(quantity q, phase p, statistic h) : measurand{q, p, flow::none, h} {}
  static constexpr measurand numbered(quantity q, unsigned n) {
    return {q, phase::none, flow::none, statistic::none, tariff::none, n};
  }

  friend constexpr bool operator==(measurand const&, measurand const&) = default;
};

}  // namespace meterproto

// -------------------- meterproto/notation.hpp: what the rows of every map are written with: access, range, codes

/// What the rows of every map are written with, whatever the protocol: the manual's columns for access, range, and
/// codes in the place of a unit.
namespace meterproto {

/// The manual's R/W and NV columns; `unprinted` where the manual has no NV column.
enum class access : std::uint8_t { read, read_write, write };
enum class retained : std::uint8_t { no, yes, unprinted };

struct rights {
  access may = access::read;
  retained nv = retained::unprinted;
};

/// The columns as they are printed.
namespace notation {

inline constexpr rights R{access::read, retained::no};
inline constexpr rights R_NV{access::read, retained::yes};
inline constexpr rights RW{access::read_write, retained::no};
inline constexpr rights RW_NV{access::read_write, retained::yes};

}  // namespace notation

/// Legal contents, in units of the register (raw): intervals, most often one. For floats in steps of 10^exponent.
struct interval {
  std::int64_t low = 0;
  std::int64_t high = low;
};

class range {
 public:
  constexpr range() = default;  ///< none printed
  constexpr range(std::int64_t low, std::int64_t high) : single_{low, high}, count_{1} {}
  constexpr explicit range(std::int64_t only) : single_{only, only}, count_{1} {}
  /// A list, in the manual's order. Expects: an array that lives on.
  template <std::size_t Count>
  constexpr range(interval const (&list)[Count], int exponent = 0)
      : list_{list}, count_{Count}, exponent_{static_cast<std::int8_t>(exponent)}, listed_{true} {}

  [[nodiscard]] constexpr bool empty() const { return count_ == 0; }
  [[nodiscard]] constexpr unsigned size() const { return count_; }
  [[nodiscard]] constexpr interval operator[](unsigned at) const { return listed_ ? list_[at] : single_; }
  [[nodiscard]] constexpr int exponent() const { return exponent_; }

  /// Where no range is printed, anything is legal.
  [[nodiscard]] constexpr bool contains(decimal const& raw) const {
    if (empty()) return true;
    for (unsigned i = 0; i != size(); ++i) {
      auto const part = (*this)[i];
      if (raw >= decimal{part.low, exponent_} && raw <= decimal{part.high, exponent_}) return true;
    }
    return false;
  }

 private:
  interval const* list_ = nullptr;
  interval single_{};
  std::uint8_t count_ = 0;
  std::int8_t exponent_ = 0;
  bool listed_ = false;  // not by comparing the pointer: GCC's sanitizers make that no constant
};

/// The legal contents of rows, in their order.
template <class... Points>
[[nodiscard]] constexpr std::array<range, sizeof...(Points)> ranges_of(Points const&... points) {
  return {points.legal()...};
}

/// In the place of a unit: a number that stands for something.
template <class Enum>
struct code {};

/// In the place of a unit: a bit for each thing that may be so. Enum numbers the bits.
template <class Enum>
struct bitmap {};

template <class Other>
inline constexpr bool is_code = false;
template <class Enum>
inline constexpr bool is_code<code<Enum>> = true;
template <class Other>
inline constexpr bool is_bitmap = false;
template <class Enum>
inline constexpr bool is_bitmap<bitmap<Enum>> = true;

template <class Dimension>
constexpr unit_symbol symbol_of(unit<Dimension> in) {
  return in.symbol;
}
template <class Other>
constexpr unit_symbol symbol_of(Other) {
  return unit_symbol::none;
}

}  // namespace meterproto

// -------------------- meterproto/flags.hpp: a set of things that may be so, one bit each

/// Which of several things are so: one bit each, as bitmaps on the wire have them.
namespace meterproto {

/// Enum numbers the bits, 0 to 31 from the lowest.
template <class Enum>
class flags {
 public:
  constexpr flags() = default;
  constexpr explicit flags(std::uint32_t bits) : bits_{bits} {}

  [[nodiscard]] constexpr bool has(Enum which) const { return ((bits_ >> static_cast<unsigned>(which)) & 1U) != 0; }
  [[nodiscard]] constexpr bool any() const { return bits_ != 0; }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  [[nodiscard]] constexpr flags with(Enum which, bool so = true) const {
    auto const bit = 1U << static_cast<unsigned>(which);
    return flags{so ? bits_ | bit : bits_ & ~bit};
  }
  friend constexpr flags operator|(flags left, flags right) { return flags{left.bits_ | right.bits_}; }
  friend constexpr bool operator==(flags const&, flags const&) = default;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace meterproto

// -------------------- meterproto/integers.hpp: products, quotients and roots of integers that need 128 bits on the way

/// Products, quotients and roots of integers that need 128 bits on the way, exactly; for targets that have neither such
/// integers nor a floating-point unit.
namespace meterproto::integers {

/// high * 2^64 + low.
struct wide {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr auto operator<=>(wide const&, wide const&) = default;  // high first: the order of the numbers
};

/// Without the overflow that -INT64_MIN has.
[[nodiscard]] constexpr std::uint64_t magnitude(std::int64_t number) {
  return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

[[nodiscard]] constexpr wide product(std::uint64_t left, std::uint64_t right) {
  constexpr std::uint64_t half = 0xFFFF'FFFF;
  auto const low = (left & half) * (right & half);
  auto const cross = (left >> 32U) * (right & half) + (low >> 32U);    // at most 2^64 - 2^32
  auto const other = (left & half) * (right >> 32U) + (cross & half);  // at most 2^64 - 2^32
  auto const high = (left >> 32U) * (right >> 32U) + (cross >> 32U) + (other >> 32U);
  return {high, (other << 32U) | (low & half)};
}

/// Expects: a sum below 2^128.
[[nodiscard]] constexpr wide sum(wide left, wide right) {
  auto const low = left.low + right.low;
  return {left.high + right.high + (low < left.low ? 1U : 0U), low};
}

/// Expects: left >= right.
[[nodiscard]] constexpr wide difference(wide left, wide right) {
  return {left.high - right.high - (left.low < right.low ? 1U : 0U), left.low - right.low};
}

struct division {
  std::uint64_t quotient = 0;
  std::uint64_t remainder = 0;
};

/// Expects: number.high < divisor, so that the quotient has 64 bits.
[[nodiscard]] constexpr division divide(wide number, std::uint64_t divisor) {
  if (number.high == 0) return {number.low / divisor, number.low % divisor};
  division so_far{0, number.high};
  for (unsigned bits = 64; bits != 0; --bits) {
    bool const carry = (so_far.remainder >> 63U) != 0;
    so_far.remainder = (so_far.remainder << 1U) | ((number.low >> (bits - 1)) & 1U);
    so_far.quotient <<= 1U;
    if (carry || so_far.remainder >= divisor) {
      so_far.remainder -= divisor;
      so_far.quotient |= 1U;
    }
  }
  return so_far;
}

/// left * right / divisor, rounded to the nearest, a half upwards. Expects: a quotient of 63 bits or less.
[[nodiscard]] constexpr std::uint64_t multiply_divide(std::uint64_t left, std::uint64_t right, std::uint64_t divisor) {
  auto const exact = divide(product(left, right), divisor);
  return exact.quotient + (exact.remainder >= divisor - exact.remainder ? 1U : 0U);
}

/// Rounded half away from zero. Expects: divisor > 0.
[[nodiscard]] constexpr std::int64_t divide_nearest(std::int64_t number, std::int64_t divisor) {
  auto const size = magnitude(number);
  auto const by = static_cast<std::uint64_t>(divisor);
  auto const rest = size % by;
  auto const quotient = size / by + (rest >= by - rest ? 1U : 0U);
  return static_cast<std::int64_t>(number < 0 ? 0 - quotient : quotient);
}

/// The largest integer whose square is not above the number.
[[nodiscard]] constexpr std::uint64_t square_root(wide number) {
  auto const bits = number.high != 0 ? 128 - std::countl_zero(number.high) : 64 - std::countl_zero(number.low);
  std::uint64_t root = 0;
  for (int bit = (bits + 1) / 2; bit-- != 0;) {
    auto const candidate = root | (std::uint64_t{1} << static_cast<unsigned>(bit));
    if (product(candidate, candidate) <= number) root = candidate;
  }
  return root;
}

/// The integer nearest to the root: r + 1 where the number is above r^2 + r, which is below (r + 1/2)^2 by a quarter.
/// Expects: a root below 2^64 - 1/2.
[[nodiscard]] constexpr std::uint64_t nearest_root(wide number) {
  auto const root = square_root(number);
  return sum(product(root, root), wide{0, root}) < number ? root + 1 : root;
}

/// The integer nearest to the root of left^2 + right^2. Expects: both below 2^63.
[[nodiscard]] constexpr std::uint64_t hypotenuse(std::uint64_t left, std::uint64_t right) {
  return nearest_root(sum(product(left, left), product(right, right)));
}

}  // namespace meterproto::integers

// -------------------- meterproto/elementary.hpp: square root, sine and cosine as constexpr, without a mathematical library

/// Square root, sine and cosine of floating-point numbers as constexpr, without a mathematical library. The integer
/// path needs none of them.
namespace meterproto::elementary {

inline constexpr double pi = 3.14159265358979323846;

/// The two formats whose bits are known here.
template <class Number>
concept real = std::same_as<Number, float> || std::same_as<Number, double>;

template <real Float>
[[nodiscard]] constexpr Float absolute(Float value) {
  return value < 0 ? -value : value;
}

/// Neither infinite nor NaN; by the bits, as arithmetic with those is no constant expression.
[[nodiscard]] constexpr bool is_finite(float value) {
  return (std::bit_cast<std::uint32_t>(value) & 0x7F80'0000U) != 0x7F80'0000U;
}
[[nodiscard]] constexpr bool is_finite(double value) {
  return (std::bit_cast<std::uint64_t>(value) & 0x7FF0'0000'0000'0000U) != 0x7FF0'0000'0000'0000U;
}

namespace roots {

/// Half the exponent is within 7 % of the root, and each step of Newton's squares the relative error: 2e-3, 3e-6,
/// 4e-12, 8e-24.
constexpr float guess(float of) {
  return std::bit_cast<float>((std::bit_cast<std::uint32_t>(of) >> 1U) + (std::uint32_t{127} << 22U));
}
constexpr double guess(double of) {
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(of) >> 1U) + (std::uint64_t{1023} << 51U));
}

}  // namespace roots

/// Within one unit in the last place. Of 0, of infinity and of NaN: itself; of less than 0: NaN.
template <real Float>
[[nodiscard]] constexpr Float square_root(Float of) {
  constexpr bool single = sizeof(Float) == sizeof(float);
  if (!is_finite(of) && !(of < 0)) return of;
  if (of < 0)
    return std::bit_cast<Float>(
        std::conditional_t<single, std::uint32_t, std::uint64_t>(single ? 0x7FC0'0000U : 0x7FF8'0000'0000'0000U));
  if (of == 0) return of;
  if constexpr (single) {
    if (of < 0x1p-100F) return square_root(of * 0x1p60F) * 0x1p-30F;  // denormal: too few bits for the first guess
  } else {
    if (of < 0x1p-1000) return square_root(of * 0x1p120) * 0x1p-60;
  }
  auto root = roots::guess(of);
  for (int step = 0; step != (single ? 4 : 5); ++step) root = (root + of / root) / 2;
  return root;
}

struct sine_and_cosine {
  double sine = 0;
  double cosine = 1;
};

/// Of an angle in radians, within 2e-16 for angles up to 1000 and 2e-16 of the angle beyond; Expects: below 1e9.
[[nodiscard]] constexpr sine_and_cosine circle(double angle) {
  // The nearest quarter turn off, with pi/2 in three parts, the first two of 33 bits.
  auto const quarters = static_cast<std::int64_t>(angle * (2 / pi) + (angle < 0 ? -0.5 : 0.5));
  auto const turns = static_cast<double>(quarters);
  auto const rest = ((angle - turns * 1.57079632673412561417e+00) - turns * 6.07710050630396597660e-11) -
                    turns * 2.02226624879595063154e-21;
  auto const square = rest * rest;
  double sine = 0;
  double cosine = 0;
  for (int power = 19; power > 1; power -= 2) sine = -(sine + 1) * square / (power * (power - 1));
  for (int power = 18; power > 0; power -= 2) cosine = -(cosine + 1) * square / (power * (power - 1));
  sine = (sine + 1) * rest;
  cosine += 1;
  switch (quarters & 3) {
    case 0: return {sine, cosine};
    case 1: return {cosine, -sine};
    case 2: return {-sine, -cosine};
    default: return {-cosine, sine};
  }
}

}  // namespace meterproto::elementary

// -------------------- meterproto/scaling.hpp: a value into a register and back: powers of ten, rounding, range

/// A value into a register and back: value = content * 10^n, with n from a scale register. Exact both ways but for the
/// one rounding that a step of 10^n needs. Sources: Leviton Series 4000 and 4100 manuals, Modbus Point Map, registers
/// 138 to 141; SunSpec Information Model Specification, scale factors.
namespace meterproto::scaling {

/// What a register shows of a value between two steps. No manual says which of them the meter does.
enum class rounding : std::uint8_t { half_away_from_zero, half_to_even, toward_zero };

/// The contents that a register may hold for a value; what means "none" is not among them.
struct contents {
  std::int64_t least = 0;
  std::int64_t most = 0;

  [[nodiscard]] constexpr bool hold(std::int64_t content) const { return least <= content && content <= most; }
  friend constexpr bool operator==(contents const&, contents const&) = default;
};
inline constexpr contents positive_16{0, 32767};  // of an unsigned register, where 0x8000 means "none"
inline constexpr contents signed_16{-32767, 32767};
inline constexpr contents unsigned_32{0, 4'294'967'295};
inline constexpr contents signed_32{-2'147'483'647, 2'147'483'647};  // as printed [001, 015]; 0x80000000 is not used

/// The powers of ten that a scale register may hold.
struct powers {
  int least = 0;
  int most = 0;

  /// Error: bad_scale, with the content.
  [[nodiscard]] constexpr result<int> of(std::int16_t content) const {
    if (content < least || content > most) return error{errc::bad_scale, 0, static_cast<std::uint16_t>(content)};
    return int{content};
  }
};
inline constexpr powers leviton_powers{-4, 4};
inline constexpr powers sunspec_powers{-10, 10};

/// The value in steps of 10^exponent. Error: does_not_fit beyond 63 bits.
[[nodiscard]] constexpr result<std::int64_t> steps_of(decimal const& value, int exponent, rounding how) {
  if (value.exponent() >= exponent || value.magnitude() == 0) {
    return value.as_integer(exponent);
  }
  // Digits fall off one by one; of those gone, it matters only whether they are below, at or above a half.
  auto steps = value.magnitude();
  unsigned last = 0;
  bool more = false;
  for (int power = value.exponent(); power < exponent && (steps != 0 || last != 0); ++power) {
    more = more || last != 0;
    auto const tenth = decimal_rules::divided_by_ten(steps);
    last = tenth.remainder;
    steps = tenth.quotient;
  }
  bool const half = last == 5 && !more;
  bool const up = how == rounding::half_away_from_zero ? last >= 5
                  : how == rounding::half_to_even      ? (half ? steps % 2 != 0 : last >= 5)
                                                       : false;
  if (up) ++steps;
  return decimal::from_magnitude(steps, 0, value.negative()).as_integer();
}

/// The same of a floating-point number. Errors: not_available for a NaN or an infinity, does_not_fit.
template <elementary::real Float>
[[nodiscard]] constexpr result<std::int64_t> steps_of(Float value, int exponent, rounding how) {
  if (!elementary::is_finite(value)) return errc::not_available;
  auto const size = static_cast<double>(elementary::absolute(value));
  auto const scaled =
      exponent < 0 ? size * decimal{1, -exponent}.to<double>() : size / decimal{1, exponent}.to<double>();
  if (!(scaled < 9.2e18)) return errc::does_not_fit;
  auto steps = static_cast<std::int64_t>(scaled);
  auto const rest = scaled - static_cast<double>(steps);
  bool const half = rest == 0.5;
  if (how != rounding::toward_zero &&
      (rest > 0.5 || (half && (how == rounding::half_away_from_zero || steps % 2 != 0))))
    ++steps;
  return value < 0 ? -steps : steps;
}

/// What a register with this power of ten and this range holds for a value.
/// Value: decimal, float or double. Errors: out_of_range where the register cannot hold it, and those of steps_of().
template <class Value>
[[nodiscard]] constexpr result<std::int64_t> content_of(Value const& value, int exponent, contents range,
                                                        rounding how) {
  auto const steps = steps_of(value, exponent, how);
  if (steps && !range.hold(*steps)) return errc::out_of_range;
  return steps;
}

/// The value that comes out of the register into which it was put: what the meter shows of it. Errors as above.
template <class Value>
[[nodiscard]] constexpr result<decimal> quantised(Value const& value, int exponent, contents range, rounding how) {
  auto const content = content_of(value, exponent, range, how);
  if (!content) return content.error();
  return decimal{*content, exponent};
}

/// The least power of ten, so the finest step, with which a register holds the full scale. How a meter chooses is not
/// documented; only that its own choice holds full scale. Error: out_of_range where none does.
[[nodiscard]] constexpr result<int> exponent_for(decimal const& full_scale, contents range, powers allowed) {
  if (full_scale.negative() && range.least >= 0) return errc::out_of_range;
  auto const size = full_scale.negative() ? -full_scale : full_scale;
  for (int power = allowed.least; power <= allowed.most; ++power)
    if (size <= decimal{range.most, power}) return power;
  return errc::out_of_range;
}

}  // namespace meterproto::scaling

// -------------------- meterproto/wiring.hpp: how a meter is wired: system types, which values they give, the largest power

/// How a Leviton Series 4000 or 4100 is wired, and what follows from it: which values there are, and how much power
/// there can be. Sources: the manuals' table "Supported System Types" and registers 130, 134, 135 (Modbus), AV2, AV6,
/// AI76 (BACnet).
namespace meterproto {

/// Which inputs count. The numbers are those of the meter.
enum class system_type : std::uint16_t {
  line_and_neutral = 10,       // 1L + 1n: A, N
  two_lines = 11,              // 2L: A, B
  two_lines_and_neutral = 12,  // 2L + 1n, split phase: A, B, N
  delta = 31,                  // 3L: A, B, C
  wye = 40,                    // 3L + 1n: A, B, C, N; the default
};

[[nodiscard]] constexpr bool has_neutral(system_type wiring) {
  return wiring == system_type::line_and_neutral || wiring == system_type::two_lines_and_neutral ||
         wiring == system_type::wye;
}
/// How many lines carry voltage, from A on.
[[nodiscard]] constexpr unsigned lines_of(system_type wiring) {
  if (wiring == system_type::line_and_neutral) return 1;
  return wiring == system_type::delta || wiring == system_type::wye ? 3 : 2;
}
/// How many current transformers count, from A on.
[[nodiscard]] constexpr unsigned currents_of(system_type wiring) {
  return wiring == system_type::two_lines ? 1 : lines_of(wiring);
}

/// Whether a value means anything under a system type: the rest reads QNAN, or (32-bit integers) anything. Voltages and
/// currents follow the table of system types; power, power factor and energy of a phase follow its current input. What
/// a delta meter reports for a single phase, which has no neutral to measure against, no manual says.
enum class validity : std::uint8_t { valid, invalid, undocumented };

[[nodiscard]] constexpr validity validity_of(measurand const& of, system_type wiring) {
  using enum phase;
  bool const neutral = has_neutral(wiring);
  auto const lines = lines_of(wiring);
  auto const when = [](bool so) { return so ? validity::valid : validity::invalid; };
  auto const currents = [&](unsigned needed) {
    if (of.what != quantity::current && wiring == system_type::delta) return validity::undocumented;
    return when(currents_of(wiring) >= needed);
  };
  switch (of.where) {
    case ll_avg:
    case ab: return when(lines >= 2);
    case bc:
    case ca: return when(lines >= 3);
    case ln_avg:
    case an: return when(neutral);
    case bn: return when(neutral && lines >= 2);
    case cn: return when(neutral && lines >= 3);
    case a: return currents(1);
    case b: return currents(2);
    case c: return currents(3);
    default: return validity::valid;
  }
}

/// Theoretical Maximum System Power [135] in W, at a power factor of one: V * I for one phase (V is the line-to-neutral
/// voltage in system type 10, else line to line; split phase has two halves of it), sqrt(3) * V * I for three. Printed
/// are only 104 and 103.92 kW, for 600 V and 100 A in type 40; the others are physics. The voltage is the primary one,
/// so the PT ratio does not enter. Integers: rounded to the nearest watt. Expects: volts and amperes up to 32767.
[[nodiscard]] constexpr std::uint64_t largest_power(system_type wiring, std::uint32_t volts, std::uint32_t amperes) {
  auto const single = std::uint64_t{volts} * amperes;
  if (lines_of(wiring) < 3) return single;
  return integers::nearest_root(integers::product(3 * single, single));
}
template <std::floating_point Float>
[[nodiscard]] constexpr Float largest_power(system_type wiring, Float volts, Float amperes) {
  constexpr auto root_of_three = static_cast<Float>(1.7320508075688772935);
  return lines_of(wiring) < 3 ? volts * amperes : root_of_three * volts * amperes;
}

/// "The meter will refuse voltages that are outside the range of 82-660 volts when divided by the PT Ratio" [134],
/// whose own range is 82 to 32000; the ratio in hundredths, as register 133 has it.
[[nodiscard]] constexpr bool takes_system_voltage(std::uint32_t volts, std::uint32_t pt_ratio_hundredths) {
  if (volts < 82 || volts > 32'000) return false;
  auto const scaled = std::uint64_t{volts} * 100;
  return 82 * std::uint64_t{pt_ratio_hundredths} <= scaled && scaled <= 660 * std::uint64_t{pt_ratio_hundredths};
}

}  // namespace meterproto

// -------------------- meterproto/power.hpp: P, Q, S, power factor, quadrants: from phasors and from samples

/// Real power P, reactive power Q, apparent power S, power factor and quadrant: from phasors and from samples. P is
/// positive where power is imported, Q where the current lags an import. Sources: Leviton Series 4100 manual, registers
/// 001 to 024 and Q_ of the display ("Quadrant 1-4 per IEEE 1459"); IEEE 1459-2010 (vector apparent
/// power).
namespace meterproto::power {

/// Integers (of any unit: W, mW) or floating-point numbers.
template <class Number>
concept number = std::same_as<Number, std::int64_t> || elementary::real<Number>;

/// Import is q1 and q4, export q2 and q3. The numbers are those that the WAGO's quadrant registers are taken to hold.
enum class quadrant : std::uint8_t { q1 = 1, q2, q3, q4 };

/// Zero counts as positive: no load is q1.
template <class Number>
[[nodiscard]] constexpr quadrant quadrant_of(Number real, Number reactive) {
  if (reactive < 0) return real < 0 ? quadrant::q3 : quadrant::q4;
  return real < 0 ? quadrant::q2 : quadrant::q1;
}
[[nodiscard]] constexpr bool is_import(quadrant in) {
  return in == quadrant::q1 || in == quadrant::q4;
}

/// How the two standards speak of a quadrant; Leviton prints both: "Quadrant 2: Leads Export Real Energy (IEC)
/// Inductive (IEEE)". IEC speaks of the current against the direction of real power, IEEE of the sign of Q. WAGO's
/// "inductive" and "capacitive" are IEC's lag and lead.
enum class iec_name : std::uint8_t { lags, leads };
enum class ieee_name : std::uint8_t { inductive, capacitive };
[[nodiscard]] constexpr iec_name iec(quadrant in) {
  return in == quadrant::q1 || in == quadrant::q3 ? iec_name::lags : iec_name::leads;
}
[[nodiscard]] constexpr ieee_name ieee(quadrant in) {
  return in == quadrant::q1 || in == quadrant::q2 ? ieee_name::inductive : ieee_name::capacitive;
}

/// sqrt(left^2 + right^2): integers to the nearest, floating-point numbers within two units in the last place.
/// Expects: a root below 2^63; of float 1e-19 to 1e19, of double 1e-154 to 1e154, or 0.
[[nodiscard]] constexpr std::int64_t hypotenuse(std::int64_t left, std::int64_t right) {
  return static_cast<std::int64_t>(integers::hypotenuse(integers::magnitude(left), integers::magnitude(right)));
}
template <std::floating_point Float>
[[nodiscard]] constexpr Float hypotenuse(Float left, Float right) {
  return elementary::square_root(left * left + right * right);
}

/// P, Q and S of one phase or of all.
template <number Number>
struct powers {
  Number real = 0;
  Number reactive = 0;
  Number apparent = 0;

  constexpr powers() = default;
  constexpr powers(Number p, Number q) : powers{p, q, hypotenuse(p, q)} {}
  constexpr powers(Number p, Number q, Number s) : real{p}, reactive{q}, apparent{s} {}

  [[nodiscard]] constexpr quadrant where() const { return quadrant_of(real, reactive); }

  /// "Total Instantaneous Apparent (S) Power (vector sum)" [023]: P and Q are added, and S is made of the sums, so
  /// distortion that a phase's own S holds is not in it.
  friend constexpr powers operator+(powers const& left, powers const& right) {
    return {left.real + right.real, left.reactive + right.reactive};
  }
  friend constexpr bool operator==(powers const&, powers const&) = default;
};

/// P / S, negative for export: -1 to 1. The sign of S, which a demand has, does not count. Without load there is none:
/// not_available; a meter shows 1 there, or nothing.
template <elementary::real Float>
[[nodiscard]] constexpr result<Float> factor(powers<Float> const& of) {
  if (of.apparent == 0) return errc::not_available;
  auto const ratio = of.real / elementary::absolute(of.apparent);
  return ratio > 1 ? Float{1} : ratio < -1 ? Float{-1} : ratio;  // S may have been rounded below P
}
/// In steps of 10^-4, as registers 024 and 100 to 102 hold it: -10000 to 10000, rounded half away from zero.
/// Expects: a P that is above S by rounding at most.
[[nodiscard]] constexpr result<std::int16_t> factor(powers<std::int64_t> const& of) {
  if (of.apparent == 0) return errc::not_available;
  auto const size = integers::multiply_divide(integers::magnitude(of.real), 10'000, integers::magnitude(of.apparent));
  auto const content = static_cast<std::int16_t>(size > 10'000 ? 10'000 : size);
  return of.real < 0 ? static_cast<std::int16_t>(-content) : content;
}

/// The low-power-factor test of bits 11 to 13 of the alerts: "a PF less than 0.5", which comes from mis-wired phases.
/// Without load it is quiet.
template <number Number>
[[nodiscard]] constexpr bool is_factor_low(powers<Number> const& of) {
  if constexpr (std::floating_point<Number>) {
    return 2 * elementary::absolute(of.real) < elementary::absolute(of.apparent);
  } else {
    auto const apparent = integers::magnitude(of.apparent);
    return integers::magnitude(of.real) < apparent / 2 + apparent % 2;  // half of S, rounded up: no overflow
  }
}

/// Root mean square values with their phase, as a complex number.
template <number Number>
struct phasor {
  Number real = 0;
  Number imaginary = 0;

  [[nodiscard]] constexpr Number magnitude() const { return hypotenuse(real, imaginary); }

  friend constexpr phasor operator+(phasor const& left, phasor const& right) {
    return {left.real + right.real, left.imaginary + right.imaginary};
  }
  friend constexpr phasor operator-(phasor const& left, phasor const& right) {
    return {left.real - right.real, left.imaginary - right.imaginary};
  }
  friend constexpr bool operator==(phasor const&, phasor const&) = default;
};

/// `angle` in radians, ahead of the reference.
[[nodiscard]] constexpr phasor<double> polar(double magnitude, double angle) {
  auto const at = elementary::circle(angle);
  return {magnitude * at.cosine, magnitude * at.sine};
}

/// P + jQ = V * conjugate(I). Integers: the unit of the product (mV and mA give uW). Expects: products that fit, so
/// int64 components below 2^31.
template <number Number>
[[nodiscard]] constexpr powers<Number> power_of(phasor<Number> const& voltage, phasor<Number> const& current) {
  return {voltage.real * current.real + voltage.imaginary * current.imaginary,
          voltage.imaginary * current.real - voltage.real * current.imaginary};
}

/// What samples of one phase tell.
template <number Number>
struct measured {
  Number voltage = 0;  // rms
  Number current = 0;  // rms
  powers<Number> power;
};

namespace sampling {

/// Samples: an array, a span, or what has value_type, size() and [] like them; integers are measured as int64.
template <class Voltages, class Currents,
          class Both = std::common_type_t<typename Voltages::value_type, typename Currents::value_type>>
using number_of = std::conditional_t<std::integral<Both>, std::int64_t, Both>;

template <number Number>
struct sums {
  Number voltage = 0, current = 0, real = 0, reactive = 0;  // of v^2, i^2, v * i, and v a quarter cycle before * i
  Number count = 0;
};

/// The integer nearest to sqrt(of) / count, a half upwards: k + 1 where (k + 1/2) * count is not above the root.
/// Expects: below 2^126.
constexpr std::int64_t root_over(integers::wide of, std::int64_t count) {
  auto const by = static_cast<std::uint64_t>(count);
  auto const below = integers::square_root(of) / by;
  auto const twice_between = (2 * below + 1) * by;
  auto const doubled = integers::sum(of, of);
  bool const up = integers::product(twice_between, twice_between) <= integers::sum(doubled, doubled);
  return static_cast<std::int64_t>(up ? below + 1 : below);
}

constexpr measured<std::int64_t> evaluate(sums<std::int64_t> const& of, bool with_reactive) {
  auto const volts = static_cast<std::uint64_t>(of.voltage);
  auto const amperes = static_cast<std::uint64_t>(of.current);
  auto const real = integers::magnitude(of.real);
  auto const apparent = integers::product(volts, amperes);  // (S * count)^2, never below (P * count)^2
  measured<std::int64_t> all;
  all.voltage = root_over(integers::product(volts, static_cast<std::uint64_t>(of.count)), of.count);
  all.current = root_over(integers::product(amperes, static_cast<std::uint64_t>(of.count)), of.count);
  all.power.real = integers::divide_nearest(of.real, of.count);
  all.power.reactive = with_reactive
                           ? integers::divide_nearest(of.reactive, of.count)
                           : root_over(integers::difference(apparent, integers::product(real, real)), of.count);
  all.power.apparent = root_over(apparent, of.count);
  return all;
}

template <std::floating_point Float>
constexpr measured<Float> evaluate(sums<Float> const& of, bool with_reactive) {
  measured<Float> all;
  all.voltage = elementary::square_root(of.voltage / of.count);
  all.current = elementary::square_root(of.current / of.count);
  auto const apparent = all.voltage * all.current;
  auto const real = of.real / of.count;
  auto const rest = apparent * apparent - real * real;
  all.power = {real,
               with_reactive ? of.reactive / of.count
               : rest > 0    ? elementary::square_root(rest)
                             : Float{0},
               apparent};
  return all;
}

}  // namespace sampling

/// Voltage and current sampled together over whole cycles: rms values, P, S = V * I, and Q = sqrt(S^2 - P^2), which has
/// no sign and holds the distortion as well. Samples: arrays or spans. Integers: rounded to the nearest. Expects: as
/// many of each; integer samples below 2^24 in size and not more than 2^14 of them. Error: too_short where there are
/// none.
template <class Voltages, class Currents, number Number = sampling::number_of<Voltages, Currents>>
[[nodiscard]] constexpr result<measured<Number>> measure(Voltages const& voltage, Currents const& current) {
  if (voltage.empty() || current.size() < voltage.size()) return error{errc::too_short, current.size(), voltage.size()};
  sampling::sums<Number> all;
  for (std::size_t i = 0; i != voltage.size(); ++i) {
    auto const v = static_cast<Number>(voltage[i]);
    auto const a = static_cast<Number>(current[i]);
    all.voltage += v * v;
    all.current += a * a;
    all.real += v * a;
  }
  all.count = static_cast<Number>(voltage.size());
  return sampling::evaluate(all, false);
}

/// The same with a signed Q, where the sampling follows the mains with `per_cycle` samples a cycle; a last part that is
/// no whole cycle is not used. Q by the voltage a quarter cycle before is that of the fundamental and of harmonics 5,
/// 9, 13 ...; harmonics 3, 7, 11 ... enter it negatively, and the real power of direct current and of even harmonics
/// enters it too: where there are any, take them out first. Errors: too_short for less than a cycle, bad_count where a
/// quarter of the cycle is no whole number of samples.
template <class Voltages, class Currents, number Number = sampling::number_of<Voltages, Currents>>
[[nodiscard]] constexpr result<measured<Number>> measure(Voltages const& voltage, Currents const& current,
                                                         std::size_t per_cycle) {
  if (per_cycle == 0 || per_cycle % 4 != 0) return error{errc::bad_count, 0, per_cycle};
  if (voltage.size() < per_cycle || current.size() < voltage.size()) return error{errc::too_short, 0, per_cycle};
  auto const count = voltage.size() - voltage.size() % per_cycle;
  auto const quarter = per_cycle / 4;
  sampling::sums<Number> all;
  for (std::size_t i = 0; i != count; ++i) {
    auto const v = static_cast<Number>(voltage[i]);
    auto const a = static_cast<Number>(current[i]);
    auto const before = static_cast<Number>(voltage[i < quarter ? i + count - quarter : i - quarter]);
    all.voltage += v * v;
    all.current += a * a;
    all.real += v * a;
    all.reactive += before * a;
  }
  all.count = static_cast<Number>(count);
  return sampling::evaluate(all, true);
}

/// The part of a sampled voltage that is whole cycles, from one rise through zero to the last one: what measure() wants
/// where the sampling does not follow the mains. A rise counts once the voltage has been below -`hysteresis`, so that
/// noise around zero makes none.
struct whole_cycles {
  std::size_t first = 0;   // sample behind the first rise
  std::size_t count = 0;   // samples from there to the last rise; 0 where there are not two
  std::size_t cycles = 0;  // cycles in them
};
template <class Samples, class Sample = typename Samples::value_type>
[[nodiscard]] constexpr whole_cycles find_cycles(Samples const& voltage, Sample hysteresis) {
  whole_cycles found;
  bool begun = false;
  bool was_low = false;
  for (std::size_t i = 0; i < voltage.size(); ++i) {
    was_low = was_low || voltage[i] < -hysteresis;
    bool const rises = was_low && voltage[i] >= 0;
    if (rises) was_low = false;
    if (rises && begun) {
      found.count = i - found.first;
      ++found.cycles;
    } else if (rises) {
      found.first = i;
      begun = true;
    }
  }
  return found;
}

}  // namespace meterproto::power

// -------------------- meterproto/energy.hpp: power summed over time into energy, by direction and quadrant

/// Power summed over time into energy, by direction and quadrant. With integers exactly: a time of constant power may
/// be cut anywhere, and the parts sum to the whole; with floating-point numbers compensated. Time is an argument, in
/// milliseconds of a clock that may wrap. What is summed are areas: *twice* unit-milliseconds, so that the half of a
/// trapezoid is no fraction; the unit is that of the power (mW, W, var), and sums are read in unit-hours.
/// Sources: Leviton Series 4100 manual, registers 001 to 020 and 043 to 090; Series 4000 manuals, 001, 027, 029; WAGO
/// 879 manual, 6.6.15.
namespace meterproto::energy {

using power::number, power::powers, power::quadrant;

inline constexpr std::uint32_t ms_per_hour = 3'600'000;
inline constexpr std::uint32_t areas_per_hour = 2 * ms_per_hour;
/// Longer steps are gaps, and larger integer powers are refused: what is below both has an area of 63 bits. In mW that
/// is 2.19 GW, above the 1.77 GW that a Series 4100 can be set up for.
inline constexpr std::uint32_t longest_step = 1'800'000;
inline constexpr std::int64_t most_power = (std::int64_t{1} << 41U) - 1;

/// Areas as whole unit-hours and a remainder: nothing is ever lost. Up to 2^63 unit-hours.
class exact_sum {
 public:
  constexpr exact_sum() : whole_{0}, rest_{0} {}  // written out: GCC 12 forgets the default values within arrays

  constexpr void add(std::int64_t area) {
    whole_ += area / areas_per_hour;
    rest_ += static_cast<std::int32_t>(area % areas_per_hour);
    settle();
  }

  /// Unit-hours, rounded down, and the areas above them: 0 to areas_per_hour - 1.
  [[nodiscard]] constexpr std::int64_t unit_hours() const { return whole_; }
  [[nodiscard]] constexpr std::int32_t rest() const { return rest_; }

  /// The constant power that would have made this in that time, rounded half away from zero. Expects: ms > 0 and a
  /// result of 62 bits.
  [[nodiscard]] constexpr std::int64_t mean_power(std::uint64_t ms) const {
    bool const negative = whole_ < 0;
    auto const hours = integers::product(integers::magnitude(whole_), areas_per_hour);
    auto const rest = static_cast<std::uint64_t>(rest_);
    auto const areas = negative ? integers::difference(hours, {0, rest}) : integers::sum(hours, {0, rest});
    auto const exact = integers::divide(areas, 2 * ms);
    auto const size = static_cast<std::int64_t>(exact.quotient + (exact.remainder >= ms ? 1U : 0U));
    return negative ? -size : size;
  }

  friend constexpr exact_sum operator+(exact_sum left, exact_sum const& right) {
    left.whole_ += right.whole_;
    left.rest_ += right.rest_;
    left.settle();
    return left;
  }
  friend constexpr exact_sum operator-(exact_sum left, exact_sum const& right) {
    left.whole_ -= right.whole_;
    left.rest_ -= right.rest_;
    left.settle();
    return left;
  }
  friend constexpr bool operator==(exact_sum const&, exact_sum const&) = default;

 private:
  constexpr void settle() {
    if (rest_ < 0) {
      rest_ += static_cast<std::int32_t>(areas_per_hour);
      --whole_;
    } else if (rest_ >= static_cast<std::int32_t>(areas_per_hour)) {
      rest_ -= static_cast<std::int32_t>(areas_per_hour);
      ++whole_;
    }
  }

  std::int64_t whole_;
  std::int32_t rest_;
};

/// Areas with what the additions have rounded off kept beside the sum, and folded back into it: a sum of twice the
/// digits. After n additions of one sign the relative error is at most 2u + n * u^2, with u = 2^-53 for double and
/// 2^-24 for float: over a year of seconds 2.3e-16 and 2.4e-7; plain addition may drift by n * u, 3.5e-9 and 188 %.
template <elementary::real Float>
class compensated_sum {
#ifdef __FAST_MATH__
  static_assert(sizeof(Float) == 0, "-ffast-math takes the compensation out of the sum");
#endif
 public:
  constexpr void add(Float area) {
    // What sum + area rounds off, exactly (Knuth's two-sum), then the two parts apart again.
    auto const sum = sum_ + area;
    auto const of_area = sum - sum_;
    lost_ += (sum_ - (sum - of_area)) + (area - of_area);
    sum_ = sum + lost_;
    lost_ -= sum_ - sum;
  }

  [[nodiscard]] constexpr Float unit_hours() const { return sum_ / static_cast<Float>(areas_per_hour); }
  /// The constant power that would have made this in that time. Expects: ms > 0.
  [[nodiscard]] constexpr Float mean_power(std::uint64_t ms) const { return sum_ / (2 * static_cast<Float>(ms)); }

  friend constexpr compensated_sum operator+(compensated_sum left, compensated_sum const& right) {
    left.add(right.sum_);
    left.add(right.lost_);
    return left;
  }
  friend constexpr compensated_sum operator-(compensated_sum left, compensated_sum const& right) {
    left.add(-right.sum_);
    left.add(-right.lost_);
    return left;
  }
  friend constexpr bool operator==(compensated_sum const&, compensated_sum const&) = default;

 private:
  Float sum_ = 0;
  Float lost_ = 0;  // less than half a unit in the last place of the sum
};

namespace sums {
template <number Number>
struct of {
  using type = compensated_sum<Number>;
};
template <>
struct of<std::int64_t> {
  using type = exact_sum;
};
}  // namespace sums
template <number Number>
using sum = typename sums::of<Number>::type;

/// By direction and quadrant, as the Series 4100 has them for each phase and for all. Value: a Number for the areas of
/// one interval, sum<Number> for accumulators. None of them is negative, and none ever falls.
template <class Value>
struct four_quadrants {
  Value real_import{};  // Q1 and Q4
  Value real_export{};  // Q2 and Q3
  std::array<Value, 4> reactive{};
  Value apparent_import{};
  Value apparent_export{};

  [[nodiscard]] constexpr Value const& reactive_in(quadrant one) const {
    return reactive[static_cast<std::size_t>(one) - 1];
  }
  // "Net (Import - Export)" [001, 015]; "Quadrants 1+2= Import, Quadrants 3+4= Export" for reactive energy
  [[nodiscard]] constexpr Value real_net() const { return real_import - real_export; }
  [[nodiscard]] constexpr Value apparent_net() const { return apparent_import - apparent_export; }
  [[nodiscard]] constexpr Value reactive_import() const { return reactive[0] + reactive[1]; }
  [[nodiscard]] constexpr Value reactive_export() const { return reactive[2] + reactive[3]; }

  template <number Number>
  constexpr void add(four_quadrants<Number> const& areas) {
    real_import.add(areas.real_import);
    real_export.add(areas.real_export);
    for (std::size_t i = 0; i != 4; ++i) reactive[i].add(areas.reactive[i]);
    apparent_import.add(areas.apparent_import);
    apparent_export.add(areas.apparent_export);
  }
  friend constexpr four_quadrants operator+(four_quadrants left, four_quadrants const& right) {
    left.real_import = left.real_import + right.real_import;
    left.real_export = left.real_export + right.real_export;
    for (std::size_t i = 0; i != 4; ++i) left.reactive[i] = left.reactive[i] + right.reactive[i];
    left.apparent_import = left.apparent_import + right.apparent_import;
    left.apparent_export = left.apparent_export + right.apparent_export;
    return left;
  }
  friend constexpr bool operator==(four_quadrants const&, four_quadrants const&) = default;
};

/// Whatever its direction, as the Series 4000 counts, which is "unidirectional": insensitive to how its current
/// transformers are turned.
template <class Value>
struct unidirectional {
  Value real{};
  Value reactive{};
  Value apparent{};

  template <number Number>
  constexpr void add(four_quadrants<Number> const& areas) {
    for (auto const area : {areas.real_import, areas.real_export}) real.add(area);
    for (auto const area : areas.reactive) reactive.add(area);
    for (auto const area : {areas.apparent_import, areas.apparent_export}) apparent.add(area);
  }
  friend constexpr bool operator==(unidirectional const&, unidirectional const&) = default;
};

/// The areas of a time of constant power. Expects: powers up to most_power, at most longest_step.
template <number Number>
[[nodiscard]] constexpr four_quadrants<Number> areas_of(powers<Number> const& held, std::uint32_t ms) {
  auto const twice = 2 * static_cast<Number>(ms);
  auto const in = held.where();
  four_quadrants<Number> areas;
  (is_import(in) ? areas.real_import : areas.real_export) = (held.real < 0 ? -held.real : held.real) * twice;
  (is_import(in) ? areas.apparent_import : areas.apparent_export) = held.apparent * twice;
  areas.reactive[static_cast<std::size_t>(in) - 1] = (held.reactive < 0 ? -held.reactive : held.reactive) * twice;
  return areas;
}

/// What becomes of a straight line from one value to another over `ms`: the pieces of it above and below zero.
namespace lines {

/// 0 to 1; with integers 0 to 2^32.
template <number Number>
using fraction = std::conditional_t<std::floating_point<Number>, Number, std::uint64_t>;
template <number Number>
inline constexpr fraction<Number> end = std::floating_point<Number> ? 1 : static_cast<fraction<Number>>(0x1p32);

template <number Number>
struct line {
  Number from = 0;
  Number to = 0;
  std::uint32_t ms = 0;

  [[nodiscard]] constexpr bool crosses() const { return (from < 0 && to > 0) || (from > 0 && to < 0); }
  [[nodiscard]] constexpr bool begins_negative() const { return from < 0 || (from == 0 && to < 0); }
  [[nodiscard]] constexpr bool ends_negative() const { return to < 0 || (to == 0 && from < 0); }
  /// What lies above zero minus what lies below: exact.
  [[nodiscard]] constexpr Number net() const { return (from + to) * static_cast<Number>(ms); }
  [[nodiscard]] constexpr line reversed() const { return {to, from, ms}; }
};

constexpr std::uint64_t size(std::int64_t value) {
  return integers::magnitude(value);
}
template <elementary::real Float>
constexpr Float size(Float value) {
  return elementary::absolute(value);
}

/// Where it crosses zero. Expects: that it does.
constexpr std::uint64_t crossing(line<std::int64_t> const& of) {
  return integers::multiply_divide(size(of.from), end<std::int64_t>, size(of.from) + size(of.to));
}
template <elementary::real Float>
constexpr Float crossing(line<Float> const& of) {
  return of.from / (of.from - of.to);
}

/// The area before it crosses zero, without sign. With integers right to half an area; what lies behind the crossing
/// is then the difference from net(), so that both together stay exact. Expects: that it crosses.
constexpr std::int64_t triangle(line<std::int64_t> const& of) {
  auto const first = size(of.from);
  return static_cast<std::int64_t>(integers::multiply_divide(first * of.ms, first, first + size(of.to)));
}
template <elementary::real Float>
constexpr Float triangle(line<Float> const& of) {
  auto const first = size(of.from);
  return first * static_cast<Float>(of.ms) * (first / (first + size(of.to)));
}

/// The area up to `at`, without sign. Expects: no crossing before. With integers right to 2^-31 of the whole line's.
constexpr std::int64_t before(line<std::int64_t> const& of, std::uint64_t at) {
  auto const rest = end<std::int64_t> - at;
  // at * (2 - at) of the first value and at * at of the second, each rounded to 2^-32
  auto const one = integers::multiply_divide(at, end<std::int64_t> + rest, end<std::int64_t>);
  auto const other = integers::multiply_divide(at, at, end<std::int64_t>);
  auto const first = integers::multiply_divide(size(of.from) * of.ms, one, end<std::int64_t>);
  auto const second = integers::multiply_divide(size(of.to) * of.ms, other, end<std::int64_t>);
  auto const area = of.crosses() ? (first > second ? first - second : 0) : first + second;
  return static_cast<std::int64_t>(area);
}
template <elementary::real Float>
constexpr Float before(line<Float> const& of, Float at) {
  return size(static_cast<Float>(of.ms) * at * (2 * of.from + (of.to - of.from) * at));
}

/// What is left of an area; floating-point rounding may make it less than nothing.
template <number Number>
constexpr Number left_over(Number area) {
  return area < 0 ? Number{0} : area;
}
/// `part` of `whole`, where rounding may have made it more.
template <number Number>
constexpr Number at_most(Number part, Number whole) {
  return part < whole ? part : whole;
}

}  // namespace lines

/// The areas between two samples, with each power on a straight line between them; where P or Q crosses zero the line
/// is cut, so import and export never mix. With integers, import minus export of the real energy and of the reactive
/// (Q1 + Q2 less Q3 + Q4) are exact; a crossing divides to half an area, and what one power's crossing divides of
/// another to 2^-31 of the interval's and an area. Expects: as areas_of().
template <number Number>
[[nodiscard]] constexpr four_quadrants<Number> areas_between(powers<Number> const& first, powers<Number> const& second,
                                                             std::uint32_t ms) {
  lines::line<Number> const real{first.real, second.real, ms};
  lines::line<Number> const reactive{first.reactive, second.reactive, ms};
  lines::line<Number> const apparent{first.apparent, second.apparent, ms};
  four_quadrants<Number> areas;
  auto const real_in = [&](bool negative) -> Number& { return negative ? areas.real_export : areas.real_import; };
  auto const apparent_in = [&](bool negative) -> Number& {
    return negative ? areas.apparent_export : areas.apparent_import;
  };
  auto const reactive_in = [&](bool real_negative, bool reactive_negative) -> Number& {
    return areas.reactive[reactive_negative ? (real_negative ? 2 : 3) : (real_negative ? 1 : 0)];
  };

  bool const before = real.begins_negative();  // the sign of P before its crossing, and behind it
  bool const behind = real.ends_negative();
  auto cut = lines::end<Number>;
  if (real.crosses()) {
    cut = lines::crossing(real);
    auto const part = lines::triangle(real);
    real_in(before) = part;
    real_in(behind) = lines::left_over(before ? part + real.net() : part - real.net());
  } else {
    real_in(before) = before ? -real.net() : real.net();
  }

  auto const apparent_part =
      real.crosses() ? lines::at_most(lines::before(apparent, cut), apparent.net()) : apparent.net();
  apparent_in(before) = apparent_part;
  apparent_in(behind) += apparent.net() - apparent_part;

  bool const lags_before = !reactive.begins_negative();
  bool const lags_behind = !reactive.ends_negative();
  if (!reactive.crosses()) {
    auto const whole = lags_before ? reactive.net() : -reactive.net();
    auto const part = real.crosses() ? lines::at_most(lines::before(reactive, cut), whole) : whole;
    reactive_in(before, !lags_before) += part;
    reactive_in(behind, !lags_before) += whole - part;
    return areas;
  }
  auto const early = lines::triangle(reactive);
  auto const late = lines::left_over(lags_before ? early - reactive.net() : early + reactive.net());
  if (cut <= lines::crossing(reactive)) {  // P changes its sign first
    auto const part = lines::at_most(lines::before(reactive, cut), early);
    reactive_in(before, !lags_before) += part;
    reactive_in(behind, !lags_before) += early - part;
    reactive_in(behind, !lags_behind) += late;
  } else {
    auto const rest = static_cast<lines::fraction<Number>>(lines::end<Number> - cut);
    auto const part = lines::at_most(lines::before(reactive.reversed(), rest), late);
    reactive_in(before, !lags_before) += early;
    reactive_in(before, !lags_behind) += late - part;
    reactive_in(behind, !lags_behind) += part;
  }
  return areas;
}

/// What the power is taken to be between two samples.
enum class between : std::uint8_t {
  held,      ///< rectangles: a sample holds until the next one
  mean,      ///< rectangles: a sample is the mean since the one before, as a meter's own cycle has it
  straight,  ///< trapezoids
};

template <between How, number Number>
[[nodiscard]] constexpr four_quadrants<Number> areas_from(powers<Number> const& last, powers<Number> const& now,
                                                          std::uint32_t ms) {
  if constexpr (How == between::straight)
    return areas_between(last, now, ms);
  else
    return areas_of(How == between::held ? last : now, ms);
}

enum class outcome : std::uint8_t {
  first,      ///< nothing to count from yet
  counted,    ///< the areas since the sample before
  gap,        ///< the sample before is too long ago: nothing is counted, and the caller knows how long
  backwards,  ///< the clock ran back, or on by more than 24 days: nothing is counted, and nobody knows how long
};

/// The times of samples, by a clock of milliseconds that may wrap: one sample in 24 days keeps it unambiguous.
class sample_clock {
 public:
  struct tick {
    outcome what = outcome::first;
    std::uint32_t ms = 0;  // since the sample before
  };

  /// More than `longest_gap` milliseconds between two samples are a gap; it is at most longest_step.
  constexpr explicit sample_clock(std::uint32_t longest_gap)
      : longest_gap_{longest_gap < longest_step ? longest_gap : longest_step} {}

  [[nodiscard]] constexpr tick take(std::uint32_t at_ms) {
    tick made;
    if (begun_) {
      made.ms = at_ms - at_ms_;
      made.what = made.ms <= longest_gap_ && !missed_   ? outcome::counted
                  : made.ms < (std::uint32_t{1} << 31U) ? outcome::gap
                                                        : outcome::backwards;
    }
    if (made.what == outcome::gap) {
      ++gaps_;
      missing_ms_ += made.ms;
    }
    begun_ = true;
    missed_ = false;
    at_ms_ = at_ms;
    return made;
  }
  /// A sample that could not be used: the time up to the next one is a gap.
  constexpr void miss() { missed_ = true; }

  [[nodiscard]] constexpr std::uint32_t gaps() const { return gaps_; }
  [[nodiscard]] constexpr std::uint64_t missing_ms() const { return missing_ms_; }

 private:
  bool begun_ = false;
  bool missed_ = false;
  std::uint32_t longest_gap_;
  std::uint32_t at_ms_ = 0;
  std::uint32_t gaps_ = 0;
  std::uint64_t missing_ms_ = 0;
};

/// Errors: out_of_range above most_power (integers), not_available for a NaN or an infinity.
template <number Number>
[[nodiscard]] constexpr errc fault_of(powers<Number> const& sample) {
  for (auto const value : {sample.real, sample.reactive, sample.apparent}) {
    if constexpr (std::floating_point<Number>) {
      if (!elementary::is_finite(value)) return errc::not_available;
    } else if (value > most_power || value < -most_power) {
      return errc::out_of_range;
    }
  }
  return errc::none;
}

template <number Number>
struct step {
  outcome what = outcome::first;
  std::uint32_t ms = 0;  // since the sample before
  four_quadrants<Number> areas;
};

/// Turns samples, at whatever times they come, into areas. A gap is reported and never bridged.
template <number Number, between How>
class sampler {
 public:
  constexpr explicit sampler(std::uint32_t longest_gap) : clock_{longest_gap} {}

  /// A sample that is refused is missing: a sample that is a mean or the end of a line does not reach over it. Errors:
  /// those of fault_of().
  [[nodiscard]] constexpr result<step<Number>> take(powers<Number> const& now, std::uint32_t at_ms) {
    if (auto const fault = fault_of(now); fault != errc::none) {
      clock_.miss();
      return fault;
    }
    auto const tick = clock_.take(at_ms);
    step<Number> made{tick.what, tick.ms, {}};
    if (tick.what == outcome::counted) made.areas = areas_from<How>(last_, now, tick.ms);
    last_ = now;
    return made;
  }

  [[nodiscard]] constexpr sample_clock const& clock() const { return clock_; }

 private:
  sample_clock clock_;
  powers<Number> last_;
};

/// How the total of three phases is made. WAGO's combination codes 1 to 4 are `phases`, 5 is `net` (6.6.15); what the
/// Leviton meters do is not documented.
enum class total_of : std::uint8_t {
  phases,  ///< each phase counts by its own direction, and the total is their sum
  net,     ///< the powers are added first, and what is left counts
};

/// The accumulators of a meter, by phase and in total. Set: four_quadrants or unidirectional.
template <template <class> class Set, number Number, between How, total_of Total>
class accumulators {
 public:
  using set = Set<sum<Number>>;

  constexpr explicit accumulators(std::uint32_t longest_gap) : clock_{longest_gap} {}

  /// The powers of the three phases at one time. Errors: those of fault_of(), also for the sum of the phases where that
  /// is what counts; then the sample is missing.
  [[nodiscard]] constexpr result<outcome> take(std::array<powers<Number>, 3> const& phases, std::uint32_t at_ms) {
    auto fault = errc::none;
    for (auto const& sample : phases)
      if (fault == errc::none) fault = fault_of(sample);
    auto const sum_is_safe = Total == total_of::net && fault == errc::none;
    auto const all = sum_is_safe ? phases[0] + phases[1] + phases[2] : powers<Number>{};
    if (fault == errc::none) fault = fault_of(all);
    if (fault != errc::none) {
      clock_.miss();
      return fault;
    }
    auto const tick = clock_.take(at_ms);
    if (tick.what == outcome::counted) {
      for (std::size_t i = 0; i != 3; ++i) {
        auto const areas = areas_from<How>(last_[i], phases[i], tick.ms);
        phases_[i].add(areas);
        if constexpr (Total == total_of::phases) total_.add(areas);
      }
      if constexpr (Total == total_of::net) total_.add(areas_from<How>(last_[0] + last_[1] + last_[2], all, tick.ms));
    }
    last_ = phases;
    return tick.what;
  }

  [[nodiscard]] constexpr set const& phase(std::size_t which) const { return phases_[which]; }
  [[nodiscard]] constexpr set const& total() const { return total_; }
  [[nodiscard]] constexpr sample_clock const& clock() const { return clock_; }

  /// Write 30078 to register 129: "clear all Energy Accumulators to 0". Counting goes on from the last sample.
  constexpr void clear() {
    phases_ = {};
    total_ = {};
  }

 private:
  sample_clock clock_;
  std::array<powers<Number>, 3> last_{};
  std::array<set, 3> phases_{};
  set total_{};
};

/// WAGO's combination code [400F], 6.6.15: how the total is made of forward (import) and reverse (export) energy. The
/// names of C-04 and of 4 and 5 at 400F contradict one another; the manual's table of an example decides.
enum class combination : std::uint16_t { forward = 1, reverse, forward_plus_reverse, forward_minus_reverse, net };

template <class Value>
struct combined {
  Value total{};
  Value forward{};
  Value reverse{};

  friend constexpr bool operator==(combined const&, combined const&) = default;
};

/// The three counters as the table of 6.6.15 prints them: reverse is negative but under code 3. Whether the reverse
/// registers on the wire have that sign is not said. Expects: forward and reverse without sign, counted by
/// total_of::net under code 5 and by total_of::phases under the others.
template <class Value>
[[nodiscard]] constexpr combined<Value> combine(combination code, Value forward, Value reverse) {
  Value const none{};
  switch (code) {
    case combination::forward: return {forward, forward, none - reverse};
    case combination::reverse: return {none - reverse, forward, none - reverse};
    case combination::forward_plus_reverse: return {forward + reverse, forward, reverse};
    default: return {forward - reverse, forward, none - reverse};
  }
}

/// What a time brings in which each phase has one direction: its energy, import positive.
template <class Value>
[[nodiscard]] constexpr combined<Value> combine_flows(combination code, std::span<Value const> phases) {
  Value const none{};
  Value forward{}, reverse{}, net{};
  for (auto const& flow : phases) {
    if (flow < none)
      reverse = reverse - flow;
    else
      forward = forward + flow;
    net = net + flow;
  }
  if (code == combination::net) {
    forward = net < none ? none : net;
    reverse = net < none ? none - net : none;
  }
  return combine(code, forward, reverse);
}

}  // namespace meterproto::energy

// -------------------- meterproto/counters.hpp: what a counter gained: wrap, reset, change of scale, steps of a float

/// What a counter gained between two readings: across a wrap, a reset, a change of scale; and the steps that a
/// floating-point counter can still take. A wrap and a reset look alike to arithmetic, so the caller says how much can
/// have been gained at most. Sources: Leviton Series 4000 and 4100 manuals, registers 001 to 020, 039 to 090 (4000:
/// 001, 027, 029, 043 to 052), 141, 147; WAGO 879 manual (display of 6+3 digits).
namespace meterproto::counters {

/// How many contents a counter has before it begins anew.
inline constexpr std::uint64_t wraps_32_bits = std::uint64_t{1} << 32U;
inline constexpr std::uint64_t wraps_9_digits = 1'000'000'000;  // WAGO: 999999.999 kWh, in Wh

/// Across one wrap at most. Expects: both below `wraps`.
[[nodiscard]] constexpr std::uint64_t gained(std::uint64_t before, std::uint64_t now, std::uint64_t wraps) {
  return now >= before ? now - before : wraps - before + now;
}

/// counts * 10^exponent of a unit: a counter with the scale register that was read in the same poll. A plain one has
/// exponent 0, and `counts` for its unit.
template <class Dimension>
struct shown {
  std::uint64_t content = 0;
  int exponent = 0;
  unit<Dimension> in;
};
template <class Dimension>
shown(std::uint64_t, int, unit<Dimension>) -> shown<Dimension>;

/// What the reset counter [147] says of the time between the readings.
enum class resets : std::uint8_t { unknown, none, some };
[[nodiscard]] constexpr resets resets_between(std::uint16_t count_before, std::uint16_t count_now) {
  return count_before == count_now ? resets::none : resets::some;
}

enum class change : std::uint8_t {
  advanced,
  wrapped,
  reset,  ///< the amount is what was counted since; what came before the reset is lost
};

template <class Dimension>
struct gain {
  reading<Dimension> amount;  // exact difference of what was shown
  decimal within;  // in the same unit: what was gained since the reading, or the reset, differs by less than this step
  change how = change::advanced;
};

/// What can be gained at most: the highest plausible power for the time between the readings, rounded up to a Wh.
/// Error: does_not_fit beyond 64 bits.
[[nodiscard]] constexpr result<reading<watt_hour>> plausible_energy(std::uint64_t watts, std::uint64_t ms) {
  auto const exact = integers::product(watts, ms);
  if (exact.high >= energy::ms_per_hour - 1) return errc::does_not_fit;
  auto const hours = integers::divide(exact, energy::ms_per_hour);
  return reading<watt_hour>{decimal::from_magnitude(hours.quotient + (hours.remainder != 0 ? 1U : 0U)), Wh};
}

/// What was gained between two readings of a counter that begins anew after `wraps` counts, at most 2^63. A fall counts
/// as a wrap where the way across it is within `most`: a reset so shortly before the end of the counter cannot be told
/// from it unless the reset counter was read. The units may differ, and the amount is in that of `now`. Errors:
/// out_of_range for a content that the counter cannot have; implausible where no reading of the change stays within
/// `most`, or the counter fell without wrap or reset; undecided where `most` is a whole round of the counter or more,
/// by the finer of its scales (behind a reset by the present one), or where it fell while its scale changed and nothing
/// says that it was reset; does_not_fit.
template <class Dimension>
[[nodiscard]] constexpr result<gain<Dimension>> gain_between(shown<Dimension> const& before,
                                                             shown<Dimension> const& now, std::uint64_t wraps,
                                                             reading<Dimension> const& most, resets seen) {
  if (before.content >= wraps || now.content >= wraps) return errc::out_of_range;
  auto const earlier = before.exponent + before.in.exponent() - now.in.exponent();  // in the unit of `now`
  auto const finer = earlier < now.exponent ? earlier : now.exponent;
  auto const coarser = earlier < now.exponent ? now.exponent : earlier;
  auto const step = decimal{1, coarser};
  auto const was = decimal::from_magnitude(before.content, earlier).as_integer(finer);
  auto const is = decimal::from_magnitude(now.content, now.exponent).as_integer(finer);
  auto const room = step.as_integer(finer);
  if (!was || !is || !room) return errc::does_not_fit;

  auto const limit = most.in(now.in);
  auto const plausible = [&](std::int64_t amount) {  // both readings may be off by a step
    return amount <= *room || decimal{amount - *room, finer} <= limit;
  };
  auto const found = [&](std::int64_t amount, change how) -> result<gain<Dimension>> {
    if (!plausible(amount)) return errc::implausible;
    return gain<Dimension>{reading<Dimension>{decimal{amount, finer}, now.in}, step, how};
  };

  if (decimal::from_magnitude(wraps, seen == resets::some ? now.exponent : finer) <= limit) return errc::undecided;
  if (seen == resets::some) return found(*is, change::reset);
  if (earlier != now.exponent) {
    if (*is >= *was) return found(*is - *was, change::advanced);
    if (*was - *is < *room) return found(0, change::advanced);  // not fallen: shown more coarsely
    return errc::undecided;
  }
  if (*is >= *was) return found(*is - *was, change::advanced);
  auto const round = static_cast<std::int64_t>(gained(before.content, now.content, wraps));
  if (plausible(round)) return found(round, change::wrapped);
  if (seen == resets::none) return errc::implausible;
  return found(*is, change::reset);
}

/// From a value to the next one that the format has: 2^-9 kWh at 16384 kWh for float. Expects: finite, not negative.
template <elementary::real Float>
[[nodiscard]] constexpr Float step_at(Float value) {
  if constexpr (sizeof(Float) == sizeof(float))
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) + 1) - value;
  else
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) + 1) - value;
}

namespace float_steps {

template <elementary::real Float, class Condition>
constexpr Float first_power_of_two(Float increment, Condition const& holds) {
  if (!(increment > 0) || increment > static_cast<Float>(1e30)) return 0;
  auto power = Float{1};
  while (power > increment) power /= 2;
  while (!holds(power)) power *= 2;
  return power;
}

}  // namespace float_steps

/// The power of two from which on steps of `increment` are no longer told apart: the format's own are larger.
/// 0.001F (1 Wh in kWh): 16384. 0 for an increment that is not above 0, or beyond 1e30.
template <elementary::real Float>
[[nodiscard]] constexpr Float distorted_from(Float increment) {
  return float_steps::first_power_of_two(increment, [&](Float at) { return step_at(at) > increment; });
}
/// The power of two from which on adding `increment` to a counter of this format changes nothing, so that one
/// that has grown there in such steps stands still. 0.001F: 32768.
template <elementary::real Float>
[[nodiscard]] constexpr Float vanishes_from(Float increment) {
  return float_steps::first_power_of_two(increment, [&](Float at) { return step_at(at) / 2 >= increment; });
}

}  // namespace meterproto::counters

// -------------------- meterproto/demand.hpp: block and rolling block demand, present and largest

/// Demand: the mean power of an interval. Block demand has one sub-interval, rolling block demand two to six: at the
/// end of each, the mean of the last ones. Sources: Leviton Series 4100 manual, registers 029 to 037, 129, 149, 150 and
/// "Set Demand Interval"; Import and Export of the maxima from BACnet AI22 to AI27, and "correspond with Real" from the
/// same meter's EM3555 manual, p. 34.
namespace meterproto::demand {

using power::number, power::powers;

/// What is shown before all sub-intervals of the first interval are complete. No manual says.
enum class before_full : std::uint8_t {
  none,          ///< nothing: not_available
  as_zeros,      ///< those to come count as zero
  of_completed,  ///< the mean of those that are complete; before the first, nothing
};
/// How apparent demand is made. No manual says.
enum class apparent : std::uint8_t {
  mean,      ///< the mean of the apparent power
  of_means,  ///< sqrt(P^2 + Q^2) of the real and the reactive demand
};
/// What stands in the reactive and apparent maxima: "Import and Export correspond with Real", which leaves it open.
enum class maxima : std::uint8_t {
  own,      ///< each largest by itself, among the demands of that direction of real power
  at_real,  ///< what they were when real demand was largest
};
struct choices {
  before_full until;
  apparent made;
  maxima kept;

  constexpr choices(before_full u, apparent m, maxima k) : until{u}, made{m}, kept{k} {}
};

/// [149] and [150]. A length of 0 is sync to comms: only close() ends a sub-interval, and their number is ignored.
class intervals {
 public:
  constexpr intervals() = default;  ///< the meters' own: block demand of 15 minutes
  /// Errors: out_of_range unless 1 to 6 sub-intervals of 10 to 32767 s, or 0.
  [[nodiscard]] static constexpr result<intervals> of(unsigned subintervals, std::uint32_t seconds) {
    if (subintervals < 1 || subintervals > 6 || seconds > 32'767 || (seconds != 0 && seconds < 10))
      return errc::out_of_range;
    intervals made;
    made.subintervals_ = static_cast<std::uint8_t>(subintervals);
    made.seconds_ = static_cast<std::uint16_t>(seconds);
    return made;
  }

  [[nodiscard]] constexpr bool synced() const { return seconds_ == 0; }
  [[nodiscard]] constexpr unsigned subintervals() const { return subintervals_; }
  [[nodiscard]] constexpr std::uint32_t seconds() const { return seconds_; }
  [[nodiscard]] constexpr std::uint32_t length_ms() const { return std::uint32_t{seconds_} * 1000; }
  /// How many means make the demand.
  [[nodiscard]] constexpr std::uint8_t parts() const { return synced() ? std::uint8_t{1} : subintervals_; }

  friend constexpr bool operator==(intervals const&, intervals const&) = default;

 private:
  std::uint8_t subintervals_ = 1;
  std::uint16_t seconds_ = 900;
};

/// One power: signed, so that import and export within an interval cancel.
template <number Number>
class window {
 public:
  constexpr explicit window(intervals every) : every_{every} {}

  /// So long the power was this. Time is cut where sub-intervals end; how many ended is told. Expects: up to
  /// energy::most_power.
  constexpr unsigned add(Number power, std::uint32_t ms) {
    unsigned ended = 0;
    while (ms != 0) {
      auto const part = ms < left_ms() ? ms : left_ms();
      collected_.add(power * static_cast<Number>(2 * part));
      elapsed_ += part;
      ms -= part;
      if (every_.synced() || elapsed_ != every_.length_ms()) continue;
      (void)close();
      ++ended;
    }
    return ended;
  }

  /// Ends the sub-interval now, as a write of 21211 to register 129 does. One that has had no time is none, and false;
  /// one that was cut short weighs as much as the others.
  constexpr bool close() {
    if (elapsed_ == 0) return false;
    for (std::size_t i = means_.size() - 1; i != 0; --i) means_[i] = means_[i - 1];
    means_[0] = collected_.mean_power(elapsed_);
    if (complete_ < every_.parts()) ++complete_;
    collected_ = {};
    elapsed_ = 0;
    return true;
  }

  /// Integers: rounded half away from zero, of means that were rounded so. Error: not_available.
  [[nodiscard]] constexpr result<Number> present(before_full until) const {
    bool const full = complete_ == every_.parts();
    if (!full && (until == before_full::none || (until == before_full::of_completed && complete_ == 0)))
      return errc::not_available;
    Number all = 0;
    for (std::size_t i = 0; i != complete_; ++i) all += means_[i];
    auto const parts = until == before_full::of_completed ? complete_ : every_.parts();
    if constexpr (std::floating_point<Number>)
      return all / static_cast<Number>(parts);
    else
      return integers::divide_nearest(all, parts);
  }

  /// Until the sub-interval ends by itself, or as long as a step may be.
  [[nodiscard]] constexpr std::uint32_t left_ms() const {
    if (every_.synced() || every_.length_ms() - elapsed_ > energy::longest_step) return energy::longest_step;
    return static_cast<std::uint32_t>(every_.length_ms() - elapsed_);
  }

 private:
  intervals every_;
  energy::sum<Number> collected_{};
  std::uint64_t elapsed_ = 0;
  std::array<Number, 6> means_{};  // the newest first
  std::uint8_t complete_ = 0;
};

/// Real, reactive and apparent demand of a meter, present and largest in each direction.
template <number Number>
class meter {
 public:
  constexpr meter(intervals every, choices how) : how_{how}, real_{every}, reactive_{every}, apparent_{every} {}

  /// So long the powers were these. Expects: up to energy::most_power.
  constexpr void add(powers<Number> const& held, std::uint32_t ms) {
    while (ms != 0) {  // from end to end of the sub-intervals, as a maximum may stand at each
      auto const part = ms < real_.left_ms() ? ms : real_.left_ms();
      (void)reactive_.add(held.reactive, part);
      (void)apparent_.add(held.apparent, part);
      if (real_.add(held.real, part) != 0) compare();
      ms -= part;
    }
  }
  /// As window::close().
  constexpr bool close() {
    bool const closed = real_.close();
    (void)reactive_.close();
    (void)apparent_.close();
    compare();
    return closed;
  }

  /// Apparent demand has the sign of real demand. Error: not_available.
  [[nodiscard]] constexpr result<powers<Number>> present() const {
    auto const p = real_.present(how_.until);
    auto const q = reactive_.present(how_.until);
    auto const s = apparent_.present(how_.until);
    if (!p || !q || !s) return errc::not_available;
    auto const size = how_.made == apparent::mean ? *s : power::hypotenuse(*p, *q);
    return powers<Number>{*p, *q, *p < 0 ? -size : size};
  }
  /// The largest since the reset; zero where there was none in that direction.
  [[nodiscard]] constexpr powers<Number> const& max_import() const { return import_; }
  [[nodiscard]] constexpr powers<Number> const& max_export() const { return export_; }

  /// Another interval: the present demand begins anew, the maxima stay. "The Present Demand values (AI19-AI21) ... are
  /// reset when this object is written (E51H5 only)": BACnet AV11.
  constexpr void change(intervals every) {
    real_ = window<Number>{every};
    reactive_ = window<Number>{every};
    apparent_ = window<Number>{every};
  }

  /// Write 21212 to register 129: the maximum becomes the present demand.
  constexpr void reset_max() {
    import_ = {};
    export_ = {};
    compare();
  }

 private:
  constexpr void compare() {
    auto const now = present();
    if (!now) return;
    auto& most = now->real < 0 ? export_ : import_;
    auto const larger = [](Number one, Number than) { return (one < 0 ? -one : one) > (than < 0 ? -than : than); };
    if (how_.kept == maxima::at_real) {
      if (larger(now->real, most.real)) most = *now;
      return;
    }
    if (larger(now->real, most.real)) most.real = now->real;
    if (larger(now->reactive, most.reactive)) most.reactive = now->reactive;
    if (larger(now->apparent, most.apparent)) most.apparent = now->apparent;
  }

  choices how_;
  window<Number> real_, reactive_, apparent_;
  powers<Number> import_, export_;
};

}  // namespace meterproto::demand

// -------------------- meterproto/alerts.hpp: phase loss, imbalance, out of range, low power factor

/// What a Leviton meter warns of: phase loss and imbalance, values out of range, a low power factor. Sources: Series
/// 4000 and 4100 manuals, table "Supported System Types" (Phase Loss Measurements), "Set Phase Loss", registers 142,
/// 143, 146. Where the manuals contradict themselves or are silent, the caller says which reading counts.
namespace meterproto {

/// The bits of the alert bitmap [146]; 1 is active. The alarm bitmap of BACnet (AI83) agrees in bits 0 to 13.
enum class alert : std::uint8_t {
  voltage_out_of_range_a = 0,
  voltage_out_of_range_b = 1,
  voltage_out_of_range_c = 2,
  current_out_of_range_a = 3,
  current_out_of_range_b = 4,
  current_out_of_range_c = 5,
  frequency_out_of_range = 6,  // outside 45 to 65 Hz, or too little voltage to tell
  phase_loss_a = 8,
  phase_loss_b = 9,
  phase_loss_c = 10,
  low_power_factor_a = 11,
  low_power_factor_b = 12,
  low_power_factor_c = 13,
  pulse_overrun = 14,        // the outputs cannot keep up with the real power
  pulse_configuration = 15,  // [144] may not keep up with the largest power [135]
};

}  // namespace meterproto

namespace meterproto::alerts {

using power::number;

/// Something for each phase: A, B, C.
using by_phase = std::array<bool, 3>;

/// The three bits from `first` on, which is a phase A.
[[nodiscard]] constexpr flags<alert> with(flags<alert> all, alert first, by_phase const& active) {
  for (unsigned i = 0; i != 3; ++i) all = all.with(static_cast<alert>(static_cast<unsigned>(first) + i), active[i]);
  return all;
}
[[nodiscard]] constexpr by_phase phases_of(flags<alert> all, alert first) {
  by_phase active{};
  for (unsigned i = 0; i != 3; ++i) active[i] = all.has(static_cast<alert>(static_cast<unsigned>(first) + i));
  return active;
}

/// What a threshold of 10 % means. The setup text: "If the System Voltage is 600 and the fraction is set to 0.10, then
/// the Phase Loss threshold will be 60 volts". Register 142: "if any phase drops more than 10% below 277 V". Both stand
/// in all manuals.
enum class threshold : std::uint8_t { percent_of_nominal, percent_below_nominal };

/// What an imbalance of 25 % means: "The fractional difference in Line to Line voltages", "25% phase to phase
/// difference", of which base is not said.
enum class imbalance : std::uint8_t {
  spread_of_mean,       ///< largest minus smallest, over their mean
  spread_of_largest,    ///< over the largest
  spread_of_nominal,    ///< over what the system voltage makes of it
  deviation_from_mean,  ///< the largest distance from the mean, over the mean (NEMA MG 1, 14.36)
};

/// Which phase bits a lost pair of lines sets. No manual says.
enum class pair_marks : std::uint8_t {
  both,     ///< AB: A and B
  first,    ///< AB: A; BC: B; CA: C
  neutral,  ///< none where there is a neutral, whose voltages tell the phase; else both
};

/// Which phase bits an imbalance sets. No manual says.
enum class imbalance_marks : std::uint8_t {
  all,       ///< all lines that were compared
  furthest,  ///< the one furthest from the mean; where a pair of lines is, or two are all there are, both
  none,
};

/// Integers of any unit, below 2^31 (mV to 2 MV), or floating-point numbers; in the order of the phases.
template <number Number>
struct voltages {
  std::array<Number, 3> to_neutral{};  // AN, BN, CN
  std::array<Number, 3> between{};     // AB, BC, CA
};

/// Each test by itself; those that the system type does not have are false.
struct findings {
  by_phase neutral_lost{};  // AN, BN, CN
  by_phase pair_lost{};     // AB, BC, CA
  bool neutral_unbalanced = false;
  bool pairs_unbalanced = false;
  std::uint8_t furthest_neutral = 0;  // 0 to 2: which is furthest from the mean, where they are unbalanced
  std::uint8_t furthest_pair = 0;

  [[nodiscard]] constexpr bool any() const {
    return neutral_lost != by_phase{} || pair_lost != by_phase{} || neutral_unbalanced || pairs_unbalanced;
  }
  friend constexpr bool operator==(findings const&, findings const&) = default;
};

namespace checks {

/// left * a < right * b, without overflow.
constexpr bool is_less(std::int64_t left, std::uint64_t a, std::int64_t right, std::uint64_t b) {
  return integers::product(static_cast<std::uint64_t>(left), a) <
         integers::product(static_cast<std::uint64_t>(right), b);
}
template <std::floating_point Float>
constexpr bool is_less(Float left, std::uint64_t a, Float right, std::uint64_t b) {
  return left * static_cast<Float>(a) < right * static_cast<Float>(b);
}

/// The nominal voltage to neutral is that between lines over the root of this: 1 where neutral is all there is, 4 for
/// the half of a split phase, 3 in a star.
constexpr std::uint64_t squared_ratio(system_type wiring) {
  return wiring == system_type::wye ? 3 : wiring == system_type::two_lines_and_neutral ? 4 : 1;
}

/// value / (nominal / sqrt(ratio)) < percent / 100, by comparing squares. Values below 0 count as 0.
template <number Number>
constexpr bool is_below(Number value, Number nominal, std::uint64_t ratio, std::uint64_t percent) {
  if (value <= 0) return percent != 0;
  return is_less(value * value, 10'000 * ratio, nominal * nominal, percent * percent);
}

/// Which of the first `count` values is furthest from their mean.
template <number Number>
constexpr std::uint8_t furthest(std::array<Number, 3> const& values, unsigned count) {
  Number all = 0, most = 0;
  for (unsigned i = 0; i != count; ++i) all += values[i];
  std::uint8_t found = 0;
  for (unsigned i = 0; i != count; ++i) {
    auto const distance = values[i] * static_cast<Number>(count) - all;
    auto const size = distance < 0 ? -distance : distance;
    if (size > most) {
      most = size;
      found = static_cast<std::uint8_t>(i);
    }
  }
  return found;
}

/// The first `count` values, which should be equal.
template <number Number>
constexpr bool is_unbalanced(std::array<Number, 3> const& values, unsigned count, Number nominal, std::uint64_t ratio,
                             std::uint64_t percent, imbalance how) {
  auto const parts = static_cast<Number>(count);
  Number least = values[0], most = values[0], all = 0;
  for (unsigned i = 0; i != count; ++i) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
    all += values[i];
  }
  auto const spread = most - least;
  switch (how) {
    case imbalance::spread_of_mean: return is_less(all, percent, spread * parts, 100);
    case imbalance::spread_of_largest: return is_less(most, percent, spread, 100);
    case imbalance::spread_of_nominal:
      return is_less(nominal * nominal, percent * percent, spread * spread, 10'000 * ratio);
    case imbalance::deviation_from_mean: break;
  }
  auto const above = most * parts - all;
  auto const below = all - least * parts;
  return is_less(all, percent, above > below ? above : below, 100);
}

}  // namespace checks

/// The tests that the system type has: of each line-to-line voltage against the system voltage [134], of each
/// line-to-neutral voltage against what that makes of it, and of the balance. Expects: voltages that are not negative
/// (only those that the system type has are looked at), percentages of 1 to 99 [142, 143].
template <number Number>
[[nodiscard]] constexpr findings phase_loss(system_type wiring, voltages<Number> const& now,
                                            std::type_identity_t<Number> system_voltage, unsigned loss_percent,
                                            threshold loss_means, unsigned imbalance_percent,
                                            imbalance imbalance_means) {
  auto const percent = loss_means == threshold::percent_of_nominal ? loss_percent : 100 - loss_percent;
  auto const ratio = checks::squared_ratio(wiring);
  auto const lines = lines_of(wiring);
  auto const pairs = lines == 3 ? 3U : lines - 1;
  auto const neutrals = has_neutral(wiring) ? lines : 0U;
  findings found;
  for (unsigned i = 0; i != neutrals; ++i)
    found.neutral_lost[i] = checks::is_below(now.to_neutral[i], system_voltage, ratio, percent);
  for (unsigned i = 0; i != pairs; ++i)
    found.pair_lost[i] = checks::is_below(now.between[i], system_voltage, 1, percent);
  found.neutral_unbalanced = neutrals > 1 && checks::is_unbalanced(now.to_neutral, neutrals, system_voltage, ratio,
                                                                   imbalance_percent, imbalance_means);
  found.pairs_unbalanced =
      pairs > 1 && checks::is_unbalanced(now.between, pairs, system_voltage, 1, imbalance_percent, imbalance_means);
  if (found.neutral_unbalanced) found.furthest_neutral = checks::furthest(now.to_neutral, neutrals);
  if (found.pairs_unbalanced) found.furthest_pair = checks::furthest(now.between, pairs);
  return found;
}

/// Bits 8 to 10 of the bitmap.
[[nodiscard]] constexpr by_phase lost_phases(findings const& found, system_type wiring, pair_marks pairs,
                                             imbalance_marks unbalanced) {
  auto lost = found.neutral_lost;
  auto const mark_pair = [&](unsigned pair, bool both) {
    lost[pair] = true;
    if (both) lost[(pair + 1) % 3] = true;
  };
  for (unsigned i = 0; i != 3; ++i)
    if (found.pair_lost[i] && !(pairs == pair_marks::neutral && has_neutral(wiring)))
      mark_pair(i, pairs != pair_marks::first);
  if (unbalanced == imbalance_marks::all && (found.neutral_unbalanced || found.pairs_unbalanced))
    for (unsigned i = 0; i != lines_of(wiring); ++i) lost[i] = true;
  if (unbalanced == imbalance_marks::furthest) {
    if (found.neutral_unbalanced) lost[found.furthest_neutral] = true;
    if (found.neutral_unbalanced && lines_of(wiring) == 2) lost[0] = lost[1] = true;  // as far from the mean
    if (found.pairs_unbalanced) mark_pair(found.furthest_pair, true);
  }
  return lost;
}

/// What a meter can measure: "Input Voltage exceeds meter's measurement range", "Current out of range" (BACnet BI1 to
/// BI6) have their figures in the data sheet.
template <number Number>
struct limits {
  Number least = 0;
  Number most = 0;

  [[nodiscard]] constexpr bool exceeded_by(Number value) const { return !(least <= value && value <= most); }
};

/// 45 to 65 Hz [146], in the steps of register 28 and in Hz; a NaN is out of it.
inline constexpr limits<std::int64_t> frequency_in_hundredths{4500, 6500};
inline constexpr limits<double> frequency_in_hertz{45, 65};

}  // namespace meterproto::alerts

// -------------------- meterproto/pulses.hpp: pulse outputs: duration, weight, overrun, and energy out of pulses

/// Pulse outputs: how long a pulse may be, what it weighs, when it cannot keep up; and energy out of pulses. Sources:
/// Leviton Series 4000 and 4100 manuals, "Set Pulse" and registers 039 to 042 (4000: 043 to 046), 144, 145; WAGO 879
/// manual, 6.6.3 and registers 400D, 4021.
namespace meterproto::pulses {

/// Contact closures in ms [145], and Wh or varh for each [144]. "The open time >= the closure time", so a pulse takes
/// twice its duration.
inline constexpr std::array<std::uint16_t, 6> durations{500, 250, 100, 50, 25, 10};
inline constexpr std::array<std::uint16_t, 4> energies{10, 100, 1000, 10'000};

/// The largest power in W with which pulses of this weight and duration keep up, rounded down: 3600 s an hour over
/// twice the duration. Expects: a duration above 0.
[[nodiscard]] constexpr std::uint64_t keeps_up_to(std::uint32_t watt_hours, std::uint32_t ms) {
  return std::uint64_t{1'800'000} * watt_hours / ms;
}

/// Whether the outputs cannot keep up: bit 14 with the real power there is, bit 15 with the largest there can be.
/// Watts: an integer below 2^50 in size, with a duration below 2^14, float or double.
template <class Watts>
[[nodiscard]] constexpr bool overrun(Watts watts, std::uint32_t watt_hours, std::uint32_t ms) {
  if constexpr (std::floating_point<Watts>)
    return elementary::absolute(watts) * static_cast<Watts>(ms) > Watts{1'800'000} * static_cast<Watts>(watt_hours);
  else
    return static_cast<std::uint64_t>(watts < 0 ? 0 - watts : watts) * ms > std::uint64_t{1'800'000} * watt_hours;
}

/// "Set to the slowest duration that will keep up with the theoretical max. system power" [145]. Error: out_of_range
/// where none does; then the meter "will reject the new value" of 144, or, where something else was changed, keeps it
/// and sets alert bit 15.
template <class Watts>
[[nodiscard]] constexpr result<std::uint16_t> duration_for(std::uint32_t watt_hours, Watts largest_watts) {
  for (auto const ms : durations)
    if (!overrun(largest_watts, watt_hours, ms)) return ms;
  return errc::out_of_range;
}

/// "When moving up to a larger energy, the meter will jump to the first value where it can find a valid solution."
/// Error: out_of_range where there is none above.
template <class Watts>
[[nodiscard]] constexpr result<std::uint16_t> next_energy(std::uint32_t watt_hours, Watts largest_watts) {
  for (auto const energy : energies)
    if (energy > watt_hours && duration_for(energy, largest_watts)) return energy;
  return errc::out_of_range;
}

/// What a counter shows of an energy: it rolls over to zero after 4294967295. Expects: a weight above 0, in the unit of
/// the energy.
[[nodiscard]] constexpr std::uint32_t pulses_of(std::uint64_t energy, std::uint32_t weight) {
  return static_cast<std::uint32_t>(energy / weight);
}
/// The energy that counted pulses stand for, in Wh or varh.
[[nodiscard]] constexpr decimal energy_of(std::uint32_t pulses, std::uint32_t weight) {
  return decimal{std::uint64_t{pulses} * weight};
}

/// A counter of pulses that takes energy in whatever portions it comes; what is less than a pulse waits for the next.
class output {
 public:
  /// Energy and weight in one unit, such as energy's areas. Expects: not negative; a weight above 0.
  constexpr void add(std::int64_t energy, std::int64_t weight) {
    waiting_ += static_cast<std::uint64_t>(energy);
    count_ += static_cast<std::uint32_t>(waiting_ / static_cast<std::uint64_t>(weight));
    waiting_ %= static_cast<std::uint64_t>(weight);
  }
  [[nodiscard]] constexpr std::uint32_t count() const { return count_; }

 private:
  std::uint64_t waiting_ = 0;
  std::uint32_t count_ = 0;
};

/// The S0 rates of the WAGO 879 in imp/kWh: "10.000 / 2.000 / 1.000 (default) / 100 / 10 / 1 / 0,1 / 0,01".
inline constexpr std::array<decimal, 8> s0_rates{decimal{10'000}, decimal{2'000}, decimal{1'000}, decimal{100},
                                                 decimal{10},     decimal{1},     decimal{1, -1}, decimal{1, -2}};

/// The Wh of a pulse: 1000 / rate, exactly. Error: out_of_range for a rate that is not above 0, or whose weight is no
/// decimal of 16 places.
[[nodiscard]] constexpr result<decimal> energy_per_pulse(decimal const& rate) {
  if (rate.negative() || rate.magnitude() == 0) return errc::out_of_range;
  std::uint64_t thousands = 1000;
  for (int exponent = 0; exponent > -16; --exponent, thousands *= 10)
    if (thousands % rate.magnitude() == 0)
      return decimal{static_cast<std::int64_t>(thousands / rate.magnitude()), exponent - rate.exponent()};
  return errc::out_of_range;
}

namespace rates {

/// number / rate, rounded down. Errors: out_of_range for a rate that is not above 0, does_not_fit.
constexpr result<std::uint64_t> divide(std::uint64_t number, decimal const& rate) {
  if (rate.negative() || rate.magnitude() == 0) return errc::out_of_range;
  auto divisor = rate.magnitude();
  for (int power = rate.exponent(); power != 0; power += power < 0 ? 1 : -1) {
    auto& grows = power < 0 ? number : divisor;
    if (grows > ~std::uint64_t{0} / 10) return errc::does_not_fit;
    grows *= 10;
  }
  return number / divisor;
}

}  // namespace rates

/// What S0 pulses of any rate stand for, in mWh, rounded down. Errors: out_of_range, does_not_fit.
[[nodiscard]] constexpr result<std::uint64_t> milliwatt_hours_of(std::uint32_t pulses, decimal const& rate) {
  return rates::divide(std::uint64_t{pulses} * 1'000'000, rate);
}

/// The largest power in W with which an S0 output of this rate and duration [4021] keeps up, where its pauses are at
/// least as long as its pulses, rounded down. Errors: out_of_range, does_not_fit.
[[nodiscard]] constexpr result<std::uint64_t> s0_keeps_up_to(decimal const& rate, std::uint32_t ms) {
  if (ms == 0) return errc::out_of_range;
  return rates::divide(1'800'000'000, rate).transform([&](std::uint64_t of_one) { return of_one / ms; });
}

}  // namespace meterproto::pulses

// -------------------- meterproto/virtual_meter.hpp: a meter that is not there: phases in, all that a meter measures out

/// A meter that is not there: phases in, once a second or as often as the caller likes; all that a meter measures out,
/// by measurand. It knows no protocol and no registers, and computes with integers alone: mV, mA, mW, mvar, mVA, mHz.
/// What no manual says is in `choices`; decided here is that a power factor without load is 1, and that a delta meter,
/// which has no neutral, shows the phases as they are against the inputs' own point.
namespace meterproto::virtual_meter {

using power::phasor, power::powers;

/// What the inputs see: voltages to neutral, to a point of one's own where there is none. 0 mHz: no voltage to tell
/// the frequency from. Expects: components below 2^31.
struct inputs {
  std::array<phasor<std::int64_t>, 3> voltage{};
  std::array<phasor<std::int64_t>, 3> current{};
  std::int64_t millihertz = 50'000;
};

/// From magnitudes in V and A with phases a third of a turn apart, or half a turn in split phase; each current lags its
/// voltage by an angle in radians, and more than a quarter turn is export.
[[nodiscard]] constexpr inputs inputs_of(std::array<double, 3> const& volts, std::array<double, 3> const& amperes,
                                         std::array<double, 3> const& lag, double hertz,
                                         system_type wiring = system_type::wye) {
  auto const milli = [](phasor<double> const& of) {
    auto const nearest = [](double value) {
      return static_cast<std::int64_t>(value * 1000 + (value < 0 ? -0.5 : 0.5));
    };
    return phasor<std::int64_t>{nearest(of.real), nearest(of.imaginary)};
  };
  bool const half = wiring == system_type::two_lines || wiring == system_type::two_lines_and_neutral;
  inputs made;
  for (std::size_t i = 0; i != 3; ++i) {
    auto const angle = -2 * elementary::pi * static_cast<double>(i) / (half ? 2 : 3);
    made.voltage[i] = milli(power::polar(volts[i], angle));
    made.current[i] = milli(power::polar(amperes[i], angle - lag[i]));
  }
  made.millihertz = static_cast<std::int64_t>(hertz * 1000 + 0.5);
  return made;
}

/// What a meter makes of its inputs, in mV, mA, mW, mvar, mVA, mHz.
struct instant {
  alerts::voltages<std::int64_t> voltage;
  std::array<std::int64_t, 3> current{};
  std::array<powers<std::int64_t>, 3> power{};
  std::int64_t millihertz = 0;
};

[[nodiscard]] constexpr instant instant_of(inputs const& seen, system_type wiring) {
  instant now;
  now.millihertz = seen.millihertz;
  for (std::size_t i = 0; i != 3; ++i) {
    auto const next = (i + 1) % 3;
    now.voltage.to_neutral[i] = seen.voltage[i].magnitude();
    now.voltage.between[i] = (seen.voltage[i] - seen.voltage[next]).magnitude();
    if (i >= currents_of(wiring)) continue;
    now.current[i] = seen.current[i].magnitude();
    // Two lines without a neutral drive one current: the voltage between them is its voltage.
    auto const voltage = wiring == system_type::two_lines ? seen.voltage[0] - seen.voltage[1] : seen.voltage[i];
    auto const micro = power::power_of(voltage, seen.current[i]);
    now.power[i] = {integers::divide_nearest(micro.real, 1000), integers::divide_nearest(micro.reactive, 1000)};
  }
  return now;
}

/// Voltages to neutral and currents of a whole number of cycles, in mV and mA, as many of each; of what the system type
/// does not have, none are needed. Expects: what power::measure() expects, so voltages up to 8 kV between lines (above
/// that, phasors).
struct samples {
  std::array<std::span<std::int32_t const>, 3> voltage;
  std::array<std::span<std::int32_t const>, 3> current;
  std::size_t per_cycle = 0;
};

/// The voltage between two lines, sample by sample.
struct sampled_difference {
  using value_type = std::int32_t;

  std::span<std::int32_t const> from;
  std::span<std::int32_t const> to;

  [[nodiscard]] constexpr std::size_t size() const { return from.size() < to.size() ? from.size() : to.size(); }
  [[nodiscard]] constexpr bool empty() const { return size() == 0; }
  [[nodiscard]] constexpr std::int32_t operator[](std::size_t at) const { return from[at] - to[at]; }
};

/// The same from samples. Errors: those of power::measure(), for a phase that the system type has.
[[nodiscard]] constexpr result<instant> instant_of(samples const& seen, std::int64_t millihertz, system_type wiring) {
  instant now;
  now.millihertz = millihertz;
  auto const milli = [](powers<std::int64_t> const& micro) {
    return powers<std::int64_t>{integers::divide_nearest(micro.real, 1000),
                                integers::divide_nearest(micro.reactive, 1000),
                                integers::divide_nearest(micro.apparent, 1000)};
  };
  auto const lines = lines_of(wiring);
  for (std::size_t i = 0; i != lines; ++i) {
    bool const has_current = i < currents_of(wiring);
    auto const& current = has_current ? seen.current[i] : seen.voltage[i];  // without one, only the voltage is used
    auto const alone = power::measure(seen.voltage[i], current, seen.per_cycle);
    if (!alone) return alone.error();
    now.voltage.to_neutral[i] = alone->voltage;
    if (has_current) {
      now.current[i] = alone->current;
      now.power[i] = milli(alone->power);
    }
    if (lines == 1 || (lines == 2 && i == 1)) continue;
    auto const pair =
        power::measure(sampled_difference{seen.voltage[i], seen.voltage[(i + 1) % lines]}, current, seen.per_cycle);
    if (!pair) return pair.error();
    now.voltage.between[i] = pair->voltage;
    if (wiring == system_type::two_lines) now.power[i] = milli(pair->power);
  }
  return now;
}

/// What pulse counter 2 counts. On the Series 4000 it is reactive energy; on the 4100 "Export Real Energy" stands
/// beside [041] and "Export Reactive Energy" beside [315].
enum class second_counter : std::uint8_t { export_real, reactive };

/// What no manual says, and whoever simulates has to. Of a WAGO the total follows from the combination code.
struct choices {
  energy::total_of total;
  demand::choices demand;
  alerts::threshold loss;
  alerts::imbalance imbalance;
  alerts::pair_marks pairs;
  alerts::imbalance_marks unbalanced;
  second_counter counter_2;

  constexpr choices(energy::total_of t, demand::choices d, alerts::threshold l, alerts::imbalance i,
                    alerts::pair_marks p, alerts::imbalance_marks u, second_counter c)
      : total{t}, demand{d}, loss{l}, imbalance{i}, pairs{p}, unbalanced{u}, counter_2{c} {}
};

/// With the defaults of the Series 4100 manual, "Default Settings".
struct settings {
  system_type wiring = system_type::wye;
  std::uint32_t ct_primary = 100;      // A
  std::uint32_t pt_hundredths = 100;   // 1:1
  std::uint32_t system_voltage = 600;  // V
  std::uint32_t loss_percent = 10;
  std::uint32_t imbalance_percent = 25;
  std::uint32_t pulse_energy = 1000;   // Wh
  std::uint16_t pulse_duration = 500;  // ms; the meter's own choice, where there is one
  demand::intervals demand{};
  energy::combination combination = energy::combination::forward;  // WAGO's total
  bool unidirectional = false;  // Series 4000: power has no sign, however the current transformers are turned

  // "Metering Over-Range +20%" above 347 V to neutral, 600 V between lines, and the primary current
  [[nodiscard]] constexpr std::int64_t most_to_neutral_mv() const { return std::int64_t{4164} * pt_hundredths; }
  [[nodiscard]] constexpr std::int64_t most_between_mv() const { return std::int64_t{7200} * pt_hundredths; }
  [[nodiscard]] constexpr std::int64_t most_current_ma() const { return std::int64_t{1200} * ct_primary; }
  [[nodiscard]] constexpr std::uint64_t largest_power() const {
    return meterproto::largest_power(wiring, system_voltage, ct_primary);
  }
  /// "The meter will hunt for a new Pulse Duration"; where none fits, the old one stays.
  [[nodiscard]] constexpr settings with_pulse_duration() const {
    auto made = *this;
    made.pulse_duration = pulses::duration_for(pulse_energy, largest_power()).value_or(pulse_duration);
    return made;
  }
};

class meter {
 public:
  constexpr meter(settings const& set, choices const& chosen)
      : set_{set.with_pulse_duration()}, chosen_{chosen}, demand_{set.demand, chosen.demand} {}

  /// The powers of `now` have been the mean of the last `ms`. Powers beyond energy::most_power (2.19 GW) are shown and
  /// not counted.
  constexpr void take(instant const& now, std::uint32_t ms) {
    now_ = now;
    if (set_.unidirectional)
      for (auto& one : now_.power)
        one = {one.real < 0 ? -one.real : one.real, one.reactive < 0 ? -one.reactive : one.reactive, one.apparent};
    total_ = now_.power[0] + now_.power[1] + now_.power[2];
    for (auto const& one : {now_.power[0], now_.power[1], now_.power[2], total_})
      if (energy::fault_of(one) != errc::none) {
        demand_.add({}, ms);  // its intervals go on
        return;
      }
    while (ms != 0) {
      auto const part = ms < energy::longest_step ? ms : energy::longest_step;
      count(part);
      ms -= part;
    }
  }
  constexpr void take(inputs const& seen, std::uint32_t ms) { take(instant_of(seen, set_.wiring), ms); }

  /// In base units (V, A, W, var, VA, Wh, varh, VAh, Hz; a ratio; pulses), exactly what has been computed. Errors:
  /// not_available where the system type or the demand so far has none, unknown_code for what is not measured.
  [[nodiscard]] constexpr result<decimal> value(measurand const& of) const {
    if (validity_of(of, set_.wiring) == validity::invalid) return errc::not_available;
    switch (of.what) {
      case quantity::voltage: return voltage(of.where);
      case quantity::current: return current(of.where);
      case quantity::frequency:
        if (!alerts::frequency_in_hundredths.exceeded_by(integers::divide_nearest(now_.millihertz, 10)))
          return decimal{now_.millihertz, -3};
        return errc::not_available;
      case quantity::real_power:
      case quantity::reactive_power:
      case quantity::apparent_power: return power_value(of);
      case quantity::power_factor: return factor(of.where);
      case quantity::real_energy:
      case quantity::reactive_energy:
      case quantity::apparent_energy: return decimal{energy_of(of).unit_hours(), -3};
      case quantity::pulse_counter: return decimal{pulses_[of.number == 2 ? 1 : 0].count()};
      case quantity::quadrant: {
        auto const in = of.where == phase::none ? total_ : now_.power[index_of(of.where)];
        return decimal{static_cast<int>(in.where())};
      }
      case quantity::tariff: return decimal{int{tariff_} + 1};
      default: return errc::unknown_code;
    }
  }

  [[nodiscard]] constexpr flags<alert> alerts() const {
    flags<alert> all;
    alerts::by_phase volts{}, amperes{}, low{};
    bool const neutral = has_neutral(set_.wiring);
    auto const lines = lines_of(set_.wiring);
    for (unsigned i = 0; i != lines; ++i) {
      auto const pair = lines == 2 ? 0 : i;
      volts[i] = neutral ? now_.voltage.to_neutral[i] > set_.most_to_neutral_mv()
                         : now_.voltage.between[pair] > set_.most_between_mv();
    }
    for (unsigned i = 0; i != currents_of(set_.wiring); ++i) {
      amperes[i] = now_.current[i] > set_.most_current_ma();
      low[i] = power::is_factor_low(now_.power[i]);
    }
    all = alerts::with(all, alert::voltage_out_of_range_a, volts);
    all = alerts::with(all, alert::current_out_of_range_a, amperes);
    all = all.with(alert::frequency_out_of_range,
                   alerts::frequency_in_hundredths.exceeded_by(integers::divide_nearest(now_.millihertz, 10)));
    auto const found = alerts::phase_loss(set_.wiring, now_.voltage, std::int64_t{1000} * set_.system_voltage,
                                          set_.loss_percent, chosen_.loss, set_.imbalance_percent, chosen_.imbalance);
    all = alerts::with(all, alert::phase_loss_a,
                       alerts::lost_phases(found, set_.wiring, chosen_.pairs, chosen_.unbalanced));
    all = alerts::with(all, alert::low_power_factor_a, low);
    auto const overrun = [&](std::uint64_t watts) {
      return pulses::overrun(watts, set_.pulse_energy, set_.pulse_duration);
    };
    return all.with(alert::pulse_overrun, overrun((integers::magnitude(total_.real) + 999) / 1000))
        .with(alert::pulse_configuration, overrun(set_.largest_power()));
  }

  [[nodiscard]] constexpr settings const& set() const { return set_; }
  /// Accumulators, maxima and pulse counts stay; another demand interval begins anew.
  constexpr void configure(settings const& changed) {
    if (changed.demand != set_.demand) demand_.change(changed.demand);
    set_ = changed.with_pulse_duration();
  }
  constexpr void count_total_by(energy::total_of how) { chosen_.total = how; }

  // The words of register 129.
  constexpr void clear_energy() {
    phases_ = {};
    all_ = {};
    resettable_from_ = {};
  }
  constexpr void begin_demand_anew() { demand_.change(set_.demand); }  // as for another interval
  constexpr bool begin_demand_subinterval() { return demand_.close(); }  // false: no time had passed in the last one
  constexpr void reset_demand_max() { demand_.reset_max(); }
  constexpr void clear_pulses() { pulses_ = {}; }
  // WAGO: the trip counter, and the tariff that counts now, 0 to 3.
  constexpr void clear_resettable() { resettable_from_ = {phases_[0], phases_[1], phases_[2], all_tariffs()}; }
  constexpr void choose_tariff(unsigned which) { tariff_ = static_cast<std::uint8_t>(which & 3U); }

 private:
  using set_of_energies = energy::four_quadrants<energy::exact_sum>;

  static constexpr std::size_t index_of(phase where) {
    return where == phase::b || where == phase::bn || where == phase::bc   ? 1
           : where == phase::c || where == phase::cn || where == phase::ca ? 2
                                                                           : 0;
  }
  static constexpr bool is_single(phase where) { return where == phase::a || where == phase::b || where == phase::c; }
  constexpr set_of_energies all_tariffs() const { return all_[0] + all_[1] + all_[2] + all_[3]; }

  constexpr void count(std::uint32_t ms) {
    auto const weight = std::int64_t{set_.pulse_energy} * 1000 * energy::areas_per_hour;
    auto const count_total = [&](energy::four_quadrants<std::int64_t> const& areas) {
      all_[tariff_].add(areas);
      pulses_[0].add(areas.real_import, weight);
      if (chosen_.counter_2 == second_counter::export_real) pulses_[1].add(areas.real_export, weight);
      if (chosen_.counter_2 == second_counter::reactive)
        for (auto const area : areas.reactive) pulses_[1].add(area, weight);
    };
    for (std::size_t i = 0; i != 3; ++i) {
      auto const areas = energy::areas_of(now_.power[i], ms);
      phases_[i].add(areas);
      if (chosen_.total == energy::total_of::phases) count_total(areas);
    }
    if (chosen_.total == energy::total_of::net) count_total(energy::areas_of(total_, ms));
    demand_.add(total_, ms);
  }

  constexpr result<decimal> voltage(phase where) const {
    auto const& neutral = now_.voltage.to_neutral;
    auto const& between = now_.voltage.between;
    auto const lines = lines_of(set_.wiring);
    auto const mean = [](std::array<std::int64_t, 3> const& of, unsigned count) {
      std::int64_t all = 0;
      for (unsigned i = 0; i != count; ++i) all += of[i];
      return decimal{integers::divide_nearest(all, count), -3};
    };
    switch (where) {
      case phase::none: return decimal{0};  // the WAGO's "Voltage*", 0 on the one screen that shows it
      case phase::ll_avg: return mean(between, lines == 3 ? 3 : 1);
      case phase::ln_avg: return mean(neutral, lines);
      case phase::ab:
      case phase::bc:
      case phase::ca: return decimal{between[index_of(where)], -3};
      default: return decimal{neutral[index_of(where)], -3};
    }
  }
  constexpr result<decimal> current(phase where) const {
    auto const& amperes = now_.current;
    auto const all = amperes[0] + amperes[1] + amperes[2];
    if (where == phase::none) return decimal{0};
    if (where == phase::total) return decimal{all, -3};
    if (where == phase::avg) return decimal{integers::divide_nearest(all, currents_of(set_.wiring)), -3};
    return decimal{amperes[index_of(where)], -3};
  }
  constexpr result<decimal> power_value(measurand const& of) const {
    auto one = is_single(of.where) ? now_.power[index_of(of.where)] : total_;
    if (of.how == statistic::demand) {
      auto const present = demand_.present();
      if (!present) return present.error();
      one = *present;
    }
    if (of.how == statistic::demand_max)
      one = of.direction == flow::export_ ? demand_.max_export() : demand_.max_import();
    auto const chosen = of.what == quantity::real_power       ? one.real
                        : of.what == quantity::reactive_power ? one.reactive
                                                              : one.apparent;
    return decimal{chosen, -3};
  }
  /// Without load 1: what a meter shows there is not documented.
  constexpr result<decimal> factor(phase where) const {
    if (where != phase::avg)
      return decimal{power::factor(is_single(where) ? now_.power[index_of(where)] : total_).value_or(10'000), -4};
    std::int64_t all = 0;
    for (unsigned i = 0; i != currents_of(set_.wiring); ++i) all += power::factor(now_.power[i]).value_or(10'000);
    return decimal{integers::divide_nearest(all, currents_of(set_.wiring)), -4};
  }

  /// Of a phase, of all, of a tariff, or since the trip counter was set to zero.
  constexpr set_of_energies chosen_set(measurand const& of) const {
    if (is_single(of.where)) return phases_[index_of(of.where)];
    return of.rate == tariff::none ? all_tariffs() : all_[static_cast<std::size_t>(of.rate) - 1];
  }
  constexpr energy::exact_sum energy_of(measurand const& of) const {
    auto const from = chosen_set(of);
    if (of.what == quantity::reactive_energy) {
      switch (of.direction) {
        case flow::q1: return from.reactive[0];
        case flow::q2: return from.reactive[1];
        case flow::q3: return from.reactive[2];
        case flow::q4: return from.reactive[3];
        case flow::import: return from.reactive_import();
        case flow::export_: return from.reactive_export();
        default: return from.reactive_import() + from.reactive_export();
      }
    }
    if (of.what == quantity::apparent_energy)
      return of.direction == flow::export_ ? from.apparent_export
             : of.direction == flow::net   ? from.apparent_net()
                                           : from.apparent_import;
    auto forward = from.real_import;
    auto reverse = from.real_export;
    if (of.how == statistic::resettable) {
      auto const& since = resettable_from_[is_single(of.where) ? index_of(of.where) : 3];
      forward = forward - since.real_import;
      reverse = reverse - since.real_export;
    }
    switch (of.direction) {
      case flow::import: return forward;
      case flow::export_: return reverse;
      case flow::net: return forward - reverse;
      default: return energy::combine(set_.combination, forward, reverse).total;
    }
  }

  settings set_;
  choices chosen_;
  instant now_;
  powers<std::int64_t> total_;
  std::array<set_of_energies, 3> phases_{};
  std::array<set_of_energies, 4> all_{};  // by tariff
  std::array<set_of_energies, 4> resettable_from_{};
  demand::meter<std::int64_t> demand_;
  std::array<pulses::output, 2> pulses_{};
  std::uint8_t tariff_ = 0;
};

}  // namespace meterproto::virtual_meter

// -------------------- meterproto/modbus/crc.hpp: CRC-16/MODBUS

/// CRC-16/MODBUS (MODBUS over Serial Line V1.02, 6.2.2): polynomial 0x8005 reflected, start 0xFFFF, sent low byte
/// first.
///
/// The polynomial is (x + 1) Q with Q = x^15 + x + 1. Modulo a trinomial, whole machine words move at once: x^32 is
/// x^4 + x^2 and x^64 is x^8 + x^4, two shifts each. What remains, the factor x + 1, is the parity of all bits. So the
/// CRC takes no table and a few instructions a word. Below, a word holds the first bit sent, the highest power of x, in
/// its lowest bit: shifting right multiplies by x.
namespace meterproto::modbus {

/// How the CRC is computed; the number is the same. `bitwise` and `nibble` are for whom every byte of flash counts.
enum class crc_method : std::uint8_t { trinomial, nibble, bitwise };

namespace crc_steps {

/// 16 ones as the highest powers of a message, moved back by x^16 modulo Q: the start value 0xFFFF of an empty message.
inline constexpr std::uint32_t start = 0xD556'0000;

/// state * x^32 + word (mod Q); the bits that leave on the right come back as x^32 = x^4 + x^2.
METERPROTO_INLINE constexpr std::uint32_t next_word(std::uint32_t state, std::uint32_t word) {
  auto const wrapped = state ^ (state << 28U) ^ (state << 30U);
  return word ^ (wrapped >> 4U) ^ (wrapped >> 2U);
}
/// state * x^64 + word (mod Q); x^64 = x^8 + x^4.
METERPROTO_INLINE constexpr std::uint64_t next_word(std::uint64_t state, std::uint64_t word) {
  auto const wrapped = state ^ (state << 56U) ^ (state << 60U);
  return word ^ (wrapped >> 8U) ^ (wrapped >> 4U);
}
/// state * x^128 + word (mod Q), for two words in flight; x^128 = x^16 + x^8.
METERPROTO_INLINE constexpr std::uint64_t next_of_two(std::uint64_t state, std::uint64_t word) {
  auto const wrapped = (state << 48U) ^ (state << 56U);
  return word ^ (state >> 16U) ^ (state >> 8U) ^ (wrapped >> 8U) ^ (wrapped >> 4U);
}
/// state * x^8 + byte (mod Q).
METERPROTO_INLINE constexpr std::uint32_t next_byte(std::uint32_t state, std::uint8_t byte) {
  auto const wrapped = state << 24U;
  return (state >> 8U) ^ (wrapped >> 4U) ^ (wrapped >> 2U) ^ (static_cast<std::uint32_t>(byte) << 24U);
}

/// One step of the division by x^15 + x + 1: what stands at x^15 and above comes down.
METERPROTO_INLINE constexpr std::uint32_t reduced(std::uint32_t state) {
  auto const quotient = state << 15U;
  return (state & 0xFFFE'0000U) ^ quotient ^ (quotient >> 1U);
}

METERPROTO_INLINE constexpr bool odd(std::uint32_t bits) {
  bits ^= bits >> 16U;
  bits ^= bits >> 8U;
  bits ^= bits >> 4U;
  return ((0x6996U >> (bits & 0xFU)) & 1U) != 0;
}

/// From the remainder by Q and the parity of the message to the remainder of message * x^16 by (x + 1) Q.
METERPROTO_INLINE constexpr std::uint16_t finish(std::uint32_t state, std::uint32_t parity) {
  state = reduced(state);
  state = reduced((state >> 2U) ^ (state >> 1U));  // x^16 = x^2 + x
  auto const remainder = state >> 16U;
  return static_cast<std::uint16_t>(odd(remainder ^ parity) ? remainder ^ 0xC001U : remainder);  // 0xC001 is Q
}

// What follows takes the two halves of a view: a view itself comes in registers, and GCC for Arm stores it first.

constexpr std::uint16_t by_32_bit_words(std::uint8_t const* at, std::size_t left) {
  std::uint32_t state = start;
  std::uint32_t parity = 0;
  auto const* const end = at + left;
  for (; at != end; ++at) {
    if (is_at_a_word(at)) {
      for (auto words = static_cast<std::size_t>(end - at) / 4; words != 0; --words) {
        auto const word = whole_word(at);
        state = next_word(state, word);
        parity ^= word;
        at += 4;
      }
      if (at == end) break;
    }
    state = next_byte(state, *at);
    parity ^= *at;
  }
  return finish(state, parity);
}

constexpr std::uint16_t by_64_bit_words(std::uint8_t const* at, std::size_t left) {
  std::uint64_t state = static_cast<std::uint64_t>(start) << 32U;
  std::uint64_t parity = 0;
  if (left >= 32) {
    std::uint64_t even_words = 0;  // the 1st, 3rd, 5th ...; at the end they stand one word before the others
    std::uint64_t odd_words = state;
    for (; left >= 16; left -= 16, at += 16) {
      auto const first = little_endian<std::uint64_t>(at);
      auto const second = little_endian<std::uint64_t>(at + 8);
      even_words = next_of_two(even_words, first);
      odd_words = next_of_two(odd_words, second);
      parity ^= first ^ second;
    }
    state = next_word(even_words, odd_words);
  }
  if (left >= 8) {
    auto const word = little_endian<std::uint64_t>(at);
    state = next_word(state, word);
    parity ^= word;
    left -= 8;
    at += 8;
  }
  auto narrow = next_word(static_cast<std::uint32_t>(state), static_cast<std::uint32_t>(state >> 32U));
  auto narrow_parity = static_cast<std::uint32_t>(parity ^ (parity >> 32U));
  if (left >= 4) {
    auto const word = little_endian<std::uint32_t>(at);
    narrow = next_word(narrow, word);
    narrow_parity ^= word;
    left -= 4;
    at += 4;
  }
  for (; left != 0; --left, ++at) {
    narrow = next_byte(narrow, *at);
    narrow_parity ^= *at;
  }
  return finish(narrow, narrow_parity);
}

constexpr std::uint16_t by_bits(std::uint8_t const* at, std::size_t left) {
  unsigned crc = 0xFFFF;
  for (; left != 0; --left) {
    crc ^= *at++;
    for (int bit = 0; bit != 8; ++bit) crc = (crc >> 1U) ^ (0xA001U & (0U - (crc & 1U)));
  }
  return static_cast<std::uint16_t>(crc);
}

/// The CRC of the 16 values of half a byte.
inline constexpr std::uint16_t nibbles[16] = {0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
                                              0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400};

constexpr std::uint16_t by_nibbles(std::uint8_t const* at, std::size_t left) {
  unsigned crc = 0xFFFF;
  for (; left != 0; --left) {
    crc ^= *at++;
    crc = (crc >> 4U) ^ nibbles[crc & 0xFU];
    crc = (crc >> 4U) ^ nibbles[crc & 0xFU];
  }
  return static_cast<std::uint16_t>(crc);
}

/// The CRC to which two bytes of 0 were appended.
constexpr std::uint16_t before_two_bytes(std::uint16_t crc) {
  unsigned before = crc;
  for (int bit = 0; bit != 16; ++bit) before = ((before << 1U) ^ (0x4003U & (0U - (before >> 15U)))) & 0xFFFFU;
  return static_cast<std::uint16_t>(before);
}

METERPROTO_INLINE constexpr std::uint16_t by_32_bit_words(bytes all) {
  return by_32_bit_words(all.data(), all.size());
}
METERPROTO_INLINE constexpr std::uint16_t by_64_bit_words(bytes all) {
  return by_64_bit_words(all.data(), all.size());
}
METERPROTO_INLINE constexpr std::uint16_t by_bits(bytes all) {
  return by_bits(all.data(), all.size());
}
METERPROTO_INLINE constexpr std::uint16_t by_nibbles(bytes all) {
  return by_nibbles(all.data(), all.size());
}

}  // namespace crc_steps

/// The CRC of all bytes before it; on the wire its low byte comes first. Of a frame with its CRC it is 0.
/// Zero bytes after a good frame leave it 0: compare lengths before check sums.
template <crc_method Method = crc_method::trinomial>
[[nodiscard]] METERPROTO_INLINE constexpr std::uint16_t crc16(bytes message) {
  if constexpr (Method == crc_method::bitwise)
    return crc_steps::by_bits(message);
  else if constexpr (Method == crc_method::nibble)
    return crc_steps::by_nibbles(message);
  else if constexpr (prefers_speed)
    return crc_steps::by_64_bit_words(message);
  else
    return crc_steps::by_32_bit_words(message);
}

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/frame.hpp: function codes, exceptions, limits: what all frames share

/// What all frames share. A Modbus RTU frame: unit id, function code, data, CRC; 4 to 256 bytes, big-endian but for the
/// CRC. MODBUS Application Protocol V1.1b3; MODBUS over Serial Line V1.02.
namespace meterproto::modbus {

inline constexpr std::size_t min_frame = 4;
inline constexpr std::size_t max_frame = 256;  // Serial Line V1.02, 2.5.1: 1 + 253 + 2

inline constexpr std::uint8_t broadcast = 0;    // Serial Line V1.02, 2.2: unit 0 is all, and none of them answers
inline constexpr std::uint8_t last_unit = 247;  // 248 to 255 are reserved

// The most that fits, V1.1b3 6.1 to 6.17.
inline constexpr unsigned max_read_bits = 2000;
inline constexpr unsigned max_write_bits = 1968;
inline constexpr unsigned max_read_registers = 125;
inline constexpr unsigned max_write_registers = 123;
inline constexpr unsigned max_read_write_registers = 121;  // the written ones of function 17

/// V1.1b3, section 6. The library builds and parses these; others it frames and reports by number.
enum class function : std::uint8_t {
  none = 0x00,
  read_coils = 0x01,
  read_discrete_inputs = 0x02,
  read_holding_registers = 0x03,
  read_input_registers = 0x04,
  write_single_coil = 0x05,
  write_single_register = 0x06,
  write_multiple_coils = 0x0F,
  write_multiple_registers = 0x10,
  report_server_id = 0x11,
  mask_write_register = 0x16,
  read_write_multiple_registers = 0x17,
  encapsulated_interface = 0x2B,
};

inline constexpr std::uint8_t exception_bit = 0x80;  // V1.1b3, 7: set in the function code of an exception response

/// V1.1b3, section 7. Any other number may come from a device and is passed on as it is.
enum class exception : std::uint8_t {
  none = 0x00,
  illegal_function = 0x01,
  illegal_data_address = 0x02,
  illegal_data_value = 0x03,
  server_device_failure = 0x04,
  acknowledge = 0x05,
  server_device_busy = 0x06,
  negative_acknowledge = 0x07,  // of older texts
  memory_parity_error = 0x08,
  gateway_path_unavailable = 0x0A,
  gateway_target_device_failed_to_respond = 0x0B,
};

/// Read Device Identification, V1.1b3, 6.21: the MEI type, and how much is asked for.
inline constexpr std::uint8_t device_id_mei = 0x0E;
enum class device_id_code : std::uint8_t { basic = 0x01, regular = 0x02, extended = 0x03, individual = 0x04 };

[[nodiscard]] constexpr bool is_read_of_bits(function code) {
  return code == function::read_coils || code == function::read_discrete_inputs;
}
[[nodiscard]] constexpr bool is_read_of_registers(function code) {
  return code == function::read_holding_registers || code == function::read_input_registers;
}
/// How many bytes carry so many bits, eight a byte, the first in bit 0 of the first byte.
[[nodiscard]] constexpr std::size_t bytes_of_bits(std::size_t bits) {
  return (bits + 7) / 8;
}

/// Registers as they came: the wire address of the first (it counts from 0), and two bytes for each.
struct registers {
  std::uint16_t address = 0;
  bytes data = {};

  [[nodiscard]] constexpr std::size_t count() const { return data.size() / 2; }

  /// The bytes of some of them. Error: not_in_reply, with the first register's wire address.
  [[nodiscard]] METERPROTO_INLINE constexpr result<bytes> find(std::uint16_t first, std::size_t many) const {
    if (first < address) return error{errc::not_in_reply, 0, first};
    auto const skipped = static_cast<std::size_t>(first - address);
    if (skipped > count() || many > count() - skipped) return error{errc::not_in_reply, 0, first};
    return data.subspan(2 * skipped, 2 * many);
  }
};

/// The length of a frame whose first bytes are known.
inline constexpr std::size_t more_needed = 0;             ///< not yet known: a byte that tells it has not come
inline constexpr std::size_t open_end = ~std::size_t{0};  ///< a function of unknown shape: silence ends it

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/envelope.hpp: what stands around every frame: length and CRC

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

// -------------------- meterproto/modbus/timing.hpp: how long characters and pauses last

/// How long a character, a pause and a frame last on the line, in microseconds.
/// MODBUS over Serial Line V1.02, 2.5.1: 11 bits a character; above 19200 Bd the pauses are fixed.
namespace meterproto::modbus {

inline constexpr unsigned bits_per_character = 11;  // start, 8 data, parity (or a second stop), stop

/// Rounded up. Expects: baud > 0.
[[nodiscard]] constexpr std::uint32_t characters_us(std::uint32_t characters, std::uint32_t baud,
                                                    unsigned bits = bits_per_character) {
  return static_cast<std::uint32_t>((std::uint64_t{characters} * bits * 1'000'000U + baud - 1) / baud);
}

/// The longest pause inside a frame. Adapters on USB do not keep it, so no framer here looks at it.
[[nodiscard]] constexpr std::uint32_t t1_5_us(std::uint32_t baud) {
  return baud > 19200 ? 750 : characters_us(3, 2 * baud);
}

/// The shortest pause between frames.
[[nodiscard]] constexpr std::uint32_t t3_5_us(std::uint32_t baud) {
  return baud > 19200 ? 1750 : characters_us(7, 2 * baud);
}

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/request.hpp: what a client asks: built, checked, parsed

/// What a client asks: built, checked and parsed. MODBUS Application Protocol V1.1b3, 6.1 to 6.21.
namespace meterproto::modbus {

/// One type for all functions; a field that the function does not have stays 0.
struct request {
  std::uint8_t unit = 1;
  modbus::function function = function::none;
  std::uint16_t address = 0;         ///< 01-06 0F 10 16; where 17 reads
  std::uint16_t quantity = 0;        ///< 01-04 0F 10: bits or registers; how many 17 reads
  std::uint16_t value = 0;           ///< 05: FF00 or 0000; 06; AND mask of 16
  std::uint16_t or_mask = 0;         ///< 16
  std::uint16_t write_address = 0;   ///< where 17 writes
  std::uint16_t write_quantity = 0;  ///< how many 17 writes
  device_id_code code = {};          ///< 2B/0E
  std::uint8_t object = 0;           ///< 2B/0E: the first object wanted, or the one
  bytes data = {};                   ///< 0F 10 17: what is written, as on the wire
};

[[nodiscard]] constexpr request read_coils(std::uint8_t unit, std::uint16_t address, std::uint16_t quantity) {
  return {.unit = unit, .function = function::read_coils, .address = address, .quantity = quantity};
}
[[nodiscard]] constexpr request read_discrete_inputs(std::uint8_t unit, std::uint16_t address, std::uint16_t quantity) {
  return {.unit = unit, .function = function::read_discrete_inputs, .address = address, .quantity = quantity};
}
[[nodiscard]] constexpr request read_holding_registers(std::uint8_t unit, std::uint16_t address,
                                                       std::uint16_t quantity) {
  return {.unit = unit, .function = function::read_holding_registers, .address = address, .quantity = quantity};
}
[[nodiscard]] constexpr request read_input_registers(std::uint8_t unit, std::uint16_t address, std::uint16_t quantity) {
  return {.unit = unit, .function = function::read_input_registers, .address = address, .quantity = quantity};
}
[[nodiscard]] constexpr request write_single_coil(std::uint8_t unit, std::uint16_t address, bool on) {
  return {.unit = unit,
          .function = function::write_single_coil,
          .address = address,
          .value = on ? std::uint16_t{0xFF00} : std::uint16_t{0}};
}
[[nodiscard]] constexpr request write_single_register(std::uint8_t unit, std::uint16_t address, std::uint16_t value) {
  return {.unit = unit, .function = function::write_single_register, .address = address, .value = value};
}
/// `data`: eight bits a byte, the first in bit 0.
[[nodiscard]] constexpr request write_multiple_coils(std::uint8_t unit, std::uint16_t address, std::uint16_t quantity,
                                                     bytes data) {
  return {
      .unit = unit, .function = function::write_multiple_coils, .address = address, .quantity = quantity, .data = data};
}
/// `data`: two bytes a register, the high one first.
[[nodiscard]] constexpr request write_multiple_registers(std::uint8_t unit, std::uint16_t address, bytes data) {
  return {.unit = unit,
          .function = function::write_multiple_registers,
          .address = address,
          .quantity = static_cast<std::uint16_t>(data.size() / 2),
          .data = data};
}
[[nodiscard]] constexpr request report_server_id(std::uint8_t unit) {
  return {.unit = unit, .function = function::report_server_id};
}
/// The register becomes (old AND and_mask) OR (or_mask AND NOT and_mask).
[[nodiscard]] constexpr request mask_write_register(std::uint8_t unit, std::uint16_t address, std::uint16_t and_mask,
                                                    std::uint16_t or_mask) {
  return {.unit = unit,
          .function = function::mask_write_register,
          .address = address,
          .value = and_mask,
          .or_mask = or_mask};
}
/// The device writes first and reads then.
[[nodiscard]] constexpr request read_write_multiple_registers(std::uint8_t unit, std::uint16_t address,
                                                              std::uint16_t quantity, std::uint16_t write_address,
                                                              bytes data) {
  return {.unit = unit,
          .function = function::read_write_multiple_registers,
          .address = address,
          .quantity = quantity,
          .write_address = write_address,
          .write_quantity = static_cast<std::uint16_t>(data.size() / 2),
          .data = data};
}
[[nodiscard]] constexpr request read_device_id(std::uint8_t unit, device_id_code code, std::uint8_t object = 0) {
  return {.unit = unit, .function = function::encapsulated_interface, .code = code, .object = object};
}

namespace request_rules {

/// Address and quantity stay within 0..65535, and the quantity within 1..most: quantity first (V1.1b3, figures 11 to
/// 27). Expects: the two fields lie side by side, the address at `at`.
constexpr error check_range(std::uint16_t address, std::uint16_t quantity, unsigned most, std::size_t at) {
  if (quantity == 0 || quantity > most) return {errc::bad_quantity, at + 2, most};
  if (address + static_cast<std::uint32_t>(quantity) > 0x1'0000U) return {errc::bad_address, at, address};
  return {};
}

constexpr bool writes_only(function code) {
  return code == function::write_single_coil || code == function::write_single_register ||
         code == function::write_multiple_coils || code == function::write_multiple_registers ||
         code == function::mask_write_register;
}

}  // namespace request_rules

/// What a client may not ask and a server refuses; errc::none where all is well. `at` is the byte of the frame.
/// Errors: bad_unit, broadcast_read, unknown_function, bad_quantity, bad_count, bad_value, bad_address.
[[nodiscard]] constexpr error check(request const& asked) {
  using request_rules::check_range;
  auto const data = asked.data.size();
  error fault;
  switch (asked.function) {
    case function::read_coils:
    case function::read_discrete_inputs: fault = check_range(asked.address, asked.quantity, max_read_bits, 2); break;
    case function::read_holding_registers:
    case function::read_input_registers:
      fault = check_range(asked.address, asked.quantity, max_read_registers, 2);
      break;
    case function::write_single_coil:
      if (asked.value != 0xFF00 && asked.value != 0) fault = {errc::bad_value, 4, asked.value};
      break;
    case function::write_multiple_coils:
      fault = check_range(asked.address, asked.quantity, max_write_bits, 2);
      if (fault.code != errc::bad_quantity && data != bytes_of_bits(asked.quantity))
        fault = {errc::bad_count, 6, bytes_of_bits(asked.quantity)};
      break;
    case function::write_multiple_registers:
      fault = check_range(asked.address, asked.quantity, max_write_registers, 2);
      if (fault.code != errc::bad_quantity && data != std::size_t{2} * asked.quantity)
        fault = {errc::bad_count, 6, std::size_t{2} * asked.quantity};
      break;
    case function::read_write_multiple_registers: {
      auto const reads = check_range(asked.address, asked.quantity, max_read_registers, 2);
      auto const writes = check_range(asked.write_address, asked.write_quantity, max_read_write_registers, 6);
      if (reads == errc::bad_quantity)
        fault = reads;
      else if (writes == errc::bad_quantity)
        fault = writes;
      else if (data != std::size_t{2} * asked.write_quantity)
        fault = {errc::bad_count, 10, std::size_t{2} * asked.write_quantity};
      else
        fault = reads.code != errc::none ? reads : writes;
      break;
    }
    case function::encapsulated_interface:
      if (asked.code < device_id_code::basic || asked.code > device_id_code::individual)
        fault = {errc::bad_value, 3, static_cast<std::size_t>(asked.code)};
      break;
    case function::write_single_register:
    case function::mask_write_register:
    case function::report_server_id: break;
    default: fault = {errc::unknown_function, 1, static_cast<std::size_t>(asked.function)};
  }
  if (asked.unit > last_unit) return {errc::bad_unit, 0, asked.unit};
  if (fault.code == errc::none && asked.unit == broadcast && !request_rules::writes_only(asked.function))
    return {errc::broadcast_read, 0};
  return fault;
}

/// The exception with which a server answers a request that check() or parse_request() refused; none where it stays
/// silent, as on a damaged frame. V1.1b3, section 7.
[[nodiscard]] constexpr exception exception_for(errc fault) {
  switch (fault) {
    case errc::unknown_function: return exception::illegal_function;
    case errc::bad_address: return exception::illegal_data_address;
    case errc::bad_quantity:
    case errc::bad_count:
    case errc::bad_value: return exception::illegal_data_value;
    default: return exception::none;
  }
}

/// The frame, in the first bytes of `buffer` (256 are always enough). Errors: those of check(), buffer_too_small.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build(request const& asked, std::span<std::uint8_t> buffer) {
  if (auto const fault = check(asked); fault.code != errc::none) return fault;
  writer out{buffer};
  out.u8(asked.unit).u8(static_cast<std::uint8_t>(asked.function));
  switch (asked.function) {
    case function::write_single_coil:
    case function::write_single_register: out.u16(asked.address).u16(asked.value); break;
    case function::mask_write_register: out.u16(asked.address).u16(asked.value).u16(asked.or_mask); break;
    case function::write_multiple_coils:
    case function::write_multiple_registers:
      out.u16(asked.address).u16(asked.quantity).u8(asked.data.size()).put(asked.data);
      break;
    case function::read_write_multiple_registers:
      out.u16(asked.address).u16(asked.quantity).u16(asked.write_address).u16(asked.write_quantity);
      out.u8(asked.data.size()).put(asked.data);
      break;
    case function::encapsulated_interface:
      out.u8(device_id_mei).u8(static_cast<std::uint8_t>(asked.code)).u8(asked.object);
      break;
    case function::report_server_id: break;
    default: out.u16(asked.address).u16(asked.quantity);
  }
  return with_crc(out);
}

/// A write of one to four registers, with its bytes: what write::to() gives. A request is a view of them, so a variable
/// becomes one and a temporary does not; build() and parse_response() take either.
class addressed_write {
 public:
  constexpr addressed_write(std::uint8_t unit, std::uint16_t address, std::uint8_t count,
                            std::array<std::uint8_t, 8> const& data)
      : unit_{unit}, count_{count}, address_{address}, data_{data} {}

  /// One register by function 06, more by function 10.
  constexpr operator request() const& {  // NOLINT: it is one
    if (count_ == 1)
      return write_single_register(unit_, address_, static_cast<std::uint16_t>((data_[0] << 8U) | data_[1]));
    return write_multiple_registers(unit_, address_, bytes{data_}.first(std::size_t{2} * count_));
  }
  operator request() const&& = delete;  // its bytes would be gone

 private:
  std::uint8_t unit_;
  std::uint8_t count_;
  std::uint16_t address_;
  std::array<std::uint8_t, 8> data_;
};

/// The same, also of a temporary: the frame has its own bytes.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build(addressed_write const& asked,
                                                              std::span<std::uint8_t> buffer) {
  return build(static_cast<request>(asked), buffer);
}

/// A read of registers, as a plan holds it: what a small reader needs, without the other functions.
struct read {
  modbus::function function = function::read_holding_registers;
  std::uint16_t address = 0;
  std::uint16_t quantity = 0;

  friend constexpr bool operator==(read const&, read const&) = default;
};

namespace request_rules {

constexpr error check_read(std::uint8_t unit, read const& wanted) {
  if (unit > last_unit) return {errc::bad_unit, 0, unit};
  if (unit == broadcast) return errc::broadcast_read;
  if (!is_read_of_registers(wanted.function))
    return {errc::unknown_function, 1, static_cast<std::size_t>(wanted.function)};
  return check_range(wanted.address, wanted.quantity, max_read_registers, 2);
}

}  // namespace request_rules

/// Errors: bad_unit, broadcast_read, unknown_function, bad_quantity, bad_address.
template <crc_method Method = crc_method::trinomial>
[[nodiscard]] METERPROTO_INLINE constexpr result<std::array<std::uint8_t, 8>> frame_of(std::uint8_t unit,
                                                                                       read const& wanted) {
  result<std::array<std::uint8_t, 8>> made{request_rules::check_read(unit, wanted)};
  if (!made) return made;
  auto& frame = *made;
  frame[0] = unit;
  frame[1] = static_cast<std::uint8_t>(wanted.function);
  frame[2] = static_cast<std::uint8_t>(wanted.address >> 8U);
  frame[3] = static_cast<std::uint8_t>(wanted.address & 0xFFU);
  frame[5] = static_cast<std::uint8_t>(wanted.quantity);
  auto const crc = crc16<Method>(bytes{frame}.first(6));
  frame[6] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[7] = static_cast<std::uint8_t>(crc >> 8U);
  return made;
}

/// How long the request will be whose first bytes these are: a number, more_needed, or open_end.
[[nodiscard]] constexpr std::size_t request_length(bytes begun) {
  auto const counted = [&](std::size_t at, std::size_t around) {
    return begun.size() > at ? around + begun[at] : more_needed;
  };
  if (begun.size() < 2) return more_needed;
  switch (begun[1]) {
    case 0x01:
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x05:
    case 0x06: return 8;
    case 0x07:
    case 0x0B:
    case 0x0C:
    case 0x11: return 4;
    case 0x0F:
    case 0x10: return counted(6, 9);
    case 0x14:
    case 0x15: return counted(2, 5);
    case 0x16: return 10;
    case 0x17: return counted(10, 13);
    case 0x18: return 6;
    case 0x2B:
      if (begun.size() < 3) return more_needed;
      return begun[2] == device_id_mei ? 7 : open_end;
    default: return open_end;
  }
}

/// How long the good answer will be, so far as the request tells; more_needed for 11 and 2B, 0 bytes to a broadcast
/// too.
[[nodiscard]] constexpr std::size_t response_length(request const& asked) {
  switch (asked.function) {
    case function::read_coils:
    case function::read_discrete_inputs: return 5 + bytes_of_bits(asked.quantity);
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::read_write_multiple_registers: return 5 + std::size_t{2} * asked.quantity;
    case function::write_single_coil:
    case function::write_single_register:
    case function::write_multiple_coils:
    case function::write_multiple_registers: return 8;
    case function::mask_write_register: return 10;
    default: return more_needed;
  }
}

/// The parts of a request; a view of `frame` where it carries data.
/// Errors: too_short, too_long, bad_crc, and those of check(), each with its byte.
[[nodiscard]] constexpr result<request> parse_request(bytes frame) {
  auto const length = request_length(frame);
  if (auto const fault = check_envelope(frame, length); fault.code != errc::none) return fault;
  reader in{frame.first(frame.size() - 2)};
  request asked;
  asked.unit = in.u8();
  asked.function = static_cast<function>(in.u8());
  switch (asked.function) {
    case function::write_single_coil:
    case function::write_single_register:
      asked.address = in.u16();
      asked.value = in.u16();
      break;
    case function::mask_write_register:
      asked.address = in.u16();
      asked.value = in.u16();
      asked.or_mask = in.u16();
      break;
    case function::write_multiple_coils:
    case function::write_multiple_registers:
      asked.address = in.u16();
      asked.quantity = in.u16();
      asked.data = in.take(in.u8());
      break;
    case function::read_write_multiple_registers:
      asked.address = in.u16();
      asked.quantity = in.u16();
      asked.write_address = in.u16();
      asked.write_quantity = in.u16();
      asked.data = in.take(in.u8());
      break;
    case function::encapsulated_interface:
      if (in.u8() != device_id_mei) return error{errc::unknown_function, 2, 0x2B};
      asked.code = static_cast<device_id_code>(in.u8());
      asked.object = in.u8();
      break;
    case function::report_server_id: break;
    case function::read_coils:
    case function::read_discrete_inputs:
    case function::read_holding_registers:
    case function::read_input_registers:
      asked.address = in.u16();
      asked.quantity = in.u16();
      break;
    default: return error{errc::unknown_function, 1, static_cast<std::size_t>(asked.function)};
  }
  if (auto const fault = check(asked); fault.code != errc::none) return fault;
  return asked;
}

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/device_id.hpp: what a device says of itself: functions 11 and 2B/0E

/// What a device says of itself: function 2B/0E (V1.1b3, 6.21) and function 11 (V1.1b3, 6.13).
namespace meterproto::modbus {

/// V1.1b3, 6.21: 00 to 02 are mandatory, 80 to FF private.
enum class device_object_id : std::uint8_t {
  vendor_name = 0x00,
  product_code = 0x01,
  major_minor_revision = 0x02,
  vendor_url = 0x03,
  product_name = 0x04,
  model_name = 0x05,
  user_application_name = 0x06,
};

struct device_object {
  std::uint8_t id = 0;
  bytes value = {};  ///< ASCII for 00 to 06
};

/// The objects of one answer, for a range-for loop. Made by parse_device_id(), which has checked every length.
class device_objects {
 public:
  constexpr device_objects() = default;
  constexpr explicit device_objects(bytes checked) : bytes_{checked} {}

  class iterator {
   public:
    constexpr explicit iterator(bytes left) : left_{left} {}
    [[nodiscard]] constexpr device_object operator*() const {
      reader in{left_};
      auto const id = in.u8();
      return {id, in.take(in.u8())};
    }
    constexpr iterator& operator++() {
      reader in{left_};
      in.u8();
      in.take(in.u8());
      left_ = in.rest();
      return *this;
    }
    friend constexpr bool operator==(iterator const& left, iterator const& right) {
      return left.left_.size() == right.left_.size();
    }

   private:
    bytes left_;
  };

  [[nodiscard]] constexpr iterator begin() const { return iterator{bytes_}; }
  [[nodiscard]] constexpr iterator end() const { return iterator{bytes_.last(0)}; }

  /// The object's value; empty where this answer does not hold it.
  [[nodiscard]] constexpr bytes find(std::uint8_t id) const {
    for (auto const object : *this)
      if (object.id == id) return object.value;
    return {};
  }

 private:
  bytes bytes_;
};

struct device_id {
  device_id_code code = {};
  std::uint8_t conformity = 0;  ///< 01 basic, 02 regular, 03 extended; 81, 82, 83: single objects too
  bool more_follows = false;
  std::uint8_t next_object = 0;  ///< where the next request goes on; 0 where nothing follows
  std::uint8_t count = 0;
  device_objects objects = {};
};

/// `data`: what follows the MEI type, to before the CRC. `at` in an error counts from the unit id of the frame.
/// Errors: too_short, too_long, bad_value, bad_count, out_of_order.
[[nodiscard]] constexpr result<device_id> parse_device_id(bytes data) {
  constexpr std::size_t before = 3;  // unit, function, MEI type
  reader in{data};
  device_id answer;
  answer.code = static_cast<device_id_code>(in.u8());
  answer.conformity = in.u8();
  auto const more = in.u8();
  answer.next_object = in.u8();
  answer.count = in.u8();
  if (!in.ok()) return error{errc::too_short, before + data.size(), before + 5};
  if (answer.code < device_id_code::basic || answer.code > device_id_code::individual)
    return error{errc::bad_value, before, static_cast<std::size_t>(answer.code)};
  if (auto const level = answer.conformity & 0x7FU; level == 0 || level > 3)
    return error{errc::bad_value, before + 1, answer.conformity};
  if (more != 0x00 && more != 0xFF) return error{errc::bad_value, before + 2, more};
  answer.more_follows = more == 0xFF;
  if (!answer.more_follows && answer.next_object != 0) return error{errc::bad_value, before + 3, answer.next_object};
  bool const single = answer.code == device_id_code::individual;
  if (single && answer.more_follows) return error{errc::bad_value, before + 2, more};
  if (single && answer.count != 1) return error{errc::bad_count, before + 4, 1};
  if (answer.more_follows && answer.count == 0) return error{errc::bad_count, before + 4, 1};  // would never end

  auto const list = data.subspan(in.at());
  int last = -1;
  for (unsigned i = 0; i != answer.count; ++i) {
    auto const at = before + in.at();
    int const id = in.u8();
    in.take(in.u8());
    if (!in.ok()) return error{errc::too_short, before + data.size(), before + data.size() + 1};
    if (id <= last) return error{errc::out_of_order, at, static_cast<std::size_t>(last)};
    last = id;
  }
  if (!in.at_end()) return error{errc::too_long, before + in.at(), before + in.at()};
  if (answer.more_follows && answer.next_object <= last)
    return error{errc::out_of_order, before + 3, static_cast<std::size_t>(last)};
  answer.objects = device_objects{list};
  return answer;
}

/// Reads an identification that comes in parts: says what to ask next, and bounds how often. A device cannot hold the
/// reader: every part must go on behind the one before it.
class device_id_reader {
 public:
  constexpr explicit device_id_reader(device_id_code code, unsigned most_parts = 16) : code_{code}, left_{most_parts} {}

  [[nodiscard]] constexpr bool done() const { return done_; }
  [[nodiscard]] constexpr device_id_code code() const { return code_; }
  [[nodiscard]] constexpr std::uint8_t next_object() const { return next_; }

  /// Told of each part. Errors: out_of_order where the device goes back, too_many parts.
  constexpr error take(device_id const& part) {
    if (left_ == 0) return {errc::too_many, 0, parts_};
    --left_;
    ++parts_;
    done_ = !part.more_follows;
    if (done_) return {};
    if (part.next_object <= next_) return {errc::out_of_order, 6, next_};
    if (left_ == 0) return {errc::too_many, 0, parts_};
    next_ = part.next_object;
    return {};
  }

 private:
  device_id_code code_;
  unsigned left_;
  unsigned parts_ = 0;
  std::uint8_t next_ = 0;
  bool done_ = false;
};

/// What most devices, the Leviton meters among them, send to function 11: an id, FF for running or 00 for not, a text.
/// The standard leaves the split to the device, so ask this only of one that is known to keep to it.
struct server_id {
  std::uint8_t id = 0;
  bool running = false;
  bytes text = {};
};

/// Errors: too_short, bad_value where the second byte is neither 00 nor FF; `at` counts from the unit id.
[[nodiscard]] constexpr result<server_id> split_server_id(bytes data) {
  constexpr std::size_t before = 3;  // unit, function, byte count
  if (data.size() < 2) return error{errc::too_short, before + data.size(), before + 2};
  if (data[1] != 0x00 && data[1] != 0xFF) return error{errc::bad_value, before + 1, data[1]};
  return server_id{data[0], data[1] == 0xFF, data.subspan(2)};
}

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/response.hpp: what a device answers: built, parsed, held against the request

/// What a device answers: built, parsed, and held against what was asked. MODBUS Application Protocol V1.1b3, 6 and 7.
namespace meterproto::modbus {

/// One type for all functions; a field that the function does not have stays 0.
struct response {
  std::uint8_t unit = 1;
  modbus::function function = function::none;
  std::uint16_t address = 0;   ///< 05 06 0F 10 16
  std::uint16_t quantity = 0;  ///< 0F 10
  std::uint16_t value = 0;     ///< 05 06; AND mask of 16
  std::uint16_t or_mask = 0;   ///< 16
  bytes data = {};             ///< 01-04 17: bits or registers; 11: id; 2B/0E: what follows the MEI type
};

/// How long the response will be whose first bytes these are: a number, more_needed, or open_end.
[[nodiscard]] constexpr std::size_t response_length(bytes begun) {
  if (begun.size() < 2) return more_needed;
  if ((begun[1] & exception_bit) != 0) return 5;
  switch (begun[1]) {
    case 0x01:
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x0C:
    case 0x11:
    case 0x14:
    case 0x15:
    case 0x17: return begun.size() > 2 ? 5U + begun[2] : more_needed;
    case 0x05:
    case 0x06:
    case 0x08:
    case 0x0B:
    case 0x0F:
    case 0x10: return 8;
    case 0x07: return 5;
    case 0x16: return 10;
    case 0x18: return begun.size() > 3 ? 6U + 256U * begun[2] + begun[3] : more_needed;
    case 0x2B: {
      if (begun.size() < 3) return more_needed;
      if (begun[2] != device_id_mei) return open_end;
      reader in{begun};
      in.take(7);
      for (unsigned objects = in.u8(); objects != 0; --objects) {
        in.u8();
        auto const size = in.u8();
        if (!in.ok()) return more_needed;
        if (size > in.left()) return objects == 1 ? in.at() + size + 2 : more_needed;
        in.take(size);
      }
      return in.ok() ? in.at() + 2 : more_needed;
    }
    default: return open_end;
  }
}

namespace response_rules {

/// How many bytes of data may follow a byte count: a multiple of `each`, and the most.
struct counted_data {
  unsigned each;
  unsigned most;
};
constexpr counted_data data_of(function code) {
  if (code == function::report_server_id) return {1, 251};
  return {is_read_of_bits(code) ? 1U : 2U, 2 * max_read_registers};  // 2000 bits are 250 bytes as well
}

}  // namespace response_rules

/// The parts of a response whose request is not known: the form of the frame alone is checked.
/// Errors: too_short, too_long, bad_crc, bad_unit, unknown_function, bad_count, bad_value, those of parse_device_id(),
/// and refused, with the exception's code: any code, also those that the standard does not list.
[[nodiscard]] constexpr result<response> parse_response(bytes frame) {
  auto const length = response_length(frame);
  bool const endless = length != open_end && length > max_frame;
  if (frame.size() > max_frame) return error{errc::too_long, max_frame, max_frame};
  if (endless) return error{errc::too_long, 2, max_frame};  // by its own count
  if (auto const fault = check_envelope(frame, length); fault.code != errc::none) return fault;
  auto const body = frame.first(frame.size() - 2);
  reader in{body};
  response answer;
  answer.unit = in.u8();
  auto const code = in.u8();
  answer.function = static_cast<function>(code);
  if (answer.unit == broadcast || answer.unit > last_unit) return error{errc::bad_unit, 0, answer.unit};
  if ((code & exception_bit) != 0) return error{errc::refused, 2, in.u8()};
  switch (answer.function) {
    case function::read_coils:
    case function::read_discrete_inputs:
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::read_write_multiple_registers:
    case function::report_server_id: {
      auto const size = in.u8();
      auto const rule = response_rules::data_of(answer.function);
      if (size == 0 || size % rule.each != 0) return error{errc::bad_count, 2, size == 0 ? rule.each : size + 1U};
      if (size > rule.most) return error{errc::bad_count, 2, rule.most};
      answer.data = in.rest();
      break;
    }
    case function::write_single_coil:
      answer.address = in.u16();
      answer.value = in.u16();
      if (answer.value != 0xFF00 && answer.value != 0) return error{errc::bad_value, 4, answer.value};
      break;
    case function::write_single_register:
      answer.address = in.u16();
      answer.value = in.u16();
      break;
    case function::write_multiple_coils:
    case function::write_multiple_registers: {
      answer.address = in.u16();
      answer.quantity = in.u16();
      bool const bits = answer.function == function::write_multiple_coils;
      auto const fault =
          request_rules::check_range(answer.address, answer.quantity, bits ? max_write_bits : max_write_registers, 2);
      if (fault.code != errc::none) return fault;
      break;
    }
    case function::mask_write_register:
      answer.address = in.u16();
      answer.value = in.u16();
      answer.or_mask = in.u16();
      break;
    case function::encapsulated_interface: {
      if (in.u8() != device_id_mei) return error{errc::unknown_function, 2, 0x2B};
      answer.data = in.rest();
      if (auto const parts = parse_device_id(answer.data); !parts) return parts.error();
      break;
    }
    default: return error{errc::unknown_function, 1, code};
  }
  return answer;
}

namespace response_rules {

/// What the answer must repeat of the request.
constexpr error check_match(response const& answer, request const& asked) {
  switch (asked.function) {
    case function::read_coils:
    case function::read_discrete_inputs:
      if (answer.data.size() != bytes_of_bits(asked.quantity))
        return {errc::bad_count, 2, bytes_of_bits(asked.quantity)};
      return {};
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::read_write_multiple_registers:
      if (std::size_t const count = std::size_t{2} * asked.quantity; answer.data.size() != count)
        return {errc::bad_count, 2, count};
      return {};
    case function::report_server_id: return {};
    case function::encapsulated_interface: {
      auto const parts = parse_device_id(answer.data);
      if (!parts) return parts.error();
      if (parts->code != asked.code) return {errc::echo_differs, 3, static_cast<std::size_t>(asked.code)};
      if (asked.code == device_id_code::individual && (*parts->objects.begin()).id != asked.object)
        return {errc::echo_differs, 8, asked.object};
      return {};
    }
    default:
      if (answer.address != asked.address) return {errc::echo_differs, 2, asked.address};
      if (answer.value != asked.value) return {errc::echo_differs, 4, asked.value};
      if (answer.or_mask != asked.or_mask) return {errc::echo_differs, 6, asked.or_mask};
      if (answer.quantity != asked.quantity) return {errc::echo_differs, 4, asked.quantity};
      return {};
  }
}

/// The request itself, come back on a two-wire line. For 05 06 16 it is the very answer, and nothing can tell.
constexpr bool is_echo(bytes frame, request const& asked) {
  bool const answer_too = asked.function == function::write_single_coil ||
                          asked.function == function::write_single_register ||
                          asked.function == function::mask_write_register;
  if (answer_too || request_length(frame) != frame.size()) return false;
  auto const heard = parse_request(frame);
  return heard && heard->unit == asked.unit && heard->function == asked.function && heard->address == asked.address &&
         heard->quantity == asked.quantity && heard->write_address == asked.write_address &&
         heard->code == asked.code && heard->object == asked.object;
}

}  // namespace response_rules

/// The parts of the answer to `asked`; a view of `frame`.
/// Errors: those of parse_response(frame), other_unit, bad_function, own_request, and bad_count or echo_differs where
/// it does not answer what was asked.
[[nodiscard]] constexpr result<response> parse_response(bytes frame, request const& asked) {
  auto const answer = parse_response(frame);
  auto const fault = answer.error();
  auto const unless_echo = [&](error const& otherwise) {
    return response_rules::is_echo(frame, asked) ? error{errc::own_request} : otherwise;
  };
  if (!answer && fault != errc::refused) return unless_echo(fault);
  if (frame[0] != asked.unit) return error{errc::other_unit, 0, asked.unit};
  auto const code = static_cast<std::uint8_t>(asked.function);
  if ((frame[1] & ~static_cast<unsigned>(exception_bit)) != code) return error{errc::bad_function, 1, code};
  if (!answer) return fault;
  if (auto const mismatch = response_rules::check_match(*answer, asked); mismatch.code != errc::none)
    return unless_echo(mismatch);
  return answer;
}

/// The same, also of a temporary: the answer views `frame` alone.
[[nodiscard]] constexpr result<response> parse_response(bytes frame, addressed_write const& asked) {
  return parse_response(frame, static_cast<request>(asked));
}

/// The registers that a read brought: all that a small reader needs. Views `frame`, whose data stand from its byte 3
/// on. Errors: too_short, too_long, bad_crc, other_unit, bad_function, bad_count, refused. The request itself, heard on
/// a two-wire line, is too_long or too_short here: a framer that was told of the echo leaves it out.
template <crc_method Method = crc_method::trinomial>
[[nodiscard]] constexpr result<registers> parse_registers(bytes frame, std::uint8_t unit, read const& asked) {
  if (frame.size() < 5) return error{errc::too_short, frame.size(), 5};
  bool const exception = (frame[1] & exception_bit) != 0;
  auto const size = 2U * asked.quantity;
  auto const length = exception ? 5U : 5U + size;
  if (auto fault = check_envelope<Method>(frame, length); fault.code != errc::none) return fault;
  if (frame[0] != unit) return error{errc::other_unit, 0, unit};
  auto const code = static_cast<std::uint8_t>(asked.function);
  if ((frame[1] & ~static_cast<unsigned>(exception_bit)) != code) return error{errc::bad_function, 1, code};
  if (exception) return error{errc::refused, 2, frame[2]};
  if (frame[2] != size) return error{errc::bad_count, 2, size};
  return registers{asked.address, frame.subspan(3, size)};
}

/// The frame, in the first bytes of `buffer`. Errors: unknown_function, bad_count, buffer_too_small, too_long.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build(response const& answer, std::span<std::uint8_t> buffer) {
  writer out{buffer};
  out.u8(answer.unit).u8(static_cast<std::uint8_t>(answer.function));
  switch (answer.function) {
    case function::read_coils:
    case function::read_discrete_inputs:
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::read_write_multiple_registers:
    case function::report_server_id:
      if (auto const rule = response_rules::data_of(answer.function);
          answer.data.empty() || answer.data.size() > rule.most || answer.data.size() % rule.each != 0)
        return error{errc::bad_count, 2, rule.most};
      out.u8(answer.data.size()).put(answer.data);
      break;
    case function::write_single_coil:
    case function::write_single_register: out.u16(answer.address).u16(answer.value); break;
    case function::write_multiple_coils:
    case function::write_multiple_registers: out.u16(answer.address).u16(answer.quantity); break;
    case function::mask_write_register: out.u16(answer.address).u16(answer.value).u16(answer.or_mask); break;
    case function::encapsulated_interface: out.u8(device_id_mei).put(answer.data); break;
    default: return error{errc::unknown_function, 1, static_cast<std::size_t>(answer.function)};
  }
  return with_crc(out);
}

/// The refusal of a request; `function` as it was asked, `code` any number.
[[nodiscard]] constexpr std::array<std::uint8_t, 5> exception_frame(std::uint8_t unit, std::uint8_t function,
                                                                    exception code) {
  std::array<std::uint8_t, 5> frame{unit, static_cast<std::uint8_t>(function | exception_bit),
                                    static_cast<std::uint8_t>(code)};
  auto const crc = crc16(bytes{frame}.first(3));
  frame[3] = static_cast<std::uint8_t>(crc & 0xFFU);
  frame[4] = static_cast<std::uint8_t>(crc >> 8U);
  return frame;
}

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/framer.hpp: whole frames out of bytes as they come

/// Whole frames out of bytes as they come: one at a time or in chunks, with noise between, in front and behind. Lengths
/// come from the frames themselves, so pauses inside a frame (USB adapters, DMA) do no harm; silence ends what has no
/// length of its own and clears what was cut short. Who feeds a framer tells it of silence; it has no clock.
namespace meterproto::modbus {

inline constexpr std::size_t junk = ~std::size_t{0} - 1;  ///< no frame begins with these bytes

/// Shape: `std::size_t length(bytes begun)`, a number, more_needed, open_end or junk; `void accepted(bytes frame)`.
/// A byte that begins no good frame is dropped and the search goes on behind it; every byte is dropped or delivered
/// once.
template <class Shape>
class framing {
 public:
  constexpr framing() = default;
  constexpr explicit framing(Shape shape) : shape_{shape} {}

  /// The next whole frame, or nothing when all of `chunk` is used up; what follows the frame stays in `chunk`.
  /// The view holds until the next call.
  [[nodiscard]] constexpr bytes take(bytes& chunk) {
    forget_delivered();
    while (true) {
      if (auto const frame = find(false); !frame.empty()) return frame;
      if (chunk.empty()) return {};
      if (end_ == buffer_.size()) make_room();
      if (skip_ != 0) {
        --skip_;
      } else {
        buffer_[end_++] = chunk.front();
      }
      chunk = chunk.subspan(1);
    }
  }

  /// The line was silent for at least t3.5: no frame goes on. Gives a frame that only silence ends, or one that lay
  /// behind a frame cut short; call it again until it gives nothing.
  [[nodiscard]] constexpr bytes silence() {
    forget_delivered();
    auto const frame = find(true);
    if (frame.empty() && skip_ != skip_asked_) skip_ = 0;  // the echo was cut short
    return frame;
  }

  /// The line hears what it sends (two wires): so many bytes to come are the own frame. A line that does not would lose
  /// them, so the caller must know.
  constexpr void skip(std::size_t own_bytes) { skip_ = skip_asked_ = own_bytes; }

  constexpr void clear() { begin_ = end_ = delivered_ = skip_ = skip_asked_ = 0; }

  /// Bytes that belonged to no frame, since the beginning.
  [[nodiscard]] constexpr std::uint32_t dropped() const { return dropped_; }
  /// What has come of a frame that is not whole yet.
  [[nodiscard]] constexpr bytes pending() const {
    return bytes{buffer_}.subspan(begin_ + delivered_, end_ - begin_ - delivered_);
  }
  [[nodiscard]] constexpr Shape& shape() { return shape_; }

 private:
  constexpr bytes find(bool silent) {
    while (begin_ != end_) {
      auto const begun = bytes{buffer_}.subspan(begin_, end_ - begin_);
      auto length = shape_.length(begun);
      if (length == open_end) {
        if (!silent && begun.size() <= max_frame) return {};  // a frame may fill all 256 bytes
        length = silent && begun.size() >= min_frame ? begun.size() : junk;
      }
      if (length == more_needed && !silent && begun.size() < max_frame) return {};
      if (length != junk && length != more_needed && length <= max_frame) {
        if (begun.size() < length && !silent) return {};
        if (begun.size() >= length && crc16(begun.first(length)) == 0) {
          delivered_ = length;
          shape_.accepted(begun.first(length));
          return begun.first(length);
        }
      }
      ++begin_;
      ++dropped_;
    }
    begin_ = end_ = 0;
    return {};
  }

  constexpr void forget_delivered() {
    begin_ += delivered_;
    delivered_ = 0;
  }

  constexpr void make_room() {
    for (std::size_t i = begin_; i != end_; ++i) buffer_[i - begin_] = buffer_[i];
    end_ -= begin_;
    begin_ = 0;
  }

  std::array<std::uint8_t, 2 * max_frame> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t delivered_ = 0;
  std::size_t skip_ = 0;
  std::size_t skip_asked_ = 0;
  std::uint32_t dropped_ = 0;
  Shape shape_{};
};

/// The client's side knows what it asked, so most junk is known at its first wrong byte.
class awaited_response {
 public:
  constexpr awaited_response() = default;
  constexpr explicit awaited_response(request const& asked)
      : unit_{asked.unit}, function_{static_cast<std::uint8_t>(asked.function)}, length_{response_length(asked)} {}

  [[nodiscard]] constexpr std::size_t length(bytes begun) const {
    if (!any() && unit_ == broadcast) return junk;  // nobody answers a broadcast
    if (begun.size() < 2) return !any() && begun[0] != unit_ ? junk : more_needed;
    if (any()) return begun[0] == broadcast || begun[0] > last_unit || begun[1] == 0 ? junk : response_length(begun);
    if (begun[0] != unit_ || (begun[1] & ~static_cast<unsigned>(exception_bit)) != function_) return junk;
    if (begun[1] != function_) return 5;
    if (length_ == more_needed) return response_length(begun);
    bool const counted = function_ <= 0x04 || function_ == 0x17;
    if (counted && begun.size() > 2 && begun[2] + 5U != length_) return junk;
    return length_;
  }
  constexpr void accepted(bytes) {}

 private:
  [[nodiscard]] constexpr bool any() const { return function_ == 0; }

  std::uint8_t unit_ = 0;
  std::uint8_t function_ = 0;  // 0: whatever a device may answer
  std::size_t length_ = more_needed;
};

/// For a client: expect() what was asked, then take() what comes. Without expect() it takes any response, as a
/// listener.
class response_framer : public framing<awaited_response> {
 public:
  /// Forgets what lies, and waits for the answer to `asked`. `echo`: how many bytes of the request the line will give
  /// back first; 0 on a line that does not.
  constexpr void expect(request const& asked, std::size_t echo = 0) {
    clear();
    shape() = awaited_response{asked};
    skip(echo);
  }
  constexpr void expect(addressed_write const& asked, std::size_t echo = 0) {
    expect(static_cast<request>(asked), echo);
  }
};

/// The server's side. On a shared line it hears answers too, and an answer can look like a request: after a request,
/// its answer is awaited first.
class any_request {
 public:
  [[nodiscard]] constexpr std::size_t length(bytes begun) const {
    if (others_turn_) {
      if (auto const answer = answer_.length(begun); answer != junk) {
        // Both readings may fit so far; the shorter one that is whole and has a good CRC is it.
        auto const asked = as_request(begun);
        bool const answer_whole = is_whole(begun, answer);
        bool const asked_whole = is_whole(begun, asked);
        if (answer_whole && asked_whole) return answer < asked ? answer : asked;
        if (answer_whole) return answer;
        if (asked_whole) return asked;
        if (asked == more_needed) return more_needed;
        if (asked == junk || asked == open_end) return answer;
        return answer == more_needed || begun.size() < answer ? more_needed : asked;
      }
    }
    return as_request(begun);
  }
  constexpr void accepted(bytes frame) {
    auto const asked = parse_request(frame);
    others_turn_ = asked && asked->unit != broadcast && !(others_turn_ && answer_.length(frame) == frame.size());
    if (others_turn_) answer_ = awaited_response{*asked};
  }

 private:
  [[nodiscard]] static constexpr bool is_whole(bytes begun, std::size_t length) {
    return length != more_needed && begun.size() >= length && crc16(begun.first(length)) == 0;
  }
  [[nodiscard]] static constexpr std::size_t as_request(bytes begun) {
    if (begun[0] > last_unit) return junk;
    if (begun.size() < 2) return more_needed;
    return begun[1] == 0 || (begun[1] & exception_bit) != 0 ? junk : request_length(begun);
  }

  awaited_response answer_;
  bool others_turn_ = false;
};

/// For a server, or a listener: all requests on the line, and the answers of other units between them.
using request_framer = framing<any_request>;

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/server.hpp: the answering side

/// The answering side, for simulated and real devices: a request in, the response out, with the checks in the order of
/// the state diagrams of MODBUS Application Protocol V1.1b3, 6 and 7. The device's contents are the caller's.
namespace meterproto::modbus {

enum class table : std::uint8_t { coils, discrete_inputs, holding_registers, input_registers };

/// What a device must offer: it appends what is read (two bytes a register, or eight bits a byte), takes what is
/// written, and says exception::none or why not: illegal_function for a table that it does not have,
/// illegal_data_address for a range that it does not have, any code of its own.
template <class Device>
concept device =
    requires(Device& it, table where, std::uint16_t address, std::uint16_t quantity, writer& out, bytes data) {
      { it.read(where, address, quantity, out) } -> std::same_as<exception>;
      { it.write(where, address, quantity, data) } -> std::same_as<exception>;
    };

/// Optional: whether the device has a table at all. Without it a request that is wrong in two ways, in its table and in
/// its quantity, say, is answered by the second.
template <class Device>
concept knows_its_tables = requires(Device& it, table where) {
  { it.has(where) } -> std::same_as<bool>;
};

/// Optional: whether the device has a function. Without it, it has all that its tables and parts can answer.
template <class Device>
concept knows_its_functions = requires(Device& it, function code) {
  { it.offers(code) } -> std::same_as<bool>;
};

/// Optional: what function 11 answers.
template <class Device>
concept has_server_id = requires(Device& it, writer& out) { it.server_id(out); };

/// Optional: the objects of function 2B/0E, an empty value for one that the device does not have, and its conformity
/// level: 01 basic, 02 regular, 03 extended, 81 to 83 where single objects can be asked for.
template <class Device>
concept has_device_id = requires(Device& it, std::uint8_t id) {
  { it.device_object(id) } -> std::same_as<bytes>;
  { it.conformity() } -> std::same_as<std::uint8_t>;
};

namespace server_rules {

constexpr table table_of(function code) {
  switch (code) {
    case function::read_coils:
    case function::write_single_coil:
    case function::write_multiple_coils: return table::coils;
    case function::read_discrete_inputs: return table::discrete_inputs;
    case function::read_input_registers: return table::input_registers;
    default: return table::holding_registers;
  }
}

template <class Device>
constexpr exception put_device_id(Device& device, request const& asked, writer& out) {
  bool const single = asked.code == device_id_code::individual;
  // Asked for more than its level, a device answers with what it has.
  auto const level = static_cast<unsigned>(asked.code) < (device.conformity() & 0x7FU)
                         ? static_cast<unsigned>(asked.code)
                         : device.conformity() & 0x7FU;
  unsigned const last = single || level >= 3 ? 0xFF : level == 2 ? 0x06 : 0x02;
  unsigned first = asked.object;
  if (single && (device.conformity() & 0x80U) == 0) return exception::illegal_data_value;
  if (single && device.device_object(asked.object).empty()) return exception::illegal_data_address;
  if (!single && (first > last || device.device_object(asked.object).empty())) first = 0;  // V1.1b3, 6.21: start again

  // Which objects fit into this answer, and where the next one goes on.
  std::size_t room = max_frame - 10;
  unsigned count = 0;
  unsigned next = 0;
  auto const wanted = [&](unsigned id) { return single ? id == first : id >= first && id <= last; };
  for (unsigned id = first; id <= 0xFF && next == 0; ++id) {
    auto const size = wanted(id) ? device.device_object(static_cast<std::uint8_t>(id)).size() : 0;
    if (size == 0) continue;
    if (size + 2 > room) {
      if (count == 0) return exception::server_device_failure;  // one object larger than a frame
      next = id;
    } else {
      room -= size + 2;
      ++count;
    }
  }
  out.u8(static_cast<std::uint8_t>(asked.code)).u8(device.conformity()).u8(next != 0 ? 0xFFU : 0U).u8(next).u8(count);
  for (unsigned id = first; id <= 0xFF && (next == 0 || id < next); ++id) {
    auto const value = wanted(id) ? device.device_object(static_cast<std::uint8_t>(id)) : bytes{};
    if (!value.empty()) out.u8(id).u8(value.size()).put(value);
  }
  return exception::none;
}

/// The first question of every state diagram: is the function supported?
template <class Device>
constexpr bool supports(Device& device, function code) {
  if constexpr (knows_its_functions<Device>)
    if (!device.offers(code)) return false;
  switch (code) {
    case function::report_server_id: return has_server_id<Device>;
    case function::encapsulated_interface: return has_device_id<Device>;
    case function::read_coils:
    case function::read_discrete_inputs:
    case function::read_holding_registers:
    case function::read_input_registers:
    case function::write_single_coil:
    case function::write_single_register:
    case function::write_multiple_coils:
    case function::write_multiple_registers:
    case function::mask_write_register:
    case function::read_write_multiple_registers:
      if constexpr (knows_its_tables<Device>) return device.has(table_of(code));
      return true;
    default: return false;
  }
}

/// Does what was asked, and writes what the answer carries behind its header.
template <device Device>
constexpr exception perform(Device& device, request const& asked, writer& out) {
  auto const where = table_of(asked.function);
  switch (asked.function) {
    case function::write_single_coil: {
      std::uint8_t const on[] = {asked.value != 0 ? std::uint8_t{1} : std::uint8_t{0}};
      return device.write(where, asked.address, 1, on);
    }
    case function::write_single_register: {
      std::uint8_t const value[] = {static_cast<std::uint8_t>(asked.value >> 8U),
                                    static_cast<std::uint8_t>(asked.value & 0xFFU)};
      return device.write(where, asked.address, 1, value);
    }
    case function::write_multiple_coils:
    case function::write_multiple_registers: return device.write(where, asked.address, asked.quantity, asked.data);
    case function::mask_write_register: {
      std::uint8_t old[2] = {};
      writer into{old};
      if (auto const fault = device.read(where, asked.address, 1, into); fault != exception::none) return fault;
      unsigned const before = reader{old}.u16();
      unsigned const mask = asked.value;
      unsigned const after = (before & mask) | (asked.or_mask & ~mask);
      std::uint8_t const value[] = {static_cast<std::uint8_t>(after >> 8U), static_cast<std::uint8_t>(after & 0xFFU)};
      return device.write(where, asked.address, 1, value);
    }
    case function::read_write_multiple_registers: {
      auto trial = out;  // both ranges are checked before anything is written
      if (auto const fault = device.read(where, asked.address, asked.quantity, trial); fault != exception::none)
        return fault;
      auto const fault = device.write(where, asked.write_address, asked.write_quantity, asked.data);
      return fault != exception::none ? fault : device.read(where, asked.address, asked.quantity, out);
    }
    case function::report_server_id:
      if constexpr (has_server_id<Device>) {
        device.server_id(out);
        return exception::none;
      }
      return exception::illegal_function;
    case function::encapsulated_interface:
      if constexpr (has_device_id<Device>) return put_device_id(device, asked, out);
      return exception::illegal_function;
    default: return device.read(where, asked.address, asked.quantity, out);
  }
}

}  // namespace server_rules

/// The answer of `unit` to a frame that came, in the first bytes of `buffer`; empty where it must stay silent: a
/// damaged frame, another unit, a broadcast (which is carried out). Expects: a buffer of 256 bytes.
template <device Device>
[[nodiscard]] constexpr bytes answer(bytes frame, std::uint8_t unit, Device& device,
                                     std::span<std::uint8_t, max_frame> buffer) {
  auto const asked = parse_request(frame);
  bool const for_all = !frame.empty() && frame[0] == broadcast;
  if (frame.size() < min_frame || (frame[0] != unit && !for_all)) return {};
  auto fault = exception_for(asked.error().code);
  if (!asked && fault == exception::none) return {};  // damaged: not a request at all
  if (frame[1] == 0 || (frame[1] & exception_bit) != 0)
    return {};  // no request has such a function: an answer, overheard
  if (!server_rules::supports(device, static_cast<function>(frame[1]))) fault = exception::illegal_function;

  std::array<std::uint8_t, max_frame> content{};
  writer out{std::span<std::uint8_t>{content}.first(251)};  // std::span{content} would be a type of its own to compile
  if (asked && fault == exception::none) fault = server_rules::perform(device, *asked, out);
  if (for_all) return {};

  if (fault == exception::none) {
    response const good{.unit = unit,
                        .function = asked->function,
                        .address = asked->address,
                        .quantity = asked->quantity,
                        .value = asked->value,
                        .or_mask = asked->or_mask,
                        .data = out.written()};
    auto const length = response_length(*asked);
    auto const built = build(good, buffer);
    if (built && out.ok() && (length == more_needed || built->size() == length)) return *built;
    fault = exception::server_device_failure;  // the device gave more or less than was asked
  }
  auto const refusal = exception_frame(unit, frame[1], fault);
  for (std::size_t i = 0; i != refusal.size(); ++i) buffer[i] = refusal[i];
  return bytes{buffer}.first(refusal.size());
}

}  // namespace meterproto::modbus

// -------------------- meterproto/mbus/frame.hpp: short, control and long frames, C field, addresses

/// Frames of the wired M-Bus: the single character, short, control and long frames of frame format class FT 1.2.
/// Source: EN 13757-2 (link layer), IEC 60870-5-1 and -2; EN 13757-3, 8 and 9 for what is said of addresses.
namespace meterproto::mbus {

inline constexpr std::uint8_t single_character = 0xE5;  // "I have understood"
inline constexpr std::uint8_t short_start = 0x10;
inline constexpr std::uint8_t long_start = 0x68;
inline constexpr std::uint8_t stop = 0x16;

inline constexpr std::size_t short_size = 5;
inline constexpr std::size_t long_overhead = 6;  // two starts, two lengths, check sum, stop
inline constexpr std::size_t max_body = 255;     // C, A, CI and data
inline constexpr std::size_t max_data = 252;
inline constexpr std::size_t max_frame = max_body + long_overhead;

/// Primary addresses. 251 and 252 are kept for management (EN 13757-2); 0 is a meter that has not been given one.
inline constexpr std::uint8_t unconfigured = 0;
inline constexpr std::uint8_t highest_primary = 250;
inline constexpr std::uint8_t selected = 253;   // the meter that was selected by its secondary address
inline constexpr std::uint8_t test = 254;       // every meter answers: collisions, but for a single one
inline constexpr std::uint8_t broadcast = 255;  // every meter listens, none answers

/// The C field. Bit 6 is set by who asks. Of a request bit 5 is the frame count bit and bit 4 says that it counts; of
/// an answer bit 5 asks for more access and bit 4 is the data flow control.
enum class control : std::uint8_t {
  snd_nke = 0x40,  // link reset
  snd_ud = 0x53,   // user data to the meter
  req_ud1 = 0x5A,  // class 1 data: alarms
  req_ud2 = 0x5B,  // class 2 data: what was measured
  rsp_ud = 0x08,
};
inline constexpr std::uint8_t frame_count_bit = 0x20;
inline constexpr std::uint8_t frame_count_valid = 0x10;
inline constexpr std::uint8_t access_demand = 0x20;
inline constexpr std::uint8_t data_flow_control = 0x10;

/// The C field without the bits that change from frame to frame; those of SND_NKE do not.
[[nodiscard]] constexpr control control_of(std::uint8_t c) {
  if ((c & 0x40U) == 0) return static_cast<control>(c & 0x4FU);  // an answer: ACD and DFC are no part of it
  return static_cast<control>(c & static_cast<std::uint8_t>(~frame_count_bit));
}

enum class frame_type : std::uint8_t { ack, short_frame, control_frame, long_frame };

/// A view of a frame's parts.
struct frame {
  frame_type type = frame_type::ack;
  std::uint8_t c = 0;
  std::uint8_t a = 0;
  std::uint8_t ci = 0;
  bytes data;  // of a long frame, behind the CI field

  [[nodiscard]] constexpr control function() const { return control_of(c); }
  [[nodiscard]] constexpr bool has_ci() const {
    return type == frame_type::control_frame || type == frame_type::long_frame;
  }
};

/// The sum of C, A, CI and data, without carry.
[[nodiscard]] constexpr std::uint8_t checksum_of(bytes body) {
  unsigned sum = 0;
  if constexpr (sizeof(std::size_t) >= 8) {  // eight sums side by side, which a compiler keeps in one register
    std::uint8_t sums[8] = {};
    for (; body.size() >= 8; body = body.subspan(8))
      for (unsigned i = 0; i != 8; ++i) sums[i] = static_cast<std::uint8_t>(sums[i] + body[i]);
    for (auto const one : sums) sum += one;
  }
  for (auto const one : body) sum += one;
  return static_cast<std::uint8_t>(sum & 0xFFU);
}

/// How long the frame that begins like this is; 0 where more must come before that can be said. Errors: bad_start for a
/// byte that begins no frame, bad_count where the two lengths differ or are less than 3, bad_value where the second
/// start is no 68, each with its place.
[[nodiscard]] constexpr result<std::size_t> frame_length(bytes begin) {
  reader in{begin};
  if (begin.empty()) return std::size_t{0};
  auto const first = in.u8();
  if (first == single_character) return std::size_t{1};
  if (first == short_start) return short_size;
  if (first != long_start) return error{errc::bad_start, 0, first};
  if (in.left() < 1) return std::size_t{0};
  auto const length = in.u8();
  if (length < 3) return error{errc::bad_count, 1, 3};
  if (in.left() < 1) return std::size_t{0};
  if (in.u8() != length) return error{errc::bad_count, 2, length};
  if (in.left() < 1) return std::size_t{0};
  if (auto const second = in.u8(); second != long_start) return error{errc::bad_value, 3, second};
  return length + long_overhead;
}

/// A whole frame and nothing else. Errors: those of frame_length(); too_short, too_long; bad_stop, bad_checksum with
/// the sum that would be right.
[[nodiscard]] constexpr result<frame> parse_frame(bytes whole) {
  auto const length = frame_length(whole);
  if (!length) return length.error();
  if (*length == 0) return error{errc::too_short, whole.size(), whole.empty() ? 1 : short_size};
  if (whole.size() < *length) return error{errc::too_short, whole.size(), *length};
  if (whole.size() > *length) return error{errc::too_long, *length, *length};
  if (*length == 1) return frame{};

  bool const is_short = whole.front() == short_start;
  auto const body = is_short ? whole.subspan(1, 2) : whole.subspan(4, *length - long_overhead);
  auto const sum = checksum_of(body);
  if (whole[*length - 2] != sum) return error{errc::bad_checksum, *length - 2, sum};
  if (whole.back() != stop) return error{errc::bad_stop, *length - 1, whole.back()};

  reader in{body};
  frame parsed;
  parsed.c = in.u8();
  parsed.a = in.u8();
  if (is_short) {
    parsed.type = frame_type::short_frame;
    return parsed;
  }
  parsed.ci = in.u8();
  parsed.data = in.rest();
  parsed.type = parsed.data.empty() ? frame_type::control_frame : frame_type::long_frame;
  return parsed;
}

/// SND_NKE and REQ_UD2 are short frames.
[[nodiscard]] constexpr std::array<std::uint8_t, short_size> short_frame(std::uint8_t c, std::uint8_t a) {
  return {short_start, c, a, static_cast<std::uint8_t>(c + a), stop};
}

/// A control or long frame in the first bytes of `buffer`. Errors: too_long above 252 bytes of data, buffer_too_small.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_frame(std::uint8_t c, std::uint8_t a, std::uint8_t ci,
                                                                    bytes data, std::span<std::uint8_t> buffer) {
  if (data.size() > max_data) return error{errc::too_long, max_data, max_data};
  auto const length = data.size() + 3;
  writer out{buffer};
  out.u8(long_start).u8(length).u8(length).u8(long_start).u8(c).u8(a).u8(ci).put(data);
  auto const sum = static_cast<unsigned>(c + a + ci + checksum_of(data));
  out.u8(sum & 0xFFU).u8(stop);
  if (!out.ok()) return error{errc::buffer_too_small, 0, out.needed()};
  return out.written();
}

/// The bits of a C field that count frames: each request of a series has the other one, a repetition has the same.
[[nodiscard]] constexpr std::uint8_t with_frame_count(control function, bool fcb) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(function) | (fcb ? frame_count_bit : 0U));
}

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus/framer.hpp: whole frames out of bytes as they come

/// Whole frames out of bytes as they come. Noise, and what two meters make of one line when they answer together, is
/// passed over and counted. Source: EN 13757-2 (a receiver looks for a start, checks both lengths, the check sum and
/// the stop).
namespace meterproto::mbus {

class framer {
 public:
  /// Takes bytes from the front of `came` up to the end of the first frame, and gives that frame: a view that holds
  /// until the next call. Empty when all was taken and no frame is complete. Call it until `came` is empty.
  constexpr bytes take(bytes& came) {
    forget();
    while (true) {
      if (auto const found = next(); !found.empty()) return found;
      if (came.empty()) return {};
      auto const part = came.first(came.size() < missing_ ? came.size() : missing_);
      for (auto const one : part) buffer_[size_++] = one;
      came = came.subspan(part.size());
    }
  }

  /// The line was silent for longer than a frame may pause (mbus/timing.hpp): what was begun will not be completed.
  /// Gives a frame that was hidden behind a false start; call it until it gives none.
  constexpr bytes silence() {
    forget();
    while (size_ != 0) {
      if (auto const found = next(); !found.empty()) return found;
      if (size_ != 0) drop(1);
    }
    return {};
  }

  /// What has come of a frame that is not whole yet.
  [[nodiscard]] constexpr bytes pending() const { return bytes{buffer_}.subspan(given_, size_ - given_); }
  /// Bytes that were part of no frame, since noise_seen() was last called: after a request to several meters they say
  /// that more than one has answered.
  [[nodiscard]] constexpr std::size_t noise_seen() {
    auto const seen = noise_;
    noise_ = 0;
    return seen;
  }

 private:
  /// The frame at the front of the buffer, or none yet; what can begin no frame is dropped.
  constexpr bytes next() {
    missing_ = 1;
    while (size_ != 0) {
      auto const held = bytes{buffer_}.first(size_);
      auto const length = frame_length(held);
      if (length && *length == 0) return {};
      if (length && size_ < *length) {
        missing_ = *length - size_;
        return {};
      }
      if (length && parse_frame(held.first(*length))) {
        given_ = *length;
        return held.first(*length);
      }
      drop(1);
    }
    return {};
  }
  constexpr void drop(std::size_t count) {
    noise_ += count;
    remove(count);
  }
  constexpr void forget() {
    remove(given_);
    given_ = 0;
  }
  constexpr void remove(std::size_t count) {
    for (std::size_t i = count; i < size_; ++i) buffer_[i - count] = buffer_[i];
    size_ -= count;
  }

  std::array<std::uint8_t, max_frame> buffer_{};
  std::size_t size_ = 0;
  std::size_t missing_ = 1;  // bytes at least, before there can be a frame
  std::size_t given_ = 0;
  std::size_t noise_ = 0;
};

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus/timing.hpp: how long a meter may take

/// How long a meter may take. Source: EN 13757-2, data link layer: an answer begins 11 to 330 bit times + 50 ms after
/// the request; a character has 11 bits (start, 8, even parity, stop), and within a frame none is missing for longer
/// than 33.
namespace meterproto::mbus {

inline constexpr unsigned bits_per_character = 11;

/// In microseconds, rounded up. Expects: baud > 0.
[[nodiscard]] constexpr std::uint32_t bit_times(std::uint32_t bits, std::uint32_t baud) {
  return static_cast<std::uint32_t>((std::uint64_t{bits} * 1'000'000 + baud - 1) / baud);
}
/// How long to wait for the first byte of an answer.
[[nodiscard]] constexpr std::uint32_t answer_timeout_us(std::uint32_t baud) {
  return bit_times(330, baud) + 50'000;
}
/// A pause after which a frame that was begun will not be completed.
[[nodiscard]] constexpr std::uint32_t frame_gap_us(std::uint32_t baud) {
  return bit_times(3 * bits_per_character, baud);
}

/// "SND_NKE + 3 tries": how often a request is sent before a meter counts as silent.
inline constexpr unsigned tries = 3;

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus/header.hpp: CI field, header of a telegram, secondary address

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

// -------------------- meterproto/mbus/vif.hpp: what a VIF says: quantity, unit, power of ten

/// What a value information field says: quantity, unit and power of ten. Source: EN 13757-3:2018, tables of the primary
/// VIFs, of the extensions FB, FD and FD FD, and of the combinable VIFEs, as public texts and decoders quote them (the
/// printed standard was not at hand); where a row came or went with another edition, it says so. Bit 7 (E, another byte
/// follows) is no part of a code here.
namespace meterproto::mbus {

/// In the words of the standard; an electricity meter uses few of them.
enum class quantity : std::uint8_t {
  reserved,
  energy,
  volume,
  mass,
  on_time,
  operating_time,
  power,
  volume_flow,
  mass_flow,
  flow_temperature,
  return_temperature,
  temperature_difference,
  external_temperature,
  pressure,
  date,
  datetime,
  hca_units,
  averaging_duration,
  actuality_duration,
  fabrication_number,
  enhanced_identification,
  address,
  plain_text,
  any_vif,
  manufacturer_specific,
  reactive_energy,
  apparent_energy,
  reactive_power,
  relative_humidity,
  phase_angle_u_u,
  phase_angle_u_i,
  frequency,
  apparent_power,
  hca_rating_factor_K,
  hca_thermal_output_rating_factor_Kq,
  hca_coupling_factor_Kc,
  hca_coupling_factor_Kcr,
  hca_coupling_factor_Kch,
  hca_low_temperature_factor_Kt,
  hca_display_scaling_factor_KD,
  cold_warm_temperature_limit,
  cumulative_max_active_power,
  credit,
  debit,
  unique_message_id,
  device_type,
  manufacturer,
  parameter_set_id,
  model_version,
  hardware_version,
  firmware_version,
  other_software_version,
  customer_location,
  customer,
  access_code_user,
  access_code_operator,
  access_code_system_operator,
  access_code_developer,
  password,
  error_flags,
  error_mask,
  security_key,
  digital_output,
  digital_input,
  baud_rate,
  response_delay_time,
  retry,
  remote_control,
  first_storage_number,
  last_storage_number,
  size_of_storage_block,
  tariff_subunit_descriptor,
  storage_interval,
  operator_specific_data,
  time_point_second,
  duration_since_last_readout,
  tariff_start,
  tariff_duration,
  tariff_period,
  dimensionless,
  wmbus_data_container,
  nominal_transmission_period,
  voltage,
  current,
  reset_counter,
  cumulation_counter,
  control_signal,
  day_of_week,
  week_number,
  day_change_time_point,
  parameter_activation_state,
  special_supplier_information,
  duration_since_last_cumulation,
  battery_operating_time,
  battery_change,
  rf_level,
  daylight_saving,
  listening_window,
  remaining_battery_life,
  meter_stop_count,
  manufacturer_data_container,
  currently_selected_application,
  moisture_level,
  temperature,  // of the fixed structure
};

/// Base units: a value is given in these.
enum class unit : std::uint8_t {
  none,
  Wh,
  J,
  cal,
  varh,
  VAh,
  m3,
  ft3,
  US_gal,
  kg,
  s,
  month,
  year,
  W,
  J_per_h,
  var,
  VA,
  m3_per_h,
  m3_per_min,
  m3_per_s,
  US_gal_per_min,
  US_gal_per_h,
  kg_per_h,
  degC,
  degF,
  K,
  bar,
  percent,
  degree,
  Hz,
  V,
  A,
  currency,
  Bd,
  bit_times,
  dBm,
};

/// What one code more means: ten times as much, or the next of second, minute, hour and day; or the value comes in
/// 4096ths.
enum class step : std::uint8_t { tens, time, per_4096 };

/// How the data of a VIF are meant where the DIF leaves it open: as a signed integer (type B), an unsigned one (C),
/// bits (D), or a date or time by its length (F, G, I, J); or a layout that could not be verified (K, L).
enum class coding : std::uint8_t { plain, natural, bits, date, unverified };

/// Codes `first` to `last`; the exponent is that of the first (of `time`: 0 s, 1 min, 2 h, 3 d).
struct vif_row {
  std::uint8_t first = 0;
  std::uint8_t last = 0;
  quantity what = quantity::reserved;
  unit in = unit::none;
  std::int8_t exponent = 0;
  step by = step::tens;
  coding how = coding::plain;

  /// The exponent of one of its codes; of a row for all codes that a table does not have, 0.
  [[nodiscard]] constexpr int exponent_of(std::uint8_t code) const {
    return what == quantity::reserved ? 0 : exponent + (code - first);
  }
};

namespace vif_tables {

using enum quantity;
using enum unit;

// clang-format off
//   codes       quantity                            unit     exponent                                     bits

inline constexpr vif_row primary[] = {
    {0x00, 0x07, energy,                             Wh,              -3},                              // E000 0nnn
    {0x08, 0x0F, energy,                             J,                0},                              // E000 1nnn
    {0x10, 0x17, volume,                             m3,              -6},                              // E001 0nnn
    {0x18, 0x1F, mass,                               kg,              -3},                              // E001 1nnn
    {0x20, 0x23, on_time,                            s,                0, step::time},                  // E010 00nn
    {0x24, 0x27, operating_time,                     s,                0, step::time},                  // E010 01nn
    {0x28, 0x2F, power,                              W,               -3},                              // E010 1nnn
    {0x30, 0x37, power,                              J_per_h,          0},                              // E011 0nnn
    {0x38, 0x3F, volume_flow,                        m3_per_h,        -6},                              // E011 1nnn
    {0x40, 0x47, volume_flow,                        m3_per_min,      -7},                              // E100 0nnn
    {0x48, 0x4F, volume_flow,                        m3_per_s,        -9},                              // E100 1nnn
    {0x50, 0x57, mass_flow,                          kg_per_h,        -3},                              // E101 0nnn
    {0x58, 0x5B, flow_temperature,                   degC,            -3},                              // E101 10nn
    {0x5C, 0x5F, return_temperature,                 degC,            -3},                              // E101 11nn
    {0x60, 0x63, temperature_difference,             K,               -3},                              // E110 00nn
    {0x64, 0x67, external_temperature,               degC,            -3},                              // E110 01nn
    {0x68, 0x6B, pressure,                           bar,             -3},                              // E110 10nn
    {0x6C, 0x6C, date,                               none,             0, step::tens, coding::date},    // E110 1100
    {0x6D, 0x6D, datetime,                           none,             0, step::tens, coding::date},    // E110 1101
    {0x6E, 0x6E, hca_units,                          none,             0},                              // E110 1110
    {0x70, 0x73, averaging_duration,                 s,                0, step::time},                  // E111 00nn
    {0x74, 0x77, actuality_duration,                 s,                0, step::time},                  // E111 01nn
    {0x78, 0x78, fabrication_number,                 none,             0},                              // E111 1000
    {0x79, 0x79, enhanced_identification,            none,             0},                              // E111 1001
    {0x7A, 0x7A, address,                            none,             0, step::tens, coding::natural}, // E111 1010
    {0x7C, 0x7C, plain_text,                         none,             0},                              // E111 1100
    {0x7E, 0x7E, any_vif,                            none,             0},                              // E111 1110
    {0x7F, 0x7F, manufacturer_specific,              none,             0},                              // E111 1111
};

inline constexpr vif_row extension_fb[] = {
    {0x00, 0x01, energy,                             Wh,               5},                              // E000 000n
    {0x02, 0x03, reactive_energy,                    varh,             3},                              // E000 001n, from 2011
    {0x04, 0x05, apparent_energy,                    VAh,              3},                              // E000 010n, from 2013
    {0x08, 0x09, energy,                             J,                8},                              // E000 100n
    {0x0C, 0x0F, energy,                             cal,              5},                              // E000 11nn, from 2013
    {0x10, 0x11, volume,                             m3,               2},                              // E001 000n
    {0x14, 0x17, reactive_power,                     var,              0},                              // E001 01nn, from 2011
    {0x18, 0x19, mass,                               kg,               5},                              // E001 100n
    {0x1A, 0x1B, relative_humidity,                  percent,         -1},                              // E001 101n
    {0x20, 0x20, volume,                             ft3,              0},                              // E010 0000
    {0x21, 0x21, volume,                             ft3,             -1},                              // E010 0001
    {0x22, 0x23, volume,                             US_gal,          -1},                              // E010 001n, until 2004
    {0x24, 0x24, volume_flow,                        US_gal_per_min,  -3},                              // E010 0100, until 2004
    {0x25, 0x25, volume_flow,                        US_gal_per_min,   0},                              // E010 0101, until 2004
    {0x26, 0x26, volume_flow,                        US_gal_per_h,     0},                              // E010 0110, until 2004
    {0x28, 0x29, power,                              W,                5},                              // E010 100n
    {0x2A, 0x2A, phase_angle_u_u,                    degree,          -1},                              // E010 1010, from 2011
    {0x2B, 0x2B, phase_angle_u_i,                    degree,          -1},                              // E010 1011, from 2011
    {0x2C, 0x2F, frequency,                          Hz,              -3},                              // E010 11nn
    {0x30, 0x31, power,                              J_per_h,          8},                              // E011 000n
    {0x34, 0x37, apparent_power,                     VA,               0},                              // E011 01nn, from 2013
    {0x58, 0x5B, flow_temperature,                   degF,            -3},                              // E101 10nn, until 2004
    {0x5C, 0x5F, return_temperature,                 degF,            -3},                              // E101 11nn, until 2004
    {0x60, 0x63, temperature_difference,             degF,            -3},                              // E110 00nn, until 2004
    {0x64, 0x67, external_temperature,               degF,            -3},                              // E110 01nn, until 2004
    {0x68, 0x68, hca_rating_factor_K,                none,             0, step::per_4096, coding::natural}, // E110 1000, from 2013
    {0x69, 0x69, hca_thermal_output_rating_factor_Kq,W,                0, step::tens, coding::natural}, // E110 1001, from 2013
    {0x6A, 0x6A, hca_coupling_factor_Kc,             none,             0, step::per_4096, coding::natural}, // E110 1010, from 2013
    {0x6B, 0x6B, hca_coupling_factor_Kcr,            none,             0, step::per_4096, coding::natural}, // E110 1011, from 2013
    {0x6C, 0x6C, hca_coupling_factor_Kch,            none,             0, step::per_4096, coding::natural}, // E110 1100, from 2013
    {0x6D, 0x6D, hca_low_temperature_factor_Kt,      none,             0, step::per_4096, coding::natural}, // E110 1101, from 2013
    {0x6E, 0x6E, hca_display_scaling_factor_KD,      none,             0, step::per_4096, coding::natural}, // E110 1110, from 2013
    {0x70, 0x73, cold_warm_temperature_limit,        degF,            -3},                              // E111 00nn, until 2004
    {0x74, 0x77, cold_warm_temperature_limit,        degC,            -3},                              // E111 01nn
    {0x78, 0x7F, cumulative_max_active_power,        W,               -3},                              // E111 1nnn
};

inline constexpr vif_row extension_fd[] = {
    {0x00, 0x03, credit,                             currency,        -3},                              // E000 00nn
    {0x04, 0x07, debit,                              currency,        -3},                              // E000 01nn
    {0x08, 0x08, unique_message_id,                  none,             0, step::tens, coding::natural}, // E000 1000
    {0x09, 0x09, device_type,                        none,             0, step::tens, coding::natural}, // E000 1001
    {0x0A, 0x0A, manufacturer,                       none,             0, step::tens, coding::natural}, // E000 1010
    {0x0B, 0x0B, parameter_set_id,                   none,             0, step::tens, coding::natural}, // E000 1011
    {0x0C, 0x0C, model_version,                      none,             0, step::tens, coding::natural}, // E000 1100
    {0x0D, 0x0D, hardware_version,                   none,             0, step::tens, coding::natural}, // E000 1101
    {0x0E, 0x0E, firmware_version,                   none,             0, step::tens, coding::natural}, // E000 1110
    {0x0F, 0x0F, other_software_version,             none,             0, step::tens, coding::natural}, // E000 1111
    {0x10, 0x10, customer_location,                  none,             0, step::tens, coding::natural}, // E001 0000
    {0x11, 0x11, customer,                           none,             0, step::tens, coding::natural}, // E001 0001
    {0x12, 0x12, access_code_user,                   none,             0, step::tens, coding::natural}, // E001 0010
    {0x13, 0x13, access_code_operator,               none,             0, step::tens, coding::natural}, // E001 0011
    {0x14, 0x14, access_code_system_operator,        none,             0, step::tens, coding::natural}, // E001 0100
    {0x15, 0x15, access_code_developer,              none,             0, step::tens, coding::natural}, // E001 0101
    {0x16, 0x16, password,                           none,             0, step::tens, coding::natural}, // E001 0110
    {0x17, 0x17, error_flags,                        none,             0, step::tens, coding::bits},    // E001 0111
    {0x18, 0x18, error_mask,                         none,             0, step::tens, coding::natural}, // E001 1000
    {0x19, 0x19, security_key,                       none,             0, step::tens, coding::natural}, // E001 1001, from 2011
    {0x1A, 0x1A, digital_output,                     none,             0, step::tens, coding::bits},    // E001 1010
    {0x1B, 0x1B, digital_input,                      none,             0, step::tens, coding::bits},    // E001 1011
    {0x1C, 0x1C, baud_rate,                          Bd,               0, step::tens, coding::natural}, // E001 1100
    {0x1D, 0x1D, response_delay_time,                bit_times,        0, step::tens, coding::natural}, // E001 1101
    {0x1E, 0x1E, retry,                              none,             0},                              // E001 1110
    {0x1F, 0x1F, remote_control,                     none,             0, step::tens, coding::bits},    // E001 1111, from 2011
    {0x20, 0x20, first_storage_number,               none,             0, step::tens, coding::natural}, // E010 0000
    {0x21, 0x21, last_storage_number,                none,             0, step::tens, coding::natural}, // E010 0001
    {0x22, 0x22, size_of_storage_block,              none,             0, step::tens, coding::natural}, // E010 0010
    {0x23, 0x23, tariff_subunit_descriptor,          none,             0, step::tens, coding::natural}, // E010 0011, from 2011
    {0x24, 0x27, storage_interval,                   s,                0, step::time},                  // E010 01nn
    {0x28, 0x28, storage_interval,                   month,            0},                              // E010 1000
    {0x29, 0x29, storage_interval,                   year,             0},                              // E010 1001
    {0x2A, 0x2A, operator_specific_data,             none,             0},                              // E010 1010, from 2011
    {0x2B, 0x2B, time_point_second,                  none,             0, step::tens, coding::natural}, // E010 1011, from 2011
    {0x2C, 0x2F, duration_since_last_readout,        s,                0, step::time},                  // E010 11nn
    {0x30, 0x30, tariff_start,                       none,             0, step::tens, coding::date},    // E011 0000
    {0x31, 0x33, tariff_duration,                    s,                1, step::time},                  // E011 0001 ..
    {0x34, 0x37, tariff_period,                      s,                0, step::time},                  // E011 01nn
    {0x38, 0x38, tariff_period,                      month,            0},                              // E011 1000
    {0x39, 0x39, tariff_period,                      year,             0},                              // E011 1001
    {0x3A, 0x3A, dimensionless,                      none,             0},                              // E011 1010
    {0x3B, 0x3B, wmbus_data_container,               none,             0},                              // E011 1011, from 2011
    {0x3C, 0x3F, nominal_transmission_period,        s,                0, step::time},                  // E011 11nn, from 2011
    {0x40, 0x4F, voltage,                            V,               -9},                              // E100 nnnn
    {0x50, 0x5F, current,                            A,              -12},                              // E101 nnnn
    {0x60, 0x60, reset_counter,                      none,             0},                              // E110 0000
    {0x61, 0x61, cumulation_counter,                 none,             0},                              // E110 0001
    {0x62, 0x62, control_signal,                     none,             0},                              // E110 0010
    {0x63, 0x63, day_of_week,                        none,             0},                              // E110 0011
    {0x64, 0x64, week_number,                        none,             0},                              // E110 0100
    {0x65, 0x65, day_change_time_point,              none,             0, step::tens, coding::date},    // E110 0101
    {0x66, 0x66, parameter_activation_state,         none,             0, step::tens, coding::natural}, // E110 0110
    {0x67, 0x67, special_supplier_information,       none,             0},                              // E110 0111
    {0x68, 0x69, duration_since_last_cumulation,     s,                2, step::time},                  // E110 100n
    {0x6A, 0x6A, duration_since_last_cumulation,     month,            0},                              // E110 1010
    {0x6B, 0x6B, duration_since_last_cumulation,     year,             0},                              // E110 1011
    {0x6C, 0x6D, battery_operating_time,             s,                2, step::time},                  // E110 110n
    {0x6E, 0x6E, battery_operating_time,             month,            0},                              // E110 1110
    {0x6F, 0x6F, battery_operating_time,             year,             0},                              // E110 1111
    {0x70, 0x70, battery_change,                     none,             0, step::tens, coding::date},    // E111 0000
    {0x71, 0x71, rf_level,                           dBm,              0},                              // E111 0001, from 2011
    {0x72, 0x72, daylight_saving,                    none,             0, step::tens, coding::unverified}, // E111 0010, from 2011: type K
    {0x73, 0x73, listening_window,                   none,             0, step::tens, coding::unverified}, // E111 0011, from 2011: type L
    {0x74, 0x74, remaining_battery_life,             s,                3, step::time, coding::natural}, // E111 0100, from 2011
    {0x75, 0x75, meter_stop_count,                   none,             0, step::tens, coding::natural}, // E111 0101, from 2011
    {0x76, 0x76, manufacturer_data_container,        none,             0},                              // E111 0110, from 2011
};

inline constexpr vif_row extension_fd_fd[] = {
    {0x00, 0x00, currently_selected_application,     none,             0, step::tens, coding::natural}, // E000 0000
    {0x02, 0x02, remaining_battery_life,             month,            0, step::tens, coding::natural}, // E000 0010
    {0x03, 0x03, remaining_battery_life,             year,             0, step::tens, coding::natural}, // E000 0011
    {0x3E, 0x3E, moisture_level,                     percent,          0},                              // E011 1110, after 2018
};

// clang-format on

}  // namespace vif_tables

/// The bytes that a VIF begins with, where it is not in the primary table.
inline constexpr std::uint8_t vif_extension_fb = 0x7B;
inline constexpr std::uint8_t vif_plain_text = 0x7C;
inline constexpr std::uint8_t vif_extension_fd = 0x7D;
inline constexpr std::uint8_t vif_any = 0x7E;
inline constexpr std::uint8_t vif_manufacturer = 0x7F;
inline constexpr std::uint8_t extension_bit = 0x80;

/// Whether the rows of a table ascend, as row_of() needs them.
[[nodiscard]] constexpr bool ascends(std::span<vif_row const> table) {
  int before = -1;
  for (auto const& row : table) {
    if (row.first <= before || row.last < row.first) return false;
    before = row.last;
  }
  return true;
}
static_assert(ascends(vif_tables::primary) && ascends(vif_tables::extension_fb) && ascends(vif_tables::extension_fd) &&
              ascends(vif_tables::extension_fd_fd));

/// Stands for all codes that a table does not have.
inline constexpr vif_row unlisted{};

/// The row that has a code; `unlisted` where the table has none. A reference: a row that is given back as a value goes
/// through memory.
[[nodiscard]] constexpr vif_row const& row_of(std::span<vif_row const> table, std::uint8_t code) {
  while (table.size() > 1) {  // all rows that may have the code
    auto const half = table.size() / 2;
    table = code < table[half].first ? table.first(half) : table.subspan(half);
  }
  auto const& row = table.front();
  return code < row.first || code > row.last ? unlisted : row;
}

/// Combinable VIFEs that change what the value is, or tell readings apart. All others are kept as they are; text.hpp
/// has their names.
namespace vife {

inline constexpr std::uint8_t last_record_error = 0x1C;  // 01 to 0F and 15 to 1C; 00 is none
inline constexpr std::uint8_t per_first = 0x20;          // per s ... per A
inline constexpr std::uint8_t times_last = 0x38;         // times s, s/V, s/A
inline constexpr std::uint8_t start_date_of = 0x39;
inline constexpr std::uint8_t positive_only = 0x3B;
inline constexpr std::uint8_t negative_only = 0x3C;
inline constexpr std::uint8_t limits_first = 0x40;     // E100 ....: limits, counts and dates of exceeding
inline constexpr std::uint8_t durations_first = 0x50;  // E101 ..nn, E110 00nn, E110 01nn: nn is s, min, h, d
inline constexpr std::uint8_t durations_last = 0x67;
inline constexpr std::uint8_t factor_first = 0x70;  // E111 0nnn: 10^(nnn - 6)
inline constexpr std::uint8_t addend_first = 0x78;  // E111 10nn: 10^(nn - 3)
inline constexpr std::uint8_t extension_fc = 0x7C;  // the next byte is from another table
inline constexpr std::uint8_t factor_1000 = 0x7D;
inline constexpr std::uint8_t manufacturer = 0x7F;  // what follows, and the data, are the manufacturer's

[[nodiscard]] constexpr bool is_record_error(std::uint8_t code) {
  return code <= 0x0F || (code >= 0x15 && code <= last_record_error);
}
/// E011 1001, E100 u1bx (u: upper, b: last, x: end), E110 1f1b: when it was; without those that the table reserves.
[[nodiscard]] constexpr bool is_date(std::uint8_t code) {
  if (code == start_date_of) return true;
  if (code >= limits_first && code < durations_first) return (code & 0x02U) != 0;
  return code >= 0x68 && code < factor_first && (code & 0x02U) != 0;
}
[[nodiscard]] constexpr bool is_count(std::uint8_t code) {
  return code == 0x41 || code == 0x49;
}
[[nodiscard]] constexpr bool is_duration(std::uint8_t code) {
  return code >= durations_first && code <= durations_last;
}

/// The table behind FC.
namespace fc {
inline constexpr std::uint8_t phase_l1 = 0x01;
inline constexpr std::uint8_t phase_l2 = 0x02;
inline constexpr std::uint8_t phase_l3 = 0x03;
inline constexpr std::uint8_t neutral = 0x04;
inline constexpr std::uint8_t l1_l2 = 0x05;
inline constexpr std::uint8_t l2_l3 = 0x06;
inline constexpr std::uint8_t l3_l1 = 0x07;
inline constexpr std::uint8_t quadrant_1 = 0x08;  // 08 to 0B from 2018; earlier editions reserve them
inline constexpr std::uint8_t quadrant_4 = 0x0B;
inline constexpr std::uint8_t import_minus_export = 0x0C;
inline constexpr std::uint8_t absolute = 0x10;    // accumulation of both directions without sign
inline constexpr std::uint8_t as_natural = 0x11;  // read the data as type C
inline constexpr std::uint8_t as_bits = 0x12;     // as type D
inline constexpr std::uint8_t end_date = 0x13;    // after 2018
}  // namespace fc

}  // namespace vife

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus/date.hpp: dates and times of a record

/// Dates and times of a record: types F (4 bytes), G (2), I (6) and J (3). Source: EN 13757-3:2018, Annex A. A field
/// may say "every": every day, every year. Types K, L and M are left as bytes: their layout could not be verified.
namespace meterproto::mbus {

/// A field that is not in the type, or means "every".
inline constexpr std::uint8_t every = 0xFF;

struct date_time {
  enum class shape : std::uint8_t { date, to_the_minute, to_the_second, time_of_day };

  shape has = shape::date;
  bool summer_time = false;
  std::uint16_t year = 0;  ///< 1900 to 2299; 0: every year
  std::uint8_t month = every;
  std::uint8_t day = every;
  std::uint8_t hour = every;
  std::uint8_t minute = every;
  std::uint8_t second = every;

  friend constexpr bool operator==(date_time const&, date_time const&) = default;
};

namespace date_fields {

/// The year of two digits and a century of its own (type F, 0 to 3); without one, 81 to 99 are 1981 to 1999.
/// Expects: less than 100.
constexpr std::uint16_t year_of(unsigned year, unsigned century) {
  if (century == 0 && year <= 80) century = 1;
  return static_cast<std::uint16_t>(1900 + 100 * century + year);
}

/// Two bytes as all types with a date have them: 3 bits of the year and the day, 4 bits of the year and the month.
/// Error: not_available for what is no date, such as day and month 0.
constexpr result<date_time> date_of(unsigned low, unsigned high, unsigned century) {
  unsigned const day = low & 0x1FU;
  unsigned const month = high & 0x0FU;
  unsigned const year = (low >> 5U) | ((high >> 4U) << 3U);
  if (month == 0 || month == 13 || month == 14 || (year > 99 && year != 127)) return errc::not_available;
  date_time read;
  read.year = year == 127 ? std::uint16_t{0} : year_of(year, century);
  read.month = month == 15 ? every : static_cast<std::uint8_t>(month);
  read.day = day == 0 ? every : static_cast<std::uint8_t>(day);
  return read;
}

/// Error: not_available above `most`, unless it is `all`, which means every.
constexpr result<std::uint8_t> field(unsigned value, unsigned most, unsigned all) {
  if (value == all) return every;
  if (value > most) return errc::not_available;
  return static_cast<std::uint8_t>(value);
}

constexpr result<date_time> with_time(date_time read, date_time::shape has, unsigned hour, unsigned minute,
                                      unsigned second) {
  auto const h = field(hour, 23, 31);
  auto const m = field(minute, 59, 63);
  auto const s = field(second, 59, 63);
  if (!h || !m || !s) return errc::not_available;
  read.has = has;
  read.hour = *h;
  read.minute = *m;
  read.second = *s;
  return read;
}

}  // namespace date_fields

/// By the number of bytes, the least significant first unless it is a telegram of mode 2. Errors: not_available where
/// the meter says that it is invalid (FFFF, FFFFFF, the IV bit) or a field is outside its range; not_a_number for a
/// length that no type has.
[[nodiscard]] constexpr result<date_time> date_time_of(bytes data, bool most_significant_first = false) {
  using shape = date_time::shape;
  std::array<std::uint8_t, 6> turned{};
  if (data.size() > turned.size()) return errc::not_a_number;
  for (std::size_t i = 0; i != data.size(); ++i) turned[i] = data[most_significant_first ? data.size() - 1 - i : i];
  reader in{bytes{turned}.first(data.size())};
  switch (data.size()) {
    case 2: {  // G
      auto const low = in.u8();
      auto const high = in.u8();
      if (low == 0xFF && high == 0xFF) return errc::not_available;
      return date_fields::date_of(low, high, 0);
    }
    case 3: {  // J
      unsigned const second = in.u8();
      unsigned const minute = in.u8();
      unsigned const hour = in.u8();
      if (second == 0xFF && minute == 0xFF && hour == 0xFF) return errc::not_available;
      return date_fields::with_time({}, shape::time_of_day, hour & 0x1FU, minute & 0x3FU, second & 0x3FU);
    }
    case 4: {  // F
      unsigned const minute = in.u8();
      unsigned const hour = in.u8();
      auto const low = in.u8();
      auto const date = date_fields::date_of(low, in.u8(), (hour >> 5U) & 0x3U);
      if ((minute & 0x80U) != 0) return errc::not_available;
      return date.and_then([&](date_time read) {
        read.summer_time = (hour & 0x80U) != 0;
        return date_fields::with_time(read, shape::to_the_minute, hour & 0x1FU, minute & 0x3FU, 63);
      });
    }
    case 6: {  // I; the week and the deviation of summer time are left out
      unsigned const second = in.u8();
      unsigned const minute = in.u8();
      unsigned const hour = in.u8();
      auto const low = in.u8();
      auto const date = date_fields::date_of(low, in.u8(), 0);
      if ((minute & 0x80U) != 0) return errc::not_available;
      return date.and_then([&](date_time read) {
        read.summer_time = (second & 0x40U) != 0;
        return date_fields::with_time(read, shape::to_the_second, hour & 0x1FU, minute & 0x3FU, second & 0x3FU);
      });
    }
    default: return errc::not_a_number;
  }
}

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus/record.hpp: records as views: DIF, DIFE, VIF, VIFE, data

/// Data records of a telegram, as views of its bytes: DIF and DIFE, VIF and VIFE, data. A record that is damaged ends
/// the reading with its error and its place; those before it stay. Source: EN 13757-3:2018, 6.3 (data record
/// header), 6.4, Annex C.2 (plain text VIF).
namespace meterproto::mbus {

inline constexpr std::size_t max_extensions = 10;  // DIFE, and VIFE too

/// Where in the tables an unusual DIF stands.
enum class record_kind : std::uint8_t {
  data,
  manufacturer_data,       ///< 0F: from here on the manufacturer's
  more_records_follow,     ///< 1F: the same, and the next telegram goes on
  global_readout_request,  ///< 7F: the reader asks for everything
};

/// Bits 5 and 4 of the DIF.
enum class function : std::uint8_t { instantaneous, maximum, minimum, during_error };

/// Bits 3 to 0 of the DIF.
enum class data_field : std::uint8_t {
  none = 0x0,
  int8 = 0x1,
  int16 = 0x2,
  int24 = 0x3,
  int32 = 0x4,
  real32 = 0x5,
  int48 = 0x6,
  int64 = 0x7,
  selection = 0x8,
  bcd2 = 0x9,
  bcd4 = 0xA,
  bcd6 = 0xB,
  bcd8 = 0xC,
  variable = 0xD,
  bcd12 = 0xE,
};

/// The bytes of each; of the variable one its first byte says it.
inline constexpr std::uint8_t field_sizes[16] = {0, 1, 2, 3, 4, 4, 6, 8, 0, 1, 2, 3, 4, 0, 6, 0};

/// The bytes behind the LVAR byte of a variable length. Error: bad_value for a code that is reserved.
[[nodiscard]] constexpr result<std::size_t> variable_length(std::uint8_t lvar) {
  if (lvar < 0xC0) return std::size_t{lvar};                                            // text
  if (lvar <= 0xC9) return static_cast<std::size_t>(lvar - 0xC0);                       // positive BCD
  if (lvar >= 0xD0 && lvar <= 0xD9) return static_cast<std::size_t>(lvar - 0xD0);       // negative BCD
  if (lvar >= 0xE0 && lvar <= 0xEF) return static_cast<std::size_t>(lvar - 0xE0);       // binary
  if (lvar >= 0xF0 && lvar <= 0xF4) return 4U * static_cast<std::size_t>(lvar - 0xEC);  // binary, 16 to 32 bytes
  if (lvar == 0xF5) return std::size_t{48};
  if (lvar == 0xF6) return std::size_t{64};
  return error{errc::bad_value, 0, lvar};
}

/// One record, in pieces of the telegram.
struct record {
  record_kind kind = record_kind::data;
  bool most_significant_first = false;  ///< of the data, in a telegram of mode 2
  std::uint16_t at = 0;                 ///< where its DIF stands among the bytes that were read
  bytes dib;                            ///< DIF and DIFE
  bytes vib;                            ///< VIF, VIFE and the text of a plain-text VIF
  bytes vife;                           ///< of these, the bytes behind the VIF that are no text
  bytes text;                           ///< the unit of a plain-text VIF, last character first
  bytes data;                           ///< with the LVAR byte, where there is one

  // What is not record_kind::data has no VIF: its own is vif_manufacturer, of data that are nobody else's.

  [[nodiscard]] constexpr std::uint8_t dif() const { return dib.empty() ? std::uint8_t{0} : dib.front(); }
  [[nodiscard]] constexpr data_field field() const { return static_cast<data_field>(dif() & 0x0FU); }
  [[nodiscard]] constexpr function how() const { return static_cast<function>((dif() >> 4U) & 0x03U); }
  [[nodiscard]] constexpr std::uint8_t vif() const {
    return vib.empty() ? vif_manufacturer : static_cast<std::uint8_t>(vib.front() & 0x7FU);
  }
  /// Bit 6 of the DIF, then four bits of each DIFE: 41 bits.
  [[nodiscard]] constexpr std::uint64_t storage() const {
    std::uint64_t number = (dif() >> 6U) & 1U;
    for (std::size_t i = 1; i < dib.size(); ++i) number |= std::uint64_t{dib[i] & 0x0FU} << (4 * i - 3);
    return number;
  }
  [[nodiscard]] constexpr std::uint32_t tariff() const {  // 20 bits
    std::uint32_t number = 0;
    for (std::size_t i = 1; i < dib.size(); ++i) number |= ((dib[i] >> 4U) & 3U) << (2 * i - 2);
    return number;
  }
  [[nodiscard]] constexpr std::uint16_t subunit() const {  // 10 bits
    std::uint32_t number = 0;
    for (std::size_t i = 1; i < dib.size(); ++i) number |= ((dib[i] >> 6U) & 1U) << (i - 1);
    return static_cast<std::uint16_t>(number);
  }
  /// Since 2013 a last DIFE of 0 says that the storage number is a register number of OBIS.
  [[nodiscard]] constexpr bool is_obis_register() const { return dib.size() > 1 && dib.back() == 0; }
};

/// Reads records one by one. A range as well, in which a record that cannot be read is the last, as an error. Those of
/// a telegram: records_of().
class records {
 public:
  constexpr records() : records{bytes{}} {}
  constexpr explicit records(bytes user_data, bool most_significant_first = false)
      : all_{user_data}, most_significant_first_{most_significant_first} {}

  /// The next record. Errors, each `at` its byte: too_short for an end inside of a record, too_many above ten DIFE or
  /// VIFE, bad_value for a reserved DIF or length. After an error, and behind the last record, done() is true.
  constexpr result<record> next() {
    auto made = read();
    if (!made) at_ = all_.size();
    skip_fillers();
    return made;
  }
  [[nodiscard]] constexpr bool done() {
    skip_fillers();
    return at_ == all_.size();
  }

  class iterator;
  struct sentinel {};
  [[nodiscard]] constexpr iterator begin() const;
  [[nodiscard]] static constexpr sentinel end() { return {}; }

 private:
  static constexpr std::uint8_t filler = 0x2F;

  constexpr void skip_fillers() {
    while (at_ != all_.size() && all_[at_] == filler) ++at_;
  }
  constexpr error short_at(std::size_t where) const { return {errc::too_short, where, where + 1}; }

  /// The end of a chain of bytes that have the extension bit, from `from` on. Errors: too_short, too_many.
  constexpr result<std::size_t> chain_end(std::size_t from, std::size_t most) const {
    for (auto end = from; end - from < most; ++end) {
      if (end >= all_.size()) return short_at(all_.size());
      if ((all_[end] & extension_bit) == 0) return end + 1;
    }
    return error{errc::too_many, from, most - 1};
  }

  constexpr result<record> read() {
    skip_fillers();
    record made;
    made.at = static_cast<std::uint16_t>(at_);
    made.most_significant_first = most_significant_first_;
    if (at_ == all_.size()) return short_at(at_);
    auto const dif = all_[at_];
    if ((dif & 0x0FU) == 0x0F) return special(made, dif);

    auto const dib_end = chain_end(at_, max_extensions + 1);
    if (!dib_end) return dib_end.error();
    made.dib = all_.subspan(at_, *dib_end - at_);
    auto const vib_end = read_vib(made, *dib_end);
    if (!vib_end) return vib_end.error();
    made.vib = all_.subspan(*dib_end, *vib_end - *dib_end);
    auto const length = data_length(made.field(), *vib_end);
    if (!length) return length.error();
    if (all_.size() - *vib_end < *length) return short_at(all_.size());
    made.data = all_.subspan(*vib_end, *length);
    at_ = *vib_end + *length;
    return made;
  }

  constexpr result<record> special(record made, std::uint8_t dif) {
    switch (dif) {
      case 0x0F: made.kind = record_kind::manufacturer_data; break;
      case 0x1F: made.kind = record_kind::more_records_follow; break;
      case 0x7F: made.kind = record_kind::global_readout_request; break;
      default: return error{errc::bad_value, at_, dif};
    }
    made.dib = all_.subspan(at_, 1);
    ++at_;
    if (made.kind == record_kind::global_readout_request) return made;
    made.data = all_.subspan(at_);
    at_ = all_.size();
    return made;
  }

  // What is inlined has one caller; a small result that is given back goes through memory, byte by byte in and as a
  // word out, for which many a processor waits.

  /// VIF, VIFE and text from `from` on; what is behind them.
  METERPROTO_INLINE constexpr result<std::size_t> read_vib(record& made, std::size_t from) const {
    if (from >= all_.size()) return short_at(all_.size());
    bool const extended = (all_[from] & extension_bit) != 0;
    bool const plain = (all_[from] & 0x7FU) == vif_plain_text;
    auto behind = from + 1;
    // A text stands right behind its VIF, as every meter seen sends it and the standard has it without VIFE; with VIFE
    // the standard puts it behind them, which is read where what comes first is no text.
    bool const text_first = plain && (!extended || is_text(behind));
    if (text_first) {
      auto const end = read_text(made, behind);
      if (!end) return end;
      behind = *end;
    }
    if (extended) {
      auto const end = chain_end(behind, max_extensions);
      if (!end) return end.error();
      made.vife = all_.subspan(behind, *end - behind);
      behind = *end;
    }
    if (plain && !text_first) return read_text(made, behind);
    return behind;
  }
  constexpr result<std::size_t> read_text(record& made, std::size_t from) const {
    if (from >= all_.size()) return short_at(all_.size());
    std::size_t const length = all_[from];
    if (all_.size() - from - 1 < length) return short_at(all_.size());
    made.text = all_.subspan(from + 1, length);
    return from + 1 + length;
  }
  /// A length, and that many printable characters of ISO 8859-1.
  constexpr bool is_text(std::size_t from) const {
    if (from >= all_.size()) return false;
    std::size_t const length = all_[from];
    if (length == 0 || all_.size() - from - 1 < length) return false;
    for (auto const one : all_.subspan(from + 1, length))
      if (one < 0x20 || (one >= 0x7F && one < 0xA0)) return false;
    return true;
  }

  METERPROTO_INLINE constexpr result<std::size_t> data_length(data_field field, std::size_t at) const {
    if (field != data_field::variable) return std::size_t{field_sizes[static_cast<std::size_t>(field)]};
    if (at >= all_.size()) return short_at(all_.size());
    auto const length = variable_length(all_[at]);
    if (!length) return error{errc::bad_value, at, all_[at]};
    return *length + 1;
  }

  bytes all_;
  std::size_t at_ = 0;
  bool most_significant_first_;
};

/// The records of a telegram, in the byte order that its CI field says. Errors: refused where it reports an error (CI
/// 70), with the meter's code; bad_function where it carries something else, as the fixed structure of CI 73.
[[nodiscard]] constexpr result<records> records_of(telegram const& from) {
  if (from.payload == payload_type::application_error)
    return error{errc::refused, from.at, from.data.empty() ? 0U : from.data.front()};
  if (from.payload != payload_type::records) return errc::bad_function;
  return records{from.data, from.most_significant_first};
}

class records::iterator {
 public:
  constexpr explicit iterator(records from) : from_{from} { ++*this; }
  [[nodiscard]] constexpr result<record> const& operator*() const { return now_; }
  constexpr iterator& operator++() {
    ended_ = from_.done();
    if (!ended_) now_ = from_.next();
    return *this;
  }
  friend constexpr bool operator==(iterator const& at, sentinel) { return at.ended_; }

 private:
  records from_;
  result<record> now_{errc::none};
  bool ended_ = false;
};

constexpr records::iterator records::begin() const {
  return iterator{*this};
}

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus/value.hpp: what a record says: meaning, number, date, text

/// What a record says: its quantity and unit out of VIF and VIFE, its value out of the data. Source: EN 13757-3:2018,
/// 6.3.3 to 6.4, Annexes A (data types), B (BCD with hex digits) and C (VIF tables).
namespace meterproto::mbus {

/// How the data are coded, by the letters of Annex A.
enum class data_type : std::uint8_t {
  none,
  A,  ///< BCD; F in the highest digit is a minus, another digit above 9 makes it no number
  B,  ///< signed integer; the most negative is no number
  C,  ///< unsigned integer
  D,  ///< bits
  F,  ///< date and time to the minute
  G,  ///< date
  H,  ///< IEEE 754 single; NaN is no number
  I,  ///< date and time to the second
  J,  ///< time of day
  K,  ///< daylight saving: bytes, as its layout could not be verified
  L,  ///< listening window: the same
  text,
  variable_bcd,
  binary,
};

/// What VIF and VIFE say together.
struct meaning {
  quantity what = quantity::reserved;
  unit in = unit::none;
  std::int16_t exponent = 0;       ///< of ten
  std::uint32_t multiplier = 1;    ///< 60 for a minute, 5^12 for 4096ths (whose exponent is -12)
  std::int8_t addend = no_addend;  ///< 78 to 7B: 10^addend is added, of which unit the sources do not agree
  coding how = coding::plain;
  std::uint8_t per = 0;                ///< a VIFE 20 to 38 that makes it a rate or a product: text.hpp
  std::uint8_t phase = 0;              ///< FC 01 to 07, as in vife::fc
  std::uint8_t quadrant = 0;           ///< 1 to 4
  std::uint8_t direction = 0;          ///< vife::positive_only, vife::negative_only, or fc::absolute + 0x80
  std::uint32_t others = 0;            ///< what else the VIFE say: a number that differs where they do
  std::uint8_t record_error = 0;       ///< 0 where there is none
  bool manufacturer_specific = false;  ///< from some VIFE on, and with it the data

  static constexpr std::int8_t no_addend = -128;
  static constexpr std::uint8_t both_directions = 0x80 | vife::fc::absolute;
};

namespace meanings {

inline constexpr std::uint32_t seconds[] = {1, 60, 3600, 86'400};

constexpr void take_row(meaning& made, vif_row const& row, std::uint8_t code) {
  made.what = row.what;
  made.in = row.in;
  made.how = row.how;
  if (row.by == step::tens) {
    made.exponent = static_cast<std::int16_t>(row.exponent_of(code));
  } else if (row.by == step::time) {
    made.multiplier = seconds[row.exponent_of(code) & 3];
  } else {
    made.multiplier = 244'140'625;  // n / 4096 = n * 5^12 / 10^12
    made.exponent = -12;
  }
}
/// The value is no longer of the VIF's quantity: a date, a duration, a count of its own.
constexpr void becomes(meaning& made, unit in, coding how, std::uint32_t multiplier = 1) {
  made.in = in;
  made.how = how;
  made.exponent = 0;
  made.multiplier = multiplier;
}

constexpr void note_other(meaning& made, std::uint32_t code) {
  made.others = made.others * 257U + code + 1U;
}
constexpr void take_extended(meaning& made, std::uint8_t code) {
  if (code >= vife::fc::phase_l1 && code <= vife::fc::l3_l1) made.phase = code;
  if (code >= vife::fc::quadrant_1 && code <= vife::fc::quadrant_4)
    made.quadrant = static_cast<std::uint8_t>(code - vife::fc::quadrant_1 + 1);
  if (code == vife::fc::absolute) made.direction = meaning::both_directions;
  if (code == vife::fc::as_natural) made.how = coding::natural;
  if (code == vife::fc::as_bits) made.how = coding::bits;
  if (code == vife::fc::end_date) made.how = coding::date;
  bool const kept = (code >= vife::fc::phase_l1 && code <= vife::fc::quadrant_4) || code == vife::fc::absolute ||
                    code == vife::fc::as_natural || code == vife::fc::as_bits;
  if (!kept) note_other(made, 0x80U + code);
}

/// `factor`: the powers of ten of all VIFEs, which hold for whatever the value becomes, before or behind them.
constexpr void take_vife(meaning& made, int& factor, std::uint8_t code) {
  if (vife::is_record_error(code)) made.record_error = code;
  if (code >= vife::per_first && code <= vife::times_last) made.per = code;
  if (code == vife::positive_only || code == vife::negative_only) made.direction = code;
  if (vife::is_date(code)) becomes(made, unit::none, coding::date);
  if (vife::is_count(code)) becomes(made, unit::none, coding::plain);
  if (vife::is_duration(code)) becomes(made, unit::s, coding::plain, seconds[code & 3U]);
  if (code >= vife::factor_first && code < vife::addend_first) factor += (code & 7) - 6;
  if (code >= vife::addend_first && code < vife::extension_fc) made.addend = static_cast<std::int8_t>((code & 3) - 3);
  if (code == vife::factor_1000) factor += 3;
  bool const per = code >= vife::per_first && code <= vife::times_last;
  bool const direction = code == vife::positive_only || code == vife::negative_only;
  bool const scales = (code >= vife::factor_first && code < vife::extension_fc) || code == vife::factor_1000;
  if (!vife::is_record_error(code) && !per && !direction && !scales) note_other(made, code);
}

}  // namespace meanings

/// A VIF that the tables do not have is quantity::reserved with its data as they are; so is what is not
/// record_kind::data.
[[nodiscard]] constexpr meaning meaning_of(record const& from) {
  meaning made;
  if (from.vib.empty()) return made;
  reader in{from.vife};
  bool const extended = (from.vib.front() & extension_bit) != 0;
  auto const next_code = [&] { return static_cast<std::uint8_t>(in.u8() & 0x7FU); };
  auto const vif = from.vif();
  auto code = vif;
  std::span<vif_row const> table = vif_tables::primary;
  if (vif == vif_extension_fb && extended) {
    table = vif_tables::extension_fb;
    code = next_code();
  } else if (vif == vif_extension_fd && extended) {
    table = vif_tables::extension_fd;
    code = next_code();
    if (code == vif_extension_fd && in.left() != 0) {
      table = vif_tables::extension_fd_fd;
      code = next_code();
    }
  }
  meanings::take_row(made, row_of(table, code), code);
  made.manufacturer_specific = vif == vif_manufacturer;
  int factor = 0;
  while (in.left() != 0 && !made.manufacturer_specific) {
    auto const byte = in.u8();
    code = static_cast<std::uint8_t>(byte & 0x7FU);
    if (code == vife::manufacturer)
      made.manufacturer_specific = true;
    else if (code == vife::extension_fc && (byte & extension_bit) != 0)
      meanings::take_extended(made, next_code());
    else
      meanings::take_vife(made, factor, code);
  }
  made.exponent = static_cast<std::int16_t>(made.exponent + factor);
  return made;
}

/// The coding that DIF and VIF make together.
[[nodiscard]] constexpr data_type type_of(record const& from, meaning const& means) {
  if (from.kind != record_kind::data || from.data.empty()) return data_type::none;
  switch (from.field()) {
    case data_field::none:
    case data_field::selection: return data_type::none;
    case data_field::real32: return data_type::H;
    case data_field::bcd2:
    case data_field::bcd4:
    case data_field::bcd6:
    case data_field::bcd8:
    case data_field::bcd12: return data_type::A;
    case data_field::variable: {
      auto const lvar = from.data.front();
      return lvar < 0xC0 ? data_type::text : lvar < 0xE0 ? data_type::variable_bcd : data_type::binary;
    }
    default: break;
  }
  if (means.how == coding::date) {
    switch (from.data.size()) {
      case 2: return data_type::G;
      case 3: return data_type::J;
      case 4: return data_type::F;
      case 6: return data_type::I;
      default: return data_type::B;
    }
  }
  if (means.how == coding::unverified) return means.what == quantity::daylight_saving ? data_type::K : data_type::L;
  return means.how == coding::natural ? data_type::C : means.how == coding::bits ? data_type::D : data_type::B;
}

namespace values {

/// Up to eight bytes, whatever their order in the telegram.
constexpr std::uint64_t bits_of(bytes data, bool most_significant_first) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i != data.size(); ++i)
    bits = (bits << 8U) | data[most_significant_first ? i : data.size() - 1 - i];
  return bits;
}
/// Errors: not_available for the most negative one.
constexpr result<decimal> integer_of(bytes data, bool most_significant_first) {
  auto const bits = bits_of(data, most_significant_first);
  auto const sign = std::uint64_t{1} << (8 * data.size() - 1);
  if (bits == sign) return errc::not_available;
  if ((bits & sign) == 0) return decimal::from_magnitude(bits);
  return decimal::from_magnitude((sign - 1) - (bits & (sign - 1)) + 1, 0, true);
}
/// Digits, two a byte; `signed_top`: F in the highest is a minus. Error: not_available for a digit above 9.
constexpr result<decimal> bcd_of(bytes data, bool most_significant_first, bool signed_top) {
  std::uint64_t number = 0;
  bool negative = false;
  for (std::size_t i = 0; i != data.size(); ++i) {
    unsigned const pair = data[most_significant_first ? i : data.size() - 1 - i];
    unsigned high = pair >> 4U;
    if (i == 0 && signed_top && high == 0xF) {
      negative = true;
      high = 0;
    }
    if (high > 9 || (pair & 0x0FU) > 9) return errc::not_available;
    number = (number * 10 + high) * 10 + (pair & 0x0FU);
  }
  return decimal::from_magnitude(number, 0, negative);
}
/// A finite single: exactly, or rounded at its last digits where more than 64 bits would be needed; to be scaled by a
/// multiplier, ten digits remain, and nine tell one single from the next. In integers: no floating-point code is to be
/// linked for it. Error: not_available for NaN and infinity.
constexpr result<decimal> single_of(std::uint32_t bits, bool to_be_scaled) {
  unsigned const power = (bits >> 23U) & 0xFFU;
  if (power == 0xFF) return errc::not_available;
  std::uint64_t magnitude = (bits & 0x7F'FFFFU) | (power != 0 ? 0x80'0000U : 0U);
  int twos = static_cast<int>(power != 0 ? power : 1U) - 150;
  int tens = 0;
  constexpr auto most = ~std::uint64_t{0} / 5 - 1;
  auto const shorten_to = [&](std::uint64_t limit) {
    for (; magnitude > limit; ++tens) magnitude = decimal_rules::divided_by_ten(magnitude + 5).quotient;
  };
  for (bool const halves = twos < 0; twos != 0; twos += halves ? 1 : -1) {
    if (halves && magnitude % 2 == 0) {
      magnitude /= 2;
      continue;
    }
    shorten_to(most);
    magnitude *= halves ? 5U : 2U;  // a half is five tenths
    tens -= halves ? 1 : 0;
  }
  if (to_be_scaled) shorten_to(~std::uint64_t{0} / 244'140'625);  // the greatest multiplier
  return decimal::from_magnitude(magnitude, tens, bits >> 31U != 0);
}
/// LVAR E1 to E8. Whether it has a sign is not said: undecided where the highest bit is set, unless it has none.
constexpr result<decimal> binary_of(bytes data, bool most_significant_first, bool natural) {
  if (data.empty() || data.size() > 8) return errc::not_a_number;
  auto const bits = bits_of(data, most_significant_first);
  if (!natural && bits >> (8 * data.size() - 1) != 0) return errc::undecided;
  return decimal::from_magnitude(bits);
}
constexpr result<decimal> scaled(decimal const& raw, meaning const& means) {
  if (means.multiplier != 1 && raw.magnitude() > ~std::uint64_t{0} / means.multiplier) return errc::does_not_fit;
  return decimal::from_magnitude(raw.magnitude() * means.multiplier, raw.exponent() + means.exponent, raw.negative());
}
/// As a VIFE 78 to 7B has it where the unit is that of the VIF: for who shows a value beside its VIFEs. Error:
/// does_not_fit.
constexpr result<decimal> with_addend(decimal const& value, meaning const& means) {
  if (means.addend == meaning::no_addend) return value;
  int const power = means.addend + means.exponent;
  auto const finer = value.exponent() < power ? value.exponent() : power;
  auto const own = value.as_integer(finer);
  auto const more = decimal{1, power}.as_integer(finer);
  if (!own || !more || *own > 0x7FFF'FFFF'FFFF'FFFF - *more) return errc::does_not_fit;
  return decimal{*own + *more, finer};
}

}  // namespace values

/// The number as it stands in the data, before the VIF scales it. Errors: not_available where the meter says that there
/// is none, not_a_number for data that are none, or not of this type; undecided for a binary of a length of its own
/// (LVAR) whose highest bit may be a sign.
[[nodiscard]] constexpr result<decimal> raw_number(record const& from, data_type type, meaning const& means = {}) {
  bool const order = from.most_significant_first;
  auto const size = from.data.size();
  bool const variable = from.field() == data_field::variable;
  if (from.kind != record_kind::data || size == 0 || size > (variable ? 10U : 8U)) return errc::not_a_number;
  switch (type) {
    case data_type::variable_bcd: {
      if (!variable) return errc::not_a_number;
      auto const digits = values::bcd_of(from.data.subspan(1), order, false);
      return from.data.front() >= 0xD0 ? digits.transform([](decimal const& number) { return -number; }) : digits;
    }
    case data_type::binary:  // with a date's VIF it is one, type M
      if (!variable || means.how == coding::date || means.how == coding::unverified) return errc::not_a_number;
      return values::binary_of(from.data.subspan(1), order, means.how != coding::plain);
    default: break;
  }
  if (variable) return errc::not_a_number;
  switch (type) {
    case data_type::A: return values::bcd_of(from.data, order, true);
    case data_type::B: return values::integer_of(from.data, order);
    case data_type::C:
    case data_type::D: return decimal::from_magnitude(values::bits_of(from.data, order));
    case data_type::H:
      if (from.field() != data_field::real32) return errc::not_a_number;
      return values::single_of(static_cast<std::uint32_t>(values::bits_of(from.data, order)), means.multiplier != 1);
    default: return errc::not_a_number;
  }
}

namespace values {

/// Why no value is made of a record, whatever its data: the meter reports an error, the data are the manufacturer's, or
/// something is to be added to them: 1 of the VIF's unit as it is scaled (EN 13757-3 as public texts quote it), or of
/// the base unit (libmbus).
constexpr error refusal_of(record const& from, meaning const& means) {
  if (means.record_error != 0) return {errc::record_error, from.at, means.record_error};
  return means.manufacturer_specific || means.addend != meaning::no_addend ? errc::undecided : errc::none;
}

}  // namespace values

/// The value in the base unit, exactly; of a single its digits, which real_of() gives as they came. Errors:
/// record_error with the meter's code where it reports one (the raw number can still be looked at), those of
/// raw_number(), does_not_fit; undecided for what is the manufacturer's, and where a VIFE adds something. `means`:
/// meaning_of(from), for who needs both.
[[nodiscard]] constexpr result<decimal> number_of(record const& from, meaning const& means) {
  if (auto const refusal = values::refusal_of(from, means); refusal.code != errc::none) return refusal;
  auto const type = type_of(from, means);
  return raw_number(from, type, means).and_then([&](decimal const& raw) { return values::scaled(raw, means); });
}
[[nodiscard]] constexpr result<decimal> number_of(record const& from) {
  return number_of(from, meaning_of(from));
}

/// A single-precision number as it stands in the data, whatever the meter says of it. Errors: not_available for a NaN,
/// not_a_number for other data.
[[nodiscard]] constexpr result<float> raw_real(record const& from) {
  if (from.field() != data_field::real32 || from.data.size() != 4) return errc::not_a_number;
  auto const bits = static_cast<std::uint32_t>(values::bits_of(from.data, from.most_significant_first));
  if ((bits & 0x7FFF'FFFFU) > 0x7F80'0000U) return errc::not_available;
  return std::bit_cast<float>(bits);
}
/// A single-precision number as it came, to be scaled by the exponent and the multiplier of its meaning. Errors: those
/// of raw_real(); record_error and undecided as number_of().
[[nodiscard]] constexpr result<float> real_of(record const& from) {
  if (from.field() != data_field::real32) return errc::not_a_number;
  if (auto const refusal = values::refusal_of(from, meaning_of(from)); refusal.code != errc::none) return refusal;
  return raw_real(from);
}

/// Errors: those of date_time_of(), which reads the same data whatever the meter says of them; record_error and
/// undecided as number_of(); not_a_number where the record is no date.
[[nodiscard]] constexpr result<date_time> date_of(record const& from) {
  auto const means = meaning_of(from);
  if (auto const refusal = values::refusal_of(from, means); refusal.code != errc::none) return refusal;
  auto const type = type_of(from, means);
  bool const is_date = type == data_type::F || type == data_type::G || type == data_type::I || type == data_type::J;
  return is_date ? date_time_of(from.data, from.most_significant_first) : result<date_time>{errc::not_a_number};
}

/// The characters of a text (ISO 8859-1), which come last first. Empty for other data.
[[nodiscard]] constexpr bytes text_of(record const& from) {
  if (from.data.empty() || from.field() != data_field::variable || from.data.front() >= 0xC0) return {};
  return from.data.subspan(1);
}

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus/fixed.hpp: the fixed data structure of older meters

/// The fixed data structure of CI 73 and 77: 16 bytes with two counters. Source: EN 13757-3:2004, 6.2 and its table of
/// units; withdrawn in 2013, still sent by older meters.
namespace meterproto::mbus {

struct fixed_counter {
  std::uint8_t unit_code = 0;  ///< six bits, 3E: that of counter 1, stored
  vif_row unit;                ///< quantity, unit and exponent
  bool stored = false;         ///< at a fixed date, not actual
  bool binary = false;         ///< else BCD
  bytes data;

  /// Errors: not_available as for a record.
  [[nodiscard]] constexpr result<decimal> raw(bool most_significant_first) const {
    return binary ? values::integer_of(data, most_significant_first)
                  : values::bcd_of(data, most_significant_first, true);
  }
  [[nodiscard]] constexpr result<decimal> number(bool most_significant_first) const {
    return raw(most_significant_first).transform([&](decimal const& number) {
      return number.times_power_of_ten(unit.exponent);
    });
  }
};

struct fixed_data {
  std::uint32_t id = 0;  ///< eight digits, one a nibble
  std::uint8_t access = 0;
  std::uint8_t status = 0;
  std::uint8_t medium = 0;  ///< four bits of a table of its own
  std::array<fixed_counter, 2> counters;
};

/// The codes of units, in ranges. 00 and 01 are a time and a date in digits and have no unit.
// clang-format off
inline constexpr vif_row fixed_units[] = {
    {0x02, 0x0A, quantity::energy,           unit::Wh,        0},
    {0x0B, 0x13, quantity::energy,           unit::J,         3},
    {0x14, 0x1C, quantity::power,            unit::W,         0},
    {0x1D, 0x25, quantity::power,            unit::J_per_h,   3},
    {0x26, 0x2E, quantity::volume,           unit::m3,       -6},
    {0x2F, 0x37, quantity::volume_flow,      unit::m3_per_h, -6},
    {0x38, 0x38, quantity::temperature,      unit::degC,     -3},
    {0x39, 0x39, quantity::hca_units,        unit::none,      0},
    {0x3F, 0x3F, quantity::dimensionless,    unit::none,      0},
};
// clang-format on
static_assert(ascends(fixed_units));

/// Error: too_short, too_long unless there are 16 bytes.
[[nodiscard]] constexpr result<fixed_data> parse_fixed(bytes data, bool most_significant_first) {
  constexpr std::size_t size = 16;
  constexpr std::uint8_t as_counter_1 = 0x3E;
  if (data.size() < size) return error{errc::too_short, data.size(), size};
  if (data.size() > size) return error{errc::too_long, size, size};
  reader in{data};
  fixed_data read;
  read.id = most_significant_first ? in.u32() : in.u32_little_endian();
  read.access = in.u8();
  read.status = in.u8();
  // Two bytes of unit and medium, which do not change places in mode 2.
  std::uint8_t const first = in.u8();
  std::uint8_t const second = in.u8();
  read.medium = static_cast<std::uint8_t>((first >> 6U) | ((second >> 6U) << 2U));
  for (std::size_t i = 0; i != 2; ++i) {
    auto& one = read.counters[i];
    one.unit_code = (i == 0 ? first : second) & 0x3FU;
    bool const same = one.unit_code == as_counter_1;
    auto const code = same ? static_cast<std::uint8_t>(first & 0x3FU) : one.unit_code;
    one.unit = row_of(fixed_units, code);
    one.unit.exponent = static_cast<std::int8_t>(one.unit.exponent_of(code));
    one.stored = same || (read.status & 0x40U) != 0;
    one.binary = (read.status & 0x80U) != 0;
    one.data = in.take(4);
  }
  return read;
}

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus/build.hpp: records from the other side

/// Records from the other side: what a meter sends, and what a reader writes to it. Source: EN 13757-3:2018, as
/// record.hpp and value.hpp.
namespace meterproto::mbus {

/// A data information block, in the fewest bytes.
struct data_information {
  data_field field = data_field::none;
  function how = function::instantaneous;
  std::uint64_t storage = 0;  ///< below 2^41
  std::uint32_t tariff = 0;   ///< below 2^20
  std::uint16_t subunit = 0;  ///< below 2^10

  [[nodiscard]] constexpr bool fits() const { return storage >> 41U == 0 && tariff >> 20U == 0 && subunit >> 10U == 0; }
  /// Appends DIF and DIFE. Expects: fits().
  constexpr void put(writer& out) const {
    auto rest = storage >> 1U;
    auto tariffs = tariff;
    unsigned units = subunit;
    auto const more = [&] { return rest != 0 || tariffs != 0 || units != 0 ? extension_bit : 0U; };
    out.u8(more() | ((storage & 1U) << 6U) | (static_cast<unsigned>(how) << 4U) | static_cast<unsigned>(field));
    while (more() != 0) {
      auto const low = static_cast<unsigned>(rest & 0x0FU) | ((tariffs & 3U) << 4U) | ((units & 1U) << 6U);
      rest >>= 4U;
      tariffs >>= 2U;
      units >>= 1U;
      out.u8(more() | low);
    }
  }
};

namespace building {

/// How many bytes a field has, and whether they are digits; 0 for a field without a number.
struct shape {
  std::size_t size = 0;
  bool digits = false;
};
constexpr shape shape_of(data_field field) {
  switch (field) {
    case data_field::int8: return {1};
    case data_field::int16: return {2};
    case data_field::int24: return {3};
    case data_field::int32: return {4};
    case data_field::int48: return {6};
    case data_field::int64: return {8};
    case data_field::bcd2: return {1, true};
    case data_field::bcd4: return {2, true};
    case data_field::bcd6: return {3, true};
    case data_field::bcd8: return {4, true};
    case data_field::bcd12: return {6, true};
    default: return {};
  }
}
/// Error: out_of_range for more digits than there are; a minus takes the highest one.
constexpr result<std::uint64_t> digits_of(std::uint64_t magnitude, bool negative, std::size_t bytes) {
  std::uint64_t bits = 0;
  unsigned const places = 2 * static_cast<unsigned>(bytes) - (negative ? 1U : 0U);
  for (unsigned place = 0; place != places; ++place, magnitude /= 10) bits |= (magnitude % 10) << (4 * place);
  if (magnitude != 0) return errc::out_of_range;
  return negative ? bits | std::uint64_t{0xF} << (4 * places) : bits;
}
/// Error: out_of_range for what the field cannot hold, its most negative number (no value) included.
constexpr result<std::uint64_t> integer_bits(std::int64_t number, std::size_t bytes, bool natural) {
  auto const bits = static_cast<std::uint64_t>(number);
  auto const sign = std::uint64_t{1} << (8 * bytes - 1);
  auto const size = decimal{number}.magnitude();
  bool const fits = natural ? number >= 0 && (bytes == 8 || size >> (8 * bytes) == 0) : size < sign;
  if (!fits) return errc::out_of_range;
  return bits;
}

}  // namespace building

/// Appends the data of a number as it stands in a field. Natural: type C, D. Errors: out_of_range for what the field
/// cannot hold, or a fraction; not_a_number for a field that holds no number.
[[nodiscard]] constexpr errc put_raw(writer& out, data_field field, decimal const& raw, bool natural = false) {
  auto const shape = building::shape_of(field);
  if (shape.size == 0) return errc::not_a_number;
  auto const whole = raw.as_integer();
  if (!whole) return whole.error().code;
  auto bits = shape.digits ? building::digits_of(decimal{*whole}.magnitude(), *whole < 0, shape.size)
                           : building::integer_bits(*whole, shape.size, natural);
  if (!bits) return bits.error().code;
  for (std::size_t i = 0; i != shape.size; ++i, *bits >>= 8U) out.u8(*bits & 0xFFU);
  return errc::none;
}

/// Appends a record with the value in its base unit, which VIB and field must be able to hold exactly; on an error,
/// nothing. Errors: those of put_raw(), with out_of_range for a DIB that does not fit and not_a_number for an
/// integer with the VIB of a date; does_not_fit beyond 63 bits; too_long above 30 bytes of VIB, bad_value for one that
/// is damaged, has a record error or belongs to the manufacturer.
[[nodiscard]] constexpr errc put_record(writer& out, data_information const& dib, bytes vib, decimal const& value) {
  std::array<std::uint8_t, 32> without_data{};  // DIF 0: no data, so that the VIB is read as the other side reads it
  if (vib.size() > without_data.size() - 2) return errc::too_long;
  writer copy{without_data};
  copy.u8(0).put(vib);
  records one{copy.written()};
  auto const header = one.next();
  if (!header || header->vib.size() != vib.size()) return errc::bad_value;  // fillers behind a VIB are none of it
  auto const means = meaning_of(*header);
  if (means.record_error != 0 || means.manufacturer_specific) return errc::bad_value;
  bool const no_number = means.how == coding::date || means.how == coding::unverified;
  if (no_number && !building::shape_of(dib.field).digits) return errc::not_a_number;
  if (!dib.fits()) return errc::out_of_range;
  auto const steps = value.times_power_of_ten(-means.exponent).as_integer();
  if (!steps) return steps.error().code;
  if (*steps % means.multiplier != 0 || means.addend != meaning::no_addend) return errc::out_of_range;
  auto trial = out;
  dib.put(trial);
  trial.put(vib);
  bool const natural = means.how == coding::natural || means.how == coding::bits;
  auto const raw = decimal{*steps / static_cast<std::int64_t>(means.multiplier)};
  auto const fault = put_raw(trial, dib.field, raw, natural);
  if (fault == errc::none) out = trial;
  return fault;
}

/// Appends a record of a single-precision number, as it is. Error: out_of_range for a DIB that does not fit, and then
/// nothing.
[[nodiscard]] constexpr errc put_real(writer& out, data_information dib, bytes vib, float value) {
  if (!dib.fits()) return errc::out_of_range;
  dib.field = data_field::real32;
  dib.put(out);
  out.put(vib).u32_little_endian(std::bit_cast<std::uint32_t>(value));
  return errc::none;
}

/// Appends a record of text, which goes out last character first. Errors, and then nothing: out_of_range for a DIB that
/// does not fit, too_long from 192 characters on.
[[nodiscard]] constexpr errc put_text(writer& out, data_information dib, bytes vib, bytes text) {
  if (!dib.fits()) return errc::out_of_range;
  if (text.size() >= 0xC0) return errc::too_long;
  dib.field = data_field::variable;
  dib.put(out);
  out.put(vib).u8(text.size());
  for (std::size_t i = text.size(); i != 0; --i) out.u8(text[i - 1]);
  return errc::none;
}

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus/link.hpp: frame count, repetitions, a readout of several telegrams

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

// -------------------- meterproto/mbus/slave.hpp: the answering side

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

// -------------------- meterproto/mbus/search.hpp: primary scan, secondary search

/// Finding meters. Two machines that say what to send next and are told what came: the primary scan asks each address;
/// the secondary search selects with wildcards, digit by digit, and goes deeper where several meters answer at once.
/// Nothing here sends or waits. Source: EN 13757-3:2004, 11.5 (wildcard search); EN 13757-2.
namespace meterproto::mbus {

/// What a request brought within its time: mbus/framer.hpp tells.
enum class heard : std::uint8_t {
  silence,
  frame,  ///< one whole frame and nothing else; one's own request, where the line echoes, counts as silence
  noise,  ///< anything else: two answers at once look like this
};

namespace searching {

/// What it was to who asks at this address: a frame is an answer, an echo of the request, or as good as noise.
constexpr heard as_answer(heard what, result<frame> const& answer) {
  if (what != heard::frame || answer) return what;
  return answer.error() == errc::own_request ? heard::silence : heard::noise;
}
constexpr result<frame> answer_in(heard what, bytes came, std::uint8_t address) {
  return what == heard::frame ? link{address}.answer(came) : result<frame>{errc::bad_checksum};
}

}  // namespace searching

struct found_meter {
  std::uint8_t primary = 0;     ///< of a scan
  secondary_address secondary;  ///< of a search; of a scan where the meter has told it
};

/// Asks the addresses from `first` to `last` for their data: SND_NKE, then REQ_UD2 where somebody answered.
class primary_scan {
 public:
  constexpr explicit primary_scan(std::uint8_t first = 0, std::uint8_t last = highest_primary)
      : address_{first}, last_{last} {}

  [[nodiscard]] constexpr bool ended() const { return address_ > last_; }
  /// Expects: !ended().
  [[nodiscard]] constexpr std::array<std::uint8_t, short_size> next() const {
    link to{static_cast<std::uint8_t>(address_)};
    auto const reset = to.reset();
    return asking_ ? to.request() : reset;
  }

  enum class outcome : std::uint8_t { going_on, meter, collision };
  struct step {
    outcome what = outcome::going_on;
    found_meter who;  ///< of a meter, and the address of a collision
  };
  /// Two meters on one address answer together, twice: collision; once, it may be a disturbance. A meter that answers,
  /// and not with a telegram that names it, is told by its address alone.
  [[nodiscard]] constexpr step take(heard what, bytes came = {}) {
    step made;
    made.who.primary = static_cast<std::uint8_t>(address_);
    auto const answer = searching::answer_in(what, came, static_cast<std::uint8_t>(address_));
    what = searching::as_answer(what, answer);
    if (what == heard::silence) {
      ++silences_;
      if (!asking_) {
        asking_ = silences_ + 1 == tries;  // some meters know no SND_NKE
      } else if (silences_ == tries) {
        if (understood_) made.what = outcome::meter;
        next_address();
      }
      return made;
    }
    if (what == heard::noise && !disturbed_) {
      disturbed_ = true;
      return made;
    }
    if (answer && answer->type == frame_type::ack && !asking_) {
      begin_asking();
      understood_ = true;
      return made;
    }
    made.what = answer ? outcome::meter : outcome::collision;
    if (answer && answer->has_ci())
      if (auto const read = parse_telegram(*answer); read && read->header.type == header_type::long_header)
        made.who.secondary = read->header.meter;
    next_address();
    return made;
  }

 private:
  constexpr void next_address() {
    ++address_;
    asking_ = understood_ = disturbed_ = false;
    silences_ = 0;
  }
  constexpr void begin_asking() {
    asking_ = true;
    disturbed_ = false;
    silences_ = 0;
  }

  unsigned address_;
  unsigned last_;
  bool asking_ = false;
  bool understood_ = false;  // SND_NKE
  bool disturbed_ = false;
  unsigned silences_ = 0;
};

/// How far a clear answer under wildcards is trusted. Two meters that send at the very same moment can make one frame
/// that is right in all its bits: rare where their clocks differ, and not where they are fresh from the factory and
/// alike.
enum class trust : std::uint8_t {
  clear_answers,  ///< a clear answer that its own address confirms is a meter, and the only one of this selection
  every_digit,    ///< meters are looked for until their whole number is known: ten selections a digit
};

/// Finds meters that understand selection: that answer it with E5. A selection that several meters understand is
/// narrowed: eight digits of the number, then, for meters that share it, medium and version (0 to FE). Digits are 0 to
/// 9; where these bring less than was heard (of an answer one meter, of a collision two), A to E are tried too. What
/// still is missing then is told as a collision: meters that differ by their manufacturer, which has no wildcard but
/// "any", or that have an F where the selection takes it for a wildcard. Noise is several answers where it comes twice.
/// On a line that brings noise and nothing else the search ends after less than 2 * most_noises frames.
class secondary_search {
 public:
  /// In a row, without a silence or a frame between. Eleven selections, each of them twice, lead from all meters to one
  /// address; two more are a collision that cannot be narrowed, and five such neighbours nobody has.
  static constexpr unsigned most_noises = 32;

  /// `within`: where to search; its wildcards are those that are tried.
  constexpr explicit secondary_search(secondary_address const& within = {}, trust how = trust::clear_answers)
      : mask_{within}, how_{how} {
    for (unsigned place = 0; place != places; ++place) free_[place] = is_wild(place);
  }

  [[nodiscard]] constexpr bool ended() const { return state_ == state::ended; }

  /// What to send now, in the first bytes of `buffer`: SND_NKE to 253, a selection, or REQ_UD2. Expects: !ended(), a
  /// buffer of max_frame bytes.
  [[nodiscard]] constexpr bytes next(std::span<std::uint8_t, max_frame> buffer) {
    ++sent_;
    link to{selected};
    auto const reset = to.reset();
    auto const request = to.request();
    if (state_ == state::selecting) return *select(mask_, buffer);
    if (state_ == state::confirming) return *select(candidate_, buffer);
    auto const& chosen = state_ == state::asking ? request : reset;
    for (std::size_t i = 0; i != chosen.size(); ++i) buffer[i] = chosen[i];
    return bytes{buffer}.first(chosen.size());
  }

  enum class outcome : std::uint8_t { going_on, meter, collision };
  struct step {
    outcome what = outcome::going_on;
    secondary_address who;  ///< of a meter; of a collision the selection that could not be narrowed
  };
  [[nodiscard]] constexpr step take(heard what, bytes came = {}) {
    if (state_ == state::ended) return {};
    if (state_ == state::resetting || state_ == state::closing) {  // whatever answers, nobody is selected now
      state_ = state_ == state::closing ? state::ended : state::selecting;
      auto const left = later_;
      later_ = {};
      return left;
    }
    auto const answer = searching::answer_in(what, came, selected);
    what = searching::as_answer(what, answer);
    bool const acknowledged = answer && answer->type == frame_type::ack;
    if (what == heard::frame && state_ != state::asking && !acknowledged) what = heard::noise;
    if (what == heard::silence && ++tries_ < tries_for_silence) return {};
    if (what != heard::noise) noises_ = 0;
    if (what == heard::noise) {
      if (++noises_ == most_noises) return give_up();
      disturbed_ = !disturbed_;
      if (disturbed_) return {};  // once it may be a disturbance
    }
    switch (state_) {
      case state::selecting:
        if (what == heard::silence) return advance();
        if (what == heard::noise) return narrow(several);
        begin(state::asking);
        if (how_ == trust::every_digit && wild_digit() != places) return narrow(one);
        return {};
      case state::asking: {
        if (!answer) return narrow(what == heard::silence ? one : several);
        auto const read = answer->has_ci() ? parse_telegram(*answer) : result<telegram>{errc::bad_function};
        if (!read || read->header.type != header_type::long_header) {
          // One meter that does not say who it is: its digits can be found, and are all that can.
          if (wild_digit() != places) return narrow(one);
          return found(mask_);
        }
        if (!mask_.selects(read->header.meter)) return narrow(several);
        if (!mask_.has_wildcard()) return found(read->header.meter);
        candidate_ = read->header.meter;
        begin(state::confirming);
        return {};
      }
      case state::confirming:  // two answers at once may make an address that nobody has
        return acknowledged ? found(candidate_) : narrow(several);
      default: return {};
    }
  }

  /// Frames that next() has given: a bound for the time of a search.
  [[nodiscard]] constexpr std::uint32_t sent() const { return sent_; }

 private:
  enum class state : std::uint8_t { resetting, selecting, asking, confirming, closing, ended };
  // Places that can be narrowed: digits of the number from the first one, then medium, then version.
  static constexpr unsigned digits = 8;
  static constexpr unsigned medium_place = digits;
  static constexpr unsigned version_place = digits + 1;
  static constexpr unsigned places = digits + 2;
  static constexpr unsigned tries_for_silence = 2;
  // Meters that a selection has at least, as it was heard.
  static constexpr std::uint8_t one = 1;
  static constexpr std::uint8_t several = 2;

  static constexpr unsigned shift_of(unsigned place) { return 4 * (digits - 1 - place); }
  [[nodiscard]] constexpr unsigned value_at(unsigned place) const {
    if (place == medium_place) return mask_.medium;
    if (place == version_place) return mask_.version;
    return (mask_.id >> shift_of(place)) & 0xFU;
  }
  constexpr void set(unsigned place, unsigned value) {
    if (place == medium_place) {
      mask_.medium = static_cast<std::uint8_t>(value);
    } else if (place == version_place) {
      mask_.version = static_cast<std::uint8_t>(value);
    } else {
      mask_.id = (mask_.id & ~(0xFU << shift_of(place))) | (value << shift_of(place));
    }
  }
  static constexpr unsigned wild(unsigned place) { return place < digits ? 0xFU : 0xFFU; }
  /// The next value to try is value_at() + 1.
  [[nodiscard]] constexpr bool is_last(unsigned place) const {
    if (place >= digits) return value_at(place) == 0xFE;
    return value_at(place) == 0xE || (value_at(place) == 9 && missing_[place] == 0);
  }
  [[nodiscard]] constexpr bool is_wild(unsigned place) const { return value_at(place) == wild(place); }

  constexpr step found(secondary_address const& who) {
    step const made{outcome::meter, who};
    note(one);
    later_ = advance();
    if (later_.what != outcome::going_on && state_ == state::ended) state_ = state::closing;
    return made;
  }
  /// So many more meters are known in each selection that was narrowed to this one.
  constexpr void note(std::uint8_t meters) {
    for (unsigned place = 0; place != places; ++place)
      missing_[place] =
          static_cast<std::uint8_t>(missing_[place] - (meters < missing_[place] ? meters : missing_[place]));
  }
  constexpr step collision() {
    note(several);
    return {outcome::collision, mask_};
  }
  /// The first digit that is still a wildcard; `places` where none is.
  [[nodiscard]] constexpr unsigned wild_digit() const {
    for (unsigned place = 0; place != digits; ++place)
      if (free_[place] && is_wild(place)) return place;
    return places;
  }
  /// The selection has so many meters at least: its next wildcard becomes 0.
  constexpr step narrow(std::uint8_t meters) {
    for (unsigned place = 0; place != places; ++place) {
      if (!free_[place] || !is_wild(place)) continue;
      missing_[place] = meters;
      set(place, 0);
      begin();
      return {};
    }
    auto const made = collision();
    (void)advance();  // tells none: this one was all that was missing
    return made;
  }
  /// This selection is done with: the next value of the last place that was narrowed, or of the one before it.
  constexpr step advance() {
    step made;
    for (unsigned behind = places; behind != 0; --behind) {
      auto const place = behind - 1;
      if (!free_[place] || is_wild(place)) continue;
      if (!is_last(place)) {
        set(place, value_at(place) + 1);
        begin();
        return made;
      }
      set(place, wild(place));
      if (missing_[place] != 0) made = collision();
    }
    state_ = state::ended;
    return made;
  }
  constexpr step give_up() {
    for (unsigned place = 0; place != places; ++place)
      if (free_[place]) set(place, wild(place));
    state_ = state::ended;
    return collision();
  }
  constexpr void begin(state next = state::resetting) {
    state_ = next;
    tries_ = 0;
    disturbed_ = false;
  }

  secondary_address mask_;
  secondary_address candidate_{};
  trust how_;
  std::array<bool, places> free_{};
  std::array<std::uint8_t, places> missing_{};  // meters that were heard and not found yet
  step later_{};                                // a collision behind a meter: the next step
  state state_ = state::resetting;
  unsigned tries_ = 0;
  unsigned noises_ = 0;  // in a row
  bool disturbed_ = false;
  std::uint32_t sent_ = 0;
};

}  // namespace meterproto::mbus

// -------------------- meterproto/bacnet/crc.hpp: CRC-8, CRC-16 and CRC-32K of MS/TP

/// The three check sums of MS/TP. Each function takes the register and gives it back, so that octets may come one at a
/// time; what goes on the wire is the complement, low octet first. Source: ANSI/ASHRAE 135-2024 clause 9.5 for CRC-8
/// and CRC-16, RFC 8163, Appendix C for CRC-32K; each held against three implementations.
namespace meterproto::bacnet {

inline constexpr std::uint8_t header_crc_start = 0xFF;
inline constexpr std::uint8_t header_crc_good = 0x55;  // the register behind five octets and their check sum
inline constexpr std::uint16_t data_crc_start = 0xFFFF;
inline constexpr std::uint16_t data_crc_good = 0xF0B8;
inline constexpr std::uint32_t crc32k_start = 0xFFFF'FFFF;
inline constexpr std::uint32_t crc32k_good = 0x0843'323B;

/// x^8 + x^7 + 1, reflected, all eight shifts at once.
[[nodiscard]] constexpr std::uint8_t header_crc(std::uint8_t crc, std::uint8_t octet) {
  unsigned c = static_cast<unsigned>(crc) ^ octet;
  c ^= c << 1U;  // together 1 + x + x^2 ... x^7
  c ^= c << 2U;
  c ^= c << 4U;
  return static_cast<std::uint8_t>((c & 0xFEU) ^ ((c >> 8U) & 1U));
}

/// x^16 + x^12 + x^5 + 1, reflected.
[[nodiscard]] constexpr std::uint16_t data_crc(std::uint16_t crc, std::uint8_t octet) {
  unsigned low = (crc ^ static_cast<unsigned>(octet)) & 0xFFU;
  low ^= (low << 4U) & 0xFFU;
  return static_cast<std::uint16_t>((static_cast<unsigned>(crc) >> 8U) ^ (low << 8U) ^ (low << 3U) ^ (low >> 4U));
}

namespace crc_steps {

/// state * x^n + word, for words of n = 16, 32 or 64 bits, modulo the data CRC's polynomial, its square x^32 + x^24 +
/// x^10 + 1, or the square of that. A word holds the first bit sent, the highest power of x, in its lowest bit; what
/// leaves it on the right comes back on the left, up to four times over.
template <class Word>
[[nodiscard]] constexpr Word next_word(Word state, Word word) {
  constexpr unsigned step = sizeof(Word) / 2;
  Word back = static_cast<Word>(state ^ (state << (4 * step)));
  back = static_cast<Word>(back ^ (back << (8 * step)) ^ (state << (11 * step)));
  return static_cast<Word>(word ^ back ^ (back >> (5 * step)) ^ (back >> (12 * step)));
}

}  // namespace crc_steps

[[nodiscard]] constexpr std::uint16_t data_crc(std::uint16_t crc, bytes all) {
  auto const* at = all.data();
  auto left = all.size();
  if (prefers_speed && left >= 8) {
    // The first word has what the others leave over, behind zeros, which change nothing. The register belongs to the
    // first two octets.
    auto const first = left % 8 == 0 ? 8 : left % 8;
    auto wide = (little_endian<std::uint64_t>(at) ^ crc) << (64 - 8 * first);
    std::uint64_t second_octet = first == 1 ? crc >> 8U : 0U;
    for (at += first, left -= first; left != 0; at += 8, left -= 8) {
      wide = crc_steps::next_word(wide, little_endian<std::uint64_t>(at) ^ second_octet);
      second_octet = 0;
    }
    auto const narrow = crc_steps::next_word(static_cast<std::uint32_t>(wide), static_cast<std::uint32_t>(wide >> 32U));
    crc = crc_steps::next_word(static_cast<std::uint16_t>(narrow), static_cast<std::uint16_t>(narrow >> 16U));
    return crc_steps::next_word(crc, std::uint16_t{0});  // the register is the remainder times x^16
  }
  for (; left != 0; --left) crc = data_crc(crc, *at++);
  return crc;
}

/// Koopman's 0x741B8CD7, reflected.
[[nodiscard]] constexpr std::uint32_t crc32k(std::uint32_t crc, bytes all) {
  for (auto const octet : all) {
    crc ^= octet;
    for (int bit = 0; bit != 8; ++bit) crc = (crc >> 1U) ^ (0xEB31'D82EU & (0U - (crc & 1U)));
  }
  return crc;
}

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/cobs.hpp: byte stuffing of extended frames

/// Consistent overhead byte stuffing, which keeps the preamble octet 55 out of the data of extended MS/TP frames.
/// Source: RFC 8163, 5 and its appendices, which take it from ANSI/ASHRAE 135.
namespace meterproto::bacnet::cobs {

inline constexpr std::size_t crc_size = 5;  // the encoded CRC-32K
inline constexpr std::uint8_t mask = 0x55;  // what each octet is XORed with

/// How many octets `size` octets become at most; without the CRC.
[[nodiscard]] constexpr std::size_t most_encoded(std::size_t size) {
  return size + size / 254 + 1;
}

/// Encodes into the first octets of `out`, which may lie in the same memory as `data` where it begins at least
/// most_encoded(size) - size octets before it. Gives the part written. Error: buffer_too_small, with the size that is
/// sure to do.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> encode(bytes data, std::span<std::uint8_t> out) {
  auto const most = most_encoded(data.size());
  if (out.size() < most) return error{errc::buffer_too_small, 0, most};
  std::size_t code_at = 0;
  std::size_t end = 1;
  bool open = true;  // a last block of 254 needs no other behind it
  for (std::size_t i = 0; i != data.size(); ++i) {
    if (!open) {
      code_at = end++;
      open = true;
    }
    auto const octet = data[i];
    if (octet != 0) out[end++] = octet ^ mask;
    auto const code = end - code_at;
    if (octet != 0 && code != 0xFF) continue;
    out[code_at] = static_cast<std::uint8_t>(code) ^ mask;
    if (octet == 0)
      code_at = end++;
    else
      open = false;
  }
  if (open) out[code_at] = static_cast<std::uint8_t>(end - code_at) ^ mask;
  return out.first(end);
}

/// Decodes into the first octets of `out`, which may be `encoded` itself: what is written never passes what is read.
/// Gives the part written. Errors: bad_encoding at a code that is 0 or points behind the end, buffer_too_small.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> decode(bytes encoded, std::span<std::uint8_t> out) {
  std::size_t end = 0;
  for (std::size_t at = 0; at != encoded.size();) {
    std::size_t const code = encoded[at] ^ mask;
    if (code == 0 || code > encoded.size() - at) return error{errc::bad_encoding, at, encoded[at]};
    bool const zero = code != 0xFF && at + code != encoded.size();
    if (out.size() - end < code - 1 + (zero ? 1U : 0U)) return error{errc::buffer_too_small, at, encoded.size()};
    for (std::size_t i = 1; i != code; ++i) out[end++] = encoded[at + i] ^ mask;
    if (zero) out[end++] = 0;
    at += code;
  }
  return out.first(end);
}

/// What an extended frame carries: the data, and behind it the CRC-32K over the encoded octets, each encoded on its
/// own. Errors: those of encode().
[[nodiscard]] constexpr result<std::span<std::uint8_t>> encode_with_crc(bytes data, std::span<std::uint8_t> out) {
  auto const body = encode(data, out);
  if (!body) return error{errc::buffer_too_small, 0, most_encoded(data.size()) + crc_size};
  auto const crc = ~crc32k(crc32k_start, *body);
  std::array<std::uint8_t, 4> plain{};
  writer{plain}.u32_little_endian(crc);
  auto const sum = encode(plain, out.subspan(body->size()));
  if (!sum) return error{errc::buffer_too_small, 0, body->size() + crc_size};
  return out.first(body->size() + sum->size());
}

/// Errors: those of decode(), too_short, bad_crc32 at the CRC.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> decode_with_crc(bytes encoded, std::span<std::uint8_t> out) {
  if (encoded.size() < crc_size + 1) return error{errc::too_short, encoded.size(), crc_size + 1};
  auto const at = encoded.size() - crc_size;
  auto const body = encoded.first(at);
  std::array<std::uint8_t, 4> plain{};
  auto const sum = decode(encoded.subspan(at), plain);
  if (!sum || sum->size() != plain.size()) return error{errc::bad_encoding, at, encoded[at]};
  if (crc32k(crc32k(crc32k_start, body), plain) != crc32k_good) return error{errc::bad_crc32, at};
  return decode(body, out);
}

}  // namespace meterproto::bacnet::cobs

// -------------------- meterproto/bacnet/mstp.hpp: MS/TP frames: types, headers, limits

/// Frames of MS/TP: 55 FF, type, destination, source, length, header CRC, data, data CRC. Source: ANSI/ASHRAE 135-2016
/// clause 9.3; for extended frames 9.10 and RFC 8163.
namespace meterproto::bacnet {

inline constexpr std::uint8_t preamble_1 = 0x55;
inline constexpr std::uint8_t preamble_2 = 0xFF;
inline constexpr std::uint8_t pad = 0xFF;  // one may follow a frame
inline constexpr std::uint8_t broadcast = 255;
inline constexpr std::uint8_t highest_master = 127;
inline constexpr std::uint8_t highest_slave = 254;

inline constexpr std::size_t header_size = 8;
inline constexpr std::size_t crc_size = 2;
inline constexpr std::size_t max_data = 501;  // of a frame that is not extended
inline constexpr std::size_t max_frame = header_size + max_data + crc_size;
inline constexpr std::size_t max_extended_npdu = 1497;
inline constexpr std::size_t min_extended_npdu = 502;
inline constexpr std::size_t max_extended_frame = header_size + cobs::most_encoded(max_extended_npdu) + cobs::crc_size;

/// Clause 9.3.1. 8 to 31 are reserved, 35 to 127 reserved and encoded, 128 to 255 proprietary.
enum class frame_type : std::uint8_t {
  token = 0,
  poll_for_master = 1,
  reply_to_poll_for_master = 2,
  test_request = 3,
  test_response = 4,
  data_expecting_reply = 5,
  data_not_expecting_reply = 6,
  reply_postponed = 7,
  extended_data_expecting_reply = 32,
  extended_data_not_expecting_reply = 33,
  ipv6 = 34,
};
[[nodiscard]] constexpr bool is_encoded(frame_type type) {
  return type >= frame_type::extended_data_expecting_reply && static_cast<std::uint8_t>(type) < 128;
}
[[nodiscard]] constexpr bool is_data(frame_type type) {
  return type == frame_type::data_expecting_reply || type == frame_type::data_not_expecting_reply ||
         type == frame_type::extended_data_expecting_reply || type == frame_type::extended_data_not_expecting_reply;
}
[[nodiscard]] constexpr bool expects_reply(frame_type type) {
  return type == frame_type::data_expecting_reply || type == frame_type::extended_data_expecting_reply ||
         type == frame_type::test_request;
}

/// What stands before the data.
struct frame_header {
  frame_type type = frame_type::token;
  std::uint8_t destination = 0;
  std::uint8_t source = 0;
  std::uint16_t length = 0;  ///< as on the wire: of encoded data, the octets less 2

  /// Octets behind the header: data and CRC.
  [[nodiscard]] constexpr std::size_t body_size() const { return length == 0 ? 0 : length + crc_size; }
};

namespace mstp_rules {

constexpr error read_header(std::span<std::uint8_t const, 6> octets, frame_header& into) {
  auto crc = header_crc_start;
  for (unsigned i = 0; i != 5; ++i) crc = header_crc(crc, octets[i]);
  auto const right = static_cast<std::uint8_t>(~crc);
  if (octets[5] != right) return {errc::bad_checksum, 7, right};
  into.type = static_cast<frame_type>(octets[0]);
  into.destination = octets[1];
  into.source = octets[2];
  into.length = static_cast<std::uint16_t>((octets[3] << 8U) | octets[4]);
  if (into.source == broadcast) return {errc::bad_value, 4, broadcast};
  bool const encoded = is_encoded(into.type);
  unsigned const most = encoded ? 2043 : max_data;
  if (into.length > most || (encoded && into.length < 5)) return {errc::bad_quantity, 5, most};
  return {};
}

}  // namespace mstp_rules

/// Type to length and the header CRC: six octets. Errors: bad_checksum with the one that would be right; bad_value for
/// a source of 255; bad_quantity for a length above 501, or of an encoded frame outside of 5 to 2043. `at` counts from
/// the preamble.
[[nodiscard]] constexpr result<frame_header> parse_header(std::span<std::uint8_t const, 6> octets) {
  return result<frame_header>::filled([&](frame_header& into) { return mstp_rules::read_header(octets, into); });
}

/// A view of a frame's parts; `data` of an encoded frame is decoded.
struct frame : frame_header {
  bytes data;
};

namespace mstp_rules {

/// Data and CRC of a frame that is not encoded.
constexpr error check_body(frame_header const& header, bytes body) {
  auto const right = static_cast<std::uint16_t>(~data_crc(data_crc_start, body.first(header.length)));
  if (reader{body.last(crc_size)}.u16_little_endian() != right)
    return {errc::bad_crc, header_size + header.length, right};
  return {};
}

}  // namespace mstp_rules

/// Data and CRC behind a header. `space` takes the data of an encoded frame and may be `body` itself; of other frames
/// the data are a view of `body`. Expects: body_size() octets. Errors: bad_crc with the one that would be right;
/// bad_encoding, bad_crc32, buffer_too_small. `at` counts from the preamble.
[[nodiscard]] constexpr result<bytes> parse_body(frame_header const& header, bytes body,
                                                 std::span<std::uint8_t> space) {
  if (body.empty()) return bytes{};
  if (is_encoded(header.type)) {
    auto const decoded = cobs::decode_with_crc(body, space);
    if (decoded) return bytes{*decoded};
    auto const why = decoded.error();
    return error{why.code, header_size + why.at, why.detail};
  }
  auto const why = mstp_rules::check_body(header, body);
  if (why.code != errc::none) return why;
  return body.first(header.length);
}

/// A whole frame and nothing else but one pad octet. Errors: too_short, too_long; bad_start for another preamble; those
/// of parse_header() and parse_body(). `space` is needed for encoded frames only.
[[nodiscard]] constexpr result<frame> parse_frame(bytes whole, std::span<std::uint8_t> space = {}) {
  if (!whole.empty() && whole[0] != preamble_1) return error{errc::bad_start, 0, whole[0]};
  if (whole.size() > 1 && whole[1] != preamble_2) return error{errc::bad_start, 1, whole[1]};
  if (whole.size() < header_size) return error{errc::too_short, whole.size(), header_size};
  auto const header = parse_header(whole.subspan<2, 6>());
  if (!header) return header.error();
  auto const size = header_size + header->body_size();
  if (whole.size() < size) return error{errc::too_short, whole.size(), size};
  bool const padded = whole.size() == size + 1 && whole[size] == pad;
  if (whole.size() > size && !padded) return error{errc::too_long, size, size};
  auto const data = parse_body(*header, whole.subspan(header_size, header->body_size()), space);
  if (!data) return data.error();
  return frame{*header, *data};
}

namespace mstp_rules {

constexpr void put_header(frame_header const& header, std::span<std::uint8_t> out) {
  writer to{out};
  to.u8(preamble_1).u8(preamble_2);
  to.u8(static_cast<std::uint8_t>(header.type)).u8(header.destination).u8(header.source).u16(header.length);
  auto crc = header_crc_start;
  for (auto const octet : out.subspan(2, 5)) crc = header_crc(crc, octet);
  to.u8(static_cast<std::uint8_t>(~crc));
}

}  // namespace mstp_rules

/// A frame in the first octets of `buffer`. `data` may lie in it already, from octet 8 on; of an encoded frame from
/// octet 8 + most_encoded(size) - size on. Errors: bad_value for a source of 255; bad_quantity above 501 octets, or for
/// an encoded frame above 1497 and without any; buffer_too_small.
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_frame(frame_type type, std::uint8_t destination,
                                                                    std::uint8_t source, bytes data,
                                                                    std::span<std::uint8_t> buffer) {
  if (source == broadcast) return error{errc::bad_value, 4, broadcast};
  bool const encoded = is_encoded(type);
  auto const most = encoded ? max_extended_npdu : max_data;
  if (data.size() > most || (encoded && data.empty())) return error{errc::bad_quantity, 5, most};
  auto const needed = header_size + (encoded        ? cobs::most_encoded(data.size()) + cobs::crc_size
                                     : data.empty() ? 0
                                                    : data.size() + crc_size);
  if (buffer.size() < needed) return error{errc::buffer_too_small, 0, needed};
  frame_header header{type, destination, source, static_cast<std::uint16_t>(data.size())};
  auto size = header_size;
  if (encoded) {
    auto const body = cobs::encode_with_crc(data, buffer.subspan(header_size));
    if (!body) return body.error();
    header.length = static_cast<std::uint16_t>(body->size() - crc_size);
    size += body->size();
  } else if (!data.empty()) {
    auto const crc = static_cast<std::uint16_t>(~data_crc(data_crc_start, data));
    // Forwards: where data lie in the buffer, they lie at or behind their place.
    for (std::size_t i = 0; i != data.size(); ++i) buffer[header_size + i] = data[i];
    writer{buffer.subspan(header_size + data.size())}.u16_little_endian(crc);
    size += data.size() + crc_size;
  }
  mstp_rules::put_header(header, buffer);
  return buffer.first(size);
}

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/timing.hpp: how long what takes on the line

/// How long what takes on an MS/TP line, in microseconds. Source: ANSI/ASHRAE 135-2024 clause 9.5; Tusage_timeout is 20
/// to 35 ms there, up to 100 ms in older texts.
namespace meterproto::bacnet {

/// Rounded up. Expects: baud > 0.
[[nodiscard]] constexpr std::uint32_t bits_us(std::uint32_t bits, std::uint32_t baud) {
  return static_cast<std::uint32_t>((std::uint64_t{bits} * 1'000'000U + baud - 1) / baud);
}

/// Octets of 10 bits: one start, eight data, one stop.
[[nodiscard]] constexpr std::uint32_t octets_us(std::uint32_t octets, std::uint32_t baud) {
  return bits_us(10 * octets, baud);
}

/// What a node keeps to, within what the standard allows; all may be set.
struct timing {
  /// Expects: baud > 0.
  constexpr explicit timing(std::uint32_t baud) : turnaround{bits_us(40, baud)}, postdrive{bits_us(15, baud)} {}

  std::uint32_t turnaround;  ///< from the last octet heard to the first one sent: at least 40 bit times
  std::uint32_t postdrive;   ///< from the last octet sent to the driver being off: at most 15 bit times
  /// Silence that ends a frame: 60 bit times (6.25 ms at 9600 baud) to 100 ms. The clock, and the loop that hands the
  /// octets on, must be finer. Below usage_timeout, so that a token that was cut short is over when it is repeated.
  std::uint32_t frame_abort = 10'000;
  std::uint32_t usage_delay = 15'000;     ///< the longest from a token to the first octet sent
  std::uint32_t usage_timeout = 20'000;   ///< for the next node to use the token: 20 to 35 ms
  std::uint32_t reply_delay = 240'000;    ///< for our own answer, before it is postponed: at most 250 ms
  std::uint32_t reply_timeout = 255'000;  ///< for another's answer to begin: 255 to 300 ms
  std::uint32_t no_token = 500'000;       ///< silence that says that the token is lost
  std::uint32_t slot = 10'000;            ///< then node n may make one between n and n + 1 slots
};
/// For a program that takes the octets at least every 5 ms.
[[nodiscard]] constexpr timing timing_at(std::uint32_t baud) {
  return timing{baud};
}

/// On a line whose octets reach the program late and in lumps (USB adapters, device servers): silence inside
/// a frame is not seen before the most that the standard allows, and a token counts as unused after 35 ms.
[[nodiscard]] constexpr timing buffered_timing_at(std::uint32_t baud) {
  auto made = timing_at(baud);
  made.frame_abort = 100'000;
  made.usage_timeout = 35'000;
  made.reply_timeout = 300'000;
  return made;
}

/// Times wrap every 71 minutes: the time that is `by` later, how far it is from one to another, and whether `now` is at
/// `then` or after it.
[[nodiscard]] constexpr std::uint32_t later(std::uint32_t then, std::uint32_t by) { return then + by; }
[[nodiscard]] constexpr std::uint32_t between(std::uint32_t from, std::uint32_t to) { return to - from; }
[[nodiscard]] constexpr bool reached(std::uint32_t now, std::uint32_t then) { return now - then < 0x8000'0000U; }

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/receiver.hpp: the receive machine: frames out of octets as they come

/// The receive machine of an MS/TP node: octets and times in, frames out. Source: ANSI/ASHRAE 135-2024 clause 9.5.4,
/// whose names the states have.
namespace meterproto::bacnet {

enum class heard : std::uint8_t {
  nothing,     ///< no frame is complete
  valid,       ///< a frame for this node, or for all
  invalid,     ///< a frame that is damaged, too long for the buffer, or broken off
  not_for_us,  ///< a header with another node's address; its data are passed over
};

/// What the other members say has a meaning only where `what` gives it one.
struct reception {
  heard what = heard::nothing;
  frame received;  ///< of a valid one; of one not for us its header. data: a view of the caller's buffer
  error why;       ///< of an invalid one; buffer_too_small where it is longer than the buffer
};

/// Which frames a receiver takes. Without extended ones it takes a third of the flash; one that comes is longer than
/// any buffer.
enum class frames : std::uint8_t { plain, extended };

/// What has been heard, for diagnosis; counts wrap.
struct line_statistics {
  std::uint32_t valid = 0;
  std::uint32_t not_for_us = 0;
  std::uint32_t bad_header = 0;
  std::uint32_t bad_data = 0;
  std::uint32_t too_long = 0;
  std::uint32_t broken_off = 0;
};

template <frames Taken>
class basic_receiver {
 public:
  /// Hears the frames for `station` and for all; with `every_station` all frames, and answers none.
  static constexpr std::uint8_t every_station = 255;

  /// `buffer` takes the data of a frame and its CRC: 503 octets hold every frame that is not extended, 2045 every one.
  /// `frame_abort_us`: the silence inside a frame that ends it.
  constexpr basic_receiver(std::uint8_t station, std::span<std::uint8_t> buffer, std::uint32_t frame_abort_us)
      : buffer_{buffer}, frame_abort_{frame_abort_us}, station_{station} {}

  // What these three give stands until the next call of one of them.

  /// Takes octets from the front of `came`, up to the end of the first frame. `now` is when the last of them came, in
  /// microseconds; they count as come together. Call it until `came` is empty and it gives nothing.
  constexpr reception const& take(bytes& came, std::uint32_t now) {
    if (came.empty() || is_broken_off(now)) return silence(now);
    heard_.what = heard::nothing;
    last_octet_ = now;
    while (!came.empty() && heard_.what == heard::nothing) {
      if (now_ == state::data || now_ == state::skip_data) {
        take_body(came);
      } else if (prefers_speed && begins_with_header(came)) {
        take_whole_header(came);
      } else {
        take_octet(came.front());
        came = came.subspan(1);
      }
    }
    return heard_;
  }

  /// No octet has come until `now`: an open frame may be over.
  constexpr reception const& silence(std::uint32_t now) {
    heard_.what = heard::nothing;
    if (is_broken_off(now)) break_off(errc::too_short);
    return heard_;
  }

  /// The port reports a framing error or an overrun.
  constexpr reception const& receive_error(std::uint32_t now) {
    heard_.what = heard::nothing;
    last_octet_ = now;
    if (counts_events()) count_event();
    break_off(errc::bad_value);
    return heard_;
  }

  /// SilenceTimer: microseconds since the last octet, ours or another's.
  [[nodiscard]] constexpr std::uint32_t silent_for(std::uint32_t now) const {
    return reached(now, last_octet_) ? between(last_octet_, now) : 0;
  }
  [[nodiscard]] constexpr std::uint32_t last_octet() const { return last_octet_; }
  /// We have sent until `now`. What was open before is over, so that an answer is not taken for its rest.
  constexpr void sent_until(std::uint32_t now) {
    last_octet_ = now;
    break_off(errc::too_short);
  }

  /// When silence next means something to somebody who waits for `timeout`: an open frame may be over before.
  [[nodiscard]] constexpr std::uint32_t deadline(std::uint32_t timeout) const {
    bool const sooner = now_ != state::idle && frame_abort_ < timeout;
    return later(last_octet_, sooner ? frame_abort_ + 1 : timeout);
  }

  /// EventCount: octets and errors outside of data, up to 255.
  [[nodiscard]] constexpr std::uint8_t events() const { return events_; }
  constexpr void clear_events() { events_ = 0; }

  [[nodiscard]] constexpr line_statistics const& seen() const { return seen_; }

 private:
  enum class state : std::uint8_t { idle, preamble, header, data, skip_data };

  [[nodiscard]] constexpr bool is_broken_off(std::uint32_t now) const {
    return now_ != state::idle && silent_for(now) > frame_abort_;
  }
  /// An octet 55 alone is no frame.
  constexpr void break_off(errc why) {
    if (now_ > state::preamble) tell(heard::invalid, seen_.broken_off, why);
    now_ = state::idle;
  }
  [[nodiscard]] constexpr bool counts_events() const { return now_ <= state::header; }
  constexpr void count_event() {
    if (events_ != 0xFF) ++events_;
  }

  constexpr void tell(heard what, std::uint32_t& counter, error const& why = {}) {
    ++counter;
    heard_.what = what;
    heard_.why = why;
  }

  constexpr void take_octet(std::uint8_t octet) {
    count_event();
    if (now_ == state::idle) {
      if (octet == preamble_1) now_ = state::preamble;
    } else if (now_ == state::preamble) {
      if (octet == preamble_1) return;
      now_ = octet == preamble_2 ? state::header : state::idle;
      index_ = 0;
    } else {
      octets_[index_++] = octet;
      if (index_ == octets_.size()) take_header();
    }
  }

  [[nodiscard]] constexpr bool begins_with_header(bytes came) const {
    return now_ == state::idle && came.size() >= header_size && came[0] == preamble_1 && came[1] == preamble_2;
  }
  /// What take_octet() does with it octet by octet.
  constexpr void take_whole_header(bytes& came) {
    events_ = static_cast<std::uint8_t>(events_ < 0xFF - header_size ? events_ + header_size : 0xFF);
    for (std::size_t i = 0; i != octets_.size(); ++i) octets_[i] = came[i + 2];
    came = came.subspan(header_size);
    take_header();
  }

  constexpr void take_header() {
    auto& header = heard_.received;
    header.data = {};
    now_ = state::idle;
    index_ = 0;
    auto why = mstp_rules::read_header(octets_, header);
    auto what = heard::invalid;
    auto* counter = &seen_.bad_header;
    if (why.code == errc::none) {
      bool const ours = header.destination == station_ || header.destination == broadcast || station_ == every_station;
      bool const fits = header.body_size() <= buffer_.size() && (Taken == frames::extended || !is_encoded(header.type));
      if (header.length != 0) now_ = ours && fits ? state::data : state::skip_data;
      if (!ours) {
        what = heard::not_for_us;
        counter = &seen_.not_for_us;
      } else if (!fits) {
        counter = &seen_.too_long;
        why = {errc::buffer_too_small, header_size, header.body_size()};
      } else if (header.length == 0) {
        what = heard::valid;
        counter = &seen_.valid;
      } else {
        return;
      }
    }
    tell(what, *counter, why);
  }

  /// Data and CRC, as much of it as has come.
  constexpr void take_body(bytes& came) {
    auto const size = heard_.received.body_size();
    std::size_t const missing = size - index_;
    auto const part = came.first(came.size() < missing ? came.size() : missing);
    if (now_ == state::data) copy(part, buffer_.subspan(index_));
    came = came.subspan(part.size());
    index_ = static_cast<std::uint16_t>(index_ + part.size());
    if (index_ != size) return;
    if (now_ == state::data) check_body(size);
    now_ = state::idle;
  }
  constexpr void check_body(std::size_t size) {
    auto const body = buffer_.first(size);
    auto& frame = heard_.received;
    frame.data = body.first(frame.length);
    error why;
    if (Taken == frames::plain || !is_encoded(frame.type)) {
      why = mstp_rules::check_body(frame, body);
    } else {
      auto const decoded = parse_body(frame, body, body);
      why = decoded.error();
      frame.data = *decoded;
    }
    if (why.code == errc::none) return tell(heard::valid, seen_.valid);
    frame.data = {};
    tell(heard::invalid, seen_.bad_data, why);
  }

  std::span<std::uint8_t> buffer_;
  std::uint32_t frame_abort_;
  std::uint32_t last_octet_ = 0;
  line_statistics seen_;
  reception heard_;                       // from the header on also what is being received
  std::array<std::uint8_t, 6> octets_{};  // type to header CRC
  std::uint16_t index_ = 0;
  std::uint8_t station_;
  std::uint8_t events_ = 0;
  state now_ = state::idle;
};

using receiver = basic_receiver<frames::extended>;
/// For who only listens: the nodes of node.hpp take extended frames.
using plain_receiver = basic_receiver<frames::plain>;

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/node.hpp: the master and the slave node: token, answers, times

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

// -------------------- meterproto/bacnet/npdu.hpp: the network layer: who, over which router

/// The network layer: a header that says whether an answer is expected and, behind a router, from whom and to whom.
/// Source: ANSI/ASHRAE 135-2016 clause 6.2.
namespace meterproto::bacnet {

inline constexpr std::uint8_t npdu_version = 1;
inline constexpr std::uint16_t every_network = 0xFFFF;  // as DNET: the global broadcast
inline constexpr std::size_t max_npdu_header = 21;      // with addresses of six octets
inline constexpr std::uint8_t most_hops = 255;

enum class priority : std::uint8_t { normal, urgent, critical_equipment, life_safety };

/// A station on another network; no octets: all stations of that network.
struct network_address {
  static constexpr std::size_t most_octets = 7;

  std::uint16_t network = 0;
  std::uint8_t size = 0;
  std::array<std::uint8_t, most_octets> octets{};

  [[nodiscard]] constexpr bytes view() const { return bytes{octets}.first(size); }
  friend constexpr bool operator==(network_address const&, network_address const&) = default;

  /// Error: bad_length above seven octets, which no data link has.
  [[nodiscard]] static constexpr result<network_address> of(std::uint16_t network, bytes octets) {
    if (octets.size() > most_octets) return error{errc::bad_length, 0, octets.size()};
    network_address made{network, static_cast<std::uint8_t>(octets.size())};
    for (std::size_t i = 0; i != octets.size(); ++i) made.octets[i] = octets[i];
    return made;
  }
};

struct npdu {
  bool is_network_message = false;
  bool expects_reply = false;
  bacnet::priority priority = bacnet::priority::normal;
  maybe<network_address> destination{};  ///< DNET, DADR; absent: this network
  maybe<network_address> source{};       ///< SNET, SADR; a router has put it there
  std::uint8_t hops = most_hops;         ///< with a destination
  std::uint8_t message_type = 0;         ///< of a network message
  std::uint16_t vendor = 0;              ///< of one with a type from 80 on
  std::uint8_t at = 0;                   ///< where `apdu` begins
  bytes apdu{};                          ///< or what a network message says
};

namespace npdu_rules {

inline constexpr unsigned network_message = 0x80;
inline constexpr unsigned has_destination = 0x20;
inline constexpr unsigned has_source = 0x08;
inline constexpr unsigned expecting_reply = 0x04;

/// DNET and DADR, or SNET and SADR. Past the end of `in` what is read is 0 and no fault: the caller looks at ok().
constexpr error read_address(reader& in, bool of_source, network_address& into) {
  auto at = in.at();
  into.network = in.u16();
  into.size = in.u8();
  auto const size = into.size;
  if (size > network_address::most_octets) return {errc::bad_length, at + 2, size};
  for (unsigned i = 0; i != size; ++i) into.octets[i] = in.u8();
  if (!in.ok()) return {};
  bool const bad_network = into.network == 0 || (of_source && into.network == every_network);
  if (bad_network) return {errc::bad_value, at, into.network};
  return of_source && size == 0 ? error{errc::bad_value, at + 2} : error{};
}

constexpr error read(bytes whole, npdu& into) {
  reader in{whole};
  auto const version = in.u8();
  unsigned const control = in.u8();
  if (!in.ok()) return {errc::too_short, whole.size(), 2};
  if (version != npdu_version) return {errc::bad_value, 0, version};
  into.is_network_message = (control & network_message) != 0;
  into.expects_reply = (control & expecting_reply) != 0;
  into.priority = static_cast<priority>(control & 3U);
  for (bool const of_source : {false, true}) {
    if ((control & (of_source ? has_source : has_destination)) == 0) continue;
    auto const fault = read_address(in, of_source, (of_source ? into.source : into.destination).emplace());
    if (fault.code != errc::none) return fault;
  }
  if (into.destination) into.hops = in.u8();
  if (into.is_network_message) {
    into.message_type = in.u8();
    if (into.message_type >= 0x80) into.vendor = in.u16();
  }
  if (!in.ok()) return {errc::too_short, whole.size(), whole.size() + 1};
  into.at = static_cast<std::uint8_t>(in.at());
  into.apdu = in.rest();
  return {};
}

}  // namespace npdu_rules

/// Errors: too_short; bad_value for another version than 1, a DNET or SNET of 0, an SNET of FFFF, and an SLEN of 0;
/// bad_length for an address of more than seven octets. The reserved bits 6 and 4 are passed over.
[[nodiscard]] constexpr result<npdu> parse_npdu(bytes whole) {
  return result<npdu>::filled([&](npdu& into) { return npdu_rules::read(whole, into); });
}

/// Appends the header; the APDU is to follow. Network messages are not built.
constexpr void put_npdu_header(writer& out, npdu const& header) {
  namespace rules = npdu_rules;
  out.u8(npdu_version);
  out.u8((header.destination ? rules::has_destination : 0U) | (header.source ? rules::has_source : 0U) |
         (header.expects_reply ? rules::expecting_reply : 0U) | static_cast<unsigned>(header.priority));
  for (auto const* address : {&header.destination, &header.source})
    if (*address) out.u16((*address)->network).u8((*address)->size).put((*address)->view());
  if (header.destination) out.u8(header.hops);
}

/// Whom an answer goes to, or a request: a station on this line, and behind it, if it is a router, another one.
struct peer {
  std::uint8_t mac = 255;
  maybe<network_address> behind{};

  [[nodiscard]] static constexpr peer everybody() { return {}; }
  /// Not all stations, of this line or of the network behind it.
  [[nodiscard]] constexpr bool is_one_station() const { return mac != 255 && (!behind || behind->size != 0); }
  /// Who has sent `came` from `mac`.
  [[nodiscard]] static constexpr peer of(std::uint8_t mac, npdu const& came) { return {mac, came.source}; }
  friend constexpr bool operator==(peer const&, peer const&) = default;
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/codes.hpp: the numbers: objects, properties, services, errors, units

/// The numbers of BACnet that the library itself uses; any other fits its types too. bacnet/text.hpp has the names.
/// Source: ANSI/ASHRAE 135-2020 clause 21, as bacnet-stack, BACpypes3 and Wireshark agree on it.
namespace meterproto::bacnet {

enum class object_type : std::uint16_t {
  analog_input = 0,
  analog_output = 1,
  analog_value = 2,
  binary_input = 3,
  device = 8,
  trend_log = 20,
};

enum class property : std::uint32_t {
  all = 8,
  apdu_timeout = 11,
  application_software_version = 12,
  description = 28,
  device_address_binding = 30,
  event_state = 36,
  firmware_revision = 44,
  local_date = 56,
  local_time = 57,
  location = 58,
  max_apdu_length_accepted = 62,
  max_info_frames = 63,
  max_master = 64,
  model_name = 70,
  number_of_apdu_retries = 73,
  object_identifier = 75,
  object_list = 76,
  object_name = 77,
  object_type = 79,
  optional = 80,
  out_of_service = 81,
  polarity = 84,
  present_value = 85,
  protocol_object_types_supported = 96,
  protocol_services_supported = 97,
  protocol_version = 98,
  reliability = 103,
  required = 105,
  segmentation_supported = 107,
  status_flags = 111,
  system_status = 112,
  units = 117,
  vendor_identifier = 120,
  vendor_name = 121,
  buffer_size = 126,
  log_buffer = 131,
  log_device_object_property = 132,
  log_enable = 133,
  log_interval = 134,
  protocol_revision = 139,
  record_count = 141,
  start_time = 142,
  stop_time = 143,
  stop_when_full = 144,
  total_record_count = 145,
  database_revision = 155,
};

enum class confirmed_service : std::uint8_t {
  read_property = 12,
  read_property_multiple = 14,
  write_property = 15,
  device_communication_control = 17,
  reinitialize_device = 20,
  read_range = 26,
};

enum class unconfirmed_service : std::uint8_t {
  i_am = 0,
  i_have = 1,
  time_synchronization = 6,
  who_has = 7,
  who_is = 8,
  utc_time_synchronization = 9,
};

enum class error_class : std::uint16_t { device, object, property, resources, security, services, vt, communication };

enum class error_code : std::uint16_t {
  other = 0,
  inconsistent_parameters = 7,
  invalid_data_type = 9,
  operational_problem = 25,
  password_failure = 26,
  read_access_denied = 27,
  service_request_denied = 29,
  unknown_object = 31,
  unknown_property = 32,
  value_out_of_range = 37,
  write_access_denied = 40,
  invalid_array_index = 42,
  optional_functionality_not_supported = 45,
  datatype_not_supported = 47,
  property_is_not_an_array = 50,
  parameter_out_of_range = 80,
};

enum class reject_reason : std::uint8_t {
  other,
  buffer_overflow,
  inconsistent_parameters,
  invalid_parameter_data_type,
  invalid_tag,
  missing_required_parameter,
  parameter_out_of_range,
  too_many_arguments,
  undefined_enumeration,
  unrecognized_service,
  invalid_data_encoding,
};

enum class abort_reason : std::uint8_t {
  other,
  buffer_overflow,
  invalid_apdu_in_this_state,
  preempted_by_higher_priority_task,
  segmentation_not_supported,
  security_error,
  insufficient_security,
  window_size_out_of_range,
  application_exceeded_reply_time,
  out_of_resources,
  tsm_timeout,
  apdu_too_long,
};

enum class segmentation : std::uint8_t { both, transmit, receive, none };

enum class reliability : std::uint8_t {
  no_fault_detected = 0,
  no_sensor = 1,
  over_range = 2,
  under_range = 3,
  unreliable_other = 7,
};

/// BACnetStatusFlags, by bit.
enum class status : std::uint8_t { in_alarm, fault, overridden, out_of_service };

/// Engineering units that a meter's Units property may hold.
enum class engineering_units : std::uint16_t {
  amperes = 3,
  volts = 5,
  kilovolt_amperes = 9,
  kilovolt_amperes_reactive = 12,
  power_factor = 15,
  kilowatt_hours = 19,
  hertz = 27,
  kilowatts = 48,
  no_units = 95,
  percent = 98,
  hundredths_seconds = 158,
  kilowatt_hours_reactive = 204,
  kilovolt_ampere_hours = 240,
  kilovolt_ampere_hours_reactive = 243,
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/tag.hpp: tagged values: read, checked, written

/// Tagged values, as views of their octets: what all services are written in. Read in any form that the standard
/// allows, written in the shortest. Source: ANSI/ASHRAE 135-2016 clause 20.2.
namespace meterproto::bacnet {

/// Clause 20.2.1.4: the application tags.
enum class datatype : std::uint8_t {
  null,
  boolean,
  unsigned_integer,
  signed_integer,
  real,
  double_precision,
  octet_string,
  character_string,
  bit_string,
  enumerated,
  date,
  time,
  object_identifier,
};
inline constexpr unsigned datatypes = 13;

struct object_id {
  static constexpr std::uint32_t any_instance = 0x3F'FFFF;

  object_type type = object_type::analog_input;
  std::uint32_t instance = 0;

  [[nodiscard]] static constexpr object_id of(std::uint32_t bits) {
    return {static_cast<object_type>(bits >> 22U), bits & any_instance};
  }
  [[nodiscard]] constexpr std::uint32_t bits() const {
    return (static_cast<std::uint32_t>(type) << 22U) | (instance & any_instance);
  }
  friend constexpr bool operator==(object_id const&, object_id const&) = default;
};

/// 255 in any field: any. A month of 13, 14: odd, even months; a day of 32, 33, 34: the last, odd, even days.
struct date {
  std::uint8_t year = 255;     ///< from 1900
  std::uint8_t month = 255;    ///< 1 to 12
  std::uint8_t day = 255;
  std::uint8_t weekday = 255;  ///< 1 Monday to 7 Sunday; some devices send 0

  [[nodiscard]] constexpr bool is_valid() const {
    return (month == 255 || (month >= 1 && month <= 14)) && (day == 255 || (day >= 1 && day <= 34)) &&
           (weekday == 255 || weekday <= 7);
  }
  /// Whether it names one day; the weekday may be left open.
  [[nodiscard]] constexpr bool is_specific() const {
    return is_valid() && year != 255 && month <= 12 && day <= 31;
  }
  friend constexpr bool operator==(date const&, date const&) = default;
};

struct time {
  std::uint8_t hour = 255;
  std::uint8_t minute = 255;
  std::uint8_t second = 255;
  std::uint8_t hundredths = 255;

  [[nodiscard]] constexpr bool is_valid() const {
    return (hour == 255 || hour < 24) && (minute == 255 || minute < 60) && (second == 255 || second < 60) &&
           (hundredths == 255 || hundredths < 100);
  }
  [[nodiscard]] constexpr bool is_specific() const {
    return hour < 24 && minute < 60 && second < 60 && hundredths < 100;
  }
  friend constexpr bool operator==(time const&, time const&) = default;
};

struct date_time {
  bacnet::date date;
  bacnet::time time;

  friend constexpr bool operator==(date_time const&, date_time const&) = default;
};

/// A view of the octets; bit 0 is the highest of the first one. Bits that the device did not send are 0, as a newer
/// revision of the standard only appends.
class bit_string {
 public:
  constexpr bit_string() = default;
  /// Expects: unused 0 to 7, and 0 without octets.
  constexpr bit_string(bytes octets, unsigned unused)
      : octets_{octets}, size_{octets.empty() ? 0 : 8 * octets.size() - unused} {}

  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool operator[](std::size_t bit) const {
    return bit < size_ && ((unsigned{octets_[bit / 8]} >> (7 - bit % 8)) & 1U) != 0;
  }
  [[nodiscard]] constexpr bytes octets() const { return octets_; }
  [[nodiscard]] constexpr unsigned unused() const { return static_cast<unsigned>(8 * octets_.size() - size_); }

 private:
  bytes octets_;
  std::size_t size_ = 0;
};

/// 0 is UTF-8 (ANSI X3.4 before 2008), 4 UCS-2, 5 ISO 8859-1; the octets are as they came.
struct character_string {
  std::uint8_t charset = 0;
  bytes octets;
};

enum class tag_class : std::uint8_t { application, context, opening, closing };

/// One tag with its content. Each as_...() gives the content as a type, of an application tag its own only. Errors:
/// bad_tag for another type, bad_length for a content that the type cannot have, does_not_fit beyond 64 bits; `at` is
/// the tag's place.
struct element {
  tag_class of = tag_class::application;
  std::uint8_t number = 0;   ///< application: the datatype
  std::uint8_t initial = 0;  ///< the first octet
  std::uint16_t at = 0;      ///< where the tag stands among the octets that were read
  bytes content;             ///< empty for an application Boolean, whose value is in its tag

  [[nodiscard]] constexpr bool is(datatype type) const {
    return of == tag_class::application && number == static_cast<std::uint8_t>(type);
  }
  [[nodiscard]] constexpr bool is_context(unsigned n) const { return of == tag_class::context && number == n; }

  [[nodiscard]] constexpr result<bool> as_boolean() const {
    if (auto const fault = check(datatype::boolean); fault.code != errc::none) return fault;
    return of == tag_class::application ? (initial & 1U) != 0 : content.front() != 0;
  }
  [[nodiscard]] constexpr result<std::uint64_t> as_unsigned() const { return natural(datatype::unsigned_integer); }
  /// The same within 32 bits. Error: also does_not_fit.
  [[nodiscard]] constexpr result<std::uint32_t> as_unsigned_32() const {
    return natural_32(datatype::unsigned_integer);
  }
  [[nodiscard]] constexpr result<std::uint32_t> as_enumerated() const { return natural_32(datatype::enumerated); }
  [[nodiscard]] constexpr result<std::int64_t> as_signed() const {
    if (auto const fault = check(datatype::signed_integer); fault.code != errc::none) return fault;
    bool const negative = (content.front() & 0x80U) != 0;
    std::uint8_t const filler = negative ? 0xFF : 0;
    auto digits = content;
    while (digits.size() > 8 && digits.front() == filler) digits = digits.subspan(1);
    if (digits.size() > 8 || ((digits.front() & 0x80U) != 0) != negative) return error{errc::does_not_fit, at};
    std::uint64_t bits = negative ? ~std::uint64_t{0} : 0;
    for (auto const octet : digits) bits = (bits << 8U) | octet;
    return static_cast<std::int64_t>(bits);
  }
  [[nodiscard]] constexpr result<std::uint32_t> as_real_bits() const { return natural_32(datatype::real); }
  [[nodiscard]] constexpr result<float> as_real() const {
    return as_real_bits().transform([](std::uint32_t bits) { return std::bit_cast<float>(bits); });
  }
  [[nodiscard]] constexpr result<std::uint64_t> as_double_bits() const {
    if (auto const fault = check(datatype::double_precision); fault.code != errc::none) return fault;
    reader in{content};
    std::uint64_t const high = in.u32();
    return (high << 32U) | in.u32();
  }
  [[nodiscard]] constexpr result<bytes> as_octets() const {
    if (auto const fault = check(datatype::octet_string); fault.code != errc::none) return fault;
    return content;
  }
  [[nodiscard]] constexpr result<character_string> as_characters() const {
    if (auto const fault = check(datatype::character_string); fault.code != errc::none) return fault;
    return character_string{content.front(), content.subspan(1)};
  }
  [[nodiscard]] constexpr result<bit_string> as_bits() const {
    if (auto const fault = check(datatype::bit_string); fault.code != errc::none) return fault;
    return bit_string{content.subspan(1), content.front()};
  }
  [[nodiscard]] constexpr result<bacnet::date> as_date() const {
    if (auto const fault = check(datatype::date); fault.code != errc::none) return fault;
    return bacnet::date{content[0], content[1], content[2], content[3]};
  }
  [[nodiscard]] constexpr result<bacnet::time> as_time() const {
    if (auto const fault = check(datatype::time); fault.code != errc::none) return fault;
    return bacnet::time{content[0], content[1], content[2], content[3]};
  }
  [[nodiscard]] constexpr result<std::uint32_t> as_object_bits() const {
    return natural_32(datatype::object_identifier);
  }
  [[nodiscard]] constexpr result<object_id> as_object() const {
    return as_object_bits().transform([](std::uint32_t bits) { return object_id::of(bits); });
  }

  /// Whether the content can be one of this type. Errors: bad_tag, bad_length, bad_value (a bit string).
  [[nodiscard]] constexpr error check(datatype type) const {
    bool const application = of == tag_class::application;
    if (of > tag_class::context || (application && !is(type))) return {errc::bad_tag, at, initial};
    auto const size = content.size();
    bool right = true;
    switch (type) {
      case datatype::null: right = size == 0; break;
      case datatype::boolean: right = size == (application ? 0U : 1U); break;
      case datatype::unsigned_integer:
      case datatype::signed_integer:
      case datatype::enumerated:
      case datatype::character_string: right = size != 0; break;
      case datatype::real:
      case datatype::date:
      case datatype::time:
      case datatype::object_identifier: right = size == 4; break;
      case datatype::double_precision: right = size == 8; break;
      case datatype::octet_string: break;
      case datatype::bit_string:
        right = size != 0;
        if (right && (content.front() > 7 || (content.front() != 0 && size == 1)))
          return {errc::bad_value, at, content.front()};
        break;
    }
    return right ? error{} : error{errc::bad_length, at, size};
  }

 private:
  [[nodiscard]] constexpr result<std::uint64_t> natural(datatype type) const {
    if (auto const fault = check(type); fault.code != errc::none) return fault;
    std::uint64_t bits = 0;
    for (auto const octet : content) {
      if (bits >> 56U != 0) return error{errc::does_not_fit, at};
      bits = (bits << 8U) | octet;
    }
    return bits;
  }
  [[nodiscard]] constexpr result<std::uint32_t> natural_32(datatype type) const {
    auto fault = check(type);
    if (fault.code != errc::none) return fault;
    auto digits = content;
    for (; digits.size() > 4; digits = digits.subspan(1))
      if (digits.front() != 0) return error{errc::does_not_fit, at};
    if (prefers_speed && digits.size() == 4)
      return (std::uint32_t{digits[0]} << 24U) | (std::uint32_t{digits[1]} << 16U) | (std::uint32_t{digits[2]} << 8U) |
             digits[3];
    std::uint32_t bits = 0;
    for (auto const octet : digits) bits = (bits << 8U) | octet;
    return bits;
  }
};

/// Reads elements one by one. For a service, the functions that want a certain tag: the first fault is kept, and what
/// is read behind it is empty; whoever reads looks at fault() once, at the end.
class tag_reader {
 public:
  constexpr explicit tag_reader(bytes source) : all_{source} {}

  /// The next element; what an application tag holds has been checked. Errors: too_short; bad_value for a reserved
  /// datatype, a Boolean that is neither, a tag number of 255 and for L/V/T 6 or 7 in an application tag; those of
  /// element::check(). After an error done() is true.
  constexpr result<element> next() {
    element made;
    auto const why = parse(made);
    if (why.code == errc::none) return made;
    at_ = all_.size();
    return why;
  }
  [[nodiscard]] constexpr bool done() const { return at_ == all_.size(); }
  [[nodiscard]] constexpr std::size_t at() const { return at_; }

  // ---- for services ----

  [[nodiscard]] constexpr error fault() const { return fault_; }
  /// The fault, or too_long where an element follows; what follows and is none has a fault of its own.
  [[nodiscard]] constexpr error end() {
    if (!done()) {
      auto const from = at_;
      any();
      fail({errc::too_long, from, from});
    }
    return fault_;
  }
  /// From here on there is nothing to read.
  constexpr void fail(error why) {
    if (fault_.code == errc::none) fault_ = why;
    at_ = all_.size();
  }

  /// Whether the next tag is context n, opens n, or closes n, with its number where it belongs: a number below 15 in an
  /// octet of its own is read where it is wanted, and not seen where it may be missing. Expects: n below 15, as in all
  /// services.
  [[nodiscard]] constexpr bool sees(unsigned n) const {
    return !done() && all_[at_] >> 3U == 2 * n + 1 && (all_[at_] & 7U) < 6;
  }
  [[nodiscard]] constexpr bool sees_opening(unsigned n) const { return !done() && all_[at_] == ((n << 4U) | 0xEU); }
  [[nodiscard]] constexpr bool sees_closing(unsigned n) const { return !done() && all_[at_] == ((n << 4U) | 0xFU); }

  /// Any element; an empty one after a fault.
  constexpr element any() {
    element made;
    if (fault_.code != errc::none) return made;
    auto const why = parse(made);
    if (why.code != errc::none) {
      fail(why);
      made = {};
    }
    return made;
  }
  constexpr element context(unsigned n) {
    auto const one = any();
    if (!one.is_context(n)) fail({errc::bad_tag, one.at, one.initial});
    return one;
  }
  constexpr void open(unsigned n) { bracket((n << 4U) | 0xEU); }
  constexpr void close(unsigned n) { bracket((n << 4U) | 0xFU); }
  /// The octets between opening tag n and its closing tag, which may hold others. Each element in them has been read
  /// once. Errors: unbalanced, too_many above eight levels.
  constexpr bytes constructed(unsigned n) {
    open(n);
    auto const from = at_;
    // Which tag is open at each depth; no service of the standard goes deeper than a handful.
    std::array<std::uint8_t, 8> opened{};
    std::size_t depth = 0;
    while (fault_.code == errc::none) {
      if (depth == 0 && sees_closing(n)) return all_.subspan(from, at_++ - from);
      if (done()) fail({errc::unbalanced, at_, n});
      auto const one = any();
      if (fault_.code != errc::none) break;
      if (one.of == tag_class::opening) {
        if (depth == opened.size()) {
          fail({errc::too_many, one.at, opened.size()});
          break;
        }
        opened[depth++] = one.number;
      } else if (one.of == tag_class::closing) {
        auto const wanted = depth == 0 ? n : opened[depth - 1];
        if (one.number != wanted) {
          fail({errc::unbalanced, one.at, wanted});
          break;
        }
        if (depth == 0) return all_.subspan(from, one.at - from);
        --depth;
      }
    }
    return {};
  }

  // A value by the function that reads it: context(0, &element::as_object).
  template <class Value>
  constexpr Value value(element const& from, result<Value> (element::*as)() const) {
    if (fault_.code != errc::none) return {};
    auto const read = (from.*as)();
    if (!read) fail(read.error());
    return read ? *read : Value{};
  }
  template <class Value>
  constexpr Value context(unsigned n, result<Value> (element::*as)() const) {
    auto const one = context(n);
    return value(one, as);
  }
  template <class Value>
  constexpr maybe<Value> optional(unsigned n, result<Value> (element::*as)() const) {
    if (fault_.code != errc::none || !sees(n)) return {};
    return context(n, as);
  }
  template <class Value>
  constexpr Value application(result<Value> (element::*as)() const) {
    return value(tagged_application(), as);
  }

 private:
  constexpr void bracket(unsigned octet) {
    if (!done() && all_[at_] == octet) {
      ++at_;
      return;
    }
    auto const one = any();
    auto const of = (octet & 1U) == 0 ? tag_class::opening : tag_class::closing;
    if (one.of != of || one.number != octet >> 4U) fail({errc::bad_tag, one.at, one.initial});
  }
  constexpr element tagged_application() {
    auto const one = any();
    if (one.of != tag_class::application) fail({errc::bad_tag, one.at, one.initial});
    return one;
  }

  /// The next element, into one that is empty; then at_ is behind it.
  constexpr error parse(element& made) {
    if constexpr (prefers_speed) {
      if (parse_short(made))
        return made.of == tag_class::context ? error{} : made.check(static_cast<datatype>(made.number));
    }
    return parse_any(made);
  }
  /// Most have number and length in one octet.
  constexpr bool parse_short(element& made) {
    if (done()) return false;
    unsigned const initial = all_[at_];
    std::size_t const length = initial & 0x07U;
    unsigned const number = initial >> 4U;
    bool const context = (initial & 0x08U) != 0;
    // 15 stands in an octet of its own; a Boolean has no content, and there are 13 datatypes.
    unsigned const numbers = context ? 0x7FFFU : 0x1FFDU;
    if (((numbers >> number) & 1U) == 0 || length >= 5 || length >= all_.size() - at_) return false;
    made.of = context ? tag_class::context : tag_class::application;
    made.number = static_cast<std::uint8_t>(number);
    made.initial = static_cast<std::uint8_t>(initial);
    made.at = static_cast<std::uint16_t>(at_);
    made.content = all_.subspan(at_ + 1, length);
    at_ += 1 + length;
    return true;
  }
  constexpr error parse_any(element& made) {
    auto const rest = all_.subspan(at_);
    error const cut{errc::too_short, all_.size(), all_.size() + 1};
    if (rest.empty()) return cut;
    unsigned const lvt = rest[0] & 0x07U;
    bool const context = (rest[0] & 0x08U) != 0;
    made.at = static_cast<std::uint16_t>(at_);
    made.initial = rest[0];
    made.number = static_cast<std::uint8_t>(rest[0] >> 4U);
    std::size_t length = lvt;
    std::size_t head = 1;
    if (made.number == 15 || lvt == 5) {
      reader in{rest.subspan(1)};
      if (made.number == 15) made.number = in.u8();
      if (lvt == 5) {
        length = in.u8();
        if (length >= 254) length = length == 254 ? in.u16() : in.u32();
      }
      if (!in.ok()) return cut;
      if (made.number == 255) return {errc::bad_value, at_ + 1, 255};
      head += in.at();
    }
    if (context) {
      made.of = lvt < 6 ? tag_class::context : lvt == 6 ? tag_class::opening : tag_class::closing;
      if (lvt >= 6) length = 0;
    } else {
      bool const boolean = made.number == static_cast<unsigned>(datatype::boolean);
      if (made.number >= datatypes || lvt > (boolean ? 1U : 5U)) return {errc::bad_value, at_, made.initial};
      if (boolean) length = 0;
    }
    if (length > rest.size() - head) return cut;
    made.content = rest.subspan(head, length);
    at_ += head + length;
    return context ? error{} : made.check(static_cast<datatype>(made.number));
  }

  bytes all_;
  std::size_t at_ = 0;
  error fault_;
};

/// Appends tagged values. After context(n) the next one has that tag in the place of its datatype's.
class tag_writer {
 public:
  constexpr explicit tag_writer(writer& out) : out_{out} {}

  constexpr tag_writer& context(unsigned n) {
    next_context_ = static_cast<std::int16_t>(n);
    return *this;
  }
  constexpr tag_writer& open(unsigned n) { return bracket(n, 6); }
  constexpr tag_writer& close(unsigned n) { return bracket(n, 7); }

  constexpr tag_writer& null() { return tag(datatype::null, 0); }
  constexpr tag_writer& boolean(bool value) {
    if (next_context_ < 0) return tag(datatype::boolean, value ? 1 : 0);
    tag(datatype::boolean, 1);
    out_.u8(value ? 1U : 0U);
    return *this;
  }
  constexpr tag_writer& unsigned_integer(std::uint64_t value) { return natural(datatype::unsigned_integer, value); }
  constexpr tag_writer& enumerated(std::uint32_t value) { return natural(datatype::enumerated, value); }
  constexpr tag_writer& signed_integer(std::int64_t value) {
    auto const bits = static_cast<std::uint64_t>(value);
    unsigned size = 1;
    // As long as the octets left out would not all be copies of the sign.
    while (size != 8 && value >> (8 * size - 1) != (value < 0 ? -1 : 0)) ++size;
    tag(datatype::signed_integer, size);
    return low_octets(bits, size);
  }
  constexpr tag_writer& real(float value) { return real_bits(std::bit_cast<std::uint32_t>(value)); }
  constexpr tag_writer& real_bits(std::uint32_t bits) {
    tag(datatype::real, 4);
    return low_octets(bits, 4);
  }
  constexpr tag_writer& double_bits(std::uint64_t bits) {
    tag(datatype::double_precision, 8);
    return low_octets(bits, 8);
  }
  constexpr tag_writer& octets(bytes value) { return content(value); }
  constexpr tag_writer& characters(character_string const& value) {
    tag(datatype::character_string, value.octets.size() + 1);
    out_.u8(value.charset).put(value.octets);
    return *this;
  }
  constexpr tag_writer& bits(bit_string const& value) {
    tag(datatype::bit_string, value.octets().size() + 1);
    out_.u8(value.unused()).put(value.octets());
    return *this;
  }
  /// The lowest `count` bits of `flags`, bit 0 first; at most 32.
  constexpr tag_writer& bits(std::uint32_t flags, unsigned count) {
    std::array<std::uint8_t, 4> octets{};
    for (unsigned i = 0; i != count; ++i)
      if (((flags >> i) & 1U) != 0) octets[i / 8] = static_cast<std::uint8_t>(octets[i / 8] | (0x80U >> (i % 8)));
    auto const size = (count + 7) / 8;
    return bits(bit_string{bytes{octets}.first(size), 8 * size - count});
  }
  constexpr tag_writer& date(bacnet::date const& value) {
    tag(datatype::date, 4);
    out_.u8(value.year).u8(value.month).u8(value.day).u8(value.weekday);
    return *this;
  }
  constexpr tag_writer& time(bacnet::time const& value) {
    tag(datatype::time, 4);
    out_.u8(value.hour).u8(value.minute).u8(value.second).u8(value.hundredths);
    return *this;
  }
  constexpr tag_writer& object(object_id const& value) {
    tag(datatype::object_identifier, 4);
    return low_octets(value.bits(), 4);
  }
  /// Octets as they are, under a context tag or as an octet string.
  constexpr tag_writer& content(bytes value) {
    tag(datatype::octet_string, value.size());
    out_.put(value);
    return *this;
  }
  /// Elements that are encoded already.
  constexpr tag_writer& encoded(bytes elements) {
    out_.put(elements);
    return *this;
  }

  [[nodiscard]] constexpr writer& out() { return out_; }

 private:
  constexpr tag_writer& tag(datatype type, std::size_t length) {
    bool const application = next_context_ < 0;
    auto const number = application ? static_cast<unsigned>(type) : static_cast<unsigned>(next_context_);
    next_context_ = -1;
    unsigned const nibble = number < 15 ? number : 15U;
    out_.u8((nibble << 4U) | (application ? 0U : 8U) | (length < 5 ? static_cast<unsigned>(length) : 5U));
    if (number >= 15) out_.u8(number);
    if (length < 5) return *this;
    if (length < 254)
      out_.u8(length);
    else if (length < 0x1'0000)
      out_.u8(254).u16(length);
    else
      out_.u8(255).u32(length);
    return *this;
  }
  constexpr tag_writer& bracket(unsigned n, unsigned lvt) {
    out_.u8(((n < 15 ? n : 15U) << 4U) | 8U | lvt);
    if (n >= 15) out_.u8(n);
    return *this;
  }
  constexpr tag_writer& natural(datatype type, std::uint64_t value) {
    unsigned size = 1;
    while (size != 8 && value >> (8 * size) != 0) ++size;
    tag(type, size);
    return low_octets(value, size);
  }
  constexpr tag_writer& low_octets(std::uint64_t bits, unsigned count) {
    for (; count != 0; --count) out_.u8((bits >> (8 * (count - 1))) & 0xFFU);
    return *this;
  }

  writer& out_;
  std::int16_t next_context_ = -1;
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/apdu.hpp: the headers of requests and answers; error, reject, abort

/// The headers of all application PDUs, and requests and answers built from a service. Source: ANSI/ASHRAE 135-2016
/// clauses 20.1.2 to 20.1.9, 20.1.2.4 and 20.1.2.5 (sizes).
namespace meterproto::bacnet {

enum class pdu_type : std::uint8_t {
  confirmed_request,
  unconfirmed_request,
  simple_ack,
  complex_ack,
  segment_ack,
  error,
  reject,
  abort,
};

/// The most that a device takes: 50, 128, 206, 480 (the most on MS/TP without extended frames), 1024, 1476.
inline constexpr std::array<std::uint16_t, 6> apdu_sizes{50, 128, 206, 480, 1024, 1476};
inline constexpr std::size_t max_mstp_apdu = 480;
inline constexpr std::size_t usual_request_size = 272;  // asks for 29 present values, whose answer fills 480 octets
/// The code for the largest of these that is not above `octets`; 0 below 50.
[[nodiscard]] constexpr std::uint8_t apdu_size_code(std::size_t octets) {
  std::uint8_t code = 0;
  while (code + 1U < apdu_sizes.size() && apdu_sizes[code + 1U] <= octets) ++code;
  return code;
}

/// What an APDU says before its service data. Fields that its type does not have are 0.
struct apdu {
  pdu_type type = pdu_type::confirmed_request;
  bool segmented = false;
  bool more_follows = false;
  bool takes_segments = false;    ///< SA: who asks would take a segmented answer
  bool negative = false;          ///< of a segment ack
  bool from_server = false;       ///< of a segment ack or an abort
  std::uint8_t max_segments = 0;  ///< code: 0 not said, 1 to 6 are 2 to 64, 7 more
  std::uint8_t max_apdu = 0;      ///< code: apdu_sizes
  std::uint8_t invoke_id = 0;
  std::uint8_t sequence = 0;
  std::uint8_t window = 0;
  std::uint8_t service = 0;  ///< a confirmed_service or unconfirmed_service
  std::uint8_t reason = 0;   ///< of a reject or an abort
  std::uint8_t at = 0;       ///< where `data` begins
  bytes data{};              ///< what the service says; of an error class and code

  [[nodiscard]] constexpr bool is(confirmed_service which) const {
    return service == static_cast<std::uint8_t>(which) && type != pdu_type::unconfirmed_request;
  }
  [[nodiscard]] constexpr bool is(unconfirmed_service which) const {
    return service == static_cast<std::uint8_t>(which) && type == pdu_type::unconfirmed_request;
  }
  /// Whether it ends a transaction of the client.
  [[nodiscard]] constexpr bool is_answer() const {
    return type == pdu_type::simple_ack || type == pdu_type::complex_ack || type == pdu_type::error ||
           type == pdu_type::reject || type == pdu_type::abort;
  }
};

namespace apdu_rules {

// What stands in a PDU of each type, in the order in which it stands.
inline constexpr unsigned segment_bits = 1;  // SEG, MOR; then sequence number and window size, where SEG is set
inline constexpr unsigned sizes = 2;         // the most segments and the longest answer that are taken
inline constexpr unsigned invoke_id = 4;
inline constexpr unsigned window = 8;
inline constexpr unsigned reason = 16;
inline constexpr unsigned service = 32;
inline constexpr unsigned data = 64;
inline constexpr std::array<std::uint8_t, 8> parts{
    segment_bits | sizes | invoke_id | service | data,  // confirmed request
    service | data,                                     // unconfirmed request
    invoke_id | service,                                // simple ack
    segment_bits | invoke_id | service | data,          // complex ack
    invoke_id | window,                                 // segment ack
    invoke_id | service | data,                         // error
    invoke_id | reason,                                 // reject
    invoke_id | reason,                                 // abort
};

constexpr error read(bytes whole, apdu& made) {
  reader in{whole};
  unsigned const first = in.u8();
  if (!in.ok()) return {errc::too_short, 0, 1};
  if (first >> 4U >= parts.size()) return {errc::bad_value, 0, first};
  made.type = static_cast<pdu_type>(first >> 4U);
  unsigned has = parts[first >> 4U];
  if ((has & segment_bits) != 0) {
    made.segmented = (first & 8U) != 0;
    made.more_follows = (first & 4U) != 0;
    if (made.segmented) has |= window;
  }
  made.takes_segments = made.type == pdu_type::confirmed_request && (first & 2U) != 0;
  made.negative = made.type == pdu_type::segment_ack && (first & 2U) != 0;
  made.from_server = (made.type == pdu_type::segment_ack || made.type == pdu_type::abort) && (first & 1U) != 0;
  if ((has & sizes) != 0) {
    unsigned const both = in.u8();
    made.max_segments = static_cast<std::uint8_t>((both >> 4U) & 7U);
    made.max_apdu = static_cast<std::uint8_t>(both & 15U);
  }
  if ((has & invoke_id) != 0) made.invoke_id = in.u8();
  if ((has & window) != 0) {
    made.sequence = in.u8();
    made.window = in.u8();
  }
  if ((has & reason) != 0) made.reason = in.u8();
  if ((has & service) != 0) made.service = in.u8();
  if (!in.ok()) return {errc::too_short, whole.size(), whole.size() + 1};
  made.at = static_cast<std::uint8_t>(in.at());
  made.data = in.rest();
  if ((has & data) == 0 && !made.data.empty()) return {errc::too_long, made.at, made.at};
  return {};
}

}  // namespace apdu_rules

/// Errors: too_short; too_long for what goes on behind a simple ack, segment ack, reject or abort; bad_value for the
/// PDU types 8 to 15. Reserved bits are passed over.
[[nodiscard]] constexpr result<apdu> parse_apdu(bytes whole) {
  return result<apdu>::filled([&](apdu& into) { return apdu_rules::read(whole, into); });
}

/// Why a device could not do what it was asked.
struct access_error {
  error_class of = error_class::device;
  error_code code = error_code::other;

  [[nodiscard]] constexpr error as_error() const {
    auto const high = static_cast<unsigned>(of);
    auto const low = static_cast<unsigned>(code);
    return {errc::error_answer, 0, high > 255 || low > 255 ? 0xFFFFU : high * 256 + low};
  }
  friend constexpr bool operator==(access_error const&, access_error const&) = default;
};

namespace apdu_rules {

/// Class and code as two application Enumerated.
constexpr access_error read_error(tag_reader& in) {
  auto const number = [&] {
    auto const at = in.at();
    auto const read = in.application(&element::as_enumerated);
    if (read > 0xFFFF) in.fail({errc::does_not_fit, at});
    return read;
  };
  auto const of = number();
  auto const code = number();
  return {static_cast<error_class>(of), static_cast<error_code>(code)};
}
constexpr void put_error(tag_writer& out, access_error const& why) {
  out.enumerated(static_cast<std::uint32_t>(why.of)).enumerated(static_cast<std::uint32_t>(why.code));
}

}  // namespace apdu_rules

/// Of an error PDU: class and code, and nothing else. (Errors of services that this library does not have, such as
/// CreateObject, hold more.) Errors: those of tag_reader.
[[nodiscard]] constexpr result<access_error> parse_error(apdu const& of) {
  tag_reader in{of.data};
  auto const why = apdu_rules::read_error(in);
  if (auto const fault = in.end(); fault.code != errc::none) return fault;
  return why;
}

/// What an answer says against the request: error_answer, rejected, aborted, segmented for an answer in segments, which
/// we never offer to take; none for an ack.
[[nodiscard]] constexpr error refusal_of(apdu const& answer) {
  switch (answer.type) {
    case pdu_type::error: {
      auto const why = parse_error(answer);
      return why ? why->as_error() : error{errc::error_answer, 0, 0xFFFF};
    }
    case pdu_type::reject: return {errc::rejected, 0, answer.reason};
    case pdu_type::abort: return {errc::aborted, 0, answer.reason};
    case pdu_type::complex_ack: return answer.segmented ? error{errc::segmented} : error{};
    default: return {};
  }
}

/// A service request or ack: what it is called, and how it writes itself.
template <class Service>
concept confirmed = requires(Service const& what, tag_writer& out) {
  { Service::service } -> std::convertible_to<confirmed_service>;
  what.put(out);
};
template <class Service>
concept unconfirmed = requires(Service const& what, tag_writer& out) {
  { Service::service } -> std::convertible_to<unconfirmed_service>;
  what.put(out);
};

namespace apdu_rules {

constexpr result<std::span<std::uint8_t>> finish(writer const& out) {
  if (!out.ok()) return error{errc::buffer_too_small, 0, out.needed()};
  return out.written();
}

}  // namespace apdu_rules

/// A confirmed request, unsegmented and taking no segmented answer. `max_apdu`: the longest answer that we take.
template <confirmed Service>
constexpr void put_request(writer& out, std::uint8_t invoke_id, Service const& what,
                           std::size_t max_apdu = max_mstp_apdu) {
  out.u8(0).u8(apdu_size_code(max_apdu)).u8(invoke_id).u8(static_cast<std::uint8_t>(Service::service));
  tag_writer data{out};
  what.put(data);
}
template <unconfirmed Service>
constexpr void put_request(writer& out, Service const& what) {
  out.u8(0x10).u8(static_cast<std::uint8_t>(Service::service));
  tag_writer data{out};
  what.put(data);
}
template <confirmed Service>
constexpr void put_ack(writer& out, std::uint8_t invoke_id, Service const& what) {
  out.u8(0x30).u8(invoke_id).u8(static_cast<std::uint8_t>(Service::service));
  tag_writer data{out};
  what.put(data);
}
constexpr void put_simple_ack(writer& out, std::uint8_t invoke_id, std::uint8_t service) {
  out.u8(0x20).u8(invoke_id).u8(service);
}
constexpr void put_error(writer& out, std::uint8_t invoke_id, std::uint8_t service, access_error const& why) {
  out.u8(0x50).u8(invoke_id).u8(service);
  tag_writer data{out};
  apdu_rules::put_error(data, why);
}
constexpr void put_reject(writer& out, std::uint8_t invoke_id, reject_reason why) {
  out.u8(0x60).u8(invoke_id).u8(static_cast<std::uint8_t>(why));
}
constexpr void put_abort(writer& out, bool from_server, std::uint8_t invoke_id, abort_reason why) {
  out.u8(from_server ? 0x71U : 0x70U).u8(invoke_id).u8(static_cast<std::uint8_t>(why));
}
constexpr void put_segment_ack(writer& out, bool negative, bool from_server, std::uint8_t invoke_id,
                               std::uint8_t sequence, std::uint8_t window) {
  out.u8(0x40U | (negative ? 2U : 0U) | (from_server ? 1U : 0U)).u8(invoke_id).u8(sequence).u8(window);
}

/// The same as a whole APDU in the first octets of `buffer`. Error: buffer_too_small.
template <confirmed Service>
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_request(std::uint8_t invoke_id, Service const& what,
                                                                      std::span<std::uint8_t> buffer,
                                                                      std::size_t max_apdu = max_mstp_apdu) {
  writer out{buffer};
  put_request(out, invoke_id, what, max_apdu);
  return apdu_rules::finish(out);
}
template <unconfirmed Service>
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_request(Service const& what,
                                                                      std::span<std::uint8_t> buffer) {
  writer out{buffer};
  put_request(out, what);
  return apdu_rules::finish(out);
}
template <confirmed Service>
[[nodiscard]] constexpr result<std::span<std::uint8_t>> build_ack(std::uint8_t invoke_id, Service const& what,
                                                                  std::span<std::uint8_t> buffer) {
  writer out{buffer};
  put_ack(out, invoke_id, what);
  return apdu_rules::finish(out);
}

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/property.hpp: ReadProperty, ReadPropertyMultiple, WriteProperty

/// ReadProperty, ReadPropertyMultiple and WriteProperty, both sides. parse() of each wants the service's whole data;
/// its errors are those of tag_reader, with their place in these data. Source: ANSI/ASHRAE 135-2016 clauses 15.5, 15.7,
/// 15.9 and 21.
namespace meterproto::bacnet {

/// A property of an object, or one entry of it where it is an array; entry 0 is the number of entries.
struct property_reference {
  object_id object;
  property what = property::present_value;
  maybe<std::uint32_t> index{};

  friend constexpr bool operator==(property_reference const&, property_reference const&) = default;

  constexpr void put(tag_writer& out) const {
    out.context(0).object(object).context(1).enumerated(static_cast<std::uint32_t>(what));
    if (index) out.context(2).unsigned_integer(*index);
  }
  constexpr void read(tag_reader& in) {
    object = object_id::of(in.context(0, &element::as_object_bits));
    read_name(in, 1);
  }
  /// Property and entry, under the tags `from` and `from` + 1.
  constexpr void read_name(tag_reader& in, unsigned from) {
    what = static_cast<property>(in.context(from, &element::as_enumerated));
    index = in.optional(from + 1, &element::as_unsigned_32);
  }
};

namespace property_rules {

/// Neighbours of the same object share its list. `at` gives the i-th reference.
template <class At>
constexpr void put_references(tag_writer& out, std::size_t count, At const& at) {
  for (std::size_t i = 0; i != count; ++i) {
    property_reference const& of = at(i);
    if (i == 0 || at(i - 1).object != of.object) out.context(0).object(of.object).open(1);
    out.context(0).enumerated(static_cast<std::uint32_t>(of.what));
    if (of.index) out.context(1).unsigned_integer(*of.index);
    if (i + 1 == count || at(i + 1).object != of.object) out.close(1);
  }
}

template <class Made>
constexpr result<Made> finish(tag_reader& in, Made const& made) {
  auto const fault = in.end();
  if (fault.code != errc::none) return fault;
  return made;
}

}  // namespace property_rules

struct read_property {
  static constexpr auto service = confirmed_service::read_property;

  property_reference of;

  constexpr void put(tag_writer& out) const { of.put(out); }
  [[nodiscard]] static constexpr result<read_property> parse(bytes data) {
    tag_reader in{data};
    read_property made;
    made.of.read(in);
    return property_rules::finish(in, made);
  }
};

struct read_property_ack {
  static constexpr auto service = confirmed_service::read_property;

  property_reference of;
  bytes value;  ///< encoded elements: one for a single value, any number for a list or an array

  constexpr void put(tag_writer& out) const {
    of.put(out);
    out.open(3).encoded(value).close(3);
  }
  [[nodiscard]] static constexpr result<read_property_ack> parse(bytes data) {
    return result<read_property_ack>::filled([&](read_property_ack& into) {
      tag_reader in{data};
      into.of.read(in);
      into.value = in.constructed(3);
      return in.end();
    });
  }
};

struct write_property {
  static constexpr auto service = confirmed_service::write_property;

  property_reference of;
  bytes value;  ///< encoded elements
  maybe<std::uint8_t> priority{};  ///< 1 to 16; of a property that has no priorities it is passed over

  constexpr void put(tag_writer& out) const {
    of.put(out);
    out.open(3).encoded(value).close(3);
    if (priority) out.context(4).unsigned_integer(*priority);
  }
  /// Errors: also bad_value for a priority outside of 1 to 16.
  [[nodiscard]] static constexpr result<write_property> parse(bytes data) {
    tag_reader in{data};
    write_property made;
    made.of.read(in);
    made.value = in.constructed(3);
    auto const at = in.at();
    if (auto const priority = in.optional(4, &element::as_unsigned_32); priority) {
      if (*priority < 1 || *priority > 16) in.fail({errc::bad_value, at, *priority});
      made.priority = static_cast<std::uint8_t>(*priority);
    }
    return property_rules::finish(in, made);
  }
};

/// What a ReadPropertyMultiple ack says of one property: its value, or why there is none.
struct property_result {
  property_reference of;
  bytes value;  ///< encoded elements, maybe none
  maybe<access_error> why{};
};

namespace property_rules {

constexpr property_reference& reference_in(property_reference& entry) {
  return entry;
}
constexpr property_reference& reference_in(property_result& entry) {
  return entry.of;
}
constexpr void read_entry(tag_reader& in, property_reference& into) {
  into.read_name(in, 0);
}
constexpr void read_entry(tag_reader& in, property_result& into) {
  into.of.read_name(in, 2);
  into.why = {};
  into.value = {};
  if (in.sees_opening(5)) {
    in.open(5);
    into.why = apdu_rules::read_error(in);
    in.close(5);
  } else {
    into.value = in.constructed(4);
  }
}

}  // namespace property_rules

/// The entries of a ReadPropertyMultiple request or ack one by one, whatever object they belong to:
///   for (answered_properties all{data}; all.next();) use(*all);
/// What stands behind an entry has not been read yet. An empty list of results is legal in an ack; an object that is
/// asked for nothing is not.
template <class Entry>
class property_entries {
 public:
  constexpr explicit property_entries(bytes data) : in_{data} {}

  /// Whether there is one more; * and -> give it. False at the end, and at what cannot be read: then there is a fault.
  constexpr bool next() {
    begins_object_ = false;
    while (!in_.done()) {
      if (!inside_) {
        property_rules::reference_in(entry_).object = object_id::of(in_.context(0, &element::as_object_bits));
        list_at_ = in_.at();
        if (in_.sees_opening(1) || lists_needed) in_.open(1);
        inside_ = begins_object_ = in_.at() != list_at_;
      } else if (in_.sees_closing(1)) {
        if (lists_needed && begins_object_) in_.fail({errc::bad_count, list_at_, 1});
        in_.close(1);
        inside_ = false;
      } else {
        property_rules::read_entry(in_, entry_);
        return in_.fault().code == errc::none;
      }
    }
    if (inside_) in_.fail({errc::unbalanced, in_.at(), 1});
    return false;
  }
  [[nodiscard]] constexpr Entry const& operator*() const { return entry_; }
  [[nodiscard]] constexpr Entry const* operator->() const { return &entry_; }
  /// Whether the entry is the first in its object's list.
  [[nodiscard]] constexpr bool begins_object() const { return begins_object_; }

  /// What ended the reading: errors of tag_reader at their place in the data; bad_count for an object without
  /// properties.
  [[nodiscard]] constexpr error fault() const { return in_.fault(); }

 private:
  static constexpr bool lists_needed = std::same_as<Entry, property_reference>;

  tag_reader in_;
  Entry entry_;
  std::size_t list_at_ = 0;
  bool inside_ = false;
  bool begins_object_ = false;
};
using asked_properties = property_entries<property_reference>;
using answered_properties = property_entries<property_result>;

/// The result for a reference in a ReadPropertyMultiple ack. Errors: not_in_reply; of an ack that cannot be read, where
/// that comes first.
[[nodiscard]] constexpr result<property_result> find(bytes ack, property_reference const& wanted) {
  answered_properties all{ack};
  while (all.next())
    if (all->of == wanted) return *all;
  auto const fault = all.fault();
  return fault.code == errc::none ? error{errc::not_in_reply} : fault;
}

/// A ReadPropertyMultiple request for these; neighbours of the same object share its list.
struct read_property_multiple {
  static constexpr auto service = confirmed_service::read_property_multiple;

  std::span<property_reference const> all;

  constexpr void put(tag_writer& out) const {
    property_rules::put_references(out, all.size(), [&](std::size_t i) -> auto const& { return all[i]; });
  }
};

/// Writes a ReadPropertyMultiple ack result by result.
class result_writer {
 public:
  constexpr explicit result_writer(tag_writer& out) : out_{out} {}

  constexpr void begin(object_id object) { out_.context(0).object(object).open(1); }
  constexpr void end() { out_.close(1); }
  constexpr void value(property what, maybe<std::uint32_t> index, bytes elements) {
    name(what, index);
    out_.open(4).encoded(elements).close(4);
  }
  constexpr void fault(property what, maybe<std::uint32_t> index, access_error const& why) {
    name(what, index);
    out_.open(5);
    apdu_rules::put_error(out_, why);
    out_.close(5);
  }

 private:
  constexpr void name(property what, maybe<std::uint32_t> index) {
    out_.context(2).enumerated(static_cast<std::uint32_t>(what));
    if (index) out_.context(3).unsigned_integer(*index);
  }
  tag_writer& out_;
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/discovery.hpp: Who-Is, I-Am, Who-Has, I-Have

/// Who-Is and I-Am, Who-Has and I-Have: which devices there are, and who has an object. parse() of each wants the
/// service's whole data; its errors are those of tag_reader. Source: ANSI/ASHRAE 135-2016 clauses 16.9 and 16.10.
namespace meterproto::bacnet {

/// Device instances; both limits or none.
struct instance_range {
  std::uint32_t low = 0;
  std::uint32_t high = object_id::any_instance;

  [[nodiscard]] constexpr bool holds(std::uint32_t instance) const { return instance >= low && instance <= high; }
  friend constexpr bool operator==(instance_range const&, instance_range const&) = default;

  /// Absent where neither limit is there. Errors: bad_tag or too_short where one is, bad_value above 4194303.
  [[nodiscard]] static constexpr maybe<instance_range> read(tag_reader& in) {
    if (!in.sees(0) && !in.sees(1)) return {};
    auto const at = in.at();
    instance_range made;
    made.low = in.context(0, &element::as_unsigned_32);
    made.high = in.context(1, &element::as_unsigned_32);
    if (made.low > object_id::any_instance || made.high > object_id::any_instance) in.fail({errc::bad_value, at});
    return made;
  }
  constexpr void put(tag_writer& out) const {
    out.context(0).unsigned_integer(low).context(1).unsigned_integer(high);
  }
};

struct who_is {
  static constexpr auto service = unconfirmed_service::who_is;

  maybe<instance_range> limits{};

  constexpr void put(tag_writer& out) const {
    if (limits) limits->put(out);
  }
  [[nodiscard]] static constexpr result<who_is> parse(bytes data) {
    tag_reader in{data};
    who_is const made{instance_range::read(in)};
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return made;
  }
};

struct i_am {
  static constexpr auto service = unconfirmed_service::i_am;

  std::uint32_t device = 0;  ///< its instance
  std::uint16_t max_apdu = 0;
  bacnet::segmentation segmentation = bacnet::segmentation::none;
  std::uint16_t vendor = 0;

  constexpr void put(tag_writer& out) const {
    out.object({object_type::device, device}).unsigned_integer(max_apdu);
    out.enumerated(static_cast<std::uint32_t>(segmentation)).unsigned_integer(vendor);
  }
  /// Errors: also bad_value for an object that is no device, and for a segmentation above 3; does_not_fit.
  [[nodiscard]] static constexpr result<i_am> parse(bytes data) {
    tag_reader in{data};
    auto const device = in.application(&element::as_object);
    if (device.type != object_type::device) in.fail({errc::bad_value, 0, static_cast<std::size_t>(device.type)});
    auto const size_at = in.at();
    auto const size = in.application(&element::as_unsigned_32);
    if (size > 0xFFFF) in.fail({errc::does_not_fit, size_at});
    auto const at = in.at();
    auto const segments = in.application(&element::as_enumerated);
    if (segments > 3) in.fail({errc::bad_value, at, segments});
    auto const vendor_at = in.at();
    auto const vendor = in.application(&element::as_unsigned_32);
    if (vendor > 0xFFFF) in.fail({errc::does_not_fit, vendor_at});
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return i_am{device.instance, static_cast<std::uint16_t>(size), static_cast<bacnet::segmentation>(segments),
                static_cast<std::uint16_t>(vendor)};
  }
};

struct who_has {
  static constexpr auto service = unconfirmed_service::who_has;

  maybe<instance_range> limits{};
  maybe<object_id> object{};  ///< or by name
  character_string name{};

  constexpr void put(tag_writer& out) const {
    if (limits) limits->put(out);
    if (object)
      out.context(2).object(*object);
    else
      out.context(3).characters(name);
  }
  [[nodiscard]] static constexpr result<who_has> parse(bytes data) {
    tag_reader in{data};
    who_has made;
    made.limits = instance_range::read(in);
    made.object = in.optional(2, &element::as_object);
    if (!made.object) made.name = in.context(3, &element::as_characters);
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return made;
  }
};

struct i_have {
  static constexpr auto service = unconfirmed_service::i_have;

  object_id device;
  object_id object;
  character_string name;

  constexpr void put(tag_writer& out) const { out.object(device).object(object).characters(name); }
  [[nodiscard]] static constexpr result<i_have> parse(bytes data) {
    tag_reader in{data};
    i_have made;
    made.device = in.application(&element::as_object);
    if (made.device.type != object_type::device)
      in.fail({errc::bad_value, 0, static_cast<std::size_t>(made.device.type)});
    made.object = in.application(&element::as_object);
    made.name = in.application(&element::as_characters);
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return made;
  }
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/management.hpp: time, communication control, restart

/// TimeSynchronization, DeviceCommunicationControl and ReinitializeDevice. parse() of each wants the service's whole
/// data; its errors are those of tag_reader. Source: ANSI/ASHRAE 135-2016 clauses 16.1, 16.4, 16.7 and 16.8.
namespace meterproto::bacnet {

namespace management_rules {

template <unconfirmed_service Which>
struct synchronization {
  static constexpr auto service = Which;

  date_time now;

  constexpr void put(tag_writer& out) const { out.date(now.date).time(now.time); }
  /// Errors: also bad_value for what is no date and time of day: none of its fields may be open but the weekday.
  [[nodiscard]] static constexpr result<synchronization> parse(bytes data) {
    tag_reader in{data};
    synchronization made;
    made.now.date = in.application(&element::as_date);
    made.now.time = in.application(&element::as_time);
    if (in.fault().code == errc::none && !(made.now.date.is_specific() && made.now.time.is_specific()))
      in.fail({errc::bad_value, 0, made.now.date.month});
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return made;
  }
};

}  // namespace management_rules

using time_synchronization =
    management_rules::synchronization<unconfirmed_service::time_synchronization>;  ///< local time
using utc_time_synchronization = management_rules::synchronization<unconfirmed_service::utc_time_synchronization>;

enum class communication : std::uint8_t { enable, disable, disable_initiation };

struct device_communication_control {
  static constexpr auto service = confirmed_service::device_communication_control;

  communication state = communication::enable;
  maybe<std::uint16_t> minutes{};  ///< absent: until it is enabled
  maybe<character_string> password{};

  constexpr void put(tag_writer& out) const {
    if (minutes) out.context(0).unsigned_integer(*minutes);
    out.context(1).enumerated(static_cast<std::uint32_t>(state));
    if (password) out.context(2).characters(*password);
  }
  /// Errors: also bad_value for a state above 2, does_not_fit above 65535 minutes.
  [[nodiscard]] static constexpr result<device_communication_control> parse(bytes data) {
    tag_reader in{data};
    device_communication_control made;
    if (auto const minutes = in.optional(0, &element::as_unsigned_32); minutes) {
      if (*minutes > 0xFFFF) in.fail({errc::does_not_fit, 0});
      made.minutes = static_cast<std::uint16_t>(*minutes);
    }
    auto const at = in.at();
    auto const state = in.context(1, &element::as_enumerated);
    if (state > 2) in.fail({errc::bad_value, at, state});
    made.state = static_cast<communication>(state);
    made.password = in.optional(2, &element::as_characters);
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return made;
  }
};

enum class reinitialization : std::uint8_t {
  coldstart,
  warmstart,
  start_backup,
  end_backup,
  start_restore,
  end_restore,
  abort_restore,
  activate_changes,
};

struct reinitialize_device {
  static constexpr auto service = confirmed_service::reinitialize_device;

  reinitialization state = reinitialization::coldstart;
  maybe<character_string> password{};

  constexpr void put(tag_writer& out) const {
    out.context(0).enumerated(static_cast<std::uint32_t>(state));
    if (password) out.context(1).characters(*password);
  }
  /// Errors: also bad_value for a state above 7.
  [[nodiscard]] static constexpr result<reinitialize_device> parse(bytes data) {
    tag_reader in{data};
    reinitialize_device made;
    auto const state = in.context(0, &element::as_enumerated);
    if (state > 7) in.fail({errc::bad_value, 0, state});
    made.state = static_cast<reinitialization>(state);
    made.password = in.optional(1, &element::as_characters);
    if (auto const fault = in.end(); fault.code != errc::none) return fault;
    return made;
  }
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/log.hpp: ReadRange and log records

/// ReadRange, and the records of a trend log that it brings. Source: ANSI/ASHRAE 135-2016 clauses 15.8, 12.25 and 21
/// (BACnetLogRecord).
namespace meterproto::bacnet {

/// How a ReadRange request says which items it wants; the numbers are its context tags.
enum class range_by : std::uint8_t { position = 3, sequence = 6, time = 7 };

/// From the reference on, which is included, forwards or (negative) backwards. Positions count from 1, the oldest.
struct item_range {
  range_by by = range_by::position;
  std::uint32_t reference = 1;  ///< position or sequence number
  date_time when{};             ///< by time
  std::int32_t count = 1;       ///< never 0

  [[nodiscard]] static constexpr item_range from_position(std::uint32_t position, std::int32_t count) {
    return {range_by::position, position, {}, count};
  }
  [[nodiscard]] static constexpr item_range from_sequence(std::uint32_t number, std::int32_t count) {
    return {range_by::sequence, number, {}, count};
  }
  [[nodiscard]] static constexpr item_range from_time(date_time const& when, std::int32_t count) {
    return {range_by::time, 0, when, count};
  }
  friend constexpr bool operator==(item_range const&, item_range const&) = default;
};

struct read_range {
  static constexpr auto service = confirmed_service::read_range;

  property_reference of;
  maybe<item_range> range{};  ///< absent: all items

  constexpr void put(tag_writer& out) const {
    of.put(out);
    if (!range) return;
    auto const tag = static_cast<unsigned>(range->by);
    out.open(tag);
    if (range->by == range_by::time)
      out.date(range->when.date).time(range->when.time);
    else
      out.unsigned_integer(range->reference);
    out.signed_integer(range->count).close(tag);
  }
  /// Errors: those of tag_reader; bad_value for a count of 0, does_not_fit beyond 32 bits.
  [[nodiscard]] static constexpr result<read_range> parse(bytes data) {
    tag_reader in{data};
    read_range made;
    made.of.read(in);
    for (auto const by : {range_by::position, range_by::sequence, range_by::time}) {
      auto const tag = static_cast<unsigned>(by);
      if (!in.sees_opening(tag)) continue;
      in.open(tag);
      item_range wanted;
      wanted.by = by;
      if (by == range_by::time) {
        wanted.reference = 0;
        wanted.when.date = in.application(&element::as_date);
        wanted.when.time = in.application(&element::as_time);
      } else {
        wanted.reference = in.application(&element::as_unsigned_32);
      }
      auto const at = in.at();
      auto const count = in.application(&element::as_signed);
      wanted.count = static_cast<std::int32_t>(count);
      if (count == 0) in.fail({errc::bad_value, at, 0});
      if (count != wanted.count) in.fail({errc::does_not_fit, at});
      in.close(tag);
      made.range = wanted;
      break;
    }
    return property_rules::finish(in, made);
  }
};

struct read_range_ack {
  static constexpr auto service = confirmed_service::read_range;

  property_reference of;
  bool first = false;  ///< the first item of the list is among them
  bool last = false;
  bool more = false;                      ///< there are more in the range than fit: ask again from behind these
  std::uint32_t count = 0;                ///< as the device says; that so many items are there has not been checked
  bytes items;                            ///< encoded: of a trend log, for log_records
  maybe<std::uint32_t> first_sequence{};  ///< of the first item, where it was asked by sequence or time

  constexpr void put(tag_writer& out) const {
    of.put(out);
    out.context(3).bits((first ? 1U : 0U) | (last ? 2U : 0U) | (more ? 4U : 0U), 3);
    out.context(4).unsigned_integer(count).open(5).encoded(items).close(5);
    if (first_sequence) out.context(6).unsigned_integer(*first_sequence);
  }
  /// Errors: those of tag_reader.
  [[nodiscard]] static constexpr result<read_range_ack> parse(bytes data) {
    tag_reader in{data};
    read_range_ack made;
    made.of.read(in);
    auto const flags = in.context(3, &element::as_bits);
    made.first = flags[0];
    made.last = flags[1];
    made.more = flags[2];
    made.count = in.context(4, &element::as_unsigned_32);
    made.items = in.constructed(5);
    made.first_sequence = in.optional(6, &element::as_unsigned_32);
    return property_rules::finish(in, made);
  }
};

/// What a log record holds; the numbers are its context tags.
enum class datum : std::uint8_t {
  log_status,
  boolean,
  real,
  enumerated,
  unsigned_integer,
  signed_integer,
  bits,
  null,
  failure,
  time_change,  ///< the clock was set by so many seconds
  any,
};

/// Bits of a log status, as BACnetLogStatus numbers them.
enum class log_status : std::uint8_t { disabled, purged, interrupted };

struct log_record {
  date_time when;
  datum kind = datum::null;
  element value{};             ///< of a context tag: as_real() of a real or time_change, as_bits() of a log status, ...
  access_error why{};          ///< of a failure
  bytes any{};                 ///< encoded elements of a datum of another kind
  maybe<bit_string> status{};  ///< four status flags

  /// The number of a real, unsigned, signed or enumerated datum. Errors: not_available for a NaN and for what is no
  /// number, error_answer for a failure.
  [[nodiscard]] constexpr result<double> number() const {
    switch (kind) {
      case datum::real: {
        auto const bits = value.as_real_bits();
        if (!bits) return bits.error();
        if ((*bits & 0x7FFF'FFFFU) > 0x7F80'0000U) return errc::not_available;
        return static_cast<double>(std::bit_cast<float>(*bits));
      }
      case datum::unsigned_integer:
      case datum::enumerated: {
        auto const read = value.as_unsigned();
        if (!read) return read.error();
        return static_cast<double>(*read);
      }
      case datum::signed_integer: {
        auto const read = value.as_signed();
        if (!read) return read.error();
        return static_cast<double>(*read);
      }
      case datum::failure: return why.as_error();
      default: return errc::not_available;
    }
  }

  constexpr void put(tag_writer& out) const {
    out.open(0).date(when.date).time(when.time).close(0).open(1);
    auto const tag = static_cast<unsigned>(kind);
    if (kind == datum::failure) {
      out.open(tag);
      apdu_rules::put_error(out, why);
      out.close(tag);
    } else if (kind == datum::any) {
      out.open(tag).encoded(any).close(tag);
    } else {
      out.context(tag).content(value.content);
    }
    out.close(1);
    if (status) out.context(2).bits(*status);
  }
};

/// Reads the records of a ReadRange ack one by one.
class log_records {
 public:
  constexpr log_records() = default;
  constexpr explicit log_records(bytes items) : in_{items} {}

  [[nodiscard]] constexpr bool done() const { return in_.done(); }
  /// Errors: those of tag_reader; bad_tag for a datum that the standard does not list. After an error done() is true.
  constexpr result<log_record> next() {
    log_record made;
    in_.open(0);
    made.when.date = in_.application(&element::as_date);
    made.when.time = in_.application(&element::as_time);
    in_.close(0);
    in_.open(1);
    if (in_.sees_opening(static_cast<unsigned>(datum::failure))) {
      made.kind = datum::failure;
      in_.open(8);
      made.why = apdu_rules::read_error(in_);
      in_.close(8);
    } else if (in_.sees_opening(static_cast<unsigned>(datum::any))) {
      made.kind = datum::any;
      made.any = in_.constructed(10);
    } else {
      made.value = in_.any();
      made.kind = static_cast<datum>(made.value.number);
      if (made.value.of != tag_class::context || made.kind > datum::time_change || made.kind == datum::failure)
        in_.fail({errc::bad_tag, made.value.at, made.value.initial});
      else if (auto const fault = made.value.check(type_of(made.kind)); fault.code != errc::none)
        in_.fail(fault);
    }
    in_.close(1);
    made.status = in_.optional(2, &element::as_bits);
    if (in_.fault().code != errc::none) return in_.fault();
    return made;
  }

  /// How a datum is written.
  [[nodiscard]] static constexpr datatype type_of(datum kind) {
    switch (kind) {
      case datum::log_status:
      case datum::bits: return datatype::bit_string;
      case datum::boolean: return datatype::boolean;
      case datum::enumerated: return datatype::enumerated;
      case datum::unsigned_integer: return datatype::unsigned_integer;
      case datum::signed_integer: return datatype::signed_integer;
      case datum::real:
      case datum::time_change: return datatype::real;
      default: return datatype::null;
    }
  }

 private:
  tag_reader in_{bytes{}};
};

/// What is behind a cursor.
enum class log_rest : std::uint8_t {
  some,     ///< more records, for all that is known
  none,     ///< the last answer ended with the newest record
  unknown,  ///< no record has the number that was asked: not yet, or no longer. Record counts tell: from_oldest()
};

/// Where a reader stands in a trend log: reads it part by part, by sequence number, so that it goes on where it was
/// though the log has grown or wrapped meanwhile. Sequence numbers begin at 1, which also follows 4294967295.
///   while (cursor.rest() == log_rest::some) { ask for cursor.request(), and cursor.take() the answer }
class log_cursor {
 public:
  static constexpr std::int32_t most_records = 20;  // of a Real with status flags, in 480 octets

  constexpr log_cursor(object_id log, std::uint32_t next) : log_{log}, next_{next} {}
  /// From the oldest record on, by the properties Total_Record_Count and Record_Count.
  [[nodiscard]] static constexpr log_cursor from_oldest(object_id log, std::uint32_t total, std::uint32_t count) {
    return {log, step(total, -static_cast<std::int64_t>(count) + 1)};
  }

  /// The sequence number that is read next: to be kept over a restart.
  [[nodiscard]] constexpr std::uint32_t next() const { return next_; }
  [[nodiscard]] constexpr log_rest rest() const { return rest_; }

  [[nodiscard]] constexpr read_range request(std::int32_t most = most_records) const {
    return {{log_, property::log_buffer, {}}, item_range::from_sequence(next_, most)};
  }
  /// The records of an answer; the cursor then stands behind them. Errors: not_in_reply for another log; out_of_order
  /// for another sequence number than was asked; bad_count where the device counts otherwise than it sends; those of
  /// log_records. After an error the cursor stands where it was.
  constexpr result<log_records> take(read_range_ack const& came) {
    if (came.of.object != log_ || came.of.what != property::log_buffer) return errc::not_in_reply;
    std::uint32_t sent = 0;
    for (log_records all{came.items}; !all.done(); ++sent)
      if (auto const one = all.next(); !one) return one.error();
    if (sent != came.count) return error{errc::bad_count, 0, sent};
    if (sent != 0 && came.first_sequence.value_or(0) != next_) return error{errc::out_of_order, 0, next_ - 1};
    next_ = step(next_, sent);
    rest_ = sent == 0 ? log_rest::unknown : came.last && !came.more ? log_rest::none : log_rest::some;
    return log_records{came.items};
  }

 private:
  static constexpr std::uint32_t step(std::uint32_t from, std::int64_t by) {
    constexpr std::int64_t numbers = 0xFFFF'FFFF;  // 0 is none
    auto const zero_based = (std::int64_t{from} - 1 + by) % numbers;
    return static_cast<std::uint32_t>((zero_based < 0 ? zero_based + numbers : zero_based) + 1);
  }

  object_id log_;
  std::uint32_t next_;
  log_rest rest_ = log_rest::some;
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/transaction.hpp: which answer belongs to which request; repetitions, invoke ids

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

// -------------------- meterproto/bacnet/server.hpp: the answering side: what a device says

/// The answering side of the application layer: what a device says to a request. What its objects hold is the caller's.
/// Source: ANSI/ASHRAE 135-2016 clauses 15, 16 and 18 (errors, reject and abort reasons).
namespace meterproto::bacnet {

/// What became of a request inside a device.
using outcome = maybe<access_error>;  ///< absent: done

/// What a device must offer.
///   instance(): of its Device object. vendor(): its vendor identifier.
///   offers(service): which confirmed services it executes; others are rejected as not known.
///   object(n): its n-th object, absent behind the last; the Device object among them.
///   name(object): its Object_Name, empty where there is no such object.
///   listed(object, which, n): the n-th property that the special properties all, required or optional stand for,
///   absent
///     behind the last.
///   read(reference, out): appends the value's elements; of an array without index all of them.
///   write(reference, value, priority): encoded elements.
///   read_range(request, ack, out): appends items and fills in the ack's flags, count and first sequence.
///   synchronize(now), control(request), reinitialize(request).
///   silenced(): control() has told it to be silent; it answers to this service and to reinitialize() only.
template <class Device>
concept server_device =
    requires(Device& it, confirmed_service service, object_id object, property which, std::size_t n,
             property_reference const& of, tag_writer& out, bytes value, maybe<std::uint8_t> priority,
             read_range const& range, read_range_ack& ack, date_time const& now,
             device_communication_control const& control, reinitialize_device const& restart) {
      { it.instance() } -> std::convertible_to<std::uint32_t>;
      { it.vendor() } -> std::convertible_to<std::uint16_t>;
      { it.offers(service) } -> std::same_as<bool>;
      { it.object(n) } -> std::same_as<maybe<object_id>>;
      { it.name(object) } -> std::same_as<character_string>;
      { it.listed(object, which, n) } -> std::same_as<maybe<property>>;
      { it.read(of, out) } -> std::same_as<outcome>;
      { it.write(of, value, priority) } -> std::same_as<outcome>;
      { it.read_range(range, ack, out) } -> std::same_as<outcome>;
      it.synchronize(now);
      { it.control(control) } -> std::same_as<outcome>;
      { it.reinitialize(restart) } -> std::same_as<outcome>;
      { it.silenced() } -> std::same_as<bool>;
    };

/// The answer to an APDU that came.
struct answer_apdu {
  bytes apdu;              ///< in the caller's buffer; empty: none
  bool to_all = false;     ///< I-Am and I-Have are said to everybody
  maybe<object_id> has{};  ///< I-Have: of which object
};

namespace server_rules {

/// Clause 18.9: why a request cannot be read.
constexpr reject_reason reason_of(error const& fault) {
  switch (fault.code) {
    case errc::too_short:
    case errc::bad_count: return reject_reason::missing_required_parameter;
    case errc::too_long: return reject_reason::too_many_arguments;
    case errc::bad_value:
    case errc::does_not_fit: return reject_reason::parameter_out_of_range;
    case errc::bad_length: return reject_reason::invalid_parameter_data_type;
    default: return reject_reason::invalid_tag;
  }
}

/// Appends one property of a ReadPropertyMultiple answer. `space`: for its value, before it is known whether there is
/// one.
template <class Device>
constexpr void put_result(Device& device, property_reference const& of, result_writer& results,
                          std::span<std::uint8_t> space) {
  writer scratch{space};
  tag_writer value{scratch};
  auto const fault = device.read(of, value);
  if (fault)
    results.fault(of.what, of.index, *fault);
  else if (scratch.ok())
    results.value(of.what, of.index, scratch.written());
  else
    results.fault(of.what, of.index, {error_class::resources, error_code::other});
}

constexpr bool is_special(property which) {
  return which == property::all || which == property::required || which == property::optional;
}

}  // namespace server_rules

/// Answers requests. `most`: the longest answer in octets; what is longer is aborted, as answers are not segmented.
template <server_device Device>
class server {
 public:
  /// `scratch`: as long as the longest single value.
  constexpr server(Device& device, std::span<std::uint8_t> scratch, std::size_t most = max_mstp_apdu)
      : device_{device}, scratch_{scratch}, most_{most} {}

  /// The answer to an APDU, in the first octets of `buffer`. `to_all`: it was a broadcast, which no confirmed request
  /// may be.
  [[nodiscard]] constexpr answer_apdu answer(bytes came, bool to_all, std::span<std::uint8_t> buffer) {
    auto const asked = parse_apdu(came);
    if (!asked) return {};
    bool const restarts =
        asked->is(confirmed_service::device_communication_control) || asked->is(confirmed_service::reinitialize_device);
    if (device_.silenced() && !restarts) return {};
    writer out{buffer};
    if (asked->type == pdu_type::unconfirmed_request) {
      auto const has = unconfirmed(*asked, out);
      return {out.ok() ? bytes{out.written()} : bytes{}, true, has};
    }
    if (asked->type != pdu_type::confirmed_request || to_all) return {};
    confirmed(*asked, out);
    auto const limit = apdu_sizes[asked->max_apdu < apdu_sizes.size() ? asked->max_apdu : apdu_sizes.size() - 1];
    if (!out.ok() || out.needed() > limit || out.needed() > most_) {
      out = writer{buffer};
      put_abort(out, true, asked->invoke_id, abort_reason::segmentation_not_supported);  // 5.4.5.3
    }
    return {out.ok() ? bytes{out.written()} : bytes{}, false};
  }

  /// I-Am, to be said unasked after a start.
  constexpr void put_i_am(writer& out) {
    put_request(out, i_am{device_.instance(), static_cast<std::uint16_t>(most_), segmentation::none, device_.vendor()});
  }
  constexpr void put_i_have(object_id const& object, writer& out) {
    put_request(out, i_have{{object_type::device, device_.instance()}, object, device_.name(object)});
  }

 private:
  /// The object of an I-Have.
  constexpr maybe<object_id> unconfirmed(apdu const& asked, writer& out) {
    switch (static_cast<unconfirmed_service>(asked.service)) {
      case unconfirmed_service::who_is:
        if (auto const wanted = who_is::parse(asked.data); wanted && is_meant(wanted->limits)) put_i_am(out);
        break;
      case unconfirmed_service::who_has:
        if (auto const wanted = who_has::parse(asked.data); wanted && is_meant(wanted->limits))
          return have(*wanted, out);
        break;
      case unconfirmed_service::time_synchronization:
        if (auto const now = time_synchronization::parse(asked.data); now) device_.synchronize(now->now);
        break;
      default: break;  // also UTC: to know local time from it takes an offset that a meter does not have
    }
    return {};
  }
  [[nodiscard]] constexpr bool is_meant(maybe<instance_range> const& limits) const {
    return !limits || limits->holds(device_.instance());
  }
  constexpr maybe<object_id> have(who_has const& wanted, writer& out) {
    for (std::size_t n = 0;; ++n) {
      auto const object = device_.object(n);
      if (!object) return {};
      if (wanted.object ? *wanted.object != *object : !same(wanted.name, device_.name(*object))) continue;
      put_i_have(*object, out);
      return object;
    }
  }
  static constexpr bool same(character_string const& left, character_string const& right) {
    if (left.charset != right.charset || left.octets.size() != right.octets.size()) return false;
    for (std::size_t i = 0; i != left.octets.size(); ++i)
      if (left.octets[i] != right.octets[i]) return false;
    return true;
  }

  constexpr void confirmed(apdu const& asked, writer& out) {
    if (asked.segmented) {
      put_abort(out, true, asked.invoke_id, abort_reason::segmentation_not_supported);
      return;
    }
    auto const service = static_cast<confirmed_service>(asked.service);
    if (!device_.offers(service)) {
      put_reject(out, asked.invoke_id, reject_reason::unrecognized_service);
      return;
    }
    switch (service) {
      case confirmed_service::read_property:
        with(read_property::parse(asked.data), asked, out, [&](auto const& it) { read(asked, it.of, out); });
        break;
      case confirmed_service::read_property_multiple: read_multiple(asked, out); break;
      case confirmed_service::write_property:
        with(write_property::parse(asked.data), asked, out, [&](write_property const& it) {
          acknowledge(asked, device_.write(resolved(it.of), it.value, it.priority), out);
        });
        break;
      case confirmed_service::read_range:
        with(read_range::parse(asked.data), asked, out, [&](auto const& it) { range(asked, it, out); });
        break;
      case confirmed_service::device_communication_control:
        with(device_communication_control::parse(asked.data), asked, out,
             [&](auto const& it) { acknowledge(asked, device_.control(it), out); });
        break;
      case confirmed_service::reinitialize_device:
        with(reinitialize_device::parse(asked.data), asked, out,
             [&](auto const& it) { acknowledge(asked, device_.reinitialize(it), out); });
        break;
      default: put_reject(out, asked.invoke_id, reject_reason::unrecognized_service); break;
    }
  }
  template <class Request, class Do>
  constexpr void with(result<Request> const& read, apdu const& asked, writer& out, Do const& go) {
    if (read)
      go(*read);
    else
      put_reject(out, asked.invoke_id, server_rules::reason_of(read.error()));
  }
  static constexpr void acknowledge(apdu const& asked, outcome const& done, writer& out) {
    if (done)
      put_error(out, asked.invoke_id, asked.service, *done);
    else
      put_simple_ack(out, asked.invoke_id, asked.service);
  }
  /// Device 4194303 stands for the device itself, whatever its instance.
  [[nodiscard]] constexpr property_reference resolved(property_reference of) const {
    if (of.object == object_id{object_type::device, object_id::any_instance}) of.object.instance = device_.instance();
    return of;
  }

  constexpr void read(apdu const& asked, property_reference const& of, writer& out) {
    writer value{scratch_};
    tag_writer elements{value};
    auto const wanted = resolved(of);
    auto const fault = device_.read(wanted, elements);
    if (fault)
      put_error(out, asked.invoke_id, asked.service, *fault);
    else if (value.ok())
      put_ack(out, asked.invoke_id, read_property_ack{wanted, value.written()});
    else
      put_abort(out, true, asked.invoke_id, abort_reason::segmentation_not_supported);
  }
  constexpr void read_multiple(apdu const& asked, writer& out) {
    if (asked.data.empty()) return put_reject(out, asked.invoke_id, server_rules::reason_of(errc::too_short));
    out.u8(0x30).u8(asked.invoke_id).u8(asked.service);
    tag_writer data{out};
    result_writer results{data};
    // What is longer than may be is aborted, and nothing more is read for it: a few octets may ask for every property
    // that there is.
    auto const is_full = [&] { return !out.ok() || out.needed() > most_; };
    asked_properties all{asked.data};
    for (bool begun = false; all.next(); begun = true) {
      if (is_full()) continue;
      auto const one = resolved(*all);
      if (all.begins_object()) {
        if (begun) results.end();
        results.begin(one.object);
      }
      if (!server_rules::is_special(one.what)) {
        server_rules::put_result(device_, one, results, scratch_);
        continue;
      }
      if (device_.name(one.object).octets.empty())
        results.fault(one.what, {}, {error_class::object, error_code::unknown_object});
      for (std::size_t n = 0;; ++n) {
        auto const which = device_.listed(one.object, one.what, n);
        if (!which || is_full()) break;
        server_rules::put_result(device_, {one.object, *which, {}}, results, scratch_);
      }
    }
    results.end();
    if (auto const fault = all.fault(); fault.code != errc::none) {
      out = out.rewound();
      put_reject(out, asked.invoke_id, server_rules::reason_of(fault));
    }
  }
  constexpr void range(apdu const& asked, read_range const& wanted, writer& out) {
    writer items{scratch_};
    tag_writer elements{items};
    read_range_ack ack;
    ack.of = wanted.of;
    auto const fault = device_.read_range(wanted, ack, elements);
    if (fault) {
      put_error(out, asked.invoke_id, asked.service, *fault);
      return;
    }
    if (!items.ok()) {
      put_abort(out, true, asked.invoke_id, abort_reason::segmentation_not_supported);
      return;
    }
    ack.items = items.written();
    put_ack(out, asked.invoke_id, ack);
  }

  Device& device_;
  std::span<std::uint8_t> scratch_;
  std::size_t most_;
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/station.hpp: what stands above a node: client, server, refusal

/// What stands above a node (node.hpp): a client that asks other devices, a station that refuses what it is asked, and
/// one that answers for a device. Source: ANSI/ASHRAE 135-2016 clauses 5 and 6.
namespace meterproto::bacnet {

namespace station_rules {

/// Whether there is an APDU for this station: what has another network's DNET is for routers alone (clause 6.5.2.1).
constexpr bool is_for_us(npdu const& came) {
  return !came.is_network_message && (!came.destination || came.destination->network == every_network);
}

/// The NPDU header for an APDU to somebody; of a broadcast everybody on this line.
constexpr void put_header(writer& out, peer const& to, bool expects_reply) {
  npdu header;
  header.expects_reply = expects_reply;
  header.destination = to.behind;
  put_npdu_header(out, header);
}

}  // namespace station_rules

/// Rejects each confirmed request, so that whoever asks need not wait: enough for a client that is nobody's server.
class refusing_station {
 public:
  constexpr void receive(indication const& came) {
    is_latest_ = false;
    if (!is_data(came.type)) return;
    auto const network = parse_npdu(came.npdu);
    if (!network || !station_rules::is_for_us(*network) || network->destination || came.to_all) return;
    auto const asked = parse_apdu(network->apdu);
    if (!asked || asked->type != pdu_type::confirmed_request) return;
    to_ = peer::of(came.source, *network);
    invoke_id_ = asked->invoke_id;
    waiting_ = is_latest_ = true;
  }
  constexpr std::size_t reply(std::span<std::uint8_t> space) { return is_latest_ ? put(space) : 0; }
  constexpr outgoing send(std::span<std::uint8_t> space) { return {to_.mac, false, put(space)}; }

 private:
  constexpr std::size_t put(std::span<std::uint8_t> space) {
    if (!waiting_) return 0;
    waiting_ = false;
    writer out{space};
    station_rules::put_header(out, to_, false);
    put_reject(out, invoke_id_, reject_reason::unrecognized_service);
    return out.ok() ? out.needed() : 0;
  }

  peer to_;
  std::uint8_t invoke_id_ = 0;
  bool waiting_ = false;
  bool is_latest_ = false;  // of all that came: whom a reply would go to
};

/// Answers for a device, one confirmed request at a time: another one that comes while an answer waits to be sent is
/// dropped, as by a busy device. I-Am and I-Have wait for the token beside it, of each the last one asked for. At a
/// slave, which never has the token, they are not said, and an answer that was not fetched in time gives way.
template <server_device Device>
class server_station {
 public:
  /// `scratch`: see server.
  constexpr server_station(Device& device, std::span<std::uint8_t> scratch, std::size_t most_apdu = max_mstp_apdu)
      : server_{device, scratch, most_apdu} {}

  constexpr void receive(indication const& came) {
    is_latest_ = false;
    if (!is_data(came.type)) return;
    if (came.at_slave) size_ = 0;
    auto const network = parse_npdu(came.npdu);
    if (!network || !station_rules::is_for_us(*network) || size_ != 0) return;
    // The global broadcast is for everybody, though it comes to this station alone. A slave can answer only who waits.
    bool const nobody_waits = came.at_slave && !expects_reply(came.type);
    bool const to_all = came.to_all || network->destination.has_value() || nobody_waits;
    auto const answer = server_.answer(network->apdu, to_all, apdu_);
    if (answer.apdu.empty()) return;
    auto const from = peer::of(came.source, *network);
    if (!answer.to_all) {
      to_ = from;
      size_ = answer.apdu.size();
      is_latest_ = true;
    } else if (answer.has) {
      i_have_to_ = everybody_around(from);
      has_ = *answer.has;
    } else {
      i_am_to_ = everybody_around(from);
    }
  }
  constexpr std::size_t reply(std::span<std::uint8_t> space) { return is_latest_ ? send(space).size : 0; }
  constexpr outgoing send(std::span<std::uint8_t> space) {
    if (size_ != 0) {
      auto const answer = bytes{apdu_}.first(size_);
      size_ = 0;
      is_latest_ = false;
      return say(to_, space, [&](writer& out) { out.put(answer); });
    }
    if (i_am_to_) {
      auto const to = *i_am_to_;
      i_am_to_ = {};
      return say(to, space, [&](writer& out) { server_.put_i_am(out); });
    }
    if (i_have_to_) {
      auto const to = *i_have_to_;
      i_have_to_ = {};
      return say(to, space, [&](writer& out) { server_.put_i_have(has_, out); });
    }
    return {};
  }

  /// I-Am with the next token, as after a start.
  constexpr void announce() { i_am_to_ = peer::everybody(); }
  /// Whether something waits to be sent.
  [[nodiscard]] constexpr bool has_answer() const { return size_ != 0 || i_am_to_ || i_have_to_; }

 private:
  /// On the network where somebody is.
  static constexpr peer everybody_around(peer const& one) {
    auto all = peer::everybody();
    if (one.behind) all.behind = network_address{one.behind->network, 0, {}};
    return all;
  }
  template <class Put>
  static constexpr outgoing say(peer const& to, std::span<std::uint8_t> space, Put const& put) {
    writer out{space};
    station_rules::put_header(out, to, false);
    put(out);
    return {to.mac, false, out.ok() ? out.needed() : 0};
  }

  server<Device> server_;
  std::array<std::uint8_t, max_mstp_apdu> apdu_{};
  std::size_t size_ = 0;
  peer to_;
  maybe<peer> i_am_to_;  // absent: none is to be said
  maybe<peer> i_have_to_;
  object_id has_;
  bool is_latest_ = false;  // of all that came: whom a reply would go to
};

/// What a client tells its user. answered(): a request has ended with an answer, which may be a refusal (refusal_of());
/// its views hold until the call ends. failed(): it has ended without one; no_answer after 0 tries where no token came.
/// heard(): an unconfirmed request, such as I-Am, from anybody.
template <class User>
concept client_user = requires(User& it, std::uint8_t ticket, apdu const& answer, error const& why, peer const& from) {
  it.answered(ticket, answer);
  it.failed(ticket, why);
  it.heard(from, answer);
};

/// Asks other devices, as many requests at once as it has slots, and repeats them where nothing comes. Own: the station
/// that answers what others ask of us. RequestSize: the longest request in octets; 4 + 9 n ask for n present values.
template <client_user User, std::size_t Slots = 4, std::size_t RequestSize = usual_request_size,
          class Own = refusing_station>
class client {
 public:
  constexpr explicit client(User& user, transaction_settings const& set = {}, Own own = {})
      : user_{user}, own_{own}, open_{set} {}

  /// Lets a node go on; in the place of node.run(). The deadline is that of the node or of the next request.
  template <class Node>
  constexpr node_step run(Node& node, bytes& came, std::uint32_t now) {
    static_assert(!std::is_same_v<Node, slave_node>, "a slave never has the token, so it cannot ask");
    now_ = now;
    auto step = node.run(came, now, *this);
    if (came.empty()) give_up(now);  // an answer may have come in time, and be seen late
    if (step.send.empty()) step.deadline = open_.deadline(step.deadline);
    return step;
  }

  /// Asks; the ticket names the request until answered() or failed() is called with it. Errors: bad_value for several
  /// stations, which no confirmed request is for; too_many, where all slots are taken; buffer_too_small above
  /// RequestSize.
  template <confirmed Service>
  constexpr result<std::uint8_t> ask(peer const& to, Service const& what, std::uint32_t now) {
    if (!to.is_one_station()) return error{errc::bad_value, 0, broadcast};
    writer measured{std::span<std::uint8_t>{}};
    put_request(measured, 0, what);
    if (measured.needed() > RequestSize) return error{errc::buffer_too_small, 0, measured.needed()};
    auto const ticket = open_.open(to, static_cast<std::uint8_t>(Service::service), now);
    if (!ticket) return ticket;
    writer out{requests_[*ticket].octets};
    put_request(out, open_.invoke_id(*ticket), what);
    requests_[*ticket].size = static_cast<std::uint16_t>(out.needed());
    return ticket;
  }
  /// Nobody waits for the answer any more.
  constexpr void abandon(std::uint8_t ticket) { open_.abandon(ticket); }

  /// Says something that nobody confirms, once, with the next token. Errors: too_many while the last one waits,
  /// buffer_too_small above RequestSize.
  template <unconfirmed Service>
  constexpr error tell(peer const& to, Service const& what) {
    if (said_.size != 0) return {errc::too_many, 0, 1};
    writer out{said_.octets};
    put_request(out, what);
    if (!out.ok()) return {errc::buffer_too_small, 0, out.needed()};
    said_.size = static_cast<std::uint16_t>(out.needed());
    said_to_ = to;
    return {};
  }

  [[nodiscard]] constexpr bool has_said_all() const { return said_.size == 0; }
  [[nodiscard]] constexpr std::uint32_t late_answers() const { return open_.late_answers(); }
  [[nodiscard]] constexpr Own& own() { return own_; }

  // ---- the station of a node ----

  constexpr void receive(indication const& came) {
    own_.receive(came);
    if (!is_data(came.type)) return;
    auto const network = parse_npdu(came.npdu);
    if (!network || !station_rules::is_for_us(*network)) return;
    auto const read = parse_apdu(network->apdu);
    if (!read) return;
    auto const from = peer::of(came.source, *network);
    if (read->type == pdu_type::unconfirmed_request) {
      user_.heard(from, *read);
    } else if (auto const ticket = open_.match(from, *read); ticket) {
      open_.close(*ticket);
      // Whoever sends segments waits to be told that we take none: clause 5.4.4.
      if (read->type == pdu_type::complex_ack && read->segmented) {
        abort_to_ = from;
        abort_id_ = read->invoke_id;
        aborts_ = true;
      }
      user_.answered(*ticket, *read);
    }
  }
  constexpr std::size_t reply(std::span<std::uint8_t> space) { return own_.reply(space); }
  constexpr outgoing send(std::span<std::uint8_t> space) {
    writer out{space};
    if (aborts_) {
      aborts_ = false;
      station_rules::put_header(out, abort_to_, false);
      put_abort(out, false, abort_id_, abort_reason::segmentation_not_supported);
      return {abort_to_.mac, false, out.ok() ? out.needed() : 0};
    }
    if (auto const first = own_.send(space); first.size != 0) return first;
    if (said_.size != 0) {
      station_rules::put_header(out, said_to_, false);
      out.put(said_.view());
      said_.size = 0;
      return {said_to_.mac, false, out.ok() ? out.needed() : 0};
    }
    auto const slot = open_.to_send();
    if (slot == Slots) return {};
    auto const ticket = static_cast<std::uint8_t>(slot);
    station_rules::put_header(out, open_.with(ticket), true);
    out.put(requests_[slot].view());
    open_.sent(ticket, now_);
    return {open_.with(ticket).mac, true, out.ok() ? out.needed() : 0};
  }

 private:
  constexpr void give_up(std::uint32_t now) {
    for (auto slot = open_.expire(now); slot != Slots; slot = open_.expire(now)) {
      auto const ticket = static_cast<std::uint8_t>(slot);
      user_.failed(ticket, {errc::no_answer, 0, open_.tries(ticket)});
    }
  }

  struct message {
    std::array<std::uint8_t, RequestSize> octets{};
    std::uint16_t size = 0;

    [[nodiscard]] constexpr bytes view() const { return bytes{octets}.first(size); }
  };

  User& user_;
  Own own_;
  transactions<Slots> open_;
  std::array<message, Slots> requests_{};
  message said_;
  peer said_to_;
  peer abort_to_;
  std::uint32_t now_ = 0;
  std::uint8_t abort_id_ = 0;
  bool aborts_ = false;
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/modbus/format.hpp: how registers hold a value: width, order, what means "none"

/// How registers hold a value: width, sign, order of words and bytes, and what stands there when there is none.
/// The standard knows registers of 16 bits only; all the rest is the habit of a device, so it is a property of a point.
namespace meterproto::modbus {

enum class kind : std::uint8_t {
  u16,
  i16,
  u32,
  i32,
  u64,
  i64,
  f32,
  f64,
  digits,   ///< decimal digits in hex: 0x0025 is 25
  bits,     ///< a bitmap
  opaque,   ///< printed as hex in the manual, with no meaning given
  text,     ///< ASCII, ended by NUL or by its length
  letter,   ///< one ASCII letter in a register, in either half
  unknown,  ///< a reserved register
};

/// The bytes of a value as the wire brings them, A the most significant: 0x12345678 comes as 12 34 56 78 in abcd,
/// 56 78 12 34 in cdab, 34 12 78 56 in badc, 78 56 34 12 in dcba. For 64 bits likewise.
enum class word_order : std::uint8_t { abcd, cdab, badc, dcba };

/// The content that means "no value". A float that is NaN always does.
enum class absent : std::uint8_t { never, h8000, hFFFF, h80000000, hFFFFFFFF, zero };

struct format {
  kind as = kind::unknown;
  absent when = absent::never;
  word_order order = word_order::abcd;
  std::uint16_t count = 1;  ///< registers
};

/// A format and the type to which it decodes.
template <class Number>
struct format_of : format {
  [[nodiscard]] constexpr format_of with(word_order changed) const {
    auto made = *this;
    made.order = changed;
    return made;
  }
  [[nodiscard]] constexpr format_of absent_when(absent content) const {
    auto made = *this;
    made.when = content;
    return made;
  }
};

/// Text as it lies in the registers; ends before the first NUL.
class text_view {
 public:
  constexpr text_view() = default;
  constexpr explicit text_view(bytes padded) : text_{padded} {
    std::size_t length = 0;
    while (length != padded.size() && padded[length] != 0) ++length;
    text_ = padded.first(length);
  }
  [[nodiscard]] constexpr std::size_t size() const { return text_.size(); }
  [[nodiscard]] constexpr char operator[](std::size_t at) const { return static_cast<char>(text_[at]); }
  [[nodiscard]] constexpr bytes as_bytes() const { return text_; }
  friend constexpr bool operator==(text_view const& left, std::string_view right) {
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i != right.size(); ++i)
      if (left[i] != right[i]) return false;
    return true;
  }

 private:
  bytes text_;
};

/// Two registers of decimal digits that belong together: 9995 0005 is 9995/5.
struct digit_pair {
  std::uint16_t first = 0;
  std::uint16_t second = 0;

  friend constexpr bool operator==(digit_pair const&, digit_pair const&) = default;
};

namespace formats {

inline constexpr format_of<decimal> u16{{kind::u16}};
inline constexpr format_of<decimal> i16{{kind::i16}};
inline constexpr format_of<decimal> u32{{kind::u32, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> i32{{kind::i32, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> u64{{kind::u64, absent::never, word_order::abcd, 4}};
inline constexpr format_of<decimal> i64{{kind::i64, absent::never, word_order::abcd, 4}};
inline constexpr format_of<float> f32{{kind::f32, absent::never, word_order::abcd, 2}};
inline constexpr format_of<double> f64{{kind::f64, absent::never, word_order::abcd, 4}};
inline constexpr format_of<decimal> digits_4{{kind::digits}};
inline constexpr format_of<decimal> digits_8{{kind::digits, absent::never, word_order::abcd, 2}};
inline constexpr format_of<digit_pair> digits_4_4{{kind::digits, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> bits_16{{kind::bits}};
inline constexpr format_of<decimal> bits_32{{kind::bits, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> opaque_32{{kind::opaque, absent::never, word_order::abcd, 2}};
inline constexpr format_of<decimal> letter{{kind::letter}};

/// So many bytes of text, two a register.
template <unsigned Bytes>
inline constexpr format_of<text_view> text{{kind::text, absent::never, word_order::abcd, Bytes / 2}};

}  // namespace formats

/// The bits of up to four registers, the most significant first whatever their order on the wire.
[[nodiscard]] METERPROTO_INLINE constexpr std::uint64_t bits_of(bytes data, word_order order) {
  bool const swap_words = order == word_order::cdab || order == word_order::dcba;
  bool const swap_bytes = order == word_order::badc || order == word_order::dcba;
  if (data.size() == 4) {  // one load and a turn, where the machine loads at any address and GCC sees through this
    unsigned const a = swap_words ? (swap_bytes ? 3 : 2) : swap_bytes ? 1 : 0;
    return (std::uint32_t{data[a]} << 24U) | (std::uint32_t{data[a ^ 1U]} << 16U) |
           (std::uint32_t{data[a ^ 2U]} << 8U) | data[a ^ 3U];
  }
  std::uint64_t bits = 0;
  auto const words = data.size() / 2;
  for (std::size_t word = 0; word != words; ++word) {
    auto const pair = data.subspan(2 * (swap_words ? words - 1 - word : word), 2);
    unsigned const high = pair[swap_bytes ? 1 : 0];
    unsigned const low = pair[swap_bytes ? 0 : 1];
    bits = (bits << 16U) | (high << 8U) | low;
  }
  return bits;
}

/// The other way round. Expects: an even number of bytes, at most eight.
constexpr void put_bits(std::uint64_t bits, word_order order, std::span<std::uint8_t> data) {
  auto const words = data.size() / 2;
  bool const swap_words = order == word_order::cdab || order == word_order::dcba;
  bool const swap_bytes = order == word_order::badc || order == word_order::dcba;
  for (std::size_t word = words; word != 0; --word, bits >>= 16U) {
    auto const pair = data.subspan(2 * (swap_words ? words - word : word - 1), 2);
    pair[swap_bytes ? 1 : 0] = static_cast<std::uint8_t>((bits >> 8U) & 0xFFU);
    pair[swap_bytes ? 0 : 1] = static_cast<std::uint8_t>(bits & 0xFFU);
  }
}

/// bits_of() for two registers that were loaded as a little-endian word.
[[nodiscard]] METERPROTO_INLINE constexpr std::uint32_t ordered(std::uint32_t word, word_order order) {
  if (order == word_order::abcd || order == word_order::badc) word = (word << 16U) | (word >> 16U);
  if (order == word_order::abcd || order == word_order::cdab)
    word = ((word << 8U) & 0xFF00'FF00U) | ((word >> 8U) & 0x00FF'00FFU);
  return word;
}

[[nodiscard]] METERPROTO_INLINE constexpr bool is_absent(std::uint64_t bits, absent when) {
  switch (when) {
    case absent::h8000: return bits == 0x8000U;
    case absent::hFFFF: return bits == 0xFFFFU;
    case absent::h80000000: return bits == 0x8000'0000U;
    case absent::hFFFFFFFF: return bits == 0xFFFF'FFFFU;
    case absent::zero: return bits == 0;
    case absent::never: break;
  }
  return false;
}

/// NaN by its bits: no floating-point instruction, no signalling. IEEE 754: exponent all ones, fraction not zero.
[[nodiscard]] constexpr bool is_nan(std::uint32_t bits) {
  return (bits << 1U) > 0xFF00'0000U;  // without the sign
}
[[nodiscard]] constexpr bool is_nan(std::uint64_t bits) {
  return (bits << 1U) > 0xFFE0'0000'0000'0000U;
}

/// 0x0025 -> 25. Error: bad_digit, with the lower 16 bits.
[[nodiscard]] constexpr result<std::uint32_t> digits_of(std::uint64_t bits) {
  std::uint32_t number = 0;
  for (unsigned shift = 32; shift != 0; shift -= 4) {
    auto const digit = static_cast<std::uint32_t>((bits >> (shift - 4)) & 0xFU);
    if (digit > 9) return error{errc::bad_digit, 0, static_cast<std::uint16_t>(bits)};
    number = number * 10 + digit;
  }
  return number;
}

/// 25 -> 0x0025. Expects: less than 10^8.
[[nodiscard]] constexpr std::uint32_t digits_to_bits(std::uint32_t number) {
  std::uint32_t bits = 0;
  for (unsigned shift = 0; number != 0; shift += 4, number /= 10) bits |= (number % 10) << shift;
  return bits;
}

/// The integer that registers hold, exactly; bitmaps and opaque ones as unsigned numbers, a letter as its ASCII code.
/// Errors: not_available, bad_digit, undecided for a kind that is no integer.
[[nodiscard]] METERPROTO_INLINE constexpr result<decimal> integer_of(bytes data, format how) {
  auto const bits = bits_of(data, how.order);
  if (is_absent(bits, how.when)) return errc::not_available;
  switch (how.as) {
    case kind::i16: return decimal{static_cast<std::int16_t>(bits)};
    case kind::i32: return decimal{static_cast<std::int32_t>(bits)};
    case kind::i64: return decimal{static_cast<std::int64_t>(bits)};
    case kind::digits: {
      auto number = digits_of(bits);
      if (!number) return number.error();
      return decimal{*number};
    }
    case kind::letter: return decimal::from_magnitude((bits & 0xFFU) == 0 ? bits >> 8U : bits);  // the other half is 0
    case kind::u16:
    case kind::u32:
    case kind::u64:
    case kind::bits:
    case kind::opaque: return decimal::from_magnitude(bits);
    default: return errc::undecided;
  }
}

/// Error: not_available for a NaN.
[[nodiscard]] METERPROTO_INLINE constexpr result<float> float_of(bytes data, format how) {
  auto const bits = static_cast<std::uint32_t>(bits_of(data, how.order));
  if (is_nan(bits)) return errc::not_available;
  return std::bit_cast<float>(bits);
}
/// A row of floats, as many as `data` and `into` hold; gives how many. A NaN stays one: is_nan() of its bits, or x != x,
/// says that there is no value.
METERPROTO_INLINE constexpr std::size_t floats_of(bytes data, word_order order, std::span<float> into) {
  auto const there = data.size() / 4;
  auto const made = there < into.size() ? there : into.size();
  auto const* at = data.data();
  auto* to = into.data();
  auto* const end = to + made;
  if (is_at_a_word(at))
    for (; to != end; ++to, at += 4) *to = std::bit_cast<float>(ordered(whole_word(at), order));
  else
    for (; to != end; ++to, at += 4) *to = std::bit_cast<float>(static_cast<std::uint32_t>(bits_of({at, 4}, order)));
  return made;
}
[[nodiscard]] METERPROTO_INLINE constexpr result<double> double_of(bytes data, format how) {
  auto const bits = bits_of(data, how.order);
  if (is_nan(bits)) return errc::not_available;
  return std::bit_cast<double>(bits);
}

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/row.hpp: a row of a register map as data, and how a table checks itself

/// One row of a register map as data, twelve bytes of it: what a dump walks over. A model's table checks itself with
/// the functions at the end.
namespace meterproto::modbus {

using meterproto::access, meterproto::retained, meterproto::rights, meterproto::interval, meterproto::range,
    meterproto::ranges_of;
using namespace notation;  // NOLINT: R, R_NV, RW, RW_NV as columns of a row

/// A fixed factor of the manual's Scale column: 10^-4 is ten_to(-4).
struct ten_to {
  constexpr explicit ten_to(int power) : exponent{static_cast<std::int8_t>(power)} {}
  std::int8_t exponent;
};

/// Registers that lie together, by wire address.
struct block {
  std::uint16_t address = 0;
  std::uint16_t count = 0;

  [[nodiscard]] constexpr std::uint32_t end() const { return std::uint32_t{address} + count; }
  [[nodiscard]] constexpr bool holds(std::uint32_t first, std::uint32_t behind) const {
    return address <= first && behind <= end();
  }
};

/// The row without its types. Registers by wire address, which counts from 0; what the manual prints is that plus the
/// model's first_number.
struct row {
  std::uint16_t address = 0;
  std::uint16_t count = 0;
  measurand of{};
  kind as : 5 = kind::unknown;
  absent when : 3 = absent::never;
  word_order order : 2 = word_order::abcd;
  access may : 2 = access::read;
  retained nv : 2 = retained::unprinted;
  unit_symbol in = unit_symbol::none;
  std::int8_t scale =
      0;  ///< scaled_by_register + n: the model's n-th scale register (from 1); else a fixed power of ten

  static constexpr std::int8_t scaled_by_register = 64;

  [[nodiscard]] constexpr unsigned scale_register() const {
    return scale > scaled_by_register ? static_cast<unsigned>(scale - scaled_by_register) : 0U;
  }
  [[nodiscard]] constexpr int fixed_exponent() const { return scale < scaled_by_register ? scale : 0; }
  [[nodiscard]] constexpr format layout() const { return {as, when, order, count}; }
  [[nodiscard]] constexpr std::uint32_t end() const { return std::uint32_t{address} + count; }
  [[nodiscard]] constexpr bool is_float() const { return as == kind::f32 || as == kind::f64; }
};

/// The rows of a model, in the order of the map. Naming each point a second time is the price of a table; the tiling
/// below makes a forgotten one an error.
template <class... Points>
[[nodiscard]] constexpr std::array<row, sizeof...(Points)> rows_of(Points const&... points) {
  return {static_cast<row const&>(points)...};
}

/// The first register, as the manual numbers it, at which the rows do not lie end to end over what the model lists: a
/// row forgotten, doubled, of the wrong width or the wrong place. -1 where all is well.
template <class Model, std::size_t Count>
[[nodiscard]] constexpr int first_misplaced(std::array<row, Count> const& rows) {
  std::size_t at = 0;
  for (auto const& part : Model::listed) {
    for (std::uint32_t next = part.address; next < part.end(); ++at) {
      if (at == Count || rows[at].address != next || rows[at].end() > part.end())
        return static_cast<int>(next) + Model::first_number;
      next = rows[at].end();
    }
  }
  return at == Count ? -1 : rows[at].address + Model::first_number;
}

/// The first register whose row measures the same in the same kind of number as one before it; -1 where none does.
/// Only rows that fall into the same drawer are compared: whoever includes a model waits for this.
template <class Model, std::size_t Count>
[[nodiscard]] constexpr int first_repeated(std::array<row, Count> const& rows) {
  std::size_t newest[256] = {};        // of each drawer: which row was put there last, from 1
  std::size_t before[Count + 1] = {};  // and before that one
  std::size_t now = 0;
  for (auto const& added : rows) {
    ++now;
    if (added.of.what == quantity::reserved) continue;
    auto const key = static_cast<unsigned>(added.of.what) * 5U + static_cast<unsigned>(added.of.where) * 7U +
                     static_cast<unsigned>(added.of.direction) * 29U + static_cast<unsigned>(added.of.how) * 113U +
                     added.of.number;
    auto& drawer = newest[key % 256U];
    for (auto at = drawer; at != 0; at = before[at])
      if (rows[at - 1].of == added.of && rows[at - 1].is_float() == added.is_float())
        return added.address + Model::first_number;
    before[now] = drawer;
    drawer = now;
  }
  return -1;
}

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/point.hpp: a row with its types, and how it is decoded

/// A row of a register map with its types: what it measures, of which meter, and what it needs to be decoded. The
/// arguments stand in the manual's order: register, R/W and NV, format, unit, scale, range, what is measured.
///
/// Rows are written `inline constexpr auto name = point{...}`: GCC puts an `inline constexpr point name{...}`, whose
/// type it deduces, into RAM, and reads it there.
///
/// A Model is a struct with
///   static constexpr int first_number;                       // what the manual calls wire address 0: 1 or 0
///   enum class scale : std::uint8_t { I = 1, ... };          // its scale registers, in the manual's letters
///   static constexpr std::array<std::uint16_t, N> scale_addresses;     // their wire addresses
///   static constexpr result<int> scale_exponent(std::int16_t content); // what one says, or why it cannot be
///   static constexpr std::array<block, M> listed;     // the registers that its manual lists, reserved ones too
///   static constexpr std::array<block, K> readable;   // those that one read may cover, passing over what is not asked
///   for
namespace meterproto::modbus {

/// A register by the number that the model's manual prints.
template <class Model>
struct register_number {
  int number = 0;

  [[nodiscard]] constexpr std::uint16_t address() const {
    return static_cast<std::uint16_t>(number - Model::first_number);
  }
};

/// The contents of a model's scale registers, to be read in the same poll as the values that they scale.
template <class Model>
struct scale_values {
  /// 0x7FFF until it is filled: no model allows that, so what is not read scales nothing. 0x8000 would be SunSpec's "no
  /// value here", which is no fault.
  std::array<std::int16_t, Model::scale_addresses.size()> content = [] {
    std::array<std::int16_t, Model::scale_addresses.size()> unread{};
    for (auto& one : unread) one = 0x7FFF;
    return unread;
  }();

  [[nodiscard]] METERPROTO_INLINE constexpr result<int> exponent(typename Model::scale which) const {
    return Model::scale_exponent(content[static_cast<std::size_t>(which) - 1]);
  }
};

/// In the place of scale_values where a point needs none.
struct no_scales {};

using meterproto::code, meterproto::bitmap;

namespace point_rules {

template <class Counted, class Number>
struct decoded {
  using type = reading<Counted, Number>;
};
template <class Enum>
struct decoded<code<Enum>, decimal> {
  using type = Enum;
};
template <class Enum>
struct decoded<bitmap<Enum>, decimal> {
  using type = flags<Enum>;
};
template <class Counted>
struct decoded<Counted, text_view> {
  using type = text_view;
};
template <class Counted>
struct decoded<Counted, digit_pair> {
  using type = digit_pair;
};

template <class Scale>
constexpr std::int8_t scale_column(Scale by) {
  return static_cast<std::int8_t>(row::scaled_by_register + static_cast<int>(by));
}

}  // namespace point_rules

/// What every row has beside its data: the model, and the legal contents.
template <class Model_>
class listed : public row {
 public:
  using model = Model_;

  constexpr listed(register_number<Model_> reg, rights allowed, format how, unit_symbol unit, std::int8_t scale_column,
                   range contents, measurand what)
      : row{.address = reg.address(),
            .count = how.count,
            .of = what,
            .as = how.as,
            .when = how.when,
            .order = how.order,
            .may = allowed.may,
            .nv = allowed.nv,
            .in = unit,
            .scale = scale_column},
        legal_{contents} {}

  /// The register as the manual prints it.
  [[nodiscard]] constexpr int number() const { return address + Model_::first_number; }
  [[nodiscard]] constexpr range const& legal() const { return legal_; }

 private:
  range legal_;
};

/// What is measured, or can be looked up. Counted: a dimension, code<Enum> or bitmap<Enum>. Number: decimal where the
/// meter sends integers, else float, double, text_view or digit_pair. Scales: scale_values<Model> or no_scales.
template <class Model, class Counted, class Number, class Scales>
class point : public listed<Model> {
 public:
  using value_type = typename point_rules::decoded<Counted, Number>::type;
  static constexpr bool scaled = !std::is_same_v<Scales, no_scales>;

  constexpr explicit point(listed<Model> const& all) : listed<Model>{all} {}
  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit, measurand what)
      : listed<Model>{reg, allowed, how, symbol_of(unit), 0, {}, what} {}
  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit, range legal,
                  measurand what)
      : listed<Model>{reg, allowed, how, symbol_of(unit), 0, legal, what} {}
  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit, ten_to factor,
                  range legal, measurand what)
      : listed<Model>{reg, allowed, how, symbol_of(unit), factor.exponent, legal, what} {}
  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit,
                  typename Model::scale by, range legal, measurand what)
      : listed<Model>{reg, allowed, how, symbol_of(unit), point_rules::scale_column(by), legal, what} {}

  template <class Unit>
  constexpr point(register_number<Model> reg, rights allowed, format_of<Number> how, Unit unit,
                  typename Model::scale by, measurand what)
      : point{reg, allowed, how, unit, by, range{}, what} {}

  /// The value in what was read. Errors: not_in_reply, not_available, and what the format may say (bad_digit,
  /// unknown_code) or the scale register (bad_scale, not_available, undecided).
  [[nodiscard]] METERPROTO_INLINE constexpr result<value_type> decode(registers const& read) const
    requires(!scaled)
  {
    auto data = read.find(this->address, this->count);
    if (!data) return data.error();
    return of_bytes(*data, this->fixed_exponent());
  }
  [[nodiscard]] METERPROTO_INLINE constexpr result<value_type> decode(registers const& read,
                                                                      scale_values<Model> const& scales) const
    requires scaled
  {
    auto power = scales.exponent(static_cast<typename Model::scale>(this->scale_register()));
    if (!power) return power.error();
    auto data = read.find(this->address, this->count);
    if (!data) return data.error();
    return of_bytes(*data, *power);
  }

 private:
  /// A float that has a fixed factor; scale registers do not scale floats.
  constexpr value_type scaled_float(Number number) const {
    auto power = this->fixed_exponent();
    if (power != 0) number *= decimal{1, power}.to<Number>();
    return value_type{number, {this->in}};
  }

  METERPROTO_INLINE constexpr result<value_type> of_bytes(bytes data, int power) const {
    if constexpr (std::is_same_v<Number, text_view>) {
      return text_view{data};
    } else if constexpr (std::is_same_v<Number, digit_pair>) {
      auto high = digits_of(bits_of(data.first(2), this->order));
      auto low = digits_of(bits_of(data.last(2), this->order));
      if (!high) return high.error();
      if (!low) return low.error();
      return digit_pair{static_cast<std::uint16_t>(*high), static_cast<std::uint16_t>(*low)};
    } else if constexpr (std::is_same_v<Number, float>) {
      auto number = float_of(data, this->layout());
      if (!number) return number.error();
      return scaled_float(*number);
    } else if constexpr (std::is_same_v<Number, double>) {
      auto number = double_of(data, this->layout());
      if (!number) return number.error();
      return scaled_float(*number);
    } else {
      auto number = integer_of(data, this->layout());
      if (!number) return number.error();
      if constexpr (is_code<Counted>) {
        if (!this->legal().contains(*number)) {
          auto const shown = number->negative() ? bits_of(data, this->order) : number->magnitude();
          return error{errc::unknown_code, 0, static_cast<std::uint16_t>(shown)};
        }
        return static_cast<value_type>(number->magnitude());
      } else if constexpr (is_bitmap<Counted>) {
        return value_type{static_cast<std::uint32_t>(number->magnitude())};
      } else {
        return value_type{number->times_power_of_ten(power), {this->in}};
      }
    }
  }
};

template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, measurand)
    -> point<Model, Dimension, Number, no_scales>;
template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, range, measurand)
    -> point<Model, Dimension, Number, no_scales>;
template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, ten_to, range, measurand)
    -> point<Model, Dimension, Number, no_scales>;
template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, typename Model::scale, range, measurand)
    -> point<Model, Dimension, Number, scale_values<Model>>;
template <class Model, class Number, class Dimension>
point(register_number<Model>, rights, format_of<Number>, unit<Dimension>, typename Model::scale, measurand)
    -> point<Model, Dimension, Number, scale_values<Model>>;
template <class Model, class Enum>
point(register_number<Model>, rights, format_of<decimal>, code<Enum>, range, measurand)
    -> point<Model, code<Enum>, decimal, no_scales>;
template <class Model, class Enum>
point(register_number<Model>, rights, format_of<decimal>, bitmap<Enum>, measurand)
    -> point<Model, bitmap<Enum>, decimal, no_scales>;

namespace point_rules {
inline void the_point_does_not_stand_at_this_register() {}
inline void the_scale_register_is_not_moved_with_the_point() {}
}  // namespace point_rules

/// A point of a layout that a device places somewhere, at its register there. `offset` is where the layout has it: a
/// mismatch does not compile, so a wrong number in a table cannot hide. Nor does a model whose scale register of the
/// same number is another one.
template <class Model, class From, class Counted, class Number, class Scales>
[[nodiscard]] consteval auto moved(point<From, Counted, Number, Scales> const& from, register_number<Model> reg,
                                   rights allowed, int offset) {
  if (from.address != offset) point_rules::the_point_does_not_stand_at_this_register();
  if constexpr (!std::is_same_v<Scales, no_scales>) {
    auto const which = from.scale_register() - 1;
    if (Model::scale_addresses[which] - From::scale_addresses[which] != reg.address() - from.address)
      point_rules::the_scale_register_is_not_moved_with_the_point();
  }
  using scales = std::conditional_t<std::is_same_v<Scales, no_scales>, no_scales, scale_values<Model>>;
  return point<Model, Counted, Number, scales>{
      listed<Model>{reg, allowed, from.layout(), from.in, from.scale, from.legal(), from.of}};
}

/// Listed by the manual and without a meaning: there is nothing to decode.
template <class Model>
class reserved : public listed<Model> {
 public:
  constexpr reserved(register_number<Model> reg, rights allowed, format how)
      : listed<Model>{reg, allowed, how, unit_symbol::none, 0, {}, {quantity::reserved}} {}
};

/// Many registers of one meaning, which a reader pages through: no single value.
template <class Model>
class buffer : public listed<Model> {
 public:
  constexpr buffer(register_number<Model> reg, rights allowed, format each, std::uint16_t entries, measurand what)
      : listed<Model>{reg, allowed, format{each.as, each.when, each.order, entries}, unit_symbol::none, 0, {}, what} {}
};

/// Printed so that two readings fit, and no source decides: the caller says which format it is. The row holds the
/// likely one. Scales: as a point's.
template <class Model, class Dimension, class Scales = no_scales>
class ambiguous : public listed<Model> {
 public:
  using value_type = reading<Dimension>;
  static constexpr bool scaled = !std::is_same_v<Scales, no_scales>;

  constexpr ambiguous(register_number<Model> reg, rights allowed, format_of<decimal> likely, unit<Dimension> unit,
                      range legal, measurand what)
      : listed<Model>{reg, allowed, likely, unit.symbol, 0, legal, what} {}
  constexpr ambiguous(register_number<Model> reg, rights allowed, format_of<decimal> likely, unit<Dimension> unit,
                      measurand what)
      : ambiguous{reg, allowed, likely, unit, range{}, what} {}
  constexpr ambiguous(register_number<Model> reg, rights allowed, format_of<decimal> likely, unit<Dimension> unit,
                      typename Model::scale by, measurand what)
      : listed<Model>{reg, allowed, likely, unit.symbol, point_rules::scale_column(by), {}, what} {}

  /// Expects: a format of as many registers. Errors: not_in_reply, not_available, bad_digit, and what the scale
  /// register may say.
  [[nodiscard]] constexpr result<value_type> decode(registers const& read, format_of<decimal> chosen) const
    requires(!scaled)
  {
    return decoded(read, chosen, 0);
  }
  [[nodiscard]] constexpr result<value_type> decode(registers const& read, scale_values<Model> const& scales,
                                                    format_of<decimal> chosen) const
    requires scaled
  {
    return scales.exponent(static_cast<typename Model::scale>(this->scale_register())).and_then([&](int power) {
      return decoded(read, chosen, power);
    });
  }

 private:
  [[nodiscard]] constexpr result<value_type> decoded(registers const& read, format const& how, int power) const {
    return read.find(this->address, this->count).and_then([&](bytes data) {
      return integer_of(data, how).transform(
          [&](decimal const& number) { return value_type{number.times_power_of_ten(power), {this->in}}; });
    });
  }
};

template <class Model, class Dimension>
ambiguous(register_number<Model>, rights, format_of<decimal>, unit<Dimension>, range, measurand)
    -> ambiguous<Model, Dimension>;
template <class Model, class Dimension>
ambiguous(register_number<Model>, rights, format_of<decimal>, unit<Dimension>, measurand)
    -> ambiguous<Model, Dimension>;
template <class Model, class Dimension>
ambiguous(register_number<Model>, rights, format_of<decimal>, unit<Dimension>, typename Model::scale, measurand)
    -> ambiguous<Model, Dimension, scale_values<Model>>;

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/setting.hpp: what can be written: legal values, command words

/// What can be written: settings with their legal values, checked before there is a frame, and command words.
namespace meterproto::modbus {

/// A checked write, ready to become a frame: one register by function 06, more by function 10.
struct write {
  std::uint16_t address = 0;
  std::uint8_t count = 0;  ///< registers, at most 4
  std::array<std::uint8_t, 8> data{};

  [[nodiscard]] constexpr bytes values() const { return bytes{data}.first(std::size_t{2} * count); }
  [[nodiscard]] constexpr addressed_write to(std::uint8_t unit) const { return {unit, address, count, data}; }
  /// Whether registers that were read hold what was written.
  [[nodiscard]] constexpr bool stands_in(registers const& read) const {
    auto const found = read.find(address, count);
    if (!found) return false;
    for (std::size_t i = 0; i != found->size(); ++i)
      if ((*found)[i] != data[i]) return false;
    return true;
  }
};

namespace setting_rules {

/// Not constexpr on purpose: whoever reads this name in a compiler's message has written a value that the manual does
/// not allow.
inline void the_manual_does_not_allow_this_value() {}

/// The registers that hold `raw`. Errors: out_of_range, where the manual does not allow it or the registers cannot hold
/// it.
constexpr result<write> encode(row const& to, range const& legal, decimal const& raw, format how) {
  write made{.address = to.address, .count = static_cast<std::uint8_t>(to.count)};
  if (to.count == 0 || std::size_t{2} * to.count > made.data.size()) return errc::out_of_range;
  if (!legal.contains(raw)) return errc::out_of_range;
  auto const space = std::span<std::uint8_t>{made.data}.first(std::size_t{2} * to.count);
  if (how.as == kind::f32 || how.as == kind::f64) {
    bool const single = how.as == kind::f32;
    if (to.count != (single ? 2 : 4)) return errc::out_of_range;
    auto const infinite =
        single ? (std::bit_cast<std::uint32_t>(raw.to<float>()) & 0x7F80'0000U) == 0x7F80'0000U
               : (std::bit_cast<std::uint64_t>(raw.to<double>()) & 0x7FF0'0000'0000'0000U) == 0x7FF0'0000'0000'0000U;
    if (infinite) return errc::out_of_range;
    put_bits(single ? std::bit_cast<std::uint32_t>(raw.to<float>()) : std::bit_cast<std::uint64_t>(raw.to<double>()),
             how.order, space);
    return made;
  }
  auto const number = raw.as_integer();
  if (!number) return number.error();
  if (how.as == kind::digits) {
    if (*number < 0 || *number > (to.count == 1 ? 9999 : 99'999'999)) return errc::out_of_range;
    put_bits(digits_to_bits(static_cast<std::uint32_t>(*number)), how.order, space);
    return made;
  }
  // What the registers hold reads back as the same number, or they cannot hold it.
  put_bits(static_cast<std::uint64_t>(*number), how.order, space);
  auto const back = integer_of(made.values(), {how.as, absent::never, how.order, to.count});
  if (!back || *back != raw) return errc::out_of_range;
  return made;
}

}  // namespace setting_rules

/// A point that can be written. The manual's range is what set() allows; a meter may refuse more, by its other
/// settings. Scales: of a float alone, which they do not scale; they say whether it can be read.
template <class Model, class Counted, class Number, class Scales = no_scales>
class setting : public point<Model, Counted, Number, Scales> {
 public:
  using point<Model, Counted, Number, Scales>::point;
  using typename point<Model, Counted, Number, Scales>::value_type;

  /// `value` in the registers: an amount (200 * A), or the enumerator of a code. Errors: out_of_range, does_not_fit.
  template <class Value>
  [[nodiscard]] constexpr result<write> set(Value const& value) const {
    if constexpr (std::is_same_v<Number, digit_pair>) {
      static_assert(std::is_same_v<Value, digit_pair>);
      if (value.first > 9999 || value.second > 9999) return errc::out_of_range;
      if (value.first == 0 || value.second == 0) return errc::out_of_range;  // no ratio of two currents
      decimal const both{std::int64_t{value.first} * 10000 + value.second};
      return setting_rules::encode(*this, this->legal(), both, this->layout());
    } else if constexpr (is_code<Counted>) {
      static_assert(std::is_same_v<Value, value_type>, "this setting takes an enumerator of its code");
      return setting_rules::encode(*this, this->legal(), decimal{static_cast<std::int64_t>(value)}, this->layout());
    } else {
      static_assert(std::is_same_v<Value, reading<Counted>>,
                    "this setting takes an amount in its unit, such as 200 * A");
      auto const raw = value.in(unit<Counted>{this->in}).times_power_of_ten(-this->fixed_exponent());
      return setting_rules::encode(*this, this->legal(), raw, this->layout());
    }
  }

  /// The same for a constant: an illegal one does not compile.
  template <class Value>
  [[nodiscard]] consteval write set_constant(Value const& value) const {
    auto const made = set(value);
    if (!made) setting_rules::the_manual_does_not_allow_this_value();
    return *made;
  }
};

template <class Model, class Number, class Dimension>
setting(register_number<Model>, rights, format_of<Number>, unit<Dimension>, measurand)
    -> setting<Model, Dimension, Number>;
template <class Model, class Number, class Dimension>
setting(register_number<Model>, rights, format_of<Number>, unit<Dimension>, range, measurand)
    -> setting<Model, Dimension, Number>;
template <class Model, class Number, class Dimension>
setting(register_number<Model>, rights, format_of<Number>, unit<Dimension>, ten_to, range, measurand)
    -> setting<Model, Dimension, Number>;
template <class Model, class Dimension>
setting(register_number<Model>, rights, format_of<float>, unit<Dimension>, typename Model::scale, range, measurand)
    -> setting<Model, Dimension, float, scale_values<Model>>;
template <class Model, class Enum>
setting(register_number<Model>, rights, format_of<decimal>, code<Enum>, range, measurand)
    -> setting<Model, code<Enum>, decimal>;

/// Can be written, and two readings of its coding fit: the caller says which.
template <class Model, class Dimension>
class ambiguous_setting : public ambiguous<Model, Dimension> {
 public:
  using ambiguous<Model, Dimension>::ambiguous;

  [[nodiscard]] constexpr result<write> set(reading<Dimension> const& value, format_of<decimal> chosen) const {
    return setting_rules::encode(*this, this->legal(), value.in(unit<Dimension>{this->in}), chosen);
  }
};

template <class Model, class Dimension>
ambiguous_setting(register_number<Model>, rights, format_of<decimal>, unit<Dimension>, range, measurand)
    -> ambiguous_setting<Model, Dimension>;

/// A word that makes the meter do something when it is written.
struct command {
  std::uint16_t address = 0;
  std::uint16_t word = 0;
  std::uint16_t least_interval_s = 0;  ///< the manual forbids to write it more often; 0: it does not say

  [[nodiscard]] constexpr write to_write() const {
    write made{.address = address, .count = 1};
    put_bits(word, word_order::abcd, std::span<std::uint8_t>{made.data}.first(2));
    return made;
  }
};

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/plan.hpp: which reads fetch these points

/// Which reads fetch these points. Registers that nobody asked for are read along where that costs less time than
/// another read, never across what the model does not list, never more than 125 at once, never half a value. The scale
/// registers that the points need are fetched with them.
namespace meterproto::modbus {

/// What a read costs on this line. A register more is two characters; a read more is 13 characters, two pauses of t3.5
/// and the meter's time to answer.
struct line_costs {
  std::uint32_t baud = 19200;
  std::uint32_t latency_us = 20'000;
  unsigned bits = bits_per_character;
  modbus::function function = function::read_holding_registers;

  /// The most unwanted registers that are worth reading along: 18 at 9600 Bd, 27 at 19200, any number at 115200.
  [[nodiscard]] constexpr std::uint32_t widest_gap() const {
    auto const another_read = characters_us(13, baud, bits) + 2 * t3_5_us(baud) + latency_us;
    return static_cast<std::uint32_t>(std::uint64_t{another_read} * baud / (2ULL * bits * 1'000'000U));
  }
  /// The time of a read with its answer, latency included.
  [[nodiscard]] constexpr std::uint32_t read_us(std::uint16_t registers) const {
    return characters_us(13U + 2U * registers, baud, bits) + 2 * t3_5_us(baud) + latency_us;
  }
};

/// Reads in ascending order of address, for a range-for loop.
template <std::size_t Capacity, class Model>
struct read_list {
  using model = Model;

  std::array<read, Capacity> reads{};
  std::size_t count = 0;
  error fault{};  ///< why there are none

  [[nodiscard]] constexpr read const* begin() const { return reads.data(); }
  [[nodiscard]] constexpr read const* end() const { return reads.data() + count; }
  [[nodiscard]] constexpr std::size_t size() const { return count; }
  [[nodiscard]] constexpr read const& operator[](std::size_t at) const { return reads[at]; }
  /// Registers of all reads together.
  [[nodiscard]] constexpr std::size_t registers() const {
    std::size_t sum = 0;
    for (auto const& one : *this) sum += one.quantity;
    return sum;
  }
};

/// For a list of points made at run time: `wanted` in any order, `readable` of the model (or none: then only neighbours
/// share a read). Returns how many of `into` are used.
/// Errors: bad_quantity for a block wider than a read, bad_address for one past 65536, buffer_too_small.
[[nodiscard]] constexpr result<std::size_t> plan_blocks(std::span<block const> wanted, std::span<block const> readable,
                                                        line_costs const& costs, std::span<read> into) {
  auto const gap_allowed = costs.widest_gap();
  std::size_t count = 0;
  std::uint32_t covered = 0;  // everything up to here has been planned
  while (true) {
    block const* next = nullptr;
    for (auto const& one : wanted)
      if (one.count != 0 && one.end() > covered && (next == nullptr || one.address < next->address)) next = &one;
    if (next == nullptr) return count;
    if (next->count > max_read_registers) return error{errc::bad_quantity, 0, max_read_registers};
    if (next->end() > 0x1'0000U) return error{errc::bad_address, 0, next->address};

    if (count != 0) {
      auto& last = into[count - 1];
      auto const end = next->end();
      bool const near = next->address <= covered + gap_allowed && end - last.address <= max_read_registers;
      bool together = readable.empty() && next->address <= covered;
      for (auto const& part : readable) together = together || part.holds(last.address, end);
      if (near && together) {
        last.quantity = static_cast<std::uint16_t>(end - last.address);
        covered = end;
        continue;
      }
    }
    if (count == into.size()) return error{errc::buffer_too_small, 0, count + 1};
    into[count++] = {costs.function, next->address, next->count};
    covered = next->end();
  }
}

namespace plan_rules {

template <class Point>
inline constexpr bool has_value = requires { typename Point::value_type; };

/// Not constexpr on purpose: whoever reads this name in a compiler's message has a point that no read can hold.
inline void these_points_cannot_be_read() {}

}  // namespace plan_rules

/// The reads for these points of one model, at compile time or run time. What cannot be planned (a text of more than
/// 125 registers) does not compile in a constant; at run time there are no reads, and `fault` says why.
template <class First, class... Points>
[[nodiscard]] constexpr auto plan(line_costs const& costs, First const& first, Points const&... points) {
  using model = typename First::model;
  static_assert((std::is_same_v<model, typename Points::model> && ...),
                "one plan reads one meter: all points are of one model");
  static_assert(plan_rules::has_value<First> && (plan_rules::has_value<Points> && ...),
                "a reserved register and a buffer are no values to poll");
  constexpr std::size_t most = 2 * (1 + sizeof...(Points));
  std::array<block, most> wanted{};
  std::size_t count = 0;
  auto const want = [&](row const& one) {
    wanted[count++] = {one.address, one.count};
    if (auto const scale = one.scale_register(); scale != 0) wanted[count++] = {model::scale_addresses[scale - 1], 1};
  };
  want(first);
  (want(points), ...);
  read_list<most, model> made;
  auto const planned = plan_blocks(std::span{wanted}.first(count), model::readable, costs, made.reads);
  if (!planned && std::is_constant_evaluated()) plan_rules::these_points_cannot_be_read();
  made.count = planned.value_or(0);
  made.fault = planned.error();
  return made;
}

template <class First, class... Points>
  requires(!std::is_same_v<First, line_costs>)
[[nodiscard]] constexpr auto plan(First const& first, Points const&... points) {
  return plan(line_costs{}, first, points...);
}

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus/snapshot.hpp: what one poll brought

/// What one poll brought: the registers of a plan's reads, and which of them have come. Two forms of the same: snapshot
/// for a plan that the compiler knows, with an array of exactly its size; snapshot_in for a plan made at run time, in
/// the caller's memory.
namespace meterproto::modbus {

namespace snapshot_rules {

/// Copies an answer into its place. Error: not_in_reply for registers that are no read of the plan.
template <class Reads>
constexpr error take(Reads const& reads, std::span<std::uint8_t> content, std::span<bool> arrived,
                     registers const& read) {
  std::size_t at = 0;
  for (std::size_t i = 0; i != reads.size(); ++i) {
    if (read.address == reads[i].address && read.data.size() == 2U * reads[i].quantity) {
      for (std::size_t byte = 0; byte != read.data.size(); byte += 2) {  // two at a time: no call of memcpy
        content[at + byte] = read.data[byte];
        content[at + byte + 1] = read.data[byte + 1];
      }
      arrived[i] = true;
      return {};
    }
    at += 2U * reads[i].quantity;
  }
  return {errc::not_in_reply, 0, read.address};
}

/// Whether all reads have come; where there is none to come, nothing has.
constexpr bool complete(std::span<bool const> arrived) {
  for (bool const one : arrived)
    if (!one) return false;
  return !arrived.empty();
}

template <class Reads>
METERPROTO_INLINE constexpr result<registers> find(Reads const& reads, bytes content, std::span<bool const> arrived,
                                                   std::uint16_t address, std::size_t count) {
  std::size_t at = 0;
  for (std::size_t i = 0; i != reads.size(); ++i) {
    registers const held{reads[i].address, content.subspan(at, 2U * reads[i].quantity)};
    if (arrived[i] && held.find(address, count)) return held;
    at += 2U * reads[i].quantity;
  }
  return error{errc::not_in_reply, 0, address};
}

template <class Snapshot, class Point>
METERPROTO_INLINE constexpr result<typename Point::value_type> decode(Snapshot const& now, Point const& wanted) {
  auto held = now.find(wanted.address, wanted.count);
  if (!held) return held.error();
  if constexpr (Point::scaled) {
    using model = typename Point::model;
    auto const which = wanted.scale_register() - 1;
    auto scale = now.find(model::scale_addresses[which], 1);
    if (!scale) return scale.error();
    scale_values<model> scales;
    scales.content[which] =
        static_cast<std::int16_t>(bits_of(*scale->find(model::scale_addresses[which], 1), word_order::abcd));
    return wanted.decode(*held, scales);
  } else {
    return wanted.decode(*held);
  }
}

}  // namespace snapshot_rules

/// Plan: a constexpr variable made by plan().
///   static constexpr auto plan = modbus::plan(s4100::voltage_ll_avg, s4100::real_power_total);
///   modbus::snapshot<plan> now;
///   for (auto const& read : now.begin_poll()) ...
template <auto const& Plan>
class snapshot {
 public:
  /// What has not arrived is never read: at run time it is not even set to 0.
  constexpr snapshot() {
    if (std::is_constant_evaluated()) content_ = {};
  }

  /// The reads of a poll, and nothing left of the poll before: what comes now must not be scaled by what came then.
  [[nodiscard]] constexpr auto const& begin_poll() {
    clear();
    return Plan;
  }
  /// The same for who goes over the plan by other means.
  constexpr void clear() { arrived_ = {}; }

  /// Keeps the answer to one of the plan's reads. Error: not_in_reply for registers that are no read of the plan.
  constexpr error take(registers const& read) { return snapshot_rules::take(Plan, content_, arrived_, read); }

  [[nodiscard]] constexpr bool complete() const { return snapshot_rules::complete(arrived_); }

  /// The read that holds these registers. Error: not_in_reply where none does, or it has not come.
  [[nodiscard]] METERPROTO_INLINE constexpr result<registers> find(std::uint16_t address, std::size_t count) const {
    return snapshot_rules::find(Plan, content_, arrived_, address, count);
  }

  /// A point's value, scaled by the scale register of the same poll. Errors: those of point::decode().
  template <class Point>
  [[nodiscard]] METERPROTO_INLINE constexpr auto decode(Point const& wanted) const
      -> result<typename Point::value_type> {
    using planned = typename std::remove_cvref_t<decltype(Plan)>::model;
    static_assert(std::is_same_v<planned, typename Point::model>, "this point is of another meter than the plan");
    return snapshot_rules::decode(*this, wanted);
  }

 private:
  std::array<std::uint8_t, 2 * Plan.registers()> content_;
  std::array<bool, Plan.size()> arrived_{};
};

/// For a list of points chosen at run time: the reads of plan_blocks(), two bytes for each of their registers, and a
/// flag for each read, all of them the caller's. Expects: `content` and `arrived` of these sizes, and that all three
/// live on.
///   modbus::snapshot_in<s4100::model> now{std::span{reads}.first(*count), content, arrived};
template <class Model>
class snapshot_in {
 public:
  constexpr snapshot_in(std::span<read const> reads, std::span<std::uint8_t> content, std::span<bool> arrived)
      : reads_{reads}, content_{content}, arrived_{arrived} {
    clear();
  }
  template <std::size_t Count>
  snapshot_in(std::array<read, Count>&&, std::span<std::uint8_t>, std::span<bool>) = delete;  // they would not live on

  [[nodiscard]] constexpr std::span<read const> begin_poll() {
    clear();
    return reads_;
  }
  constexpr void clear() {
    for (auto& one : arrived_) one = false;
  }
  constexpr error take(registers const& read) { return snapshot_rules::take(reads_, content_, arrived_, read); }
  [[nodiscard]] constexpr bool complete() const { return snapshot_rules::complete(arrived_); }
  [[nodiscard]] constexpr result<registers> find(std::uint16_t address, std::size_t count) const {
    return snapshot_rules::find(reads_, content_, arrived_, address, count);
  }
  template <class Point>
  [[nodiscard]] constexpr auto decode(Point const& wanted) const -> result<typename Point::value_type> {
    static_assert(std::is_same_v<Model, typename Point::model>, "this point is of another meter than the snapshot");
    return snapshot_rules::decode(*this, wanted);
  }

 private:
  std::span<read const> reads_;
  std::span<std::uint8_t> content_;
  std::span<bool> arrived_;
};

}  // namespace meterproto::modbus

// -------------------- meterproto/modbus.hpp: all of Modbus

// All of Modbus RTU; a model's header brings what it needs by itself.

// -------------------- meterproto/mbus/point.hpp: the record that one wants, found by what it means

/// Finds the record that one wants in a telegram. A point is written as a manual prints it, with its DIF and VIF; it is
/// found by what these mean, so a meter may code the number otherwise, or send its records in another order.
namespace meterproto::mbus {

/// What tells one record from another; how its number is coded and scaled does not.
struct key {
  quantity what = quantity::reserved;
  unit in = unit::none;
  function how = function::instantaneous;
  std::uint8_t phase = 0;
  std::uint8_t quadrant = 0;
  std::uint8_t direction = 0;
  std::uint8_t per = 0;
  bool date = false;  ///< a date or time, not what is measured
  std::uint64_t storage = 0;
  std::uint32_t tariff = 0;
  std::uint32_t others = 0;
  std::uint16_t subunit = 0;
  bool manufacturer_specific = false;

  friend constexpr bool operator==(key const&, key const&) = default;
};

[[nodiscard]] constexpr key key_of(record const& of) {
  auto const means = meaning_of(of);
  return {.what = means.what,
          .in = means.in,
          .how = of.how(),
          .phase = means.phase,
          .quadrant = means.quadrant,
          .direction = means.direction,
          .per = means.per,
          .date = means.how == coding::date,
          .storage = of.storage(),
          .tariff = of.tariff(),
          .others = means.others,
          .subunit = of.subunit(),
          .manufacturer_specific = means.manufacturer_specific};
}

/// The record that means the same as `like`, the n-th of several from 0. A text as unit is part of the meaning. Errors:
/// not_in_reply where there is none; of a record that could not be read, where it stands before one that fits.
[[nodiscard]] constexpr result<record> find(records all, record const& like, unsigned nth = 0) {
  auto const wanted = key_of(like);
  auto const same_text = [&](record const& one) {
    if (one.text.size() != like.text.size()) return false;
    for (std::size_t i = 0; i != one.text.size(); ++i)
      if (one.text[i] != like.text[i]) return false;
    return true;
  };
  while (!all.done()) {
    auto const one = all.next();
    if (!one) return one;
    if (one->kind != record_kind::data || !same_text(*one) || key_of(*one) != wanted) continue;
    if (nth == 0) return one;
    --nth;
  }
  return errc::not_in_reply;
}

/// The bytes of a DIF column and of a VIF column.
template <std::size_t Size>
struct chain {
  std::array<std::uint8_t, Size> content{};
  std::uint8_t size = 0;

  [[nodiscard]] constexpr bytes view() const { return bytes{content}.first(size); }
};
template <class... Bytes>
[[nodiscard]] constexpr chain<4> dif(Bytes... all) {
  return {{static_cast<std::uint8_t>(all)...}, sizeof...(all)};
}
template <class... Bytes>
[[nodiscard]] constexpr chain<6> vif(Bytes... all) {
  return {{static_cast<std::uint8_t>(all)...}, sizeof...(all)};
}

/// A row as data: what a dump walks over.
struct row {
  chain<4> dib;
  chain<6> vib;
  measurand of{};
  unit_symbol in = unit_symbol::none;
  std::int8_t exponent = 0;  ///< a factor that the meter leaves out of its VIF

  /// The row without data, as a key. A view of this row. Expects: no VIFE behind a text.
  [[nodiscard]] constexpr record as_record() const {
    record made;
    made.dib = dib.view();
    made.vib = vib.view();
    bool const text = made.vif() == vif_plain_text;
    if (text && vib.size > 2) made.text = made.vib.subspan(2);
    if (!text && vib.size > 1) made.vife = made.vib.subspan(1);
    return made;
  }
};

/// The base unit of a unit as the manuals write it.
[[nodiscard]] constexpr unit unit_for(unit_symbol symbol) {
  switch (symbol) {
    case unit_symbol::Wh:
    case unit_symbol::kWh: return unit::Wh;
    case unit_symbol::varh:
    case unit_symbol::kvarh: return unit::varh;
    case unit_symbol::VAh:
    case unit_symbol::kVAh: return unit::VAh;
    case unit_symbol::W:
    case unit_symbol::kW: return unit::W;
    case unit_symbol::var:
    case unit_symbol::kvar: return unit::var;
    case unit_symbol::VA:
    case unit_symbol::kVA: return unit::VA;
    case unit_symbol::V: return unit::V;
    case unit_symbol::A: return unit::A;
    case unit_symbol::Hz: return unit::Hz;
    case unit_symbol::s:
    case unit_symbol::ms:
    case unit_symbol::cs: return unit::s;
    default: return unit::none;
  }
}

/// The record of a row. Where the VIF leaves out a factor, only the printed coding has it: another data field with that
/// VIF says something else. Errors: those of find() with a record.
[[nodiscard]] constexpr result<record> find(records all, row const& wanted) {
  auto const like = wanted.as_record();
  for (unsigned nth = 0;; ++nth) {
    auto const one = find(all, like, nth);
    if (!one || wanted.exponent == 0 || one->field() == like.field()) return one;
  }
}

/// A power of ten that the VIF leaves out: the value is 10^n of what a generic decoder makes of it.
struct factor {
  constexpr explicit factor(int power) : exponent{static_cast<std::int8_t>(power)} {}
  std::int8_t exponent;
};

namespace points {

/// No constant expression: where a point is a constant, what calls this does not compile.
inline void the_vif_has_another_unit() {}

}  // namespace points

/// A constant whose VIF has another unit than the point says does not compile.
template <class Dimension>
class point : public row {
 public:
  using value_type = reading<Dimension>;

  constexpr point(chain<4> difs, chain<6> vifs, meterproto::unit<Dimension> unit, measurand what)
      : point{difs, vifs, unit, factor{0}, what} {}
  constexpr point(chain<4> difs, chain<6> vifs, meterproto::unit<Dimension> unit, factor left_out, measurand what)
      : row{difs, vifs, what, unit.symbol, left_out.exponent} {
    if (std::is_constant_evaluated() && meaning_of(as_record()).in != unit_for(in)) points::the_vif_has_another_unit();
  }

  /// The value in the first record that means this. Errors: those of find() and number_of().
  [[nodiscard]] constexpr result<value_type> decode(records const& all) const {
    return find(all, static_cast<row const&>(*this)).and_then([&](record const& found) {
      return number_of(found).transform([&](decimal const& number) {
        return value_type{number.times_power_of_ten(exponent - exponent_of(in)), meterproto::unit<Dimension>{in}};
      });
    });
  }
};

template <class... Points>
[[nodiscard]] constexpr std::array<row, sizeof...(Points)> rows_of(Points const&... points) {
  return {static_cast<row const&>(points)...};
}

/// The first row, counted from 0, whose VIF has another unit than the row says, or which one before it equals in what
/// it measures or in its key; -1 where all is well.
template <std::size_t Count>
[[nodiscard]] constexpr int first_doubtful(std::array<row, Count> const& rows) {
  key keys[Count] = {};  // each is made once: whoever includes a model waits for this
  for (std::size_t i = 0; i != Count; ++i) {
    keys[i] = key_of(rows[i].as_record());
    if (keys[i].in != unit_for(rows[i].in)) return static_cast<int>(i);
    for (std::size_t earlier = 0; earlier != i; ++earlier)
      if (rows[earlier].of == rows[i].of || keys[earlier] == keys[i]) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace meterproto::mbus

// -------------------- meterproto/mbus.hpp: all of M-Bus



// -------------------- meterproto/bacnet/object.hpp: objects with their Present_Value: points, settings, how a table checks itself

/// An object whose Present_Value is a measurement, a setting or an alert. The arguments of a row stand in the manuals'
/// order: object, name, R/W and NV, unit, what the Units property says, range, what is measured.
///
/// A Model is any type; it keeps the points of two meters apart. It comes with the object: a model names a function for
/// each of its object types, such as AI(11).
namespace meterproto::bacnet {

/// What Present_Value holds.
enum class holds : std::uint8_t {
  nothing,   ///< the object has none, or it means nothing
  real,      ///< an amount, as Real
  code,      ///< a number that stands for something, as Real
  bits,      ///< a bit for each thing that may be so, as Real
  activity,  ///< 0 inactive, 1 active, as Enumerated
};

/// What the Units property of a point says, which need not be true: a meter may have no number for kvarh.
struct reports {
  constexpr reports(engineering_units as) : number{static_cast<std::int16_t>(as)} {}  // NOLINT: a row names its units
  constexpr explicit reports(int as) : number{static_cast<std::int16_t>(as)} {}

  std::int16_t number;
};
inline constexpr reports unknown_units{-1};  ///< the sources do not say which number the meter sends

/// A row as data: what a dump walks over.
struct row {
  object_id object;
  char const* name = "";  ///< Object_Name; empty where the sources do not say it
  measurand of{};
  holds as = holds::nothing;
  access may = access::read;
  retained nv = retained::unprinted;
  unit_symbol in = unit_symbol::none;
  std::int16_t units_property = unknown_units.number;

  [[nodiscard]] constexpr bool has_value() const { return as != holds::nothing; }
  [[nodiscard]] constexpr property_reference present_value() const { return {object, property::present_value, {}}; }
  [[nodiscard]] constexpr property_reference reliability() const { return {object, property::reliability, {}}; }
};

/// Present_Value as a row of data alone knows it: the bits of a Real, or the number of an Enumerated. Errors: bad_tag
/// for another datatype, not_available for a NaN, too_short and too_long for none and for several values.
[[nodiscard]] constexpr result<std::uint32_t> content_of(row const& of, bytes value) {
  tag_reader in{value};
  bool const is_real = of.as != holds::activity;
  auto const held = in.application(is_real ? &element::as_real_bits : &element::as_enumerated);
  if (auto const fault = in.end(); fault.code != errc::none) return fault;
  // By its bits, as -ffast-math knows no NaN.
  if (is_real && (held & 0x7FFF'FFFFU) > 0x7F80'0000U) return errc::not_available;
  return held;
}
/// The same as a number.
[[nodiscard]] constexpr result<float> number_of(row const& of, bytes value) {
  auto const content = content_of(of, value);
  if (!content) return content.error();
  return of.as == holds::activity ? static_cast<float>(*content) : std::bit_cast<float>(*content);
}

/// In the place of a unit: whether something is so.
struct active {};

/// An object of a model.
template <class Model>
struct object_of {
  object_id id;
};

namespace object_rules {

template <class Counted>
struct decoded {
  using type = reading<Counted, float>;
  static constexpr auto as = holds::real;
};
template <class Enum>
struct decoded<code<Enum>> {
  using type = Enum;
  static constexpr auto as = holds::code;
};
template <class Enum>
struct decoded<bitmap<Enum>> {
  using type = flags<Enum>;
  static constexpr auto as = holds::bits;
};
template <>
struct decoded<active> {
  using type = bool;
  static constexpr auto as = holds::activity;
};

/// A code or bitmap in a Real: a natural number. Error: unknown_code for a fraction, a minus, or above 65535. By its
/// bits (IEEE 754: a sign, 8 bits of exponent, 23 of fraction), so that no float code is linked for it.
constexpr result<std::uint32_t> natural(std::uint32_t real) {
  if ((real & 0x7FFF'FFFFU) == 0) return 0U;
  auto const exponent = real >> 23U;  // and the sign
  constexpr std::uint32_t of_one = 127;
  if (exponent < of_one || exponent > of_one + 15) return errc::unknown_code;
  auto const below_one = 23 - (exponent - of_one);
  auto const digits = (real & 0x007F'FFFFU) | 0x0080'0000U;
  if ((digits & ((1U << below_one) - 1)) != 0) return errc::unknown_code;
  return digits >> below_one;
}

}  // namespace object_rules

/// What every object has beside its data: the model, and the legal contents.
template <class Model_>
class listed : public row {
 public:
  using model = Model_;

  constexpr listed(row const& data, range contents) : row{data}, legal_{contents} {}
  [[nodiscard]] constexpr range const& legal() const { return legal_; }

 private:
  range legal_;
};

/// What is measured, or can be looked up. Counted: a dimension, code<Enum>, bitmap<Enum> or active.
template <class Model, class Counted>
class point : public listed<Model> {
 public:
  using value_type = typename object_rules::decoded<Counted>::type;
  static constexpr auto kind = object_rules::decoded<Counted>::as;

  template <class Unit>
  constexpr point(object_of<Model> which, char const* called, rights allowed, Unit unit, reports says, range legal,
                  measurand what)
      : listed<Model>{{which.id, called, what, kind, allowed.may, allowed.nv, symbol_of(unit), says.number}, legal} {}
  template <class Unit>
  constexpr point(object_of<Model> which, char const* called, rights allowed, Unit unit, reports says, measurand what)
      : point{which, called, allowed, unit, says, range{}, what} {}

  /// The value of Present_Value, in encoded elements. Errors: those of content_of(); unknown_code.
  [[nodiscard]] METERPROTO_INLINE constexpr result<value_type> decode(bytes value) const {
    auto const content = content_of(*this, value);
    if (!content) return content.error();
    return of_content(*content);
  }
  /// The same for what content_of() has given.
  [[nodiscard]] METERPROTO_INLINE constexpr result<value_type> of_content(std::uint32_t content) const {
    if constexpr (kind == holds::real) {
      return value_type{std::bit_cast<float>(content), {this->in}};
    } else {
      auto const whole = kind == holds::activity ? result<std::uint32_t>{content} : object_rules::natural(content);
      if (!whole) return whole.error();
      if constexpr (kind == holds::bits) {
        return value_type{*whole};
      } else {
        if (!this->legal().contains(decimal{*whole})) return error{errc::unknown_code, 0, *whole};
        return static_cast<value_type>(*whole);
      }
    }
  }
};

template <class Model, class Dimension>
point(object_of<Model>, char const*, rights, unit<Dimension>, reports, measurand) -> point<Model, Dimension>;
template <class Model, class Dimension>
point(object_of<Model>, char const*, rights, unit<Dimension>, reports, range, measurand)
    -> point<Model, Dimension>;
template <class Model, class Enum>
point(object_of<Model>, char const*, rights, code<Enum>, reports, range, measurand) -> point<Model, code<Enum>>;
template <class Model, class Enum>
point(object_of<Model>, char const*, rights, bitmap<Enum>, reports, measurand) -> point<Model, bitmap<Enum>>;
template <class Model>
point(object_of<Model>, char const*, rights, active, reports, range, measurand) -> point<Model, active>;

/// Listed by the manual and without a meaning, or without a Present_Value: there is nothing to decode.
template <class Model>
class valueless : public listed<Model> {
 public:
  constexpr valueless(object_of<Model> which, char const* called, rights allowed, measurand what)
      : listed<Model>{{which.id, called, what, holds::nothing, allowed.may, allowed.nv, {}, unknown_units.number}, {}} {
  }
};

/// A checked write of one Real to a Present_Value.
struct object_write {
  object_id object;
  std::array<std::uint8_t, 5> value{};  ///< the encoded Real

  /// A view of this write. A meter whose objects are not commandable passes over the priority: none is sent.
  [[nodiscard]] constexpr write_property request() const& {
    return {{object, property::present_value, {}}, value, {}};
  }
  void request() const&& = delete;  // a view of what is gone
  /// Whether a Present_Value that was read is what was written.
  [[nodiscard]] constexpr bool stands_in(bytes read) const {
    if (read.size() != value.size()) return false;
    for (std::size_t i = 0; i != value.size(); ++i)
      if (read[i] != value[i]) return false;
    return true;
  }
  [[nodiscard]] static constexpr object_write of(object_id object, float number) {
    object_write made{object};
    writer out{made.value};
    tag_writer{out}.real(number);
    return made;
  }
};

namespace object_rules {

/// Not constexpr on purpose: whoever reads this name in a compiler's message has written a value that the manual does
/// not allow.
inline void the_manual_does_not_allow_this_value() {}

}  // namespace object_rules

/// A point that can be written, in whole numbers of its range: in hundredths where that is in hundredths. Step: what
/// they must be a multiple of; 0: any of them.
template <class Model, class Counted>
class setting : public point<Model, Counted> {
 public:
  using typename point<Model, Counted>::value_type;

  template <class Unit>
  constexpr setting(object_of<Model> which, char const* called, rights allowed, Unit unit, reports says, range legal,
                    measurand what, std::int32_t step = 0)
      : point<Model, Counted>{which, called, allowed, unit, says, legal, what}, step_{step} {}

  /// An amount (200 * A) or the enumerator of a code, as a write. Errors: out_of_range, does_not_fit.
  template <class Value>
  [[nodiscard]] constexpr result<object_write> set(Value const& value) const {
    if constexpr (is_code<Counted>) {
      static_assert(std::is_same_v<Value, value_type>, "this setting takes an enumerator of its code");
      return checked(decimal{static_cast<std::int64_t>(value)});
    } else {
      static_assert(std::is_same_v<Value, reading<Counted>>, "this setting takes an amount in its unit, as 200 * A");
      return checked(value.in(unit<Counted>{this->in}));
    }
  }
  /// The same for a constant: an illegal one does not compile.
  template <class Value>
  [[nodiscard]] consteval object_write set_constant(Value const& value) const {
    auto const made = set(value);
    if (!made) object_rules::the_manual_does_not_allow_this_value();
    return *made;
  }

  /// For a number in the unit of the row. Errors: those of set().
  [[nodiscard]] constexpr result<object_write> checked(decimal const& number) const {
    if (!this->legal().contains(number)) return errc::out_of_range;
    auto const whole = number.as_integer(this->legal().exponent());
    if (!whole) return whole.error();
    if (step_ != 0 && *whole % step_ != 0) return errc::out_of_range;
    return object_write::of(this->object, number.template to<float>());
  }
  [[nodiscard]] constexpr std::int32_t step() const { return step_; }

 private:
  std::int32_t step_;
};

template <class Model, class Dimension>
setting(object_of<Model>, char const*, rights, unit<Dimension>, reports, range, measurand)
    -> setting<Model, Dimension>;
template <class Model, class Dimension>
setting(object_of<Model>, char const*, rights, unit<Dimension>, reports, range, measurand, int)
    -> setting<Model, Dimension>;
template <class Model, class Enum>
setting(object_of<Model>, char const*, rights, code<Enum>, reports, range, measurand)
    -> setting<Model, code<Enum>>;

/// The rows of a model, in the order of its object list.
template <class... Points>
[[nodiscard]] constexpr std::array<row, sizeof...(Points)> rows_of(Points const&... points) {
  return {static_cast<row const&>(points)...};
}

/// The first row, counted from 0, that is not the next instance of its type (from 1 on), or measures what one before it
/// does; -1 where all is well. The Device object, whose instance is the meter's own, is passed over.
template <std::size_t Count>
[[nodiscard]] constexpr int first_misplaced(std::array<row, Count> const& rows) {
  for (std::size_t i = 0; i != Count; ++i) {
    auto const& one = rows[i];
    bool const follows =
        i != 0 && rows[i - 1].object.type == one.object.type && rows[i - 1].object.instance + 1 == one.object.instance;
    if (one.object.type != object_type::device && !follows && one.object.instance != 1) return static_cast<int>(i);
    for (std::size_t earlier = 0; earlier != i; ++earlier)
      if (rows[earlier].object == one.object ||
          (rows[earlier].of == one.of && one.of.what != quantity::reserved))
        return static_cast<int>(i);
  }
  return -1;
}

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet/poll.hpp: which requests fetch these points, and what one poll brought

/// Which requests fetch some properties, and what one poll brought. A device on MS/TP takes and gives 480 octets and
/// does not segment: 29 present values fill them. Source: the sizes of ANSI/ASHRAE 135-2016 clause 20.2.
namespace meterproto::bacnet {

/// A property that is wanted, and how many octets its value has, tags included.
struct wanted_property {
  property_reference of;
  std::uint16_t value_size = 5;  ///< 5: a Real
};

namespace poll_rules {

constexpr std::size_t natural_size(std::uint32_t number) {
  return number < 0x100 ? 1 : number < 0x1'0000 ? 2 : number < 0x100'0000 ? 3 : 4;
}
/// Property, index and the opening and closing tags of its value.
constexpr std::size_t name_size(property_reference const& of) {
  return 1 + natural_size(static_cast<std::uint32_t>(of.what)) + (of.index ? 1 + natural_size(*of.index) : 0);
}
inline constexpr std::size_t object_size = 5 + 2;  // and its own opening and closing tag
inline constexpr std::size_t ack_header = 3;
inline constexpr std::size_t request_header = 4;

/// How many of these a ReadPropertyMultiple ack of `most` octets holds; at least one, which may not fit.
constexpr std::size_t count_that_fits(std::span<wanted_property const> all, std::size_t most,
                                      std::size_t most_request) {
  auto answer = ack_header;
  auto request = request_header;
  for (std::size_t i = 0; i != all.size(); ++i) {
    bool const same_object = i != 0 && all[i - 1].of.object == all[i].of.object;
    answer += (same_object ? 0 : object_size) + name_size(all[i].of) + 2 + all[i].value_size;
    request += (same_object ? 0 : object_size) + name_size(all[i].of);
    if (i != 0 && (answer > most || request > most_request)) return i;
  }
  return all.size();
}

}  // namespace poll_rules

/// What a device takes and gives.
struct poll_limits {
  std::size_t most_answer = max_mstp_apdu;
  std::size_t most_request = usual_request_size;  ///< what a client holds, unless it is told otherwise
  bool multiple = true;                           ///< it knows ReadPropertyMultiple
};

/// Fetches properties request by request. Where a device refuses a request as too large, half as many are asked for;
/// where it does not know ReadPropertyMultiple, one at a time.
class property_poll {
 public:
  /// Expects: that `all` lives on.
  constexpr explicit property_poll(std::span<wanted_property const> all, poll_limits const& limits = {})
      : all_{all}, limits_{limits} {
    choose();
  }

  [[nodiscard]] constexpr bool done() const { return from_ == all_.size(); }

  /// What to ask now: properties from() to from() + count(). Expects: !done().
  [[nodiscard]] constexpr std::size_t from() const { return from_; }
  [[nodiscard]] constexpr std::size_t count() const { return count_; }
  [[nodiscard]] constexpr bool asks_for_one() const { return !limits_.multiple; }

  /// The request, as a service for build_request() or client::ask().
  struct request {
    std::span<wanted_property const> part;

    static constexpr auto service = confirmed_service::read_property_multiple;
    constexpr void put(tag_writer& out) const {
      property_rules::put_references(out, part.size(), [&](std::size_t i) -> auto const& { return part[i].of; });
    }
  };
  [[nodiscard]] constexpr request multiple() const { return {all_.subspan(from_, count_)}; }
  [[nodiscard]] constexpr read_property single() const { return {all_[from_].of}; }
  /// Whichever of both it is, handed to `ask`.
  template <class Ask>
  constexpr auto ask(Ask&& with) const {
    return asks_for_one() ? with(single()) : with(multiple());
  }

  /// The answer. `take(index, result)` is called for each property that it speaks of, index counting all that are
  /// wanted. Errors: the refusal, where the device refuses and asking otherwise does not help: then these properties
  /// are passed over; those of parse() for an ack that cannot be read: then ask again, or skip(); bad_function for an
  /// answer to another service.
  template <class Take>
  constexpr error answer(apdu const& came, Take&& take) {
    if (came.type == pdu_type::error || came.type == pdu_type::reject || came.type == pdu_type::abort || came.segmented)
      return refused(came, take);
    auto const service = asks_for_one() ? confirmed_service::read_property : confirmed_service::read_property_multiple;
    if (came.type != pdu_type::complex_ack || !came.is(service))
      return {errc::bad_function, 0, static_cast<std::size_t>(service)};
    if (asks_for_one()) {
      auto const ack = read_property_ack::parse(came.data);
      if (!ack) return ack.error();
      if (!names(from_, ack->of)) return {errc::not_in_reply, 0, ack->of.object.instance};
      take(from_, property_result{all_[from_].of, ack->value, {}});
      advance();
      return {};
    }
    // All of it is read before any of it is believed.
    answered_properties whole{came.data};
    while (whole.next()) continue;
    if (whole.fault().code != errc::none) return whole.fault();
    std::size_t next = from_;
    for (answered_properties all{came.data}; all.next();) {
      // In the order asked, mostly: the search begins behind the last one found.
      for (std::size_t i = 0; i != count_; ++i) {
        auto const at = from_ + (next - from_ + i) % count_;
        if (!names(at, all->of)) continue;
        take(at, *all);
        next = at + 1;
        break;
      }
    }
    advance();
    return {};
  }
  /// What is asked now is given up: no answer came, or none that can be read.
  constexpr void skip() { advance(); }

 private:
  constexpr void choose() {
    if (done()) return;
    auto const part = all_.subspan(from_);
    count_ = limits_.multiple ? poll_rules::count_that_fits(part, limits_.most_answer, limits_.most_request) : 1;
    if (count_ > most_count_) count_ = most_count_;
  }
  constexpr void advance() {
    from_ += count_;
    choose();
  }
  /// Some devices answer with a wildcard's real instance; a Device object asked for as 4194303 is the one that answers.
  [[nodiscard]] constexpr bool names(std::size_t at, property_reference const& of) const {
    auto const& asked = all_[at].of;
    bool const any_device = asked.object == object_id{object_type::device, object_id::any_instance};
    return of.what == asked.what && of.index == asked.index &&
           (of.object == asked.object || (any_device && of.object.type == object_type::device));
  }
  /// Whether asking for less may help.
  [[nodiscard]] static constexpr bool is_too_large(apdu const& came) {
    if (came.segmented) return true;
    if (came.type == pdu_type::reject) return came.reason == static_cast<std::uint8_t>(reject_reason::buffer_overflow);
    if (came.type != pdu_type::abort) return false;
    auto const reason = static_cast<abort_reason>(came.reason);
    return reason == abort_reason::segmentation_not_supported || reason == abort_reason::buffer_overflow ||
           reason == abort_reason::apdu_too_long || reason == abort_reason::out_of_resources;
  }
  template <class Take>
  constexpr error refused(apdu const& came, Take& take) {
    if (!asks_for_one() && is_too_large(came) && count_ > 1) {
      most_count_ = count_ = count_ / 2;
      return {};
    }
    if (!asks_for_one()) {  // a device without ReadPropertyMultiple, or one whose answer fails as a whole
      bool const unknown = came.type == pdu_type::reject &&
                           came.reason == static_cast<std::uint8_t>(reject_reason::unrecognized_service);
      if (unknown || came.type == pdu_type::error || count_ == 1) {
        limits_.multiple = false;
        count_ = 1;
        return {};
      }
    }
    auto const why = refusal_of(came);
    if (asks_for_one() && came.type == pdu_type::error) {
      auto const fault = parse_error(came);
      take(from_, property_result{all_[from_].of, {}, fault ? *fault : access_error{}});
      advance();
      return {};
    }
    advance();
    return why;
  }

  std::span<wanted_property const> all_;
  poll_limits limits_;
  std::size_t from_ = 0;
  std::size_t count_ = 0;
  std::size_t most_count_ = ~std::size_t{0};
};

/// Whether Reliability is fetched beside each Present_Value. It costs 6 octets a point (21 fit an answer), and tells a
/// value that the meter cannot vouch for.
enum class with_reliability : std::uint8_t { no, yes };

/// The points of one model that a poll fetches.
template <std::size_t Count, class Model_>
struct object_plan {
  using model = Model_;

  std::array<row, Count> rows{};
  std::array<wanted_property, 2 * Count> properties{};
  bool reliability = false;

  [[nodiscard]] constexpr std::size_t points() const { return Count; }
  [[nodiscard]] constexpr std::span<wanted_property const> wanted() const {
    return std::span{properties}.first(reliability ? 2 * Count : Count);
  }
};

namespace poll_rules {

template <class Point>
concept has_value = requires(Point const& it, bytes value) { it.decode(value); };

}  // namespace poll_rules

///   static constexpr auto plan = bacnet::plan(s4100::real_power_total, s4100::voltage_ab);
template <class First, class... Points>
[[nodiscard]] constexpr auto plan(with_reliability reliability, First const& first, Points const&... points) {
  using model = typename First::model;
  static_assert((std::is_same_v<model, typename Points::model> && ...),
                "one plan reads one meter: all points are of one model");
  static_assert(poll_rules::has_value<First> && (poll_rules::has_value<Points> && ...),
                "a reserved object, a log and a device have no value to poll");
  object_plan<1 + sizeof...(Points), model> made{{static_cast<row const&>(first), static_cast<row const&>(points)...}};
  made.reliability = reliability == with_reliability::yes;
  std::size_t at = 0;
  for (auto const& one : made.rows) {
    std::uint16_t const size = one.as == holds::activity ? 2 : 5;
    made.properties[at++] = {one.present_value(), size};
    if (made.reliability) made.properties[at++] = {one.reliability(), 2};
  }
  return made;
}
template <class First, class... Points>
  requires(!std::is_same_v<First, with_reliability>)
[[nodiscard]] constexpr auto plan(First const& first, Points const&... points) {
  return plan(with_reliability::no, first, points...);
}

/// What one poll brought. Plan: a constexpr variable made by plan().
///   bacnet::snapshot<plan> now;
///   bacnet::property_poll poll{plan.wanted()};
///   ... poll.answer(apdu, now.taker()) ... now.decode(s4100::voltage_ab)
template <auto const& Plan>
class snapshot {
 public:
  /// Before each poll.
  constexpr void clear() { cells_ = {}; }

  /// Keeps a result; `index` counts the properties of Plan.wanted(). What a poll of another plan brings is passed over.
  constexpr void take(std::size_t index, property_result const& came) {
    if (index >= Plan.wanted().size() || came.of != Plan.wanted()[index].of) return;
    auto& cell = cells_[Plan.reliability ? index / 2 : index];
    bool const is_reliability = Plan.reliability && index % 2 != 0;
    if (is_reliability) {
      cell.reliability_came = true;
      tag_reader in{came.value};
      auto const says = in.application(&element::as_enumerated);
      bool const unreadable = in.end().code != errc::none || says > 0xFFFF;
      // A meter without the property vouches for nothing, and is believed.
      cell.reliability = came.why ? std::uint16_t{0} : static_cast<std::uint16_t>(unreadable ? 0xFFFFU : says);
      return;
    }
    auto const& row = Plan.rows[Plan.reliability ? index / 2 : index];
    cell.held = came.why ? result<std::uint32_t>{came.why->as_error()} : content_of(row, came.value);
  }
  /// The same as a function for property_poll::answer().
  [[nodiscard]] constexpr auto taker() {
    return [this](std::size_t index, property_result const& came) { take(index, came); };
  }

  [[nodiscard]] constexpr bool complete() const {
    for (auto const& one : cells_)
      if (one.held.error() == errc::not_in_reply || !one.reliability_came) return false;
    return true;
  }

  /// Errors: not_in_reply for a point that is not planned or has not come, with its Reliability where that is planned;
  /// error_answer where the device has no such object; unreliable; those of point::decode().
  template <class Point>
  [[nodiscard]] constexpr auto decode(Point const& wanted) const -> result<typename Point::value_type> {
    using planned = typename std::remove_cvref_t<decltype(Plan)>::model;
    static_assert(std::is_same_v<planned, typename Point::model>, "this point is of another meter than the plan");
    for (std::size_t i = 0; i != cells_.size(); ++i) {
      if (Plan.rows[i].object != wanted.object) continue;
      auto const& cell = cells_[i];
      if (!cell.held) return cell.held.error();
      if (!cell.reliability_came) break;
      if (cell.reliability != 0) return error{errc::unreliable, 0, cell.reliability};
      return wanted.of_content(*cell.held);
    }
    return error{errc::not_in_reply, 0, wanted.object.instance};
  }

 private:
  struct content {
    result<std::uint32_t> held{errc::not_in_reply};  // by content_of()
    std::uint16_t reliability = 0;
    bool reliability_came = !Plan.reliability;
  };
  std::array<content, Plan.points()> cells_{};
};

}  // namespace meterproto::bacnet

// -------------------- meterproto/bacnet.hpp: all of BACnet MS/TP

// All of BACnet MS/TP; a model's header brings what it needs by itself.

// -------------------- meterproto/leviton_codes.hpp: what the Leviton settings may hold, on every protocol

/// What the settings of the Leviton Series 4000 and 4100 may hold, the same on Modbus and on BACnet. Sources: the
/// manuals; numbers in brackets are registers, AV are BACnet objects.
namespace meterproto::leviton {

using meterproto::alert;
using meterproto::system_type;
using meterproto::validity;
using meterproto::validity_of;
inline constexpr interval system_types[] = {{10}, {11}, {12}, {31}, {40}};  // [130], AV2

enum class ct_secondary : std::uint16_t { volt = 1, third_of_a_volt = 3 };  // [132], AV4: 1 V or 1/3 V
inline constexpr interval ct_secondaries[] = {{1}, {3}};

enum class display_units : std::uint16_t { iec = 0, ieee = 1 };  // [137], AV7
inline constexpr interval display_unit_codes[] = {{0}, {1}};

/// The words that the configuration register [129], AV1 takes; reading it gives 0. The second and third take effect at
/// the end of the next calculation cycle of one second, and are to be written every 10 s at most.
namespace words {

inline constexpr std::uint16_t reset_energy = 30078;              // 0x757E: all accumulators to 0
inline constexpr std::uint16_t begin_demand_subinterval = 21211;  // 0x52DB
inline constexpr std::uint16_t reset_demand_max = 21212;          // 0x52DC: maximum becomes present demand
inline constexpr std::uint16_t reset_pulse_counters = 16498;      // 0x4072

}  // namespace words

}  // namespace meterproto::leviton

// -------------------- meterproto/leviton.hpp: what the Leviton meters share beside their tables

/// What the Leviton Series 4000-R, 4000-K and 4100 share beside their tables. Sources: the three manuals (Modbus Point
/// Map Overview and Modbus Point Map), which are also sold as Veris E50/E51 and Schneider EM3555; numbers in brackets
/// are registers.
namespace meterproto::leviton {

/// The manuals' Format column: UInt u16, SInt i16, ULong u32, SLong i32, Float f32; upper 16 bits in the
/// lowest-numbered register (Legend). 0x8000 is QNAN in a 16-bit register of a measured value; the manuals call it
/// "negative zero", it is -32768. Either half of a 32-bit value may be 0x8000, and bitmaps and settings use it too:
/// only u16_q and i16_q heed it.
inline constexpr auto u16 = modbus::formats::u16;
inline constexpr auto i16 = modbus::formats::i16;
inline constexpr auto u16_q = u16.absent_when(modbus::absent::h8000);
inline constexpr auto i16_q = i16.absent_when(modbus::absent::h8000);
inline constexpr auto u32 = modbus::formats::u32;
inline constexpr auto i32 =
    modbus::formats::i32;  // no content is said to mean "none": validity goes by the system type
inline constexpr auto f32 = modbus::formats::f32;  // QNAN 0x7FC00000; any NaN counts
inline constexpr auto bits_16 = modbus::formats::bits_16;

/// The scale registers 138 to 141 hold the power of ten of the integer registers with their letter: -4 to 4.
enum class scale : std::uint8_t { I = 1, V, W, E };

[[nodiscard]] constexpr result<int> scale_exponent(std::int16_t content) {
  return scaling::leviton_powers.of(content);
}

inline constexpr modbus::interval pulse_energies[] = {{10000}, {1000}, {100}, {10}};            // [144], Wh
inline constexpr modbus::interval pulse_durations[] = {{500}, {250}, {100}, {50}, {25}, {10}};  // [145], ms
inline constexpr modbus::interval subinterval_lengths[] = {{0}, {10, 32767}};  // [150], s; 0: by command

/// The words that register 129 takes; reading it gives 0. Those with an interval take effect at the end of the next
/// calculation cycle of one second.
inline constexpr std::uint16_t command_address = 128;
inline constexpr modbus::command reset_energy{command_address, words::reset_energy};
inline constexpr modbus::command begin_demand_subinterval{command_address, words::begin_demand_subinterval, 10};
inline constexpr modbus::command reset_demand_max{command_address, words::reset_demand_max, 10};
inline constexpr modbus::command reset_pulse_counters{command_address, words::reset_pulse_counters};

/// Register 7001 as the manuals print it: 12345 is version 12.345.
struct firmware_version {
  unsigned major = 0;
  unsigned minor = 0;

  friend constexpr auto operator<=>(firmware_version const&, firmware_version const&) = default;
};
[[nodiscard]] constexpr firmware_version firmware_of(std::uint16_t register_7001) {
  return {register_7001 / 1000U, register_7001 % 1000U};
}

}  // namespace meterproto::leviton

// -------------------- meterproto/leviton_s4000_family.hpp: the rows that the 4000-R and the 4000-K share

/// The rows that are equal in the Leviton Series 4000-R and 4000-K. Include the header of the one that you have.
/// Source: the Series 4000-R and Series 4000-K manuals, Modbus Point Map. Neither says that registers count from 1; a
/// map of the same meter under another name (EM3502/EM3550) does, by printing wire addresses.
namespace meterproto::leviton_s4000_family {

using namespace leviton;  // NOLINT: the manuals' formats and codes, under this model's name
using modbus::code, modbus::bitmap, modbus::point, modbus::setting, modbus::reserved, modbus::ten_to;
using modbus::R, modbus::R_NV, modbus::RW, modbus::RW_NV;

struct model {
  static constexpr int first_number = 1;
  using scale = leviton::scale;
  static constexpr std::array<std::uint16_t, 4> scale_addresses{137, 138, 139, 140};
  static constexpr std::array<char const*, 4> scale_names{"I", "V", "W", "E"};
  static constexpr result<int> scale_exponent(std::int16_t content) { return leviton::scale_exponent(content); }
  // The log registers 155-178 of the default tables belong to another model of the line; 53-128 and 155-256 are listed
  // nowhere.
  static constexpr std::array<modbus::block, 4> listed{{{0, 52}, {128, 26}, {256, 90}, {7000, 1}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using scales = modbus::scale_values<model>;

/// The registers with a star (43-52, 337-346) are not there on firmware 1.018 or earlier.
[[nodiscard]] constexpr bool is_in_firmware(modbus::row const& row, firmware_version version) {
  bool const starred = (row.address >= 42 && row.address < 52) || (row.address >= 336 && row.address < 346);
  return !starred || version > firmware_version{1, 18};
}

// clang-format off
//                                                           reg        R/W,NV format   unit           scale       range            what is measured
// Integer Data
inline constexpr auto real_energy_import          = point   {at{1},    R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, flow::import}};  // range printed per register; consumption, which is the 4100's import
inline constexpr auto real_power_total            = point   {at{3},    R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, phase::total}};
inline constexpr auto reactive_power_total        = point   {at{4},    R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, phase::total}};
inline constexpr auto apparent_power_total        = point   {at{5},    R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total          = point   {at{6},    R,     u16_q,   one,           ten_to(-4), {0, 10000},      {quantity::power_factor, phase::total}};
inline constexpr auto voltage_ll_avg              = point   {at{7},    R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ll_avg}};
inline constexpr auto voltage_ln_avg              = point   {at{8},    R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg                 = point   {at{9},    R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::avg}};
inline constexpr auto real_power_a                = point   {at{10},   R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, phase::a}};
inline constexpr auto real_power_b                = point   {at{11},   R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, phase::b}};
inline constexpr auto real_power_c                = point   {at{12},   R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, phase::c}};
inline constexpr auto power_factor_a              = point   {at{13},   R,     u16_q,   one,           ten_to(-4), {0, 10000},      {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b              = point   {at{14},   R,     u16_q,   one,           ten_to(-4), {0, 10000},      {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c              = point   {at{15},   R,     u16_q,   one,           ten_to(-4), {0, 10000},      {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab                  = point   {at{16},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc                  = point   {at{17},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca                  = point   {at{18},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ca}};  // printed "A-C"
inline constexpr auto voltage_an                  = point   {at{19},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn                  = point   {at{20},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn                  = point   {at{21},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::cn}};
inline constexpr auto current_a                   = point   {at{22},   R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::a}};
inline constexpr auto current_b                   = point   {at{23},   R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::b}};
inline constexpr auto current_c                   = point   {at{24},   R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::c}};
inline constexpr auto reserved_25                 = reserved{at{25}, R, u16};  // returns 0x8000
inline constexpr auto frequency                   = point   {at{26},   R,     u16_q,   Hz,            ten_to(-2), {4500, 6500},    {quantity::frequency}};  // derived from phase A
inline constexpr auto apparent_energy_import      = point   {at{27},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, flow::import}};
inline constexpr auto reactive_energy_total       = point   {at{29},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::total}};
inline constexpr auto apparent_power_a            = point   {at{31},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b            = point   {at{32},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c            = point   {at{33},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::c}};
inline constexpr auto reactive_power_a            = point   {at{34},   R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b            = point   {at{35},   R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c            = point   {at{36},   R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, phase::c}};
inline constexpr auto real_power_demand           = point   {at{37},   R,     u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand       = point   {at{38},   R,     u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, statistic::demand}};
inline constexpr auto apparent_power_demand       = point   {at{39},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, statistic::demand}};
inline constexpr auto real_power_demand_max       = point   {at{40},   R_NV,  u16_q,   kW,            scale::W,   {0, 32767},      {quantity::real_power, statistic::demand_max}};
inline constexpr auto reactive_power_demand_max   = point   {at{41},   R_NV,  u16_q,   kvar,          scale::W,   {0, 32767},      {quantity::reactive_power, statistic::demand_max}};
inline constexpr auto apparent_power_demand_max   = point   {at{42},   R_NV,  u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, statistic::demand_max}};
inline constexpr auto pulse_counter_1             = point   {at{43},   R_NV,  u32,     counts,                    {0, 0xFFFFFFFF}, {measurand::numbered(quantity::pulse_counter, 1)}};  // real energy, [144] Wh each
inline constexpr auto pulse_counter_2             = point   {at{45},   R_NV,  u32,     counts,                    {0, 0xFFFFFFFF}, {measurand::numbered(quantity::pulse_counter, 2)}};  // reactive energy, [144] varh each
inline constexpr auto real_energy_import_a        = point   {at{47},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b        = point   {at{49},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c        = point   {at{51},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::c, flow::import}};

// Configuration; 131 and 132 differ
inline constexpr auto command                     = point   {at{129},  RW,    u16,     counts,                                     {quantity::command}};  // takes the words in leviton.hpp; reads 0
inline constexpr auto system_type                 = setting {at{130},  RW_NV, u16,     code<leviton::system_type>{},             leviton::system_types, {quantity::system_type}};
inline constexpr auto pt_ratio                    = setting {at{133},  RW_NV, u16,     one,           ten_to(-2), {1, 32000},      {quantity::pt_ratio}};  // printed as 100 and 0.01-320.00; set it before 134
inline constexpr auto system_voltage              = setting {at{134},  RW_NV, u16,     V,                         {82, 32000},     {quantity::system_voltage}};  // line to line, in type 10 line to neutral; refused unless 82 to 660 V after the PT
inline constexpr auto system_power_max            = point   {at{135},  R_NV,  u16,     kW,            scale::W,   {1, 32767},      {quantity::system_power_max}};  // made by the meter from 130, 131 and 134
inline constexpr auto reserved_136                = reserved{at{136}, R, u16};  // returns 0
inline constexpr auto display_units               = setting {at{137},  RW_NV, u16,     code<leviton::display_units>{},             leviton::display_unit_codes, {quantity::display_units}};
inline constexpr auto scale_i                     = point   {at{138},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_i}};  // the printed list of exponents belongs to all four
inline constexpr auto scale_v                     = point   {at{139},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_v}};
inline constexpr auto scale_w                     = point   {at{140},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_w}};
inline constexpr auto scale_e                     = point   {at{141},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_e}};
inline constexpr auto phase_loss_threshold        = setting {at{142},  RW_NV, u16,     percent,                   {1, 99},         {quantity::phase_loss_threshold}};  // of 134; two readings are printed: 10 % is below 60 V or below 540 V of 600 V
inline constexpr auto phase_loss_imbalance        = setting {at{143},  RW_NV, u16,     percent,                   {1, 99},         {quantity::phase_loss_imbalance}};
inline constexpr auto pulse_energy                = setting {at{144},  RW_NV, u16,     Wh,                        leviton::pulse_energies, {quantity::pulse_energy}};  // refused where no pulse keeps up with 135; the default 1 kWh reads 1000
inline constexpr auto pulse_duration              = point   {at{145},  R_NV,  u16,     ms,                        leviton::pulse_durations, {quantity::pulse_duration}};
inline constexpr auto alert_bitmap                = point   {at{146},  R,     bits_16, bitmap<leviton::alert>{},                              {quantity::alert_bitmap}};  // 0x8000 is bit 15 here, not QNAN
inline constexpr auto energy_reset_count          = point   {at{147},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::energy_reset_count}};
inline constexpr auto reserved_148                = reserved{at{148}, R, u16};  // returns 0
inline constexpr auto demand_subintervals         = setting {at{149},  RW_NV, u16,     counts,                    {1, 6},          {quantity::demand_subintervals}};  // 1: block demand
inline constexpr auto demand_subinterval_length   = setting {at{150},  RW_NV, u16,     s,                         leviton::subinterval_lengths, {quantity::demand_subinterval_length}};  // 0: begun by command
inline constexpr auto reserved_151                = reserved{at{151}, RW, u16};  // returns 0; the printed range 1-32767 is a leftover
inline constexpr auto power_up_count              = point   {at{152},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::power_up_count}};  // printed R/W; the 4100 and all sister manuals say R, so it is no setting
inline constexpr auto output_config               = point   {at{153},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::output_config}};  // third output: 0 RS-485, 2 VAR pulse
inline constexpr auto reserved_154                = reserved{at{154}, R, u16};  // returns 0

// Floating Point Data
inline constexpr auto real_energy_import_f        = point   {at{257},  R_NV,  f32,     kWh,                                        {quantity::real_energy, flow::import}};
inline constexpr auto real_energy_import_copy_f   = point   {at{259},  R_NV,  f32,     kWh,                                        {quantity::real_energy, statistic::copy, flow::import}};  // 257 once more; the ancestor's map (H8030) says so
inline constexpr auto real_power_total_f          = point   {at{261},  R,     f32,     kW,                                         {quantity::real_power, phase::total}};
inline constexpr auto reactive_power_total_f      = point   {at{263},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::total}};
inline constexpr auto apparent_power_total_f      = point   {at{265},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total_f        = point   {at{267},  R,     f32,     one,                       {0, 1},          {quantity::power_factor, phase::total}};
inline constexpr auto voltage_ll_avg_f            = point   {at{269},  R,     f32,     V,                                          {quantity::voltage, phase::ll_avg}};
inline constexpr auto voltage_ln_avg_f            = point   {at{271},  R,     f32,     V,                                          {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg_f               = point   {at{273},  R,     f32,     A,                                          {quantity::current, phase::avg}};
inline constexpr auto real_power_a_f              = point   {at{275},  R,     f32,     kW,                                         {quantity::real_power, phase::a}};
inline constexpr auto real_power_b_f              = point   {at{277},  R,     f32,     kW,                                         {quantity::real_power, phase::b}};
inline constexpr auto real_power_c_f              = point   {at{279},  R,     f32,     kW,                                         {quantity::real_power, phase::c}};
inline constexpr auto power_factor_a_f            = point   {at{281},  R,     f32,     one,                       {0, 1},          {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b_f            = point   {at{283},  R,     f32,     one,                       {0, 1},          {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c_f            = point   {at{285},  R,     f32,     one,                       {0, 1},          {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab_f                = point   {at{287},  R,     f32,     V,                                          {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc_f                = point   {at{289},  R,     f32,     V,                                          {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca_f                = point   {at{291},  R,     f32,     V,                                          {quantity::voltage, phase::ca}};  // printed "A-C"
inline constexpr auto voltage_an_f                = point   {at{293},  R,     f32,     V,                                          {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn_f                = point   {at{295},  R,     f32,     V,                                          {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn_f                = point   {at{297},  R,     f32,     V,                                          {quantity::voltage, phase::cn}};
inline constexpr auto current_a_f                 = point   {at{299},  R,     f32,     A,                                          {quantity::current, phase::a}};
inline constexpr auto current_b_f                 = point   {at{301},  R,     f32,     A,                                          {quantity::current, phase::b}};
inline constexpr auto current_c_f                 = point   {at{303},  R,     f32,     A,                                          {quantity::current, phase::c}};
inline constexpr auto reserved_305                = reserved{at{305}, R, f32};  // returns 0x7FC00000
inline constexpr auto frequency_f                 = point   {at{307},  R,     f32,     Hz,                        {45, 65},        {quantity::frequency}};
inline constexpr auto apparent_energy_import_f    = point   {at{309},  R_NV,  f32,     kVAh,                                       {quantity::apparent_energy, flow::import}};
inline constexpr auto reactive_energy_total_f     = point   {at{311},  R_NV,  f32,     kvarh,                                      {quantity::reactive_energy, flow::total}};
inline constexpr auto apparent_power_a_f          = point   {at{313},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b_f          = point   {at{315},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c_f          = point   {at{317},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::c}};
inline constexpr auto reactive_power_a_f          = point   {at{319},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b_f          = point   {at{321},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c_f          = point   {at{323},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::c}};
inline constexpr auto real_power_demand_f         = point   {at{325},  R,     f32,     kW,                                         {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand_f     = point   {at{327},  R,     f32,     kvar,                                       {quantity::reactive_power, statistic::demand}};
inline constexpr auto apparent_power_demand_f     = point   {at{329},  R,     f32,     kVA,                                        {quantity::apparent_power, statistic::demand}};  // printed NV, which 325, 327 and 37-39 are not
inline constexpr auto real_power_demand_max_f     = point   {at{331},  R_NV,  f32,     kW,                                         {quantity::real_power, statistic::demand_max}};
inline constexpr auto reactive_power_demand_max_f = point   {at{333},  R_NV,  f32,     kvar,                                       {quantity::reactive_power, statistic::demand_max}};
inline constexpr auto apparent_power_demand_max_f = point   {at{335},  R_NV,  f32,     kVA,                                        {quantity::apparent_power, statistic::demand_max}};
inline constexpr auto pulse_counter_1_f           = point   {at{337},  R_NV,  f32,     counts,                    {0, 4294967040}, {measurand::numbered(quantity::pulse_counter, 1)}};  // the integer counter, rounded; rolls over with it and is kept with it, printed without NV
inline constexpr auto pulse_counter_2_f           = point   {at{339},  R_NV,  f32,     counts,                    {0, 4294967040}, {measurand::numbered(quantity::pulse_counter, 2)}};  // the row has no name; the order of 43, 45, 337 gives it
inline constexpr auto real_energy_import_a_f      = point   {at{341},  R_NV,  f32,     kWh,                                        {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b_f      = point   {at{343},  R_NV,  f32,     kWh,                                        {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c_f      = point   {at{345},  R_NV,  f32,     kWh,                                        {quantity::real_energy, phase::c, flow::import}};

// Named in the text, in no table
inline constexpr auto firmware_version_os         = point   {at{7001}, R_NV,  u16,     counts,                                     {quantity::firmware_version_os}};  // row of 0x2B: 12345 is V12.345
// clang-format on

namespace table_of {
constexpr auto all(auto const& ct_primary, auto const& register_132, auto const& make) {
  return make(real_energy_import, real_power_total, reactive_power_total, apparent_power_total, power_factor_total,
              voltage_ll_avg, voltage_ln_avg, current_avg, real_power_a, real_power_b, real_power_c, power_factor_a,
              power_factor_b, power_factor_c, voltage_ab, voltage_bc, voltage_ca, voltage_an, voltage_bn, voltage_cn,
              current_a, current_b, current_c, reserved_25, frequency, apparent_energy_import, reactive_energy_total,
              apparent_power_a, apparent_power_b, apparent_power_c, reactive_power_a, reactive_power_b,
              reactive_power_c, real_power_demand, reactive_power_demand, apparent_power_demand, real_power_demand_max,
              reactive_power_demand_max, apparent_power_demand_max, pulse_counter_1, pulse_counter_2,
              real_energy_import_a, real_energy_import_b, real_energy_import_c, command, system_type, ct_primary,
              register_132, pt_ratio, system_voltage, system_power_max, reserved_136, display_units, scale_i, scale_v,
              scale_w, scale_e, phase_loss_threshold, phase_loss_imbalance, pulse_energy, pulse_duration, alert_bitmap,
              energy_reset_count, reserved_148, demand_subintervals, demand_subinterval_length, reserved_151,
              power_up_count, output_config, reserved_154, real_energy_import_f, real_energy_import_copy_f,
              real_power_total_f, reactive_power_total_f, apparent_power_total_f, power_factor_total_f,
              voltage_ll_avg_f, voltage_ln_avg_f, current_avg_f, real_power_a_f, real_power_b_f, real_power_c_f,
              power_factor_a_f, power_factor_b_f, power_factor_c_f, voltage_ab_f, voltage_bc_f, voltage_ca_f,
              voltage_an_f, voltage_bn_f, voltage_cn_f, current_a_f, current_b_f, current_c_f, reserved_305,
              frequency_f, apparent_energy_import_f, reactive_energy_total_f, apparent_power_a_f, apparent_power_b_f,
              apparent_power_c_f, reactive_power_a_f, reactive_power_b_f, reactive_power_c_f, real_power_demand_f,
              reactive_power_demand_f, apparent_power_demand_f, real_power_demand_max_f, reactive_power_demand_max_f,
              apparent_power_demand_max_f, pulse_counter_1_f, pulse_counter_2_f, real_energy_import_a_f,
              real_energy_import_b_f, real_energy_import_c_f, firmware_version_os);
}
}  // namespace table_of

}  // namespace meterproto::leviton_s4000_family

// -------------------- meterproto/leviton_s4000r.hpp: Leviton Series 4000-R

/// Leviton Series 4000-R, power and energy meter for rope-style (Rogowski) current transformers, Modbus RTU.
/// Source: Leviton Series 4000-R manual, Modbus Point Map. Read by function 03 or 04; registers count from 1.
namespace meterproto::leviton_s4000r {

using namespace leviton_s4000_family;  // NOLINT: the rows that both models have

// clang-format off
// Where the 4000-K differs.
//                                            reg        R/W,NV format   unit           scale       range            what is measured
inline constexpr auto ct_primary   = setting {at{131},  RW_NV, u16,     A,                         {20, 5000},      {quantity::ct_primary}};  // the overview speaks of 5 A, two other places of 20 to 5000
inline constexpr auto reserved_132 = reserved{at{132}, R_NV, u16};  // returns 0x8000; the default table's 1 V is another model's
// clang-format on

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers =
    table_of::all(ct_primary, reserved_132, [](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges =
    table_of::all(ct_primary, reserved_132, [](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meterproto::leviton_s4000r

// -------------------- meterproto/leviton_s4000k.hpp: Leviton Series 4000-K

/// Leviton Series 4000-K, power and energy meter for current transformers of 1 V or 1/3 V, Modbus RTU.
/// Source: Leviton Series 4000-K manual, Modbus Point Map. Read by function 03 or 04; registers count from 1.
namespace meterproto::leviton_s4000k {

using namespace leviton_s4000_family;  // NOLINT: the rows that both models have

// clang-format off
// Where the 4000-R differs.
//                                            reg        R/W,NV format   unit           scale       range            what is measured
inline constexpr auto ct_primary   = setting {at{131},  RW_NV, u16,     A,                         {1, 32000},      {quantity::ct_primary}};  // the specification begins at 5 A
inline constexpr auto ct_secondary = setting {at{132},  RW_NV, u16,     code<leviton::ct_secondary>{},           leviton::ct_secondaries, {quantity::ct_secondary}};  // 1 V or 1/3 V; may not be for the user to set
// clang-format on

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers =
    table_of::all(ct_primary, ct_secondary, [](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges =
    table_of::all(ct_primary, ct_secondary, [](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meterproto::leviton_s4000k

// -------------------- meterproto/leviton_s4100.hpp: Leviton Series 4100

/// Leviton Series 4100, bidirectional power and energy meter (4DUMR, 41OUM), Modbus RTU. Sold also as Veris E51C2/E51C3
/// and Schneider EM3555, whose manuals decide where this one's text is damaged. Source: Leviton Series 4100 manual,
/// Modbus Point Map; E51C3 manual ZL0067; EM3555 manual ZL0093-0A. Read by function 03 or 04; registers count from 1.
namespace meterproto::leviton_s4100 {

using namespace leviton;  // NOLINT: the manual's formats and codes, under this model's name
using modbus::code, modbus::bitmap, modbus::point, modbus::setting, modbus::reserved, modbus::ambiguous, modbus::ten_to;
using modbus::R, modbus::R_NV, modbus::RW, modbus::RW_NV;

struct model {
  static constexpr int first_number = 1;  // "Register addresses are in PLC style base 1 notation"
  using scale = leviton::scale;
  static constexpr std::array<std::uint16_t, 4> scale_addresses{137, 138, 139, 140};
  static constexpr std::array<char const*, 4> scale_names{"I", "V", "W", "E"};
  static constexpr result<int> scale_exponent(std::int16_t content) { return leviton::scale_exponent(content); }
  // 155-178 and the buffer belong to the model with data logging, so no read that another meter should answer runs into
  // them. 113-128, 179-256 and 409 on are listed nowhere.
  static constexpr std::array<modbus::block, 6> listed{
      {{0, 112}, {128, 26}, {154, 24}, {256, 152}, {7000, 1}, {7999, 5760}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using scales = modbus::scale_values<model>;

inline constexpr modbus::command reset_log{leviton::command_address, 16640};  // 0x4100

/// Log Configuration [159].
inline constexpr std::uint16_t log_single_shot = 0x0001;  // stop when full; else circular
inline constexpr std::uint16_t log_halt = 0x0002;

/// Log Status [160]: the number is the bit.
enum class log_state : std::uint8_t {
  full = 0,
  collision_1 = 1,  // the meter wrote while a page was shown; that entry is held back
  collision_2 = 2,  // again: the buffer moved on under the reader
  reset = 3,        // logging was reset in the last sub-interval
  interrupted = 4,  // by a power cycle, say
  clock_changed = 5,
};

/// What a log pointer [169-178] may name. Printed for the E51C3 and copied from the E50 map: whether 43-112 or 337-408
/// can be logged is not known, so they are not allowed here.
inline constexpr modbus::interval log_pointers[] = {{1, 42}, {146}, {155, 157}, {257, 336}};

// clang-format off
//                                                                  reg        R/W,NV format   unit           scale       range            what is measured
// Integer Data: Summary of Active Phases
inline constexpr auto real_energy_net                    = point   {at{1},    R_NV,  i32,     kWh,           scale::E,   {-0x7FFFFFFF, 0x7FFFFFFF}, {quantity::real_energy, flow::net}};
inline constexpr auto real_energy_import                 = point   {at{3},    R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, flow::import}};  // quadrants 1 and 4
inline constexpr auto real_energy_export                 = point   {at{5},    R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, flow::export_}};  // quadrants 2 and 3
inline constexpr auto reactive_energy_q1                 = point   {at{7},    R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::q1}};
inline constexpr auto reactive_energy_q2                 = point   {at{9},    R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::q2}};
inline constexpr auto reactive_energy_q3                 = point   {at{11},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::q3}};
inline constexpr auto reactive_energy_q4                 = point   {at{13},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, flow::q4}};
inline constexpr auto apparent_energy_net                = point   {at{15},   R_NV,  i32,     kVAh,          scale::E,   {-0x7FFFFFFF, 0x7FFFFFFF}, {quantity::apparent_energy, flow::net}};
inline constexpr auto apparent_energy_import             = point   {at{17},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, flow::import}};
inline constexpr auto apparent_energy_export             = point   {at{19},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, flow::export_}};
inline constexpr auto real_power_total                   = point   {at{21},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, phase::total}};
inline constexpr auto reactive_power_total               = point   {at{22},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, phase::total}};  // printed 0 to 32767, but SInt as its phases 94-96
inline constexpr auto apparent_power_total               = point   {at{23},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::total}};  // vector sum
inline constexpr auto power_factor_total                 = point   {at{24},   R,     i16_q,   one,           ten_to(-4), {-10000, 10000}, {quantity::power_factor, phase::total}};
inline constexpr auto voltage_ll_avg                     = point   {at{25},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ll_avg}};  // of the active phases, as the next two
inline constexpr auto voltage_ln_avg                     = point   {at{26},   R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg                        = point   {at{27},   R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::avg}};
inline constexpr auto frequency                          = point   {at{28},   R,     u16_q,   Hz,            ten_to(-2), {4500, 6500},    {quantity::frequency}};  // R/W column blank
inline constexpr auto real_power_demand                  = point   {at{29},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand              = point   {at{30},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, statistic::demand}};  // R/W column blank
inline constexpr auto apparent_power_demand              = point   {at{31},   R,     i16_q,   kVA,           scale::W,   {-32767, 32767}, {quantity::apparent_power, statistic::demand}};  // signed as the real power, as 34 and 37
inline constexpr auto real_power_demand_max_import       = point   {at{32},   R_NV,  i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, statistic::demand_max, flow::import}};  // 32-37: the import and export labels were lost; EM3555 p. 34
inline constexpr auto reactive_power_demand_max_import   = point   {at{33},   R_NV,  i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, statistic::demand_max, flow::import}};
inline constexpr auto apparent_power_demand_max_import   = point   {at{34},   R_NV,  i16_q,   kVA,           scale::W,   {-32767, 32767}, {quantity::apparent_power, statistic::demand_max, flow::import}};
inline constexpr auto real_power_demand_max_export       = point   {at{35},   R_NV,  i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, statistic::demand_max, flow::export_}};
inline constexpr auto reactive_power_demand_max_export   = point   {at{36},   R_NV,  i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, statistic::demand_max, flow::export_}};
inline constexpr auto apparent_power_demand_max_export   = point   {at{37},   R_NV,  i16_q,   kVA,           scale::W,   {-32767, 32767}, {quantity::apparent_power, statistic::demand_max, flow::export_}};
inline constexpr auto reserved_38                        = reserved{at{38}, R, u16};  // returns 0x8000
inline constexpr auto pulse_counter_1                    = point   {at{39},   R_NV,  u32,     counts,                    {0, 0xFFFFFFFF}, {measurand::numbered(quantity::pulse_counter, 1)}};  // import real energy
inline constexpr auto pulse_counter_2                    = point   {at{41},   R_NV,  u32,     counts,                    {0, 0xFFFFFFFF}, {measurand::numbered(quantity::pulse_counter, 2)}};  // of export: real energy says this row, reactive 315

// Integer Data: Per Phase
inline constexpr auto real_energy_import_a               = point   {at{43},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b               = point   {at{45},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c               = point   {at{47},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::c, flow::import}};
inline constexpr auto real_energy_export_a               = point   {at{49},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::a, flow::export_}};
inline constexpr auto real_energy_export_b               = point   {at{51},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::b, flow::export_}};
inline constexpr auto real_energy_export_c               = point   {at{53},   R_NV,  u32,     kWh,           scale::E,   {0, 0xFFFFFFFF}, {quantity::real_energy, phase::c, flow::export_}};
inline constexpr auto reactive_energy_q1_a               = point   {at{55},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::a, flow::q1}};
inline constexpr auto reactive_energy_q1_b               = point   {at{57},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::b, flow::q1}};
inline constexpr auto reactive_energy_q1_c               = point   {at{59},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::c, flow::q1}};
inline constexpr auto reactive_energy_q2_a               = point   {at{61},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::a, flow::q2}};
inline constexpr auto reactive_energy_q2_b               = point   {at{63},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::b, flow::q2}};
inline constexpr auto reactive_energy_q2_c               = point   {at{65},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::c, flow::q2}};
inline constexpr auto reactive_energy_q3_a               = point   {at{67},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::a, flow::q3}};
inline constexpr auto reactive_energy_q3_b               = point   {at{69},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::b, flow::q3}};
inline constexpr auto reactive_energy_q3_c               = point   {at{71},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::c, flow::q3}};
inline constexpr auto reactive_energy_q4_a               = point   {at{73},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::a, flow::q4}};
inline constexpr auto reactive_energy_q4_b               = point   {at{75},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::b, flow::q4}};
inline constexpr auto reactive_energy_q4_c               = point   {at{77},   R_NV,  u32,     kvarh,         scale::E,   {0, 0xFFFFFFFF}, {quantity::reactive_energy, phase::c, flow::q4}};
inline constexpr auto apparent_energy_import_a           = point   {at{79},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::a, flow::import}};
inline constexpr auto apparent_energy_import_b           = point   {at{81},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::b, flow::import}};
inline constexpr auto apparent_energy_import_c           = point   {at{83},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::c, flow::import}};
inline constexpr auto apparent_energy_export_a           = point   {at{85},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::a, flow::export_}};
inline constexpr auto apparent_energy_export_b           = point   {at{87},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::b, flow::export_}};
inline constexpr auto apparent_energy_export_c           = point   {at{89},   R_NV,  u32,     kVAh,          scale::E,   {0, 0xFFFFFFFF}, {quantity::apparent_energy, phase::c, flow::export_}};
inline constexpr auto real_power_a                       = point   {at{91},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, phase::a}};
inline constexpr auto real_power_b                       = point   {at{92},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, phase::b}};
inline constexpr auto real_power_c                       = point   {at{93},   R,     i16_q,   kW,            scale::W,   {-32767, 32767}, {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_a                   = point   {at{94},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b                   = point   {at{95},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c                   = point   {at{96},   R,     i16_q,   kvar,          scale::W,   {-32767, 32767}, {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_a                   = point   {at{97},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b                   = point   {at{98},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c                   = point   {at{99},   R,     u16_q,   kVA,           scale::W,   {0, 32767},      {quantity::apparent_power, phase::c}};
inline constexpr auto power_factor_a                     = point   {at{100},  R,     i16_q,   one,           ten_to(-4), {-10000, 10000}, {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b                     = point   {at{101},  R,     i16_q,   one,           ten_to(-4), {-10000, 10000}, {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c                     = point   {at{102},  R,     i16_q,   one,           ten_to(-4), {-10000, 10000}, {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab                         = point   {at{103},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc                         = point   {at{104},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca                         = point   {at{105},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::ca}};  // printed "A-C"
inline constexpr auto voltage_an                         = point   {at{106},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn                         = point   {at{107},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn                         = point   {at{108},  R,     u16_q,   V,             scale::V,   {0, 32767},      {quantity::voltage, phase::cn}};
inline constexpr auto current_a                          = point   {at{109},  R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::a}};
inline constexpr auto current_b                          = point   {at{110},  R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::b}};
inline constexpr auto current_c                          = point   {at{111},  R,     u16_q,   A,             scale::I,   {0, 32767},      {quantity::current, phase::c}};
inline constexpr auto reserved_112                       = reserved{at{112}, R, u16};  // returns 0x8000

// Configuration
inline constexpr auto command                            = point   {at{129},  RW,    u16,     counts,                                     {quantity::command}};  // takes the words in leviton.hpp and reset_log; reads 0
inline constexpr auto system_type                        = setting {at{130},  RW_NV, u16,     code<leviton::system_type>{},             leviton::system_types, {quantity::system_type}};
inline constexpr auto ct_primary                         = setting {at{131},  RW_NV, u16,     A,                         {1, 32000},      {quantity::ct_primary}};  // the specification begins at 5 A
inline constexpr auto ct_secondary                       = setting {at{132},  RW_NV, u16,     code<leviton::ct_secondary>{},             leviton::ct_secondaries, {quantity::ct_secondary}};  // 1 V or 1/3 V; may not be for the user to set
inline constexpr auto pt_ratio                           = setting {at{133},  RW_NV, u16,     one,           ten_to(-2), {1, 32000},      {quantity::pt_ratio}};  // printed as 100 and 0.01-320.00; set it before 134
inline constexpr auto system_voltage                     = setting {at{134},  RW_NV, u16,     V,                         {82, 32000},     {quantity::system_voltage}};  // line to line, in type 10 line to neutral; refused unless 82 to 660 V after the PT
inline constexpr auto system_power_max                   = point   {at{135},  R_NV,  u16,     kW,            scale::W,   {1, 32767},      {quantity::system_power_max}};  // made by the meter from 130, 131 and 134
inline constexpr auto reserved_136                       = reserved{at{136}, R, u16};  // returns 0
inline constexpr auto display_units                      = setting {at{137},  RW_NV, u16,     code<leviton::display_units>{},             leviton::display_unit_codes, {quantity::display_units}};
inline constexpr auto scale_i                            = point   {at{138},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_i}};  // the printed list of exponents belongs to all four
inline constexpr auto scale_v                            = point   {at{139},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_v}};
inline constexpr auto scale_w                            = point   {at{140},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_w}};
inline constexpr auto scale_e                            = point   {at{141},  R,     i16,     counts,                    {-4, 4},         {quantity::scale_e}};
inline constexpr auto phase_loss_threshold               = setting {at{142},  RW_NV, u16,     percent,                   {1, 99},         {quantity::phase_loss_threshold}};  // of 134; two readings are printed: 10 % is below 60 V or below 540 V of 600 V
inline constexpr auto phase_loss_imbalance               = setting {at{143},  RW_NV, u16,     percent,                   {1, 99},         {quantity::phase_loss_imbalance}};
inline constexpr auto pulse_energy                       = setting {at{144},  RW_NV, u16,     Wh,                        leviton::pulse_energies, {quantity::pulse_energy}};  // refused where no pulse keeps up with 135; the default 1 kWh reads 1000
inline constexpr auto pulse_duration                     = point   {at{145},  R_NV,  u16,     ms,                        leviton::pulse_durations, {quantity::pulse_duration}};
inline constexpr auto alert_bitmap                       = point   {at{146},  R,     bits_16, bitmap<leviton::alert>{},                              {quantity::alert_bitmap}};  // 0x8000 is bit 15 here, not QNAN; its text names 3 and 261/262, of the E50: here 21 and 277/278
inline constexpr auto energy_reset_count                 = point   {at{147},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::energy_reset_count}};
inline constexpr auto reserved_148                       = reserved{at{148}, R, u16};  // returns 0
inline constexpr auto demand_subintervals                = setting {at{149},  RW_NV, u16,     counts,                    {1, 6},          {quantity::demand_subintervals}};  // 1: block demand; ignored while 150 is 0
inline constexpr auto demand_subinterval_length          = setting {at{150},  RW_NV, u16,     s,                         leviton::subinterval_lengths, {quantity::demand_subinterval_length}};  // 0: begun by command; also the logging interval
inline constexpr auto reserved_151                       = reserved{at{151}, RW, u16};  // returns 0; the printed range 1-32767 is a leftover
inline constexpr auto power_up_count                     = point   {at{152},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::power_up_count}};
inline constexpr auto output_config                      = point   {at{153},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::output_config}};  // always 0
inline constexpr auto reserved_154                       = reserved{at{154}, R, u16};  // returns 0

// Clock and data logging: E51C3 manual p. 25-27, EM3555 manual p. 32-33; two bytes in a register: the first named is the high one
inline constexpr auto clock_day_month                    = point   {at{155},  RW,    u16,     counts,                                     {quantity::clock_day_month}};  // day, month; 155-157 are set together, by set_clock(); NV is printed, but a power loss sets 1 Jan 2000, 0 h
inline constexpr auto clock_hour_year                    = point   {at{156},  RW,    u16,     counts,                                     {quantity::clock_hour_year}};  // hour, year - 2000
inline constexpr auto clock_second_minute                = point   {at{157},  RW,    u16,     counts,                                     {quantity::clock_second_minute}};  // second, minute
inline constexpr auto log_page                           = setting {at{158},  RW_NV, u16,     counts,                    {0, 10},         {quantity::log_page}};  // the buffer shown at 8000; 1-10 pauses logging, 0 resumes
inline constexpr auto log_config                         = setting {at{159},  RW_NV, bits_16, counts,                    {0, 3},          {quantity::log_config}};  // bits: log_single_shot, log_halt; the text that puts the halt bit into 158 is wrong
inline constexpr auto log_status                         = point   {at{160},  R_NV,  bits_16, bitmap<log_state>{},                              {quantity::log_status}};
inline constexpr auto log_wrap_count                     = point   {at{161},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::log_wrap_count}};  // 161-168: EM3555 p. 33 only. Circular: wraps; single shot: entries lost
inline constexpr auto log_max_days                       = point   {at{162},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::log_max_days}};
inline constexpr auto log_entry_count                    = point   {at{163},  R_NV,  u16,     counts,                    {0, 32767},      {quantity::log_entry_count}};  // since the last wrap or reset; total = 161 x 5760 + 163
inline constexpr auto log_start_real_energy              = ambiguous{at{164}, R_NV,  u32,     kWh,           scale::E,                    {quantity::log_start_real_energy}};  // 001/002 when logging began: printed ULong, so u32, but 001/002 is signed here, so i32
inline constexpr auto log_newest_day_month               = point   {at{166},  R_NV,  u16,     counts,                                     {quantity::log_newest_day_month}};
inline constexpr auto log_newest_hour_year               = point   {at{167},  R_NV,  u16,     counts,                                     {quantity::log_newest_hour_year}};
inline constexpr auto log_newest_second_minute           = point   {at{168},  R_NV,  u16,     counts,                                     {quantity::log_newest_second_minute}};
inline constexpr auto log_pointer_1                      = setting {at{169},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 1)}};  // default 3
inline constexpr auto log_pointer_2                      = setting {at{170},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 2)}};  // default 4
inline constexpr auto log_pointer_3                      = setting {at{171},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 3)}};  // default 5
inline constexpr auto log_pointer_4                      = setting {at{172},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 4)}};  // default 6
inline constexpr auto log_pointer_5                      = setting {at{173},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 5)}};  // default 29
inline constexpr auto log_pointer_6                      = setting {at{174},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 6)}};  // default 30
inline constexpr auto log_pointer_7                      = setting {at{175},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 7)}};  // default 31
inline constexpr auto log_pointer_8                      = setting {at{176},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 8)}};  // default 155
inline constexpr auto log_pointer_9                      = setting {at{177},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 9)}};  // default 156
inline constexpr auto log_pointer_10                     = setting {at{178},  RW_NV, u16,     counts,                    log_pointers,    {measurand::numbered(quantity::log_pointer, 10)}};  // default 157

// Floating Point Data: Summary of Active Phases
inline constexpr auto real_energy_net_f                  = point   {at{257},  R_NV,  f32,     kWh,                                        {quantity::real_energy, flow::net}};
inline constexpr auto real_energy_import_f               = point   {at{259},  R_NV,  f32,     kWh,                                        {quantity::real_energy, flow::import}};
inline constexpr auto real_energy_export_f               = point   {at{261},  R,     f32,     kWh,                                        {quantity::real_energy, flow::export_}};  // 261-269 and 313-364 lack the NV of their integer twins
inline constexpr auto reactive_energy_q1_f               = point   {at{263},  R,     f32,     kvarh,                                      {quantity::reactive_energy, flow::q1}};
inline constexpr auto reactive_energy_q2_f               = point   {at{265},  R,     f32,     kvarh,                                      {quantity::reactive_energy, flow::q2}};
inline constexpr auto reactive_energy_q3_f               = point   {at{267},  R,     f32,     kvarh,                                      {quantity::reactive_energy, flow::q3}};
inline constexpr auto reactive_energy_q4_f               = point   {at{269},  R,     f32,     kvarh,                                      {quantity::reactive_energy, flow::q4}};
inline constexpr auto apparent_energy_net_f              = point   {at{271},  R_NV,  f32,     kVAh,                                       {quantity::apparent_energy, flow::net}};
inline constexpr auto apparent_energy_import_f           = point   {at{273},  R_NV,  f32,     kVAh,                                       {quantity::apparent_energy, flow::import}};
inline constexpr auto apparent_energy_export_f           = point   {at{275},  R_NV,  f32,     kVAh,                                       {quantity::apparent_energy, flow::export_}};
inline constexpr auto real_power_total_f                 = point   {at{277},  R,     f32,     kW,                                         {quantity::real_power, phase::total}};
inline constexpr auto reactive_power_total_f             = point   {at{279},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::total}};
inline constexpr auto apparent_power_total_f             = point   {at{281},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total_f               = point   {at{283},  R,     f32,     one,                       {-1, 1},         {quantity::power_factor, phase::total}};  // this and 383-387: printed 0.0-1.0, but their twins are signed
inline constexpr auto voltage_ll_avg_f                   = point   {at{285},  R,     f32,     V,                                          {quantity::voltage, phase::ll_avg}};
inline constexpr auto voltage_ln_avg_f                   = point   {at{287},  R,     f32,     V,                                          {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg_f                      = point   {at{289},  R,     f32,     A,                                          {quantity::current, phase::avg}};
inline constexpr auto frequency_f                        = point   {at{291},  R,     f32,     Hz,                        {45, 65},        {quantity::frequency}};
inline constexpr auto real_power_demand_f                = point   {at{293},  R,     f32,     kW,                                         {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand_f            = point   {at{295},  R,     f32,     kvar,                                       {quantity::reactive_power, statistic::demand}};
inline constexpr auto apparent_power_demand_f            = point   {at{297},  R,     f32,     kVA,                                        {quantity::apparent_power, statistic::demand}};
inline constexpr auto real_power_demand_max_import_f     = point   {at{299},  R_NV,  f32,     kW,                                         {quantity::real_power, statistic::demand_max, flow::import}};
inline constexpr auto reactive_power_demand_max_import_f = point   {at{301},  R_NV,  f32,     kvar,                                       {quantity::reactive_power, statistic::demand_max, flow::import}};
inline constexpr auto apparent_power_demand_max_import_f = point   {at{303},  R_NV,  f32,     kVA,                                        {quantity::apparent_power, statistic::demand_max, flow::import}};
inline constexpr auto real_power_demand_max_export_f     = point   {at{305},  R_NV,  f32,     kW,                                         {quantity::real_power, statistic::demand_max, flow::export_}};
inline constexpr auto reactive_power_demand_max_export_f = point   {at{307},  R_NV,  f32,     kvar,                                       {quantity::reactive_power, statistic::demand_max, flow::export_}};
inline constexpr auto apparent_power_demand_max_export_f = point   {at{309},  R_NV,  f32,     kVA,                                        {quantity::apparent_power, statistic::demand_max, flow::export_}};
inline constexpr auto reserved_311                       = reserved{at{311}, R, f32};  // returns 0x7FC00000
inline constexpr auto pulse_counter_1_f                  = point   {at{313},  R,     f32,     counts,                    {0, 4294967040}, {measurand::numbered(quantity::pulse_counter, 1)}};  // the integer counter, rounded; rolls over with it
inline constexpr auto pulse_counter_2_f                  = point   {at{315},  R,     f32,     counts,                    {0, 4294967040}, {measurand::numbered(quantity::pulse_counter, 2)}};

// Floating Point Data: Per Phase
inline constexpr auto real_energy_import_a_f             = point   {at{317},  R,     f32,     kWh,                                        {quantity::real_energy, phase::a, flow::import}};  // 317-328, 353-364: the labels were lost; the order is that of the integers
inline constexpr auto real_energy_import_b_f             = point   {at{319},  R,     f32,     kWh,                                        {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c_f             = point   {at{321},  R,     f32,     kWh,                                        {quantity::real_energy, phase::c, flow::import}};
inline constexpr auto real_energy_export_a_f             = point   {at{323},  R,     f32,     kWh,                                        {quantity::real_energy, phase::a, flow::export_}};
inline constexpr auto real_energy_export_b_f             = point   {at{325},  R,     f32,     kWh,                                        {quantity::real_energy, phase::b, flow::export_}};
inline constexpr auto real_energy_export_c_f             = point   {at{327},  R,     f32,     kWh,                                        {quantity::real_energy, phase::c, flow::export_}};
inline constexpr auto reactive_energy_q1_a_f             = point   {at{329},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::a, flow::q1}};
inline constexpr auto reactive_energy_q1_b_f             = point   {at{331},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::b, flow::q1}};
inline constexpr auto reactive_energy_q1_c_f             = point   {at{333},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::c, flow::q1}};
inline constexpr auto reactive_energy_q2_a_f             = point   {at{335},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::a, flow::q2}};
inline constexpr auto reactive_energy_q2_b_f             = point   {at{337},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::b, flow::q2}};
inline constexpr auto reactive_energy_q2_c_f             = point   {at{339},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::c, flow::q2}};
inline constexpr auto reactive_energy_q3_a_f             = point   {at{341},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::a, flow::q3}};
inline constexpr auto reactive_energy_q3_b_f             = point   {at{343},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::b, flow::q3}};
inline constexpr auto reactive_energy_q3_c_f             = point   {at{345},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::c, flow::q3}};
inline constexpr auto reactive_energy_q4_a_f             = point   {at{347},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::a, flow::q4}};
inline constexpr auto reactive_energy_q4_b_f             = point   {at{349},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::b, flow::q4}};
inline constexpr auto reactive_energy_q4_c_f             = point   {at{351},  R,     f32,     kvarh,                                      {quantity::reactive_energy, phase::c, flow::q4}};
inline constexpr auto apparent_energy_import_a_f         = point   {at{353},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::a, flow::import}};
inline constexpr auto apparent_energy_import_b_f         = point   {at{355},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::b, flow::import}};
inline constexpr auto apparent_energy_import_c_f         = point   {at{357},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::c, flow::import}};
inline constexpr auto apparent_energy_export_a_f         = point   {at{359},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::a, flow::export_}};
inline constexpr auto apparent_energy_export_b_f         = point   {at{361},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::b, flow::export_}};
inline constexpr auto apparent_energy_export_c_f         = point   {at{363},  R,     f32,     kVAh,                                       {quantity::apparent_energy, phase::c, flow::export_}};
inline constexpr auto real_power_a_f                     = point   {at{365},  R,     f32,     kW,                                         {quantity::real_power, phase::a}};  // 365-388: each printed "Phase A", also in the E51C3 manual p. 29; BACnet AI55-66 has A, B, C
inline constexpr auto real_power_b_f                     = point   {at{367},  R,     f32,     kW,                                         {quantity::real_power, phase::b}};
inline constexpr auto real_power_c_f                     = point   {at{369},  R,     f32,     kW,                                         {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_a_f                 = point   {at{371},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b_f                 = point   {at{373},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c_f                 = point   {at{375},  R,     f32,     kvar,                                       {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_a_f                 = point   {at{377},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b_f                 = point   {at{379},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c_f                 = point   {at{381},  R,     f32,     kVA,                                        {quantity::apparent_power, phase::c}};
inline constexpr auto power_factor_a_f                   = point   {at{383},  R,     f32,     one,                       {-1, 1},         {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b_f                   = point   {at{385},  R,     f32,     one,                       {-1, 1},         {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c_f                   = point   {at{387},  R,     f32,     one,                       {-1, 1},         {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab_f                       = point   {at{389},  R,     f32,     V,                                          {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc_f                       = point   {at{391},  R,     f32,     V,                                          {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca_f                       = point   {at{393},  R,     f32,     V,                                          {quantity::voltage, phase::ca}};  // printed "A-C"
inline constexpr auto voltage_an_f                       = point   {at{395},  R,     f32,     V,                                          {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn_f                       = point   {at{397},  R,     f32,     V,                                          {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn_f                       = point   {at{399},  R,     f32,     V,                                          {quantity::voltage, phase::cn}};
inline constexpr auto current_a_f                        = point   {at{401},  R,     f32,     A,                                          {quantity::current, phase::a}};
inline constexpr auto current_b_f                        = point   {at{403},  R,     f32,     A,                                          {quantity::current, phase::b}};
inline constexpr auto current_c_f                        = point   {at{405},  R,     f32,     A,                                          {quantity::current, phase::c}};
inline constexpr auto reserved_407                       = reserved{at{407}, R, f32};  // returns 0x7FC00000

// Named in the text, in no table
inline constexpr auto firmware_version_os                = point   {at{7001}, R_NV,  u16,     counts,                                     {quantity::firmware_version_os}};  // row of 0x2B: 12345 is V12.345
inline constexpr auto log_buffer                         = modbus::buffer{at{8000}, R_NV,  u16_q,   5760,                                       {quantity::log_buffer}};  // newest first; leviton_s4100_log.hpp pages through it
// clang-format on

namespace table_of {
constexpr auto all(auto const& make) {
  return make(
      real_energy_net, real_energy_import, real_energy_export, reactive_energy_q1, reactive_energy_q2,
      reactive_energy_q3, reactive_energy_q4, apparent_energy_net, apparent_energy_import, apparent_energy_export,
      real_power_total, reactive_power_total, apparent_power_total, power_factor_total, voltage_ll_avg, voltage_ln_avg,
      current_avg, frequency, real_power_demand, reactive_power_demand, apparent_power_demand,
      real_power_demand_max_import, reactive_power_demand_max_import, apparent_power_demand_max_import,
      real_power_demand_max_export, reactive_power_demand_max_export, apparent_power_demand_max_export, reserved_38,
      pulse_counter_1, pulse_counter_2, real_energy_import_a, real_energy_import_b, real_energy_import_c,
      real_energy_export_a, real_energy_export_b, real_energy_export_c, reactive_energy_q1_a, reactive_energy_q1_b,
      reactive_energy_q1_c, reactive_energy_q2_a, reactive_energy_q2_b, reactive_energy_q2_c, reactive_energy_q3_a,
      reactive_energy_q3_b, reactive_energy_q3_c, reactive_energy_q4_a, reactive_energy_q4_b, reactive_energy_q4_c,
      apparent_energy_import_a, apparent_energy_import_b, apparent_energy_import_c, apparent_energy_export_a,
      apparent_energy_export_b, apparent_energy_export_c, real_power_a, real_power_b, real_power_c, reactive_power_a,
      reactive_power_b, reactive_power_c, apparent_power_a, apparent_power_b, apparent_power_c, power_factor_a,
      power_factor_b, power_factor_c, voltage_ab, voltage_bc, voltage_ca, voltage_an, voltage_bn, voltage_cn, current_a,
      current_b, current_c, reserved_112, command, system_type, ct_primary, ct_secondary, pt_ratio, system_voltage,
      system_power_max, reserved_136, display_units, scale_i, scale_v, scale_w, scale_e, phase_loss_threshold,
      phase_loss_imbalance, pulse_energy, pulse_duration, alert_bitmap, energy_reset_count, reserved_148,
      demand_subintervals, demand_subinterval_length, reserved_151, power_up_count, output_config, reserved_154,
      clock_day_month, clock_hour_year, clock_second_minute, log_page, log_config, log_status, log_wrap_count,
      log_max_days, log_entry_count, log_start_real_energy, log_newest_day_month, log_newest_hour_year,
      log_newest_second_minute, log_pointer_1, log_pointer_2, log_pointer_3, log_pointer_4, log_pointer_5,
      log_pointer_6, log_pointer_7, log_pointer_8, log_pointer_9, log_pointer_10, real_energy_net_f,
      real_energy_import_f, real_energy_export_f, reactive_energy_q1_f, reactive_energy_q2_f, reactive_energy_q3_f,
      reactive_energy_q4_f, apparent_energy_net_f, apparent_energy_import_f, apparent_energy_export_f,
      real_power_total_f, reactive_power_total_f, apparent_power_total_f, power_factor_total_f, voltage_ll_avg_f,
      voltage_ln_avg_f, current_avg_f, frequency_f, real_power_demand_f, reactive_power_demand_f,
      apparent_power_demand_f, real_power_demand_max_import_f, reactive_power_demand_max_import_f,
      apparent_power_demand_max_import_f, real_power_demand_max_export_f, reactive_power_demand_max_export_f,
      apparent_power_demand_max_export_f, reserved_311, pulse_counter_1_f, pulse_counter_2_f, real_energy_import_a_f,
      real_energy_import_b_f, real_energy_import_c_f, real_energy_export_a_f, real_energy_export_b_f,
      real_energy_export_c_f, reactive_energy_q1_a_f, reactive_energy_q1_b_f, reactive_energy_q1_c_f,
      reactive_energy_q2_a_f, reactive_energy_q2_b_f, reactive_energy_q2_c_f, reactive_energy_q3_a_f,
      reactive_energy_q3_b_f, reactive_energy_q3_c_f, reactive_energy_q4_a_f, reactive_energy_q4_b_f,
      reactive_energy_q4_c_f, apparent_energy_import_a_f, apparent_energy_import_b_f, apparent_energy_import_c_f,
      apparent_energy_export_a_f, apparent_energy_export_b_f, apparent_energy_export_c_f, real_power_a_f,
      real_power_b_f, real_power_c_f, reactive_power_a_f, reactive_power_b_f, reactive_power_c_f, apparent_power_a_f,
      apparent_power_b_f, apparent_power_c_f, power_factor_a_f, power_factor_b_f, power_factor_c_f, voltage_ab_f,
      voltage_bc_f, voltage_ca_f, voltage_an_f, voltage_bn_f, voltage_cn_f, current_a_f, current_b_f, current_c_f,
      reserved_407, firmware_version_os, log_buffer);
}
}  // namespace table_of

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers = table_of::all([](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges = table_of::all([](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meterproto::leviton_s4100

// -------------------- meterproto/leviton_s4100_log.hpp: its data log: paging, status, time

/// Reads the data log of a Leviton Series 4100: ten buffers of 5760 entries, one of which register 158 shows at 8000
/// and behind, the newest entry first. While a buffer is shown the meter holds one missed entry back and writes it at
/// the next interval in any case, and then the data move: the reader says so. Source: E51C3 manual p. 17-18 and 29,
/// EM3555 manual p. 33.
namespace meterproto::leviton_s4100_log {

namespace s4100 = leviton_s4100;

inline constexpr std::uint16_t entries_per_buffer = 5760;
inline constexpr unsigned buffers = 10;

/// "8000-13760" holds one register more than the 5760 entries: which end is wrong is not known. Show buffers with a
/// known content and look, or ask the maker.
enum class first_entry : std::uint16_t { at_8000 = 7999, at_8001 = 8000 };  // the wire address

/// Registers 158 to 163, as one read brings them.
struct log_status {
  std::uint16_t page = 0;
  std::uint16_t config = 0;
  flags<s4100::log_state> state;
  std::uint16_t wraps_or_lost = 0;  ///< circular: how often it wrapped; single shot: entries lost
  std::uint16_t max_days = 0;
  std::uint16_t entries = 0;  ///< since the last wrap or reset

  [[nodiscard]] constexpr bool single_shot() const { return (config & s4100::log_single_shot) != 0; }
  /// How many entries a buffer holds. A reader that goes by 0x8000, "no entry", takes the low half of 32768 for one.
  [[nodiscard]] constexpr std::uint16_t available() const {
    bool const full = single_shot() ? state.has(s4100::log_state::full) : wraps_or_lost != 0;
    return full || entries > entries_per_buffer ? entries_per_buffer : entries;
  }
};

inline constexpr modbus::read status_read{modbus::function::read_holding_registers, 157, 6};

/// Error: not_in_reply.
[[nodiscard]] constexpr result<log_status> status_of(modbus::registers const& read) {
  return read.find(status_read.address, status_read.quantity).transform([](bytes data) {
    reader in{data};
    log_status now;
    now.page = in.u16();
    now.config = in.u16();
    now.state = flags<s4100::log_state>{in.u16()};
    now.wraps_or_lost = in.u16();
    now.max_days = in.u16();
    now.entries = in.u16();
    return now;
  });
}

/// Shows buffer 1 to 10 at 8000, or resumes logging with 0.
[[nodiscard]] constexpr result<modbus::write> show(unsigned page) {
  return s4100::log_page.set(decimal{page} * counts);
}

/// One buffer, newest entry first, 125 entries a read: what to read next, and what came. The caller writes show(page)
/// before, reads status_of() between and after, and writes show(0) at the end.
class buffer_reader {
 public:
  constexpr buffer_reader(first_entry where, log_status const& before)
      : first_{static_cast<std::uint16_t>(where)},
        count_{before.available()},
        wraps_{before.wraps_or_lost},
        entries_{before.entries},
        collided_before_{before.state.has(s4100::log_state::collision_2)} {}

  [[nodiscard]] constexpr bool done() const { return at_ == count_; }
  /// Expects: !done().
  [[nodiscard]] constexpr modbus::read next() const {
    auto const left = count_ - at_;
    return {
        modbus::function::read_holding_registers, static_cast<std::uint16_t>(first_ + at_),
        static_cast<std::uint16_t>(left > int{modbus::max_read_registers} ? int{modbus::max_read_registers} : left)};
  }
  /// The entries of next(), two bytes each. Error: not_in_reply.
  constexpr result<bytes> take(modbus::registers const& read) {
    auto const wanted = next();
    auto const found = read.find(wanted.address, wanted.quantity);
    if (found) at_ = static_cast<std::uint16_t>(at_ + wanted.quantity);
    return found;
  }
  /// How many entries came before those of next(): 0 is the newest.
  [[nodiscard]] constexpr std::uint16_t position() const { return at_; }

  /// Whether the meter wrote into the buffer since the reading began, so that what came before and after do not fit.
  [[nodiscard]] constexpr bool moved(log_status const& now) const {
    bool const collided = now.state.has(s4100::log_state::collision_2) && !collided_before_;
    bool const wrapped = !now.single_shot() && now.wraps_or_lost != wraps_;  // in single shot 161 counts lost entries
    return collided || wrapped || now.entries != entries_;
  }

 private:
  std::uint16_t first_;
  std::uint16_t count_;
  std::uint16_t at_ = 0;
  std::uint16_t wraps_;
  std::uint16_t entries_;
  bool collided_before_;
};

/// A date and time as the clock [155-157] and the newest entry [166-168] hold it: bytes day, month, hour, year - 2000,
/// second, minute. The default table of the manual names the bytes the other way round; the register tables of both
/// sister manuals decide.
struct log_time {
  std::uint16_t year = 2000;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;

  friend constexpr bool operator==(log_time const&, log_time const&) = default;

  /// Error: bad_value where a byte is outside what the manual prints; at: which of the three, detail: its content.
  [[nodiscard]] static constexpr result<log_time> from(std::uint16_t day_month, std::uint16_t hour_year,
                                                       std::uint16_t second_minute) {
    log_time const read{static_cast<std::uint16_t>(2000 + (hour_year & 0xFFU)),
                        static_cast<std::uint8_t>(day_month & 0xFFU),
                        static_cast<std::uint8_t>(day_month >> 8U),
                        static_cast<std::uint8_t>(hour_year >> 8U),
                        static_cast<std::uint8_t>(second_minute & 0xFFU),
                        static_cast<std::uint8_t>(second_minute >> 8U)};
    log_time const only_hour{read.year, 1, 1, read.hour, 0, 0};
    if (!log_time{2000, read.month, read.day, 0, 0, 0}.is_legal()) return error{errc::bad_value, 0, day_month};
    if (!only_hour.is_legal()) return error{errc::bad_value, 1, hour_year};
    if (!read.is_legal()) return error{errc::bad_value, 2, second_minute};
    return read;
  }
  /// The contents of 155, 156, 157. Expects: is_legal().
  [[nodiscard]] constexpr std::array<std::uint16_t, 3> registers() const {
    return {static_cast<std::uint16_t>(day * 256 + month), static_cast<std::uint16_t>(hour * 256 + year - 2000),
            static_cast<std::uint16_t>(second * 256 + minute)};
  }
  /// So many seconds later; a day that its month does not have runs into the next one. Expects: is_legal().
  [[nodiscard]] constexpr log_time after(std::uint64_t seconds) const {
    auto later = *this;
    seconds += second + 60U * minute + 3600U * hour;
    later.second = static_cast<std::uint8_t>(seconds % 60);
    later.minute = static_cast<std::uint8_t>(seconds / 60 % 60);
    later.hour = static_cast<std::uint8_t>(seconds / 3600 % 24);
    auto days = day + seconds / 86'400;
    for (; days > later.days_of_month(); later.month = static_cast<std::uint8_t>(later.month % 12 + 1)) {
      days -= later.days_of_month();
      if (later.month == 12) ++later.year;
    }
    later.day = static_cast<std::uint8_t>(days);
    if (later.year > 2199) later.year = 2000;  // the byte of the year goes no further
    return later;
  }
  [[nodiscard]] constexpr unsigned days_of_month() const {
    bool const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (month == 2) return leap ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }
  [[nodiscard]] constexpr bool is_legal() const {
    return day >= 1 && day <= 31 && month >= 1 && month <= 12 && hour <= 23 && year >= 2000 && year <= 2199 &&
           minute <= 59 && second <= 59;
  }
};

/// Sets the clock, 155 to 157, by one write of three registers: between three the clock would run. Error: out_of_range,
/// where a byte is outside what the manual prints.
[[nodiscard]] constexpr result<modbus::write> set_clock(log_time const& to) {
  if (!to.is_legal()) return errc::out_of_range;
  modbus::write made{.address = s4100::clock_day_month.address, .count = 3};
  std::size_t at = 0;
  for (unsigned const content : to.registers()) {
    made.data[at++] = static_cast<std::uint8_t>(content >> 8U);
    made.data[at++] = static_cast<std::uint8_t>(content & 0xFFU);
  }
  return made;
}

}  // namespace meterproto::leviton_s4100_log

// -------------------- meterproto/sunspec.hpp: SunSpec: the chain, the common model, the integer meter models

/// SunSpec devices: a marker, then models end to end, each with its id and its length, then an end model. A reader
/// walks by the lengths. Source: SunSpec Device Information Model Specification; models 1, 201-204 of the SunSpec
/// Alliance.
namespace meterproto::sunspec {

/// "SunS" in the first two registers of the chain; the wire addresses at which a device may put it, most usual first.
inline constexpr std::uint32_t marker = 0x5375'6E53;
inline constexpr std::array<std::uint16_t, 3> bases{40000, 50000, 0};

inline constexpr std::uint16_t common_model = 1;
inline constexpr std::uint16_t end_model = 0xFFFF;
/// Integer meter models: 201 one phase, 202 split phase, 203 wye, 204 delta.
[[nodiscard]] constexpr bool is_integer_meter(std::uint16_t id) {
  return id >= 201 && id <= 204;
}

/// Where a model stands: the wire address of its id register, and its length without id and length register.
struct placed_model {
  std::uint16_t id = 0;
  std::uint16_t length = 0;
  std::uint16_t address = 0;

  /// Registers of this model as the points below number them: 0 is the id. What was read beyond its length belongs to
  /// the next model and is left out. Error: not_in_reply where they begin before it.
  [[nodiscard]] constexpr result<modbus::registers> within(modbus::registers const& read) const {
    if (read.address < address) return error{errc::not_in_reply, 0, address};
    auto const offset = static_cast<std::uint16_t>(read.address - address);
    std::size_t const whole = 2U + length;
    std::size_t const left = offset < whole ? whole - offset : 0;
    return modbus::registers{offset, read.count() > left ? read.data.first(2 * left) : read.data};
  }
};

/// Walks a chain: says which two registers to read next and is told what they hold. Bounded by the address space and by
/// `most_models`, whatever a device sends.
class chain {
 public:
  constexpr explicit chain(std::uint16_t base, unsigned most_models = 64) : address_{base}, most_{most_models} {}

  [[nodiscard]] constexpr bool done() const { return done_; }
  [[nodiscard]] constexpr modbus::read next() const { return {modbus::function::read_holding_registers, address_, 2}; }

  /// The model whose head was read; nothing (id 0) for the marker. At the end model done() becomes true.
  /// Errors: not_in_reply for other registers; bad_value where there is no marker, with the first register that is not
  /// as it must be; bad_address where a length leaves the address space; too_many models.
  constexpr result<placed_model> take(modbus::registers const& read) {
    auto const data = read.find(address_, 2);
    if (!data) return data.error();
    reader in{*data};
    if (!marked_) {
      auto const high = in.u16();
      auto const low = in.u16();
      if (high != marker >> 16U) return error{errc::bad_value, 0, high};
      if (low != (marker & 0xFFFFU)) return error{errc::bad_value, 2, low};
      if (address_ > 0xFFFCU) return error{errc::bad_address, 0, address_};
      marked_ = true;
      address_ = static_cast<std::uint16_t>(address_ + 2);
      return placed_model{};
    }
    placed_model const found{in.u16(), in.u16(), address_};
    if (found.id == end_model) {
      done_ = true;
      return found;
    }
    if (seen_ == most_) return error{errc::too_many, 0, most_};
    ++seen_;
    auto const next = std::uint32_t{address_} + 2U + found.length;
    if (next > 0xFFFEU) return error{errc::bad_address, 0, address_};
    address_ = static_cast<std::uint16_t>(next);
    return found;
  }

 private:
  std::uint16_t address_;
  unsigned most_;
  unsigned seen_ = 0;
  bool marked_ = false;
  bool done_ = false;
};

// SunSpec's types and what each holds where a point is not implemented.
inline constexpr auto int16 = modbus::formats::i16.absent_when(modbus::absent::h8000);
inline constexpr auto uint16 = modbus::formats::u16.absent_when(modbus::absent::hFFFF);
inline constexpr auto acc32 = modbus::formats::u32.absent_when(modbus::absent::zero);  // 0: not there, or never counted
inline constexpr auto sunssf = modbus::formats::i16.absent_when(modbus::absent::h8000);
inline constexpr auto bitfield32 = modbus::formats::bits_32.absent_when(modbus::absent::hFFFFFFFF);

/// A scale factor: -10 to 10. Errors: not_available where it is not implemented, and so nothing that it scales;
/// bad_scale.
[[nodiscard]] constexpr result<int> scale_exponent(std::int16_t content) {
  if (static_cast<std::uint16_t>(content) == 0x8000U) return errc::not_available;
  if (content < -10 || content > 10) return error{errc::bad_scale, 0, static_cast<std::uint16_t>(content)};
  return int{content};
}

/// Events of models 201-204: the number is the bit. 8 to 15 are SunSpec's own to come, 16 to 30 the maker's.
enum class event : std::uint8_t {
  power_failure = 2,
  under_voltage = 3,
  low_power_factor = 4,
  over_current = 5,
  over_voltage = 6,
  missing_sensor = 7,
};

/// Model 1, numbered from its id register. The length is 66, of older devices 65 (without the last, a pad).
namespace common {

struct model {
  static constexpr int first_number = 0;
  enum class scale : std::uint8_t {};
  static constexpr std::array<std::uint16_t, 0> scale_addresses{};
  static constexpr std::array<char const*, 0> scale_names{};
  static constexpr result<int> scale_exponent(std::int16_t content) { return sunspec::scale_exponent(content); }
  static constexpr std::array<modbus::block, 1> listed{{{0, 67}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using modbus::point, modbus::R, modbus::formats::text;

// clang-format off
inline constexpr auto common_model_id          = point   {at{0},  R, uint16,   counts, modbus::range{1}, {quantity::common_model_id}};  // ID
inline constexpr auto common_model_length      = point   {at{1},  R, uint16,   counts, {65, 66},         {quantity::common_model_length}};  // L
inline constexpr auto manufacturer             = point   {at{2},  R, text<32>, counts,                   {quantity::manufacturer}};  // Mn
inline constexpr auto model_name               = point   {at{18}, R, text<32>, counts,                   {quantity::model}};  // Md
inline constexpr auto options                  = point   {at{34}, R, text<16>, counts,                   {quantity::options}};  // Opt
inline constexpr auto version                  = point   {at{42}, R, text<16>, counts,                   {quantity::version}};  // Vr
inline constexpr auto serial_number            = point   {at{50}, R, text<32>, counts,                   {quantity::serial_number}};  // SN
inline constexpr auto modbus_address           = point   {at{66}, R, uint16,   counts,                   {quantity::modbus_address}};  // DA
// clang-format on

inline constexpr auto registers = modbus::rows_of(common_model_id, common_model_length, manufacturer, model_name,
                                                  options, version, serial_number, modbus_address);
static_assert(modbus::first_misplaced<model>(registers) == -1);

}  // namespace common

/// Models 201 to 204, which are one layout, numbered from the id register. Power factors in percent, energies in Wh,
/// VAh, varh.
namespace meter {

struct model {
  static constexpr int first_number = 0;
  enum class scale : std::uint8_t {
    current = 1,
    voltage,
    frequency,
    real_power,
    apparent_power,
    reactive_power,
    power_factor,
    real_energy,
    apparent_energy,
    reactive_energy,
  };
  static constexpr std::array<std::uint16_t, 10> scale_addresses{6, 15, 17, 22, 27, 32, 37, 54, 71, 104};
  static constexpr std::array<char const*, 10> scale_names{
      "current_sf",        "voltage_sf",      "frequency_sf",   "real_power_sf",      "apparent_power_sf",
      "reactive_power_sf", "power_factor_sf", "real_energy_sf", "apparent_energy_sf", "reactive_energy_sf"};
  static constexpr result<int> scale_exponent(std::int16_t content) { return sunspec::scale_exponent(content); }
  static constexpr std::array<modbus::block, 1> listed{{{0, 107}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using scale = model::scale;
using scales = modbus::scale_values<model>;
using modbus::point, modbus::R;

// clang-format off
//                                                        offset   R  type        unit                      scale factor              range              what is measured                                        SunSpec's name
inline constexpr auto meter_model_id           = point   {at{0},  R,  uint16,     counts,                                             {201, 204},        {quantity::meter_model_id}};  // ID
inline constexpr auto meter_model_length       = point   {at{1},  R,  uint16,     counts,                                             modbus::range{105}, {quantity::meter_model_length}};  // L
inline constexpr auto current_total            = point   {at{2},  R,  int16,      A,                        scale::current,           {-32767, 32767},   {quantity::current, phase::total}};  // A
inline constexpr auto current_a                = point   {at{3},  R,  int16,      A,                        scale::current,           {-32767, 32767},   {quantity::current, phase::a}};  // AphA
inline constexpr auto current_b                = point   {at{4},  R,  int16,      A,                        scale::current,           {-32767, 32767},   {quantity::current, phase::b}};  // AphB
inline constexpr auto current_c                = point   {at{5},  R,  int16,      A,                        scale::current,           {-32767, 32767},   {quantity::current, phase::c}};  // AphC
inline constexpr auto current_sf               = point   {at{6},  R,  sunssf,     counts,                                                                {quantity::current, phase::none, statistic::scale_factor}};  // A_SF
inline constexpr auto voltage_ln_avg           = point   {at{7},  R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::ln_avg}};  // PhV
inline constexpr auto voltage_an               = point   {at{8},  R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::an}};  // PhVphA
inline constexpr auto voltage_bn               = point   {at{9},  R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::bn}};  // PhVphB
inline constexpr auto voltage_cn               = point   {at{10}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::cn}};  // PhVphC
inline constexpr auto voltage_ll_avg           = point   {at{11}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::ll_avg}};  // PPV
inline constexpr auto voltage_ab               = point   {at{12}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::ab}};  // PhVphAB
inline constexpr auto voltage_bc               = point   {at{13}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::bc}};  // PhVphBC
inline constexpr auto voltage_ca               = point   {at{14}, R,  int16,      V,                        scale::voltage,           {-32767, 32767},   {quantity::voltage, phase::ca}};  // PhVphCA
inline constexpr auto voltage_sf               = point   {at{15}, R,  sunssf,     counts,                                                                {quantity::voltage, phase::none, statistic::scale_factor}};  // V_SF
inline constexpr auto frequency                = point   {at{16}, R,  int16,      Hz,                       scale::frequency,         {-32767, 32767},   {quantity::frequency}};  // Hz
inline constexpr auto frequency_sf             = point   {at{17}, R,  sunssf,     counts,                                                                {quantity::frequency, phase::none, statistic::scale_factor}};  // Hz_SF
inline constexpr auto real_power_total         = point   {at{18}, R,  int16,      W,                        scale::real_power,        {-32767, 32767},   {quantity::real_power, phase::total}};  // W
inline constexpr auto real_power_a             = point   {at{19}, R,  int16,      W,                        scale::real_power,        {-32767, 32767},   {quantity::real_power, phase::a}};  // WphA
inline constexpr auto real_power_b             = point   {at{20}, R,  int16,      W,                        scale::real_power,        {-32767, 32767},   {quantity::real_power, phase::b}};  // WphB
inline constexpr auto real_power_c             = point   {at{21}, R,  int16,      W,                        scale::real_power,        {-32767, 32767},   {quantity::real_power, phase::c}};  // WphC
inline constexpr auto real_power_sf            = point   {at{22}, R,  sunssf,     counts,                                                                {quantity::real_power, phase::none, statistic::scale_factor}};  // W_SF
inline constexpr auto apparent_power_total     = point   {at{23}, R,  int16,      VA,                       scale::apparent_power,    {-32767, 32767},   {quantity::apparent_power, phase::total}};  // VA
inline constexpr auto apparent_power_a         = point   {at{24}, R,  int16,      VA,                       scale::apparent_power,    {-32767, 32767},   {quantity::apparent_power, phase::a}};  // VAphA
inline constexpr auto apparent_power_b         = point   {at{25}, R,  int16,      VA,                       scale::apparent_power,    {-32767, 32767},   {quantity::apparent_power, phase::b}};  // VAphB
inline constexpr auto apparent_power_c         = point   {at{26}, R,  int16,      VA,                       scale::apparent_power,    {-32767, 32767},   {quantity::apparent_power, phase::c}};  // VAphC
inline constexpr auto apparent_power_sf        = point   {at{27}, R,  sunssf,     counts,                                                                {quantity::apparent_power, phase::none, statistic::scale_factor}};  // VA_SF
inline constexpr auto reactive_power_total     = point   {at{28}, R,  int16,      var,                      scale::reactive_power,    {-32767, 32767},   {quantity::reactive_power, phase::total}};  // VAR
inline constexpr auto reactive_power_a         = point   {at{29}, R,  int16,      var,                      scale::reactive_power,    {-32767, 32767},   {quantity::reactive_power, phase::a}};  // VARphA
inline constexpr auto reactive_power_b         = point   {at{30}, R,  int16,      var,                      scale::reactive_power,    {-32767, 32767},   {quantity::reactive_power, phase::b}};  // VARphB
inline constexpr auto reactive_power_c         = point   {at{31}, R,  int16,      var,                      scale::reactive_power,    {-32767, 32767},   {quantity::reactive_power, phase::c}};  // VARphC
inline constexpr auto reactive_power_sf        = point   {at{32}, R,  sunssf,     counts,                                                                {quantity::reactive_power, phase::none, statistic::scale_factor}};  // VAR_SF
inline constexpr auto power_factor_avg         = point   {at{33}, R,  int16,      percent,                  scale::power_factor,      {-32767, 32767},   {quantity::power_factor, phase::avg}};  // PF
inline constexpr auto power_factor_a           = point   {at{34}, R,  int16,      percent,                  scale::power_factor,      {-32767, 32767},   {quantity::power_factor, phase::a}};  // PFphA
inline constexpr auto power_factor_b           = point   {at{35}, R,  int16,      percent,                  scale::power_factor,      {-32767, 32767},   {quantity::power_factor, phase::b}};  // PFphB
inline constexpr auto power_factor_c           = point   {at{36}, R,  int16,      percent,                  scale::power_factor,      {-32767, 32767},   {quantity::power_factor, phase::c}};  // PFphC
inline constexpr auto power_factor_sf          = point   {at{37}, R,  sunssf,     counts,                                                                {quantity::power_factor, phase::none, statistic::scale_factor}};  // PF_SF
inline constexpr auto real_energy_export       = point   {at{38}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, flow::export_}};  // TotWhExp
inline constexpr auto real_energy_export_a     = point   {at{40}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::a, flow::export_}};  // TotWhExpPhA
inline constexpr auto real_energy_export_b     = point   {at{42}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::b, flow::export_}};  // TotWhExpPhB
inline constexpr auto real_energy_export_c     = point   {at{44}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::c, flow::export_}};  // TotWhExpPhC
inline constexpr auto real_energy_import       = point   {at{46}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, flow::import}};  // TotWhImp
inline constexpr auto real_energy_import_a     = point   {at{48}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::a, flow::import}};  // TotWhImpPhA
inline constexpr auto real_energy_import_b     = point   {at{50}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::b, flow::import}};  // TotWhImpPhB
inline constexpr auto real_energy_import_c     = point   {at{52}, R,  acc32,      Wh,                       scale::real_energy,       {0, 0xFFFFFFFF},   {quantity::real_energy, phase::c, flow::import}};  // TotWhImpPhC
inline constexpr auto real_energy_sf           = point   {at{54}, R,  sunssf,     counts,                                                                {quantity::real_energy, phase::none, statistic::scale_factor}};  // TotWh_SF
inline constexpr auto apparent_energy_export   = point   {at{55}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, flow::export_}};  // TotVAhExp
inline constexpr auto apparent_energy_export_a = point   {at{57}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::a, flow::export_}};  // TotVAhExpPhA
inline constexpr auto apparent_energy_export_b = point   {at{59}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::b, flow::export_}};  // TotVAhExpPhB
inline constexpr auto apparent_energy_export_c = point   {at{61}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::c, flow::export_}};  // TotVAhExpPhC
inline constexpr auto apparent_energy_import   = point   {at{63}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, flow::import}};  // TotVAhImp
inline constexpr auto apparent_energy_import_a = point   {at{65}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::a, flow::import}};  // TotVAhImpPhA
inline constexpr auto apparent_energy_import_b = point   {at{67}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::b, flow::import}};  // TotVAhImpPhB
inline constexpr auto apparent_energy_import_c = point   {at{69}, R,  acc32,      VAh,                      scale::apparent_energy,   {0, 0xFFFFFFFF},   {quantity::apparent_energy, phase::c, flow::import}};  // TotVAhImpPhC
inline constexpr auto apparent_energy_sf       = point   {at{71}, R,  sunssf,     counts,                                                                {quantity::apparent_energy, phase::none, statistic::scale_factor}};  // TotVAh_SF
inline constexpr auto reactive_energy_q1       = point   {at{72}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, flow::q1}};  // TotVArhImpQ1
inline constexpr auto reactive_energy_q1_a     = point   {at{74}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::a, flow::q1}};  // TotVArhImpQ1PhA
inline constexpr auto reactive_energy_q1_b     = point   {at{76}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::b, flow::q1}};  // TotVArhImpQ1PhB
inline constexpr auto reactive_energy_q1_c     = point   {at{78}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::c, flow::q1}};  // TotVArhImpQ1PhC
inline constexpr auto reactive_energy_q2       = point   {at{80}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, flow::q2}};  // TotVArhImpQ2
inline constexpr auto reactive_energy_q2_a     = point   {at{82}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::a, flow::q2}};  // TotVArhImpQ2PhA
inline constexpr auto reactive_energy_q2_b     = point   {at{84}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::b, flow::q2}};  // TotVArhImpQ2PhB
inline constexpr auto reactive_energy_q2_c     = point   {at{86}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::c, flow::q2}};  // TotVArhImpQ2PhC
inline constexpr auto reactive_energy_q3       = point   {at{88}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, flow::q3}};  // TotVArhExpQ3
inline constexpr auto reactive_energy_q3_a     = point   {at{90}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::a, flow::q3}};  // TotVArhExpQ3PhA
inline constexpr auto reactive_energy_q3_b     = point   {at{92}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::b, flow::q3}};  // TotVArhExpQ3PhB
inline constexpr auto reactive_energy_q3_c     = point   {at{94}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::c, flow::q3}};  // TotVArhExpQ3PhC
inline constexpr auto reactive_energy_q4       = point   {at{96}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, flow::q4}};  // TotVArhExpQ4
inline constexpr auto reactive_energy_q4_a     = point   {at{98}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::a, flow::q4}};  // TotVArhExpQ4PhA
inline constexpr auto reactive_energy_q4_b     = point   {at{100}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::b, flow::q4}};  // TotVArhExpQ4PhB
inline constexpr auto reactive_energy_q4_c     = point   {at{102}, R,  acc32,      varh,                     scale::reactive_energy,   {0, 0xFFFFFFFF},   {quantity::reactive_energy, phase::c, flow::q4}};  // TotVArhExpQ4PhC
inline constexpr auto reactive_energy_sf       = point   {at{104}, R,  sunssf,     counts,                                                                {quantity::reactive_energy, phase::none, statistic::scale_factor}};  // TotVArh_SF
inline constexpr auto events                   = point   {at{105}, R,  bitfield32, modbus::bitmap<event>{},                                               {quantity::events}};  // Evt
// clang-format on

namespace table_of {
constexpr auto all(auto const& make) {
  return make(meter_model_id, meter_model_length, current_total, current_a, current_b, current_c, current_sf,
              voltage_ln_avg, voltage_an, voltage_bn, voltage_cn, voltage_ll_avg, voltage_ab, voltage_bc, voltage_ca,
              voltage_sf, frequency, frequency_sf, real_power_total, real_power_a, real_power_b, real_power_c,
              real_power_sf, apparent_power_total, apparent_power_a, apparent_power_b, apparent_power_c,
              apparent_power_sf, reactive_power_total, reactive_power_a, reactive_power_b, reactive_power_c,
              reactive_power_sf, power_factor_avg, power_factor_a, power_factor_b, power_factor_c, power_factor_sf,
              real_energy_export, real_energy_export_a, real_energy_export_b, real_energy_export_c, real_energy_import,
              real_energy_import_a, real_energy_import_b, real_energy_import_c, real_energy_sf, apparent_energy_export,
              apparent_energy_export_a, apparent_energy_export_b, apparent_energy_export_c, apparent_energy_import,
              apparent_energy_import_a, apparent_energy_import_b, apparent_energy_import_c, apparent_energy_sf,
              reactive_energy_q1, reactive_energy_q1_a, reactive_energy_q1_b, reactive_energy_q1_c, reactive_energy_q2,
              reactive_energy_q2_a, reactive_energy_q2_b, reactive_energy_q2_c, reactive_energy_q3,
              reactive_energy_q3_a, reactive_energy_q3_b, reactive_energy_q3_c, reactive_energy_q4,
              reactive_energy_q4_a, reactive_energy_q4_b, reactive_energy_q4_c, reactive_energy_sf, events);
}
}  // namespace table_of

inline constexpr auto registers = table_of::all([](auto const&... points) { return modbus::rows_of(points...); });
static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meter
}  // namespace meterproto::sunspec

// -------------------- meterproto/leviton_s4100_sunspec.hpp: the SunSpec block of the Series 4100

/// The SunSpec block of the Leviton Series 4100: common model at 40001, integer meter model at 40070, in registers that
/// count from 1 ("these addresses are not in Modicon notation"). Source: Leviton Series 4100 manual, SunSpec Register
/// Blocks; the rows are sunspec.hpp's, each held against the number that the manual prints.
namespace meterproto::leviton_s4100_sunspec {

namespace meter = sunspec::meter;
namespace common = sunspec::common;
using modbus::R_NV, modbus::R;

struct model {
  static constexpr int first_number = 1;
  using scale = meter::scale;
  static constexpr std::array<std::uint16_t, 10> scale_addresses = [] {
    auto moved = meter::model::scale_addresses;
    for (auto& address : moved) address = static_cast<std::uint16_t>(address + 40069);
    return moved;
  }();
  static constexpr auto const& scale_names = meter::model::scale_names;
  static constexpr result<int> scale_exponent(std::int16_t content) { return sunspec::scale_exponent(content); }
  static constexpr std::array<modbus::block, 1> listed{{{40000, 178}}};
  static constexpr auto const& readable = listed;
};
using at = modbus::register_number<model>;
using scales = modbus::scale_values<model>;

/// `number` is what the manual prints; it must be where the block's model has the point.
template <class Point>
consteval auto at_meter(int number, modbus::rights rights, Point const& from) {
  auto placed = modbus::moved<model>(from, at{number}, rights, number - 40070);
  // To SunSpec a counter of 0 is not there, or never counted. This manual lists the counters with a range from 0x0, so
  // they are there, and a meter that never exported has exported 0 Wh.
  if (placed.when == modbus::absent::zero) placed.when = modbus::absent::never;
  return placed;
}
template <class Point>
consteval auto at_common(int number, modbus::rights rights, Point const& from) {
  return modbus::moved<model>(from, at{number}, rights, number - 40003);
}

inline constexpr modbus::interval marker_only[] = {{sunspec::marker}};

// clang-format off
// SunSpec 1.0 Common Model. The length is 65: 40005 + 65 is 40070, where the meter model begins.
inline constexpr auto sunspec_id       = modbus::point{at{40001}, R_NV, modbus::formats::u32, counts, marker_only, {quantity::sunspec_id}};
inline constexpr auto common_model_id          = at_common(40003, R_NV, common::common_model_id);
inline constexpr auto common_model_length      = modbus::point{at{40004}, R_NV, sunspec::uint16, counts, modbus::range{65}, {quantity::common_model_length}};
inline constexpr auto manufacturer             = at_common(40005, R_NV, common::manufacturer);
inline constexpr auto model_name               = at_common(40021, R_NV, common::model_name);
inline constexpr auto options                  = at_common(40037, R_NV, common::options);
inline constexpr auto version                  = at_common(40045, R_NV, common::version);
inline constexpr auto serial_number            = at_common(40053, R_NV, common::serial_number);
inline constexpr auto modbus_address           = at_common(40069, R_NV, common::modbus_address);  // printed 40068, C_SunSpec_Length, ASCII

// SunSpec 1.1 Integer Meter Model
inline constexpr auto meter_model_id           = at_meter(40070, R_NV, meter::meter_model_id);
inline constexpr auto meter_model_length       = at_meter(40071, R_NV, meter::meter_model_length);
inline constexpr auto current_total            = at_meter(40072, R,    meter::current_total);
inline constexpr auto current_a                = at_meter(40073, R,    meter::current_a);
inline constexpr auto current_b                = at_meter(40074, R,    meter::current_b);
inline constexpr auto current_c                = at_meter(40075, R,    meter::current_c);
inline constexpr auto current_sf               = at_meter(40076, R_NV, meter::current_sf);  // printed M_AC_Current_CN
inline constexpr auto voltage_ln_avg           = at_meter(40077, R,    meter::voltage_ln_avg);
inline constexpr auto voltage_an               = at_meter(40078, R,    meter::voltage_an);
inline constexpr auto voltage_bn               = at_meter(40079, R,    meter::voltage_bn);
inline constexpr auto voltage_cn               = at_meter(40080, R,    meter::voltage_cn);
inline constexpr auto voltage_ll_avg           = at_meter(40081, R,    meter::voltage_ll_avg);
inline constexpr auto voltage_ab               = at_meter(40082, R,    meter::voltage_ab);
inline constexpr auto voltage_bc               = at_meter(40083, R,    meter::voltage_bc);
inline constexpr auto voltage_ca               = at_meter(40084, R,    meter::voltage_ca);
inline constexpr auto voltage_sf               = at_meter(40085, R_NV, meter::voltage_sf);
inline constexpr auto frequency                = at_meter(40086, R,    meter::frequency);
inline constexpr auto frequency_sf             = at_meter(40087, R_NV, meter::frequency_sf);
inline constexpr auto real_power_total         = at_meter(40088, R,    meter::real_power_total);
inline constexpr auto real_power_a             = at_meter(40089, R,    meter::real_power_a);
inline constexpr auto real_power_b             = at_meter(40090, R,    meter::real_power_b);
inline constexpr auto real_power_c             = at_meter(40091, R,    meter::real_power_c);  // 40091, 40096, 40101, 40106: described as "Phase A"
inline constexpr auto real_power_sf            = at_meter(40092, R_NV, meter::real_power_sf);
inline constexpr auto apparent_power_total     = at_meter(40093, R,    meter::apparent_power_total);
inline constexpr auto apparent_power_a         = at_meter(40094, R,    meter::apparent_power_a);
inline constexpr auto apparent_power_b         = at_meter(40095, R,    meter::apparent_power_b);
inline constexpr auto apparent_power_c         = at_meter(40096, R,    meter::apparent_power_c);
inline constexpr auto apparent_power_sf        = at_meter(40097, R_NV, meter::apparent_power_sf);
inline constexpr auto reactive_power_total     = at_meter(40098, R,    meter::reactive_power_total);
inline constexpr auto reactive_power_a         = at_meter(40099, R,    meter::reactive_power_a);
inline constexpr auto reactive_power_b         = at_meter(40100, R,    meter::reactive_power_b);
inline constexpr auto reactive_power_c         = at_meter(40101, R,    meter::reactive_power_c);
inline constexpr auto reactive_power_sf        = at_meter(40102, R_NV, meter::reactive_power_sf);
inline constexpr auto power_factor_avg         = at_meter(40103, R,    meter::power_factor_avg);  // mean of the phases, not kW over kVA as register 24
inline constexpr auto power_factor_a           = at_meter(40104, R,    meter::power_factor_a);
inline constexpr auto power_factor_b           = at_meter(40105, R,    meter::power_factor_b);
inline constexpr auto power_factor_c           = at_meter(40106, R,    meter::power_factor_c);
inline constexpr auto power_factor_sf          = at_meter(40107, R_NV, meter::power_factor_sf);
inline constexpr auto real_energy_export       = at_meter(40108, R_NV, meter::real_energy_export);  // 40108-40123 are printed as 16 single registers with the eight names twice
inline constexpr auto real_energy_export_a     = at_meter(40110, R_NV, meter::real_energy_export_a);
inline constexpr auto real_energy_export_b     = at_meter(40112, R_NV, meter::real_energy_export_b);
inline constexpr auto real_energy_export_c     = at_meter(40114, R_NV, meter::real_energy_export_c);
inline constexpr auto real_energy_import       = at_meter(40116, R_NV, meter::real_energy_import);
inline constexpr auto real_energy_import_a     = at_meter(40118, R_NV, meter::real_energy_import_a);
inline constexpr auto real_energy_import_b     = at_meter(40120, R_NV, meter::real_energy_import_b);
inline constexpr auto real_energy_import_c     = at_meter(40122, R_NV, meter::real_energy_import_c);
inline constexpr auto real_energy_sf           = at_meter(40124, R_NV, meter::real_energy_sf);
inline constexpr auto apparent_energy_export   = at_meter(40125, R_NV, meter::apparent_energy_export);  // 40125-40167 lost in the text; model 201-204
inline constexpr auto apparent_energy_export_a = at_meter(40127, R_NV, meter::apparent_energy_export_a);
inline constexpr auto apparent_energy_export_b = at_meter(40129, R_NV, meter::apparent_energy_export_b);
inline constexpr auto apparent_energy_export_c = at_meter(40131, R_NV, meter::apparent_energy_export_c);
inline constexpr auto apparent_energy_import   = at_meter(40133, R_NV, meter::apparent_energy_import);
inline constexpr auto apparent_energy_import_a = at_meter(40135, R_NV, meter::apparent_energy_import_a);
inline constexpr auto apparent_energy_import_b = at_meter(40137, R_NV, meter::apparent_energy_import_b);
inline constexpr auto apparent_energy_import_c = at_meter(40139, R_NV, meter::apparent_energy_import_c);
inline constexpr auto apparent_energy_sf       = at_meter(40141, R_NV, meter::apparent_energy_sf);
inline constexpr auto reactive_energy_q1       = at_meter(40142, R_NV, meter::reactive_energy_q1);
inline constexpr auto reactive_energy_q1_a     = at_meter(40144, R_NV, meter::reactive_energy_q1_a);
inline constexpr auto reactive_energy_q1_b     = at_meter(40146, R_NV, meter::reactive_energy_q1_b);
inline constexpr auto reactive_energy_q1_c     = at_meter(40148, R_NV, meter::reactive_energy_q1_c);
inline constexpr auto reactive_energy_q2       = at_meter(40150, R_NV, meter::reactive_energy_q2);
inline constexpr auto reactive_energy_q2_a     = at_meter(40152, R_NV, meter::reactive_energy_q2_a);
inline constexpr auto reactive_energy_q2_b     = at_meter(40154, R_NV, meter::reactive_energy_q2_b);
inline constexpr auto reactive_energy_q2_c     = at_meter(40156, R_NV, meter::reactive_energy_q2_c);
inline constexpr auto reactive_energy_q3       = at_meter(40158, R_NV, meter::reactive_energy_q3);
inline constexpr auto reactive_energy_q3_a     = at_meter(40160, R_NV, meter::reactive_energy_q3_a);
inline constexpr auto reactive_energy_q3_b     = at_meter(40162, R_NV, meter::reactive_energy_q3_b);
inline constexpr auto reactive_energy_q3_c     = at_meter(40164, R_NV, meter::reactive_energy_q3_c);
inline constexpr auto reactive_energy_q4       = at_meter(40166, R_NV, meter::reactive_energy_q4);
inline constexpr auto reactive_energy_q4_a     = at_meter(40168, R_NV, meter::reactive_energy_q4_a);
inline constexpr auto reactive_energy_q4_b     = at_meter(40170, R_NV, meter::reactive_energy_q4_b);
inline constexpr auto reactive_energy_q4_c     = at_meter(40172, R_NV, meter::reactive_energy_q4_c);
inline constexpr auto reactive_energy_sf       = at_meter(40174, R_NV, meter::reactive_energy_sf);  // printed M_Energy_VA_SF, UInt
inline constexpr auto events                   = at_meter(40175, R_NV, meter::events);  // cells of 40175 and 40176 slipped; OEM bits printed 0x7FFF000

// End of SunSpec Block
inline constexpr modbus::interval end_only[] = {{0xFFFF}};
inline constexpr auto end_model_id     = modbus::point{at{40177}, R_NV, modbus::formats::u16, counts, end_only, {quantity::end_model_id}};
inline constexpr auto end_model_length = modbus::point{at{40178}, R_NV, modbus::formats::u16, counts, modbus::range{0}, {quantity::end_model_length}};
// clang-format on

namespace table_of {
constexpr auto all(auto const& make) {
  return make(sunspec_id, common_model_id, common_model_length, manufacturer, model_name, options, version,
              serial_number, modbus_address, meter_model_id, meter_model_length, current_total, current_a, current_b,
              current_c, current_sf, voltage_ln_avg, voltage_an, voltage_bn, voltage_cn, voltage_ll_avg, voltage_ab,
              voltage_bc, voltage_ca, voltage_sf, frequency, frequency_sf, real_power_total, real_power_a, real_power_b,
              real_power_c, real_power_sf, apparent_power_total, apparent_power_a, apparent_power_b, apparent_power_c,
              apparent_power_sf, reactive_power_total, reactive_power_a, reactive_power_b, reactive_power_c,
              reactive_power_sf, power_factor_avg, power_factor_a, power_factor_b, power_factor_c, power_factor_sf,
              real_energy_export, real_energy_export_a, real_energy_export_b, real_energy_export_c, real_energy_import,
              real_energy_import_a, real_energy_import_b, real_energy_import_c, real_energy_sf, apparent_energy_export,
              apparent_energy_export_a, apparent_energy_export_b, apparent_energy_export_c, apparent_energy_import,
              apparent_energy_import_a, apparent_energy_import_b, apparent_energy_import_c, apparent_energy_sf,
              reactive_energy_q1, reactive_energy_q1_a, reactive_energy_q1_b, reactive_energy_q1_c, reactive_energy_q2,
              reactive_energy_q2_a, reactive_energy_q2_b, reactive_energy_q2_c, reactive_energy_q3,
              reactive_energy_q3_a, reactive_energy_q3_b, reactive_energy_q3_c, reactive_energy_q4,
              reactive_energy_q4_a, reactive_energy_q4_b, reactive_energy_q4_c, reactive_energy_sf, events,
              end_model_id, end_model_length);
}
}  // namespace table_of

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers = table_of::all([](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges = table_of::all([](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

}  // namespace meterproto::leviton_s4100_sunspec

// -------------------- meterproto/leviton_s4100_bacnet.hpp: Leviton Series 4100 on BACnet MS/TP: its objects

/// Leviton Series 4100, bidirectional power and energy meter, as a BACnet MS/TP master node (4DUBM, 41OUB). Sold also as
/// Veris E51H, whose name the manual still has in places. Source: Leviton Series 4100 BACnet manual, Z000057-0A, tables
/// Device Object, Analog_Value, Analog Input and Binary_Input Objects, and the PICS. The chapter on Trend_Log objects is
/// missing in it; what stands here of them is that of the sister manual E50H5, which describes the same logs, and may be
/// absent on a given meter: Object_List tells.
///
/// The manual still has lines of an older model (52 analog inputs, AI52 as alarm bitmap, AI45 as largest power); where the
/// tables differ from them, the tables are right. Real and reactive power are signed, as on Modbus, though their range
/// is printed from 0 on. AI4-10 and AI37-54 report kilowatt-hours as their units, as the standard of the time had no
/// number for kvarh and kVAh.
namespace meterproto::leviton_s4100_bacnet {

struct model {};

using bacnet::active, bacnet::point, bacnet::setting, bacnet::valueless, bacnet::unknown_units;
using leviton::ct_secondary, leviton::display_units, leviton::system_type;

inline constexpr std::uint16_t vendor = 133;  // Veris, whose firmware it is; Leviton's own number is 111
inline constexpr std::uint8_t factory_mac = 1;
inline constexpr std::uint32_t factory_baud = 76'800;
inline constexpr std::array<std::uint32_t, 5> baud_rates{9'600, 19'200, 38'400, 76'800, 115'200};
inline constexpr std::uint32_t highest_instance = 4'193'999;  // "may only write values from 1 to 4,193,999"
inline constexpr std::size_t longest_location = 64;

/// A write is confirmed before it is stored: "a delay of up to about two seconds", during which Reliability is not yet
/// no-fault-detected.
inline constexpr std::uint32_t settling_us = 2'000'000;

/// The alarm bitmap AI83: the number is the bit. It agrees with the alert bitmap of Modbus in bits 0 to 13.
enum class alarm : std::uint8_t {
  voltage_out_of_range_a = 0,
  voltage_out_of_range_b = 1,
  voltage_out_of_range_c = 2,
  current_out_of_range_a = 3,
  current_out_of_range_b = 4,
  current_out_of_range_c = 5,
  frequency_out_of_range = 6,
  phase_loss_a = 8,
  phase_loss_b = 9,
  phase_loss_c = 10,
  low_power_factor_a = 11,
  low_power_factor_b = 12,
  low_power_factor_c = 13,
  clock_reset = 14,
};

/// A word for AV1.
[[nodiscard]] constexpr bacnet::object_write command_word(std::uint16_t word) {
  return bacnet::object_write::of({bacnet::object_type::analog_value, 1}, word);
}
inline constexpr auto reset_energy = command_word(leviton::words::reset_energy);
inline constexpr auto begin_demand_subinterval = command_word(leviton::words::begin_demand_subinterval);  // and logs
inline constexpr auto reset_demand_max = command_word(leviton::words::reset_demand_max);
inline constexpr auto reset_pulse_counters = command_word(leviton::words::reset_pulse_counters);

/// AV6, whose range goes by AV5: "values such that AV6/AV5 is from 82 to 660 (absolute range is 82-32000)". The ratio is
/// to be set first, and named here.
class ratio_setting : public point<model, volt> {
 public:
  using point::point;

  /// `pt_ratio`: what AV5 holds, in hundredths as the meter does. Errors: out_of_range, does_not_fit.
  [[nodiscard]] constexpr result<bacnet::object_write> set(reading<volt> const& value,
                                                           reading<ratio> const& pt_ratio) const {
    auto const number = value.in(V);
    auto const hundredths = pt_ratio.in(percent).as_integer();
    if (!hundredths) return hundredths.error();
    if (!legal().contains(number) || *hundredths < 1 || *hundredths > 32'000) return errc::out_of_range;
    if (auto const whole = number.as_integer(); !whole) return whole.error();
    // 82 and 660 times the ratio, in hundredths of a volt
    if (number < decimal{82 * *hundredths, -2} || number > decimal{660 * *hundredths, -2}) return errc::out_of_range;
    return bacnet::object_write::of(object, number.to<float>());
  }
};

inline constexpr interval command_words[] = {{30078}, {21211}, {21212}, {16498}};  // AV1, as the PICS lists them
inline constexpr interval hundredths_of_ratios[] = {{1, 32000}};
inline constexpr range pt_ratios{hundredths_of_ratios, -2};                // AV5: 0.01 to 320.0
inline constexpr interval subinterval_lengths[] = {{0}, {1000, 3276700}};  // AV11, in steps of 100
inline constexpr interval loggable{1, 75};                                 // AI whose Present_Value a log may keep
inline constexpr interval inactive_or_active[] = {{0}, {1}};

namespace columns {

using namespace notation;  // NOLINT: the R/W and NV columns
inline constexpr rights activity{access::read, retained::unprinted};
inline constexpr rights logged{access::read_write, retained::unprinted};

inline constexpr bacnet::reports says_kWh{bacnet::engineering_units::kilowatt_hours};
inline constexpr bacnet::reports says_kW{bacnet::engineering_units::kilowatts};
inline constexpr bacnet::reports says_kvar{bacnet::engineering_units::kilovolt_amperes_reactive};
inline constexpr bacnet::reports says_kVA{bacnet::engineering_units::kilovolt_amperes};
inline constexpr bacnet::reports says_V{bacnet::engineering_units::volts};
inline constexpr bacnet::reports says_A{bacnet::engineering_units::amperes};
inline constexpr bacnet::reports says_Hz{bacnet::engineering_units::hertz};
inline constexpr bacnet::reports says_percent{bacnet::engineering_units::percent};

constexpr bacnet::object_of<model> AI(std::uint32_t n) { return {{bacnet::object_type::analog_input, n}}; }
constexpr bacnet::object_of<model> AV(std::uint32_t n) { return {{bacnet::object_type::analog_value, n}}; }
constexpr bacnet::object_of<model> BI(std::uint32_t n) { return {{bacnet::object_type::binary_input, n}}; }
constexpr bacnet::object_of<model> TL(std::uint32_t n) { return {{bacnet::object_type::trend_log, n}}; }

}  // namespace columns
using namespace columns;  // NOLINT: under this model's name

// clang-format off
// Device Object: its instance is the meter's own, 1 to 4193999; printed "DE1"
inline constexpr auto device = valueless{bacnet::object_of<model>{{bacnet::object_type::device, bacnet::object_id::any_instance}}, "", RW_NV, {quantity::device}};

//                                                                        #       Object Name                        R/W,NV    unit                           Units property range                       what is measured
// Analog Input Objects
inline constexpr auto real_energy_net                    = point        {AI(1),  "KWh_Net",                         R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, flow::net}};
inline constexpr auto real_energy_import                 = point        {AI(2),  "KWh_Import",                      R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, flow::import}};
inline constexpr auto real_energy_export                 = point        {AI(3),  "KWh_Export",                      R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, flow::export_}};
inline constexpr auto reactive_energy_q1                 = point        {AI(4),  "KVARh_Q1",                        R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, flow::q1}};
inline constexpr auto reactive_energy_q2                 = point        {AI(5),  "KVARh_Q2",                        R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, flow::q2}};
inline constexpr auto reactive_energy_q3                 = point        {AI(6),  "KVARh_Q3",                        R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, flow::q3}};
inline constexpr auto reactive_energy_q4                 = point        {AI(7),  "KVARh_Q4",                        R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, flow::q4}};
inline constexpr auto apparent_energy_net                = point        {AI(8),  "Net_KVAh",                        R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, flow::net}};
inline constexpr auto apparent_energy_import             = point        {AI(9),  "KVAh_Import",                     R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, flow::import}};
inline constexpr auto apparent_energy_export             = point        {AI(10), "KVAh_Export",                     R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, flow::export_}};
inline constexpr auto real_power_total                   = point        {AI(11), "KW_Total",                        R,        kW,                            says_kW,                                    {quantity::real_power, phase::total}};  // negative on export; printed from 0 on
inline constexpr auto reactive_power_total               = point        {AI(12), "KVAR_Total",                      R,        kvar,                          says_kvar,                                  {quantity::reactive_power, phase::total}};
inline constexpr auto apparent_power_total               = point        {AI(13), "KVA_Total",                       R,        kVA,                           says_kVA,                                   {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total                 = point        {AI(14), "PF_Total",                        R,        one,                           unknown_units, {-1, 1},                     {quantity::power_factor, phase::total}};
inline constexpr auto voltage_ll_avg                     = point        {AI(15), "Volts_LL_Avg",                    R,        V,                             says_V,                                     {quantity::voltage, phase::ll_avg}};  // of the active phases
inline constexpr auto voltage_ln_avg                     = point        {AI(16), "Volts_LN_Avg",                    R,        V,                             says_V,                                     {quantity::voltage, phase::ln_avg}};
inline constexpr auto current_avg                        = point        {AI(17), "Current Average",                 R,        A,                             says_A,                                     {quantity::current, phase::avg}};  // printed with a blank
inline constexpr auto frequency                          = point        {AI(18), "Frequency",                       R,        Hz,                            says_Hz,       {45, 65},                    {quantity::frequency}};  // outside of it QNAN
inline constexpr auto real_power_demand                  = point        {AI(19), "KW_Present_Demand",               R,        kW,                            says_kW,                                    {quantity::real_power, statistic::demand}};
inline constexpr auto reactive_power_demand              = point        {AI(20), "KVAR_Present_Demand",             R,        kvar,                          says_kvar,                                  {quantity::reactive_power, statistic::demand}};
inline constexpr auto apparent_power_demand              = point        {AI(21), "KVA_Present_Demand",              R,        kVA,                           says_kVA,                                   {quantity::apparent_power, statistic::demand}};
inline constexpr auto real_power_demand_max_import       = point        {AI(22), "KW_Max_Demand_Import",            R_NV,     kW,                            says_kW,                                    {quantity::real_power, statistic::demand_max, flow::import}};
inline constexpr auto reactive_power_demand_max_import   = point        {AI(23), "KVAR_Max_Demand_Import",          R_NV,     kvar,                          says_kvar,                                  {quantity::reactive_power, statistic::demand_max, flow::import}};
inline constexpr auto apparent_power_demand_max_import   = point        {AI(24), "KVA_Max_Demand_Import",           R_NV,     kVA,                           says_kVA,                                   {quantity::apparent_power, statistic::demand_max, flow::import}};
inline constexpr auto real_power_demand_max_export       = point        {AI(25), "KW_Max_Demand_Export",            R_NV,     kW,                            says_kW,                                    {quantity::real_power, statistic::demand_max, flow::export_}};
inline constexpr auto reactive_power_demand_max_export   = point        {AI(26), "KVAR_Max_Demand_Export",          R_NV,     kvar,                          says_kvar,                                  {quantity::reactive_power, statistic::demand_max, flow::export_}};
inline constexpr auto apparent_power_demand_max_export   = point        {AI(27), "KVA_Max_Demand_Export",           R_NV,     kVA,                           says_kVA,                                   {quantity::apparent_power, statistic::demand_max, flow::export_}};
inline constexpr auto reserved_ai28                      = valueless    {AI(28), "Reserved_AI28",                   R,        {quantity::reserved}};  // QNAN or any value
inline constexpr auto pulse_input_count                  = point        {AI(29), "Pulse Count",                     R,        counts,                        unknown_units, {0, 4294967040},             {quantity::pulse_input_count}};  // 2^32 - 256, the last single below 2^32: counts in steps from 2^24 on
inline constexpr auto reserved_ai30                      = valueless    {AI(30), "Reserved",                        R,        {quantity::reserved}};  // a second pulse input on a sister model
inline constexpr auto real_energy_import_a               = point        {AI(31), "KWh_Import_A",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b               = point        {AI(32), "KWh_Import_B",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c               = point        {AI(33), "KWh_Import_C",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::c, flow::import}};
inline constexpr auto real_energy_export_a               = point        {AI(34), "KWh_Export_A",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::a, flow::export_}};
inline constexpr auto real_energy_export_b               = point        {AI(35), "KWh_Export_B",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::b, flow::export_}};
inline constexpr auto real_energy_export_c               = point        {AI(36), "KWh_Export_C",                    R_NV,     kWh,                           says_kWh,                                   {quantity::real_energy, phase::c, flow::export_}};
inline constexpr auto reactive_energy_q1_a               = point        {AI(37), "KVARh_Q1_A",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::a, flow::q1}};
inline constexpr auto reactive_energy_q1_b               = point        {AI(38), "KVARh_Q1_B",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::b, flow::q1}};
inline constexpr auto reactive_energy_q1_c               = point        {AI(39), "KVARh_Q1_C",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::c, flow::q1}};
inline constexpr auto reactive_energy_q2_a               = point        {AI(40), "KVARh_Q2_A",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::a, flow::q2}};
inline constexpr auto reactive_energy_q2_b               = point        {AI(41), "KVARh_Q2_B",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::b, flow::q2}};
inline constexpr auto reactive_energy_q2_c               = point        {AI(42), "KVARh_Q2_C",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::c, flow::q2}};
inline constexpr auto reactive_energy_q3_a               = point        {AI(43), "KVARh_Q3_A",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::a, flow::q3}};
inline constexpr auto reactive_energy_q3_b               = point        {AI(44), "KVARh_Q3_B",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::b, flow::q3}};
inline constexpr auto reactive_energy_q3_c               = point        {AI(45), "KVARh_Q3_C",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::c, flow::q3}};
inline constexpr auto reactive_energy_q4_a               = point        {AI(46), "KVARh_Q4_A",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::a, flow::q4}};
inline constexpr auto reactive_energy_q4_b               = point        {AI(47), "KVARh_Q4_B",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::b, flow::q4}};
inline constexpr auto reactive_energy_q4_c               = point        {AI(48), "KVARh_Q4_C",                      R_NV,     kvarh,                         says_kWh,                                   {quantity::reactive_energy, phase::c, flow::q4}};
inline constexpr auto apparent_energy_import_a           = point        {AI(49), "KVAh_Import_A",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::a, flow::import}};
inline constexpr auto apparent_energy_import_b           = point        {AI(50), "KVAh_Import_B",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::b, flow::import}};
inline constexpr auto apparent_energy_import_c           = point        {AI(51), "KVAh_Import_C",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::c, flow::import}};
inline constexpr auto apparent_energy_export_a           = point        {AI(52), "KVAh_Export_A",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::a, flow::export_}};
inline constexpr auto apparent_energy_export_b           = point        {AI(53), "KVAh_Export_B",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::b, flow::export_}};
inline constexpr auto apparent_energy_export_c           = point        {AI(54), "KVAh_Export_C",                   R_NV,     kVAh,                          says_kWh,                                   {quantity::apparent_energy, phase::c, flow::export_}};
inline constexpr auto real_power_a                       = point        {AI(55), "KW_A",                            R,        kW,                            says_kW,                                    {quantity::real_power, phase::a}};
inline constexpr auto real_power_b                       = point        {AI(56), "KW_B",                            R,        kW,                            says_kW,                                    {quantity::real_power, phase::b}};
inline constexpr auto real_power_c                       = point        {AI(57), "KW_C",                            R,        kW,                            says_kW,                                    {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_a                   = point        {AI(58), "KVAR_A",                          R,        kvar,                          says_kvar,                                  {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b                   = point        {AI(59), "KVAR_B",                          R,        kvar,                          says_kvar,                                  {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c                   = point        {AI(60), "KVAR_C",                          R,        kvar,                          says_kvar,                                  {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_a                   = point        {AI(61), "KVA_A",                           R,        kVA,                           says_kVA,                                   {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b                   = point        {AI(62), "KVA_B",                           R,        kVA,                           says_kVA,                                   {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c                   = point        {AI(63), "KVA_C",                           R,        kVA,                           says_kVA,                                   {quantity::apparent_power, phase::c}};
inline constexpr auto power_factor_a                     = point        {AI(64), "PF_A",                            R,        one,                           unknown_units, {-1, 1},                     {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b                     = point        {AI(65), "PF_B",                            R,        one,                           unknown_units, {-1, 1},                     {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c                     = point        {AI(66), "PF_C",                            R,        one,                           unknown_units, {-1, 1},                     {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab                         = point        {AI(67), "Volts_AB",                        R,        V,                             says_V,                                     {quantity::voltage, phase::ab}};
inline constexpr auto voltage_bc                         = point        {AI(68), "Volts_BC",                        R,        V,                             says_V,                                     {quantity::voltage, phase::bc}};
inline constexpr auto voltage_ca                         = point        {AI(69), "Volts_AC",                        R,        V,                             says_V,                                     {quantity::voltage, phase::ca}};
inline constexpr auto voltage_an                         = point        {AI(70), "Volts_AN",                        R,        V,                             says_V,                                     {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn                         = point        {AI(71), "Volts_BN",                        R,        V,                             says_V,                                     {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn                         = point        {AI(72), "Volts_CN",                        R,        V,                             says_V,                                     {quantity::voltage, phase::cn}};
inline constexpr auto current_a                          = point        {AI(73), "Current_A",                       R,        A,                             says_A,                                     {quantity::current, phase::a}};
inline constexpr auto current_b                          = point        {AI(74), "Current_B",                       R,        A,                             says_A,                                     {quantity::current, phase::b}};
inline constexpr auto current_c                          = point        {AI(75), "Current_C",                       R,        A,                             says_A,                                     {quantity::current, phase::c}};
inline constexpr auto system_power_max                   = point        {AI(76), "Max_Power",                       R_NV,     kW,                            says_kW,                                    {quantity::system_power_max}};  // made by the meter from AV2, AV3 and AV6; printed "AI45" in the defaults
inline constexpr auto reserved_ai77                      = valueless    {AI(77), "Reserved_AI77",                   R,        {quantity::reserved}};
inline constexpr auto energy_reset_count                 = point        {AI(78), "Energy_Resets",                   R_NV,     counts,                        unknown_units,                              {quantity::energy_reset_count}};
inline constexpr auto reserved_ai79                      = valueless    {AI(79), "Reserved_AI79",                   R,        {quantity::reserved}};
inline constexpr auto reserved_ai80                      = valueless    {AI(80), "Reserved_AI80",                   R,        {quantity::reserved}};
inline constexpr auto power_up_count                     = point        {AI(81), "Power_Up_Count",                  R_NV,     counts,                        unknown_units,                              {quantity::power_up_count}};
inline constexpr auto output_config                      = point        {AI(82), "Output_Config",                   R_NV,     counts,                        unknown_units, {0, 15},                     {quantity::output_config}};  // 11: without data logging
inline constexpr auto alarm_bitmap                       = point        {AI(83), "Alarm_Bitmap",                    R_NV,     bitmap<alarm>{},               unknown_units,                              {quantity::alarm_bitmap}};  // BI1 is bit 0; printed "AI52" in the text

// Analog_Value Objects
inline constexpr auto command                            = point        {AV(1),  "Config",                          RW,       counts,                        unknown_units, command_words,               {quantity::command}};  // takes the words of leviton_codes.hpp; reads 0
// The manual prints no step. The Modbus registers of the same settings hold whole numbers, and of the PT ratio hundredths.
inline constexpr auto system_type                        = setting      {AV(2),  "System_Type",                     RW_NV,    code<leviton::system_type>{},  unknown_units, leviton::system_types,       {quantity::system_type}};
inline constexpr auto ct_primary                         = setting      {AV(3),  "CT_Ratio_Primary",                RW_NV,    A,                             says_A,        {5, 32000},                  {quantity::ct_primary}};
inline constexpr auto ct_secondary                       = setting      {AV(4),  "CT_Ratio_Secondary",              RW_NV,    code<leviton::ct_secondary>{}, unknown_units, leviton::ct_secondaries,     {quantity::ct_secondary}};  // in 1/V: 1 is 1 V, 3 is 1/3 V
inline constexpr auto pt_ratio                           = setting      {AV(5),  "PT_Ratio",                        RW_NV,    one,                           unknown_units, pt_ratios,                   {quantity::pt_ratio}};  // set it before AV6
inline constexpr auto system_voltage                     = ratio_setting{AV(6),  "System_Voltage",                  RW_NV,    V,                             says_V,        {82, 32000},                 {quantity::system_voltage}};  // line to line, in system type 10 line to neutral
inline constexpr auto display_units                      = setting      {AV(7),  "Display_Units",                   RW_NV,    code<leviton::display_units>{}, unknown_units, leviton::display_unit_codes, {quantity::display_units}};
inline constexpr auto phase_loss_threshold               = setting      {AV(8),  "Phase_Loss_Voltage_Threshold",    RW_NV,    percent,                       says_percent,  {1, 99},                     {quantity::phase_loss_threshold}};  // of AV6; two readings are printed: alerts.hpp
inline constexpr auto phase_loss_imbalance               = setting      {AV(9),  "Phase_Loss_Imbalance_Threshold",  RW_NV,    percent,                       says_percent,  {1, 99},                     {quantity::phase_loss_imbalance}};
inline constexpr auto demand_subintervals                = setting      {AV(10), "Subintervals",                    RW_NV,    counts,                        unknown_units, {1, 6},                      {quantity::demand_subintervals}};  // passed over while AV11 is 0
inline constexpr auto demand_subinterval_length          = setting      {AV(11), "Subinterval_Length",              RW_NV,    cs,                            unknown_units, subinterval_lengths,         {quantity::demand_subinterval_length}, 100};  // printed "0, 10-32767", which are seconds; 0: by command

// Binary_Input Objects: 1 is active, not latched
inline constexpr auto voltage_out_of_range_a             = point        {BI(1),  "Volts_Error_A",                   activity, active{},                      unknown_units, inactive_or_active,          {quantity::voltage_out_of_range, phase::a}};
inline constexpr auto voltage_out_of_range_b             = point        {BI(2),  "Volts_Error_B",                   activity, active{},                      unknown_units, inactive_or_active,          {quantity::voltage_out_of_range, phase::b}};
inline constexpr auto voltage_out_of_range_c             = point        {BI(3),  "Volts_Error_C",                   activity, active{},                      unknown_units, inactive_or_active,          {quantity::voltage_out_of_range, phase::c}};
inline constexpr auto current_out_of_range_a             = point        {BI(4),  "Current_Error_A",                 activity, active{},                      unknown_units, inactive_or_active,          {quantity::current_out_of_range, phase::a}};
inline constexpr auto current_out_of_range_b             = point        {BI(5),  "Current_Error_B",                 activity, active{},                      unknown_units, inactive_or_active,          {quantity::current_out_of_range, phase::b}};
inline constexpr auto current_out_of_range_c             = point        {BI(6),  "Current_Error_C",                 activity, active{},                      unknown_units, inactive_or_active,          {quantity::current_out_of_range, phase::c}};
inline constexpr auto frequency_out_of_range             = point        {BI(7),  "Frequency_Error",                 activity, active{},                      unknown_units, inactive_or_active,          {quantity::frequency_out_of_range}};
inline constexpr auto reserved_bi8                       = valueless    {BI(8),  "Reserved_BI8",                    activity, {quantity::reserved}};  // INACTIVE
inline constexpr auto phase_loss_a                       = point        {BI(9),  "Phase_Loss_A",                    activity, active{},                      unknown_units, inactive_or_active,          {quantity::phase_loss, phase::a}};
inline constexpr auto phase_loss_b                       = point        {BI(10), "Phase_Loss_B",                    activity, active{},                      unknown_units, inactive_or_active,          {quantity::phase_loss, phase::b}};
inline constexpr auto phase_loss_c                       = point        {BI(11), "Phase_Loss_C",                    activity, active{},                      unknown_units, inactive_or_active,          {quantity::phase_loss, phase::c}};
inline constexpr auto low_power_factor_a                 = point        {BI(12), "Power_Factor_A",                  activity, active{},                      unknown_units, inactive_or_active,          {quantity::low_power_factor, phase::a}};
inline constexpr auto low_power_factor_b                 = point        {BI(13), "Power_Factor_B",                  activity, active{},                      unknown_units, inactive_or_active,          {quantity::low_power_factor, phase::b}};
inline constexpr auto low_power_factor_c                 = point        {BI(14), "Power_Factor_C",                  activity, active{},                      unknown_units, inactive_or_active,          {quantity::low_power_factor, phase::c}};
inline constexpr auto clock_reset                        = point        {BI(15), "RTC_Reset",                       activity, active{},                      unknown_units, inactive_or_active,          {quantity::clock_reset}};  // the clock began at 2000-01-01 and waits for a TimeSynchronization

// Trend_Log Objects
inline constexpr auto trend_log_1                        = valueless    {TL(1),  "",                                logged,   {measurand::numbered(quantity::trend_log, 1)}};
inline constexpr auto trend_log_2                        = valueless    {TL(2),  "",                                logged,   {measurand::numbered(quantity::trend_log, 2)}};
inline constexpr auto trend_log_3                        = valueless    {TL(3),  "",                                logged,   {measurand::numbered(quantity::trend_log, 3)}};
// clang-format on

namespace property_lists {

// Required properties first, then the optional ones that the manual lists.
using enum bacnet::property;
inline constexpr std::array device_properties{
    object_identifier,
    object_name,
    object_type,
    system_status,
    vendor_name,
    vendor_identifier,
    model_name,
    firmware_revision,
    application_software_version,
    protocol_version,
    protocol_revision,
    protocol_services_supported,
    protocol_object_types_supported,
    object_list,
    max_apdu_length_accepted,
    segmentation_supported,
    apdu_timeout,
    number_of_apdu_retries,
    device_address_binding,
    database_revision,
    // optional
    location,
    description,
    local_time,
    local_date,
    max_master,
    max_info_frames,
};
inline constexpr std::array analog_properties{
    object_identifier, object_name, object_type, present_value, status_flags, event_state, out_of_service, units,
    // optional
    description, reliability,
};
inline constexpr std::array binary_properties{
    object_identifier, object_name, object_type, present_value, status_flags, event_state, out_of_service, polarity,
    // optional
    description, reliability,
};
inline constexpr std::array log_properties{
    object_identifier, object_name, object_type, log_enable, stop_when_full, buffer_size, log_buffer, record_count,
    total_record_count, event_state,
    // optional
    description, start_time, stop_time, log_device_object_property, log_interval,
};

}  // namespace property_lists

namespace table_of {

/// `make(points...)`, each object once, in the order of Object_List.
constexpr auto all(auto const& make) {
  return make(
      device, real_energy_net, real_energy_import, real_energy_export, reactive_energy_q1, reactive_energy_q2,
      reactive_energy_q3, reactive_energy_q4, apparent_energy_net, apparent_energy_import, apparent_energy_export,
      real_power_total, reactive_power_total, apparent_power_total, power_factor_total, voltage_ll_avg,
      voltage_ln_avg, current_avg, frequency, real_power_demand, reactive_power_demand, apparent_power_demand,
      real_power_demand_max_import, reactive_power_demand_max_import, apparent_power_demand_max_import,
      real_power_demand_max_export, reactive_power_demand_max_export, apparent_power_demand_max_export, reserved_ai28,
      pulse_input_count, reserved_ai30, real_energy_import_a, real_energy_import_b, real_energy_import_c,
      real_energy_export_a, real_energy_export_b, real_energy_export_c, reactive_energy_q1_a, reactive_energy_q1_b,
      reactive_energy_q1_c, reactive_energy_q2_a, reactive_energy_q2_b, reactive_energy_q2_c, reactive_energy_q3_a,
      reactive_energy_q3_b, reactive_energy_q3_c, reactive_energy_q4_a, reactive_energy_q4_b, reactive_energy_q4_c,
      apparent_energy_import_a, apparent_energy_import_b, apparent_energy_import_c, apparent_energy_export_a,
      apparent_energy_export_b, apparent_energy_export_c, real_power_a, real_power_b, real_power_c, reactive_power_a,
      reactive_power_b, reactive_power_c, apparent_power_a, apparent_power_b, apparent_power_c, power_factor_a,
      power_factor_b, power_factor_c, voltage_ab, voltage_bc, voltage_ca, voltage_an, voltage_bn, voltage_cn,
      current_a, current_b, current_c, system_power_max, reserved_ai77, energy_reset_count, reserved_ai79,
      reserved_ai80, power_up_count, output_config, alarm_bitmap, command, system_type, ct_primary, ct_secondary,
      pt_ratio, system_voltage, display_units, phase_loss_threshold, phase_loss_imbalance, demand_subintervals,
      demand_subinterval_length, voltage_out_of_range_a, voltage_out_of_range_b, voltage_out_of_range_c,
      current_out_of_range_a, current_out_of_range_b, current_out_of_range_c, frequency_out_of_range, reserved_bi8,
      phase_loss_a, phase_loss_b, phase_loss_c, low_power_factor_a, low_power_factor_b, low_power_factor_c,
      clock_reset, trend_log_1, trend_log_2, trend_log_3);
}

}  // namespace table_of

inline constexpr auto objects = table_of::all([](auto const&... points) { return bacnet::rows_of(points...); });
inline constexpr auto ranges = table_of::all([](auto const&... points) { return meterproto::ranges_of(points...); });

/// The properties that an object of this type has, required ones first.
[[nodiscard]] constexpr std::span<bacnet::property const> properties_of(bacnet::object_type type) {
  switch (type) {
    case bacnet::object_type::device: return property_lists::device_properties;
    case bacnet::object_type::binary_input: return property_lists::binary_properties;
    case bacnet::object_type::trend_log: return property_lists::log_properties;
    default: return property_lists::analog_properties;
  }
}
[[nodiscard]] constexpr bool is_optional(bacnet::object_type type, bacnet::property which) {
  auto const all = properties_of(type);
  auto const required = type == bacnet::object_type::device ? 20U : type == bacnet::object_type::trend_log ? 10U : 8U;
  for (auto const property : all.subspan(required))
    if (property == which) return true;
  return false;
}

static_assert(objects.size() == 113);
static_assert(bacnet::first_misplaced(objects) == -1);

}  // namespace meterproto::leviton_s4100_bacnet

// -------------------- meterproto/leviton_s4100_bacnet_words.hpp: what these objects say of themselves

/// What the objects of a Leviton Series 4100 on BACnet say in their property Description, as the manual prints it.
/// Source: as leviton_s4100_bacnet.hpp. "Phase b" in AI38 and AI47 may be a slip or what the meter says.
namespace meterproto::leviton_s4100_bacnet {

// clang-format off
inline constexpr std::array<std::string_view, 83> analog_input_descriptions{
    "Accumulated Real Energy: Net (Import - Export)",
    "Real Energy Import",
    "Real Energy Export",
    "Reactive Energy Quadrant 1",
    "Reactive Energy Quadrant 2",
    "Reactive Energy Quadrant 3",
    "Reactive Energy Quadrant 4",
    "Apparent Energy: Net (Import - Export)",
    "Apparent Energy Import",
    "Apparent Energy Export",
    "Total Instantaneous Real Power",
    "Total Instantaneous Reactive Power",
    "Total Instantaneous Apparent Power",
    "Total Power Factor",
    "Voltage, L-L, Average of Active Phases",
    "Voltage, L-N, Average of Active Phases",
    "Current, Average of Active Phases",
    "Frequency",
    "Total Real Power Present Demand",
    "Total Reactive Power Present Demand",
    "Total Apparent Power Present Demand",
    "Total Real Power Max Demand Import",
    "Total Reactive Power Max Demand Import",
    "Total Apparent Power Max Demand Import",
    "Total Real Power Max Demand Export",
    "Total Reactive Power Max Demand Export",
    "Total Apparent Power Max Demand Export",
    "(Reserved_AI28)",
    "Pulse Count",
    "Reserved",
    "Real Energy Import Phase A",
    "Real Energy Import Phase B",
    "Real Energy Import Phase C",
    "Real Energy Export Phase A",
    "Real Energy Export Phase B",
    "Real Energy Export Phase C",
    "Reactive Energy Q1 Phase A",
    "Reactive Energy Q1 Phase b",
    "Reactive Energy Q1 Phase C",
    "Reactive Energy Q2 Phase A",
    "Reactive Energy Q2 Phase B",
    "Reactive Energy Q2 Phase C",
    "Reactive Energy Q3 Phase A",
    "Reactive Energy Q3 Phase B",
    "Reactive Energy Q3 Phase C",
    "Reactive Energy Q4 Phase A",
    "Reactive Energy Q4 Phase b",
    "Reactive Energy Q4 Phase C",
    "Apparent Energy Import Phase A",
    "Apparent Energy Import Phase B",
    "Apparent Energy Import Phase C",
    "Apparent Energy Export Phase A",
    "Apparent Energy Export Phase B",
    "Apparent Energy Export Phase C",
    "Real Power Phase A",
    "Real Power Phase B",
    "Real Power Phase C",
    "Reactive Power Phase A",
    "Reactive Power Phase B",
    "Reactive Power Phase C",
    "Apparent Power Phase A",
    "Apparent Power Phase B",
    "Apparent Power Phase C",
    "Power Factor Phase A",
    "Power Factor Phase B",
    "Power Factor Phase C",
    "Voltage Phase A-B",
    "Voltage Phase B-C",
    "Voltage Phase A-C",
    "Voltage Phase A-N",
    "Voltage Phase B-N",
    "Voltage Phase C-N",
    "Current Phase A",
    "Current Phase B",
    "Current Phase C",
    "Max Power",
    "(Reserved AI77)",
    "Count of Energy_Resets",
    "(Reserved AI79)",
    "(Reserved AI80)",
    "Count of Power Up Cycles",
    "Output Configuration",
    "Alarm Bitmap (all of BI1-BI15)",
};
inline constexpr std::array<std::string_view, 11> analog_value_descriptions{
    "Configuration",
    "System Type",
    "CT Ratio - Primary",
    "CT Ratio - Secondary",
    "PT Ratio",
    "System Voltage",
    "Display Units",
    "Phase Loss Voltage Threshold",
    "Phase Loss Imbalance Threshold",
    "Number of Subintervals Per Demand Interval",
    "Subinterval Length",
};
inline constexpr std::array<std::string_view, 15> binary_input_descriptions{
    "Voltage Out of Range Phase A",
    "Voltage Out of Range Phase B",
    "Voltage Out of Range Phase C",
    "Current Out of Range Phase A",
    "Current Out of Range Phase B",
    "Current Out of Range Phase C",
    "Frequency Error",
    "Reserved",
    "Phase Loss Phase A",
    "Phase Loss Phase B",
    "Phase Loss Phase C",
    "Low Power Factor Phase A",
    "Low Power Factor Phase B",
    "Low Power Factor Phase C",
    "RTC Reset",
};
// clang-format on

/// Empty for the device, whose description has its serial number, for a trend log, and for what is no object of it.
[[nodiscard]] constexpr std::string_view description_of(bacnet::object_id const& object) {
  auto const at = [&](auto const& all) {
    return object.instance >= 1 && object.instance <= all.size() ? all[object.instance - 1] : std::string_view{};
  };
  switch (object.type) {
    case bacnet::object_type::analog_input: return at(analog_input_descriptions);
    case bacnet::object_type::analog_value: return at(analog_value_descriptions);
    case bacnet::object_type::binary_input: return at(binary_input_descriptions);
    default: return {};
  }
}

}  // namespace meterproto::leviton_s4100_bacnet

// -------------------- meterproto/wago_879.hpp: WAGO 879-3000 and 879-3020

/// WAGO 879-3000 (4PU) and 879-3020 (4PS), four-quadrant energy meters, Modbus RTU. Source: manual of the 879-3000
/// family, Appendix 3: A3.2 register map, A3.3 write register. Addresses are printed in hex and are those of the wire;
/// function 03 reads, 06 writes one register, 10 two. No content means "no value" but a NaN. float32 has 24 bits:
/// single watt-hours are blurred above 16384 kWh and lost above 32768 kWh.
namespace meterproto::wago_879 {

using modbus::code, modbus::point, modbus::setting, modbus::ambiguous, modbus::ambiguous_setting;
using modbus::formats::digits_4, modbus::formats::digits_8, modbus::formats::digits_4_4, modbus::formats::f32,
    modbus::formats::i16, modbus::formats::letter, modbus::formats::opaque_32;

inline constexpr modbus::rights R{modbus::access::read};  // the manual has no column of what is retained
inline constexpr modbus::rights RW{modbus::access::read_write};

/// Data type setting [4026]. How the tables lie in `integer` is not documented.
enum class data_layout : std::uint16_t { standard = 1, integer = 2 };

struct model {
  static constexpr int first_number = 0;
  // What "scales" here is the layout: a float of 5000 on is refused (undecided) unless 4026 was read and is 1. The
  // tariff [6048] is no float.
  enum class scale : std::uint8_t { standard = 1 };
  static constexpr std::array<std::uint16_t, 1> scale_addresses{0x4026};
  static constexpr std::array<char const*, 1> scale_names{""};
  static constexpr result<int> scale_exponent(std::int16_t content) {
    if (content == static_cast<std::int16_t>(data_layout::standard)) return 0;
    return error{errc::undecided, 0, static_cast<std::uint16_t>(content)};
  }
  static constexpr std::array<modbus::block, 5> listed{
      {{0x4000, 0x15}, {0x4016, 0x15}, {0x4032, 2}, {0x5000, 0x38}, {0x6000, 0x91}}};
  // 4015 and 402B-4031 are not described, 4025 and 4027 have no function code: no read runs over them.
  static constexpr std::array<modbus::block, 6> readable{
      {{0x4000, 0x15}, {0x4016, 0x0F}, {0x4026, 1}, {0x4032, 2}, {0x5000, 0x38}, {0x6000, 0x91}}};
};
using at = modbus::register_number<model>;
using layout = model::scale;
using scales = modbus::scale_values<model>;

enum class meter_type : std::uint16_t { wago_4pu = 1111, wago_4ps = 1112, wago_2pct = 1113 };
enum class baud_code : std::uint16_t {
  baud_300 = 1,
  baud_600,
  baud_1200,
  baud_2400,
  baud_4800,
  baud_9600,
  baud_19200,
  baud_38400,
  baud_57600,  // "56700" in 6.6.7 and A3.1
  baud_115200,
};
using energy::combination;  // [400F]
enum class parity_code : std::uint16_t { even = 1, none = 2, odd = 3 };
enum class direction : std::uint16_t { forward = 'F', reverse = 'R' };
enum class pulse_outputs : std::uint16_t { active_and_reactive = 1, forward_and_reverse = 2 };
enum class screen : std::uint16_t { standard = 0, turned = 1 };
enum class on_off : std::uint16_t { off = 0, on = 1 };
enum class active_tariff : std::uint16_t { t1 = 1, t2, t3, t4 };

inline constexpr modbus::interval meter_types[] = {{1111}, {1112}, {1113}};
inline constexpr modbus::interval directions[] = {{'F'}, {'R'}};
inline constexpr modbus::interval only_zero[] = {{0}};
inline constexpr modbus::interval zero_or_one[] = {{0}, {1}};
inline constexpr modbus::interval one_or_two[] = {{1}, {2}};
/// 10000 to 0.01 imp/kWh, in hundredths; printed "10.000" and "0,1".
inline constexpr modbus::interval s0_rate_steps[] = {{1'000'000}, {200'000}, {100'000}, {10'000},
                                                     {1000},      {100},     {10},      {1}};
inline constexpr modbus::range s0_rates{s0_rate_steps, -2};

// clang-format off
//                                                         address     R/W format    unit                  range           what is measured
inline constexpr auto serial_number             = point   {at{0x4000}, R,  digits_8,   counts,                                               {quantity::serial_number}};  // HEX: a digit a nibble, as on the M-Bus
inline constexpr auto meter_code                = point   {at{0x4002}, R,  digits_4,   code<meter_type>{},                       meter_types, {quantity::meter_code}};
inline constexpr auto modbus_address            = setting {at{0x4003}, RW, i16,        counts,                                   {1, 247},   {quantity::modbus_address}};  // binary: 10 is 000A. 0 is printed too: it is the broadcast
inline constexpr auto baud_rate                 = setting {at{0x4004}, RW, i16,        code<baud_code>{},                        {1, 10},    {quantity::baud_rate}};
inline constexpr auto protocol_version          = point   {at{0x4005}, R,  f32,        counts,                                               {quantity::protocol_version}};  // how many decimals count is not said, here and in the next two
inline constexpr auto software_version          = point   {at{0x4007}, R,  f32,        counts,                                               {quantity::software_version}};
inline constexpr auto hardware_version          = point   {at{0x4009}, R,  f32,        counts,                                               {quantity::hardware_version}};
inline constexpr auto current_rating            = point   {at{0x400B}, R,  i16,        A,                                                    {quantity::current_rating}};
inline constexpr auto ct_ratio_short            = ambiguous{at{0x400C}, R,  digits_4,   A,                                                    {quantity::ct_ratio_short}};  // one register cannot hold both numbers of 401F; which it holds, and how, is not said
inline constexpr auto s0_pulse_rate             = setting {at{0x400D}, RW, f32,        imp_per_kWh,                              s0_rates,   {quantity::s0_pulse_rate}};  // default 1000
inline constexpr auto combination_code          = setting {at{0x400F}, RW, i16,        code<combination>{},                      {1, 5},     {quantity::combination_code}};  // 5 cannot be undone (6.6.15)
inline constexpr auto lcd_cycle_time            = setting {at{0x4010}, RW, digits_4,   s,                                        {1, 30},    {quantity::lcd_cycle_time}};  // digits: the example 0025 is 25 s
inline constexpr auto parity                    = setting {at{0x4011}, RW, i16,        code<parity_code>{},                      {1, 3},     {quantity::parity}};
inline constexpr auto current_direction_a       = point   {at{0x4012}, R,  letter,     code<direction>{},                        directions, {quantity::current_direction, phase::a}};  // "L1" is missing; in which half of the register the letter stands is not said
inline constexpr auto current_direction_b       = point   {at{0x4013}, R,  letter,     code<direction>{},                        directions, {quantity::current_direction, phase::b}};
inline constexpr auto current_direction_c       = point   {at{0x4014}, R,  letter,     code<direction>{},                        directions, {quantity::current_direction, phase::c}};
inline constexpr auto power_down_count          = setting {at{0x4016}, RW, i16,        counts,                                   only_zero,  {quantity::power_down_count}};  // can be set to 0
inline constexpr auto quadrant                  = point   {at{0x4017}, R,  i16,        counts,                                               {quantity::quadrant}};
inline constexpr auto quadrant_a                = point   {at{0x4018}, R,  i16,        counts,                                               {quantity::quadrant, phase::a}};
inline constexpr auto quadrant_b                = point   {at{0x4019}, R,  i16,        counts,                                               {quantity::quadrant, phase::b}};
inline constexpr auto quadrant_c                = point   {at{0x401A}, R,  i16,        counts,                                               {quantity::quadrant, phase::c}};
inline constexpr auto checksum                  = point   {at{0x401B}, R,  opaque_32,  counts,                                               {quantity::checksum}};
inline constexpr auto status_word               = point   {at{0x401D}, R,  opaque_32,  counts,                                               {quantity::status_word}};  // no bits are given
inline constexpr auto ct_ratio                  = setting {at{0x401F}, RW, digits_4_4, A,                                                    {quantity::ct_ratio}};  // 9995 0005 is 9995/5; printed "Signed" and 005
inline constexpr auto pulse_duration            = ambiguous_setting{at{0x4021}, RW, digits_4,   ms,                                       {2, 99},    {quantity::pulse_duration}};  // the example 0030 is 30 ms, so digits, but the type is printed Signed; read length 2 is wrong
inline constexpr auto pulse_type                = setting {at{0x4022}, RW, i16,        code<pulse_outputs>{},                    one_or_two, {quantity::pulse_type}};
inline constexpr auto checksum_2                = point   {at{0x4023}, R,  opaque_32,  counts,                                               {quantity::checksum_2}};  // non-relevant
inline constexpr auto reserved_4025             = modbus::reserved{at{0x4025}, R, modbus::format{modbus::kind::unknown, modbus::absent::never, modbus::word_order::abcd, 1}};  // no function code: not readable
inline constexpr auto data_type                 = setting {at{0x4026}, RW, i16,        code<data_layout>{},                      one_or_two, {quantity::data_type}};  // 2 makes the tables below unreadable
inline constexpr auto reserved_4027             = modbus::reserved{at{0x4027}, R, modbus::format{modbus::kind::unknown, modbus::absent::never, modbus::word_order::abcd, 4}};  // no function code: not readable
inline constexpr auto screen_direction          = setting {at{0x4032}, RW, i16,        code<screen>{},                           zero_or_one, {quantity::screen_direction}};
inline constexpr auto obis_codes                = setting {at{0x4033}, RW, i16,        code<on_off>{},                           zero_or_one, {quantity::obis_codes}};

// Instantaneous values. kW, kvar, kVA here; the M-Bus has W, var, VA.
inline constexpr auto voltage                   = point   {at{0x5000}, R,  f32,  V,      layout::standard,    {quantity::voltage}};  // Voltage*: the footnote is lost; 0 on a screen that shows L1 at 227 V, so no average
inline constexpr auto voltage_an                = point   {at{0x5002}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn                = point   {at{0x5004}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn                = point   {at{0x5006}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::cn}};
inline constexpr auto frequency                 = point   {at{0x5008}, R,  f32,  Hz,     layout::standard,    {quantity::frequency}};
inline constexpr auto current                   = point   {at{0x500A}, R,  f32,  A,      layout::standard,    {quantity::current}};  // Current*: as 5000
inline constexpr auto current_a                 = point   {at{0x500C}, R,  f32,  A,      layout::standard,    {quantity::current, phase::a}};
inline constexpr auto current_b                 = point   {at{0x500E}, R,  f32,  A,      layout::standard,    {quantity::current, phase::b}};
inline constexpr auto current_c                 = point   {at{0x5010}, R,  f32,  A,      layout::standard,    {quantity::current, phase::c}};
inline constexpr auto real_power_total          = point   {at{0x5012}, R,  f32,  kW,     layout::standard,    {quantity::real_power, phase::total}};
inline constexpr auto real_power_a              = point   {at{0x5014}, R,  f32,  kW,     layout::standard,    {quantity::real_power, phase::a}};
inline constexpr auto real_power_b              = point   {at{0x5016}, R,  f32,  kW,     layout::standard,    {quantity::real_power, phase::b}};
inline constexpr auto real_power_c              = point   {at{0x5018}, R,  f32,  kW,     layout::standard,    {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_total      = point   {at{0x501A}, R,  f32,  kvar,   layout::standard,    {quantity::reactive_power, phase::total}};
inline constexpr auto reactive_power_a          = point   {at{0x501C}, R,  f32,  kvar,   layout::standard,    {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b          = point   {at{0x501E}, R,  f32,  kvar,   layout::standard,    {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c          = point   {at{0x5020}, R,  f32,  kvar,   layout::standard,    {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_total      = point   {at{0x5022}, R,  f32,  kVA,    layout::standard,    {quantity::apparent_power, phase::total}};
inline constexpr auto apparent_power_a          = point   {at{0x5024}, R,  f32,  kVA,    layout::standard,    {quantity::apparent_power, phase::a}};
inline constexpr auto apparent_power_b          = point   {at{0x5026}, R,  f32,  kVA,    layout::standard,    {quantity::apparent_power, phase::b}};
inline constexpr auto apparent_power_c          = point   {at{0x5028}, R,  f32,  kVA,    layout::standard,    {quantity::apparent_power, phase::c}};
inline constexpr auto power_factor_total        = point   {at{0x502A}, R,  f32,  one,    layout::standard,    {quantity::power_factor, phase::total}};
inline constexpr auto power_factor_a            = point   {at{0x502C}, R,  f32,  one,    layout::standard,    {quantity::power_factor, phase::a}};
inline constexpr auto power_factor_b            = point   {at{0x502E}, R,  f32,  one,    layout::standard,    {quantity::power_factor, phase::b}};
inline constexpr auto power_factor_c            = point   {at{0x5030}, R,  f32,  one,    layout::standard,    {quantity::power_factor, phase::c}};
inline constexpr auto voltage_ab                = point   {at{0x5032}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::ab}};
inline constexpr auto voltage_ca                = point   {at{0x5034}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::ca}};  // printed "L1-L3"
inline constexpr auto voltage_bc                = point   {at{0x5036}, R,  f32,  V,      layout::standard,    {quantity::voltage, phase::bc}};

// Energy. Forward is import, reverse is export; inductive and capacitive in the sense of IEC: Q1 to Q4.
inline constexpr auto real_energy_total         = point   {at{0x6000}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total}};
inline constexpr auto real_energy_total_t1      = point   {at{0x6002}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total, tariff::t1}};
inline constexpr auto real_energy_total_t2      = point   {at{0x6004}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total, tariff::t2}};
inline constexpr auto real_energy_total_a       = point   {at{0x6006}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::a, flow::total}};
inline constexpr auto real_energy_total_b       = point   {at{0x6008}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::b, flow::total}};
inline constexpr auto real_energy_total_c       = point   {at{0x600A}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::c, flow::total}};
inline constexpr auto real_energy_import        = point   {at{0x600C}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import}};
inline constexpr auto real_energy_import_t1     = point   {at{0x600E}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import, tariff::t1}};
inline constexpr auto real_energy_import_t2     = point   {at{0x6010}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import, tariff::t2}};
inline constexpr auto real_energy_import_a      = point   {at{0x6012}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::a, flow::import}};
inline constexpr auto real_energy_import_b      = point   {at{0x6014}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::b, flow::import}};
inline constexpr auto real_energy_import_c      = point   {at{0x6016}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::c, flow::import}};
inline constexpr auto real_energy_export        = point   {at{0x6018}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_}};
inline constexpr auto real_energy_export_t1     = point   {at{0x601A}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_, tariff::t1}};
inline constexpr auto real_energy_export_t2     = point   {at{0x601C}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_, tariff::t2}};
inline constexpr auto real_energy_export_a      = point   {at{0x601E}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::a, flow::export_}};
inline constexpr auto real_energy_export_b      = point   {at{0x6020}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::b, flow::export_}};
inline constexpr auto real_energy_export_c      = point   {at{0x6022}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::c, flow::export_}};
inline constexpr auto reactive_energy_total     = point   {at{0x6024}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total}};
inline constexpr auto reactive_energy_total_t1  = point   {at{0x6026}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total, tariff::t1}};
inline constexpr auto reactive_energy_total_t2  = point   {at{0x6028}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total, tariff::t2}};
inline constexpr auto reactive_energy_total_a   = point   {at{0x602A}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::a, flow::total}};
inline constexpr auto reactive_energy_total_b   = point   {at{0x602C}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::b, flow::total}};
inline constexpr auto reactive_energy_total_c   = point   {at{0x602E}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::c, flow::total}};
inline constexpr auto reactive_energy_import    = point   {at{0x6030}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import}};
inline constexpr auto reactive_energy_import_t1 = point   {at{0x6032}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import, tariff::t1}};
inline constexpr auto reactive_energy_import_t2 = point   {at{0x6034}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import, tariff::t2}};
inline constexpr auto reactive_energy_import_a  = point   {at{0x6036}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::a, flow::import}};
inline constexpr auto reactive_energy_import_b  = point   {at{0x6038}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::b, flow::import}};
inline constexpr auto reactive_energy_import_c  = point   {at{0x603A}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::c, flow::import}};
inline constexpr auto reactive_energy_export    = point   {at{0x603C}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_}};
inline constexpr auto reactive_energy_export_t1 = point   {at{0x603E}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_, tariff::t1}};
inline constexpr auto reactive_energy_export_t2 = point   {at{0x6040}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_, tariff::t2}};
inline constexpr auto reactive_energy_export_a  = point   {at{0x6042}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::a, flow::export_}};
inline constexpr auto reactive_energy_export_b  = point   {at{0x6044}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::b, flow::export_}};
inline constexpr auto reactive_energy_export_c  = point   {at{0x6046}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, phase::c, flow::export_}};
inline constexpr auto tariff                    = setting {at{0x6048}, RW, i16,  code<active_tariff>{},                    {1, 4}, {quantity::tariff}};  // 3 and 4 stay on the display for good (A1.2)
inline constexpr auto real_energy_resettable    = setting {at{0x6049}, RW, f32,  kWh,    layout::standard,    only_zero, {quantity::real_energy, statistic::resettable}};  // can be set to 0; the write table's length 1 is wrong
inline constexpr auto real_energy_total_t3      = point   {at{0x604B}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total, tariff::t3}};
inline constexpr auto real_energy_total_t4      = point   {at{0x604D}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::total, tariff::t4}};
inline constexpr auto real_energy_import_t3     = point   {at{0x604F}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import, tariff::t3}};
inline constexpr auto real_energy_import_t4     = point   {at{0x6051}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::import, tariff::t4}};
inline constexpr auto real_energy_export_t3     = point   {at{0x6053}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_, tariff::t3}};
inline constexpr auto real_energy_export_t4     = point   {at{0x6055}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, flow::export_, tariff::t4}};
inline constexpr auto reactive_energy_total_t3  = point   {at{0x6057}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total, tariff::t3}};
inline constexpr auto reactive_energy_total_t4  = point   {at{0x6059}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::total, tariff::t4}};
inline constexpr auto reactive_energy_import_t3 = point   {at{0x605B}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import, tariff::t3}};
inline constexpr auto reactive_energy_import_t4 = point   {at{0x605D}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::import, tariff::t4}};
inline constexpr auto reactive_energy_export_t3 = point   {at{0x605F}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_, tariff::t3}};
inline constexpr auto reactive_energy_export_t4 = point   {at{0x6061}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::export_, tariff::t4}};
inline constexpr auto reactive_energy_q1        = point   {at{0x6063}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1}};  // 6063-6089: printed kWh
inline constexpr auto reactive_energy_q1_t1     = point   {at{0x6065}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1, tariff::t1}};
inline constexpr auto reactive_energy_q1_t2     = point   {at{0x6067}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1, tariff::t2}};
inline constexpr auto reactive_energy_q1_t3     = point   {at{0x6069}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1, tariff::t3}};
inline constexpr auto reactive_energy_q1_t4     = point   {at{0x606B}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q1, tariff::t4}};
inline constexpr auto reactive_energy_q2        = point   {at{0x606D}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2}};
inline constexpr auto reactive_energy_q2_t1     = point   {at{0x606F}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2, tariff::t1}};
inline constexpr auto reactive_energy_q2_t2     = point   {at{0x6071}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2, tariff::t2}};
inline constexpr auto reactive_energy_q2_t3     = point   {at{0x6073}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2, tariff::t3}};
inline constexpr auto reactive_energy_q2_t4     = point   {at{0x6075}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q2, tariff::t4}};
inline constexpr auto reactive_energy_q3        = point   {at{0x6077}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3}};
inline constexpr auto reactive_energy_q3_t1     = point   {at{0x6079}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3, tariff::t1}};
inline constexpr auto reactive_energy_q3_t2     = point   {at{0x607B}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3, tariff::t2}};
inline constexpr auto reactive_energy_q3_t3     = point   {at{0x607D}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3, tariff::t3}};
inline constexpr auto reactive_energy_q3_t4     = point   {at{0x607F}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q3, tariff::t4}};
inline constexpr auto reactive_energy_q4        = point   {at{0x6081}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4}};
inline constexpr auto reactive_energy_q4_t1     = point   {at{0x6083}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4, tariff::t1}};
inline constexpr auto reactive_energy_q4_t2     = point   {at{0x6085}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4, tariff::t2}};
inline constexpr auto reactive_energy_q4_t3     = point   {at{0x6087}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4, tariff::t3}};
inline constexpr auto reactive_energy_q4_t4     = point   {at{0x6089}, R,  f32,  kvarh,  layout::standard,    {quantity::reactive_energy, flow::q4, tariff::t4}};
inline constexpr auto real_energy_resettable_a  = point   {at{0x608B}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::a, statistic::resettable}};
inline constexpr auto real_energy_resettable_b  = point   {at{0x608D}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::b, statistic::resettable}};
inline constexpr auto real_energy_resettable_c  = point   {at{0x608F}, R,  f32,  kWh,    layout::standard,    {quantity::real_energy, phase::c, statistic::resettable}};
// clang-format on

namespace table_of {
constexpr auto all(auto const& make) {
  return make(
      serial_number, meter_code, modbus_address, baud_rate, protocol_version, software_version, hardware_version,
      current_rating, ct_ratio_short, s0_pulse_rate, combination_code, lcd_cycle_time, parity, current_direction_a,
      current_direction_b, current_direction_c, power_down_count, quadrant, quadrant_a, quadrant_b, quadrant_c,
      checksum, status_word, ct_ratio, pulse_duration, pulse_type, checksum_2, reserved_4025, data_type, reserved_4027,
      screen_direction, obis_codes, voltage, voltage_an, voltage_bn, voltage_cn, frequency, current, current_a,
      current_b, current_c, real_power_total, real_power_a, real_power_b, real_power_c, reactive_power_total,
      reactive_power_a, reactive_power_b, reactive_power_c, apparent_power_total, apparent_power_a, apparent_power_b,
      apparent_power_c, power_factor_total, power_factor_a, power_factor_b, power_factor_c, voltage_ab, voltage_ca,
      voltage_bc, real_energy_total, real_energy_total_t1, real_energy_total_t2, real_energy_total_a,
      real_energy_total_b, real_energy_total_c, real_energy_import, real_energy_import_t1, real_energy_import_t2,
      real_energy_import_a, real_energy_import_b, real_energy_import_c, real_energy_export, real_energy_export_t1,
      real_energy_export_t2, real_energy_export_a, real_energy_export_b, real_energy_export_c, reactive_energy_total,
      reactive_energy_total_t1, reactive_energy_total_t2, reactive_energy_total_a, reactive_energy_total_b,
      reactive_energy_total_c, reactive_energy_import, reactive_energy_import_t1, reactive_energy_import_t2,
      reactive_energy_import_a, reactive_energy_import_b, reactive_energy_import_c, reactive_energy_export,
      reactive_energy_export_t1, reactive_energy_export_t2, reactive_energy_export_a, reactive_energy_export_b,
      reactive_energy_export_c, tariff, real_energy_resettable, real_energy_total_t3, real_energy_total_t4,
      real_energy_import_t3, real_energy_import_t4, real_energy_export_t3, real_energy_export_t4,
      reactive_energy_total_t3, reactive_energy_total_t4, reactive_energy_import_t3, reactive_energy_import_t4,
      reactive_energy_export_t3, reactive_energy_export_t4, reactive_energy_q1, reactive_energy_q1_t1,
      reactive_energy_q1_t2, reactive_energy_q1_t3, reactive_energy_q1_t4, reactive_energy_q2, reactive_energy_q2_t1,
      reactive_energy_q2_t2, reactive_energy_q2_t3, reactive_energy_q2_t4, reactive_energy_q3, reactive_energy_q3_t1,
      reactive_energy_q3_t2, reactive_energy_q3_t3, reactive_energy_q3_t4, reactive_energy_q4, reactive_energy_q4_t1,
      reactive_energy_q4_t2, reactive_energy_q4_t3, reactive_energy_q4_t4, real_energy_resettable_a,
      real_energy_resettable_b, real_energy_resettable_c);
}
}  // namespace table_of

/// All rows in the order of the map, and beside them the legal contents.
inline constexpr auto registers = table_of::all([](auto const&... points) { return modbus::rows_of(points...); });
inline constexpr auto ranges = table_of::all([](auto const&... points) { return modbus::ranges_of(points...); });

static_assert(modbus::first_misplaced<model>(registers) == -1);
static_assert(modbus::first_repeated<model>(registers) == -1);

/// The rate behind a code. Expects: one of the ten.
[[nodiscard]] constexpr std::uint32_t baud_of(baud_code code) {
  constexpr std::array<std::uint32_t, 10> rates{300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200};
  return rates[static_cast<std::size_t>(code) - 1];
}

}  // namespace meterproto::wago_879

// -------------------- meterproto/wago_879_mbus.hpp: WAGO 879 on the M-Bus: its records, its writes

/// WAGO 879-3000 (4PU) and 879-3020 (4PS) on the M-Bus, made by Inepro Metering (INM). Source: manual of the 879-3000
/// family, Appendix 2: A2.2 read register, A2.3 write register. All 31 records come in one telegram. Forward energy has
/// no code of its own, reverse energy has 3C; what the totals hold depends on the combination code, which the M-Bus
/// cannot read. Energies are type B, as EN 13757-3 has it where nothing else is said: above 2147483647 Wh they would
/// come out negative; whether the meter means them unsigned, the manual leaves open.
namespace meterproto::wago_879_mbus {

using mbus::dif, mbus::vif, mbus::factor, mbus::point;

/// "WAGO" is not in the header: its maker is.
inline constexpr mbus::manufacturer_code maker{'I', 'N', 'M'};
inline constexpr std::uint8_t electricity = 0x02;
[[nodiscard]] constexpr bool is_from(mbus::header const& header) {
  return header.type == mbus::header_type::long_header && header.meter.manufacturer == maker &&
         header.meter.medium == electricity;
}

// clang-format off
//                                                     DIF                     VIF                            unit           what is measured
inline constexpr auto real_energy_import       = point{dif(0x04),              vif(0x03),                     Wh,            {quantity::real_energy, flow::import}};  // the cells of this row slipped two columns to the right
inline constexpr auto real_energy_import_t1    = point{dif(0x84, 0x10),        vif(0x03),                     Wh,            {quantity::real_energy, flow::import, tariff::t1}};
inline constexpr auto real_energy_import_t2    = point{dif(0x84, 0x20),        vif(0x03),                     Wh,            {quantity::real_energy, flow::import, tariff::t2}};
inline constexpr auto real_energy_import_t3    = point{dif(0x84, 0x30),        vif(0x03),                     Wh,            {quantity::real_energy, flow::import, tariff::t3}};
inline constexpr auto real_energy_import_t4    = point{dif(0x84, 0x80, 0x10),  vif(0x03),                     Wh,            {quantity::real_energy, flow::import, tariff::t4}};
inline constexpr auto real_energy_export       = point{dif(0x04),              vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_}};
inline constexpr auto real_energy_export_t1    = point{dif(0x84, 0x10),        vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_, tariff::t1}};
inline constexpr auto real_energy_export_t2    = point{dif(0x84, 0x20),        vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_, tariff::t2}};
inline constexpr auto real_energy_export_t3    = point{dif(0x84, 0x30),        vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_, tariff::t3}};
inline constexpr auto real_energy_export_t4    = point{dif(0x84, 0x80, 0x10),  vif(0x83, 0x3C),               Wh,            {quantity::real_energy, flow::export_, tariff::t4}};
inline constexpr auto real_energy_resettable   = point{dif(0x04),              vif(0x83, 0xFC, 0x10),         Wh,            {quantity::real_energy, statistic::resettable}};  // "Total kWh (resettable)"; FC 10: of both directions without sign
inline constexpr auto reactive_energy_import   = point{dif(0x04),              vif(0xFB, 0x82, 0x73),         varh,          {quantity::reactive_energy, flow::import}};  // FB 02 counts kvarh, 73 makes varh of them
inline constexpr auto reactive_energy_export   = point{dif(0x04),              vif(0xFB, 0x82, 0xF3, 0x3C),   varh,          {quantity::reactive_energy, flow::export_}};
inline constexpr auto voltage_an               = point{dif(0x02),              vif(0xFD, 0xC7, 0xFC, 0x01),   V,             {quantity::voltage, phase::an}};
inline constexpr auto voltage_bn               = point{dif(0x02),              vif(0xFD, 0xC7, 0xFC, 0x02),   V,             {quantity::voltage, phase::bn}};
inline constexpr auto voltage_cn               = point{dif(0x02),              vif(0xFD, 0xC7, 0xFC, 0x03),   V,             {quantity::voltage, phase::cn}};
inline constexpr auto current_a                = point{dif(0x03),              vif(0xFD, 0xD9, 0xFC, 0x01),   A,             {quantity::current, phase::a}};
inline constexpr auto current_b                = point{dif(0x03),              vif(0xFD, 0xD9, 0xFC, 0x02),   A,             {quantity::current, phase::b}};
inline constexpr auto current_c                = point{dif(0x03),              vif(0xFD, 0xD9, 0xFC, 0x03),   A,             {quantity::current, phase::c}};
inline constexpr auto real_power_total         = point{dif(0x03),              vif(0x2B),                     W,             {quantity::real_power, phase::total}};  // W here, kW on Modbus
inline constexpr auto real_power_a             = point{dif(0x03),              vif(0xAB, 0xFC, 0x01),         W,             {quantity::real_power, phase::a}};
inline constexpr auto real_power_b             = point{dif(0x03),              vif(0xAB, 0xFC, 0x02),         W,             {quantity::real_power, phase::b}};
inline constexpr auto real_power_c             = point{dif(0x03),              vif(0xAB, 0xFC, 0x03),         W,             {quantity::real_power, phase::c}};
inline constexpr auto reactive_power_total     = point{dif(0x03),              vif(0xFB, 0x14),               var,           {quantity::reactive_power, phase::total}};
inline constexpr auto reactive_power_a         = point{dif(0x03),              vif(0xFB, 0x94, 0xFC, 0x01),   var,           {quantity::reactive_power, phase::a}};
inline constexpr auto reactive_power_b         = point{dif(0x03),              vif(0xFB, 0x94, 0xFC, 0x02),   var,           {quantity::reactive_power, phase::b}};
inline constexpr auto reactive_power_c         = point{dif(0x03),              vif(0xFB, 0x94, 0xFC, 0x03),   var,           {quantity::reactive_power, phase::c}};
inline constexpr auto apparent_power_total     = point{dif(0x03),              vif(0xFB, 0x34),               VA,            {quantity::apparent_power, phase::total}};
inline constexpr auto power_factor_total       = point{dif(0x0A),              vif(0xFD, 0x3A),               one, factor{-2}, {quantity::power_factor, phase::total}};  // 01 00 is "1,00": the VIF says a plain 100. How a negative one is sent is not said
inline constexpr auto frequency                = point{dif(0x03),              vif(0xFB, 0x2C),               Hz,            {quantity::frequency}};
inline constexpr auto active_tariff            = point{dif(0x09),              vif(0x7C, 0x01, 0x54),         counts,        {quantity::tariff}};  // a text for a unit: "T"
// clang-format on

inline constexpr auto records = mbus::rows_of(
    real_energy_import, real_energy_import_t1, real_energy_import_t2, real_energy_import_t3, real_energy_import_t4,
    real_energy_export, real_energy_export_t1, real_energy_export_t2, real_energy_export_t3, real_energy_export_t4,
    real_energy_resettable, reactive_energy_import, reactive_energy_export, voltage_an, voltage_bn, voltage_cn,
    current_a, current_b, current_c, real_power_total, real_power_a, real_power_b, real_power_c, reactive_power_total,
    reactive_power_a, reactive_power_b, reactive_power_c, apparent_power_total, power_factor_total, frequency,
    active_tariff);
static_assert(mbus::first_doubtful(records) == -1);

/// Primary over secondary current.
struct current_ratio {
  std::uint16_t primary = 0;
  std::uint16_t secondary = 0;

  friend constexpr bool operator==(current_ratio const&, current_ratio const&) = default;
};

/// The last record of a meter with current transformers: "CT rate (only for CT version)", 0A FD 3A 05 95 99 for 9995/5.
/// Three bytes of digits do not fit DIF 0A, which has two: with 0B they do, and what a meter really sends is not known.
/// Both are read. Errors: not_in_reply where there is no such record, bad_digit.
[[nodiscard]] constexpr result<current_ratio> ct_ratio_of(bytes user_data) {
  constexpr std::size_t record_size = 6;
  while (!user_data.empty() && user_data.back() == 0x2F) user_data = user_data.first(user_data.size() - 1);  // fillers
  if (user_data.size() < record_size) return errc::not_in_reply;
  reader in{user_data.last(record_size)};
  auto const dif_of_record = in.u8();
  bool const fits = (dif_of_record == 0x0A || dif_of_record == 0x0B) && in.u16() == 0xFD3A;
  if (!fits) return errc::not_in_reply;
  auto const secondary = in.u8();
  auto const primary = in.u16_little_endian();
  auto const digits = [](unsigned coded) -> result<std::uint16_t> {
    std::uint16_t number = 0;
    for (unsigned shift = 16; shift != 0; shift -= 4) {
      auto const digit = (coded >> (shift - 4)) & 0xFU;
      if (digit > 9) return error{errc::bad_digit, 0, coded};
      number = static_cast<std::uint16_t>(number * 10 + digit);
    }
    return number;
  };
  auto const high = digits(primary);
  auto const low = digits(secondary);
  if (!high) return high.error();
  if (!low) return low.error();
  return current_ratio{*high, *low};
}

/// What is written to the meter, and how to see that it was taken. E5 alone says only that the frame was understood.
struct write {
  mbus::ci_field ci = mbus::ci_field::data_send;
  std::array<std::uint8_t, 8> content{};
  std::uint8_t size = 0;
  std::uint32_t wanted_id = 0;  ///< of a new secondary address, whichever way its digits are sent

  [[nodiscard]] constexpr bytes data() const { return bytes{content}.first(size); }
  /// SND_UD with the frame count of the link, whose accepted() is for its E5: a second write with the same count is a
  /// repetition, acknowledged and not carried out. The manual prints C 53, FCB 0. Error: buffer_too_small.
  [[nodiscard]] constexpr result<std::span<std::uint8_t>> to(mbus::link const& meter,
                                                             std::span<std::uint8_t> buffer) const {
    return meter.send(ci, data(), buffer);
  }
};

namespace writes {

/// DIF and VIF, then `size` bytes of a number, the least significant first.
template <class... Header>
constexpr write of(std::uint32_t number, unsigned size, Header... header) {
  write made;
  writer out{made.content};
  (out.u8(static_cast<std::uint8_t>(header)), ...);
  for (unsigned i = 0; i != size; ++i) out.u8((number >> (8 * i)) & 0xFFU);
  made.size = static_cast<std::uint8_t>(out.needed());
  return made;
}

}  // namespace writes

/// Answered at the old rate; then the meter listens at the new one. Error: out_of_range unless 300 to 9600.
[[nodiscard]] constexpr result<write> set_baud(std::uint32_t baud) {
  if (baud > 9600) return errc::out_of_range;
  return mbus::ci_for_baud(baud).transform([](mbus::ci_field ci) { return write{.ci = ci}; });
}
/// Error: out_of_range unless 0 to 250.
[[nodiscard]] constexpr result<write> set_primary_address(unsigned address) {
  if (address > mbus::highest_primary) return errc::out_of_range;
  return writes::of(address, 1, 0x01, 0x7A);
}

/// "15 01 23 45" is printed for the new address 1501 2345, while the meter sends its number the other way round:
/// whether a write is too is not known. Write one, read back, compare.
enum class digit_order : std::uint8_t { as_printed, least_significant_first };
/// `id`: eight digits, one a nibble. Error: bad_digit.
[[nodiscard]] constexpr result<write> set_secondary_address(std::uint32_t id, digit_order order) {
  std::uint32_t turned = 0;
  for (unsigned shift = 0; shift != 32; shift += 4)
    if (((id >> shift) & 0xFU) > 9) return error{errc::bad_digit, 0, id >> 16U};
  for (unsigned i = 0; i != 4; ++i) turned = (turned << 8U) | ((id >> (8 * i)) & 0xFFU);
  auto made = writes::of(order == digit_order::as_printed ? turned : id, 4, 0x0C, 0x79);
  made.wanted_id = id;
  return made;
}
/// Tariffs 3 and 4 stay on the display once they have been used. Error: out_of_range unless 1 to 4.
[[nodiscard]] constexpr result<write> set_tariff(unsigned which) {
  if (which < 1 || which > 4) return errc::out_of_range;
  return writes::of(which, 1, 0x09, 0x7C, 0x01, 0x54);
}
/// Net cannot be undone (6.6.15). Error: out_of_range for what is no combination.
[[nodiscard]] constexpr result<write> set_combination(energy::combination code) {
  if (code < energy::combination::forward || code > energy::combination::net) return errc::out_of_range;
  return writes::of(static_cast<std::uint32_t>(code), 1, 0x09, 0xFD, 0x3A);
}
/// In imp/kWh, sent as hundredths in eight digits: 00 00 01 00 is 100. Error: out_of_range for a rate that the meter
/// does not have.
[[nodiscard]] constexpr result<write> set_s0_rate(decimal const& rate) {
  for (auto const& one : pulses::s0_rates) {
    if (one != rate) continue;
    auto const hundredths = one.as_integer(-2);
    auto const digits = mbus::building::digits_of(static_cast<std::uint64_t>(*hundredths), false, 4);
    return writes::of(static_cast<std::uint32_t>(*digits), 4, 0x0C, 0xFD, 0x3A);
  }
  return errc::out_of_range;
}
/// The trip counter to 0. It is read in Wh and written in 10 Wh, which for 0 is the same.
[[nodiscard]] constexpr write reset_resettable() {
  return writes::of(0, 4, 0x0C, 0x04);
}
/// The power-down counter to 0; it cannot be read on the M-Bus.
[[nodiscard]] constexpr write reset_power_down_count() {
  return writes::of(0, 2, 0x0A, 0xFD, 0x60);
}

/// Whether a telegram that was read afterwards shows what was written; of a trip counter whether it is 0, so false
/// where it has counted on: then compare it with a reading from before. Errors: undecided for what the M-Bus cannot
/// read back: combination code, S0 rate, power-down counter, the primary address and the baud rate, which an answer at
/// the new one shows; those of records_of() and of a point.
[[nodiscard]] constexpr result<bool> stands_in(write const& sent, mbus::telegram const& read) {
  auto const data = sent.data();
  auto const all = mbus::records_of(read);
  if (data.size() == 6 && data[1] == 0x79) return read.header.meter.id == sent.wanted_id;
  if (data.size() == 5 && data[1] == 0x7C)
    return all.and_then([](mbus::records const& those) { return active_tariff.decode(those); })
        .transform([&](reading<count> const& now) { return now.in(counts) == decimal{data[4]}; });
  if (data.size() == 6 && data[1] == 0x04)
    return all.and_then([](mbus::records const& those) { return real_energy_resettable.decode(those); })
        .transform([](reading<watt_hour> const& now) { return now.in(Wh) == decimal{0}; });
  return errc::undecided;
}

}  // namespace meterproto::wago_879_mbus

// -------------------- meterproto/identify.hpp: which of the known meters has answered

/// Which of the known meters has answered. The Leviton ones say it to function 11 (they differ in more than the model,
/// so only the words count that name it) and, less exactly, to function 2B/0E; the WAGO has a register for it.
namespace meterproto {

enum class meter_model : std::uint8_t {
  unknown,
  leviton_s4000,  ///< R or K: function 2B/0E says "Series 4000" for both
  leviton_s4000r,
  leviton_s4000k,
  leviton_s4100,
  wago_879,
};

namespace identify_rules {

constexpr bool contains(bytes text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    std::size_t same = 0;
    while (same != word.size() && static_cast<char>(text[at + same]) == word[same]) ++same;
    if (same == word.size()) return true;
  }
  return false;
}

}  // namespace identify_rules

/// The id that all three Leviton meters send before their text: manuals, row of function 0x11.
inline constexpr std::uint8_t leviton_server_id = 247;

/// From the answer to function 11: "Leviton Series 4000R Power Meter Full Data Set", "Leviton S4100 Power Meter ...".
/// While its operating system does not run, the same text ends in "- RESET SYSTEM RUNNING ..." and `running` is false.
[[nodiscard]] constexpr meter_model identify(modbus::server_id const& answer) {
  using identify_rules::contains;
  if (answer.id != leviton_server_id || !contains(answer.text, "Leviton")) return meter_model::unknown;
  if (contains(answer.text, "4000R")) return meter_model::leviton_s4000r;
  if (contains(answer.text, "4000K")) return meter_model::leviton_s4000k;
  if (contains(answer.text, "S4100")) return meter_model::leviton_s4100;
  return meter_model::unknown;
}

/// From the answer to function 2B/0E. The manuals number vendor, product and version 1, 2, 3 where the standard has 0,
/// 1, 2; either is taken.
[[nodiscard]] constexpr meter_model identify(modbus::device_id const& answer) {
  using identify_rules::contains;
  for (std::uint8_t first = 0; first != 2; ++first) {
    if (!contains(answer.objects.find(first), "Leviton")) continue;
    auto const product = answer.objects.find(static_cast<std::uint8_t>(first + 1));
    if (contains(product, "S4100")) return meter_model::leviton_s4100;
    if (contains(product, "Series 4000")) return meter_model::leviton_s4000;
  }
  return meter_model::unknown;
}

/// From the register 0x4002 of a WAGO 879, whose content is digits: 0x1111 4PU, 0x1112 4PS, 0x1113 2PCT.
[[nodiscard]] constexpr meter_model identify_by_meter_code(std::uint16_t register_4002) {
  return register_4002 >= 0x1111 && register_4002 <= 0x1113 ? meter_model::wago_879 : meter_model::unknown;
}

}  // namespace meterproto

// -------------------- meterproto/virtual_registers.hpp: a register map from the meter's side: a register out of its row

/// A register map seen from the meter's side: each register is made from its row when it is read, and a write becomes
/// the content of a row. The rows are the same that decode them.
namespace meterproto::virtual_registers {

using modbus::exception, modbus::kind, modbus::row;

/// How a measured value becomes a step of its register, and an accumulator too. No manual says.
struct showing {
  scaling::rounding measured;
  scaling::rounding counted;

  constexpr showing(scaling::rounding m, scaling::rounding c) : measured{m}, counted{c} {}
};

/// Whether a quantity is an accumulator, which rolls over where it no longer fits.
[[nodiscard]] constexpr bool is_counted(quantity what) {
  return what == quantity::real_energy || what == quantity::reactive_energy || what == quantity::apparent_energy ||
         what == quantity::pulse_counter;
}

/// What a row can hold for a value; a content that means "none" at the end of the range is not among it.
[[nodiscard]] constexpr scaling::contents range_of(row const& of) {
  using modbus::absent;
  switch (of.as) {
    case kind::i16: return scaling::signed_16;
    case kind::i32: return scaling::signed_32;
    case kind::u32:
      return of.when == absent::hFFFFFFFF   ? scaling::contents{0, 0xFFFF'FFFE}
             : of.when == absent::h80000000 ? scaling::contents{0, 0x7FFF'FFFF}
                                            : scaling::unsigned_32;
    case kind::u64: return {0, 0x7FFF'FFFF'FFFF'FFFF};
    case kind::i64: return {-0x7FFF'FFFF'FFFF'FFFF, 0x7FFF'FFFF'FFFF'FFFF};
    case kind::digits: return {0, of.count == 1 ? 9999 : 99'999'999};
    default:
      return of.when == absent::h8000   ? scaling::positive_16
             : of.when == absent::hFFFF ? scaling::contents{0, 0xFFFE}
                                        : scaling::contents{0, 0xFFFF};
  }
}

/// What the registers of a row hold for a value in base units, before its coding: steps of the scale, or the number of
/// a float. A 32-bit accumulator rolls over (the manuals say so of pulse counters); what else does not fit stands at
/// the end of its range. The float of a pulse counter ends at 4294967040, below 2^32: it is cut off, not rounded.
[[nodiscard]] constexpr result<decimal> content_of(row const& to, decimal const& value, int scale, showing const& how) {
  auto const in_unit = value.times_power_of_ten(-exponent_of(to.in));
  if (to.is_float()) {
    if (to.of.what != quantity::pulse_counter) return in_unit.times_power_of_ten(-to.fixed_exponent());
    auto const count = in_unit.magnitude();
    auto const excess = count >> 24U == 0 ? 0U : static_cast<unsigned>(40 - std::countl_zero(count));
    return decimal::from_magnitude(count >> excess << excess);
  }
  auto const rounded = is_counted(to.of.what) ? how.counted : how.measured;
  auto const steps = scaling::steps_of(in_unit, scale, rounded);
  if (!steps) return steps.error();
  if (to.as == kind::u32 && is_counted(to.of.what)) return decimal{*steps & std::int64_t{0xFFFF'FFFF}};
  auto const range = range_of(to);
  return decimal{*steps < range.least ? range.least : *steps > range.most ? range.most : *steps};
}

/// The row that has a register; nullptr where none does. Expects: rows in the order of their addresses.
[[nodiscard]] constexpr row const* find(std::span<row const> rows, std::uint32_t address) {
  std::size_t from = 0;
  for (auto count = rows.size(); count != 0;) {
    auto const half = count / 2;
    if (rows[from + half].end() <= address) {
      from += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  if (from == rows.size() || rows[from].address > address) return nullptr;
  return &rows[from];
}

/// The content that says "none": a NaN, or what the row calls absent; 0 where it has none.
[[nodiscard]] constexpr std::uint64_t absent_bits(row const& of) {
  if (of.as == kind::f32) return 0x7FC0'0000;
  if (of.as == kind::f64) return 0x7FF8'0000'0000'0000;
  switch (of.when) {
    case modbus::absent::h8000: return 0x8000;
    case modbus::absent::hFFFF: return 0xFFFF;
    case modbus::absent::h80000000: return 0x8000'0000;
    case modbus::absent::hFFFFFFFF: return 0xFFFF'FFFF;
    default: return 0;
  }
}

/// Register number `part` of a row. Source has
///   result<decimal> content(row const&)             the number in the registers; an error stands for "none"
///   std::string_view text(row const&)               of a text
///   std::uint16_t entry(row const&, std::size_t)    of a buffer of more than four registers
template <class Source>
[[nodiscard]] constexpr std::uint16_t register_of(row const& of, std::size_t part, Source const& source) {
  if (of.as == kind::text) {
    auto const text = source.text(of);
    auto const letter = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    return static_cast<std::uint16_t>(letter(2 * part) << 8U | letter(2 * part + 1));
  }
  if (of.count > 4) return source.entry(of, part);

  std::array<std::uint8_t, 8> space{};
  auto data = bytes{space}.first(std::size_t{2} * of.count);
  auto const content = source.content(of);
  auto const coded = content ? modbus::setting_rules::encode(of, {}, *content, of.layout()) : content.error();
  if (coded)
    data = coded->values();
  else
    modbus::put_bits(absent_bits(of), of.order, std::span{space}.first(std::size_t{2} * of.count));
  return reader{data.subspan(2 * part, 2)}.u16();
}

/// Appends registers that were asked for. exception::illegal_data_address where one of them is in none of the maps, or
/// cannot be read.
template <class Source>
[[nodiscard]] constexpr exception read(std::span<std::span<row const> const> maps, std::uint16_t address,
                                       std::uint16_t quantity, Source const& source, writer& out) {
  row const* current = nullptr;
  for (std::uint32_t at = address; at != std::uint32_t{address} + quantity; ++at) {
    if (current == nullptr || at >= current->end()) {
      current = nullptr;
      for (auto const& map : maps)
        if (current == nullptr) current = find(map, at);
    }
    if (current == nullptr || current->as == kind::unknown || current->may == modbus::access::write)
      return exception::illegal_data_address;
    out.u16(register_of(*current, at - current->address, source));
  }
  return exception::none;
}

/// Takes a write apart into whole rows, each with the number that its registers would hold, and stops at the first that
/// is refused: whoever changes something keeps it apart until all have been taken.
/// Take: exception(row const&, modbus::range const&, decimal const& content).
template <class Take>
[[nodiscard]] constexpr exception write(std::span<row const> rows, std::span<modbus::range const> ranges,
                                        std::uint16_t address, std::uint16_t quantity, bytes data, Take const& take) {
  for (bool const take_it : {false, true}) {  // first the addresses, then the values: V1.1b3, 6.12
    for (std::uint32_t at = address; at < std::uint32_t{address} + quantity;) {
      auto const* const to = find(rows, at);
      if (to == nullptr || to->address != at || to->may == modbus::access::read) return exception::illegal_data_address;
      auto const from = 2 * (at - address);
      if (from + std::size_t{2} * to->count > data.size()) return exception::illegal_data_address;  // half a value
      at = to->end();
      if (!take_it) continue;
      auto const content = data.subspan(from, std::size_t{2} * to->count);
      auto const number =
          to->as == kind::f32
              ? modbus::float_of(content, to->layout()).and_then([](float value) { return decimal::shortest(value); })
              : modbus::integer_of(content, to->layout());
      if (!number) return exception::illegal_data_value;
      if (auto const fault = take(*to, ranges[static_cast<std::size_t>(to - rows.data())], *number);
          fault != exception::none)
        return fault;
    }
  }
  return exception::none;
}

}  // namespace meterproto::virtual_registers

// -------------------- meterproto/virtual_leviton_log.hpp: the data log of a Series 4100 that is not there

/// The data log of a Series 4100 from the meter's side. Source: as leviton_s4100_log.hpp, which reads it.
namespace meterproto::virtual_leviton_log {

/// The entries of the log's ten buffers, one behind the other: the caller's memory.
inline constexpr std::size_t log_size = leviton_s4100_log::buffers * std::size_t{leviton_s4100_log::entries_per_buffer};

/// The data log: what an interval brings goes into ten rings.
class data_log {
 public:
  using entry_set = std::array<std::uint16_t, leviton_s4100_log::buffers>;
  struct entry {
    entry_set values{};
    leviton_s4100_log::log_time at{};
  };
  static constexpr std::uint16_t no_entry = 0x8000;
  static constexpr std::size_t size = leviton_s4100_log::entries_per_buffer;

  /// Expects: log_size entries.
  constexpr explicit data_log(std::span<std::uint16_t> memory) : entries_{memory} { clear(); }

  constexpr void clear() {
    for (auto& one : entries_) one = no_entry;
    newest_place_ = 0;
    newest_ = {};
    count_ = wraps_ = 0;
    held_back_ = false;
    state_ = flags<leviton_s4100::log_state>{}.with(leviton_s4100::log_state::reset);
  }
  /// Entry `number` of a buffer, the newest first.
  [[nodiscard]] constexpr std::uint16_t at(std::size_t buffer, std::size_t number) const {
    return entries_[place(buffer, number)];
  }

  /// An interval has ended. While a page is shown one entry is held back, and written at the end of the next interval
  /// in any case: the buffer then moves under its reader. True where the buffers rolled over.
  constexpr bool take(entry const& now, bool page_shown, bool single_shot) {
    using enum leviton_s4100::log_state;
    auto flags_now = flags<leviton_s4100::log_state>{};
    bool rolled = false;
    if (held_back_) {
      rolled = write(held_, single_shot);
      held_back_ = false;
      if (page_shown) flags_now = flags_now.with(collision_2);
    }
    if (page_shown) {
      held_ = now;
      held_back_ = true;
      flags_now = flags_now.with(collision_1);
    } else {
      rolled = write(now, single_shot) || rolled;
    }
    state_ = flags_now.with(full, single_shot && count_ == size);
    return rolled;
  }
  constexpr void note(leviton_s4100::log_state what) { state_ = state_.with(what); }

  [[nodiscard]] constexpr flags<leviton_s4100::log_state> state() const { return state_; }
  [[nodiscard]] constexpr std::uint16_t count() const { return count_; }
  [[nodiscard]] constexpr std::uint16_t wraps_or_lost() const { return wraps_; }
  /// When the newest entry was due.
  [[nodiscard]] constexpr leviton_s4100_log::log_time const& newest() const { return newest_; }

 private:
  static constexpr std::uint16_t most_wraps = 32'767;

  /// A ring, so that an entry costs no move of 5759 others.
  [[nodiscard]] constexpr std::size_t place(std::size_t buffer, std::size_t number) const {
    return buffer * size + (newest_place_ + number) % size;
  }
  constexpr bool write(entry const& now, bool single_shot) {
    bool const at_end = count_ == size;
    if (at_end && wraps_ < most_wraps) ++wraps_;  // in single shot: one lost entry more
    if (at_end && single_shot) return false;
    newest_place_ = (newest_place_ + size - 1) % size;
    for (std::size_t buffer = 0; buffer != now.values.size(); ++buffer) entries_[place(buffer, 0)] = now.values[buffer];
    count_ = at_end ? std::uint16_t{1} : static_cast<std::uint16_t>(count_ + 1);
    newest_ = now.at;
    return at_end;
  }

  std::span<std::uint16_t> entries_;
  std::size_t newest_place_ = 0;
  leviton_s4100_log::log_time newest_{};
  entry held_{};
  bool held_back_ = false;
  std::uint16_t count_ = 0;
  std::uint16_t wraps_ = 0;
  flags<leviton_s4100::log_state> state_{};
};

}  // namespace meterproto::virtual_leviton_log

// -------------------- meterproto/virtual_leviton.hpp: a Series 4000 or 4100 that is not there, as a Modbus device

/// A Leviton Series 4000-R, 4000-K or 4100 that is not there: a device for modbus::answer() with all registers of its
/// map, the settings and the command words, the SunSpec block and the data log of the 4100. Sources: the three manuals,
/// Modbus Point Map; for the log those of leviton_s4100_log.hpp. Decided here, as no manual says it: how the powers of
/// ten are chosen (see configure()), that command words act at once, and that the log's buffers begin at 8000.
namespace meterproto::virtual_leviton {

using modbus::exception, modbus::kind, modbus::row;
using virtual_registers::showing;

/// What a device needs to know of its model.
struct s4000r {
  static constexpr auto const& registers = leviton_s4000r::registers;
  static constexpr auto const& ranges = leviton_s4000r::ranges;
  static constexpr bool bidirectional = false;
  static constexpr std::string_view server_id = "Leviton Series 4000R Power Meter Full Data Set";
  static constexpr std::string_view product = "Series 4000";
};
struct s4000k : s4000r {
  static constexpr auto const& registers = leviton_s4000k::registers;
  static constexpr auto const& ranges = leviton_s4000k::ranges;
  static constexpr std::string_view server_id = "Leviton Series 4000K Power Meter Full Data Set";
};
struct s4100 {
  static constexpr auto const& registers = leviton_s4100::registers;
  static constexpr auto const& ranges = leviton_s4100::ranges;
  static constexpr bool bidirectional = true;
  static constexpr std::string_view server_id = "Leviton S4100 Power Meter Full Data Set";  // as the manual's example
  static constexpr std::string_view product = "S4100";
};

using virtual_leviton_log::data_log, virtual_leviton_log::log_size;

template <class Model>
class device {
 public:
  /// `log`: log_size entries, or empty for a 4100 without data logging, which has no registers 155 to 178 and 8000.
  constexpr device(virtual_meter::settings const& set, virtual_meter::choices const& chosen, showing const& how,
                   std::span<std::uint16_t> log = {})
      : meter_{of_model(set), of_model(chosen)},
        how_{how},
        has_log_{log.size() == log_size},
        log_{has_log_ ? log : log.first(0)} {
    setup_.meter = meter_.set();
    configure();
  }

  // ---- the meter's side ----

  /// Time goes on; the meter's own cycle is a second ("Data Update Rate 1 sec").
  constexpr void take(virtual_meter::instant const& now, std::uint32_t ms) {
    auto const interval = meter_.set().demand.length_ms();
    while (interval != 0 && since_entry_ms_ + ms >= interval) {
      auto const part = static_cast<std::uint32_t>(interval - since_entry_ms_);
      meter_.take(now, part);
      clock_ms_ += part;
      ms -= part;
      end_of_interval();
    }
    meter_.take(now, ms);
    clock_ms_ += ms;
    since_entry_ms_ += ms;
  }
  constexpr void take(virtual_meter::inputs const& seen, std::uint32_t ms) {
    take(virtual_meter::instant_of(seen, meter_.set().wiring), ms);
  }
  [[nodiscard]] constexpr virtual_meter::meter const& meter() const { return meter_; }

  // ---- the device of modbus::answer() ----

  /// Table "Supported Modbus Commands".
  [[nodiscard]] static constexpr bool offers(modbus::function code) {
    using enum modbus::function;
    return code == read_holding_registers || code == read_input_registers || code == write_single_register ||
           code == write_multiple_registers || code == report_server_id || code == encapsulated_interface;
  }
  [[nodiscard]] static constexpr bool has(modbus::table where) {
    return where == modbus::table::holding_registers || where == modbus::table::input_registers;
  }
  constexpr exception read(modbus::table where, std::uint16_t address, std::uint16_t quantity, writer& out) const {
    if (!has(where)) return exception::illegal_function;
    if constexpr (!Model::bidirectional) {
      std::array<std::span<row const>, 1> const maps{Model::registers};
      return virtual_registers::read(maps, address, quantity, *this, out);
    } else {
      std::span<row const> const all{Model::registers};
      if (logs()) {
        std::array<std::span<row const>, 2> const maps{all, leviton_s4100_sunspec::registers};
        return virtual_registers::read(maps, address, quantity, *this, out);
      }
      std::array<std::span<row const>, 3> const maps{all.first(first_log_row), all.subspan(first_float_row, float_rows),
                                                     leviton_s4100_sunspec::registers};
      return virtual_registers::read(maps, address, quantity, *this, out);
    }
  }
  /// All of a write is looked at before any of it takes effect.
  constexpr exception write(modbus::table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    if (where != modbus::table::holding_registers) return exception::illegal_function;
    auto changed = setup_;
    changed.time = now();
    auto const fault = virtual_registers::write(Model::registers, Model::ranges, address, quantity, data,
                                                [&](row const& to, modbus::range const& legal, decimal const& content) {
                                                  return set(changed, to, legal, content);
                                                });
    if (fault != exception::none) return fault;
    bool const other_interval = changed.meter.demand != setup_.meter.demand;
    if (changed.clock_set) {
      clock_ms_ = 0;
      if (logs()) log_.note(leviton_s4100::log_state::clock_changed);
    } else {
      changed.time = setup_.time;
    }
    changed.clock_set = false;
    auto const word = changed.command;
    changed.command = 0;
    setup_ = changed;
    if (other_interval) since_entry_ms_ = 0;
    configure();
    if (word != 0) obey(word);
    return exception::none;
  }
  static constexpr void server_id(writer& out) {
    out.u8(247).u8(0xFF);
    for (char const letter : Model::server_id) out.u8(static_cast<unsigned char>(letter));
  }
  [[nodiscard]] constexpr bytes device_object(std::uint8_t id) {
    auto const text = id == 0 ? maker : id == 1 ? Model::product : id == 2 ? version : std::string_view{};
    for (std::size_t i = 0; i != text.size(); ++i) object_[i] = static_cast<std::uint8_t>(text[i]);
    return bytes{object_}.first(text.size());
  }
  [[nodiscard]] static constexpr std::uint8_t conformity() { return 0x01; }

  // ---- what the registers hold ----

  [[nodiscard]] constexpr result<decimal> content(row const& of) const {
    auto const& set = meter_.set();
    switch (of.of.what) {
      case quantity::reserved:
        // 25, 38, 112, 132 and the floats behind them return QNAN; 136, 148, 151 and 154 return 0
        if (of.is_float()) return errc::not_available;
        return decimal{of.address < 128 || of.address == 131 ? 0x8000 : 0};
      case quantity::command: return decimal{0};
      case quantity::system_type: return decimal{static_cast<int>(set.wiring)};
      case quantity::ct_primary: return decimal{set.ct_primary};
      case quantity::ct_secondary: return decimal{setup_.ct_secondary};
      case quantity::pt_ratio: return decimal{set.pt_hundredths};
      case quantity::system_voltage: return decimal{set.system_voltage};
      case quantity::system_power_max:
        return virtual_registers::content_of(of, decimal{set.largest_power()}, scale(leviton::scale::W), how_);
      case quantity::display_units: return decimal{setup_.display_units};
      case quantity::scale_i: return decimal{scale(leviton::scale::I)};
      case quantity::scale_v: return decimal{scale(leviton::scale::V)};
      case quantity::scale_w: return decimal{scale(leviton::scale::W)};
      case quantity::scale_e: return decimal{scale(leviton::scale::E)};
      case quantity::phase_loss_threshold: return decimal{set.loss_percent};
      case quantity::phase_loss_imbalance: return decimal{set.imbalance_percent};
      case quantity::pulse_energy: return decimal{set.pulse_energy};
      case quantity::pulse_duration: return decimal{set.pulse_duration};
      case quantity::alert_bitmap: return decimal{meter_.alerts().bits()};
      case quantity::energy_reset_count: return decimal{energy_resets_};
      case quantity::demand_subintervals: return decimal{set.demand.subintervals()};
      case quantity::demand_subinterval_length: return decimal{set.demand.seconds()};
      case quantity::power_up_count: return decimal{1};
      case quantity::output_config: return decimal{0};
      case quantity::firmware_version_os: return decimal{12'345};
      default: break;
    }
    if constexpr (Model::bidirectional) {
      if (auto const logged = log_content(of)) return *logged;
      if (of.address >= sunspec_begin) return sunspec_content(of);
    }
    auto const value = meter_.value(of.of);
    if (!value) return value.error();
    auto const by = of.scale_register();
    return virtual_registers::content_of(of, *value, by == 0 ? of.fixed_exponent() : scales_[by - 1], how_);
  }
  [[nodiscard]] constexpr std::string_view text(row const& of) const {
    switch (of.of.what) {
      case quantity::manufacturer: return maker;
      case quantity::model: return Model::product;
      case quantity::version: return version;
      case quantity::serial_number: return "41000042";
      default: return {};
    }
  }
  [[nodiscard]] constexpr std::uint16_t entry(row const&, std::size_t number) const {
    return setup_.page == 0 ? data_log::no_entry : log_.at(setup_.page - 1U, number);
  }

 private:
  static constexpr std::string_view maker = "Leviton";
  static constexpr std::string_view version = "V12.345";
  static constexpr std::uint16_t sunspec_begin = 40'000;
  // Of a 4100 without data logging: the rows up to 154, and from the first float on without the buffer, the last one.
  static constexpr std::size_t row_at(std::uint16_t address) {
    std::size_t at = 0;
    while (at != Model::registers.size() && Model::registers[at].address < address) ++at;
    return at;
  }
  static constexpr std::size_t first_log_row = row_at(154);
  static constexpr std::size_t first_float_row = row_at(256);
  static constexpr std::size_t float_rows = row_at(7999) - first_float_row;

  /// 155 to 178 and the buffer.
  static constexpr bool is_of_log(row const& of) {
    return Model::bidirectional && ((of.address >= 154 && of.address < 178) || of.address == 7999);
  }

  /// What can be written.
  struct setup {
    virtual_meter::settings meter;
    std::uint8_t ct_secondary = 1;
    std::uint8_t display_units = 1;
    std::uint8_t page = 0;
    bool clock_set = false;
    std::uint16_t log_config = 0;
    std::uint16_t command = 0;
    data_log::entry_set pointers{3, 4, 5, 6, 29, 30, 31, 155, 156, 157};
    leviton_s4100_log::log_time time{};  // at clock_ms_ 0
  };

  static constexpr virtual_meter::settings of_model(virtual_meter::settings set) {
    set.unidirectional = !Model::bidirectional;
    return set;
  }
  static constexpr virtual_meter::choices of_model(virtual_meter::choices chosen) {
    if (!Model::bidirectional) chosen.counter_2 = virtual_meter::second_counter::reactive;
    return chosen;
  }
  [[nodiscard]] constexpr bool logs() const { return Model::bidirectional && has_log_; }
  [[nodiscard]] constexpr std::int8_t scale(leviton::scale which) const {
    return scales_[static_cast<std::size_t>(which) - 1];
  }

  /// What follows from the settings: each register holds full scale and 20 % over-range, the accumulators hold ten
  /// years of full scale.
  constexpr void configure() {
    meter_.configure(setup_.meter);
    setup_.meter = meter_.set();  // with the pulse duration that it found
    auto const& set = setup_.meter;
    auto const choose = [](std::uint64_t full_scale, int exponent, scaling::contents range, scaling::powers allowed) {
      auto const over_range = decimal{full_scale * 12, exponent - 1};
      return static_cast<std::int8_t>(scaling::exponent_for(over_range, range, allowed).value_or(allowed.most));
    };
    auto const watts = set.largest_power();
    constexpr std::uint64_t hours_of_ten_years = 87'600;
    scales_ = {choose(set.ct_primary, 0, scaling::positive_16, scaling::leviton_powers),
               choose(set.system_voltage, 0, scaling::positive_16, scaling::leviton_powers),
               choose(watts, -3, scaling::positive_16, scaling::leviton_powers),
               choose(watts * hours_of_ten_years, -3, Model::bidirectional ? scaling::signed_32 : scaling::unsigned_32,
                      scaling::leviton_powers)};
    sunspec_current_ =
        choose(std::uint64_t{3} * set.ct_primary, 0, scaling::signed_16, {-2, 10});  // their sum is a point
    sunspec_voltage_ = choose(set.system_voltage, 0, scaling::signed_16, {-1, 10});
    sunspec_power_ = choose(watts, 0, scaling::signed_16, {0, 10});
  }

  constexpr exception set(setup& changed, row const& to, modbus::range const& legal, decimal const& content) const {
    auto const number = static_cast<std::uint32_t>(content.magnitude());
    if (to.of.what == quantity::command) return set_command(changed, number);
    if (!logs() && is_of_log(to)) return exception::illegal_data_address;
    if (!legal.contains(content)) return exception::illegal_data_value;
    auto& meter = changed.meter;
    switch (to.of.what) {
      case quantity::system_type: meter.wiring = static_cast<system_type>(number); return exception::none;
      case quantity::ct_primary: meter.ct_primary = number; return exception::none;
      case quantity::ct_secondary: changed.ct_secondary = static_cast<std::uint8_t>(number); return exception::none;
      case quantity::pt_ratio: meter.pt_hundredths = number; return exception::none;
      case quantity::system_voltage:
        if (!takes_system_voltage(number, meter.pt_hundredths)) return exception::illegal_data_value;
        meter.system_voltage = number;
        return exception::none;
      case quantity::display_units: changed.display_units = static_cast<std::uint8_t>(number); return exception::none;
      case quantity::phase_loss_threshold: meter.loss_percent = number; return exception::none;
      case quantity::phase_loss_imbalance: meter.imbalance_percent = number; return exception::none;
      case quantity::pulse_energy:
        if (!pulses::duration_for(number, meter.largest_power())) return exception::illegal_data_value;
        meter.pulse_energy = number;
        return exception::none;
      case quantity::demand_subintervals:
      case quantity::demand_subinterval_length: {
        bool const length = to.of.what == quantity::demand_subinterval_length;
        auto const made = demand::intervals::of(length ? meter.demand.subintervals() : number,
                                                length ? number : meter.demand.seconds());
        if (!made) return exception::illegal_data_value;
        meter.demand = *made;
        return exception::none;
      }
      case quantity::reserved: return exception::none;  // may be written, and keep what they return
      default: return set_log(changed, to, number);
    }
  }
  constexpr exception set_command(setup& changed, std::uint32_t word) const {
    bool const known = word == leviton::reset_energy.word || word == leviton::begin_demand_subinterval.word ||
                       word == leviton::reset_demand_max.word || word == leviton::reset_pulse_counters.word ||
                       (logs() && word == leviton_s4100::reset_log.word);
    if (!known) return exception::illegal_data_value;
    changed.command = static_cast<std::uint16_t>(word);
    return exception::none;
  }
  constexpr void obey(std::uint16_t word) {
    if (word == leviton::reset_energy.word) {
      meter_.clear_energy();
      energy_resets_ = static_cast<std::uint16_t>((energy_resets_ + 1) & 0x7FFF);
    }
    if (word == leviton::begin_demand_subinterval.word) {
      if (meter_.begin_demand_subinterval()) end_of_interval();
    }
    if (word == leviton::reset_demand_max.word) meter_.reset_demand_max();
    if (word == leviton::reset_pulse_counters.word) meter_.clear_pulses();
    if (word == leviton_s4100::reset_log.word && logs()) {
      log_.clear();
      log_start_ = net_energy();
    }
  }

  // ---- SunSpec ----

  constexpr std::int8_t sunspec_scale(quantity what) const {
    switch (what) {
      case quantity::current: return sunspec_current_;
      case quantity::voltage: return sunspec_voltage_;
      case quantity::frequency:
      case quantity::power_factor: return -2;
      case quantity::real_power:
      case quantity::apparent_power:
      case quantity::reactive_power: return sunspec_power_;
      default: return 0;  // Wh, varh, VAh
    }
  }
  constexpr result<decimal> sunspec_content(row const& of) const {
    if (of.of.how == statistic::scale_factor) return decimal{sunspec_scale(of.of.what)};
    switch (of.of.what) {
      case quantity::sunspec_id: return decimal{sunspec::marker};
      case quantity::common_model_id: return decimal{1};
      case quantity::common_model_length: return decimal{65};
      case quantity::modbus_address: return decimal{1};
      case quantity::meter_model_id: {  // 201 single phase, 202 split phase, 203 wye, 204 delta
        auto const wiring = meter_.set().wiring;
        return decimal{wiring == system_type::wye                     ? 203
                       : wiring == system_type::delta                 ? 204
                       : wiring == system_type::two_lines_and_neutral ? 202
                                                                      : 201};
      }
      case quantity::meter_model_length: return decimal{105};
      case quantity::end_model_id: return decimal{0xFFFF};
      case quantity::end_model_length: return decimal{0};
      case quantity::events: return decimal{events().bits()};
      default: break;
    }
    auto const value = meter_.value(of.of);
    if (!value) return value.error();
    return virtual_registers::content_of(of, *value, sunspec_scale(of.of.what), how_);
  }
  constexpr flags<sunspec::event> events() const {
    auto const all = meter_.alerts();
    auto const any = [&](alert first) { return alerts::phases_of(all, first) != alerts::by_phase{}; };
    return flags<sunspec::event>{}
        .with(sunspec::event::power_failure, any(alert::phase_loss_a))  // "Loss of power or phase"
        .with(sunspec::event::under_voltage, any(alert::phase_loss_a))
        .with(sunspec::event::low_power_factor, any(alert::low_power_factor_a))
        .with(sunspec::event::over_current, any(alert::current_out_of_range_a))
        .with(sunspec::event::over_voltage, any(alert::voltage_out_of_range_a));
  }

  // ---- data log ----

  constexpr leviton_s4100_log::log_time now() const { return setup_.time.after(clock_ms_ / 1000); }
  /// In Wh.
  constexpr decimal net_energy() const { return meter_.value({quantity::real_energy, flow::net}).value_or(0); }

  /// Error: unknown_code for what is no row of the log.
  constexpr result<decimal> log_content(row const& of) const {
    auto const byte_pair = [](leviton_s4100_log::log_time const& time, unsigned which) {
      return decimal{time.registers()[which]};
    };
    switch (of.of.what) {
      case quantity::clock_day_month: return byte_pair(now(), 0);
      case quantity::clock_hour_year: return byte_pair(now(), 1);
      case quantity::clock_second_minute: return byte_pair(now(), 2);
      case quantity::log_page: return decimal{setup_.page};
      case quantity::log_config: return decimal{setup_.log_config};
      case quantity::log_status: return decimal{log_.state().bits()};
      case quantity::log_wrap_count: return decimal{log_.wraps_or_lost()};
      case quantity::log_max_days: {
        constexpr std::uint32_t seconds_of_a_day = 86'400;
        return decimal{std::uint32_t{leviton_s4100_log::entries_per_buffer} * meter_.set().demand.seconds() /
                       seconds_of_a_day};
      }
      case quantity::log_entry_count: return decimal{log_.count()};
      case quantity::log_start_real_energy: {  // as 001/002 would show it; that is signed, this is printed unsigned
        auto const kilowatt_hours = log_start_.times_power_of_ten(-exponent_of(of.in));
        auto const steps = scaling::steps_of(kilowatt_hours, scale(leviton::scale::E), how_.counted);
        return decimal{steps.value_or(0) & std::int64_t{0xFFFF'FFFF}};
      }
      case quantity::log_newest_day_month: return byte_pair(log_.newest(), 0);
      case quantity::log_newest_hour_year: return byte_pair(log_.newest(), 1);
      case quantity::log_newest_second_minute: return byte_pair(log_.newest(), 2);
      case quantity::log_pointer: return decimal{setup_.pointers[of.of.number - 1U]};
      default: return errc::unknown_code;
    }
  }
  static constexpr exception set_log(setup& changed, row const& to, std::uint32_t number) {
    auto& time = changed.time;
    auto const high = static_cast<std::uint8_t>(number >> 8U);
    auto const low = static_cast<std::uint8_t>(number & 0xFFU);
    switch (to.of.what) {
      case quantity::log_page: changed.page = static_cast<std::uint8_t>(number); return exception::none;
      case quantity::log_config: changed.log_config = static_cast<std::uint16_t>(number & 3U); return exception::none;
      case quantity::log_pointer:
        changed.pointers[to.of.number - 1U] = static_cast<std::uint16_t>(number);
        return exception::none;
      case quantity::clock_day_month:
        time.day = high;
        time.month = low;
        break;
      case quantity::clock_hour_year:
        time.hour = high;
        time.year = static_cast<std::uint16_t>(2000 + low);
        break;
      case quantity::clock_second_minute:
        time.second = high;
        time.minute = low;
        break;
      default: return exception::illegal_data_address;
    }
    changed.clock_set = true;
    return time.is_legal() ? exception::none : exception::illegal_data_value;
  }
  constexpr void end_of_interval() {
    since_entry_ms_ = 0;
    if (!logs() || (setup_.log_config & leviton_s4100::log_halt) != 0) return;
    data_log::entry entry{{}, now()};
    for (std::size_t i = 0; i != entry.values.size(); ++i) {
      std::array<std::uint8_t, 2> data{};
      writer out{data};
      auto const address = static_cast<std::uint16_t>(setup_.pointers[i] - 1);
      bool const there = read(modbus::table::holding_registers, address, 1, out) == exception::none;
      entry.values[i] = there ? reader{data}.u16() : data_log::no_entry;
    }
    bool const single_shot = (setup_.log_config & leviton_s4100::log_single_shot) != 0;
    if (log_.take(entry, setup_.page != 0, single_shot)) log_start_ = net_energy();  // "started, reset or rolled"
  }

  virtual_meter::meter meter_;
  showing how_;
  setup setup_{};
  std::array<std::int8_t, 4> scales_{};
  std::int8_t sunspec_current_ = 0;
  std::int8_t sunspec_voltage_ = 0;
  std::int8_t sunspec_power_ = 0;
  std::uint16_t energy_resets_ = 0;
  std::array<std::uint8_t, 16> object_{};

  bool has_log_;
  data_log log_;
  decimal log_start_{};  // Wh
  std::uint64_t clock_ms_ = 0;
  std::uint64_t since_entry_ms_ = 0;
};

}  // namespace meterproto::virtual_leviton

// -------------------- meterproto/virtual_wago.hpp: a WAGO 879 that is not there, as a Modbus device

/// A WAGO 879 that is not there: a device for modbus::answer() with all registers of its map. Source: manual of the
/// 879-3000 family, Appendix 3. Decided here, as the manual does not say it: the reverse registers have no sign, and
/// the letter of a direction stands in the lower half of its register.
namespace meterproto::virtual_wago {

using modbus::exception, modbus::row;
using virtual_registers::showing;

class device {
 public:
  /// How the total is made follows from the combination code of the settings, not from `chosen`.
  constexpr device(virtual_meter::settings const& set, virtual_meter::choices const& chosen, showing const& how)
      : meter_{set, chosen}, how_{how} {
    meter_.count_total_by(total_for(set.combination));
  }

  constexpr void take(virtual_meter::instant const& now, std::uint32_t ms) { meter_.take(now, ms); }
  constexpr void take(virtual_meter::inputs const& seen, std::uint32_t ms) { meter_.take(seen, ms); }
  [[nodiscard]] constexpr virtual_meter::meter const& meter() const { return meter_; }

  /// A3.2: 03; A3.3: 06 and 10.
  [[nodiscard]] static constexpr bool offers(modbus::function code) {
    using enum modbus::function;
    return code == read_holding_registers || code == write_single_register || code == write_multiple_registers;
  }
  [[nodiscard]] static constexpr bool has(modbus::table where) { return where == modbus::table::holding_registers; }
  constexpr exception read(modbus::table where, std::uint16_t address, std::uint16_t quantity, writer& out) const {
    if (!has(where)) return exception::illegal_function;
    std::array<std::span<row const>, 1> const maps{wago_879::registers};
    return virtual_registers::read(maps, address, quantity, *this, out);
  }
  constexpr exception write(modbus::table where, std::uint16_t address, std::uint16_t quantity, bytes data) {
    if (!has(where)) return exception::illegal_function;
    // No two settings depend on one another, so what was taken before a refusal may be undone by going back.
    auto const before = *this;
    auto const fault = virtual_registers::write(
        wago_879::registers, wago_879::ranges, address, quantity, data,
        [&](row const& to, modbus::range const& legal, decimal const& number) { return set(to, legal, number); });
    if (fault != exception::none) *this = before;
    return fault;
  }

  // ---- what the registers hold ----

  [[nodiscard]] constexpr result<decimal> content(row const& of) const {
    switch (of.of.what) {
      case quantity::serial_number: return decimal{21'060'042};
      case quantity::meter_code: return decimal{1111};
      case quantity::modbus_address: return decimal{address_};
      case quantity::baud_rate: return decimal{baud_};
      case quantity::protocol_version: return decimal{32, -1};
      case quantity::software_version: return decimal{118, -2};
      case quantity::hardware_version: return decimal{104, -2};
      case quantity::current_rating: return decimal{65};
      case quantity::ct_ratio_short: return decimal{ratio_.magnitude() / 10'000};
      case quantity::s0_pulse_rate: return s0_rate_;
      case quantity::combination_code: return decimal{static_cast<int>(meter_.set().combination)};
      case quantity::lcd_cycle_time: return decimal{cycle_time_};
      case quantity::parity: return decimal{parity_};
      case quantity::current_direction: return decimal{int{direction(of)}};
      case quantity::power_down_count: return decimal{power_downs_};
      case quantity::checksum:
      case quantity::checksum_2:
      case quantity::status_word: return decimal{0};
      case quantity::ct_ratio: return ratio_;
      case quantity::pulse_duration: return decimal{pulse_duration_};
      case quantity::pulse_type: return decimal{pulse_type_};
      case quantity::data_type: return decimal{static_cast<int>(wago_879::data_layout::standard)};
      case quantity::screen_direction: return decimal{screen_};
      case quantity::obis_codes: return decimal{obis_};
      default: break;
    }
    auto const value = meter_.value(of.of);
    if (!value) return value.error();
    return virtual_registers::content_of(of, *value, of.fixed_exponent(), how_);
  }
  [[nodiscard]] static constexpr std::string_view text(row const&) { return {}; }
  [[nodiscard]] static constexpr std::uint16_t entry(row const&, std::size_t) { return 0; }

 private:
  /// "F: forward - R: reverse", in the lower half of the register: in which half is not said.
  constexpr char direction(row const& of) const {
    auto const power = meter_.value({quantity::real_power, of.of.where});
    return power && power->negative() ? 'R' : 'F';
  }

  static constexpr energy::total_of total_for(energy::combination code) {
    return code == energy::combination::net ? energy::total_of::net : energy::total_of::phases;
  }

  constexpr exception set(row const& to, modbus::range const& legal, decimal const& number) {
    if (!legal.contains(number)) return exception::illegal_data_value;
    auto const small = static_cast<std::uint8_t>(number.magnitude());
    switch (to.of.what) {
      case quantity::modbus_address: address_ = small; return exception::none;
      case quantity::baud_rate: baud_ = small; return exception::none;
      case quantity::lcd_cycle_time: cycle_time_ = small; return exception::none;
      case quantity::parity: parity_ = small; return exception::none;
      case quantity::power_down_count: power_downs_ = small; return exception::none;
      case quantity::pulse_duration: pulse_duration_ = small; return exception::none;
      case quantity::pulse_type: pulse_type_ = small; return exception::none;
      case quantity::screen_direction: screen_ = small; return exception::none;
      case quantity::obis_codes: obis_ = small; return exception::none;
      case quantity::s0_pulse_rate: s0_rate_ = number; return exception::none;
      case quantity::ct_ratio: ratio_ = number; return exception::none;
      case quantity::data_type:  // how the tables lie under code 2 is not documented
        return number == decimal{static_cast<int>(wago_879::data_layout::standard)} ? exception::none
                                                                                    : exception::illegal_data_value;
      case quantity::combination_code: {
        // "Meters ordered or set afterwards to C-05 cannot be set to another calculation mode": 6.6.15
        auto changed = meter_.set();
        auto const code = static_cast<energy::combination>(small);
        if (changed.combination == energy::combination::net && code != energy::combination::net)
          return exception::illegal_data_value;
        changed.combination = code;
        meter_.configure(changed);
        meter_.count_total_by(total_for(code));
        return exception::none;
      }
      case quantity::tariff: meter_.choose_tariff(small - 1U); return exception::none;
      case quantity::real_energy: meter_.clear_resettable(); return exception::none;  // the trip counter takes 0
      default: return exception::illegal_data_address;
    }
  }

  virtual_meter::meter meter_;
  showing how_;
  decimal s0_rate_{1000};
  decimal ratio_{50'005};  // digits 0005 0005
  std::uint16_t power_downs_ = 3;
  std::uint8_t address_ = 1;
  std::uint8_t baud_ = static_cast<std::uint8_t>(wago_879::baud_code::baud_9600);
  std::uint8_t parity_ = static_cast<std::uint8_t>(wago_879::parity_code::even);
  std::uint8_t cycle_time_ = 10;
  std::uint8_t pulse_duration_ = 30;
  std::uint8_t pulse_type_ = 1;
  std::uint8_t screen_ = 0;
  std::uint8_t obis_ = 0;
};

}  // namespace meterproto::virtual_wago

// -------------------- meterproto/virtual_wago_mbus.hpp: the same on the M-Bus

/// A WAGO 879 on the M-Bus that is not there: answers selection, requests and all writes of A2.3. Source: manual of the
/// 879-3000 family, Appendix 2. Decided here, as the manual does not say it: a value that its field cannot hold is sent
/// as "no value", a new secondary address is taken with the least significant byte first, a frame writes one value, and
/// a write of anything else changes nothing and is not answered.
namespace meterproto::virtual_wago_mbus {

class device {
 public:
  /// How the total is made follows from the combination code of the settings, not from `chosen`.
  constexpr device(virtual_meter::settings const& set, virtual_meter::choices const& chosen, scaling::rounding how,
                   std::uint8_t primary, std::uint32_t id)
      : meter_{set, chosen},
        how_{how},
        address_{id, wago_879_mbus::maker, 1, wago_879_mbus::electricity},
        link_{primary, address_} {
    count_by(set.combination);
  }

  constexpr void take(virtual_meter::instant const& now, std::uint32_t ms) { meter_.take(now, ms); }
  constexpr void take(virtual_meter::inputs const& seen, std::uint32_t ms) { meter_.take(seen, ms); }
  [[nodiscard]] constexpr virtual_meter::meter const& meter() const { return meter_; }

  /// The answer to a frame that came; empty where the meter stays silent.
  [[nodiscard]] constexpr bytes answer(bytes came, std::span<std::uint8_t, mbus::max_frame> buffer) {
    return link_.answer(came, *this, buffer);
  }

  // ---- the device of mbus::slave ----

  constexpr bool telegram(unsigned, writer& out) {
    out.u8(static_cast<std::uint8_t>(mbus::ci_field::response_long));
    mbus::put_header({mbus::header_type::long_header, address_, access_++, 0, 0}, out);
    for (auto const& row : wago_879_mbus::records) put(row, out);
    return false;
  }
  constexpr bool receive(mbus::frame const& sent) {
    auto const ci = static_cast<mbus::ci_field>(sent.ci);
    if (ci >= mbus::ci_field::baud_300 && ci <= mbus::ci_field::baud_9600) return true;  // the port is the caller's
    if (ci != mbus::ci_field::data_send) return false;
    mbus::records all{sent.data};
    auto const one = all.next();
    return one && all.done() && set(*one);
  }

 private:
  constexpr void put(mbus::row const& row, writer& out) const {
    auto const key = row.as_record();
    auto const means = meaning_of(key);
    auto const value = meter_.value(row.of).and_then([&](decimal const& base) {
      return scaling::steps_of(base.times_power_of_ten(-row.exponent), means.exponent, how_);
    });
    out.put(row.dib.view()).put(row.vib.view());
    auto const field = key.field();
    auto trial = out;
    if (value && mbus::put_raw(trial, field, decimal{*value}) == errc::none) {
      out = trial;
      return;
    }
    auto const shape = mbus::building::shape_of(field);
    for (std::size_t i = 0; i != shape.size; ++i)
      out.u8(shape.digits ? 0xFFU : i + 1 == shape.size ? 0x80U : 0U);  // digits above 9; the most negative number
  }

  /// Carries out a write of A2.3, which has the DIF and the VIF that are printed there and a value that is legal.
  constexpr bool set(mbus::record const& one) {
    if (is(one, 0x0C, 0x04)) {  // "Value is ignored, always set to 0"
      meter_.clear_resettable();
      return true;
    }
    if (is(one, 0x0A, 0xFD, 0x60)) return true;  // "Value is ignored, always reset to 0": it cannot be read back
    bool const digits = one.field() != mbus::data_field::int8;
    auto const raw = raw_number(one, digits ? mbus::data_type::A : mbus::data_type::C);
    if (!raw || (digits && one.data.back() >= 0xF0)) return false;  // a minus
    auto const number = static_cast<std::uint32_t>(raw->magnitude());  // eight digits at most
    if (is(one, 0x01, 0x7A)) {
      if (number > mbus::highest_primary) return false;
      link_.move_to(static_cast<std::uint8_t>(number));
      return true;
    }
    if (is(one, 0x0C, 0x79)) {
      address_.id = reader{one.data}.u32_little_endian();
      link_.rename(address_);
      return true;
    }
    if (is(one, 0x09, 0x7C, 0x01, 'T')) {
      if (number < 1 || number > 4) return false;
      meter_.choose_tariff(number - 1);
      return true;
    }
    if (is(one, 0x0C, 0xFD, 0x3A)) return is_s0_rate(number);
    if (is(one, 0x09, 0xFD, 0x3A))
      return number >= 1 && number <= 5 && combine_by(static_cast<energy::combination>(number));
    return false;
  }
  /// Whether a record has this DIF and this VIF.
  template <class... Header>
  static constexpr bool is(mbus::record const& one, Header... header) {
    std::array<std::uint8_t, sizeof...(header)> const printed{static_cast<std::uint8_t>(header)...};
    if (one.dib.size() != 1 || one.vib.size() != printed.size() - 1 || one.dib[0] != printed[0]) return false;
    for (std::size_t i = 1; i != printed.size(); ++i)
      if (one.vib[i - 1] != printed[i]) return false;
    return true;
  }
  static constexpr bool is_s0_rate(std::uint32_t hundredths) {
    for (auto const& one : pulses::s0_rates)
      if (one == decimal{hundredths, -2}) return true;
    return false;
  }
  constexpr bool combine_by(energy::combination code) {
    auto changed = meter_.set();
    if (changed.combination == energy::combination::net && code != energy::combination::net) return false;  // 6.6.15
    changed.combination = code;
    meter_.configure(changed);
    count_by(code);
    return true;
  }
  constexpr void count_by(energy::combination code) {
    meter_.count_total_by(code == energy::combination::net ? energy::total_of::net : energy::total_of::phases);
  }

  virtual_meter::meter meter_;
  scaling::rounding how_;
  mbus::secondary_address address_;
  mbus::slave link_;
  std::uint8_t access_ = 0;
};

}  // namespace meterproto::virtual_wago_mbus

// -------------------- meterproto/virtual_leviton_trend_log.hpp: the trend logs of a Series 4100 on BACnet, and its clock

/// The trend logs of a Leviton Series 4100 on BACnet that is not there, and its clock. Source: the manual's Data
/// Logging list and PICS ("each buffer holds 5760 time-stamped 32-bit entries"), the sister manual E50H5, ANSI/ASHRAE
/// 135-2004 clause 12.25.
namespace meterproto::virtual_leviton_trend_log {

inline constexpr std::uint32_t records_per_log = 5760;
inline constexpr std::size_t logs = 3;

/// Days and time from 2000-01-01 00:00:00 on, where the meter's clock begins. Expects: before 2100.
[[nodiscard]] constexpr bacnet::date_time date_time_of(std::uint32_t seconds) {
  auto const is_leap = [](unsigned year) { return year % 4 == 0; };
  constexpr std::array<std::uint8_t, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::uint32_t days = seconds / 86'400;
  auto const weekday = (days + 5) % 7 + 1;  // that day was a Saturday
  unsigned year = 0;
  for (; days >= (is_leap(year) ? 366U : 365U); ++year) days -= is_leap(year) ? 366U : 365U;
  unsigned month = 0;
  auto const length = [&] { return lengths[month] + (month == 1 && is_leap(year) ? 1U : 0U); };
  for (; days >= length(); ++month) days -= length();
  auto const octet = [](std::uint32_t number) { return static_cast<std::uint8_t>(number); };
  return {{octet(100 + year), octet(month + 1), octet(days + 1), octet(weekday)},
          {octet(seconds / 3600 % 24), octet(seconds / 60 % 60), octet(seconds % 60), 0}};
}
/// The way back; 0 for what is before 2000. Expects: a date and time that is_specific().
[[nodiscard]] constexpr std::uint32_t seconds_of(bacnet::date_time const& when) {
  if (when.date.year < 100) return 0;
  std::uint32_t low = 0;
  std::uint32_t high = 36'525U * 86'400;
  auto const key = [](bacnet::date_time const& of) {
    return ((((std::uint64_t{of.date.year} * 16 + of.date.month) * 32 + of.date.day) * 32 + of.time.hour) * 64 +
            of.time.minute) *
               64 +
           of.time.second;
  };
  while (high - low > 1) {
    auto const middle = low + (high - low) / 2;
    (key(date_time_of(middle)) <= key(when) ? low : high) = middle;
  }
  return low;
}

/// One record of a trend log.
struct log_entry {
  std::uint32_t seconds = 0;  ///< of the meter's clock
  std::uint32_t bits = 0;     ///< a Real, or a log status
  bacnet::datum kind = bacnet::datum::real;
};

/// Appends a record as ReadRange brings it.
constexpr void put(log_entry const& of, bacnet::tag_writer& out) {
  std::array<std::uint8_t, 4> octets{};
  bacnet::log_record made;
  made.when = date_time_of(of.seconds);
  made.kind = of.kind;
  writer content{octets};
  if (of.kind == bacnet::datum::log_status) {
    std::uint8_t highest_first = 0;
    for (unsigned bit = 0; bit != 3; ++bit)
      if (((of.bits >> bit) & 1U) != 0) highest_first = static_cast<std::uint8_t>(highest_first | (0x80U >> bit));
    content.u8(5).u8(highest_first);  // five unused bits
  } else {
    content.u32(of.bits);
  }
  made.value.content = content.written();
  constexpr std::array<std::uint8_t, 1> no_status{0};
  if (of.kind == bacnet::datum::real) made.status = bacnet::bit_string{no_status, 4};
  made.put(out);
}

/// The three logs share all that can be written but what they keep.
class trend_logs {
 public:
  /// `memory`: logs * records_per_log entries.
  constexpr explicit trend_logs(std::span<log_entry> memory) : entries_{memory} {}

  struct setup {
    bool enabled = true;
    bool stop_when_full = false;
    bacnet::date_time start;  // any of its fields open: passed over
    bacnet::date_time stop;
    std::array<std::uint32_t, logs> source{2, 3, 19};  // AI; the factory's
  };
  setup set{};

  [[nodiscard]] constexpr std::uint32_t count() const { return count_; }
  [[nodiscard]] constexpr std::uint32_t total() const { return total_; }
  /// Position from 1, the oldest. Expects: 1 to count().
  [[nodiscard]] constexpr log_entry const& at(std::size_t log, std::uint32_t position) const {
    return entries_[log * records_per_log + (begin_ + position - 1) % records_per_log];
  }

  /// Whether records are kept at this time of the clock.
  [[nodiscard]] constexpr bool is_open(std::uint32_t seconds) const {
    auto const specific = [](bacnet::date_time const& of) { return of.date.is_specific() && of.time.is_specific(); };
    return set.enabled && !(set.stop_when_full && count_ == records_per_log) &&
           !(specific(set.start) && seconds < seconds_of(set.start)) &&
           !(specific(set.stop) && seconds >= seconds_of(set.stop));
  }
  constexpr void add(std::array<log_entry, logs> const& now) {
    auto const place = (begin_ + count_) % records_per_log;
    for (std::size_t log = 0; log != logs; ++log) entries_[log * records_per_log + place] = now[log];
    if (count_ == records_per_log)
      begin_ = (begin_ + 1) % records_per_log;
    else
      ++count_;
    ++total_;
  }
  /// Record_Count becomes 0; the sequence goes on, with a record that says so.
  constexpr void purge(std::uint32_t seconds) {
    begin_ = count_ = 0;
    note(seconds, bacnet::log_status::purged);
  }
  constexpr void note(std::uint32_t seconds, bacnet::log_status what) {
    log_entry const one{seconds, 1U << static_cast<unsigned>(what), bacnet::datum::log_status};
    add({one, one, one});
  }
  constexpr void note_time_change(std::uint32_t seconds, float by) {
    log_entry const one{seconds, std::bit_cast<std::uint32_t>(by), bacnet::datum::time_change};
    add({one, one, one});
  }

 private:
  std::span<log_entry> entries_;
  std::uint32_t begin_ = 0;
  std::uint32_t count_ = 0;
  std::uint32_t total_ = 0;
};

}  // namespace meterproto::virtual_leviton_trend_log

// -------------------- meterproto/virtual_leviton_bacnet.hpp: a Series 4100 that is not there, as a BACnet device

/// A Leviton Series 4100 on BACnet that is not there: a device for bacnet::server with all objects and properties of
/// the manual, its settings, command words, clock and trend logs. Source: as leviton_s4100_bacnet.hpp; for the
/// properties of a trend log ANSI/ASHRAE 135-2004 clause 12.25. Decided here, as no manual says it: how long a write
/// takes to settle, that Object_Name cannot be written (the table says R, the PICS that it can), that
/// ReinitializeDevice is executed, that a password is passed over, and that a setting that the meter keeps as a whole
/// number takes no fraction.
namespace meterproto::virtual_leviton_bacnet {

namespace s4100 = leviton_s4100_bacnet;
using bacnet::access_error, bacnet::error_class, bacnet::error_code, bacnet::object_id, bacnet::object_type,
    bacnet::outcome, bacnet::property, bacnet::tag_writer;

using virtual_leviton_trend_log::log_entry, virtual_leviton_trend_log::logs, virtual_leviton_trend_log::records_per_log,
    virtual_leviton_trend_log::trend_logs, virtual_leviton_trend_log::date_time_of,
    virtual_leviton_trend_log::seconds_of;

inline constexpr std::uint32_t qnan = 0x7FC0'0000;

class device {
 public:
  /// `log`: logs * records_per_log entries, or empty for a meter without trend logs, whose Output_Config says so.
  /// `settling_ms`: how long a write takes until it can be read back.
  constexpr device(virtual_meter::settings const& set, virtual_meter::choices const& chosen, std::uint32_t instance,
                   std::string_view serial, std::span<log_entry> log = {}, std::uint32_t settling_ms = 1500)
      : meter_{set, chosen},
        logs_{log},
        serial_{serial},
        settling_ms_{settling_ms},
        instance_{instance},
        has_logs_{log.size() == logs * records_per_log} {
    wanted_.meter = meter_.set();
    for (char const letter : std::string_view{"Installed location not yet identified"})
      location_[location_size_++] = static_cast<std::uint8_t>(letter);
  }

  // ---- the meter's side ----

  constexpr void take(virtual_meter::instant const& now, std::uint32_t ms) {
    while (true) {
      // Up to the end of the interval, or to where a write settles, which may begin another one.
      auto const interval = meter_.set().demand.length_ms();
      auto part = ms;
      if (settles_in_ms_ != 0 && settles_in_ms_ < part) part = settles_in_ms_;
      if (interval != 0 && interval - since_record_ms_ < part) part = interval - since_record_ms_;
      since_record_ms_ += part;
      bool const ends = interval != 0 && since_record_ms_ == interval;
      if (ends) since_record_ms_ = 0;
      pass(now, part);
      if (ends) record();
      ms -= part;
      if (ms == 0) return;
    }
  }
  constexpr void take(virtual_meter::inputs const& seen, std::uint32_t ms) {
    take(virtual_meter::instant_of(seen, meter_.set().wiring), ms);
  }
  [[nodiscard]] constexpr virtual_meter::meter const& meter() const { return meter_; }
  /// Max_Master, which the node on the line is to keep to.
  [[nodiscard]] constexpr std::uint8_t max_master() const { return max_master_; }
  constexpr void limit_masters(std::uint8_t highest) { max_master_ = highest; }

  // ---- the device of bacnet::server ----

  [[nodiscard]] constexpr std::uint32_t instance() const { return instance_; }
  [[nodiscard]] static constexpr std::uint16_t vendor() { return s4100::vendor; }
  [[nodiscard]] constexpr bool silenced() const { return silenced_; }
  [[nodiscard]] constexpr bool offers(bacnet::confirmed_service service) const {
    using enum bacnet::confirmed_service;
    return service == read_property || service == read_property_multiple || service == write_property ||
           service == device_communication_control || service == reinitialize_device ||
           (service == read_range && has_logs_);
  }
  [[nodiscard]] constexpr maybe<object_id> object(std::size_t n) const {
    if (n >= objects()) return {};
    auto made = s4100::objects[n].object;
    if (made.type == object_type::device) made.instance = instance_;
    return made;
  }
  /// Valid until the next call.
  [[nodiscard]] constexpr bacnet::character_string name(object_id const& of) {
    auto const* const row = find(of);
    if (row == nullptr) return {};
    text_size_ = 0;
    if (of.type == object_type::device) {
      add("Leviton S4100 Series Energy Meter - S/N: ");
      add(serial_);
    } else if (of.type == object_type::trend_log) {
      add("Trend_Log_");
      text_[text_size_++] = static_cast<std::uint8_t>('0' + of.instance);
    } else {
      add(row->name);
    }
    return text();
  }
  [[nodiscard]] constexpr maybe<property> listed(object_id const& of, property which, std::size_t n) const {
    if (find(of) == nullptr) return {};
    auto const all = s4100::properties_of(of.type);
    for (auto const& one : all) {
      if (which != property::all && (which == property::optional) != s4100::is_optional(of.type, one)) continue;
      if (n == 0) return one;
      --n;
    }
    return {};
  }
  constexpr outcome read(bacnet::property_reference const& of, tag_writer& out) {
    auto const* const row = find(of.object);
    if (row == nullptr) return access_error{error_class::object, error_code::unknown_object};
    bool known = false;
    for (auto const one : s4100::properties_of(of.object.type)) known = known || one == of.what;
    if (!known) return access_error{error_class::property, error_code::unknown_property};
    if (of.what == property::log_buffer) return access_error{error_class::property, error_code::read_access_denied};
    if (of.what == property::object_list) return read_object_list(of.index, out);
    if (of.index) return access_error{error_class::property, error_code::property_is_not_an_array};
    switch (of.what) {
      case property::object_identifier: out.object(of.object); return {};
      case property::object_name: out.characters(name(of.object)); return {};
      case property::object_type: out.enumerated(static_cast<std::uint32_t>(of.object.type)); return {};
      case property::event_state: out.enumerated(0); return {};  // normal
      case property::description: out.characters(description(of.object)); return {};
      default: break;
    }
    if (of.object.type == object_type::device)
      read_device(of.what, out);
    else if (of.object.type == object_type::trend_log)
      read_log(of.what, of.object.instance - 1, out);
    else
      read_point(*row, of.what, out);
    return {};
  }
  constexpr outcome write(bacnet::property_reference const& of, bytes value, maybe<std::uint8_t>) {
    auto const* const row = find(of.object);
    if (row == nullptr) return access_error{error_class::object, error_code::unknown_object};
    bool known = false;
    for (auto const one : s4100::properties_of(of.object.type)) known = known || one == of.what;
    if (!known) return access_error{error_class::property, error_code::unknown_property};
    if (of.index) return access_error{error_class::property, error_code::property_is_not_an_array};
    bacnet::tag_reader in{value};
    if (of.object.type == object_type::device) return write_device(of.what, in);
    if (of.object.type == object_type::trend_log) return write_log(of.what, of.object.instance - 1, in);
    if (of.object.type != object_type::analog_value || of.what != property::present_value) return denied();
    auto const number = std::bit_cast<float>(in.application(&bacnet::element::as_real_bits));
    if (in.end().code != errc::none) return wrong_type();
    return write_setting(of.object.instance, number);
  }
  constexpr outcome read_range(bacnet::read_range const& wanted, bacnet::read_range_ack& ack, tag_writer& out) const {
    if (find(wanted.of.object) == nullptr) return access_error{error_class::object, error_code::unknown_object};
    if (wanted.of.object.type != object_type::trend_log || wanted.of.what != property::log_buffer)
      return access_error{error_class::services, error_code::optional_functionality_not_supported};
    if (wanted.of.index) return access_error{error_class::property, error_code::property_is_not_an_array};
    auto const size = logs_.count();
    // The items asked for as positions first to last, both included.
    std::int64_t first = 1;
    std::int64_t last = size;
    bool const by_sequence = wanted.range && wanted.range->by == bacnet::range_by::sequence;
    if (wanted.range) {
      if (wanted.range->by == bacnet::range_by::time)  // the sister model knows positions and sequence numbers only
        return access_error{error_class::services, error_code::optional_functionality_not_supported};
      auto const oldest = std::int64_t{logs_.total()} - size + 1;  // its sequence number
      auto const from = std::int64_t{wanted.range->reference} - (by_sequence ? oldest - 1 : 0);
      first = last = from;
      (wanted.range->count > 0 ? last : first) +=
          wanted.range->count > 0 ? wanted.range->count - 1 : wanted.range->count + 1;
      bool const is_there = from >= 1 && from <= size;
      if (!is_there) last = first - 1;
      if (first < 1) first = 1;
      if (last > size) last = size;
    }
    if (first > last) return {};  // nothing: no flags, no items
    // About 460 octets of items leave room for the rest of the answer.
    auto const most = std::int64_t{20};
    bool const backwards = wanted.range && wanted.range->count < 0;
    ack.more = last - first + 1 > most;
    if (ack.more) (backwards ? first : last) = backwards ? last - most + 1 : first + most - 1;
    ack.first = first == 1;
    ack.last = last == size;
    ack.count = static_cast<std::uint32_t>(last - first + 1);
    if (by_sequence) ack.first_sequence = static_cast<std::uint32_t>(logs_.total() - size + first);
    for (auto position = first; position <= last; ++position)
      put(logs_.at(wanted.of.object.instance - 1, static_cast<std::uint32_t>(position)), out);
    return {};
  }
  constexpr void synchronize(bacnet::date_time const& now) {
    auto const seconds = seconds_of(now);
    if (has_logs_) logs_.note_time_change(seconds, static_cast<float>(std::int64_t{seconds} - std::int64_t{clock_s_}));
    clock_s_ = seconds;
    clock_ms_ = now.time.hundredths * 10U;
    clock_reset_ = false;
  }
  constexpr outcome control(bacnet::device_communication_control const& wanted) {
    silenced_ = wanted.state == bacnet::communication::disable;
    silent_for_ms_ = wanted.minutes ? *wanted.minutes * 60'000U : 0U;
    return {};
  }
  constexpr outcome reinitialize(bacnet::reinitialize_device const& wanted) {
    if (wanted.state > bacnet::reinitialization::warmstart)
      return access_error{error_class::services, error_code::optional_functionality_not_supported};
    ++power_ups_;
    silenced_ = false;
    clock_s_ = clock_ms_ = 0;
    clock_reset_ = true;
    if (has_logs_) logs_.note(0, bacnet::log_status::interrupted);
    return {};
  }

 private:
  /// What can be written, as it will be when it has settled.
  struct setup {
    virtual_meter::settings meter;
    std::uint8_t ct_secondary = 1;
    std::uint8_t display_units = 1;
  };

  static constexpr outcome denied() { return access_error{error_class::property, error_code::write_access_denied}; }
  static constexpr outcome wrong_type() { return access_error{error_class::property, error_code::invalid_data_type}; }
  static constexpr outcome out_of_range() {
    return access_error{error_class::property, error_code::value_out_of_range};
  }

  [[nodiscard]] constexpr std::size_t objects() const { return s4100::objects.size() - (has_logs_ ? 0 : logs); }
  [[nodiscard]] constexpr bacnet::row const* find(object_id const& of) const {
    for (std::size_t n = 0; n != objects(); ++n)
      if (*object(n) == of) return &s4100::objects[n];
    return nullptr;
  }
  constexpr void add(std::string_view words) {
    for (char const letter : words)
      if (text_size_ < text_.size()) text_[text_size_++] = static_cast<std::uint8_t>(letter);
  }
  [[nodiscard]] constexpr bacnet::character_string text() const { return {0, bytes{text_}.first(text_size_)}; }
  constexpr bacnet::character_string description(object_id const& of) {
    text_size_ = 0;
    if (of.type == object_type::device) {
      add("S4100 DIN-Rail Energy Meter S/N: ");
      add(serial_);
    } else {
      add(s4100::description_of(of));
    }
    return text();
  }

  // ---- what they hold ----

  constexpr outcome read_object_list(maybe<std::uint32_t> const& index, tag_writer& out) const {
    if (!index) {
      for (std::size_t n = 0; n != objects(); ++n) out.object(*object(n));
      return {};
    }
    if (*index > objects()) return access_error{error_class::property, error_code::invalid_array_index};
    if (*index == 0)
      out.unsigned_integer(objects());
    else
      out.object(*object(*index - 1));
    return {};
  }

  constexpr void read_device(property which, tag_writer& out) {
    auto const words = [&](std::string_view says) {
      text_size_ = 0;
      add(says);
      out.characters(text());
    };
    auto const now = date_time_of(clock_s_);
    switch (which) {
      case property::system_status: out.enumerated(0); break;  // operational
      case property::vendor_name: words("Leviton Mfg."); break;
      case property::vendor_identifier: out.unsigned_integer(s4100::vendor); break;
      case property::model_name: words("S4100 Energy Meter"); break;
      case property::firmware_revision: words("1234"); break;
      case property::application_software_version: words("RS= 1234, OS=2345, BACnet Gateway=3456"); break;
      case property::location: out.characters({0, bytes{location_}.first(location_size_)}); break;
      case property::protocol_version: out.unsigned_integer(1); break;
      case property::protocol_revision: out.unsigned_integer(4); break;
      case property::local_date: out.date(now.date); break;
      case property::local_time: {
        auto time = now.time;
        time.hundredths = static_cast<std::uint8_t>(clock_ms_ / 10);
        out.time(time);
        break;
      }
      case property::segmentation_supported: out.enumerated(3); break;
      case property::max_master: out.unsigned_integer(max_master_); break;
      case property::max_info_frames: out.unsigned_integer(1); break;
      case property::max_apdu_length_accepted: out.unsigned_integer(bacnet::max_mstp_apdu); break;
      case property::apdu_timeout: out.unsigned_integer(60'000); break;
      case property::number_of_apdu_retries:
      case property::database_revision: out.unsigned_integer(0); break;
      case property::protocol_services_supported: put_services(out); break;
      case property::protocol_object_types_supported: {
        // analog-input, analog-value, binary-input, device; trend-log where there are logs: 30 bits
        out.bits(0x0000'010DU | (has_logs_ ? 1U << 20U : 0U), 30);
        break;
      }
      default: break;  // Device_Address_Binding: an empty list
    }
  }
  constexpr void put_services(tag_writer& out) const {
    std::array<std::uint8_t, 5> octets{};
    auto const set = [&](unsigned bit) {
      octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] | (0x80U >> (bit % 8)));
    };
    // As the PICS lists them; the printed string of 39 characters lacks one.
    for (unsigned const bit : {12U, 14U, 15U, 17U, 20U, 32U, 33U, 34U}) set(bit);
    if (has_logs_) set(35);
    out.bits(bacnet::bit_string{octets, 0});
  }

  /// The Real or Enumerated of a point, and whether the meter vouches for it.
  struct content {
    std::uint32_t bits = qnan;
    bool reliable = false;
  };
  [[nodiscard]] constexpr content content_of(bacnet::row const& of) const {
    auto const number = [](auto value) {
      return content{std::bit_cast<std::uint32_t>(static_cast<float>(value)), true};
    };
    auto const& set = meter_.set();
    switch (of.of.what) {
      case quantity::reserved: return of.object.type == object_type::binary_input ? content{0, true} : content{};
      case quantity::pulse_input_count: return number(0);  // nothing is wired to it
      case quantity::system_power_max: return number(static_cast<double>(set.largest_power()) / 1000);
      case quantity::energy_reset_count: return number(energy_resets_);
      case quantity::power_up_count: return number(power_ups_);
      case quantity::output_config: return number(has_logs_ ? 10 : 11);
      case quantity::alarm_bitmap: return number(alarms());
      case quantity::command: return number(0);
      case quantity::system_type: return number(static_cast<unsigned>(set.wiring));
      case quantity::ct_primary: return number(set.ct_primary);
      case quantity::ct_secondary: return number(stored_.ct_secondary);
      case quantity::pt_ratio: return {std::bit_cast<std::uint32_t>(decimal{set.pt_hundredths, -2}.to<float>()), true};
      case quantity::system_voltage: return number(set.system_voltage);
      case quantity::display_units: return number(stored_.display_units);
      case quantity::phase_loss_threshold: return number(set.loss_percent);
      case quantity::phase_loss_imbalance: return number(set.imbalance_percent);
      case quantity::demand_subintervals: return number(set.demand.subintervals());
      case quantity::demand_subinterval_length: return number(set.demand.seconds() * 100);
      default: break;
    }
    if (of.as == bacnet::holds::activity) return {(alarms() >> (of.object.instance - 1)) & 1U, true};
    auto const value = meter_.value(of.of);
    if (!value) return {};
    return {std::bit_cast<std::uint32_t>(value->times_power_of_ten(-exponent_of(of.in)).to<float>()), true};
  }
  /// Bits 0 to 13 as the alert bitmap of Modbus, then the clock.
  [[nodiscard]] constexpr std::uint32_t alarms() const {
    return (meter_.alerts().bits() & 0x3FFFU) | (clock_reset_ ? 0x4000U : 0U);
  }
  constexpr void read_point(bacnet::row const& of, property which, tag_writer& out) const {
    auto const now = content_of(of);
    bool const settles =
        settles_in_ms_ != 0 && of.object.type == object_type::analog_value && of.object.instance == settling_;
    bool const reliable = now.reliable && !settles;
    switch (which) {
      case property::present_value:
        if (of.object.type == object_type::binary_input)
          out.enumerated(now.bits);
        else
          out.real_bits(now.bits);
        break;
      case property::status_flags: out.bits(reliable ? 0U : 2U, 4); break;  // fault
      case property::reliability:
        out.enumerated(static_cast<std::uint32_t>(reliable ? bacnet::reliability::no_fault_detected
                                                           : bacnet::reliability::unreliable_other));
        break;
      case property::out_of_service: out.boolean(false); break;
      case property::polarity: out.enumerated(0); break;
      case property::units:
        out.enumerated(of.units_property < 0 ? static_cast<std::uint32_t>(bacnet::engineering_units::no_units)
                                             : static_cast<std::uint32_t>(of.units_property));
        break;
      default: break;
    }
  }
  constexpr void read_log(property which, std::size_t log, tag_writer& out) const {
    switch (which) {
      case property::log_enable: out.boolean(logs_.set.enabled); break;
      case property::stop_when_full: out.boolean(logs_.set.stop_when_full); break;
      case property::buffer_size: out.unsigned_integer(records_per_log); break;
      case property::record_count: out.unsigned_integer(logs_.count()); break;
      case property::total_record_count: out.unsigned_integer(logs_.total()); break;
      case property::start_time: out.date(logs_.set.start.date).time(logs_.set.start.time); break;
      case property::stop_time: out.date(logs_.set.stop.date).time(logs_.set.stop.time); break;
      case property::log_interval: out.unsigned_integer(std::uint64_t{100} * meter_.set().demand.seconds()); break;
      case property::log_device_object_property:
        out.context(0).object({object_type::analog_input, logs_.set.source[log]});
        out.context(1).enumerated(static_cast<std::uint32_t>(property::present_value));
        break;
      default: break;
    }
  }

  // ---- what is written ----

  /// Error: out_of_range for what the manual does not allow.
  constexpr outcome write_setting(std::uint32_t instance, float number) {
    // A PT ratio has hundredths, the rest is whole; as double, since a float of seven digits has no room for two more.
    auto const exact = decimal::nearest(static_cast<double>(number), -2);
    if (!exact || static_cast<float>(exact->to<double>()) != number) return out_of_range();
    auto const& row = s4100::objects[first_value + instance - 1];
    auto const& legal = s4100::ranges[first_value + instance - 1];
    if (!legal.contains(*exact)) return out_of_range();
    auto const whole = exact->as_integer();
    if (!whole && row.of.what != quantity::pt_ratio) return out_of_range();
    auto const value = static_cast<std::uint32_t>(*whole);
    if (row.of.what == quantity::command) return obey(value);
    auto changed = wanted_;
    auto& meter = changed.meter;
    switch (row.of.what) {
      case quantity::system_type: meter.wiring = static_cast<system_type>(value); break;
      case quantity::ct_primary: meter.ct_primary = value; break;
      case quantity::ct_secondary: changed.ct_secondary = static_cast<std::uint8_t>(value); break;
      case quantity::pt_ratio:
        meter.pt_hundredths = static_cast<std::uint32_t>(exact->as_integer(-2).value_or(100));
        break;
      case quantity::system_voltage:
        if (!takes_system_voltage(value, meter.pt_hundredths)) return out_of_range();
        meter.system_voltage = value;
        break;
      case quantity::display_units: changed.display_units = static_cast<std::uint8_t>(value); break;
      case quantity::phase_loss_threshold: meter.loss_percent = value; break;
      case quantity::phase_loss_imbalance: meter.imbalance_percent = value; break;
      case quantity::demand_subintervals:
      case quantity::demand_subinterval_length: {
        bool const length = row.of.what == quantity::demand_subinterval_length;
        if (length && value % 100 != 0) return out_of_range();
        auto const made = demand::intervals::of(length ? meter.demand.subintervals() : value,
                                                length ? value / 100 : meter.demand.seconds());
        if (!made) return out_of_range();
        meter.demand = *made;
        break;
      }
      default: return denied();
    }
    if (settles_in_ms_ != 0) settle();  // an earlier write is stored first
    wanted_ = changed;
    settling_ = static_cast<std::uint8_t>(instance);
    settles_in_ms_ = settling_ms_;
    if (settles_in_ms_ == 0) settle();
    return {};
  }
  static constexpr std::size_t first_value = [] {
    std::size_t at = 0;
    while (s4100::objects[at].object.type != object_type::analog_value) ++at;
    return at;
  }();

  constexpr void settle() {
    bool const other_interval = wanted_.meter.demand != meter_.set().demand;
    bool const is_log_interval = s4100::demand_subinterval_length.object.instance == settling_;
    settles_in_ms_ = 0;
    settling_ = 0;
    meter_.configure(wanted_.meter);
    stored_ = wanted_;
    if (other_interval || is_log_interval) since_record_ms_ = 0;
    if (!is_log_interval) return;
    // "The Present Demand values (AI19-AI21) and the Record Count of the Trend Logs ... are reset when this object is
    // written", be it to what it was.
    meter_.begin_demand_anew();
    if (has_logs_) logs_.purge(clock_s_);
  }
  constexpr outcome obey(std::uint32_t word) {
    switch (word) {
      case leviton::words::reset_energy:
        meter_.clear_energy();
        ++energy_resets_;
        return {};
      case leviton::words::begin_demand_subinterval:
        if (meter_.set().demand.synced() && meter_.begin_demand_subinterval()) record();
        return {};
      case leviton::words::reset_demand_max: meter_.reset_demand_max(); return {};
      case leviton::words::reset_pulse_counters: return {};
      default: return out_of_range();
    }
  }
  constexpr outcome write_device(property which, bacnet::tag_reader& in) {
    switch (which) {
      case property::object_identifier: {
        auto const id = in.application(&bacnet::element::as_object);
        if (in.end().code != errc::none) return wrong_type();
        if (id.type != object_type::device || id.instance < 1 || id.instance > s4100::highest_instance)
          return out_of_range();
        instance_ = id.instance;
        return {};
      }
      case property::max_master: {
        auto const highest = in.application(&bacnet::element::as_unsigned);
        if (in.end().code != errc::none) return wrong_type();
        if (highest < 1 || highest > 127) return out_of_range();
        max_master_ = static_cast<std::uint8_t>(highest);
        return {};
      }
      case property::location: {
        auto const words = in.application(&bacnet::element::as_characters);
        if (in.end().code != errc::none) return wrong_type();
        if (words.charset != 0 || words.octets.size() > location_.size()) return out_of_range();
        location_size_ = words.octets.size();
        for (std::size_t i = 0; i != location_size_; ++i) location_[i] = words.octets[i];
        return {};
      }
      default: return denied();
    }
  }
  constexpr outcome write_log(property which, std::size_t log, bacnet::tag_reader& in) {
    auto const finish = [&](auto const& change) -> outcome {
      if (in.end().code != errc::none) return wrong_type();
      change();
      return {};
    };
    switch (which) {
      case property::log_enable: {
        bool const on = in.application(&bacnet::element::as_boolean);
        return finish([&] {
          if (on != logs_.set.enabled && !on) logs_.note(clock_s_, bacnet::log_status::disabled);
          logs_.set.enabled = on;
        });
      }
      case property::stop_when_full: {
        bool const stop = in.application(&bacnet::element::as_boolean);
        return finish([&] { logs_.set.stop_when_full = stop; });
      }
      case property::start_time:
      case property::stop_time: {
        bacnet::date_time when;
        when.date = in.application(&bacnet::element::as_date);
        when.time = in.application(&bacnet::element::as_time);
        return finish([&] { (which == property::start_time ? logs_.set.start : logs_.set.stop) = when; });
      }
      case property::record_count: {
        auto const count = in.application(&bacnet::element::as_unsigned);
        if (in.end().code != errc::none) return wrong_type();
        if (count != 0) return out_of_range();
        logs_.purge(clock_s_);
        return {};
      }
      case property::log_interval: {
        auto const length = in.application(&bacnet::element::as_unsigned);
        if (in.end().code != errc::none) return wrong_type();
        if (length > 3'276'700) return out_of_range();
        return write_setting(11, static_cast<float>(length));  // "tied directly to" AV11
      }
      case property::log_device_object_property: {
        auto const object = in.context(0, &bacnet::element::as_object);
        auto const what = in.context(1, &bacnet::element::as_enumerated);
        if (in.end().code != errc::none) return wrong_type();
        bool const fits = object.type == object_type::analog_input && object.instance >= s4100::loggable.low &&
                          object.instance <= s4100::loggable.high &&
                          what == static_cast<std::uint32_t>(property::present_value);
        if (!fits) return out_of_range();
        logs_.set.source[log] = object.instance;
        return {};
      }
      default: return denied();
    }
  }

  // ---- time ----

  constexpr void pass(virtual_meter::instant const& now, std::uint32_t ms) {
    meter_.take(now, ms);
    clock_ms_ += ms;
    clock_s_ += clock_ms_ / 1000;
    clock_ms_ %= 1000;
    if (settles_in_ms_ != 0) {
      settles_in_ms_ -= ms < settles_in_ms_ ? ms : settles_in_ms_;
      if (settles_in_ms_ == 0) settle();
    }
    if (silenced_ && silent_for_ms_ != 0) {
      silent_for_ms_ -= ms < silent_for_ms_ ? ms : silent_for_ms_;
      silenced_ = silent_for_ms_ != 0;
    }
  }
  constexpr void record() {
    if (!has_logs_ || !logs_.is_open(clock_s_)) return;
    std::array<log_entry, logs> now{};
    for (std::size_t i = 0; i != logs; ++i)
      now[i] = {clock_s_, content_of(s4100::objects[logs_.set.source[i]]).bits, bacnet::datum::real};  // AI n is row n
    logs_.add(now);
  }

  virtual_meter::meter meter_;
  trend_logs logs_;
  setup stored_;
  setup wanted_;
  std::string_view serial_;
  std::array<std::uint8_t, s4100::longest_location> location_{};
  std::size_t location_size_ = 0;
  std::array<std::uint8_t, 96> text_{};
  std::size_t text_size_ = 0;
  std::uint32_t since_record_ms_ = 0;
  std::uint32_t settling_ms_;
  std::uint32_t settles_in_ms_ = 0;
  std::uint32_t silent_for_ms_ = 0;
  std::uint32_t clock_s_ = 0;  // since 2000
  std::uint32_t clock_ms_ = 0;
  std::uint32_t instance_;
  std::uint32_t energy_resets_ = 0;
  std::uint32_t power_ups_ = 1;
  std::uint8_t max_master_ = 127;
  std::uint8_t settling_ = 0;  // AV
  bool clock_reset_ = true;
  bool silenced_ = false;
  bool has_logs_;
};

static_assert(bacnet::server_device<device>);

}  // namespace meterproto::virtual_leviton_bacnet

// -------------------- meterproto/text.hpp: names of points, units and errors, for people

/// Names and sentences for people: logs, dumps, error messages. Firmware leaves this header out; nothing else includes
/// it.
namespace meterproto {

namespace words {

inline constexpr std::array<std::string_view, static_cast<std::size_t>(quantity::last) + 1> quantities{
    "reserved",
    "real_energy",
    "reactive_energy",
    "apparent_energy",
    "real_power",
    "reactive_power",
    "apparent_power",
    "power_factor",
    "voltage",
    "current",
    "frequency",
    "pulse_counter",
    "quadrant",
    "tariff",
    "command",
    "system_type",
    "ct_primary",
    "ct_secondary",
    "pt_ratio",
    "system_voltage",
    "system_power_max",
    "display_units",
    "scale_i",
    "scale_v",
    "scale_w",
    "scale_e",
    "phase_loss_threshold",
    "phase_loss_imbalance",
    "pulse_energy",
    "pulse_duration",
    "alert_bitmap",
    "energy_reset_count",
    "demand_subintervals",
    "demand_subinterval_length",
    "power_up_count",
    "output_config",
    "firmware_version_os",
    "clock_day_month",
    "clock_hour_year",
    "clock_second_minute",
    "log_page",
    "log_config",
    "log_status",
    "log_wrap_count",
    "log_max_days",
    "log_entry_count",
    "log_start_real_energy",
    "log_newest_day_month",
    "log_newest_hour_year",
    "log_newest_second_minute",
    "log_pointer",
    "log_buffer",
    "sunspec_id",
    "common_model_id",
    "common_model_length",
    "manufacturer",
    "model",
    "options",
    "version",
    "serial_number",
    "modbus_address",
    "meter_model_id",
    "meter_model_length",
    "events",
    "end_model_id",
    "end_model_length",
    "meter_code",
    "baud_rate",
    "protocol_version",
    "software_version",
    "hardware_version",
    "current_rating",
    "ct_ratio_short",
    "s0_pulse_rate",
    "combination_code",
    "lcd_cycle_time",
    "parity",
    "current_direction",
    "power_down_count",
    "checksum",
    "status_word",
    "ct_ratio",
    "pulse_type",
    "checksum_2",
    "data_type",
    "screen_direction",
    "obis_codes",
    "device",
    "pulse_input_count",
    "voltage_out_of_range",
    "current_out_of_range",
    "frequency_out_of_range",
    "phase_loss",
    "low_power_factor",
    "clock_reset",
    "alarm_bitmap",
    "trend_log",
};
inline constexpr std::array<std::string_view, 14> phases{
    "", "total", "a", "b", "c", "ab", "bc", "ca", "an", "bn", "cn", "avg", "ll_avg", "ln_avg",
};
inline constexpr std::array<std::string_view, 9> flows{"", "net", "import", "export", "q1", "q2", "q3", "q4", "total"};
inline constexpr std::array<std::string_view, 6> statistics{"", "demand", "demand_max", "resettable", "copy", "sf"};
inline constexpr std::array<std::string_view, 5> tariffs{"", "t1", "t2", "t3", "t4"};
inline constexpr std::array<std::string_view, 21> units{
    "",     "%",  "V",   "A",  "Hz",  "s",    "ms",    "0.01 s", "W",    "kW",      "var",
    "kvar", "VA", "kVA", "Wh", "kWh", "varh", "kvarh", "VAh",    "kVAh", "imp/kWh",
};
static_assert(quantities.back() == "trend_log");

}  // namespace words

[[nodiscard]] constexpr std::string_view name_of(quantity what) {
  return words::quantities[static_cast<std::size_t>(what)];
}
[[nodiscard]] constexpr std::string_view name_of(unit_symbol symbol) {
  return words::units[static_cast<std::size_t>(symbol)];
}

/// A text in the caller's characters, grown word by word; what does not fit is left out.
class text_builder {
 public:
  constexpr explicit text_builder(std::span<char> space) : space_{space} {}

  constexpr text_builder& add(std::string_view words) {
    for (char const letter : words)
      if (size_ < space_.size()) space_[size_++] = letter;
    return *this;
  }
  constexpr text_builder& add(std::uint64_t number, unsigned base = 10, unsigned digits = 1) {
    char reversed[64] = {};
    unsigned count = 0;
    for (; (number != 0 || count < digits) && count < 64; number /= base)
      reversed[count++] = "0123456789ABCDEF"[number % base];
    while (count != 0) add(std::string_view{&reversed[--count], 1});
    return *this;
  }
  [[nodiscard]] constexpr std::string_view text() const { return {space_.data(), size_}; }

 private:
  std::span<char> space_;
  std::size_t size_ = 0;
};

/// The name that a point has in every model and on every protocol: quantity, statistic, flow, phase, tariff, number,
/// then _f for a float beside an integer. A view of `space`; 48 characters hold any.
[[nodiscard]] constexpr std::string_view print_name(measurand const& of, bool float_twin, std::span<char> space) {
  text_builder name{space};
  name.add(name_of(of.what));
  auto const add = [&](std::string_view word) {
    if (!word.empty()) name.add("_").add(word);
  };
  bool const copy = of.how == statistic::copy;
  bool const narrower =
      of.direction != flow::none || of.how != statistic::none;  // the sum of all phases goes without saying
  if (!copy) add(words::statistics[static_cast<std::size_t>(of.how)]);
  add(words::flows[static_cast<std::size_t>(of.direction)]);
  if (!(narrower && of.where == phase::total)) add(words::phases[static_cast<std::size_t>(of.where)]);
  add(words::tariffs[static_cast<std::size_t>(of.rate)]);
  if (copy) add("copy");
  if (of.number != 0) name.add("_").add(of.number);
  if (float_twin) name.add("_f");
  return name.text();
}

/// "10..32767", "0|10..32767", "0.1|0.01"; nothing where no range is printed. A view of `space`; 120 characters hold
/// any.
[[nodiscard]] constexpr std::string_view print_range(range const& legal, std::span<char> space) {
  text_builder out{space};
  auto const add = [&](std::int64_t number) {
    char digits[32] = {};
    auto exponent = legal.exponent();
    while (exponent < 0 && number % 10 == 0) {  // 1000.00 is 1000
      number /= 10;
      ++exponent;
    }
    out.add(decimal{number, exponent}.print(digits).value_or({}));
  };
  for (unsigned i = 0; i != legal.size(); ++i) {
    if (i != 0) out.add("|");
    add(legal[i].low);
    if (legal[i].high == legal[i].low) continue;
    out.add("..");
    add(legal[i].high);
  }
  return out.text();
}

/// The enumerator's name, which stays the same from version to version.
[[nodiscard]] constexpr std::string_view name_of(errc code) {
  switch (code) {
    case errc::none: return "none";
    case errc::too_short: return "too_short";
    case errc::too_long: return "too_long";
    case errc::bad_crc: return "bad_crc";
    case errc::bad_unit: return "bad_unit";
    case errc::other_unit: return "other_unit";
    case errc::bad_function: return "bad_function";
    case errc::unknown_function: return "unknown_function";
    case errc::bad_count: return "bad_count";
    case errc::bad_quantity: return "bad_quantity";
    case errc::bad_address: return "bad_address";
    case errc::bad_value: return "bad_value";
    case errc::echo_differs: return "echo_differs";
    case errc::refused: return "refused";
    case errc::own_request: return "own_request";
    case errc::bad_start: return "bad_start";
    case errc::bad_stop: return "bad_stop";
    case errc::bad_checksum: return "bad_checksum";
    case errc::out_of_order: return "out_of_order";
    case errc::too_many: return "too_many";
    case errc::bad_crc32: return "bad_crc32";
    case errc::bad_encoding: return "bad_encoding";
    case errc::bad_tag: return "bad_tag";
    case errc::bad_length: return "bad_length";
    case errc::unbalanced: return "unbalanced";
    case errc::segmented: return "segmented";
    case errc::other_peer: return "other_peer";
    case errc::error_answer: return "error_answer";
    case errc::rejected: return "rejected";
    case errc::aborted: return "aborted";
    case errc::no_answer: return "no_answer";
    case errc::broadcast_read: return "broadcast_read";
    case errc::buffer_too_small: return "buffer_too_small";
    case errc::out_of_range: return "out_of_range";
    case errc::not_a_number: return "not_a_number";
    case errc::not_in_reply: return "not_in_reply";
    case errc::not_available: return "not_available";
    case errc::unknown_code: return "unknown_code";
    case errc::bad_digit: return "bad_digit";
    case errc::bad_scale: return "bad_scale";
    case errc::undecided: return "undecided";
    case errc::does_not_fit: return "does_not_fit";
    case errc::record_error: return "record_error";
    case errc::unreliable: return "unreliable";
    case errc::implausible: return "implausible";
  }
  return "unknown";
}

/// What is wrong, in a sentence without its full stop; the number of the error behind it where there is one.
/// A view of `space`; 160 characters hold any.
[[nodiscard]] constexpr std::string_view print_sentence(error const& fault, std::span<char> space) {
  text_builder out{space};
  auto const number = [&](std::string_view before, std::string_view after = {}) {
    out.add(before).add(fault.detail).add(after);
  };
  auto const hex = [&](std::string_view before, std::string_view after = {}, unsigned digits = 2) {
    out.add(before).add("0x").add(fault.detail, 16, digits).add(after);
  };
  switch (fault.code) {
    case errc::none: out.add("all is well"); break;
    case errc::too_short: number("the frame ends too early: it must have at least ", " bytes"); break;
    case errc::too_long: number("the frame goes on after its end at ", " bytes"); break;
    case errc::bad_crc:
      out.add("the CRC is wrong: ")
          .add(fault.detail & 0xFFU, 16, 2)
          .add(" ")
          .add(fault.detail >> 8U, 16, 2)
          .add(" would be right");
      break;
    case errc::bad_unit: number("no device may have unit id ", ": 1 to 247 may"); break;
    case errc::other_unit: number("another unit answers: asked was unit ", ""); break;
    case errc::bad_function: hex("another function answers: asked was "); break;
    case errc::unknown_function: hex("the function code ", " is not known"); break;
    case errc::bad_count: number("the byte count contradicts the frame: ", " would be right"); break;
    case errc::bad_quantity: number("a quantity of 1 to ", " is allowed"); break;
    case errc::bad_address: out.add("address and quantity run past 65536"); break;
    case errc::bad_value: hex("the standard does not allow the value "); break;
    case errc::echo_differs: hex("the answer confirms something else: asked was ", "", 4); break;
    case errc::refused: number("the device refuses with exception ", ""); break;
    case errc::own_request: out.add("this is the request itself: the line gives back what is sent"); break;
    case errc::bad_start: hex("no frame begins with "); break;
    case errc::bad_stop: hex("the frame ends with ", " and not with the stop byte 0x16"); break;
    case errc::bad_checksum: hex("the check sum is wrong: ", " would be right"); break;
    case errc::out_of_order: number("an object that does not follow object ", ""); break;
    case errc::too_many: number("more parts than ", " are not followed"); break;
    case errc::bad_crc32: out.add("the CRC-32K is wrong"); break;
    case errc::bad_encoding: out.add("these octets are no COBS encoding"); break;
    case errc::bad_tag: hex("another tag must stand here than "); break;
    case errc::bad_length: number("no value of this type has ", " bytes"); break;
    case errc::unbalanced: number("the constructed value with tag ", " is not opened and closed"); break;
    case errc::segmented: out.add("the answer comes in segments, which nobody has offered to take"); break;
    case errc::other_peer: number("an answer to nothing that was asked: invoke id ", ""); break;
    case errc::error_answer:
      out.add("the device answers with an error of class ").add(fault.detail >> 8U).add(", code ");
      out.add(fault.detail & 0xFFU);
      break;
    case errc::rejected: number("the device rejects the request for reason ", ""); break;
    case errc::aborted: number("the transaction was aborted for reason ", ""); break;
    case errc::no_answer: number("no answer came to ", fault.detail == 1 ? " request" : " requests"); break;
    case errc::broadcast_read: out.add("a read cannot be a broadcast: nobody would answer"); break;
    case errc::buffer_too_small: number("", " bytes are needed"); break;
    case errc::out_of_range: out.add("the manual does not allow this value"); break;
    case errc::not_a_number: out.add("this is no decimal number"); break;
    case errc::not_in_reply: hex("the registers from ", " on have not been read", 4); break;
    case errc::not_available: out.add("the meter has no value here"); break;
    case errc::unknown_code: number("the manual lists no code ", ""); break;
    case errc::bad_digit: hex("not all are decimal digits in ", "", 4); break;
    case errc::bad_scale: hex("the scale register holds ", ", which the manual does not allow", 4); break;
    case errc::undecided: out.add("the manual leaves open how to read this"); break;
    case errc::does_not_fit: out.add("the number needs more than 64 bits"); break;
    case errc::record_error: hex("the meter reports the error ", " for this record"); break;
    case errc::unreliable: number("the meter calls this value unreliable: reliability ", ""); break;
    case errc::implausible: out.add("the counter cannot have changed like this in the time between"); break;
  }
  return out.text();
}

}  // namespace meterproto

// -------------------- meterproto/modbus/text.hpp: Modbus in words

/// Modbus in words: functions and exceptions as V1.1b3 calls them, formats and columns of a register map.
namespace meterproto::modbus {

[[nodiscard]] constexpr std::string_view name_of(function code) {
  switch (code) {
    case function::read_coils: return "read coils";
    case function::read_discrete_inputs: return "read discrete inputs";
    case function::read_holding_registers: return "read holding registers";
    case function::read_input_registers: return "read input registers";
    case function::write_single_coil: return "write single coil";
    case function::write_single_register: return "write single register";
    case function::write_multiple_coils: return "write multiple coils";
    case function::write_multiple_registers: return "write multiple registers";
    case function::report_server_id: return "report server id";
    case function::mask_write_register: return "mask write register";
    case function::read_write_multiple_registers: return "read/write multiple registers";
    case function::encapsulated_interface: return "read device identification";
    case function::none: break;
  }
  return "unknown function";
}

[[nodiscard]] constexpr std::string_view name_of(exception code) {
  switch (code) {
    case exception::none: return "none";
    case exception::illegal_function: return "illegal_function";
    case exception::illegal_data_address: return "illegal_data_address";
    case exception::illegal_data_value: return "illegal_data_value";
    case exception::server_device_failure: return "server_device_failure";
    case exception::acknowledge: return "acknowledge";
    case exception::server_device_busy: return "server_device_busy";
    case exception::negative_acknowledge: return "negative_acknowledge";
    case exception::memory_parity_error: return "memory_parity_error";
    case exception::gateway_path_unavailable: return "gateway_path_unavailable";
    case exception::gateway_target_device_failed_to_respond: return "gateway_target_device_failed_to_respond";
  }
  return "unknown_exception";
}

/// uint16, float32, bitmap32, digits, ...: the words of the register map's CSV.
[[nodiscard]] constexpr std::string_view name_of(format how) {
  switch (how.as) {
    case kind::u16: return "uint16";
    case kind::i16: return "int16";
    case kind::u32: return "uint32";
    case kind::i32: return "int32";
    case kind::u64: return "uint64";
    case kind::i64: return "int64";
    case kind::f32: return "float32";
    case kind::f64: return "float64";
    case kind::digits: return "digits";
    case kind::bits: return how.count == 1 ? "bitmap16" : "bitmap32";
    case kind::opaque: return "hex";
    case kind::text:
    case kind::letter: return "string";
    case kind::unknown: break;
  }
  return "unknown";
}

/// As print_range() of text.hpp; letters as letters: "F|R".
[[nodiscard]] constexpr std::string_view print_range(range const& legal, kind as, std::span<char> space) {
  if (as != kind::letter) return meterproto::print_range(legal, space);
  text_builder out{space};
  for (unsigned i = 0; i != legal.size(); ++i) {
    char const letter = static_cast<char>(legal[i].low);
    out.add(i != 0 ? "|" : "").add(std::string_view{&letter, 1});
  }
  return out.text();
}

}  // namespace meterproto::modbus

// -------------------- meterproto/mbus/text.hpp: M-Bus in words

/// M-Bus in words: quantities, units, qualifiers, codes. Firmware leaves this header out. Source: EN 13757-3:2018, its
/// tables.
namespace meterproto::mbus {

namespace words {

inline constexpr std::array<std::string_view, 104> quantities{
    "reserved",
    "energy",
    "volume",
    "mass",
    "on_time",
    "operating_time",
    "power",
    "volume_flow",
    "mass_flow",
    "flow_temperature",
    "return_temperature",
    "temperature_difference",
    "external_temperature",
    "pressure",
    "date",
    "datetime",
    "hca_units",
    "averaging_duration",
    "actuality_duration",
    "fabrication_number",
    "enhanced_identification",
    "address",
    "plain_text",
    "any_vif",
    "manufacturer_specific",
    "reactive_energy",
    "apparent_energy",
    "reactive_power",
    "relative_humidity",
    "phase_angle_u_u",
    "phase_angle_u_i",
    "frequency",
    "apparent_power",
    "hca_rating_factor_K",
    "hca_thermal_output_rating_factor_Kq",
    "hca_coupling_factor_Kc",
    "hca_coupling_factor_Kcr",
    "hca_coupling_factor_Kch",
    "hca_low_temperature_factor_Kt",
    "hca_display_scaling_factor_KD",
    "cold_warm_temperature_limit",
    "cumulative_max_active_power",
    "credit",
    "debit",
    "unique_message_id",
    "device_type",
    "manufacturer",
    "parameter_set_id",
    "model_version",
    "hardware_version",
    "firmware_version",
    "other_software_version",
    "customer_location",
    "customer",
    "access_code_user",
    "access_code_operator",
    "access_code_system_operator",
    "access_code_developer",
    "password",
    "error_flags",
    "error_mask",
    "security_key",
    "digital_output",
    "digital_input",
    "baud_rate",
    "response_delay_time",
    "retry",
    "remote_control",
    "first_storage_number",
    "last_storage_number",
    "size_of_storage_block",
    "tariff_subunit_descriptor",
    "storage_interval",
    "operator_specific_data",
    "time_point_second",
    "duration_since_last_readout",
    "tariff_start",
    "tariff_duration",
    "tariff_period",
    "dimensionless",
    "wmbus_data_container",
    "nominal_transmission_period",
    "voltage",
    "current",
    "reset_counter",
    "cumulation_counter",
    "control_signal",
    "day_of_week",
    "week_number",
    "day_change_time_point",
    "parameter_activation_state",
    "special_supplier_information",
    "duration_since_last_cumulation",
    "battery_operating_time",
    "battery_change",
    "rf_level",
    "daylight_saving",
    "listening_window",
    "remaining_battery_life",
    "meter_stop_count",
    "manufacturer_data_container",
    "currently_selected_application",
    "moisture_level",
    "temperature",
};
static_assert(quantities[static_cast<std::size_t>(quantity::temperature)] == "temperature");

inline constexpr std::array<std::string_view, 36> units{
    "",     "Wh", "J",   "cal", "varh", "VAh",   "m^3",     "ft^3",  "US_gal",     "kg",       "s",         "month",
    "year", "W",  "J/h", "var", "VA",   "m^3/h", "m^3/min", "m^3/s", "US_gal/min", "US_gal/h", "kg/h",      "degC",
    "degF", "K",  "bar", "%",   "deg",  "Hz",    "V",       "A",     "currency",   "Bd",       "bit_times", "dBm",
};
static_assert(units[static_cast<std::size_t>(unit::dBm)] == "dBm");

/// Combinable VIFEs; x10^n, +10^n and per/... as the tables write them.
inline constexpr std::array<std::string_view, 128> qualifiers{
    "record_error:none",
    "record_error:too_many_difes",
    "record_error:storage_number_not_implemented",
    "record_error:unit_number_not_implemented",
    "record_error:tariff_number_not_implemented",
    "record_error:function_not_implemented",
    "record_error:data_class_not_implemented",
    "record_error:data_size_not_implemented",
    "record_error:reserved_08",
    "record_error:reserved_09",
    "record_error:reserved_0A",
    "record_error:too_many_vifes",
    "record_error:illegal_vif_group",
    "record_error:illegal_vif_exponent",
    "record_error:vif_dif_mismatch",
    "record_error:unimplemented_action",
    "reserved_10",
    "reserved_11",
    "average",
    "inverse_compact_profile",
    "relative_deviation",
    "record_error:no_data_available",
    "record_error:data_overflow",
    "record_error:data_underflow",
    "record_error:data_error",
    "record_error:reserved_19",
    "record_error:reserved_1A",
    "record_error:reserved_1B",
    "record_error:premature_end_of_record",
    "standard_conform_data",
    "compact_profile_with_register",
    "compact_profile",
    "per/s",
    "per/min",
    "per/h",
    "per/d",
    "per/week",
    "per/month",
    "per/year",
    "per/revolution",
    "per/input_pulse_0",
    "per/input_pulse_1",
    "per/output_pulse_0",
    "per/output_pulse_1",
    "per/l",
    "per/m^3",
    "per/kg",
    "per/K",
    "per/kWh",
    "per/GJ",
    "per/kW",
    "per/(K*l)",
    "per/V",
    "per/A",
    "times_s",
    "times_s/V",
    "times_s/A",
    "start_date_time_of",
    "uncorrected_at_metering_conditions",
    "accumulation_positive_only",
    "accumulation_negative_only",
    "alternate_non_metric",
    "at_base_conditions",
    "obis_declaration",
    "lower_limit_value",
    "lower_limit_exceed_count",
    "date_time_of_begin_first_lower_limit_exceed",
    "date_time_of_end_first_lower_limit_exceed",
    "reserved_44",
    "reserved_45",
    "date_time_of_begin_last_lower_limit_exceed",
    "date_time_of_end_last_lower_limit_exceed",
    "upper_limit_value",
    "upper_limit_exceed_count",
    "date_time_of_begin_first_upper_limit_exceed",
    "date_time_of_end_first_upper_limit_exceed",
    "reserved_4C",
    "reserved_4D",
    "date_time_of_begin_last_upper_limit_exceed",
    "date_time_of_end_last_upper_limit_exceed",
    "duration_of_first_lower_limit_exceed_s",
    "duration_of_first_lower_limit_exceed_min",
    "duration_of_first_lower_limit_exceed_h",
    "duration_of_first_lower_limit_exceed_d",
    "duration_of_last_lower_limit_exceed_s",
    "duration_of_last_lower_limit_exceed_min",
    "duration_of_last_lower_limit_exceed_h",
    "duration_of_last_lower_limit_exceed_d",
    "duration_of_first_upper_limit_exceed_s",
    "duration_of_first_upper_limit_exceed_min",
    "duration_of_first_upper_limit_exceed_h",
    "duration_of_first_upper_limit_exceed_d",
    "duration_of_last_upper_limit_exceed_s",
    "duration_of_last_upper_limit_exceed_min",
    "duration_of_last_upper_limit_exceed_h",
    "duration_of_last_upper_limit_exceed_d",
    "duration_of_first_s",
    "duration_of_first_min",
    "duration_of_first_h",
    "duration_of_first_d",
    "duration_of_last_s",
    "duration_of_last_min",
    "duration_of_last_h",
    "duration_of_last_d",
    "value_during_lower_limit_exceed",
    "leakage_values",
    "date_time_of_begin_first",
    "date_time_of_end_first",
    "value_during_upper_limit_exceed",
    "overflow_values",
    "date_time_of_begin_last",
    "date_time_of_end_last",
    "x10^-6",
    "x10^-5",
    "x10^-4",
    "x10^-3",
    "x10^-2",
    "x10^-1",
    "x10^0",
    "x10^1",
    "+10^-3",
    "+10^-2",
    "+10^-1",
    "+10^0",
    "reserved_7C",
    "x10^3",
    "future_value",
    "manufacturer_specific_follows",
};
/// The VIFEs behind FC; those from here on are reserved.
inline constexpr std::array<std::string_view, 22> extended_qualifiers{
    "reserved",
    "phase_L1",
    "phase_L2",
    "phase_L3",
    "neutral",
    "phase_L1_L2",
    "phase_L2_L3",
    "phase_L3_L1",
    "quadrant_Q1",
    "quadrant_Q2",
    "quadrant_Q3",
    "quadrant_Q4",
    "delta_import_export",
    "alternate_non_metric(post-2018)",
    "secondary_sensor(post-2018)",
    "higher_resolution_register(post-2018)",
    "accumulation_absolute",
    "data_type_C",
    "data_type_D",
    "end_date(post-2018)",
    "direction_to_meter",
    "direction_from_meter",
};

}  // namespace words

[[nodiscard]] constexpr std::string_view name_of(quantity what) {
  return words::quantities[static_cast<std::size_t>(what)];
}
[[nodiscard]] constexpr std::string_view name_of(unit in) {
  return words::units[static_cast<std::size_t>(in)];
}
[[nodiscard]] constexpr std::string_view name_of(function how) {
  constexpr std::array<std::string_view, 4> names{"instantaneous", "maximum", "minimum", "error"};
  return names[static_cast<std::size_t>(how)];
}
[[nodiscard]] constexpr std::string_view name_of(record_kind kind) {
  constexpr std::array<std::string_view, 4> names{"data", "manufacturer_data", "more_records_follow",
                                                  "global_readout_request"};
  return names[static_cast<std::size_t>(kind)];
}
[[nodiscard]] constexpr std::string_view name_of(data_type type) {
  constexpr std::array<std::string_view, 15> names{"none", "A", "B", "C", "D",    "F",        "G",       "H",
                                                   "I",    "J", "K", "L", "text", "LVAR_bcd", "LVAR_bin"};
  return names[static_cast<std::size_t>(type)];
}

/// A combinable VIFE, and one behind FC, without their extension bit.
[[nodiscard]] constexpr std::string_view qualifier_name(std::uint8_t code) {
  return words::qualifiers[code & 0x7FU];
}
[[nodiscard]] constexpr std::string_view extended_qualifier_name(std::uint8_t code) {
  return code < words::extended_qualifiers.size() ? words::extended_qualifiers[code] : std::string_view{"reserved"};
}

/// The unit with what a VIFE makes of it: "Wh/h", "Wh*s/V". A view of `space`; 40 characters hold any.
[[nodiscard]] constexpr std::string_view print_unit(meaning const& of, std::span<char> space) {
  text_builder out{space};
  out.add(name_of(of.in));
  if (of.per == 0) return out.text();
  auto name = qualifier_name(of.per);
  constexpr std::string_view per = "per/", times = "times_";
  bool const divides = name.starts_with(per);
  if (!divides && !name.starts_with(times)) return out.text();
  name.remove_prefix(divides ? per.size() : times.size());
  return out.add(divides ? "/" : "*").add(name).text();
}

/// The code of an application error (CI 70). Beyond 09 the sources could not be verified.
[[nodiscard]] constexpr std::string_view application_error_name(std::uint8_t code) {
  switch (code) {
    case 0x00: return "unspecified error";
    case 0x01: return "unimplemented CI field";
    case 0x02: return "buffer too long, truncated";
    case 0x03: return "too many records";
    case 0x04: return "premature end of record";
    case 0x05: return "more than 10 DIFE";
    case 0x06: return "more than 10 VIFE";
    case 0x08: return "application too busy for a readout";
    case 0x09: return "too many readouts";
    default: return "unknown application error";
  }
}

/// What a CI field announces; empty for one that no edition of the standard gives a meaning.
[[nodiscard]] constexpr std::string_view ci_name(std::uint8_t ci) {
  if (ci <= 0x1F) return "DLMS application";
  if (ci >= 0xA0 && ci <= 0xB7) return "manufacturer specific";
  switch (ci) {
    case 0x50: return "application reset";
    case 0x51: return "data to the meter";
    case 0x52: return "selection by secondary address";
    case 0x53: return "application reset, long header";
    case 0x54: return "request of the selected application";
    case 0x55: return "request of the selected application, long header";
    case 0x5A: return "command to the meter, short header";
    case 0x5B: return "command to the meter, long header";
    case 0x5C: return "synchronise action";
    case 0x60: return "DLMS command to the meter, long header";
    case 0x61: return "DLMS command to the meter, short header";
    case 0x66: return "response of the selected application";
    case 0x67: return "response of the selected application, short header";
    case 0x68: return "response of the selected application, long header";
    case 0x69: return "format frame, no header";
    case 0x6A: return "format frame, short header";
    case 0x6B: return "format frame, long header";
    case 0x6C:
    case 0x6D: return "time to the meter, long header";
    case 0x6E: return "application error, short header";
    case 0x6F: return "application error, long header";
    case 0x70: return "application error";
    case 0x71: return "alarm";
    case 0x72: return "response, long header";
    case 0x73: return "fixed structure (2013: compact frame, long header)";
    case 0x74: return "alarm, short header";
    case 0x75: return "alarm, long header";
    case 0x76: return "response, long header, most significant byte first";
    case 0x77: return "fixed structure, most significant byte first";
    case 0x78: return "response, no header";
    case 0x79: return "compact frame, no header";
    case 0x7A: return "response, short header";
    case 0x7B: return "compact frame, short header";
    case 0x7C: return "DLMS response, long header";
    case 0x7D: return "DLMS response, short header";
    case 0x80:
    case 0x8A:
    case 0x8B: return "transport layer only";
    case 0x81: return "network layer";
    case 0x82:
    case 0x83:
    case 0x87:
    case 0x88:
    case 0x89: return "network management";
    case 0x84: return "transport layer, compact frame expected";
    case 0x85: return "transport layer, format frame expected";
    case 0x86:
    case 0x8C:
    case 0x8D:
    case 0x8E:
    case 0x8F: return "extended link layer";
    case 0x90: return "authentication and fragmentation";
    case 0xB8: return "300 Bd from now on";
    case 0xB9: return "600 Bd from now on";
    case 0xBA: return "1200 Bd from now on";
    case 0xBB: return "2400 Bd from now on";
    case 0xBC: return "4800 Bd from now on";
    case 0xBD: return "9600 Bd from now on";
    case 0xBE: return "19200 Bd from now on";
    case 0xBF: return "38400 Bd from now on";
    case 0xC0: return "image transfer to the meter";
    case 0xC1:
    case 0xC2: return "image transfer from the meter";
    default: return {};
  }
}

/// The eight digits of an identification number, wildcards as F. A view of `space`, which holds eight.
[[nodiscard]] constexpr std::string_view print_id(std::uint32_t id, std::span<char> space) {
  return text_builder{space}.add(id, 16, 8).text();
}

/// A date as ISO 8601 has it, `*` for "every"; " DST" behind it in summer time. A view of `space`; 24 characters hold
/// any.
[[nodiscard]] constexpr std::string_view print_date(date_time const& of, std::span<char> space) {
  text_builder out{space};
  auto const two = [&](std::uint8_t value) {
    if (value == every)
      out.add("**");
    else
      out.add(value, 10, 2);
  };
  using shape = date_time::shape;
  if (of.has != shape::time_of_day) {
    if (of.year == 0)
      out.add("****");
    else
      out.add(of.year, 10, 4);
    out.add("-");
    two(of.month);
    out.add("-");
    two(of.day);
  }
  if (of.has == shape::to_the_minute || of.has == shape::to_the_second) out.add("T");
  if (of.has != shape::date) {
    two(of.hour);
    out.add(":");
    two(of.minute);
  }
  if (of.has == shape::to_the_second || of.has == shape::time_of_day) {
    out.add(":");
    two(of.second);
  }
  if (of.summer_time) out.add(" DST");
  return out.text();
}

}  // namespace meterproto::mbus

// -------------------- meterproto/bacnet/text.hpp: BACnet in words

/// BACnet in words, as the standard writes them. Firmware leaves this header out. A number without a name (reserved,
/// proprietary, not in the tables) gives an empty one. Source: ANSI/ASHRAE 135-2020 clauses 6.2.4, 9.3.1 and 21, as
/// bacnet-stack, BACpypes3 and Wireshark agree on it; error codes from 200 on bacnet-stack alone.
namespace meterproto::bacnet {

namespace words {

struct numbered {
  std::uint32_t number;
  std::string_view name;
};

inline constexpr std::array<std::string_view, 8> low_frame_types{
    "Token",
    "Poll For Master",
    "Reply To Poll For Master",
    "Test_Request",
    "Test_Response",
    "BACnet Data Expecting Reply",
    "BACnet Data Not Expecting Reply",
    "Reply Postponed",
};
inline constexpr std::array<std::string_view, 3> encoded_frame_types{
    "BACnet Extended Data Expecting Reply",
    "BACnet Extended Data Not Expecting Reply",
    "IPv6 over MS/TP",
};
inline constexpr std::array<std::string_view, 20> network_messages{
    "Who-Is-Router-To-Network",
    "I-Am-Router-To-Network",
    "I-Could-Be-Router-To-Network",
    "Reject-Message-To-Network",
    "Router-Busy-To-Network",
    "Router-Available-To-Network",
    "Initialize-Routing-Table",
    "Initialize-Routing-Table-Ack",
    "Establish-Connection-To-Network",
    "Disconnect-Connection-To-Network",
    "Challenge-Request",
    "Security-Payload",
    "Security-Response",
    "Request-Key-Update",
    "Update-Key-Set",
    "Update-Distribution-Key",
    "Request-Master-Key",
    "Set-Master-Key",
    "What-Is-Network-Number",
    "Network-Number-Is",
};
inline constexpr std::array<std::string_view, 8> pdu_types{
    "confirmed-request",
    "unconfirmed-request",
    "simple-ack",
    "complex-ack",
    "segment-ack",
    "error",
    "reject",
    "abort",
};
inline constexpr std::array<std::string_view, datatypes> datatype_names{
    "null",
    "boolean",
    "unsigned",
    "signed",
    "real",
    "double",
    "octet-string",
    "character-string",
    "bit-string",
    "enumerated",
    "date",
    "time",
    "object-identifier",
};
inline constexpr std::array<std::string_view, 4> segmentations{
    "segmented-both",
    "segmented-transmit",
    "segmented-receive",
    "no-segmentation",
};
inline constexpr std::array<std::string_view, 35> confirmed_services{
    "acknowledge-alarm",
    "confirmed-cov-notification",
    "confirmed-event-notification",
    "get-alarm-summary",
    "get-enrollment-summary",
    "subscribe-cov",
    "atomic-read-file",
    "atomic-write-file",
    "add-list-element",
    "remove-list-element",
    "create-object",
    "delete-object",
    "read-property",
    "read-property-conditional",
    "read-property-multiple",
    "write-property",
    "write-property-multiple",
    "device-communication-control",
    "confirmed-private-transfer",
    "confirmed-text-message",
    "reinitialize-device",
    "vt-open",
    "vt-close",
    "vt-data",
    "authenticate",
    "request-key",
    "read-range",
    "life-safety-operation",
    "subscribe-cov-property",
    "get-event-information",
    "subscribe-cov-property-multiple",
    "confirmed-cov-notification-multiple",
    "confirmed-audit-notification",
    "audit-log-query",
    "auth-request",
};
inline constexpr std::array<std::string_view, 15> unconfirmed_services{
    "i-am",
    "i-have",
    "unconfirmed-cov-notification",
    "unconfirmed-event-notification",
    "unconfirmed-private-transfer",
    "unconfirmed-text-message",
    "time-synchronization",
    "who-has",
    "who-is",
    "utc-time-synchronization",
    "write-group",
    "unconfirmed-cov-notification-multiple",
    "unconfirmed-audit-notification",
    "who-am-i",
    "you-are",
};
inline constexpr std::array<std::string_view, 65> object_types{
    "analog-input",
    "analog-output",
    "analog-value",
    "binary-input",
    "binary-output",
    "binary-value",
    "calendar",
    "command",
    "device",
    "event-enrollment",
    "file",
    "group",
    "loop",
    "multi-state-input",
    "multi-state-output",
    "notification-class",
    "program",
    "schedule",
    "averaging",
    "multi-state-value",
    "trend-log",
    "life-safety-point",
    "life-safety-zone",
    "accumulator",
    "pulse-converter",
    "event-log",
    "global-group",
    "trend-log-multiple",
    "load-control",
    "structured-view",
    "access-door",
    "timer",
    "access-credential",
    "access-point",
    "access-rights",
    "access-user",
    "access-zone",
    "credential-data-input",
    "network-security",
    "bitstring-value",
    "characterstring-value",
    "date-pattern-value",
    "date-value",
    "datetime-pattern-value",
    "datetime-value",
    "integer-value",
    "large-analog-value",
    "octetstring-value",
    "positive-integer-value",
    "time-pattern-value",
    "time-value",
    "notification-forwarder",
    "alert-enrollment",
    "channel",
    "lighting-output",
    "binary-lighting-output",
    "network-port",
    "elevator-group",
    "escalator",
    "lift",
    "staging",
    "audit-log",
    "audit-reporter",
    "color",
    "color-temperature",
};
inline constexpr std::array<numbered, 54> properties{{
    {8, "all"},
    {11, "apdu-timeout"},
    {12, "application-software-version"},
    {28, "description"},
    {30, "device-address-binding"},
    {36, "event-state"},
    {44, "firmware-revision"},
    {56, "local-date"},
    {57, "local-time"},
    {58, "location"},
    {62, "max-apdu-length-accepted"},
    {63, "max-info-frames"},
    {64, "max-master"},
    {70, "model-name"},
    {73, "number-of-apdu-retries"},
    {75, "object-identifier"},
    {76, "object-list"},
    {77, "object-name"},
    {79, "object-type"},
    {80, "optional"},
    {81, "out-of-service"},
    {84, "polarity"},
    {85, "present-value"},
    {87, "priority-array"},
    {96, "protocol-object-types-supported"},
    {97, "protocol-services-supported"},
    {98, "protocol-version"},
    {103, "reliability"},
    {104, "relinquish-default"},
    {105, "required"},
    {107, "segmentation-supported"},
    {111, "status-flags"},
    {112, "system-status"},
    {117, "units"},
    {119, "utc-offset"},
    {120, "vendor-identifier"},
    {121, "vendor-name"},
    {126, "buffer-size"},
    {131, "log-buffer"},
    {132, "log-device-object-property"},
    {133, "enable"},
    {134, "log-interval"},
    {139, "protocol-revision"},
    {141, "record-count"},
    {142, "start-time"},
    {143, "stop-time"},
    {144, "stop-when-full"},
    {145, "total-record-count"},
    {152, "active-cov-subscriptions"},
    {155, "database-revision"},
    {167, "max-segments-accepted"},
    {196, "last-restart-reason"},
    {197, "logging-type"},
    {371, "property-list"},
}};
inline constexpr std::array<std::string_view, 8> error_classes{
    "device",
    "object",
    "property",
    "resources",
    "security",
    "services",
    "vt",
    "communication",
};
/// 33 was taken out of the standard.
inline constexpr std::array<std::string_view, 230> error_codes{
    "other",
    "authentication-failed",
    "configuration-in-progress",
    "device-busy",
    "dynamic-creation-not-supported",
    "file-access-denied",
    "incompatible-security-levels",
    "inconsistent-parameters",
    "inconsistent-selection-criterion",
    "invalid-data-type",
    "invalid-file-access-method",
    "invalid-file-start-position",
    "invalid-operator-name",
    "invalid-parameter-data-type",
    "invalid-time-stamp",
    "key-generation-error",
    "missing-required-parameter",
    "no-objects-of-specified-type",
    "no-space-for-object",
    "no-space-to-add-list-element",
    "no-space-to-write-property",
    "no-vt-sessions-available",
    "property-is-not-a-list",
    "object-deletion-not-permitted",
    "object-identifier-already-exists",
    "operational-problem",
    "password-failure",
    "read-access-denied",
    "security-not-supported",
    "service-request-denied",
    "timeout",
    "unknown-object",
    "unknown-property",
    "",
    "unknown-vt-class",
    "unknown-vt-session",
    "unsupported-object-type",
    "value-out-of-range",
    "vt-session-already-closed",
    "vt-session-termination-failure",
    "write-access-denied",
    "character-set-not-supported",
    "invalid-array-index",
    "cov-subscription-failed",
    "not-cov-property",
    "optional-functionality-not-supported",
    "invalid-configuration-data",
    "datatype-not-supported",
    "duplicate-name",
    "duplicate-object-id",
    "property-is-not-an-array",
    "abort-buffer-overflow",
    "abort-invalid-apdu-in-this-state",
    "abort-preempted-by-higher-priority-task",
    "abort-segmentation-not-supported",
    "abort-proprietary",
    "abort-other",
    "invalid-tag",
    "network-down",
    "reject-buffer-overflow",
    "reject-inconsistent-parameters",
    "reject-invalid-parameter-data-type",
    "reject-invalid-tag",
    "reject-missing-required-parameter",
    "reject-parameter-out-of-range",
    "reject-too-many-arguments",
    "reject-undefined-enumeration",
    "reject-unrecognized-service",
    "reject-proprietary",
    "reject-other",
    "unknown-device",
    "unknown-route",
    "value-not-initialized",
    "invalid-event-state",
    "no-alarm-configured",
    "log-buffer-full",
    "logged-value-purged",
    "no-property-specified",
    "not-configured-for-triggered-logging",
    "unknown-subscription",
    "parameter-out-of-range",
    "list-element-not-found",
    "busy",
    "communication-disabled",
    "success",
    "access-denied",
    "bad-destination-address",
    "bad-destination-device-id",
    "bad-signature",
    "bad-source-address",
    "bad-timestamp",
    "cannot-use-key",
    "cannot-verify-message-id",
    "correct-key-revision",
    "destination-device-id-required",
    "duplicate-message",
    "encryption-not-configured",
    "encryption-required",
    "incorrect-key",
    "invalid-key-data",
    "key-update-in-progress",
    "malformed-message",
    "not-key-server",
    "security-not-configured",
    "source-security-required",
    "too-many-keys",
    "unknown-authentication-type",
    "unknown-key",
    "unknown-key-revision",
    "unknown-source-message",
    "not-router-to-dnet",
    "router-busy",
    "unknown-network-message",
    "message-too-long",
    "security-error",
    "addressing-error",
    "write-bdt-failed",
    "read-bdt-failed",
    "register-foreign-device-failed",
    "read-fdt-failed",
    "delete-fdt-entry-failed",
    "distribute-broadcast-failed",
    "unknown-file-size",
    "abort-apdu-too-long",
    "abort-application-exceeded-reply-time",
    "abort-out-of-resources",
    "abort-tsm-timeout",
    "abort-window-size-out-of-range",
    "file-full",
    "inconsistent-configuration",
    "inconsistent-object-type",
    "internal-error",
    "not-configured",
    "out-of-memory",
    "value-too-long",
    "abort-insufficient-security",
    "abort-security-error",
    "duplicate-entry",
    "invalid-value-in-this-state",
    "invalid-operation-in-this-state",
    "list-item-not-numbered",
    "list-item-not-timestamped",
    "invalid-data-encoding",
    "bvlc-function-unknown",
    "bvlc-proprietary-function-unknown",
    "header-encoding-error",
    "header-not-understood",
    "message-incomplete",
    "not-a-bacnet-sc-hub",
    "payload-expected",
    "unexpected-data",
    "node-duplicate-vmac",
    "http-unexpected-response-code",
    "http-no-upgrade",
    "http-resource-not-local",
    "http-proxy-authentication-failed",
    "http-response-timeout",
    "http-response-syntax-error",
    "http-response-value-error",
    "http-response-missing-header",
    "http-websocket-header-error",
    "http-upgrade-required",
    "http-upgrade-error",
    "http-temporary-unavailable",
    "http-not-a-server",
    "http-error",
    "websocket-scheme-not-supported",
    "websocket-unknown-control-message",
    "websocket-close-error",
    "websocket-closed-by-peer",
    "websocket-endpoint-leaves",
    "websocket-protocol-error",
    "websocket-data-not-accepted",
    "websocket-closed-abnormally",
    "websocket-data-inconsistent",
    "websocket-data-against-policy",
    "websocket-frame-too-long",
    "websocket-extension-missing",
    "websocket-request-unavailable",
    "websocket-error",
    "tls-client-certificate-error",
    "tls-server-certificate-error",
    "tls-client-authentication-failed",
    "tls-server-authentication-failed",
    "tls-client-certificate-expired",
    "tls-server-certificate-expired",
    "tls-client-certificate-revoked",
    "tls-server-certificate-revoked",
    "tls-error",
    "dns-unavailable",
    "dns-name-resolution-failed",
    "dns-resolver-failure",
    "dns-error",
    "tcp-connect-timeout",
    "tcp-connection-refused",
    "tcp-closed-by-local",
    "tcp-closed-other",
    "tcp-error",
    "ip-address-not-reachable",
    "ip-error",
    "certificate-expired",
    "certificate-invalid",
    "certificate-malformed",
    "certificate-revoked",
    "unknown-security-key",
    "referenced-port-in-error",
    "not-enabled",
    "adjust-scope-required",
    "auth-scope-required",
    "bind-scope-required",
    "config-scope-required",
    "control-scope-required",
    "extended-scope-required",
    "incorrect-client",
    "install-scope-required",
    "insufficient-scope",
    "no-default-scope",
    "no-policy",
    "revoked-token",
    "override-scope-required",
    "inactive-token",
    "unknown-audience",
    "unknown-client",
    "unknown-scope",
    "view-scope-required",
    "incorrect-audience",
    "incorrect-client-origin",
    "invalid-array-size",
    "incorrect-issuer",
    "invalid-token",
};
inline constexpr std::array<std::string_view, 11> reject_reasons{
    "other",
    "buffer-overflow",
    "inconsistent-parameters",
    "invalid-parameter-data-type",
    "invalid-tag",
    "missing-required-parameter",
    "parameter-out-of-range",
    "too-many-arguments",
    "undefined-enumeration",
    "unrecognized-service",
    "invalid-data-encoding",
};
inline constexpr std::array<std::string_view, 12> abort_reasons{
    "other",
    "buffer-overflow",
    "invalid-apdu-in-this-state",
    "preempted-by-higher-priority-task",
    "segmentation-not-supported",
    "security-error",
    "insufficient-security",
    "window-size-out-of-range",
    "application-exceeded-reply-time",
    "out-of-resources",
    "tsm-timeout",
    "apdu-too-long",
};
/// 11 was never given out.
inline constexpr std::array<std::string_view, 26> reliabilities{
    "no-fault-detected",
    "no-sensor",
    "over-range",
    "under-range",
    "open-loop",
    "shorted-loop",
    "no-output",
    "unreliable-other",
    "process-error",
    "multi-state-fault",
    "configuration-error",
    "",
    "communication-failure",
    "member-fault",
    "monitored-object-fault",
    "tripped",
    "lamp-failure",
    "activation-failure",
    "renew-dhcp-failure",
    "renew-fd-registration-failure",
    "restart-auto-negotiation-failure",
    "restart-failure",
    "proprietary-command-failure",
    "faults-listed",
    "referenced-object-fault",
    "multi-state-out-of-range",
};
inline constexpr std::array<numbered, 31> engineering_units{{
    {3, "amperes"},
    {5, "volts"},
    {8, "volt-amperes"},
    {9, "kilovolt-amperes"},
    {10, "megavolt-amperes"},
    {11, "volt-amperes-reactive"},
    {12, "kilovolt-amperes-reactive"},
    {13, "megavolt-amperes-reactive"},
    {15, "power-factor"},
    {18, "watt-hours"},
    {19, "kilowatt-hours"},
    {27, "hertz"},
    {47, "watts"},
    {48, "kilowatts"},
    {49, "megawatts"},
    {73, "seconds"},
    {95, "no-units"},
    {98, "percent"},
    {146, "megawatt-hours"},
    {147, "kilo-btus"},
    {158, "hundredths-seconds"},
    {159, "milliseconds"},
    {203, "watt-hours-reactive"},
    {204, "kilowatt-hours-reactive"},
    {205, "megawatt-hours-reactive"},
    {239, "volt-ampere-hours"},
    {240, "kilovolt-ampere-hours"},
    {241, "megavolt-ampere-hours"},
    {242, "volt-ampere-hours-reactive"},
    {243, "kilovolt-ampere-hours-reactive"},
    {244, "megavolt-ampere-hours-reactive"},
}};
inline constexpr std::array<std::string_view, 4> status_flags{"in-alarm", "fault", "overridden", "out-of-service"};
inline constexpr std::array<std::string_view, 3> log_status{"log-disabled", "buffer-purged", "log-interrupted"};

template <class Names>
constexpr std::string_view at(Names const& names, std::size_t number) {
  return number < names.size() ? names[number] : std::string_view{};
}
template <class Names>
constexpr std::string_view find(Names const& names, std::uint32_t number) {
  for (auto const& one : names)
    if (one.number == number) return one.name;
  return {};
}

}  // namespace words

[[nodiscard]] constexpr std::string_view name_of(frame_type type) {
  auto const number = static_cast<std::size_t>(type);
  constexpr auto first_encoded = static_cast<std::size_t>(frame_type::extended_data_expecting_reply);
  return number < first_encoded ? words::at(words::low_frame_types, number)
                                : words::at(words::encoded_frame_types, number - first_encoded);
}
[[nodiscard]] constexpr std::string_view network_message_name(std::uint8_t type) {
  return words::at(words::network_messages, type);
}
[[nodiscard]] constexpr std::string_view name_of(pdu_type type) {
  return words::at(words::pdu_types, static_cast<std::size_t>(type));
}
[[nodiscard]] constexpr std::string_view name_of(datatype type) {
  return words::at(words::datatype_names, static_cast<std::size_t>(type));
}
[[nodiscard]] constexpr std::string_view name_of(confirmed_service which) {
  return words::at(words::confirmed_services, static_cast<std::size_t>(which));
}
[[nodiscard]] constexpr std::string_view name_of(unconfirmed_service which) {
  return words::at(words::unconfirmed_services, static_cast<std::size_t>(which));
}
[[nodiscard]] constexpr std::string_view name_of(object_type type) {
  return words::at(words::object_types, static_cast<std::size_t>(type));
}
[[nodiscard]] constexpr std::string_view name_of(property what) {
  return words::find(words::properties, static_cast<std::uint32_t>(what));
}
[[nodiscard]] constexpr std::string_view name_of(error_class of) {
  return words::at(words::error_classes, static_cast<std::size_t>(of));
}
[[nodiscard]] constexpr std::string_view name_of(error_code code) {
  return words::at(words::error_codes, static_cast<std::size_t>(code));
}
[[nodiscard]] constexpr std::string_view name_of(reject_reason why) {
  return words::at(words::reject_reasons, static_cast<std::size_t>(why));
}
[[nodiscard]] constexpr std::string_view name_of(abort_reason why) {
  return words::at(words::abort_reasons, static_cast<std::size_t>(why));
}
[[nodiscard]] constexpr std::string_view name_of(segmentation how) {
  return words::at(words::segmentations, static_cast<std::size_t>(how));
}
[[nodiscard]] constexpr std::string_view name_of(reliability how) {
  return words::at(words::reliabilities, static_cast<std::size_t>(how));
}
[[nodiscard]] constexpr std::string_view name_of(engineering_units in) {
  return words::find(words::engineering_units, static_cast<std::uint32_t>(in));
}
[[nodiscard]] constexpr std::string_view name_of(status bit) {
  return words::at(words::status_flags, static_cast<std::size_t>(bit));
}

/// The letters before an instance in the manuals: AI, AO, AV, BI, BO, BV, MSI, MSO, MSV, TL; empty for the other types.
[[nodiscard]] constexpr std::string_view short_name(object_type type) {
  switch (static_cast<unsigned>(type)) {
    case 0: return "AI";
    case 1: return "AO";
    case 2: return "AV";
    case 3: return "BI";
    case 4: return "BO";
    case 5: return "BV";
    case 13: return "MSI";
    case 14: return "MSO";
    case 19: return "MSV";
    case 20: return "TL";
    default: return {};
  }
}

/// "AI1", "TL3", "device 1234567", "calendar 5", "object type 200 1"; "device any" for the instance 4194303. A view of
/// `space`; 40 characters hold any.
[[nodiscard]] constexpr std::string_view print_object(object_id const& of, std::span<char> space) {
  text_builder out{space};
  bool const any = of.instance == object_id::any_instance;
  auto const letters = short_name(of.type);
  auto const name = name_of(of.type);
  if (!letters.empty())
    out.add(letters).add(any ? " " : "");
  else if (!name.empty())
    out.add(name).add(" ");
  else
    out.add("object type ").add(static_cast<std::uint64_t>(of.type)).add(" ");
  return any ? out.add("any").text() : out.add(of.instance).text();
}

/// "2025-06-15 Sun", `*` for any, the words of clause 20.2.12 for the rest: "*-odd-last". A view of `space`; 32
/// characters hold any.
[[nodiscard]] constexpr std::string_view print_date(date const& of, std::span<char> space) {
  constexpr std::array<std::string_view, 8> days{"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  text_builder out{space};
  if (of.year == 255)
    out.add("*");
  else
    out.add(1900U + of.year);
  auto const part = [&](std::uint8_t value, std::uint8_t last, std::uint8_t odd) {
    out.add("-");
    if (value == 255)
      out.add("*");
    else if (value == last)
      out.add("last");
    else if (value == odd)
      out.add("odd");
    else if (value == odd + 1)
      out.add("even");
    else
      out.add(value, 10, 2);
  };
  part(of.month, 255, 13);
  part(of.day, 32, 33);
  if (of.weekday == 255) return out.text();
  auto const day = words::at(days, of.weekday);
  if (!day.empty()) return out.add(" ").add(day).text();
  return out.add(" weekday ").add(of.weekday).text();
}

/// "23:59:59.99", `*` for any. A view of `space`; 16 characters hold any.
[[nodiscard]] constexpr std::string_view print_time(time const& of, std::span<char> space) {
  text_builder out{space};
  auto const part = [&](std::string_view before, std::uint8_t value) {
    out.add(before);
    if (value == 255)
      out.add("*");
    else
      out.add(value, 10, 2);
  };
  part("", of.hour);
  part(":", of.minute);
  part(":", of.second);
  part(".", of.hundredths);
  return out.text();
}

/// The names of the status flags that are set, a comma between them; "none". A view of `space`; 48 characters hold any.
[[nodiscard]] constexpr std::string_view print_status(bit_string const& flags, std::span<char> space) {
  text_builder out{space};
  for (std::size_t bit = 0; bit != words::status_flags.size(); ++bit)
    if (flags[bit]) out.add(out.text().empty() ? "" : ", ").add(words::status_flags[bit]);
  return out.text().empty() ? out.add("none").text() : out.text();
}

}  // namespace meterproto::bacnet

// -------------------- meterproto/codes_text.hpp: the codes and flags of the models in words

/// The codes and flags of the models in words; nothing for a number that the manual does not list.
namespace meterproto {

[[nodiscard]] constexpr std::string_view name_of(system_type wiring) {
  switch (wiring) {
    case system_type::line_and_neutral: return "one phase, A and N";
    case system_type::two_lines: return "one phase, A and B";
    case system_type::two_lines_and_neutral: return "split phase, A, B and N";
    case system_type::delta: return "delta, three wires";
    case system_type::wye: return "wye, four wires";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(alert which) {
  switch (which) {
    case alert::voltage_out_of_range_a: return "voltage_out_of_range_a";
    case alert::voltage_out_of_range_b: return "voltage_out_of_range_b";
    case alert::voltage_out_of_range_c: return "voltage_out_of_range_c";
    case alert::current_out_of_range_a: return "current_out_of_range_a";
    case alert::current_out_of_range_b: return "current_out_of_range_b";
    case alert::current_out_of_range_c: return "current_out_of_range_c";
    case alert::frequency_out_of_range: return "frequency_out_of_range";
    case alert::phase_loss_a: return "phase_loss_a";
    case alert::phase_loss_b: return "phase_loss_b";
    case alert::phase_loss_c: return "phase_loss_c";
    case alert::low_power_factor_a: return "low_power_factor_a";
    case alert::low_power_factor_b: return "low_power_factor_b";
    case alert::low_power_factor_c: return "low_power_factor_c";
    case alert::pulse_overrun: return "pulse_overrun";
    case alert::pulse_configuration: return "pulse_configuration";
  }
  return {};
}

namespace energy {

[[nodiscard]] constexpr std::string_view name_of(combination total) {
  switch (total) {
    case combination::forward: return "forward";
    case combination::reverse: return "reverse";
    case combination::forward_plus_reverse: return "forward + reverse";
    case combination::forward_minus_reverse: return "forward - reverse";
    case combination::net: return "net of the phases";
  }
  return {};
}

}  // namespace energy

namespace leviton {

[[nodiscard]] constexpr std::string_view name_of(display_units units) {
  switch (units) {
    case display_units::iec: return "IEC";
    case display_units::ieee: return "IEEE";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(ct_secondary output) {
  switch (output) {
    case ct_secondary::volt: return "1 V";
    case ct_secondary::third_of_a_volt: return "1/3 V";
  }
  return {};
}

}  // namespace leviton

namespace leviton_s4100 {

[[nodiscard]] constexpr std::string_view name_of(log_state state) {
  switch (state) {
    case log_state::full: return "full";
    case log_state::collision_1: return "collision_1";
    case log_state::collision_2: return "collision_2";
    case log_state::reset: return "reset";
    case log_state::interrupted: return "interrupted";
    case log_state::clock_changed: return "clock_changed";
  }
  return {};
}

}  // namespace leviton_s4100

namespace sunspec {

[[nodiscard]] constexpr std::string_view name_of(event one) {
  switch (one) {
    case event::power_failure: return "power_failure";
    case event::under_voltage: return "under_voltage";
    case event::low_power_factor: return "low_power_factor";
    case event::over_current: return "over_current";
    case event::over_voltage: return "over_voltage";
    case event::missing_sensor: return "missing_sensor";
  }
  return {};
}

}  // namespace sunspec

namespace wago_879 {

[[nodiscard]] constexpr std::string_view name_of(meter_type type) {
  switch (type) {
    case meter_type::wago_4pu: return "4PU";
    case meter_type::wago_4ps: return "4PS";
    case meter_type::wago_2pct: return "2PCT";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(baud_code code) {
  constexpr std::array<std::string_view, 10> rates{"300 Bd",  "600 Bd",   "1200 Bd",  "2400 Bd",  "4800 Bd",
                                                   "9600 Bd", "19200 Bd", "38400 Bd", "57600 Bd", "115200 Bd"};
  auto const number = static_cast<std::size_t>(code);
  return number >= 1 && number <= rates.size() ? rates[number - 1] : std::string_view{};
}
[[nodiscard]] constexpr std::string_view name_of(parity_code setting) {
  switch (setting) {
    case parity_code::even: return "even";
    case parity_code::none: return "none";
    case parity_code::odd: return "odd";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(direction way) {
  switch (way) {
    case direction::forward: return "forward";
    case direction::reverse: return "reverse";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(pulse_outputs pair) {
  switch (pair) {
    case pulse_outputs::active_and_reactive: return "active and reactive";
    case pulse_outputs::forward_and_reverse: return "forward and reverse";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(data_layout type) {
  switch (type) {
    case data_layout::standard: return "standard";
    case data_layout::integer: return "integer";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(screen way) {
  switch (way) {
    case screen::standard: return "standard";
    case screen::turned: return "turned by 180 degrees";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(on_off state) {
  switch (state) {
    case on_off::off: return "off";
    case on_off::on: return "on";
  }
  return {};
}
[[nodiscard]] constexpr std::string_view name_of(active_tariff now) {
  switch (now) {
    case active_tariff::t1: return "T1";
    case active_tariff::t2: return "T2";
    case active_tariff::t3: return "T3";
    case active_tariff::t4: return "T4";
  }
  return {};
}

}  // namespace wago_879
}  // namespace meterproto

namespace meterproto::leviton_s4100_bacnet {

[[nodiscard]] constexpr std::string_view name_of(alarm which) {
  if (which == alarm::clock_reset) return "clock_reset";
  return static_cast<unsigned>(which) < 14 ? meterproto::name_of(static_cast<meterproto::alert>(which)) : std::string_view{};
}

}  // namespace meterproto::leviton_s4100_bacnet
