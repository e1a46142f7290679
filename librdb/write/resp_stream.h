// A stream as commands, so that the server holds what the dump held: entries with their ids,
// counters, groups, consumers, pending entries.
//
// A pending entry is made by XCLAIM, which servers from 7.0 on only do for an entry that exists.
// One that was deleted since is still pending, so groups come first: each consumer's pending ids
// are added, claimed and trimmed away, then the real entries are added with the same ids. That
// needs the entries behind the groups, which the dump has in front: their commands wait in a spool.
// What no command can set is when a consumer was seen and active.
//
// Holds the pending entries of one group (40 bytes each), two output buffers and spools.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "librdb/event/events.h"
#include "librdb/write/resp_commands.h"

namespace rdb {

class StreamCommands {
 public:
  /// `spools` may be null: a stream then is a std::logic_error.
  StreamCommands(CommandOutput& out, SpoolFactory* spools) : out_(out), spools_(spools) {}

  /// `has_counters`: the target knows entries added, entries read and deleted ids (7.0 and later).
  void begin(const Entry& entry, bool has_counters);
  void add(const StreamEntry& entry);
  void add(const StreamField& field);
  void add(const StreamInfo& info);
  void add(const StreamGroup& group);
  void add(const StreamPending& pending);
  void add(const StreamConsumer& consumer);
  void add(const StreamConsumerPending& pending);
  void end();

 private:
  struct Pending {
    StreamId id;
    std::int64_t delivery_ms = 0;
    std::uint64_t delivery_count = 0;
  };
  const Pending& pending(StreamId id) const;
  void finish_consumer();
  void claim(const Pending& pending);
  void add_placeholder(StreamId id);
  void set_id(CommandOutput& out, StreamId last, std::uint64_t added, StreamId max_deleted);

  CommandOutput& out_;
  SpoolFactory* spools_;
  const Entry* entry_ = nullptr;
  bool has_counters_ = false;
  std::unique_ptr<SpooledCommands> entries_;
  std::unique_ptr<SpooledCommands> last_;  // what must come behind the entries
  std::uint64_t entry_count_ = 0;
  std::uint64_t groups_ = 0;
  OwnedBytes group_;
  OwnedBytes consumer_;
  std::vector<Pending> pending_;  // of the group, ascending
  std::vector<StreamId> owned_;   // of the consumer
};

}  // namespace rdb
