// SPDX-License-Identifier: MIT
#pragma once

#include <meterproto/bacnet/apdu.hpp>
#include <meterproto/bacnet/codes.hpp>
#include <meterproto/bacnet/mstp.hpp>
#include <meterproto/bacnet/tag.hpp>
#include <meterproto/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

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
