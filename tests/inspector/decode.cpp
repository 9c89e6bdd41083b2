// SPDX-License-Identifier: MIT
// Frames as JSON, byte by byte and as a table; what is told of damaged ones; the same bytes as values.
#include "../../examples/inspector/decode.hpp"
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

using inspector::frame_input;
using inspector::parse_hex;
using byte_list = std::vector<std::uint8_t>;
using json = nlohmann::ordered_json;

byte_list bytes_of(std::string_view text) {
  auto const read = parse_hex(text);
  REQUIRE_MESSAGE(read.ok(), read.message);
  return read.bytes;
}
frame_input request(std::string_view frame) { return {bytes_of(frame), true, {}}; }
frame_input response(std::string_view frame, std::string_view asked = "") { return {bytes_of(frame), false, bytes_of(asked)}; }

json decoded(frame_input const& input) {
  auto const told = decode_modbus(input);
  CHECK_MESSAGE(told["error"].is_null(), told.dump());
  return told["decoded"];
}
std::string code_of(frame_input const& input) { return decode_modbus(input)["error"]["code"]; }
std::string message_of(frame_input const& input) { return decode_modbus(input)["error"]["message"]; }

std::string annotated(frame_input const& input, bool colour = false) {
  std::ostringstream out;
  print_annotated(out, input, colour);
  return out.str();
}
std::string table(frame_input const& input) {
  std::ostringstream out;
  print_table(out, input);
  return out.str();
}
std::string stream(std::string const& lines, std::string const& format, std::string const& protocol, int status) {
  std::istringstream in{lines};
  std::ostringstream out;
  CHECK(inspector::decode_stream(in, out, format, protocol) == status);
  return out.str();
}

bool contains(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("hex as people paste it") {
  byte_list const wanted{0x01, 0x03, 0xAB, 0xFF};
  for (auto const* text : {"0103abff", "01 03 AB FF", "01:03:ab:ff", "01-03-ab-ff", "01,03,ab,ff", "0x01,0x03,0xAB,0xFF", "0x1, 0x3, 0xab, 0xff",
                           "[01][03][AB][FF]", "<01><03><AB><FF>", "{0x01, 0x03, 0xAB, 0xFF};", "\\x01\\x03\\xab\\xff",
                           "0x010x030xAB0xFF", "0x0103abff", "  01\t03ab ff\r"})
    CHECK_MESSAGE(parse_hex(text).bytes == wanted, text);
  CHECK(parse_hex("").ok());
  CHECK(parse_hex(" [] ").bytes.empty());
}

TEST_CASE("what is no hex") {
  CHECK(parse_hex("01 03 x0").message == "'x' at column 7 is no hex digit");
  CHECK(parse_hex("01 03 x0").column == 7);
  CHECK(parse_hex("01 03 x0", 11).column == 17);
  CHECK(parse_hex("010").message == "an odd number of digits: the last one, at column 3, is half a byte");
  CHECK(parse_hex("01 3 04").column == 4);
  CHECK(parse_hex("0x").message == "a digit is missing behind 0x at column 3");
  CHECK(parse_hex("01\x80").message == "the character 0x80 at column 3 is no hex digit");
  CHECK(parse_hex(std::string(inspector::longest_line, ' ')).ok());
  CHECK(contains(parse_hex(std::string(inspector::longest_line + 1, ' ')).message, "no more than 65536 characters"));
}

// Frames of MODBUS Application Protocol V1.1b3, 6, and of other implementations.
TEST_CASE("a read of registers and its answer") {
  CHECK(decode_modbus(request("11 03 006B 0003 7687")).dump() ==
        R"({"unit":17,"fc":3,"kind":"request","decoded":{"address":107,"quantity":3,"response_length":11},"error":null})");
  CHECK(decode_modbus(response("01 03 04 4366 8000 6E68", "01 03 0000 0002 C40B")).dump() ==
        R"({"unit":1,"fc":3,"kind":"response","decoded":{"byte_count":4,"registers":[17254,32768]},"error":null})");
  CHECK(decoded(response("01 04 04 5ae6 0fef 4cd7")) == json::parse(R"({"byte_count":4,"registers":[23270,4079]})"));
}

TEST_CASE("bits, as many as were asked for") {
  CHECK(decoded(response("11 02 03 834006 3af4", "11 02 0013 0013 ca92"))["bits"] == "1100000100000010011");
  CHECK(decoded(response("11 02 03 834006 3af4"))["bits"] == "110000010000001001100000");
  CHECK(decoded(request("11 0f 0013 000a 02 c600 79fb")) ==
        json::parse(R"({"address":19,"quantity":10,"byte_count":2,"bits":"0110001100","response_length":8})"));
  CHECK(decoded(response("11 0f 0013 000a 2699")) == json::parse(R"({"address":19,"quantity":10})"));
}

TEST_CASE("writes of registers") {
  CHECK(decoded(request("11 05 00ac ff00 4e8b")) == json::parse(R"({"address":172,"value":65280,"response_length":8})"));
  CHECK(decoded(response("21 06 1234 5678 f59e")) == json::parse(R"({"address":4660,"value":22136})"));
  CHECK(decoded(request("11 10 0001 0002 04 000a0102 c6f0")) ==
        json::parse(R"({"address":1,"quantity":2,"byte_count":4,"registers":[10,258],"response_length":8})"));
  CHECK(decoded(response("11 10 0001 0002 1298")) == json::parse(R"({"address":1,"quantity":2})"));
  CHECK(decoded(request("11 16 0004 00f2 0025 66e2")) ==
        json::parse(R"({"address":4,"and_mask":242,"or_mask":37,"response_length":10})"));
  CHECK(decoded(request("11 17 0003 0006 000e 0003 06 0efe608d1597 c6df")) ==
        json::parse(R"({"read_address":3,"read_quantity":6,"write_address":14,"write_quantity":3,"byte_count":6,
                        "registers":[3838,24717,5527],"response_length":17})"));
  CHECK(decoded(response("01 17 02 c5e4 eeaf"))["registers"] == json::array({50660}));
}

TEST_CASE("who the device is") {
  CHECK(decoded(request("11 11 cdec")) == json::object());  // nobody knows how long the answer will be
  CHECK(decoded(response("01 11 02 42ff cddc")) == json::parse(R"({"byte_count":2,"data":"42ff"})"));
  CHECK(decoded(request("03 2b 0e 02 03 4946")) == json::parse(R"({"mei":14,"read_device_id_code":2,"object_id":3})"));
  CHECK(decoded(response("06 2b 0e 04 83 00 00 01 8000 9156")) ==
        json::parse(R"({"mei":14,"read_device_id_code":4,"conformity":131,"more_follows":0,"next_object_id":0,
                        "number_of_objects":1,"objects":[{"id":128,"length":0,"value":""}]})"));
}

TEST_CASE("an exception is an answer, no error") {
  CHECK(decode_modbus(response("01 83 02 c0f1", "01 03 0000 0001 840a")).dump() ==
        R"({"unit":1,"fc":3,"kind":"exception","decoded":{"function":131,"code":2,"name":"illegal_data_address"},"error":null})");
  CHECK(code_of(response("01 83 02 c0f1", "01 04 0000 0001 31ca")) == "bad_function");
  // the refusal of a request that must be refused
  CHECK(decode_modbus(response("01 83 03 0131", "01 03 0000 007e c5ea"))["error"].is_null());
  CHECK(code_of(response("01 83 03 0131", "02 03 0000 007e c5d9")) == "other_unit");
}

TEST_CASE("a request that must be refused for its form") {
  auto const refusal = [](std::string_view frame) { return decode_modbus(request(frame))["error"].value("exception", 0); };
  CHECK(refusal("01 09 c026") == 1);
  CHECK(refusal("01 07 41e2") == 1);
  CHECK(refusal("01 08 01e6") == 1);  // shorter than a real 08, but whole, as its CRC says
  CHECK(refusal("01 03 ffff 0002 c42f") == 2);
  CHECK(refusal("01 03 0000 0000 45ca") == 3);
  CHECK(refusal("01 05 0000 ff01 4dfa") == 3);
  CHECK(refusal("01 0f 0000 0009 01 ff ef15") == 3);
  CHECK(refusal("01 10 0000 0001 01 07 8194") == 3);
  CHECK(refusal("01 17 0000 0000 0000 0001 02 0001 54a2") == 3);
  CHECK(refusal("01 03 0000 0001 840b") == 0);  // damaged: no server answers
  CHECK(message_of(request("01 03 0000 007e c5ea")) == "a quantity of 1 to 125 is allowed; it is 126");
}

TEST_CASE("a failure says where, what was expected, and what is there; the rest stays") {
  auto const bad_crc = decode_modbus(response("01 03 04 4366 8000 6E69"));
  CHECK(bad_crc["decoded"]["registers"] == json::array({17254, 32768}));
  CHECK(bad_crc["error"].dump() == R"({"code":"bad_crc","at":7,"message":"the CRC is wrong: 6E 68 would be right; it is 6E 69"})");
  auto const cut = decode_modbus(response("01 03 04 4366 80"));
  CHECK(cut["unit"] == 1);
  CHECK(cut["decoded"]["registers"] == json::array({17254}));
  CHECK(cut["error"].dump() ==
        R"({"code":"too_short","at":6,"message":"the frame ends too early: it must have at least 9 bytes; it has 6"})");
  CHECK(message_of(response("02 03 02 2524 e6cf", "02 04 7f9f 0001 1803")) == "another function answers: asked was 0x04; this is 0x03");
  CHECK(message_of(response("01 06 f001 0001 2aca", "01 06 f000 0001 7b0a")) ==
        "the answer confirms something else: asked was 0xF000; it is 0xF001");
  CHECK(code_of(response("01 03 0000 0001 840a", "01 03 0000 0001 840a")) == "own_request");
  CHECK(code_of(response("01 03 02 2524 a2cf", "01 03 00")) == "bad_request");
  CHECK(decode_modbus(frame_input{}).dump() ==
        R"({"unit":null,"fc":null,"kind":"response","decoded":{},"error":{"code":"too_short","at":0,)"
        R"("message":"the frame ends too early: it must have at least 4 bytes; it has 0"}})");
}

TEST_CASE("an answer of more than 256 bytes is none") {
  byte_list frame(257, 0);
  frame[0] = 0x01, frame[1] = 0x03, frame[2] = 252;
  CHECK(code_of({frame, false, {}}) == "too_long");
  frame[255] = 0x8E, frame[256] = 0x4C;
  CHECK(message_of({frame, false, {}}) == "the frame goes on after its end at 256 bytes; it has 257");
}

TEST_CASE("an answer of more than 2000 bits is none") {
  byte_list frame(256, 0);
  frame[0] = 0x01, frame[1] = 0x01, frame[2] = 251;
  frame[254] = 0x90, frame[255] = 0xC4;
  CHECK(message_of({frame, false, {}}) == "the byte count contradicts the frame: 250 would be right; it is 251");
}

TEST_CASE("advice") {
  CHECK(advice(response("01 03 04 4366 8000 6E68")) == "");
  CHECK(advice(response("ff 01 03 04 4366 8000 6E68")) == "CRC right if the first byte is dropped");
  CHECK(advice(response("00 00 01 03 04 4366 8000 6E68")) == "CRC right if the first 2 bytes are dropped");
  CHECK(advice(response("01 03 04 4366 8000 6E68 55")) == "CRC right if the last byte is dropped");
  CHECK(advice(response("01 03 04 4366 8000 686E")) == "CRC right if its two bytes are swapped");
  CHECK(advice(response("01 03 04 4366 8000")) == "the CRC is missing: 6E 68 behind the frame would be right");
  CHECK(advice(response("01 03 04 4366 80")) == "3 bytes are missing");
  CHECK(advice(response("01 03 04 4366 8000 6E")) == "1 byte is missing");
  CHECK(contains(advice(response("01 03 04 4366 8000 6E68 0000")), "right without the 2 zero bytes"));
  CHECK(contains(advice(response("01 03 0000 0002 c40b", "01 03 0000 0002 c40b")), "this is the request itself"));
  CHECK(contains(advice(response("01 03 0000 0002 c40b 01 03 04 4366 8000 6E68", "01 03 0000 0002 c40b")),
                 "the first 8 bytes are the request itself"));
  CHECK(advice(response("01 03 0000 0002 c40b 01 03 04 4366 8000 6E68")) == "two frames: a request of 8 bytes and the response to it");
  CHECK(advice(response("01 03 0000 0002 c40b")) == "right as a request");
  CHECK(advice(request("01 03 04 4366 8000 6E68")) == "right as a response");
  CHECK(contains(advice(response("01 03 02 2524 a2cf", "01 03 0000 0002 c40b")), "right as the answer to another request"));
  CHECK(contains(advice(request("0001 0000 0006 01 03 006b 0003")), "Modbus TCP"));
  CHECK(advice(response("01 03 04 4366 8000 1234")) == "");
}

TEST_CASE("a direction that is not given") {
  auto const is_request = [](std::string_view text) { return inspector::find_direction(bytes_of(text)).is_request; };
  CHECK(is_request("01 03 0000 0002 c40b"));
  CHECK(is_request("01 03 0000 0000 45ca"));  // faulty, but a request
  CHECK(is_request("01 03 0000 0001 0a84"));  // with a bad CRC, but of a request's length
  CHECK(is_request("01 03 0000 0001"));       // without one
  CHECK_FALSE(is_request("01 03 04 4366 8000 6E68"));
  CHECK_FALSE(is_request("01 83 02 c0f1"));
  CHECK_FALSE(is_request("01 06 0001 0003 980b"));  // both the same
  CHECK_FALSE(is_request("01 03 04 4366 80"));
}

TEST_CASE("the fields cover the frame, byte by byte") {
  auto const fields = fields_of(response("01 03 04 4366 8000 6E68", "01 03 006b 0002 b5d7"));
  std::vector<std::string> names;
  for (auto const& one : fields) names.push_back(one.name);
  CHECK(names == std::vector<std::string>{"unit", "function", "byte count", "address 107", "address 108", "CRC"});
  CHECK(fields[1].text == "0x03 read holding registers");
  CHECK(fields[4].text == "0x8000 = 32768 or -32768");
  CHECK(fields[5].text == "right");
  CHECK(fields_of(response("01 03 02 0000 6E68")).back().text == "wrong, B8 44 would be right");
}

TEST_CASE("annotated: the caret stands under the byte at fault") {
  CHECK(annotated(response("01 03 04 4366 8000 686E")) ==
        "Modbus response, unit 1, 0x03 read holding registers, 9 bytes\n"
        "      0  01                       unit         1\n"
        "      1  03                       function     0x03 read holding registers\n"
        "      2  04                       byte count   4\n"
        "      3  43 66                    register +0  0x4366 = 17254\n"
        "      5  80 00                    register +1  0x8000 = 32768 or -32768\n"
        "      7  68 6E                    CRC          wrong, 6E 68 would be right\n"
        "error bad_crc at byte 7: the CRC is wrong: 6E 68 would be right; it is 68 6E\n"
        "      0  01 03 04 43 66 80 00 68 6E\n"
        "                              ^^\n"
        "advice: CRC right if its two bytes are swapped\n");
  // in the second row, and behind the last byte
  auto const long_one = annotated(response("11 17 0c 5d6e0612a70a33b3dc97af49 93"));
  CHECK(contains(long_one, "      0  11 17 0C 5D 6E 06 12 A7 0A 33 B3 DC 97 AF 49 93\n     16  \n         ^^\nadvice: 1 byte is missing\n"));
  CHECK(contains(annotated(response("0111 0a 4c656d6574657220312e 0000")), "  4C 65 6D 65 74 65 72 20  data        \"Lemeter 1.\"\n     11  31 2E\n"));
  CHECK_FALSE(contains(annotated(response("01 03 04 4366 8000 686E")), "\x1b"));
  CHECK(contains(annotated(response("01 03 04 4366 8000 686E"), true), "\x1b[1;31m^^\x1b[0m"));
}

TEST_CASE("as a table") {
  CHECK(table(response("01 03 04 4366 8000 6E68", "01 03 006b 0002 b5d7")) ==
        "Modbus response, unit 1, 0x03 read holding registers, 9 bytes\n"
        "  byte count           4\n"
        "  address  register     hex  unsigned  signed\n"
        "      107       108    4366     17254   17254\n"
        "      108       109    8000     32768  -32768\n");
  CHECK(contains(table(response("01 03 04 4366 8000 6E68")), "   offset     hex  unsigned  signed\n       +0    4366     17254   17254\n"));
  CHECK(contains(table(response("04 2b 0e 03 83 00 00 02 80 03 534e31 ff 00 0000")), "  0x80 private         \"SN1\"\n  0xFF private         \"\"\n"));
  CHECK(contains(table(response("01 83 02 c0f1")), "Modbus exception, unit 1, 0x03 read holding registers, 5 bytes\n  code                 2 illegal_data_address\n"));
}

TEST_CASE("a stream of lines: one object each, in order") {
  auto const lines = stream("# a comment\n\n  \r\n"
                            "01 03 00 00 00 01 84 0a direction=request\r\n"
                            "010302252 4\n"
                            "01:03:02:25:24:a2:cf request=010300000001840a direction=response\n"
                            "0103 colour=blue\n"
                            "direction=request\n"
                            "\xff\xfe request=0\n"
                            "0183 request=0g\n"
                            "01 83 02 c0 f1",
                            "json", "modbus", 1);
  std::vector<json> told;
  std::istringstream in{lines};
  for (std::string line; std::getline(in, line);) told.push_back(json::parse(line));
  REQUIRE(told.size() == 8);
  CHECK(told[0]["kind"] == "request");
  CHECK(told[1]["error"]["code"] == "bad_hex");
  CHECK(told[1]["error"]["at"] == 9);
  CHECK(told[2].dump() == R"({"unit":1,"fc":3,"kind":"response","decoded":{"byte_count":2,"registers":[9508]},"error":null})");
  CHECK(told[3]["error"].dump() ==
        R"({"code":"bad_key","at":6,"message":"'colour=blue' at column 6 is none of direction=request, direction=response, request=HEX"})");
  CHECK(told[4]["error"]["code"] == "bad_hex");
  CHECK(told[5]["error"]["at"] == 1);
  CHECK(told[6]["error"]["at"] == 15);
  CHECK(told[7]["error"].is_null());
}

TEST_CASE("a stream: status, protocols, formats") {
  CHECK(stream("01 83 02 c0 f1\n", "json", "modbus", 0).find("exception") != std::string::npos);
  // The contract's default is a response; who names no protocol has it found out.
  CHECK(json::parse(stream("010300000001840a\n", "json", "modbus", 1))["kind"] == "response");
  CHECK(json::parse(stream("010300000001840a\n", "json", "", 0))["kind"] == "request");
  CHECK(contains(stream("010300000001840a\n", "table", "modbus", 0), "Modbus request"));
  CHECK(stream("010300000001840a\n", "json", "knx", 2).empty());
  CHECK(stream("010300000001840a\n", "xml", "modbus", 2).empty());
  CHECK(stream("", "json", "modbus", 0).empty());
  auto const too_long = json::parse(stream(std::string(200'000, '0') + "\n", "json", "modbus", 1));
  CHECK(too_long["error"]["at"] == 65537);
  auto const both = stream("0183 02c0f1\nzz\n", "annotated", "", 1);
  CHECK(contains(both, "right\n\nerror bad_hex: 'z' at column 1 is no hex digit\n"));
}

TEST_CASE("no bytes bring anything down") {
  std::mt19937 random{20240611};
  auto const below = [&](unsigned limit) { return static_cast<std::uint8_t>(random() % limit); };
  constexpr std::uint8_t functions[] = {0x01, 0x02, 0x03, 0x05, 0x0F, 0x10, 0x11, 0x16, 0x17, 0x2B, 0x83, 0x18};
  byte_list before;
  for (int round = 0; round != 20'000; ++round) {
    byte_list frame(random() % 301);
    std::ranges::generate(frame, [&] { return below(round % 3 == 0 ? 256 : 4); });
    if (frame.size() > 2 && round % 2 == 0) frame[1] = functions[random() % std::size(functions)];
    if (frame.size() > 2 && frame[1] == 0x2B) frame[2] = 0x0E;
    for (bool const is_request : {false, true}) {
      frame_input const input{frame, is_request, round % 4 == 0 ? before : byte_list{}};
      auto const text = decode_modbus(input).dump();
      REQUIRE(text.size() > 20);
      std::size_t next = 0;
      for (auto const& one : fields_of(input)) {
        REQUIRE(one.at == next);
        REQUIRE(one.size != 0);
        next += one.size;
      }
      REQUIRE(next == frame.size());
      REQUIRE_FALSE(annotated(input).empty());
      REQUIRE_FALSE(table(input).empty());
    }
    auto const found = inspector::find_direction(frame, before);
    REQUIRE(found.frame == frame);
    if (round % 40 == 0) {
      REQUIRE_FALSE(inspector::guess_json(frame).dump().empty());
      std::ostringstream out;
      inspector::guess(out, frame, false);
    }
    std::string line;
    for (auto const byte : frame) line += round % 2 == 0 ? "0123456789abcdefx \t,=-[]"[byte % 24] : static_cast<char>(byte);
    std::istringstream in{line};
    std::ostringstream out;
    REQUIRE(inspector::decode_stream(in, out, "json", "modbus") <= 1);
    before = frame;
  }
}

TEST_CASE("which word order?") {
  auto const told = inspector::guess_json(bytes_of("43 66 80 00"));
  CHECK(told["frames"].empty());
  std::vector<json> marked;
  for (auto const& one : told["values"])
    if (one["plausible"]) marked.push_back(one);
  REQUIRE(marked.size() == 1);
  CHECK(marked[0].dump() == R"({"at":0,"type":"float32","order":"ABCD","hex":"43668000","value":"230.5","note":"",)"
                            R"("why":"230.5 looks like mains voltage","plausible":true})");
  auto const plausible = [](std::string_view text) {
    std::vector<std::string> found;
    auto const values = inspector::guess_json(bytes_of(text))["values"];
    for (auto const& one : values)
      if (one["plausible"]) found.push_back(one["type"].get<std::string>() + " " + one["order"].get<std::string>() + " " + one["value"].get<std::string>());
    return found;
  };
  using list = std::vector<std::string>;
  CHECK(plausible("80 00 43 66") == list{"float32 CDAB 230.5"});
  CHECK(plausible("66 43 00 80") == list{"float32 BADC 230.5"});
  CHECK(plausible("00 80 66 43") == list{"float32 DCBA 230.5"});
  CHECK(plausible("40 6C CC CC CC CC CC CD") == list{"float64 ABCDEFGH 230.4"});
  CHECK(plausible("43 66 80 00 42 48 00 00") == list{"float32 ABCD 230.5", "float32 ABCD 50"});
  CHECK(plausible("00 00 30 39") == list{"uint32 ABCD 12345"});
  CHECK(plausible("FF FF FF 38") == list{"int32 ABCD -200"});
  CHECK(plausible("09 02") == list{"uint16 AB 2306"});
  CHECK(plausible("09 02 13 88") == list{"uint16 AB 2306", "uint16 AB 5000"});
  CHECK(plausible("7F C0 00 00") == list{"uint32 ABCD 2143289344"});
  CHECK(plausible("80 00") == list{"uint16 AB 32768"});
  CHECK(plausible("4c 65 76 69") == list{"text ABCD \"Levi\""});
  CHECK(plausible("43 67") == list{});
}

TEST_CASE("a guess for people") {
  auto const guessed = [](std::string_view text, bool colour = false) {
    std::ostringstream out;
    inspector::guess(out, bytes_of(text), colour);
    return out.str();
  };
  auto const bare = guessed("43 66 80 00");
  CHECK(contains(bare, "neither a Modbus request nor a response"));
  CHECK(contains(bare, "     0  float32  ABCD      43668000          230.5  <- plausible: 230.5 looks like mains voltage\n"));
  CHECK(contains(bare, "     0  float32  CDAB      80004366          -2.4178e-41  (denormal)\n"));
  CHECK(contains(bare, "     2  uint16   AB        8000              32768  (no value)\n"));
  CHECK(contains(guessed("43 66 80 00", true), "\x1b[1;32m<- plausible"));

  auto const frame = guessed("01 03 04 4366 8000 6E68");
  CHECK(contains(frame, "  Modbus response, unit 1, 0x03 read holding registers, 9 bytes: CRC right\nAs values of its registers\n     0  float32  ABCD"));
  CHECK(contains(guessed("01 03 04 4366 8000 686E"), "9 bytes: CRC right if its two bytes are swapped\nAs values of its registers\n"));
  CHECK(contains(guessed("01 03 0000 0000 45ca"), "8 bytes: CRC right\n    but a quantity of 1 to 125 is allowed; it is 0\n"));
  CHECK(contains(guessed("43 66 33 33 00 00 13 88 42 48 00 00"), "<- float32 ABCD: 230.2 looks like mains voltage\n     4  00 00 13 88"));
  CHECK(contains(guessed("43 66 80"), "The last byte is half a register."));
}
