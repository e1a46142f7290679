// Dumps outside the repository, found through RDBMILL_CORPUS.
//
//   const auto dumps = testing::corpus_dumps();
//   if (dumps.empty()) GTEST_SKIP() << "RDBMILL_CORPUS names no folder of dumps";
#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "librdb/base/bytes.h"

namespace rdb::testing {

/// Every golden dump (*.rdb below golden/), sorted by name; empty without a corpus.
inline std::vector<std::filesystem::path> corpus_dumps() {
  std::vector<std::filesystem::path> dumps;
  const char* const corpus = std::getenv("RDBMILL_CORPUS");
  if (corpus == nullptr || *corpus == '\0') return dumps;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(corpus) / "golden")) {
    if (file.path().extension() == ".rdb") dumps.push_back(file.path());
  }
  std::sort(dumps.begin(), dumps.end());
  return dumps;
}

inline OwnedBytes file_content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return OwnedBytes(std::istreambuf_iterator<char>(in), {});
}

}  // namespace rdb::testing
