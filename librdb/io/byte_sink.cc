#include "librdb/io/byte_sink.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "librdb/base/errors.h"
#include "librdb/io/fd_sink.h"
#include "librdb/io/file_sink.h"
#include "librdb/io/posix.h"

namespace rdb {
namespace {

// A device such as /dev/null or a terminal may be read and written at once.
bool is_same_data(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && !S_ISCHR(a.st_mode);
}

void refuse_inputs(const std::string& path, const struct stat& output,
                   const OutputOptions& options) {
  for (const std::string& input : options.inputs) {
    struct stat status {};
    const bool known =
        input == "-" ? ::fstat(STDIN_FILENO, &status) == 0 : ::stat(input.c_str(), &status) == 0;
    if (known && is_same_data(output, status)) {
      throw Refused("the output " + escaped(path, 4096) + " is the input " + escaped(input, 4096) +
                    ": write to another file");
    }
  }
}

// What a symbolic link stands for; other paths stay as the user wrote them.
std::string resolved(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0 && !S_ISLNK(status.st_mode)) return path;
  char* const real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) throw_io_error("resolve", path);
  std::string result = real;
  ::free(real);
  return result;
}

std::unique_ptr<ByteSink> open_stdout(const OutputOptions& options) {
  struct stat status {};
  if (::fstat(STDOUT_FILENO, &status) == 0) refuse_inputs("(stdout)", status, options);
  return make_fd_sink(STDOUT_FILENO, "(stdout)");
}

}  // namespace

std::unique_ptr<ByteSink> open_byte_sink(const std::string& path, const OutputOptions& options) {
  if (path == "-") return open_stdout(options);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno != ENOENT) throw_io_error("open", path);
    if (::lstat(path.c_str(), &status) == 0) {
      throw Refused(escaped(path, 4096) + " is a symbolic link to a file that does not exist");
    }
    return make_file_sink(path, options);
  }
  if (S_ISDIR(status.st_mode)) throw_io_error("write", path, EISDIR);
  refuse_inputs(path, status, options);
  if (!options.overwrite && (S_ISREG(status.st_mode) || S_ISBLK(status.st_mode))) {
    throw Refused(escaped(path, 4096) + " exists already and is not replaced unless overwriting " +
                  "is asked for (-O)");
  }
  if (S_ISREG(status.st_mode)) {
    return make_file_sink(resolved(path), options);
  }
  FileDescriptor fd = open_file(path.c_str(), O_WRONLY);
  if (!fd) throw_io_error("open", path);
  return make_fd_sink(std::move(fd), path);
}

void close_together(const std::vector<ByteSink*>& sinks) {
  for (ByteSink* const sink : sinks) {
    if (sink != nullptr) sink->sync();
  }
  for (ByteSink* const sink : sinks) {
    if (sink != nullptr) sink->close();
  }
}

}  // namespace rdb
