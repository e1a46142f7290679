#include "librdb/memory/explanation.h"

#include <utility>

namespace rdb {

void Explanation::add(Bytes name, std::string formula, const Memory& memory) {
  terms_.push_back({name, std::move(formula), static_cast<std::int64_t>(memory.memory_usage),
                    static_cast<std::int64_t>(memory.allocated)});
}

Memory Explanation::total() const {
  Memory total;
  for (const MemoryTerm& term : terms_) {
    total +=
        {static_cast<std::uint64_t>(term.memory_usage), static_cast<std::uint64_t>(term.allocated)};
  }
  return total;
}

}  // namespace rdb
