// The object of a value, and where names are in it the whole key.
//
//   rdb::object_memory(profile, key)          // of a container; add what the container holds
#pragma once
#include "librdb/memory/key_memory.h"

namespace rdb {

/// Of every value but a short text, which is in its object: string_memory.h. O(1). Source:
/// object.c createObject, Redis 7.0; objectSetKeyAndExpire, Valkey 8.1.
inline Memory object_memory(const ServerProfile& profile, const KeyMeasure&) {
  return {profile.object, profile.allocator.usable(profile.object)};
}

}  // namespace rdb
