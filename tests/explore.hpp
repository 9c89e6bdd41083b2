// SPDX-License-Identifier: MIT
#pragma once

#include "figures.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

/// A REQUIRE that is not counted, for what is asked millions of times.
#define HOLDS(...)                          \
  do {                                      \
    if (!(__VA_ARGS__)) FAIL(#__VA_ARGS__); \
  } while (false)

namespace tests {

struct explored {
  std::size_t states = 0;
  std::size_t transitions = 0;
  std::size_t depth = 0;  ///< events from the beginning to the last new state
  bool closed = false;    ///< no event leads to a state that has not been seen

  void figures(std::string const& name) const {
    figure("states." + name + ".states", states);
    figure("states." + name + ".transitions", transitions);
    figure("states." + name + ".depth", depth);
    figure("states." + name + ".closed", closed ? 1 : 0);
  }
};

/// All states that so many events lead to, breadth first. `key_of(state)`: two states with one key do the same for
/// ever. `step(state, event)`: the state behind it. `look(state)`: called once for each new one.
template <class State, class KeyOf, class Event, class Step, class Look>
explored explore(State const& start, KeyOf const& key_of, std::vector<Event> const& events, Step const& step,
                 Look const& look, std::size_t most_events) {
  explored made;
  std::unordered_set<std::string> seen{key_of(start)};
  std::vector<State> now{start};
  look(start);
  while (!now.empty() && made.depth != most_events) {
    std::vector<State> next;
    for (auto const& from : now) {
      for (auto const& event : events) {
        ++made.transitions;
        auto to = step(from, event);
        if (!seen.insert(key_of(to)).second) continue;
        look(to);
        next.push_back(std::move(to));
      }
    }
    if (!next.empty()) ++made.depth;
    now = std::move(next);
  }
  made.states = seen.size();
  made.closed = now.empty();
  return made;
}

}  // namespace tests
