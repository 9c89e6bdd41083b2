#!/bin/sh
# SPDX-License-Identifier: MIT
# What a whole reader of three points takes in a microcontroller: bytes of flash (.text + .rodata + .data) and of static RAM
# above an empty program, linked without a C++ library, -Os. usage: bench/size.sh
set -eu
cd "$(dirname "$0")/size"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

size_of() {  # cpu, program, definition: "flash ram"
  arm-none-eabi-g++ -std=c++20 -Os -mcpu="$1" -mthumb -fno-exceptions -fno-rtti -ffunction-sections -fdata-sections \
    -I../../include "$3" -c "$2.cpp" -o "$out/program.o"
  arm-none-eabi-gcc -mcpu="$1" -mthumb -nostartfiles -nostdlib -Wl,--gc-sections "$out/program.o" -lc -lgcc -o "$out/program.elf"
  arm-none-eabi-size "$out/program.elf" | awk 'NR == 2 {print $1 + $2, $2 + $3}'
}

arm-none-eabi-g++ --version | head -1
printf '%-38s %10s %10s\n' "" "flash" "static RAM"
for cpu in cortex-m0plus cortex-m4; do
  # shellcheck disable=SC2046
  set -- $(size_of $cpu empty -DCRC=none)
  empty=$1
  for crc in trinomial nibble bitwise; do
    # shellcheck disable=SC2046
    set -- $(size_of $cpu three_points "-DCRC=$crc")
    printf '%-38s %8s B %8s B\n' "$cpu, three points, $crc CRC" $(($1 - empty)) "$2"
  done
done
