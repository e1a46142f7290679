// The object of a value, and where names are in it the whole key.
//
//   rdb::object_memory(profile, key)          // of a container; add what the container holds
#pragma once
#include "librdb/memory/embedded_object.h"
#include "librdb/memory/key_memory.h"

namespace rdb {

/// Of every value but a string: string_memory.h. O(1). Source: object.c createObject, Redis 7.0.
inline Memory object_memory(const ServerProfile& profile, const KeyMeasure& key) {
  if (const auto form = embedded_form(profile.family, profile.release)) {
    return EmbeddedObjects(*form, profile.allocator).container(key.name.length(), key.has_expiry);
  }
  return {profile.object, profile.allocator.usable(profile.object)};
}

}  // namespace rdb
