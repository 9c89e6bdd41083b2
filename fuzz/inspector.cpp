// SPDX-License-Identifier: MIT
// The program's own reading: any text as lines of `decode` in every protocol and format, as hex, and as what `guess`
// looks at. Each line gives one JSON object, whatever stands in it.
#include "fuzz.hpp"

#include "../examples/inspector/decode.hpp"
#include "../examples/inspector/guess.hpp"
#include "../examples/inspector/hex.hpp"

#include <array>
#include <sstream>
#include <string>

void fuzz_one(fuzz::source in) {
  constexpr std::array<char const*, 7> protocols{"", "modbus", "mbus", "mstp", "npdu", "apdu", "tags"};
  constexpr std::array<char const*, 3> formats{"json", "table", "annotated"};
  std::string const protocol = protocols[in.u8() % protocols.size()];
  std::string const format = formats[in.u8() % formats.size()];
  bool const as_hex = in.u8() % 2 == 0;
  auto const octets = in.rest();
  std::string const text = as_hex ? inspector::hex(octets) : std::string{octets.begin(), octets.end()};
  auto const parsed = inspector::parse_hex(text);
  PROMISE(!as_hex || (parsed.ok() && fuzz::same(parsed.bytes, octets)));

  std::istringstream lines{text};
  std::ostringstream out;
  auto const status = inspector::decode_stream(lines, out, format, protocol, false);
  PROMISE(status == 0 || status == 1);
  if (format == "json") {
    std::istringstream given{out.str()};
    for (std::string line; std::getline(given, line);) PROMISE(nlohmann::json::accept(line));
  }
  if (parsed.ok() && parsed.bytes.size() < 64) {
    std::ostringstream guessed;
    inspector::guess(guessed, parsed.bytes, false);
    (void)inspector::guess_json(parsed.bytes).dump();
  }
}
