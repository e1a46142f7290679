// The entries of a packed blob as measures, for what a loader takes apart. Internal to the meters.
#pragma once
#include "librdb/event/events.h"
#include "librdb/format/intset.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/format/zipmap.h"
#include "librdb/memory/string_measure.h"

namespace rdb {

inline StringMeasure measure_of(const PackedValue& value) {
  // A packed text may read as an integer that the packer did not take for one.
  return value.is_integer ? StringMeasure::integer(value.integer) : StringMeasure::of(value.text);
}

inline StringMeasure measure_of(const PlainElement& element) {
  return element.is_integer ? StringMeasure::integer(element.integer)
                            : StringMeasure::text(element.length);
}

/// Calls take(value) for each. Unpacks the blob; throws `CorruptInput` if it is damaged.
template <PackedCursor Cursor, class Take>
void each_entry_of(const PackedBlob& blob, Take take) {
  Cursor cursor(blob.unpacked());
  for (PackedValue value; cursor.next(value);) take(value);
}

template <class Take>
void each_entry(const PackedBlob& blob, Take take) {
  switch (blob.encoding) {
    case PackedEncoding::zipmap:
      return each_entry_of<ZipmapCursor>(blob, take);
    case PackedEncoding::ziplist:
      return each_entry_of<ZiplistCursor>(blob, take);
    case PackedEncoding::intset:
      return each_entry_of<IntsetCursor>(blob, take);
    case PackedEncoding::listpack:
      return each_entry_of<ListpackCursor>(blob, take);
  }
}

}  // namespace rdb
