// A dump with every type, as caches and applications have them: for tests and benchmarks.
//
// Of 100 keys about 60 are strings, half of them text that LZF halves; 14 hashes, some with fields
// that expire; 9 lists, 8 sets, 7 sorted sets, 2 streams with groups and pending entries. Small
// ones and large ones, so that every encoding of Redis 8.0 occurs. One key in five expires. Each
// key follows from its number and the seed: memory does not grow, and equal options give equal
// bytes.
#pragma once
#include <cstdint>

#include "tools/generator.h"

namespace rdbmill {

struct MixedOptions {
  std::uint64_t keys = 1'000'000;
  std::uint64_t seed = 1;
  std::int64_t ctime_seconds = 1'764'547'200;  ///< 2025-12-01
};

class MixedGenerator final : public Generator {
 public:
  explicit MixedGenerator(const MixedOptions& options) : options_(options) {}
  void begin(rdb::EventSink& sink) override;
  std::uint64_t add_keys(rdb::EventSink& sink, std::uint64_t most) override;

 private:
  class Key;

  MixedOptions options_;
  std::uint64_t next_ = 0;
};

}  // namespace rdbmill
