// SPDX-License-Identifier: MIT
// BACnet as JSON, octet by octet and as a table; what is told of damaged frames; which protocol octets are. The frames
// are those of bacnet-stack and BACpypes3, or are put together from the clauses named beside them.
#include "../../examples/inspector/decode.hpp"
#include "../../examples/inspector/decode_bacnet.hpp"
#include "../../examples/inspector/guess.hpp"
#include "../../examples/inspector/hex.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using byte_list = std::vector<std::uint8_t>;
using json = nlohmann::ordered_json;

byte_list bytes_of(std::string_view text) {
  auto const read = inspector::parse_hex(text);
  REQUIRE_MESSAGE(read.ok(), read.message);
  return read.bytes;
}

json told(std::string_view protocol, std::string_view text) {
  return inspector::decode_bacnet(protocol, bytes_of(text));
}
/// Without a fault.
json fields(std::string_view protocol, std::string_view text) {
  auto all = told(protocol, text);
  CHECK_MESSAGE(all["error"].is_null(), all.dump());
  return all["fields"];
}
/// What a service says, without the header.
json said(std::string_view text) {
  auto all = fields("apdu", text);
  if (all["pdu"] == "confirmed-request") all.erase("max_apdu");  // of an I-Am it is what the service says
  for (auto const* key : {"pdu", "segmented", "more_follows", "sa", "max_segments", "invoke_id", "service"})
    all.erase(key);
  return all;
}
std::string code_of(std::string_view protocol, std::string_view text) { return told(protocol, text)["error"]["code"]; }

std::string annotated(std::string_view protocol, std::string_view text, bool colour = false) {
  std::ostringstream out;
  inspector::print_bacnet_annotated(out, protocol, bytes_of(text), colour);
  return out.str();
}
std::string table(std::string_view protocol, std::string_view text) {
  std::ostringstream out;
  inspector::print_bacnet_table(out, protocol, bytes_of(text), false);
  return out.str();
}
std::string advice(std::string_view protocol, std::string_view text) {
  return inspector::bacnet_advice(protocol, bytes_of(text));
}
bool contains(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// What stands in the column of octets, down to the faults.
byte_list octets_in(std::string const& shown) {
  std::istringstream in{shown};
  std::string octets, line;
  std::getline(in, line);
  while (std::getline(in, line) && line.starts_with("  ")) octets += line.substr(9, 23) + " ";
  return bytes_of(octets);
}

constexpr std::string_view ack = "55ff 06 02 05 0013 f4 0100 30010c0c0000001219553e447fc000003f ba39";

}  // namespace

TEST_CASE("MS/TP: a token, and data with the layers in them") {
  CHECK(told("mstp", "55ff 00 01 02 0000 40").dump() ==
        R"({"fields":{"frame_type":0,"dst":1,"src":2,"length":0,"header_crc":"40"},"error":null})");
  CHECK(told("mstp", ack).dump() ==
        R"({"fields":{"frame_type":6,"dst":2,"src":5,"length":19,"header_crc":"f4",)"
        R"("data":"010030010c0c0000001219553e447fc000003f","data_crc":"ba39",)"
        R"("npdu":{"version":1,"network_message":false,"expecting_reply":false,"priority":0,)"
        R"("apdu":"30010c0c0000001219553e447fc000003f","error":null},)"
        R"("apdu":{"pdu":"complex-ack","segmented":false,"more_follows":false,"invoke_id":1,"service":12,)"
        R"("object":{"type":0,"instance":18},"property":85,"array_index":null,)"
        R"("value":[{"t":"real","bits":"7fc00000"}],"error":null}},"error":null})");
  auto const test = fields("mstp", "55ff 03 05 02 000a ed 6d6574657270726f746f af3a");
  CHECK(test["data"] == "6d6574657270726f746f");
  CHECK_FALSE(test.contains("npdu"));
  CHECK(fields("mstp", "55ff 80 05 02 0004 5a 0085cafe a4e0")["data_crc"] == "a4e0");
}

TEST_CASE("MS/TP: a fault inside is not the frame's") {
  auto const whole = told("mstp", "55ff 06 02 05 000b fc 0100100855ff55ff0055ff f8c3");
  CHECK(whole["error"].is_null());
  CHECK(whole["fields"]["npdu"]["error"].is_null());
  CHECK(whole["fields"]["apdu"]["error"].dump() ==
        R"({"code":"too_short","at":19,"message":"the frame ends too early: it must have at least 20 bytes; it has 19"})");
  auto const version = told("mstp", "55ff 06 02 05 0013 f4 0200 30010c0c0000001219553e447fc000003f ca3b");
  CHECK(version["fields"]["npdu"]["version"] == 2);
  CHECK_FALSE(version["fields"].contains("apdu"));
}

TEST_CASE("MS/TP: what stands before a fault is decoded") {
  CHECK(told("mstp", "55ff 00 01 02 0000 41").dump() ==
        R"({"fields":{"frame_type":0,"dst":1,"src":2,"length":0,"header_crc":"41"},)"
        R"("error":{"code":"bad_checksum","at":7,)"
        R"("message":"the check sum is wrong: 0x40 would be right; it is 0x41"}})");
  CHECK(told("mstp", "55ff 00 01").dump() ==
        R"({"fields":{"frame_type":0,"dst":1},)"
        R"("error":{"code":"too_short","at":4,)"
        R"("message":"the frame ends too early: it must have at least 8 bytes; it has 4"}})");
  auto const damaged = told("mstp", "55ff 06 02 05 0013 f4 0100 30010c0c0000001219553e447fc000003f ba38");
  CHECK(damaged["error"]["message"] == "the CRC is wrong: BA 39 would be right; it is BA 38");
  CHECK(damaged["fields"]["apdu"]["value"][0]["bits"] == "7fc00000");
  auto const cut = told("mstp", "55ff 06 02 05 0013 f4 0100 30010c0c00000012 1955");
  CHECK(cut["error"]["code"] == "too_short");
  CHECK(cut["fields"]["apdu"]["property"] == 85);
  CHECK(cut["fields"]["apdu"]["error"]["code"] == "too_short");
  CHECK(code_of("mstp", "55ff 06 02 05 01f6 fd") == "bad_quantity");
  CHECK(code_of("mstp", "55 55ff 00 01 02 0000 40") == "bad_start");
}

TEST_CASE("MS/TP: an extended frame") {
  // 502 zeros behind 01 00: ANSI/ASHRAE 135-2016 clause 9.10; each zero is a code octet of its own, 01 XOR 55
  std::string frame = "55ff 21 07 02 01fa f8 57";
  for (int i = 0; i != 502; ++i) frame += "54";
  auto const whole = fields("mstp", frame + "50 855fa1ba");
  CHECK(whole["extended"] == true);
  CHECK(whole["data"].get<std::string>() == "01" + std::string(1002, '0'));
  CHECK(whole["apdu"]["pdu"] == "confirmed-request");
  auto const damaged = told("mstp", frame + "50 855fa1bb");
  CHECK(damaged["error"]["code"] == "bad_crc32");
  CHECK(damaged["fields"]["data"].get<std::string>().size() == 1004);
  auto const shown = annotated("mstp", frame + "50 855fa1ba");
  CHECK(contains(shown, "     8  57 54 54 54 54 54 54 54  encoded data  502 bytes when decoded\n"));
  CHECK(contains(shown, "Decoded, 502 bytes\n      0  01                       version"));
}

TEST_CASE("the network layer") {
  CHECK(fields("npdu", "01 2c 07d1 01 05 0007 01 03 fe 0003010c0c000000011955").dump() ==
        R"({"version":1,"network_message":false,"expecting_reply":true,"priority":0,"dnet":2001,"dadr":"05","snet":7,)"
        R"("sadr":"03","hop_count":254,"apdu":"0003010c0c000000011955"})");
  CHECK(fields("npdu", "01 23 ffff 00 ff 1008")["priority"] == 3);
  CHECK(fields("npdu", "01 80 03 01 0007").dump() ==
        R"({"version":1,"network_message":true,"expecting_reply":false,"priority":0,"message_type":3,)"
        R"("apdu":"010007"})");
  CHECK(fields("npdu", "01 80 80 0185 aa")["vendor_id"] == 389);
  CHECK(told("npdu", "01 00 1008")["apdu"]["pdu"] == "unconfirmed-request");
  CHECK(told("npdu", "01 20 07d1 01").dump() ==
        R"({"fields":{"version":1,"network_message":false,"expecting_reply":false,"priority":0,"dnet":2001},)"
        R"("error":{"code":"too_short","at":5,)"
        R"("message":"the frame ends too early: it must have at least 6 bytes; it has 5"}})");
  CHECK(code_of("npdu", "01 08 0007 00 1008") == "bad_value");
  CHECK(code_of("npdu", "02 00 1008") == "bad_value");
}

TEST_CASE("the headers of all PDUs") {
  CHECK(fields("apdu", "0a 43 09 07 10 0f 010203").dump() ==
        R"({"pdu":"confirmed-request","segmented":true,"more_follows":false,"sa":true,"max_segments":16,)"
        R"("max_apdu":480,"invoke_id":9,"sequence":7,"window":16,"service":15,"payload":"010203"})");
  CHECK(fields("apdu", "02 75 09 0c 0c00000001 1955")["max_segments"] == 65);
  CHECK(fields("apdu", "02 06 09 0c 0c00000001 1955")["max_apdu"].is_null());  // reserved
  CHECK(fields("apdu", "3c 09 00 04 0e aabb").dump() ==
        R"({"pdu":"complex-ack","segmented":true,"more_follows":true,"invoke_id":9,"sequence":0,"window":4,)"
        R"("service":14,"payload":"aabb"})");
  CHECK(fields("apdu", "20 4b 0f").dump() == R"({"pdu":"simple-ack","invoke_id":75,"service":15})");
  CHECK(fields("apdu", "43 09 f0 04").dump() ==
        R"({"pdu":"segment-ack","nak":true,"server":true,"invoke_id":9,"sequence":240,"window":4})");
  CHECK(fields("apdu", "50 b6 0e 9102 92012c").dump() ==
        R"({"pdu":"error","invoke_id":182,"service":14,"error_class":2,"error_code":300})");
  CHECK(fields("apdu", "60 04 03").dump() == R"({"pdu":"reject","invoke_id":4,"reason":3})");
  CHECK(fields("apdu", "71 68 04").dump() == R"({"pdu":"abort","server":true,"invoke_id":104,"reason":4})");
  CHECK(code_of("apdu", "f0 01 0c") == "bad_value");
  CHECK(code_of("apdu", "20 4b 0f 00") == "too_long");
  CHECK(told("apdu", "00 03 01").dump() ==
        R"({"fields":{"pdu":"confirmed-request","segmented":false,"more_follows":false,"sa":false,"max_segments":0,)"
        R"("max_apdu":480,"invoke_id":1},"error":{"code":"too_short","at":3,)"
        R"("message":"the frame ends too early: it must have at least 4 bytes; it has 3"}})");
}

TEST_CASE("services that the library does not know") {
  CHECK(said("10 02 0901") == json::parse(R"({"payload":"0901","parameters":[{"t":"ctx","n":0,"hex":"01"}]})"));
  CHECK(said("00 03 01 4d ff") == json::parse(R"({"payload":"ff"})"));
  // a CreateObject-Error: class and code in brackets, then the first element at fault
  CHECK(said("50 01 0a 0e 9101 9111 0f 1902") ==
        json::parse(R"({"error_class":1,"error_code":17,"parameters":[{"t":"ctx","n":1,"hex":"02"}]})"));
}

TEST_CASE("ReadProperty and WriteProperty") {
  CHECK(said("0003050c 0c0212d687 194c 2a012c") ==
        json::parse(R"({"object":{"type":8,"instance":1234567},"property":76,"array_index":300})"));
  CHECK(said("302c0c 0c05000001 198e 3e a471010102 b400000000 3f")["value"] ==
        json::parse(R"([{"t":"date","v":[113,1,1,2]},{"t":"time","v":[0,0,0,0]}])"));
  CHECK(said("302a0c 0c0212d687 191e 3e3f")["value"] == json::array());
  CHECK(said("0003770f 0c05000001 1984 3e 0c0000000b 1955 3f") ==
        json::parse(R"({"object":{"type":20,"instance":1},"property":132,"array_index":null,
                        "value":[{"t":"ctx","n":0,"hex":"0000000b"},{"t":"ctx","n":1,"hex":"55"}],"priority":null})"));
  CHECK(said("00033d0f 0c00800001 1955 3e 4446a5b600 3f 4908")["priority"] == 8);
  CHECK(code_of("apdu", "00033d0f 0c00800001 1955 3e 4446a5b600 3f 4911") == "bad_value");
  auto const open = told("apdu", "30010c 0c00000001 1955 3e 4442f70000");
  CHECK(open["error"]["code"] == "unbalanced");
  CHECK(open["fields"]["value"] == json::parse(R"([{"t":"real","bits":"42f70000"}])"));
}

TEST_CASE("ReadPropertyMultiple") {
  CHECK(said("0003350e 0c00000001 1e 0955 0967 0900 1905 1f") ==
        json::parse(R"({"objects":[{"object":{"type":0,"instance":1},"properties":[{"property":85,"array_index":null},
                        {"property":103,"array_index":null},{"property":0,"array_index":5}]}]})"));
  CHECK(said("30350e 0c00000012 1e 2955 4e 447fc00000 4f 2967 5e 9101 911f 5f 1f") ==
        json::parse(R"({"objects":[{"object":{"type":0,"instance":18},"results":[
                        {"property":85,"array_index":null,"value":[{"t":"real","bits":"7fc00000"}]},
                        {"property":103,"array_index":null,"error":{"class":1,"code":31}}]}]})"));
  CHECK(table("apdu", "30350e 0c00000012 1e 2955 4e 447fc00000 4f 2967 4e 9107 4f 296f 5e 9101 911f 5f 1f") ==
        "APDU, 33 bytes; complex-ack, read-property-multiple, invoke id 53\n"
        "  PDU                  complex-ack\n"
        "  invoke id            53\n"
        "  service              14 read-property-multiple\n"
        "object  property       value\n"
        "AI18    present-value  not a number\n"
        "AI18    reliability    7 unreliable-other\n"
        "AI18    status-flags   error object: unknown-object\n");
}

TEST_CASE("ReadRange") {
  auto const range = [](std::string const& part) { return said("0003821a 0c05000001 1983" + part)["range"]; };
  CHECK(range("").is_null());
  CHECK(range("3e 221680 31ec 3f") == json::parse(R"({"by":"position","ref":5760,"count":-20})"));
  CHECK(range("6e 2105 3114 6f") == json::parse(R"({"by":"sequence","ref":5,"count":20})"));
  CHECK(range("7e a47d060f07 b40a000000 3114 7f") ==
        json::parse(R"({"by":"time","date":[125,6,15,7],"time":[10,0,0,0],"count":20})"));
  CHECK(code_of("apdu", "0003821a 0c05000001 1983 3e 2101 3100 3f") == "bad_value");

  constexpr std::string_view stamp = "0e a47d060f07 b40a000000 0f ";
  auto const record = [&](std::string const& datum) {
    return said("30841a 0c05000001 1983 3a05a0 4901 5e" + std::string{stamp} + datum + "5f 6907");
  };
  CHECK(record("1e 2c42c90000 1f 2a0440") ==
        json::parse(R"({"object":{"type":20,"instance":1},"property":131,"array_index":null,"result_flags":"101",
                        "item_count":1,"records":[{"date":[125,6,15,7],"time":[10,0,0,0],
                        "datum":{"t":"real","bits":"42c90000"},"status_flags":"0100"}],"first_sequence":7})"));
  auto const datum = [&](std::string const& text) { return record("1e" + text + "1f")["records"][0]["datum"].dump(); };
  CHECK(datum("0a0520") == R"({"t":"log-status","v":"001"})");
  CHECK(datum("1901") == R"({"t":"boolean","v":true})");
  CHECK(datum("3901") == R"({"t":"enumerated","v":1})");
  CHECK(datum("4b010000") == R"({"t":"unsigned","v":65536})");
  CHECK(datum("59fe") == R"({"t":"signed","v":-2})");
  CHECK(datum("6a0660") == R"({"t":"bits","v":"01"})");
  CHECK(datum("78") == R"({"t":"null"})");
  CHECK(datum("8e 9102 9120 8f") == R"({"t":"failure","class":2,"code":32})");
  CHECK(datum("9cc5610800") == R"({"t":"time-change","bits":"c5610800"})");
  CHECK(datum("ae 2105 af") == R"({"t":"any","value":[{"t":"unsigned","v":5}]})");
  CHECK(code_of("apdu", "30841a 0c05000001 1983 3a0500 4901 5e0ea47d060f07b40a0000000f 1e b901 1f 5f") == "bad_tag");
  // the items of an event log are no such records
  CHECK(said("30841a 0c06400001 1983 3a0500 4901 5e 2105 5f")["items"] == json::parse(R"([{"t":"unsigned","v":5}])"));
  CHECK(contains(table("apdu", "308d1a 0c05000001 1983 3a05c0 4902 5e 0ea464010106b4000000000f 1e0a05201f "
                               "0ea47d060f07b4000f00000f 1e9cc56108001f 2a0440 5f"),
                 "time                                         value  status\n"
                 "2000-01-01 Sat 00:00:00.00         log-interrupted\n"
                 "2025-06-15 Sun 00:15:00.00  clock set by -3600.5 s  fault\n"));
}

TEST_CASE("discovery") {
  CHECK(said("1008") == json::parse(R"({"low":null,"high":null})"));
  CHECK(said("1008 0b0f4240 1b2f423f") == json::parse(R"({"low":1000000,"high":3097151})"));
  CHECK(said("1000 c40212d687 2201e0 9103 2185") ==
        json::parse(R"({"device":1234567,"max_apdu":480,"segmentation":3,"vendor_id":133})"));
  CHECK(said("1007 0901 1b3ffecf 2c05000001") ==
        json::parse(R"({"low":1,"high":4193999,"object":{"type":20,"instance":1}})"));
  CHECK(said("1007 3d0b004b57685f496d706f7274") ==
        json::parse(R"({"low":null,"high":null,"name":{"cs":0,"hex":"4b57685f496d706f7274"}})"));
  CHECK(said("1001 c40212d687 c400000053 75 04 00414938") ==
        json::parse(R"({"device":{"type":8,"instance":1234567},"object":{"type":0,"instance":83},
                        "name":{"cs":0,"hex":"414938"}})"));
  CHECK(told("apdu", "1008 0905")["fields"]["low"] == 5);
  CHECK(code_of("apdu", "1008 0905") == "too_short");
}

TEST_CASE("management") {
  CHECK(said("1006 a47d060f07 b4173b3b63") == json::parse(R"({"date":[125,6,15,7],"time":[23,59,59,99]})"));
  CHECK(said("1009 a47d060f07 b4173b3b63")["time"] == json::array({23, 59, 59, 99}));
  CHECK(said("00039811 093c 1902 2d090066696c6973746572") ==
        json::parse(R"({"duration":60,"enable_disable":2,"password":{"cs":0,"hex":"66696c6973746572"}})"));
  CHECK(said("00039611 1900") == json::parse(R"({"duration":null,"enable_disable":0,"password":null})"));
  CHECK(said("00039614 0901") == json::parse(R"({"state":1,"password":null})"));
  CHECK(code_of("apdu", "00039614 0908") == "bad_value");
}

TEST_CASE("tags") {
  CHECK(fields("tags", "00 11 2201e0 32ff7f 4480000000 5508400921fb54442d18 60 7300c328 820440 913e a47d0d20ff "
                       "b4173b3b63 c40080000b f90faa 3e 3f")
            .dump() ==
        R"([{"t":"null"},{"t":"boolean","v":true},{"t":"unsigned","v":480},{"t":"signed","v":-129},)"
        R"({"t":"real","bits":"80000000"},{"t":"double","bits":"400921fb54442d18"},{"t":"octets","v":""},)"
        R"({"t":"string","cs":0,"hex":"c328"},{"t":"bits","v":"0100"},{"t":"enumerated","v":62},)"
        R"({"t":"date","v":[125,13,32,255]},{"t":"time","v":[23,59,59,99]},{"t":"oid","type":2,"instance":11},)"
        R"({"t":"ctx","n":15,"hex":"aa"},{"t":"open","n":3},{"t":"close","n":3}])");
  CHECK(fields("tags", "25 09 010000000000000000")[0].dump() ==
        R"({"t":"unsigned","v":null,"hex":"010000000000000000"})");
  CHECK(told("tags", "2105 65c80102").dump() ==
        R"({"fields":[{"t":"unsigned","v":5}],"error":{"code":"too_short","at":6,)"
        R"("message":"the frame ends too early: it must have at least 7 bytes; it has 6"}})");
}

TEST_CASE("annotated: each octet, its meaning and the caret") {
  CHECK(annotated("mstp", "55ff 06 02 05 0013 f4 0100 30010c0c0000001219553e447fc000003f 39ba") ==
        "MS/TP frame, BACnet Data Not Expecting Reply, 5 to 2, 29 bytes; complex-ack, read-property, invoke id 1\n"
        "      0  55 FF                    preamble\n"
        "      2  06                       frame type    6 BACnet Data Not Expecting Reply\n"
        "      3  02                       to            2\n"
        "      4  05                       from          5\n"
        "      5  00 13                    length        19\n"
        "      7  F4                       header CRC    right\n"
        "      8  01                       version       1\n"
        "      9  00                       control       no reply expected\n"
        "     10  30                       PDU           complex-ack\n"
        "     11  01                       invoke id     1\n"
        "     12  0C                       service       12 read-property\n"
        "     13  0C 00 00 00 12           object [0]    AI18\n"
        "     18  19 55                    property [1]  present-value\n"
        "     20  3E                       {3            value\n"
        "     21  44 7F C0 00 00             real        not a number\n"
        "     26  3F                       }3\n"
        "     27  39 BA                    data CRC      wrong, BA 39 would be right\n"
        "error bad_crc at byte 27: the CRC is wrong: BA 39 would be right; it is 39 BA\n"
        "     16  00 12 19 55 3E 44 7F C0 00 00 3F 39 BA\n"
        "                                          ^^\n"
        "advice: CRC right if its two bytes are swapped\n");
  CHECK(annotated("apdu", "300d0c 0c00000001 1975 3e 9113 3f 00") ==
        "APDU, 15 bytes; complex-ack, read-property, invoke id 13\n"
        "      0  30                       PDU           complex-ack\n"
        "      1  0D                       invoke id     13\n"
        "      2  0C                       service       12 read-property\n"
        "      3  0C 00 00 00 01           object [0]    AI1\n"
        "      8  19 75                    property [1]  units\n"
        "     10  3E                       {3            value\n"
        "     11  91 13                      enumerated  19 kilowatt-hours\n"
        "     13  3F                       }3\n"
        "     14  00                       left over\n"
        "error too_long at byte 14: the frame goes on after its end at 14 bytes; it has 15\n"
        "      0  30 0D 0C 0C 00 00 00 01 19 75 3E 91 13 3F 00\n"
        "                                                   ^^\n");
  CHECK(contains(annotated("mstp", "55ff 06 02 05 000b fc 0100100855ff55ff0055ff f8c3"),
                 "error too_short in the APDU at byte 19: "));
  CHECK(contains(annotated("mstp", "55ff 00 01 02 0000 40 ff"), "pad         a pad octet FF follows the frame\n"));
  CHECK(contains(annotated("npdu", "01 80 03 01 0007"), "message       reason 1, network 7\n"));
  CHECK_FALSE(contains(annotated("mstp", ack), "\x1b"));
  CHECK(contains(annotated("mstp", "55ff 00 01 02 0000 41", true), "\x1b[1;31m^^\x1b[0m"));
}

TEST_CASE("values in words") {
  auto const value = [](std::string const& property, std::string const& element) {
    auto const text = table("apdu", "300d0c 0c00000001" + property + "3e" + element + "3f");
    auto const begin = text.find("  value") + 23;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  CHECK(value("1955", "44bf7ae148") == "-0.98");
  CHECK(value("1955", "447f800000") == "infinity");
  CHECK(value("1955", "44ff800000") == "minus infinity");
  CHECK(value("1955", "4400000001") == "1e-45");
  CHECK(value("1955", "10") == "false");
  CHECK(value("1955", "00") == "null");
  CHECK(value("1967", "9107") == "7 unreliable-other");
  CHECK(value("1967", "9163") == "99");
  CHECK(value("194f", "9114") == "20 trend-log");
  CHECK(value("196b", "9103") == "3 no-segmentation");
  CHECK(value("196f", "820440") == "0100 fault");
  CHECK(value("1960", "850502b080080000") == "analog-input, analog-value, binary-input, device, trend-log");
}

TEST_CASE("text in all its character sets, and nothing that a terminal would obey") {
  auto const text = [](std::string_view tags) {
    auto const shown = annotated("tags", tags);
    auto const begin = shown.find("character-string") + 18;
    return shown.substr(begin, shown.find('\n', begin) - begin);
  };
  CHECK(text("750b005ac3a4686c657220cea9") == "\"Z\u00e4hler \u03a9\"");
  CHECK(text("750500f09f9880") == "\"\U0001F600\"");
  CHECK(text("7300c328") == "\".(\"");
  CHECK(text("7100") == "\"\"");
  CHECK(text("750500e0808041") == "\"...A\"");  // longer than need be
  CHECK(text("7400c29b41") == "\".A\"");
  CHECK(text("74001b5b41") == "\".[A\"");
  CHECK(text("730541e4") == "\"A\u00e4\"");
  CHECK(text("7505040041 03a9") == "\"A\u03a9\"");
  CHECK(text("73024142") == "character set 2: 41 42");
  CHECK(text("7505f09f988041") == "character set 240: 9F 98 80 41");
}

TEST_CASE("advice") {
  CHECK(advice("mstp", ack) == "");
  CHECK(advice("mstp", "00 55ff 00 01 02 0000 40") == "right if the first byte is dropped");
  CHECK(advice("mstp", "55 55ff 00 01 02 0000 40") == "right if the first byte is dropped");
  CHECK(advice("mstp", "ff00 55ff 00 01 02 0000 40") == "right if the first 2 bytes are dropped");
  CHECK(advice("mstp", "55ff 00 01 02 0000 40 55ff 01 03 02 0000 d7") == "two frames: the second begins at byte 8");
  CHECK(advice("mstp", "55ff 00 01 02 0000 40 ffff") == "only one pad octet FF may follow a frame; these are 2");
  CHECK(advice("mstp", "55ff 00 01 02 0000 40 00") == "right without the last byte");
  CHECK(advice("mstp", "55ff 06 02 05 0013 f4 0100 30010c0c0000001219553e447fc000003f") == "2 bytes are missing");
  CHECK(advice("mstp", "55ff 00 01 02 0000 41") == "");
  CHECK(advice("mstp", "0104 0003010c0c000000011955") == "right as an NPDU");
  CHECK(advice("npdu", "0003010c0c000000011955") == "right as an APDU");
  CHECK(advice("apdu", "0100 300c0c 0c00000001 1955 3e 10 3f") == "right as an NPDU");
  CHECK(advice("npdu", "81 0a 0008 01001008") == "this is BACnet/IP: the NPDU begins at byte 4");
  CHECK(advice("apdu", ack) == "this is a whole MS/TP frame");
}

TEST_CASE("a stream: by protocol, or found out") {
  auto const stream = [](std::string const& lines, std::string const& format, std::string const& protocol, int status) {
    std::istringstream in{lines};
    std::ostringstream out;
    CHECK(inspector::decode_stream(in, out, format, protocol) == status);
    return out.str();
  };
  CHECK(stream("55ff000102000040\n", "json", "mstp", 0) ==
        "{\"fields\":{\"frame_type\":0,\"dst\":1,\"src\":2,\"length\":0,\"header_crc\":\"40\"},\"error\":null}\n");
  auto const faults = stream("0100\nxx\n\n# none\n8209ff\n", "json", "tags", 1);
  CHECK(std::ranges::count(faults, '\n') == 3);
  CHECK(contains(faults, R"({"fields":[],"error":{"code":"bad_hex","at":1,)"));
  CHECK(contains(stream("1008\n", "json", "apdu", 0), "unconfirmed-request"));
  CHECK(contains(stream("01001008\n", "table", "npdu", 0), "who-is"));
  // a fault inside is not the frame's
  CHECK(contains(stream("55ff060205000bfc0100100855ff55ff0055fff8c3\n", "annotated", "mstp", 0), "in the APDU"));

  CHECK(json::parse(stream("55ff000102000040\n", "json", "", 0))["protocol"] == "mstp");
  CHECK(json::parse(stream("55ff000102000041\n", "json", "", 1))["protocol"] == "mstp");
  CHECK(json::parse(stream("010304436680006e68\n", "json", "", 0))["protocol"] == "modbus");
  CHECK(json::parse(stream("105b015c16\n", "json", "", 0))["protocol"] == "mbus");
  CHECK(json::parse(stream("55ff000102000040 direction=request\n", "json", "", 1))["protocol"] == "modbus");
  CHECK(json::parse(stream("55 03 02 2524 e2c3\n", "json", "", 1))["protocol"] == "modbus");
}

TEST_CASE("a guess names every protocol that fits") {
  auto const protocols = [](std::string_view text) {
    std::string all;
    auto const guessed = inspector::guess_json(bytes_of(text));
    for (auto const& one : guessed["frames"]) all += one["protocol"].get<std::string>() + " ";
    return all;
  };
  CHECK(protocols(ack) == "mstp ");
  CHECK(protocols("55ff 06 02 05 0013 f4 0100 30010c0c0000001219553e447fc000003f ba38") == "mstp ");  // damaged
  CHECK(protocols("55ff 00 01 02 0000 41") == "");
  CHECK(protocols("10 5b 01 5c 16") == "mbus ");
  CHECK(protocols("0104 0003010c0c000000011955") == "npdu ");
  CHECK(protocols("0003010c0c000000011955") == "apdu ");
  CHECK(protocols("01 03 04 4366 8000 6E68") == "modbus ");
  CHECK(protocols("40 49 0f 01") == "");  // four octets are no segment ack

  CHECK(inspector::guess_json(bytes_of(ack))["values"].empty());
  CHECK_FALSE(inspector::guess_json(bytes_of("0003010c0c000000011955"))["values"].empty());
  std::ostringstream out;
  inspector::guess(out, bytes_of("00 55ff 00 01 02 0000 40"), false);
  CHECK(contains(out.str(), "no\n  frame of M-Bus or BACnet\n"));
  std::ostringstream token;
  inspector::guess(token, bytes_of("55ff 00 01 02 0000 40"), false);
  CHECK(token.str() == "As a frame\n  MS/TP frame, Token, 2 to 1, 8 bytes: right\n");
}

TEST_CASE("no octets bring anything down") {
  std::mt19937 random{20240612};
  std::vector<byte_list> const seeds{
      bytes_of(ack),
      bytes_of("0100 30350e 0c00000012 1e 2955 4e 447fc00000 4f 2967 5e 9101 911f 5f 1f"),
      bytes_of("0104 0003821a 0c05000001 1983 7e a47d060f07 b40a000000 3114 7f"),
      bytes_of("0100 30841a 0c05000001 1983 3a05a0 4901 5e 0e a47d060f07 b40a000000 0f 1e 8e 9102 9120 8f 1f 5f 6907"),
      bytes_of("012c07d1010500070103fe 1007 0901 1b3ffecf 2c05000001"),
      bytes_of("0180 03 01 0007"),
  };
  for (int round = 0; round != 20'000; ++round) {
    byte_list frame(random() % 60);
    std::ranges::generate(frame, [&] { return static_cast<std::uint8_t>(random()); });
    if (round % 4 != 0) {
      frame = seeds[random() % seeds.size()];
      for (auto change = random() % 4; change != 0; --change)
        frame[random() % frame.size()] = static_cast<std::uint8_t>(random());
      if (round % 3 == 0) frame.resize(random() % frame.size());
      if (round % 2 == 0 && frame.size() > 2) frame.erase(frame.begin(), frame.begin() + 2);  // the APDU alone
    }
    for (auto const* protocol : {"mstp", "npdu", "apdu", "tags"}) {
      auto const all = inspector::decode_bacnet(protocol, frame);
      REQUIRE(all.contains("fields"));
      REQUIRE(json::parse(all.dump()) == all);
      std::ostringstream out;
      inspector::print_bacnet_table(out, protocol, frame, false);
      REQUIRE_FALSE(out.str().empty());
      std::ostringstream shown;
      inspector::print_bacnet_annotated(shown, protocol, frame, false);
      REQUIRE(octets_in(shown.str()) == frame);
    }
  }
}
