// Hashes without field expiry: types 4, 9, 13 and 16.
//
// Elements: CollectionBegin, a HashField a pair, CollectionEnd. An empty hash, which servers skip
// with a notice, is told as it stands: begin with count 0, end. A packed blob is validated on the
// way: its size, every entry, the count in its head, pairs. A field that comes twice is
// damage (unique_names.h).
#pragma once
#include "librdb/parse/value_context.h"

namespace rdb {

void hash_elements(ValueContext& context);
void hash_zipmap_elements(ValueContext& context);
void hash_ziplist_elements(ValueContext& context);
void hash_listpack_elements(ValueContext& context);

/// LayoutBegin, a PlainElement for each field and value, LayoutEnd.
void hash_layout(ValueContext& context);
/// LayoutBegin with the pairs its head states, PackedBlob, LayoutEnd.
void hash_zipmap_layout(ValueContext& context);
void hash_ziplist_layout(ValueContext& context);
void hash_listpack_layout(ValueContext& context);

}  // namespace rdb
