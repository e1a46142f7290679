// The table behind remove_pending_outputs(). Private to the io floor.
#pragma once
#include <string>

namespace rdb {

/// Lists a name in a folder for as long as it lives. `folder` must stay open that long.
class PendingOutput {
 public:
  PendingOutput() = default;
  PendingOutput(int folder, const std::string& name) noexcept;
  PendingOutput(const PendingOutput&) = delete;
  PendingOutput& operator=(const PendingOutput&) = delete;
  ~PendingOutput();

 private:
  int slot_ = -1;
};

}  // namespace rdb
