#include "librdb/io/fd_sink.h"

#include <unistd.h>

#include <cassert>
#include <cerrno>

namespace rdb {
namespace {

class FdSink final : public ByteSink {
 public:
  FdSink(int fd, std::string name, FileDescriptor owned)
      : owned_(std::move(owned)), fd_(fd), name_(std::move(name)) {}

  void write(Bytes bytes) override {
    write_all(fd_, bytes, name_);
    size_ += bytes.size();
  }
  bool seekable() const override { return false; }
  void patch(std::uint64_t, Bytes) override {
    throw_io_error("change what was written to", name_, ESPIPE);
  }
  void truncate(std::uint64_t) override { throw_io_error("take back from", name_, ESPIPE); }
  std::uint64_t size() const override { return size_; }
  // What a close can tell of earlier writes is known before other outputs get their names.
  void sync() override {
    if (const int error = owned_.close()) throw_io_error("close", name_, error);
  }
  void close() override { sync(); }

 private:
  FileDescriptor owned_;
  int fd_;
  std::string name_;
  std::uint64_t size_ = 0;
};

}  // namespace

std::unique_ptr<ByteSink> make_fd_sink(int fd, std::string name) {
  return std::make_unique<FdSink>(fd, std::move(name), FileDescriptor());
}

std::unique_ptr<ByteSink> make_fd_sink(FileDescriptor fd, std::string name) {
  const int number = fd.get();
  return std::make_unique<FdSink>(number, std::move(name), std::move(fd));
}

}  // namespace rdb
