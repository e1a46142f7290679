// Sets: types 2, 11 and 20.
//
// Elements: CollectionBegin, a SetMember each, CollectionEnd. A member that comes twice is damage
// (unique_names.h), and so is an intset out of order, as its order is what it is searched by.
#pragma once
#include "librdb/parse/value_context.h"

namespace rdb {

void set_elements(ValueContext& context);
void set_intset_elements(ValueContext& context);
void set_listpack_elements(ValueContext& context);

/// LayoutBegin, a PlainElement for each member or one PackedBlob, LayoutEnd.
void set_layout(ValueContext& context);
void set_intset_layout(ValueContext& context);
void set_listpack_layout(ValueContext& context);

}  // namespace rdb
