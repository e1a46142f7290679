#include "librdb/io/posix.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

// Linux moves at most 0x7ffff000 bytes a call anyway.
constexpr std::size_t kMostPerCall = std::size_t{1} << 30;

// Repeats `call` while it is interrupted, and waits for a descriptor that somebody made
// non-blocking (a pipe shared with another program).
template <typename Call>
std::size_t complete(Call call, int fd, short readiness, const char* verb,
                     const std::string& name) {
  for (;;) {
    const ssize_t n = call();
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd waiting{fd, readiness, 0};
      if (::poll(&waiting, 1, -1) >= 0 || errno == EINTR) continue;
    }
    if (errno != EINTR) throw_io_error(verb, name);
  }
}

}  // namespace

void FileDescriptor::reset() noexcept { close(); }

int FileDescriptor::close() noexcept {
  if (fd_ < 0) return 0;
  const int kept = errno;
  // Not repeated on EINTR: on Linux the descriptor is gone by then.
  const int result = ::close(std::exchange(fd_, -1));
  const int error = result == 0 || errno == EINTR ? 0 : errno;
  errno = kept;
  return error;
}

FileDescriptor open_file(const char* path, int flags, unsigned mode) {
  return open_file_at(AT_FDCWD, path, flags, mode);
}

FileDescriptor open_file_at(int folder, const char* path, int flags, unsigned mode) {
  for (;;) {
    const int fd = ::openat(folder, path, flags | O_CLOEXEC | O_NOCTTY, mode);
    if (fd >= 0 || errno != EINTR) return FileDescriptor(fd);
  }
}

std::size_t read_some(int fd, char* to, std::size_t size, const std::string& name) {
  size = std::min(size, kMostPerCall);
  return complete([&] { return ::read(fd, to, size); }, fd, POLLIN, "read", name);
}

std::size_t read_some_at(int fd, char* to, std::size_t size, std::uint64_t offset,
                         const std::string& name) {
  size = std::min(size, kMostPerCall);
  return complete([&] { return ::pread(fd, to, size, static_cast<off_t>(offset)); }, fd, POLLIN,
                  "read", name);
}

void write_all(int fd, Bytes bytes, const std::string& name) {
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), kMostPerCall);
    bytes.remove_prefix(
        complete([&] { return ::write(fd, bytes.data(), size); }, fd, POLLOUT, "write", name));
  }
}

void write_all_at(int fd, Bytes bytes, std::uint64_t offset, const std::string& name) {
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), kMostPerCall);
    const std::size_t n =
        complete([&] { return ::pwrite(fd, bytes.data(), size, static_cast<off_t>(offset)); }, fd,
                 POLLOUT, "write", name);
    bytes.remove_prefix(n);
    offset += n;
  }
}

void resize_file(int fd, std::uint64_t size, const std::string& name) {
  complete([&] { return ::ftruncate(fd, static_cast<off_t>(size)); }, fd, POLLOUT, "truncate",
           name);
}

int sync_file(int fd) {
  while (::fsync(fd) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

void throw_io_error(const char* verb, const std::string& name) {
  throw_io_error(verb, name, errno);
}

void throw_io_error(const char* verb, const std::string& name, int error_number) {
  throw IoError(std::string(verb) + ' ' + (name.empty() ? "\"\"" : escaped(name, 4096)),
                error_number);
}

}  // namespace rdb
