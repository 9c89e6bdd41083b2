// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/tag.hpp>
#include <meterproto/bytes.hpp>
#include <meterproto/maybe.hpp>
#include <meterproto/result.hpp>

#include <cstdint>

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
