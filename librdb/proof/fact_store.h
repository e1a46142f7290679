// The facts of two dumps, sorted so that what must agree meets: by the hash of database and key
// (the high half), then by that of the field (the low half), so that a hash of any size can be
// taken apart.
//
//   FactStore store({.folder = "/var/tmp"}, 64 << 20);
//   store.add(fact);
//   store.add_late(fact);            // compared last: see fact_comparison.h
#pragma once
#include <cstdint>

#include "librdb/base/name_hasher.h"
#include "librdb/io/hash_partitions.h"
#include "librdb/io/spill_file.h"
#include "librdb/proof/fact.h"

namespace rdb {

class FactStore final : public FactSink {
 public:
  static constexpr unsigned kKeyBits = 32;

  /// Holds `memory` bytes and a block of the file.
  FactStore(SpillFileOptions spill, std::uint64_t memory)
      : file_(std::move(spill)), main_(file_, memory / 4 * 3), late_(file_, memory / 4) {}

  void add(const Fact& fact) override { put(main_, fact); }
  void add_late(const Fact& fact) override { put(late_, fact); }

  HashPartitions& main() { return main_; }
  HashPartitions& late() { return late_; }
  const NameHasher& hasher() const { return hasher_; }
  std::uint64_t spilled_bytes() const { return file_.size(); }

 private:
  void put(HashPartitions& partitions, const Fact& fact);

  NameHasher hasher_;
  SpillFile file_;
  HashPartitions main_;
  HashPartitions late_;
  OwnedBytes record_;
};

}  // namespace rdb
