// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bytes.hpp>
#include <meterproto/mbus/header.hpp>
#include <meterproto/mbus/vif.hpp>
#include <meterproto/result.hpp>

#include <cstddef>
#include <cstdint>

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
