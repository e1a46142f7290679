// A stream as a server would store it (types 15, 19, 21): nodes of up to 100 entries or 4 KiB, then
// what is known of it, then its groups.
//
// Refuses what servers would not load or would load wrong: ids out of order, another length than
// there are entries (`CorruptInput`), a value of a size on whose listpack form servers disagree
// (`Unsupported`). Deleted entries are not written again. Holds one node and one entry (which may
// be a large value: up to `kMaxMaterialised`), and spools for nodes and groups, as their numbers
// are known only behind them.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/spool.h"
#include "librdb/event/events.h"
#include "librdb/write/stream_groups_encoder.h"
#include "librdb/write/stream_node_builder.h"
#include "librdb/write/target.h"
#include "librdb/write/value_start.h"

namespace rdb {

class StreamEncoder {
 public:
  /// All borrowed; `spools` may be null: a stream then is a std::logic_error.
  StreamEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools);

  /// `type_byte` is the target's (TargetFormat::stream_type), not 0. `start` must live until
  /// `end()`.
  void begin(std::uint8_t type_byte, ListpackForm form, ValueStart& start);
  void add(const StreamEntry& entry);
  void add(const StreamField& field) { node_.add(field); }
  void add(const StreamInfo& info);
  void add(const StreamGroup& group) { groups_.add(group); }
  void add(const StreamPending& pending) { groups_.add(pending); }
  void add(const StreamConsumer& consumer) { groups_.add(consumer); }
  void add(const StreamConsumerPending& pending) { groups_.add(pending); }
  void end();

 private:
  void finish_entry();
  void write_node();

  StringEncoder& strings_;
  StreamNodeBuilder node_;
  CountedSpool nodes_;
  StreamGroupsEncoder groups_;
  ValueStart* start_ = nullptr;
  OutputBuffer* out_ = nullptr;  // once the nodes are through
  std::uint8_t type_byte_ = 0;
  std::uint64_t entries_ = 0;
  StreamId last_id_;
  bool in_entry_ = false;
};

}  // namespace rdb
