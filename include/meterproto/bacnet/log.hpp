// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/property.hpp>
#include <meterproto/bacnet/tag.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/maybe.hpp>
#include <meterproto/result.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

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
