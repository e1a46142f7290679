#include "librdb/event/stream_check.h"

#include <string>

#include "librdb/base/errors.h"

namespace rdb {

void check_length(std::uint64_t stated, std::uint64_t entries) {
  if (stated == entries) return;
  throw CorruptInput("a stream states " + std::to_string(stated) + " entries and holds " +
                     std::to_string(entries));
}

void check_last_id(StreamId stated, StreamId last_entry) {
  if (stated >= last_entry) return;
  throw CorruptInput("a stream's last id is less than that of its last entry");
}

}  // namespace rdb
