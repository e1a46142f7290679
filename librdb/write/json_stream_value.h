// A stream as a JSON object, with the names XINFO STREAM FULL has:
//
//   {"entries":[["1-0",["field","value"]]],"length":1,"last-generated-id":"1-0",
//    "max-deleted-entry-id":"0-0","entries-added":1,"recorded-first-entry-id":"1-0",
//    "groups":[{"name":"g","last-delivered-id":"1-0","entries-read":1,
//               "pending":[["1-0","consumer",delivery ms,deliveries]],
//               "consumers":[{"name":"consumer","seen-time":ms,"active-time":ms,
//                             "pending":[["1-0",delivery ms,deliveries]]}]}]}
//
// entries-read is null where it is not known, active-time -1 where a consumer never was. Holds the
// pending entries of one group (48 bytes each) and its consumers.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/event/events.h"

namespace rdb {

class JsonStreamValue {
 public:
  void begin(OwnedBytes& line);
  void add(OwnedBytes& line, const StreamEntry& entry);
  /// Call before each value; the caller appends the value.
  void add_field(OwnedBytes& line, Bytes field);
  void add(OwnedBytes& line, const StreamInfo& info);
  void add(OwnedBytes& line, const StreamGroup& group);
  void add(OwnedBytes& line, const StreamPending& pending);
  void add(OwnedBytes& line, const StreamConsumer& consumer);
  void add(OwnedBytes& line, const StreamConsumerPending& pending);
  void end(OwnedBytes& line);

 private:
  static constexpr std::size_t kNobody = ~std::size_t{0};
  struct Pending {
    StreamId id;
    std::int64_t delivery_ms = 0;
    std::uint64_t delivery_count = 0;
    std::size_t consumer = kNobody;
  };

  Pending* find(StreamId id);
  void end_consumer();
  void end_group(OwnedBytes& line);

  bool first_entry_ = true;
  bool in_entry_ = false;
  bool first_field_ = true;
  std::uint64_t groups_ = 0;
  bool in_group_ = false;
  std::vector<Pending> pending_;       // of the group, ascending
  std::vector<OwnedBytes> consumers_;  // names as JSON
  OwnedBytes consumers_text_;          // their objects
  bool in_consumer_ = false;
  bool first_owned_ = true;
};

}  // namespace rdb
