// A packed blob that can be read can be built again, entry by entry, and reads the same.
//
//   check_packed<ListpackCursor, ListpackBuilder>(input);
#pragma once
#include <string>
#include <vector>

#include "fuzz/fuzz_target.h"
#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/format/packed_value.h"

namespace rdb::fuzzing {

/// Entries as text; empty if the blob is damaged. Every text is touched to its last byte.
template <PackedCursor Cursor>
std::vector<OwnedBytes> entries_of(Bytes blob, bool& damaged) {
  std::vector<OwnedBytes> entries;
  damaged = false;
  try {
    Cursor cursor(blob);
    for (PackedValue value; cursor.next(value);) {
      if (value.is_integer) {
        const IntegerText text(value.integer);
        entries.emplace_back(text.bytes());
      } else {
        entries.emplace_back(value.text);
      }
    }
    if (cursor.count() != kUnknownCount) require(cursor.count() == entries.size(), "wrong count");
  } catch (const CorruptInput&) {
    damaged = true;
  }
  return entries;
}

template <PackedCursor Cursor, class Builder>
void check_packed(Bytes input) {
  bool damaged = false;
  const auto entries = entries_of<Cursor>(input, damaged);
  Builder builder;
  for (const auto& entry : entries) builder.append(Bytes(entry));  // also what precedes the damage
  const OwnedBytes rebuilt(builder.finish());
  const auto again = entries_of<Cursor>(rebuilt, damaged);
  require(!damaged, "our own blob is refused");
  require(entries == again, "entries changed on the way");
}

}  // namespace rdb::fuzzing
