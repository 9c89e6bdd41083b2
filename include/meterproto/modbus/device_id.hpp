// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/modbus/frame.hpp>

#include <cstdint>

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
