// Temporary files beside an output that a process left there when it was killed.
//
//   for (const auto& file : rdb::leftover_outputs("new.rdb")) warn(file.path, file.bytes);
//
// They are rare: an output has a name before it is complete only where the file system knows no
// O_TMPFILE. Nothing of ours reads or removes them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace rdb {

struct LeftoverOutput {
  std::string path;
  std::uint64_t bytes = 0;
};

/// The regular files `.NAME.<16 hex digits>.tmp` beside `path`, sorted by path, without those that
/// a running process is writing (it holds a lock on them). Empty where the folder cannot be read.
/// O(entries of the folder).
std::vector<LeftoverOutput> leftover_outputs(const std::string& path);

}  // namespace rdb
