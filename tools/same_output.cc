#include "tools/same_output.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "librdb/base/errors.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

namespace fs = std::filesystem;

bool look_up(const std::string& path, struct stat& status) {
  return path == "-" ? ::fstat(STDOUT_FILENO, &status) == 0 : ::stat(path.c_str(), &status) == 0;
}

std::string numbers(const struct stat& status) {
  return std::to_string(status.st_dev) + ':' + std::to_string(status.st_ino);
}

// What a file that does not exist yet has in common under all its names: the nearest folder that
// exists, and the way from there.
std::string future_file(const std::string& path) {
  std::error_code unknown;
  fs::path folder = fs::weakly_canonical(fs::absolute(path, unknown), unknown);
  if (unknown) return path;  // opening it will say what is wrong
  fs::path way;
  struct stat status {};
  while (folder.has_relative_path() && ::stat(folder.c_str(), &status) != 0) {
    way = folder.filename() / way;
    folder = folder.parent_path();
  }
  if (::stat(folder.c_str(), &status) != 0) return path;
  return numbers(status) + '/' + way.string();
}

// Empty if writing it twice does no harm.
std::string identity(const std::string& path) {
  struct stat status {};
  if (!look_up(path, status)) return path == "-" ? std::string() : future_file(path);
  const bool is_stream =
      S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
  return is_stream ? std::string() : numbers(status);
}

std::string shown(const std::string& path) {
  return path == "-" ? "stdout" : '"' + rdb::escaped(path, 4096) + '"';
}

}  // namespace

void refuse_same_output(const std::vector<NamedOutput>& outputs) {
  std::map<std::string, const NamedOutput*> known;
  for (const NamedOutput& output : outputs) {
    if (output.path.empty()) continue;
    const std::string file = identity(output.path);
    if (file.empty()) continue;
    const auto [other, is_new] = known.emplace(file, &output);
    if (is_new) continue;
    const NamedOutput& first = *other->second;
    throw UsageError(output.option + ' ' + shown(output.path) + " is the same file as " +
                         first.option + ' ' + shown(first.path),
                     "each output needs a file of its own");
  }
}

}  // namespace rdbmill
