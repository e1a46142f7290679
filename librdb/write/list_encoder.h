// A list as a server would store it: nodes of about 8 KiB (type 18), or for targets before 7.0 one
// ziplist while it is small (type 14) and plain items beyond (type 1), which every server takes.
//
// An item larger than a node stands by itself, so no listpack comes near the sizes on which servers
// disagree. Holds one node; further ones and lists of unknown count go through a spool.
#pragma once
#include <cstdint>

#include "librdb/base/spool.h"
#include "librdb/event/events.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/write/counted_output.h"
#include "librdb/write/string_encoder.h"
#include "librdb/write/target.h"
#include "librdb/write/value_start.h"

namespace rdb {

class ListEncoder {
 public:
  /// All borrowed; `spools` may be null: a list that needs one then is a std::logic_error.
  ListEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools)
      : strings_(strings), limits_(limits), output_(spools) {}

  /// `type_byte` is the target's (TargetFormat::list_type). `start` must live until `end()`.
  void begin(std::uint8_t type_byte, std::uint64_t count, ValueStart& start);
  void add(const ListItem& item);
  /// False if the list is empty: then nothing was written. Throws `CorruptInput` if not as many
  /// items came as were announced.
  bool end();

 private:
  void add_to_nodes(const Payload& item);
  void add_to_ziplist(const Payload& item);
  void add_plain(const Payload& item);
  void become_plain();
  OutputBuffer& add_node();
  void write_packed_node();

  StringEncoder& strings_;
  EncodingLimits limits_;
  CountedOutput output_;
  ListpackBuilder listpack_;  // the node being filled
  ZiplistBuilder ziplist_;    // the whole list, while it is small
  ValueStart* start_ = nullptr;
  std::uint8_t type_byte_ = 0;
  std::uint64_t count_ = kUnknownCount;  // announced
  std::uint64_t items_ = 0;
  std::uint64_t nodes_ = 0;  // written
};

}  // namespace rdb
