// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

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
