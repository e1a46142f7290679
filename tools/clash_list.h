// All conflicts of a regroup in a file, one JSON object a line, instead of the first in a message.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/io/byte_sink.h"
#include "librdb/transform/field_merge.h"

namespace rdbmill {

class ClashList {
 public:
  /// Lists at most `limit`.
  ClashList(std::unique_ptr<rdb::ByteSink> out, std::uint64_t limit)
      : out_(std::move(out)), limit_(limit) {}
  /// False once the limit is reached.
  bool add(const rdb::FieldClash& clash);
  /// Not there before this is closed.
  rdb::ByteSink& sink() { return *out_; }
  std::uint64_t count() const { return count_; }

 private:
  std::unique_ptr<rdb::ByteSink> out_;
  std::uint64_t limit_;
  std::uint64_t count_ = 0;
};

}  // namespace rdbmill
