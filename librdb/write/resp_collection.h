// A list, set, sorted set or hash as variadic commands, in chunks by elements and bytes.
//
//   collection.begin(entry);
//   collection.add(field); …
//   const bool sent = collection.end();
//
// A key that expires gets its PEXPIREAT behind the first and the last chunk, or behind the only
// one: a stream that breaks, or an expiry that comes while it runs, must leave no immortal key. A
// field's own expiry follows the chunk that sets it. Holds one chunk (64 KiB and one element) and
// the names of its fields that expire.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/event/events.h"
#include "librdb/write/resp_commands.h"

namespace rdb {

struct ChunkLimits {
  std::size_t elements = 0;
  std::size_t bytes = 0;
};

class CollectionCommands {
 public:
  CollectionCommands(CommandOutput& out, ChunkLimits limits) : out_(out), limits_(limits) {}

  /// `deletes_first`: what is there under the name goes.
  void begin(const Entry& entry, bool deletes_first);
  void add(const ListItem& item);
  void add(const SetMember& member);
  void add(const ZsetMember& member);
  void add(const HashField& field);
  /// False if no element came, and so no command but a DEL.
  bool end();

 private:
  void make_room(std::size_t bytes);
  void append(Bytes text);
  void append(const Payload& payload);
  bool is_large(const Payload& payload) const;
  void close_element();
  void begin_command(std::size_t elements);
  void send_chunk();
  void send_expiries();

  CommandOutput& out_;
  ChunkLimits limits_;
  const Entry* entry_ = nullptr;
  Bytes verb_;
  unsigned parts_per_element_ = 1;
  OwnedBytes chunk_;
  std::size_t used_ = 0;
  std::size_t elements_ = 0;  // in the chunk
  std::uint64_t chunks_ = 0;  // sent for this key
  struct Expiring {
    std::int64_t expire_ms = 0;
    std::size_t name_size = 0;
  };
  std::vector<Expiring> expiring_;  // fields of the chunk
  OwnedBytes expiring_names_;
};

}  // namespace rdb
