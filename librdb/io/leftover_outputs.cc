#include "librdb/io/leftover_outputs.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>

#include "librdb/io/posix.h"
#include "librdb/io/temporary_name.h"

namespace rdb {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

// Looks at the open file, so that what it says is true of the file that was locked.
bool is_abandoned(const std::string& path, std::uint64_t& bytes) {
  const FileDescriptor file = open_file(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  bytes = static_cast<std::uint64_t>(status.st_size);
  return ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

std::vector<LeftoverOutput> leftover_outputs(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string before = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(before.empty() ? "." : before.c_str()));
  std::vector<LeftoverOutput> found;
  if (folder == nullptr || name.empty()) return found;
  while (const dirent* entry = ::readdir(folder.get())) {
    if (!is_temporary_name(entry->d_name, name)) continue;
    LeftoverOutput file{before + entry->d_name};
    if (is_abandoned(file.path, file.bytes)) found.push_back(std::move(file));
  }
  std::sort(found.begin(), found.end(),
            [](const LeftoverOutput& a, const LeftoverOutput& b) { return a.path < b.path; });
  return found;
}

}  // namespace rdb
