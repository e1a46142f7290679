// The layout of values that are packed blobs, whole or node by node.
#pragma once
#include <cstddef>
#include <cstdint>

#include "librdb/event/events.h"
#include "librdb/parse/value_context.h"

namespace rdb {

/// What of a packed blob can be said without unpacking it: how to find the count in its head.
struct PackedHead {
  PackedEncoding encoding;
  std::size_t bytes;                        ///< of the head
  std::uint64_t (*entries_in)(Bytes head);  ///< that it states, or kUnknownCount
};

extern const PackedHead kZipmapHead;
extern const PackedHead kZiplistHead;
extern const PackedHead kListpackHead;
extern const PackedHead kIntsetHead;

/// The PackedBlob of the blob at the input: a node of a list or stream.
void tell_packed_node(ValueContext& context, const PackedHead& head, StreamId node = {});

/// LayoutBegin with the elements its head states (so many entries each), PackedBlob, LayoutEnd.
void tell_packed_layout(ValueContext& context, const PackedHead& head,
                        std::uint64_t entries_per_element);

}  // namespace rdb
