// SPDX-License-Identifier: MIT
#include "../check.hpp"
#include "../octets.hpp"
#include "../service.hpp"

#include <meterproto/bacnet/management.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>

using namespace meterproto;

namespace test_bacnet_management {

using bacnet::communication;
using bacnet::device_communication_control;
using bacnet::reinitialization;
using bacnet::reinitialize_device;
using bacnet::time_synchronization;
using bacnet::utc_time_synchronization;
using tests::fault_of;
using tests::is;
using tests::octets_of;
using tests::typed;

template <class Service, std::size_t Size>
constexpr bool is_written_again(typed<Size> data) {
  auto const got = Service::parse(data);
  return got && is(octets_of(*got), data);
}
template <class Service, std::size_t Size>
constexpr bool every_damage_shows(typed<Size> data, std::size_t may_end = Size) {
  return tests::every_cut(data,
                          [&](bytes cut) {
                            return Service::parse(cut).error() ==
                                   (cut.size() == may_end ? errc::none : errc::too_short);
                          }) &&
         tests::every_bit_error(data, [&](bytes broken) {
           auto const got = Service::parse(broken);
           return !got || !is(octets_of(*got), data);
         });
}

// TimeSynchronization, clause 16.7, and UTCTimeSynchronization, 16.8
constexpr std::uint8_t noon[] = {0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 0x0C, 0x22, 0x38, 0x4E};
CASE("Sunday, 15 June 2025, 12:34:56.78", [] {
  bacnet::date_time const wanted{{125, 6, 15, 7}, {12, 34, 56, 78}};
  auto const got = time_synchronization::parse(noon);
  return got && got->now == wanted && is(octets_of(time_synchronization{wanted}), noon) &&
         utc_time_synchronization::parse(noon)->now == wanted && is(octets_of(utc_time_synchronization{wanted}), noon);
}());
CASE("services 6 and 9, which are not the same", static_cast<int>(time_synchronization::service) == 6 &&
                                                     static_cast<int>(utc_time_synchronization::service) == 9 &&
                                                     !std::same_as<time_synchronization, utc_time_synchronization>);
CASE("the weekday may be open",
     is_written_again<time_synchronization>({0xA4, 0x7D, 0x06, 0x0F, 0xFF, 0xB4, 0x0C, 0x22, 0x38, 0x4E}));
CASE("nothing else may", fault_of<time_synchronization>({0xA4, 0xFF, 0x06, 0x0F, 0x07, 0xB4, 12, 34, 56, 78}) ==
                                 error{errc::bad_value, 0, 6} &&
                             fault_of<time_synchronization>({0xA4, 0x7D, 0xFF, 0x0F, 0x07, 0xB4, 12, 34, 56, 78}) ==
                                 error{errc::bad_value, 0, 255} &&
                             fault_of<time_synchronization>({0xA4, 0x7D, 0x06, 0x20, 0x07, 0xB4, 12, 34, 56, 78}) ==
                                 error{errc::bad_value, 0, 6} &&
                             fault_of<time_synchronization>({0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 12, 34, 56, 255}) ==
                                 error{errc::bad_value, 0, 6} &&
                             fault_of<utc_time_synchronization>({0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 24, 0, 0, 0}) ==
                                 error{errc::bad_value, 0, 6});
CASE("every cut and every bit error of a time shows", every_damage_shows<time_synchronization>(noon));
CASE("first the date, then the time, and no more",
     fault_of<time_synchronization>({0xB4, 12, 34, 56, 78, 0xA4, 0x7D, 0x06, 0x0F, 0x07}) ==
             error{errc::bad_tag, 0, 0xB4} &&
         fault_of<time_synchronization>({0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB4, 12, 34, 56, 78, 0x00}) ==
             error{errc::too_long, 10, 10} &&
         fault_of<time_synchronization>({0xA4, 0x7D, 0x06, 0x0F, 0x07, 0xB3, 12, 34, 56}) ==
             error{errc::bad_length, 5, 3});

// DeviceCommunicationControl, clause 16.1
constexpr std::uint8_t enable[] = {0x19, 0x00};
constexpr std::uint8_t disable_an_hour[] = {0x09, 0x3C, 0x19, 0x01};
constexpr std::uint8_t with_password[] = {0x09, 0x3C, 0x19, 0x02, 0x2D, 0x05, 0x00, 'o', 'p', 'e', 'n'};
CASE("enable", [] {
  auto const got = device_communication_control::parse(enable);
  return got && got->state == communication::enable && !got->minutes && !got->password &&
         is(octets_of(device_communication_control{}), enable);
}());
CASE("disable for an hour", [] {
  auto const got = device_communication_control::parse(disable_an_hour);
  return got && got->state == communication::disable && got->minutes == maybe<std::uint16_t>{std::uint16_t{60}} &&
         !got->password && is(octets_of(*got), disable_an_hour);
}());
CASE("no initiation, with a password", [] {
  auto const got = device_communication_control::parse(with_password);
  return got && got->state == communication::disable_initiation && got->password && got->password->charset == 0 &&
         is(got->password->octets, {'o', 'p', 'e', 'n'}) && is(octets_of(*got), with_password);
}());
CASE("65535 minutes are the most",
     is_written_again<device_communication_control>({0x0A, 0xFF, 0xFF, 0x19, 0x01}) &&
         fault_of<device_communication_control>({0x0B, 0x01, 0x00, 0x00, 0x19, 0x01}) == error{errc::does_not_fit, 0});
CASE("a state above 2, and none",
     fault_of<device_communication_control>({0x19, 0x03}) == error{errc::bad_value, 0, 3} &&
         fault_of<device_communication_control>({0x09, 0x3C, 0x19, 0x03}) == error{errc::bad_value, 2, 3} &&
         fault_of<device_communication_control>({0x09, 0x3C}) == error{errc::too_short, 2, 3} &&
         fault_of<device_communication_control>({0x09, 0x3C, 0x29, 0x00}) == error{errc::bad_tag, 2, 0x29} &&
         fault_of<device_communication_control>({0x19, 0x00, 0x28}) == error{errc::bad_length, 2, 0} &&
         fault_of<device_communication_control>({0x19, 0x00, 0x39, 0x00}) == error{errc::too_long, 2, 2});
CASE("every cut and every bit error of it shows",
     every_damage_shows<device_communication_control>(enable) &&
         every_damage_shows<device_communication_control>(disable_an_hour) &&
         every_damage_shows<device_communication_control>(with_password, 4));

// ReinitializeDevice, clause 16.4
constexpr std::uint8_t cold[] = {0x09, 0x00};
constexpr std::uint8_t warm[] = {0x09, 0x01, 0x1D, 0x05, 0x00, 'o', 'p', 'e', 'n'};
CASE("a cold start", [] {
  auto const got = reinitialize_device::parse(cold);
  return got && got->state == reinitialization::coldstart && !got->password &&
         is(octets_of(reinitialize_device{}), cold);
}());
CASE("a warm start, with a password", [] {
  auto const got = reinitialize_device::parse(warm);
  return got && got->state == reinitialization::warmstart && is(got->password->octets, {'o', 'p', 'e', 'n'}) &&
         is(octets_of(*got), warm);
}());
constexpr std::uint8_t activate[] = {0x09, 0x07};
CASE("7, to activate changes, is the last",
     is_written_again<reinitialize_device>(activate) &&
         reinitialize_device::parse(activate)->state == reinitialization::activate_changes &&
         fault_of<reinitialize_device>({0x09, 0x08}) == error{errc::bad_value, 0, 8} &&
         fault_of<reinitialize_device>({0x19, 0x00}) == error{errc::bad_tag, 0, 0x19} &&
         fault_of<reinitialize_device>({0x09, 0x00, 0x29, 0x00}) == error{errc::too_long, 2, 2});
CASE("every cut and every bit error of a restart shows",
     every_damage_shows<reinitialize_device>(cold) && every_damage_shows<reinitialize_device>(warm, 2));

}  // namespace test_bacnet_management
