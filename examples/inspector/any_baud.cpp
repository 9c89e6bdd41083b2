// SPDX-License-Identifier: MIT
// On its own because <asm/termbits.h>, the home of struct termios2, defines struct termios as <termios.h> does.
#include "line.hpp"

#include <asm/termbits.h>
#include <sys/ioctl.h>

namespace inspector {

unsigned baud_of(int descriptor) {
  termios2 now{};
  return ::ioctl(descriptor, TCGETS2, &now) == 0 ? now.c_ospeed : 0;
}

bool set_any_baud(int descriptor, unsigned baud) {
  termios2 wanted{};
  if (::ioctl(descriptor, TCGETS2, &wanted) != 0) return false;
  auto const both = static_cast<tcflag_t>(CBAUD) | static_cast<tcflag_t>(CIBAUD);
  wanted.c_cflag = (wanted.c_cflag & ~both) | BOTHER;  // no CIBAUD: what comes in has the rate of what goes out
  wanted.c_ispeed = wanted.c_ospeed = baud;
  return ::ioctl(descriptor, TCSETS2, &wanted) == 0;
}

}  // namespace inspector
