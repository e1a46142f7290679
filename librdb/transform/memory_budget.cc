#include "librdb/transform/memory_budget.h"

#include <string>

#include "librdb/base/errors.h"

namespace rdb {

void MemoryBudget::refuse(std::uint64_t bytes) const {
  throw LimitExceeded("regrouping holds " + std::to_string(held_) + " bytes, needs " +
                      std::to_string(bytes) + " more and may hold " + std::to_string(limit_) +
                      ": raise --memory-limit");
}

}  // namespace rdb
