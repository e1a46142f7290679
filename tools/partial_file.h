// Partial results as files: told from dumps, and read.
#pragma once
#include <string>

#include "librdb/base/errors.h"
#include "librdb/report/dump_report.h"

namespace rdbmill {

/// A partial result in the place of a dump, or the other way round: nothing is damaged, and to
/// fetch it again would not help. Exit status 3 all the same: what was wanted could not be read.
class WrongFile final : public rdb::CorruptInput {
 public:
  WrongFile(const std::string& file, const std::string& reason, std::string hint);
  const std::string& hint() const { return hint_; }

 protected:
  const char* kind() const override { return "wrong file"; }

 private:
  std::string hint_;
};

/// Whether the file is a partial result rather than a dump. "-" never is: it cannot be looked at
/// twice. Throws `rdb::IoError`.
bool is_partial_result(const std::string& path);

/// Throws what PartialReader throws; `WrongFile` for a dump.
rdb::DumpReport read_partial_result(const std::string& path);

/// In a catch block of damage in what was read as a dump: throws `WrongFile` if the file is a
/// partial result, else nothing. Only regular files are looked at again.
void refuse_partial_result(const rdb::CorruptInput& error, const std::string& path);

}  // namespace rdbmill
