// Whether a dump holds a key twice, which no server writes: then much that holds for dumps does
// not.
#pragma once
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "librdb/event/stage.h"
#include "librdb/event/text_sink.h"

namespace rdb::fuzzing {

/// Notes the names of the keys that pass.
class KeyNames final : public Stage {
 public:
  KeyNames() : Stage(end_), end_(text_, kSkip) {}
  Interests enter(const Entry& entry) override {
    names_.emplace_back(entry.db, OwnedBytes(entry.key));
    return Stage::enter(entry);
  }
  bool any_twice() {
    std::sort(names_.begin(), names_.end());
    return std::adjacent_find(names_.begin(), names_.end()) != names_.end();
  }

 private:
  OwnedBytes text_;
  TextSink end_;
  std::vector<std::pair<std::uint32_t, OwnedBytes>> names_;
};

}  // namespace rdb::fuzzing
