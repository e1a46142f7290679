// Takes a partition that does not fit into memory apart by the next bits of its groups' hashes.
#pragma once
#include <vector>

#include "librdb/transform/group_hash.h"
#include "librdb/transform/memory_budget.h"
#include "librdb/transform/spilled_partition.h"

namespace rdb {

inline constexpr unsigned kSplitBits = 4;

/// The parts in the order of their hashes, in the spill file, empty ones too. Records keep their
/// order; each part has numbers of its own. Reads the partition once. Holds a buffer a part and 8
/// bytes a group, counted. Throws `LimitExceeded`; `IoError`, also if two groups were taken for
/// one. Requires: hash_bits <= 60.
std::vector<SpilledPartition> split_partition(const SpilledPartition& data,
                                              const GroupHasher& hasher, SpillFile& file,
                                              MemoryBudget& budget, bool rules);

}  // namespace rdb
