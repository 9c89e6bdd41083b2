// SPDX-License-Identifier: MIT
#include "../check.hpp"

#include <meterproto/modbus/timing.hpp>

namespace modbus = meterproto::modbus;

// MODBUS over Serial Line V1.02, 2.5.1: "The format ( 11 bits ) for each byte in RTU mode"; "the use of no parity
// requires 2 stop bits".
CASE("a character has 11 bits: Serial Line V1.02, 2.5.1", modbus::bits_per_character == 11);

// The table of reference/modbus/protocol.md, section 6, rounded up to whole microseconds: a pause may last longer,
// never shorter. 1.5 and 3.5 characters of 11 bits are 16.5 and 38.5 bits.
CASE("a character at 1200 Bd lasts 9166.7 us", modbus::characters_us(1, 1200) == 9167);
CASE("a character at 2400 Bd lasts 4583.3 us", modbus::characters_us(1, 2400) == 4584);
CASE("a character at 4800 Bd lasts 2291.7 us", modbus::characters_us(1, 4800) == 2292);
CASE("a character at 9600 Bd lasts 1145.8 us", modbus::characters_us(1, 9600) == 1146);
CASE("a character at 19200 Bd lasts 572.9 us", modbus::characters_us(1, 19200) == 573);
CASE("a character at 38400 Bd lasts 286.5 us", modbus::characters_us(1, 38400) == 287);
CASE("a character at 115200 Bd lasts 95.5 us", modbus::characters_us(1, 115200) == 96);

CASE("t1.5 at 1200 Bd is 13750 us", modbus::t1_5_us(1200) == 13750);
CASE("t1.5 at 2400 Bd is 6875 us", modbus::t1_5_us(2400) == 6875);
CASE("t1.5 at 4800 Bd is 3437.5 us", modbus::t1_5_us(4800) == 3438);
CASE("t1.5 at 9600 Bd is 1718.8 us", modbus::t1_5_us(9600) == 1719);
CASE("t1.5 at 19200 Bd is 859.4 us, still computed", modbus::t1_5_us(19200) == 860);
CASE("t3.5 at 1200 Bd is 32083 us", modbus::t3_5_us(1200) == 32084);
CASE("t3.5 at 2400 Bd is 16042 us", modbus::t3_5_us(2400) == 16042);
CASE("t3.5 at 4800 Bd is 8020.8 us", modbus::t3_5_us(4800) == 8021);
CASE("t3.5 at 9600 Bd is 4010.4 us", modbus::t3_5_us(9600) == 4011);
CASE("t3.5 at 19200 Bd is 2005.2 us, still computed", modbus::t3_5_us(19200) == 2006);
CASE("t3.5 at 300 Bd, the slowest of the WAGO manual, is 128333.3 us", modbus::t3_5_us(300) == 128334);

// "For baud rates greater than 19200 Bps, fixed values for the 2 timers should be used: it is recommended to use a
// value of 750µs for the inter-character time-out (t1.5) and a value of 1.750ms for inter-frame delay (t3.5)": Serial
// Line V1.02, 2.5.1.1
CASE("t1.5 is 750 us above 19200 Bd: Serial Line V1.02, 2.5.1.1",
     modbus::t1_5_us(19201) == 750 && modbus::t1_5_us(38400) == 750 && modbus::t1_5_us(115200) == 750);
CASE("t3.5 is 1750 us above 19200 Bd: Serial Line V1.02, 2.5.1.1",
     modbus::t3_5_us(19201) == 1750 && modbus::t3_5_us(38400) == 1750 && modbus::t3_5_us(115200) == 1750);
CASE("t3.5 is fixed at every rate above, up to the largest number",
     modbus::t3_5_us(4'294'967'295U) == 1750 && modbus::t1_5_us(4'294'967'295U) == 750);

// A read of 125 registers: 8 + 255 characters and the two pauses (protocol.md, section 6, counts the same 263 + 7
// characters).
CASE("a read of 125 registers at 9600 Bd takes 309 ms with its pauses",
     (modbus::characters_us(263 + 7, 9600) + 500) / 1000 == 309);
CASE("and 2475 ms at 1200 Bd", (modbus::characters_us(263 + 7, 1200) + 500) / 1000 == 2475);
CASE("without a second stop bit a character has 10 bits: 8N1 at 9600 Bd, 1041.7 us",
     modbus::characters_us(1, 9600, 10) == 1042);
CASE("an exact number is not rounded up",
     modbus::characters_us(10, 1'000'000, 10) == 100 && modbus::characters_us(6, 1100) == 60'000);
CASE("no characters take no time", modbus::characters_us(0, 9600) == 0);
CASE("the longest frame at 300 Bd does not overflow: 256 * 11 / 300 s", modbus::characters_us(256, 300) == 9'386'667);
CASE("a minute of characters does not overflow", modbus::characters_us(65'535, 19'200) == 37'546'094);
