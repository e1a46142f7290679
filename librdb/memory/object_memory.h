// The object of a value, and where names are in it the whole key.
//
//   add_object(sum, profile, key);          // of a container; add what the container holds
//   …
//   add_key(sum, profile, key);
#pragma once
#include "librdb/memory/embedded_object.h"
#include "librdb/memory/key_memory.h"
#include "librdb/memory/memory_sum.h"

namespace rdb {

/// Of every value but a string: string_memory.h. O(1). Source: object.c createObject, Redis 7.0.
inline void add_object(MemorySum& sum, const ServerProfile& profile, const KeyMeasure& key) {
  if (const auto form = embedded_form(profile.family, profile.release)) {
    const EmbeddedObjects objects(*form, profile.allocator);
    const std::uint64_t name = key.name.length();
    sum.add("object with name", objects.container(name, key.has_expiry), [&] {
      return formula("16 + name of ", name, key.has_expiry ? " + expiry" : "", ", one block");
    });
    return;
  }
  sum.add("object", {profile.object, profile.allocator.usable(profile.object)},
          [&] { return formula(profile.object, ", C(", profile.object, ")"); });
}

/// What key_memory.h says, part by part. O(1).
inline void add_key(MemorySum& sum, const ServerProfile& profile, const KeyMeasure& key) {
  if (profile.names == NamePlace::object) return;
  const KeyParts parts = key_parts(profile, key);
  const std::uint64_t name = profile.sds.bytes(key.name.length());
  const std::uint32_t entry = profile.dict_entry;
  if (profile.names == NamePlace::table_entry) {
    sum.add("table entry with name", parts.name, [&] { return formula("C(17 + ", name, ")"); });
  } else {
    sum.add("name", parts.name, [&] { return formula("C(", name, ")"); });
    sum.add("table entry", parts.entry, [&] { return formula(entry, ", C(", entry, ")"); });
  }
  if (!key.has_expiry) return;
  sum.add("expiry", parts.expiry, [&] { return formula("0, C(", entry, ")"); });
}

}  // namespace rdb
