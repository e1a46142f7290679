// Values of string keys in every form a dump has for them.
#pragma once
#include <random>
#include <string>

#include "tests/support/dump_builder.h"

namespace rdb::testing {

/// Writes one: of `in_all` three are an integer as text, a text and a compressed one, the others
/// integers stored as such. Requires: in_all > 3.
inline void put_string_value(DumpBuilder& dump, std::mt19937_64& random, std::uint64_t in_all) {
  const auto below = [&random](std::uint64_t n) { return random() % n; };
  const auto number = static_cast<std::int64_t>(random() >> below(64)) - 200;
  switch (below(in_all)) {
    case 0:
      dump.string(std::to_string(number));
      break;
    case 1:
      dump.string(std::string(below(70), below(2) == 0 ? 'v' : '7'));
      break;
    case 2:
      dump.lzf(std::string(80, 'z'));
      break;
    default:
      dump.integer(static_cast<std::int32_t>(number));
  }
}

}  // namespace rdb::testing
