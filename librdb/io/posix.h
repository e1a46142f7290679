// System calls as the io floor uses them: interrupted calls are repeated, short ones completed,
// errors thrown. Not for other floors.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "librdb/base/bytes.h"

namespace rdb {

/// Owns a descriptor, or none (-1).
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  /// Closes without a word: for what was read, or is given up.
  void reset() noexcept;
  /// Closes and gives back errno, 0 if all went well.
  int close() noexcept;

 private:
  int fd_ = -1;
};

/// open(2) with O_CLOEXEC and O_NOCTTY; empty with errno set if it fails.
FileDescriptor open_file(const char* path, int flags, unsigned mode = 0);
/// The same by openat(2), relative to an open folder.
FileDescriptor open_file_at(int folder, const char* path, int flags, unsigned mode = 0);

/// One read; waits if the descriptor is non-blocking. 0 at the end. Throws `IoError`.
std::size_t read_some(int fd, char* to, std::size_t size, const std::string& name);
std::size_t read_some_at(int fd, char* to, std::size_t size, std::uint64_t offset,
                         const std::string& name);

/// Writes everything. Throws `IoError` ("write <name>").
void write_all(int fd, Bytes bytes, const std::string& name);
void write_all_at(int fd, Bytes bytes, std::uint64_t offset, const std::string& name);
void resize_file(int fd, std::uint64_t size, const std::string& name);

/// fsync(2); returns errno, 0 if all went well.
int sync_file(int fd);

/// Throws `IoError` with errno, or the number given.
[[noreturn]] void throw_io_error(const char* verb, const std::string& name);
[[noreturn]] void throw_io_error(const char* verb, const std::string& name, int error_number);

}  // namespace rdb
