#include "librdb/io/fd_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "librdb/base/errors.h"
#include "librdb/io/posix.h"

namespace rdb {
namespace {

class FdSource final : public Source {
 public:
  FdSource(int fd, std::string name, FileDescriptor owned);
  std::size_t read(char* to, std::size_t size) override;
  std::uint64_t bytes_left() const override {
    return length_ == kUnknown ? kUnknown : length_ - position_;
  }
  std::uint64_t position() const override { return position_; }
  std::uint64_t length() const override { return length_; }
  const std::string& name() const override { return name_; }

 private:
  FileDescriptor owned_;
  int fd_;
  std::string name_;
  std::uint64_t position_ = 0;
  std::uint64_t length_ = kUnknown;
};

FdSource::FdSource(int fd, std::string name, FileDescriptor owned)
    : owned_(std::move(owned)), fd_(fd), name_(std::move(name)) {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) throw_io_error("read", name_);
  if (S_ISDIR(status.st_mode)) throw_io_error("read", name_, EISDIR);
  // Files that the kernel makes up (/proc) claim to be regular and empty: those are read like
  // pipes.
  if (!S_ISREG(status.st_mode) || status.st_size == 0) return;
  const off_t start = ::lseek(fd_, 0, SEEK_CUR);
  if (start < 0) return;
  position_ = static_cast<std::uint64_t>(start);
  length_ = std::max(position_, static_cast<std::uint64_t>(status.st_size));
  ::posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);  // advice: a refusal changes nothing
}

// What is added to a regular file after it was opened is not read: `bytes_left()` stays a promise.
std::size_t FdSource::read(char* to, std::size_t size) {
  assert(size > 0);
  const std::uint64_t left = bytes_left();
  if (left == 0) return 0;
  const std::size_t n =
      read_some(fd_, to, static_cast<std::size_t>(std::min<std::uint64_t>(size, left)), name_);
  position_ += n;
  if (n == 0 && length_ != kUnknown) {
    throw TruncatedInput("the file shrank while it was read: it had " + std::to_string(length_) +
                         " bytes when it was opened and ends now at byte " +
                         std::to_string(position_));
  }
  return n;
}

}  // namespace

std::unique_ptr<Source> make_fd_source(int fd, std::string name) {
  return std::make_unique<FdSource>(fd, std::move(name), FileDescriptor());
}

std::unique_ptr<Source> open_file_source(const std::string& path) {
  FileDescriptor fd = open_file(path.c_str(), O_RDONLY);
  if (!fd) throw_io_error("open", path);
  const int number = fd.get();
  return std::make_unique<FdSource>(number, path, std::move(fd));
}

}  // namespace rdb
