// The consumer groups of a stream, which stand the same in elements and layout.
#pragma once
#include "librdb/parse/value_context.h"

namespace rdb {

/// What types 15, 19 and 21 write differently.
struct StreamVersion {
  bool has_counters = false;     ///< 19: first id, deleted id, entries added, entries read
  bool has_active_time = false;  ///< 21: when a consumer last got something
  bool has_producers = false;    ///< 26: ids by which messages are known that come twice
  bool has_given_back = false;   ///< 27: pending entries without a consumer
};

/// An id as two lengths.
StreamId read_stream_id(Input& in);
/// An id as 16 bytes, big-endian.
StreamId read_fixed_stream_id(Input& in);

/// Reads the number of groups and tells them.
void tell_stream_groups(ValueContext& context, StreamVersion version);

}  // namespace rdb
