// SPDX-License-Identifier: MIT
#include <meterproto/identify.hpp>
#include <meterproto/modbus/request.hpp>
#include <meterproto/modbus/response.hpp>

#include "../check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace test_identify {

using namespace meterproto;

constexpr std::size_t put(std::string_view text, std::uint8_t* at) {
  for (std::size_t i = 0; i != text.size(); ++i) at[i] = static_cast<std::uint8_t>(text[i]);
  return text.size();
}

// Function 11: id 247, status, text. The texts are printed in the row of 0x11 of each manual; errata G3.
constexpr meter_model by_server_id(std::string_view text, std::uint8_t id = 247, std::uint8_t status = 0xFF) {
  std::array<std::uint8_t, 200> data{id, status};
  auto const size = 2 + put(text, data.data() + 2);
  auto const parts = modbus::split_server_id(bytes{data}.first(size));
  return parts ? identify(*parts) : meter_model::unknown;
}
CASE("\"Leviton Series 4000R Power Meter Full Data Set\" is a 4000-R",
     by_server_id("Leviton Series 4000R Power Meter Full Data Set") == meter_model::leviton_s4000r);
CASE("\"Leviton Series 4000K Power Meter Full Data Set\" is a 4000-K",
     by_server_id("Leviton Series 4000K Power Meter Full Data Set") == meter_model::leviton_s4000k);
CASE("\"Leviton S4100 Power Meter Full Data Set\" is a 4100",
     by_server_id("Leviton S4100 Power Meter Full Data Set") == meter_model::leviton_s4100);
CASE("The reset system names the model too",
     by_server_id("Leviton Series 4000R Power Meter - RESET SYSTEM RUNNING RS Version 1.234", 247, 0x00) ==
             meter_model::leviton_s4000r &&
         by_server_id("Leviton Series 4000K Power Meter - RESET SYSTEM RUNNING RS Version 1.234", 247, 0x00) ==
             meter_model::leviton_s4000k &&
         by_server_id("Leviton S4100 Power Meter - RESET SYSTEM RUNNING RS Version 1.234", 247, 0x00) ==
             meter_model::leviton_s4100);
CASE("\"ID String information varies from model to model\": the model's name is enough",
     by_server_id("Leviton S4100 Power Meter Data Logging") == meter_model::leviton_s4100 &&
         by_server_id("Leviton 4000K") == meter_model::leviton_s4000k);
CASE("Another maker's meter is not known, nor another id",
     by_server_id("Veris S4100 Power Meter Full Data Set") == meter_model::unknown &&
         by_server_id("Leviton S4100 Power Meter Full Data Set", 246) == meter_model::unknown);
CASE("Nor Leviton alone, half a word, or nothing",
     by_server_id("Leviton Series 4000 Power Meter") == meter_model::unknown &&
         by_server_id("Leviton") == meter_model::unknown && by_server_id("Levito S4100") == meter_model::unknown &&
         by_server_id("Leviton S410") == meter_model::unknown && by_server_id("") == meter_model::unknown);
CASE("A status that is neither FF nor 00 is no such answer",
     by_server_id("Leviton S4100 Power Meter Full Data Set", 247, 0x01) == meter_model::unknown);

// The whole frames of meter_facts.md, section 13
constexpr std::uint8_t report[] = {0x01, 0x11, 0x29, 0xF7, 0xFF, 'L', 'e', 'v', 'i', 't', 'o', 'n', ' ',  'S', '4', '1',
                                   '0',  '0',  ' ',  'P',  'o',  'w', 'e', 'r', ' ', 'M', 'e', 't', 'e',  'r', ' ', 'F',
                                   'u',  'l',  'l',  ' ',  'D',  'a', 't', 'a', ' ', 'S', 'e', 't', 0x5A, 0xB1};
CASE("The request is 01 11 C0 2C", [] {
  std::array<std::uint8_t, 4> space{};
  return modbus::build(modbus::report_server_id(1), space).has_value() &&
         space == std::array<std::uint8_t, 4>{0x01, 0x11, 0xC0, 0x2C};
}());
CASE("The answer is a running Series 4100 with its 39 letters", [] {
  auto const answer = modbus::parse_response(report, modbus::report_server_id(1));
  if (!answer) return false;
  auto const parts = modbus::split_server_id(answer->data);
  return parts && parts->running && parts->text.size() == 39 && identify(*parts) == meter_model::leviton_s4100;
}());
CASE("Status 00 is the reset system", [] {
  constexpr std::uint8_t data[] = {247, 0x00, 'L', 'e', 'v', 'i', 't', 'o', 'n', ' ', '4', '0', '0', '0', 'R'};
  auto const parts = modbus::split_server_id(data);
  return parts && !parts->running && identify(*parts) == meter_model::leviton_s4000r;
}());

// Function 2B/0E. The manuals number the three objects 1 to 3, the standard 0 to 2 (errata G2).
constexpr meter_model by_device_id(std::uint8_t first, std::string_view vendor, std::string_view product,
                                   std::uint8_t step = 1) {
  std::array<std::uint8_t, 100> data{0x01, 0x01, 0x00, 0x00, 0x03};
  std::size_t at = 5;
  std::string_view const values[] = {vendor, product, "V12.345"};
  for (std::uint8_t i = 0; i != 3; ++i) {
    data[at++] = static_cast<std::uint8_t>(first + (i == 0 ? 0 : step + i - 1));
    data[at++] = static_cast<std::uint8_t>(values[i].size());
    at += put(values[i], data.data() + at);
  }
  auto const answer = modbus::parse_device_id(bytes{data}.first(at));
  return answer ? identify(*answer) : meter_model::unknown;
}
CASE("Objects 0, 1, 2: Leviton, S4100, V12.345", by_device_id(0, "Leviton", "S4100") == meter_model::leviton_s4100);
CASE("Objects 1, 2, 3 as printed", by_device_id(1, "Leviton", "S4100") == meter_model::leviton_s4100);
CASE("\"Series 4000\" is an R or a K, in either numbering",
     by_device_id(0, "Leviton", "Series 4000") == meter_model::leviton_s4000 &&
         by_device_id(1, "Leviton", "Series 4000") == meter_model::leviton_s4000);
CASE("Objects 2, 3, 4 are neither numbering", by_device_id(2, "Leviton", "S4100") == meter_model::unknown);
CASE("A product that does not follow its vendor is none",
     by_device_id(0, "Leviton", "S4100", 2) == meter_model::unknown);
CASE("Another vendor or product is not known", by_device_id(0, "Veris", "S4100") == meter_model::unknown &&
                                                   by_device_id(0, "Leviton", "S4200") == meter_model::unknown &&
                                                   by_device_id(1, "Leviton", "") == meter_model::unknown &&
                                                   by_device_id(0, "", "S4100") == meter_model::unknown);
constexpr std::uint8_t identification[] = {0x01, 0x2B, 0x0E, 0x01, 0x01, 0x00, 0x00, 0x03, 0x00, 0x07, 'L', 'e',
                                           'v',  'i',  't',  'o',  'n',  0x01, 0x05, 'S',  '4',  '1',  '0', '0',
                                           0x02, 0x07, 'V',  '1',  '2',  '.',  '3',  '4',  '5',  0xA4, 0x2F};
constexpr modbus::request ask{
    .unit = 1, .function = modbus::function::encapsulated_interface, .code = modbus::device_id_code::basic};
CASE("The request is 01 2B 0E 01 00 70 77", [] {
  std::array<std::uint8_t, 7> space{};
  return modbus::build(ask, space).has_value() &&
         space == std::array<std::uint8_t, 7>{0x01, 0x2B, 0x0E, 0x01, 0x00, 0x70, 0x77};
}());
CASE("The answer's frame is a Series 4100", [] {
  auto const answer = modbus::parse_response(identification, ask);
  if (!answer) return false;
  auto const parts = modbus::parse_device_id(answer->data);
  return parts && parts->count == 3 && parts->objects.find(2).size() == 7 &&
         identify(*parts) == meter_model::leviton_s4100;
}());
CASE("No objects, no model",
     identify(modbus::device_id{}) == meter_model::unknown && identify(modbus::server_id{}) == meter_model::unknown);

// Register 4002 of a WAGO: digits
CASE("1111, 1112 and 1113 in digits are WAGO meters", identify_by_meter_code(0x1111) == meter_model::wago_879 &&
                                                          identify_by_meter_code(0x1112) == meter_model::wago_879 &&
                                                          identify_by_meter_code(0x1113) == meter_model::wago_879);
CASE("Their neighbours, 0 and 1111 in binary are not",
     identify_by_meter_code(0x1110) == meter_model::unknown && identify_by_meter_code(0x1114) == meter_model::unknown &&
         identify_by_meter_code(0) == meter_model::unknown && identify_by_meter_code(1111) == meter_model::unknown);

}  // namespace test_identify
