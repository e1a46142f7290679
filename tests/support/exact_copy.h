// Bytes in a heap block of exactly their size: a read one byte too far is seen by AddressSanitizer.
#pragma once
#include <memory>

#include "librdb/base/bytes.h"

namespace rdb::testing {

class ExactCopy {
 public:
  explicit ExactCopy(Bytes bytes) : size_(bytes.size()), data_(new char[size_]) {
    bytes.copy(data_.get(), size_);
  }
  Bytes bytes() const { return {data_.get(), size_}; }
  char* data() { return data_.get(); }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> data_;
};

}  // namespace rdb::testing
