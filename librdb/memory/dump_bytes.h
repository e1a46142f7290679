// How many bytes a string, and the record of a key, take in a dump that our writer makes.
//
//   rdb::string_record_bytes({StringMeasure::of(key)}, StringMeasure::integer(42))
//
// Not counted: LZF (a text or blob of more than 20 bytes may get shorter), the opcodes of LRU and
// LFU before a key, and what is there once a database or once a file. O(1) each.
// Source: write/string_encoder.h, write/record_head.h.
#pragma once
#include <cstdint>

#include "librdb/memory/string_measure.h"

namespace rdb {

/// Of a length in its shortest form.
std::uint64_t length_dump_bytes(std::uint64_t length);

/// Of a text and the length before it, or of an integer of at most 32 bits.
std::uint64_t string_dump_bytes(const StringMeasure& string);

/// What stands before the value: expiry, type byte and name.
std::uint64_t head_dump_bytes(const KeyMeasure& key);

/// Of a whole key that holds a string.
std::uint64_t string_record_bytes(const KeyMeasure& key, const StringMeasure& value);

}  // namespace rdb
