// SPDX-License-Identifier: MIT
#pragma once

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
