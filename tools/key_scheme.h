// How applications name their keys: the table that `gen keyspace` makes dumps of.
//
//   for (const KeyScheme& scheme : key_schemes()) use(scheme.product, scheme.names);
//
// Names and types are those of the products' sources; sizes and weights are guesses at what a
// server that many of them share would hold.
#pragma once
#include <cstdint>
#include <span>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"

namespace rdbmill {

/// Both ends are within.
struct Range {
  std::uint32_t least = 0;
  std::uint32_t most = 0;
};

/// What regrouping would bring, by what is known of the product.
enum class Gain : std::uint8_t {
  yes,    ///< many short values that do not expire
  tiny,   ///< it fits, but there are few keys
  ttl,    ///< each key expires by itself
  large,  ///< values too large for it to matter
  none    ///< no strings, or nothing to pull out
};

struct KeyScheme {
  rdb::Bytes product;
  rdb::Bytes names;  ///< in the syntax of name_template.h
  rdb::ObjectType type = rdb::ObjectType::string;
  Range elements;            ///< of a collection; of strings {1, 1} says integers
  Range size;                ///< bytes of a string or element, digits of an integer
  std::uint32_t ttl = 0;     ///< seconds; 0: they do not expire
  std::uint32_t weight = 0;  ///< its share of the keys, of the sum of all weights
  Gain gain = Gain::none;
};

/// Products in a row. Static storage.
std::span<const KeyScheme> key_schemes();

}  // namespace rdbmill
