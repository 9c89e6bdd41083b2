#!/bin/sh
# SPDX-License-Identifier: MIT
# compile_all.sh COMPILER OPTIONS... -- FILES...: checks that each file compiles alone, and that all compile
# together without exceptions and RTTI.
# Exit status 77 where the compiler is not installed.
compiler=$1
command -v "$compiler" >/dev/null 2>&1 || { echo "$compiler is not installed"; exit 77; }
options=
while [ "$1" != -- ]; do
  [ "$1" = "$compiler" ] || options="$options $1"
  shift
done
shift
case $compiler in arm-none-eabi-*) options="$options -mcpu=cortex-m4 -mthumb" ;; esac
failed=0
includes=
for file in "$@"; do
  includes="$includes -include $file"
  # shellcheck disable=SC2086
  "$compiler" $options -fsyntax-only -x c++ -include "$file" /dev/null || { echo "$file: does not compile with $compiler$options"; failed=1; }
done
# shellcheck disable=SC2086
"$compiler" $options -fno-exceptions -fno-rtti -fsyntax-only -x c++ $includes /dev/null || { echo "not without exceptions and RTTI"; failed=1; }
exit $failed
