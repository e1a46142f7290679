// Dumps of real servers outside the repository, found through RDBMILL_CORPUS.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb::testing {

/// All golden dumps in order; empty when there is no corpus here (tests then skip, by name).
inline std::vector<std::filesystem::path> golden_dumps() {
  std::vector<std::filesystem::path> dumps;
  const char* corpus = std::getenv("RDBMILL_CORPUS");
  if (corpus == nullptr || *corpus == '\0') return dumps;
  const auto golden = std::filesystem::path(corpus) / "golden";
  for (const auto& file : std::filesystem::recursive_directory_iterator(golden)) {
    if (file.path().extension() == ".rdb") dumps.push_back(file.path());
  }
  std::sort(dumps.begin(), dumps.end());
  return dumps;
}

inline OwnedBytes content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return OwnedBytes(std::istreambuf_iterator<char>(in), {});
}

}  // namespace rdb::testing
