// Where an encoder begins to write a value.
#pragma once
#include <cstdint>

#include "librdb/io/output_buffer.h"

namespace rdb {

/// Called once per value, when its type is decided and before its first byte.
class ValueStart {
 public:
  /// Writes what stands before the value and says where the value goes.
  virtual OutputBuffer& start(std::uint8_t type_byte) = 0;

 protected:
  ~ValueStart() = default;
};

}  // namespace rdb
