// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

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
