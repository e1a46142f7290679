#include "librdb/write/spooled_output.h"

#include <stdexcept>

namespace rdb {

void SpoolSink::patch(std::uint64_t, Bytes) {
  throw std::logic_error("a spooled value is not patched");
}

void SpoolSink::truncate(std::uint64_t size) {
  if (size != 0) throw std::logic_error("a spooled value is only cleared as a whole");
  spool_->clear();
}

}  // namespace rdb
