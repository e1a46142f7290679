#include "librdb/io/temp_spool.h"

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "librdb/base/errors.h"
#include "librdb/io/posix.h"
#include "librdb/io/unlinked_file.h"

namespace rdb {
namespace {

class TempSpool final : public Spool {
 public:
  TempSpool(const std::string& folder, std::size_t memory)
      : folder_(folder), name_("a temporary file in " + folder), memory_(memory) {}

  void append(Bytes bytes) override;
  std::uint64_t size() const override {
    return in_file_ != 0 && replaying_ ? in_file_ : in_file_ + buffer_.size();
  }
  ByteStream& replay() override;
  void clear() override;

 private:
  class Replay final : public ByteStream {
   public:
    explicit Replay(TempSpool& spool) : spool_(spool) {}
    void restart() { position_ = 0; }
    Bytes next() override;

   private:
    TempSpool& spool_;
    std::uint64_t position_ = 0;
  };

  void write_to_file(Bytes bytes);

  std::string folder_;
  std::string name_;
  std::size_t memory_;
  OwnedBytes buffer_;  // all of it, or what stands behind the file's end; while replaying a piece
  FileDescriptor file_;
  std::uint64_t in_file_ = 0;
  bool replaying_ = false;
  Replay replay_{*this};
};

void TempSpool::append(Bytes bytes) {
  assert(!replaying_);
  if (bytes.size() > memory_ - buffer_.size()) {
    write_to_file(buffer_);
    buffer_.clear();
    if (bytes.size() > memory_) return write_to_file(bytes);
  }
  buffer_ += bytes;
}

void TempSpool::write_to_file(Bytes bytes) {
  if (bytes.empty()) return;
  if (!file_) file_ = open_unlinked_file(folder_);
  write_all_at(file_.get(), bytes, in_file_, name_);
  in_file_ += bytes.size();
}

ByteStream& TempSpool::replay() {
  if (in_file_ != 0 && !replaying_) {
    write_to_file(buffer_);
    buffer_.resize(std::clamp<std::size_t>(memory_, 4096, kSpoolMemory));
  }
  replaying_ = true;
  replay_.restart();
  return replay_;
}

Bytes TempSpool::Replay::next() {
  TempSpool& s = spool_;
  if (s.in_file_ == 0) {
    const Bytes all = position_ == 0 ? Bytes(s.buffer_) : Bytes();
    position_ += all.size();
    return all;
  }
  const std::uint64_t left = s.in_file_ - position_;
  if (left == 0) return {};
  const std::size_t n =
      read_some_at(s.file_.get(), s.buffer_.data(),
                   static_cast<std::size_t>(std::min<std::uint64_t>(left, s.buffer_.size())),
                   position_, s.name_);
  if (n == 0) throw_io_error("read back", s.name_, EIO);
  position_ += n;
  return Bytes(s.buffer_.data(), n);
}

void TempSpool::clear() {
  buffer_.clear();
  if (in_file_ != 0) resize_file(file_.get(), 0, name_);
  in_file_ = 0;
  replaying_ = false;
}

}  // namespace

TempSpoolFactory::TempSpoolFactory(std::string folder, std::size_t memory)
    : folder_(folder.empty() ? "/tmp" : std::move(folder)), memory_(memory) {}

std::unique_ptr<Spool> TempSpoolFactory::make() {
  return std::make_unique<TempSpool>(folder_, memory_);
}

}  // namespace rdb
