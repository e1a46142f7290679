// Memory of a key that holds a string: an integer, a short text in its object, a text of its own.
//
//   rdb::string_memory(profile, {StringMeasure::of(key)}, StringMeasure::of(event.value))
//
// Exact on every server that is modelled.
#pragma once
#include "librdb/memory/key_memory.h"

namespace rdb {

/// Key and value. O(1), no loop. Source: object.c tryObjectEncoding, createStringObject,
/// objectComputeSize, Redis 7.0.
Memory string_memory(const ServerProfile& profile, const KeyMeasure& key,
                     const StringMeasure& value);

}  // namespace rdb
