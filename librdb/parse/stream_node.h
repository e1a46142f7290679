// One node of a stream: a listpack of entries that name their fields by reference to the first.
//
//   count  deleted  fields  field…  0
//   { flags  ms-difference  seq-difference  [fields  (field value)… | value…]  entries-so-far }*
//
// Source: t_stream.c, Redis 5.0 … 8.0.
#pragma once
#include <cstdint>

#include "librdb/event/event_sink.h"

namespace rdb {

/// What has been seen of a stream's entries, node after node.
struct StreamProgress {
  std::uint64_t entries = 0;  ///< not deleted
  StreamId first;             ///< of those
  StreamId last;              ///< of all
  bool any = false;           ///< any entry at all
};

/// Tells the entries of a node that are not deleted. Throws `CorruptInput` for whatever a server's
/// deep validation refuses, and for ids that do not ascend.
void tell_stream_node(Bytes blob, StreamId master, StreamProgress& progress, EventSink& sink);

}  // namespace rdb
