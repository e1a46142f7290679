// What a loaded stream costs. Internal to MemoryMeter; used as ListMeter is.
//
// Listpacks are kept as they were saved; the radix trees that hold them, the groups, the consumers
// and the pending entries have the form that their keys give them. Source: rdb.c rdbLoadObject
// (RDB_TYPE_STREAM_LISTPACKS), object.c objectComputeSize, t_stream.c.
#pragma once
#include <cstdint>

#include "librdb/event/events.h"
#include "librdb/memory/radix_tree.h"
#include "librdb/memory/value_memory.h"

namespace rdb {

class StreamMeter {
 public:
  /// The profile must outlive it.
  explicit StreamMeter(const ServerProfile& profile);

  void begin();
  void add(const PackedBlob& blob);
  void add(const StreamInfo& info) { length_ = info.length; }
  void add(const StreamGroup& group);
  void add(const StreamPending& pending);
  void add(const StreamConsumer& consumer);
  void add(const StreamConsumerPending& pending) { owned_.add(pending.id); }
  KeyCost cost(MemorySum& sum);

 private:
  void close_consumer();
  void close_group();
  std::uint64_t tree_usage(const RadixTreeSize& size) const;
  void add_groups(MemorySum& sum) const;
  std::uint64_t tree_allocated(const RadixTreeSize& size) const;

  const ServerProfile& profile_;
  std::uint64_t length_ = 0;
  std::uint64_t blobs_ = 0;  // bytes of the listpacks' blocks
  IdTree nodes_;
  NameTree groups_;
  std::uint64_t groups_usage_ = 0;
  std::uint64_t groups_allocated_ = 0;
  std::uint64_t group_count_ = 0;
  bool in_group_ = false;
  IdTree pending_;
  NameTree consumers_;
  std::uint64_t consumers_usage_ = 0;
  std::uint64_t consumer_count_ = 0;
  bool in_consumer_ = false;
  IdTree owned_;
  bool is_exact_ = true;  // false for ids that are not in order, which no server writes
};

}  // namespace rdb
