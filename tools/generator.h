// Makes a dump out of nothing, key by key, the same for the same options.
#pragma once
#include <cstdint>

#include "librdb/event/event_sink.h"

namespace rdbmill {

class Generator {
 public:
  virtual ~Generator() = default;
  /// Header, AUX fields and the database.
  virtual void begin(rdb::EventSink& sink) = 0;
  /// Tells the next keys, at most `most`; returns how many: 0 once all were told.
  virtual std::uint64_t add_keys(rdb::EventSink& sink, std::uint64_t most) = 0;
  virtual void end(rdb::EventSink& sink) { sink.on(rdb::Finish{.has_checksum = true}); }
};

}  // namespace rdbmill
