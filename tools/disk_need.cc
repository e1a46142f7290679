#include "tools/disk_need.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <filesystem>

#include "librdb/report/quantity_text.h"

namespace rdbmill {
namespace {

// Of a counter's record of 45 bytes 5 to 7 are spilled; a key without many siblings goes with its
// whole name, and one that is held as it is.
constexpr std::uint64_t kSpillParts = 2;

std::uint64_t free_bytes(const std::string& folder) {
  struct statvfs status {};
  if (::statvfs(folder.empty() ? "." : folder.c_str(), &status) != 0) return 0;
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

}  // namespace

std::string disk_need(const std::vector<std::string>& inputs, const DiskPlaces& places,
                      std::uint64_t memory_limit) {
  std::uint64_t bytes = 0;
  for (const std::string& path : inputs) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
    bytes += static_cast<std::uint64_t>(status.st_size);
  }
  if (bytes / kSpillParts < memory_limit) return {};
  const bool writes = !places.output.empty() && places.output != "-";
  const std::string output_folder = std::filesystem::path(places.output).parent_path().string();
  const std::uint64_t spill = bytes / kSpillParts;
  const std::uint64_t free_for_spill = free_bytes(places.temporary);
  const std::uint64_t free_for_output = free_bytes(output_folder);
  std::string text = "disk: up to " + rdb::iec_bytes(spill) + " for temporary files (" +
                     rdb::iec_bytes(free_for_spill) + " free)";
  if (writes) {
    text += ", up to " + rdb::iec_bytes(bytes) + " for the output (" +
            rdb::iec_bytes(free_for_output) + " free)";
  }
  const bool one_disk = writes && free_for_spill == free_for_output;
  const bool short_of_it =
      spill > free_for_spill || (writes && bytes + (one_disk ? spill : 0) > free_for_output);
  return (short_of_it ? "warning: may not suffice: " : "") + text;
}

}  // namespace rdbmill
