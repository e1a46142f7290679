// The two hashes of a group's name.
#pragma once
#include <array>
#include <cstdint>

#include "librdb/base/bytes.h"

namespace rdb {

struct GroupHash {
  /// XXH3-64 of (database, name) with one fixed seed. Groups leave in the order of (order, name
  /// bytes), so it may never change; its leading bits are the partition.
  std::uint64_t order = 0;
  /// Another one, with secrets of this run: no dump can be made so that its groups are confused.
  std::uint64_t identity = 0;
};

class GroupHasher {
 public:
  /// Draws the secrets of the run.
  explicit GroupHasher(std::uint32_t db);
  GroupHash operator()(Bytes name) const;
  std::uint64_t identity(Bytes name) const;
  std::uint64_t order(Bytes name) const;

 private:
  std::uint64_t order_seed_;
  std::array<std::uint64_t, 8> secrets_;
};

}  // namespace rdb
