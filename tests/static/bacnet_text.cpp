// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/bacnet/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace meterproto;

namespace test_bacnet_text {

using bacnet::object_id;
using bacnet::object_type;

template <class Code>
constexpr std::string_view name(unsigned number) {
  return name_of(static_cast<Code>(number));
}

// The last word of each list, and what stands behind it; numbers as ANSI/ASHRAE 135-2020 clause 21 has them.
CASE("frame types, clause 9.3.1",
     name<bacnet::frame_type>(0) == "Token" && name<bacnet::frame_type>(7) == "Reply Postponed" &&
         name<bacnet::frame_type>(8).empty() && name<bacnet::frame_type>(31).empty() &&
         name<bacnet::frame_type>(32) == "BACnet Extended Data Expecting Reply" &&
         name<bacnet::frame_type>(34) == "IPv6 over MS/TP" && name<bacnet::frame_type>(35).empty() &&
         name<bacnet::frame_type>(255).empty());
CASE("network messages, clause 6.2.4", bacnet::network_message_name(0x00) == "Who-Is-Router-To-Network" &&
                                           bacnet::network_message_name(0x03) == "Reject-Message-To-Network" &&
                                           bacnet::network_message_name(0x12) == "What-Is-Network-Number" &&
                                           bacnet::network_message_name(0x13) == "Network-Number-Is" &&
                                           bacnet::network_message_name(0x14).empty() &&
                                           bacnet::network_message_name(0x80).empty());
CASE("PDU types and datatypes", name_of(bacnet::pdu_type::confirmed_request) == "confirmed-request" &&
                                    name_of(bacnet::pdu_type::abort) == "abort" && name<bacnet::pdu_type>(8).empty() &&
                                    name_of(bacnet::datatype::real) == "real" &&
                                    name_of(bacnet::datatype::object_identifier) == "object-identifier" &&
                                    name<bacnet::datatype>(13).empty());
CASE("services", name_of(bacnet::confirmed_service::read_property) == "read-property" &&
                     name_of(bacnet::confirmed_service::read_range) == "read-range" &&
                     name<bacnet::confirmed_service>(33) == "audit-log-query" &&
                     name<bacnet::confirmed_service>(35).empty() &&
                     name_of(bacnet::unconfirmed_service::i_am) == "i-am" &&
                     name_of(bacnet::unconfirmed_service::utc_time_synchronization) == "utc-time-synchronization" &&
                     name<bacnet::unconfirmed_service>(14) == "you-are" &&
                     name<bacnet::unconfirmed_service>(15).empty());
CASE("object types", name_of(object_type::analog_input) == "analog-input" &&
                         name_of(object_type::trend_log) == "trend-log" &&
                         name<object_type>(64) == "color-temperature" && name<object_type>(65).empty());
CASE("properties", name_of(bacnet::property::all) == "all" &&
                       name_of(bacnet::property::present_value) == "present-value" &&
                       name_of(bacnet::property::log_buffer) == "log-buffer" &&
                       name<bacnet::property>(371) == "property-list" && name<bacnet::property>(512).empty());
CASE("errors", name_of(bacnet::error_class::property) == "property" &&
                   name<bacnet::error_class>(7) == "communication" &&
                   name<bacnet::error_class>(8).empty() &&
                   name_of(bacnet::error_code::value_out_of_range) == "value-out-of-range" &&
                   name<bacnet::error_code>(33).empty() && name<bacnet::error_code>(188) == "tls-error" &&
                   name<bacnet::error_code>(229) == "invalid-token" && name<bacnet::error_code>(230).empty() &&
                   name<bacnet::error_code>(300).empty());
CASE("reject and abort",
     name_of(bacnet::reject_reason::invalid_parameter_data_type) == "invalid-parameter-data-type" &&
         name_of(bacnet::reject_reason::invalid_data_encoding) == "invalid-data-encoding" &&
         name<bacnet::reject_reason>(11).empty() &&
         name_of(bacnet::abort_reason::segmentation_not_supported) == "segmentation-not-supported" &&
         name_of(bacnet::abort_reason::apdu_too_long) == "apdu-too-long" && name<bacnet::abort_reason>(12).empty());
CASE("segmentation, reliability, status", name_of(bacnet::segmentation::none) == "no-segmentation" &&
                                              name_of(bacnet::reliability::unreliable_other) == "unreliable-other" &&
                                              name<bacnet::reliability>(11).empty() &&
                                              name<bacnet::reliability>(25) == "multi-state-out-of-range" &&
                                              name_of(bacnet::status::out_of_service) == "out-of-service");
CASE("units", name_of(bacnet::engineering_units::amperes) == "amperes" &&
                  name_of(bacnet::engineering_units::kilowatt_hours_reactive) == "kilowatt-hours-reactive" &&
                  name_of(bacnet::engineering_units::no_units) == "no-units" &&
                  name<bacnet::engineering_units>(244) == "megavolt-ampere-hours-reactive" &&
                  name<bacnet::engineering_units>(2).empty());

// The numbers of codes.hpp against the lists in text.hpp, which were typed apart: each enumerator has its own name.
template <class Code>
struct named {
  Code code;
  std::string_view name;
};
template <class Code, std::size_t Count>
constexpr bool all_are(named<Code> const (&list)[Count]) {
  for (auto const& one : list)
    if (name_of(one.code) != one.name) return false;
  return true;
}
CASE("the object types that the library uses", [] {
  using enum bacnet::object_type;
  return all_are<bacnet::object_type>({{analog_input, "analog-input"},
                                       {analog_output, "analog-output"},
                                       {analog_value, "analog-value"},
                                       {binary_input, "binary-input"},
                                       {device, "device"},
                                       {trend_log, "trend-log"}});
}());
CASE("its properties", [] {
  using enum bacnet::property;
  return all_are<bacnet::property>({{all, "all"},
                                    {apdu_timeout, "apdu-timeout"},
                                    {application_software_version, "application-software-version"},
                                    {description, "description"},
                                    {device_address_binding, "device-address-binding"},
                                    {event_state, "event-state"},
                                    {firmware_revision, "firmware-revision"},
                                    {local_date, "local-date"},
                                    {local_time, "local-time"},
                                    {location, "location"},
                                    {max_apdu_length_accepted, "max-apdu-length-accepted"},
                                    {max_info_frames, "max-info-frames"},
                                    {max_master, "max-master"},
                                    {model_name, "model-name"},
                                    {number_of_apdu_retries, "number-of-apdu-retries"},
                                    {object_identifier, "object-identifier"},
                                    {object_list, "object-list"},
                                    {object_name, "object-name"},
                                    {object_type, "object-type"},
                                    {optional, "optional"},
                                    {out_of_service, "out-of-service"},
                                    {polarity, "polarity"},
                                    {present_value, "present-value"},
                                    {protocol_object_types_supported, "protocol-object-types-supported"},
                                    {protocol_services_supported, "protocol-services-supported"},
                                    {protocol_version, "protocol-version"},
                                    {reliability, "reliability"},
                                    {required, "required"},
                                    {segmentation_supported, "segmentation-supported"},
                                    {status_flags, "status-flags"},
                                    {system_status, "system-status"},
                                    {units, "units"},
                                    {vendor_identifier, "vendor-identifier"},
                                    {vendor_name, "vendor-name"},
                                    {buffer_size, "buffer-size"},
                                    {log_buffer, "log-buffer"},
                                    {log_device_object_property, "log-device-object-property"},
                                    {log_enable, "enable"},
                                    {log_interval, "log-interval"},
                                    {protocol_revision, "protocol-revision"},
                                    {record_count, "record-count"},
                                    {start_time, "start-time"},
                                    {stop_time, "stop-time"},
                                    {stop_when_full, "stop-when-full"},
                                    {total_record_count, "total-record-count"},
                                    {database_revision, "database-revision"}});
}());
CASE("its confirmed services", [] {
  using enum bacnet::confirmed_service;
  return all_are<bacnet::confirmed_service>({{read_property, "read-property"},
                                             {read_property_multiple, "read-property-multiple"},
                                             {write_property, "write-property"},
                                             {device_communication_control, "device-communication-control"},
                                             {reinitialize_device, "reinitialize-device"},
                                             {read_range, "read-range"}});
}());
CASE("its unconfirmed services", [] {
  using enum bacnet::unconfirmed_service;
  return all_are<bacnet::unconfirmed_service>({{i_am, "i-am"},
                                               {i_have, "i-have"},
                                               {time_synchronization, "time-synchronization"},
                                               {who_has, "who-has"},
                                               {who_is, "who-is"},
                                               {utc_time_synchronization, "utc-time-synchronization"}});
}());
CASE("the error classes", [] {
  using enum bacnet::error_class;
  return all_are<bacnet::error_class>({{device, "device"},
                                       {object, "object"},
                                       {property, "property"},
                                       {resources, "resources"},
                                       {security, "security"},
                                       {services, "services"},
                                       {vt, "vt"},
                                       {communication, "communication"}});
}());
CASE("its error codes", [] {
  using enum bacnet::error_code;
  return all_are<bacnet::error_code>({{other, "other"},
                                      {inconsistent_parameters, "inconsistent-parameters"},
                                      {invalid_data_type, "invalid-data-type"},
                                      {operational_problem, "operational-problem"},
                                      {password_failure, "password-failure"},
                                      {read_access_denied, "read-access-denied"},
                                      {service_request_denied, "service-request-denied"},
                                      {unknown_object, "unknown-object"},
                                      {unknown_property, "unknown-property"},
                                      {value_out_of_range, "value-out-of-range"},
                                      {write_access_denied, "write-access-denied"},
                                      {invalid_array_index, "invalid-array-index"},
                                      {optional_functionality_not_supported, "optional-functionality-not-supported"},
                                      {datatype_not_supported, "datatype-not-supported"},
                                      {property_is_not_an_array, "property-is-not-an-array"},
                                      {parameter_out_of_range, "parameter-out-of-range"}});
}());
CASE("the reasons of a Reject", [] {
  using enum bacnet::reject_reason;
  return all_are<bacnet::reject_reason>({{other, "other"},
                                         {buffer_overflow, "buffer-overflow"},
                                         {inconsistent_parameters, "inconsistent-parameters"},
                                         {invalid_parameter_data_type, "invalid-parameter-data-type"},
                                         {invalid_tag, "invalid-tag"},
                                         {missing_required_parameter, "missing-required-parameter"},
                                         {parameter_out_of_range, "parameter-out-of-range"},
                                         {too_many_arguments, "too-many-arguments"},
                                         {undefined_enumeration, "undefined-enumeration"},
                                         {unrecognized_service, "unrecognized-service"},
                                         {invalid_data_encoding, "invalid-data-encoding"}});
}());
CASE("the reasons of an Abort", [] {
  using enum bacnet::abort_reason;
  return all_are<bacnet::abort_reason>({{other, "other"},
                                        {buffer_overflow, "buffer-overflow"},
                                        {invalid_apdu_in_this_state, "invalid-apdu-in-this-state"},
                                        {preempted_by_higher_priority_task, "preempted-by-higher-priority-task"},
                                        {segmentation_not_supported, "segmentation-not-supported"},
                                        {security_error, "security-error"},
                                        {insufficient_security, "insufficient-security"},
                                        {window_size_out_of_range, "window-size-out-of-range"},
                                        {application_exceeded_reply_time, "application-exceeded-reply-time"},
                                        {out_of_resources, "out-of-resources"},
                                        {tsm_timeout, "tsm-timeout"},
                                        {apdu_too_long, "apdu-too-long"}});
}());
CASE("segmentation", [] {
  using enum bacnet::segmentation;
  return all_are<bacnet::segmentation>({{both, "segmented-both"},
                                        {transmit, "segmented-transmit"},
                                        {receive, "segmented-receive"},
                                        {none, "no-segmentation"}});
}());
CASE("its Reliabilities", [] {
  using enum bacnet::reliability;
  return all_are<bacnet::reliability>({{no_fault_detected, "no-fault-detected"},
                                       {no_sensor, "no-sensor"},
                                       {over_range, "over-range"},
                                       {under_range, "under-range"},
                                       {unreliable_other, "unreliable-other"}});
}());
CASE("the status flags", [] {
  using enum bacnet::status;
  return all_are<bacnet::status>(
      {{in_alarm, "in-alarm"}, {fault, "fault"}, {overridden, "overridden"}, {out_of_service, "out-of-service"}});
}());
CASE("its units", [] {
  using enum bacnet::engineering_units;
  return all_are<bacnet::engineering_units>({{amperes, "amperes"},
                                             {volts, "volts"},
                                             {kilovolt_amperes, "kilovolt-amperes"},
                                             {kilovolt_amperes_reactive, "kilovolt-amperes-reactive"},
                                             {power_factor, "power-factor"},
                                             {kilowatt_hours, "kilowatt-hours"},
                                             {hertz, "hertz"},
                                             {kilowatts, "kilowatts"},
                                             {no_units, "no-units"},
                                             {percent, "percent"},
                                             {hundredths_seconds, "hundredths-seconds"},
                                             {kilowatt_hours_reactive, "kilowatt-hours-reactive"},
                                             {kilovolt_ampere_hours, "kilovolt-ampere-hours"},
                                             {kilovolt_ampere_hours_reactive, "kilovolt-ampere-hours-reactive"}});
}());

CASE("a list has gaps only where the standard has them", [] {
  for (std::size_t i = 0; i != bacnet::words::error_codes.size(); ++i)
    if (bacnet::words::error_codes[i].empty() != (i == 33)) return false;
  for (std::size_t i = 0; i != bacnet::words::reliabilities.size(); ++i)
    if (bacnet::words::reliabilities[i].empty() != (i == 11)) return false;
  return true;
}());
CASE("numbered lists are in order, so that no number stands twice", [] {
  auto const in_order = [](auto const& list) {
    for (std::size_t i = 1; i != list.size(); ++i)
      if (list[i - 1].number >= list[i].number || list[i].name.empty()) return false;
    return true;
  };
  return in_order(bacnet::words::properties) && in_order(bacnet::words::engineering_units);
}());

constexpr bool object_is(unsigned type, std::uint32_t instance, std::string_view wanted) {
  std::array<char, 40> space{};
  return bacnet::print_object({static_cast<object_type>(type), instance}, space) == wanted;
}
CASE("objects as the manual writes them",
     object_is(0, 1, "AI1") && object_is(2, 11, "AV11") && object_is(3, 15, "BI15") && object_is(20, 3, "TL3"));
CASE("objects without letters", object_is(8, 1234567, "device 1234567") && object_is(6, 5, "calendar 5") &&
                                    object_is(200, 1, "object type 200 1"));
CASE("any instance", object_is(8, object_id::any_instance, "device any") &&
                         object_is(0, object_id::any_instance, "AI any"));
CASE("the longest object fits", object_is(43, 4194302, "datetime-pattern-value 4194302"));

constexpr bool date_is(bacnet::date const& of, std::string_view wanted) {
  std::array<char, 32> space{};
  return bacnet::print_date(of, space) == wanted;
}
CASE("dates, clause 20.2.12",
     date_is({125, 6, 15, 7}, "2025-06-15 Sun") && date_is({100, 1, 1, 255}, "2000-01-01") &&
         date_is({255, 255, 255, 255}, "*-*-*") && date_is({255, 13, 32, 1}, "*-odd-last Mon") &&
         date_is({125, 14, 33, 255}, "2025-even-odd") && date_is({125, 12, 34, 255}, "2025-12-even") &&
         date_is({254, 200, 200, 200}, "2154-200-200 weekday 200"));

constexpr bool time_is(bacnet::time const& of, std::string_view wanted) {
  std::array<char, 16> space{};
  return bacnet::print_time(of, space) == wanted;
}
CASE("times", time_is({23, 59, 59, 99}, "23:59:59.99") && time_is({0, 0, 0, 0}, "00:00:00.00") &&
                  time_is({255, 255, 255, 255}, "*:*:*.*"));

constexpr bool status_is(std::uint8_t octet, std::string_view wanted) {
  std::array<std::uint8_t, 1> const octets{octet};
  std::array<char, 48> space{};
  return bacnet::print_status({octets, 4}, space) == wanted;
}
CASE("status flags", status_is(0x00, "none") && status_is(0x40, "fault") &&
                         status_is(0x90, "in-alarm, out-of-service") &&
                         status_is(0xF0, "in-alarm, fault, overridden, out-of-service"));

CASE("the short names of objects", [] {
  constexpr std::string_view names[] = {"AI", "AO", "AV", "BI", "BO", "BV", "MSI", "MSO", "MSV", "TL"};
  constexpr unsigned types[] = {0, 1, 2, 3, 4, 5, 13, 14, 19, 20};
  for (std::size_t i = 0; i != std::size(types); ++i)
    if (bacnet::short_name(static_cast<object_type>(types[i])) != names[i]) return false;
  return bacnet::short_name(object_type::device).empty();
}());

}  // namespace test_bacnet_text
