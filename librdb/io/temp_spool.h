// A spool that starts in memory and goes on in an unlinked temporary file.
#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "librdb/base/limits.h"
#include "librdb/base/spool.h"

namespace rdb {

/// Makes spools that hold up to `memory` bytes each and go to a file (O_TMPFILE, else mkstemp and
/// unlink; mode 0600) in `folder` beyond. An empty folder means $TMPDIR is not consulted but "/tmp"
/// used: who builds the pipeline decides. Throws `IoError` from append and replay.
class TempSpoolFactory final : public SpoolFactory {
 public:
  explicit TempSpoolFactory(std::string folder, std::size_t memory = kSpoolMemory);
  std::unique_ptr<Spool> make() override;

 private:
  std::string folder_;
  std::size_t memory_;
};

}  // namespace rdb
