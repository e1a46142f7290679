// Streams: types 15, 19 and 21; 26 and 27 as far as is known.
//
// Elements: CollectionBegin without a count, the entries that are not deleted, StreamInfo, groups,
// CollectionEnd. Type 15 does not state some of StreamInfo, which is then as servers set it when
// they load one: nothing deleted, as many entries added as there are, the first id from the nodes.
//
// Checked on the way: entry counts of nodes, flags, that ids ascend over the whole stream, that
// each pending id stands once in its group, belongs to exactly one consumer, and no consumer has
// another one. Holds the pending ids of one group, up to the input's `max_materialised`.
#pragma once
#include "librdb/parse/value_context.h"

namespace rdb {

void stream_elements(ValueContext& context);   ///< type 15
void stream2_elements(ValueContext& context);  ///< type 19
void stream3_elements(ValueContext& context);  ///< type 21
/// Types 26 and 27 also hold which messages of which producers came and which entries were given
/// back to no consumer. There is no event for that: `Unsupported` where there is any, except raw.
void stream4_elements(ValueContext& context);
void stream5_elements(ValueContext& context);

/// LayoutBegin, a PackedBlob for each node, StreamInfo, groups, LayoutEnd.
void stream_layout(ValueContext& context);
void stream2_layout(ValueContext& context);
void stream3_layout(ValueContext& context);
void stream4_layout(ValueContext& context);
void stream5_layout(ValueContext& context);

}  // namespace rdb
