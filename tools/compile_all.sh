#!/bin/sh
# SPDX-License-Identifier: MIT
# compile_all.sh HOW COMPILER OPTIONS... -- FILES...: checks that the files compile, without writing anything. HOW is
#   headers   each header alone
#   together  all headers in one, without exceptions and RTTI
#   sources   each source
# Exit status 77 where the compiler is not installed.
how=$1
compiler=$2
shift 2
command -v "$compiler" >/dev/null 2>&1 || { echo "$compiler is not installed"; exit 77; }
options=-fsyntax-only
while [ "$1" != -- ]; do
  options="$options $1"
  shift
done
shift
case $compiler in arm-none-eabi-*) options="$options -mcpu=cortex-m4 -mthumb" ;; esac
# shellcheck disable=SC2086
case $how in
  headers)
    failed=0
    for header in "$@"; do
      "$compiler" $options -x c++ -include "$header" /dev/null || { echo "$header does not compile alone"; failed=1; }
    done
    exit $failed
    ;;
  together)
    includes=
    for header in "$@"; do includes="$includes -include $header"; done
    "$compiler" $options -fno-exceptions -fno-rtti -x c++ $includes /dev/null
    ;;
  sources) "$compiler" $options -fno-exceptions "$@" ;;
esac
