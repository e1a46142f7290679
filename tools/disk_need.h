// What a regroup may need of disks, told before it begins.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace rdbmill {

struct DiskPlaces {
  std::string output;     ///< empty or "-": no file
  std::string temporary;  ///< folder
};

/// A sentence for people: at most so much for the output (while it is written a file it replaces is
/// there, too) and for temporary files, and what is free; a warning if that is less. Empty if the
/// inputs fit into memory, or their sizes are unknown.
std::string disk_need(const std::vector<std::string>& inputs, const DiskPlaces& places,
                      std::uint64_t memory_limit);

}  // namespace rdbmill
