#include "librdb/transform/memory_budget.h"

#include <string>

#include "librdb/base/errors.h"

namespace rdb {

void MemoryBudget::make_room(std::uint64_t bytes) {
  if (on_pressure_) on_pressure_();
  if (bytes <= left()) return;
  throw LimitExceeded("the run holds " + std::to_string(held_) + " bytes, needs " +
                      std::to_string(bytes) + " more and may hold " + std::to_string(limit_) +
                      ": raise --memory-limit");
}

}  // namespace rdb
