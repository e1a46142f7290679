// The consumer groups of a stream, written as they come: each level's count stands before it, so
// each has a spool.
#pragma once
#include <cstdint>

#include "librdb/base/spool.h"
#include "librdb/event/events.h"
#include "librdb/write/counted_output.h"
#include "librdb/write/string_encoder.h"

namespace rdb {

/// An id as two lengths.
void write_stream_id(OutputBuffer& out, StreamId id);
/// An id as 16 bytes, big-endian.
void write_fixed_stream_id(OutputBuffer& out, StreamId id);

class StreamGroupsEncoder {
 public:
  StreamGroupsEncoder(StringEncoder& strings, SpoolFactory* spools)
      : strings_(strings), groups_(spools), pending_(spools), consumers_(spools), owned_(spools) {}

  /// `type_byte` of the stream: 15, 19 or 21.
  void begin(std::uint8_t type_byte);
  void add(const StreamGroup& group);
  void add(const StreamPending& pending);
  void add(const StreamConsumer& consumer);
  void add(const StreamConsumerPending& pending);
  /// Finishes, and writes the number of groups and all of them.
  void write_to(OutputBuffer& out);

 private:
  enum class At : std::uint8_t { none, pending, consumer };

  void finish_consumer();
  void finish_group();

  StringEncoder& strings_;
  CountedSpool groups_;
  CountedSpool pending_;    // of the group
  CountedSpool consumers_;  // of the group
  CountedSpool owned_;      // of the consumer
  std::uint8_t type_byte_ = 0;
  At at_ = At::none;
};

}  // namespace rdb
