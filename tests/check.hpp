// SPDX-License-Identifier: MIT
#pragma once

// A test here is a fact that the compiler proves, on every target, by compiling. On the host each also runs once, so that
// sanitizers and coverage see it:
//
//   CASE("\"The byte count is twice the number of registers\": V1.1b3, 6.3", outcome_of(half_a_reply) == errc::bad_count);

#if defined(METERPROTO_HOST_TESTS)
#include <doctest/doctest.h>
#define CASE(words, ...)               \
  static_assert((__VA_ARGS__), words); \
  TEST_CASE(words) { CHECK((__VA_ARGS__)); }
#else
#define CASE(words, ...) static_assert((__VA_ARGS__), words)
#endif
