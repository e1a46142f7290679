// Lists: types 1, 10, 14 and 18.
//
// Elements: CollectionBegin, a ListItem each from head to tail, CollectionEnd. Lists of nodes do
// not state their items, so there the count is only known where one blob is all. Empty nodes, which
// servers skip, and empty lists are passed over as they stand.
#pragma once
#include "librdb/parse/value_context.h"

namespace rdb {

void list_elements(ValueContext& context);
void list_ziplist_elements(ValueContext& context);
void list_quicklist_elements(ValueContext& context);
void list_quicklist2_elements(ValueContext& context);

/// LayoutBegin, a PlainElement for each item or a PackedBlob for each node, LayoutEnd.
void list_layout(ValueContext& context);
void list_ziplist_layout(ValueContext& context);
void list_quicklist_layout(ValueContext& context);
void list_quicklist2_layout(ValueContext& context);

}  // namespace rdb
