// Sorted sets: types 3, 5, 12 and 17.
//
// Elements: CollectionBegin, a ZsetMember each in the order of the file (plain ones come with the
// highest score first, packed ones with the lowest), CollectionEnd. A score that is no number or
// not a number is damage, and so is a member twice (unique_names.h); the order is passed on.
#pragma once
#include "librdb/parse/value_context.h"

namespace rdb {

void zset_elements(ValueContext& context);   ///< scores as text
void zset2_elements(ValueContext& context);  ///< scores as binary doubles
void zset_ziplist_elements(ValueContext& context);
void zset_listpack_elements(ValueContext& context);

/// LayoutBegin, a PlainElement for each member or one PackedBlob, LayoutEnd.
void zset_layout(ValueContext& context);
void zset2_layout(ValueContext& context);
void zset_ziplist_layout(ValueContext& context);
void zset_listpack_layout(ValueContext& context);

}  // namespace rdb
