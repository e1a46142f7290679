#include "librdb/io/output_buffer.h"

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "librdb/base/errors.h"
#include "librdb/io/crc64.h"

namespace rdb {

OutputBuffer::OutputBuffer(ByteSink& sink, Checksum checksum)
    : sink_(sink),
      buffer_(std::make_unique_for_overwrite<char[]>(kOutputBufferBytes)),
      checksum_(checksum) {}

// Fills the buffer to its end each time, so that the sink sees whole buffers.
void OutputBuffer::append_slowly(Bytes bytes) {
  while (!bytes.empty()) {
    if (room() == 0) flush();
    if (used_ == 0 && bytes.size() >= kOutputBufferBytes) {
      hand_on(bytes.substr(0, kOutputBufferBytes));
      bytes.remove_prefix(kOutputBufferBytes);
      continue;
    }
    const std::size_t n = bytes.copy(buffer_.get() + used_, room());
    used_ += n;
    bytes.remove_prefix(n);
  }
}

void OutputBuffer::flush() {
  if (used_ == 0) return;
  hand_on(Bytes(buffer_.get(), used_));
  used_ = 0;
}

// To the sink. A mark that lies within the bytes takes the checksum up to it along.
void OutputBuffer::hand_on(Bytes bytes) {
  if (checksum_ == Checksum::crc64) {
    Bytes rest = bytes;
    if (mark_ > flushed_ && mark_ <= flushed_ + bytes.size()) {
      const auto before = static_cast<std::size_t>(mark_ - flushed_);
      mark_crc_ = crc_ = crc64(crc_, rest.substr(0, before));
      rest.remove_prefix(before);
    }
    crc_ = crc64(crc_, rest);
  }
  sink_.write(bytes);
  flushed_ += bytes.size();
}

std::uint64_t OutputBuffer::crc() {
  assert(checksum_ == Checksum::crc64);
  flush();
  return crc_;
}

OutputBuffer::Mark OutputBuffer::mark() {
  mark_ = size();
  mark_crc_ = crc_;  // of what was flushed: right if that is all, else hand_on() completes it
  return {mark_};
}

void OutputBuffer::rollback(Mark mark) {
  assert(mark.size == mark_ && mark.size <= size());
  if (mark.size >= flushed_) {
    used_ = static_cast<std::size_t>(mark.size - flushed_);
    return;
  }
  if (!sink_.seekable()) throw IoError("take back bytes already written to a pipe", ESPIPE);
  sink_.truncate(mark.size);
  flushed_ = mark.size;
  used_ = 0;
  crc_ = mark_crc_;
}

void OutputBuffer::patch(std::uint64_t offset, Bytes old_bytes, Bytes new_bytes) {
  assert(old_bytes.size() == new_bytes.size());
  assert(offset + old_bytes.size() <= size());
  const auto gone = static_cast<std::size_t>(
      std::clamp<std::uint64_t>(flushed_, offset, offset + new_bytes.size()) - offset);
  if (gone < new_bytes.size()) {
    char* const to = buffer_.get() + (offset + gone - flushed_);
    assert(old_bytes.substr(gone) == Bytes(to, old_bytes.size() - gone));
    new_bytes.copy(to, new_bytes.size() - gone, gone);
  }
  if (gone == 0) return;
  if (!sink_.seekable()) throw IoError("change bytes already written to a pipe", ESPIPE);
  sink_.patch(offset, new_bytes.substr(0, gone));
  if (checksum_ == Checksum::none) return;
  // CRC is linear: the difference of two texts has the difference of their checksums.
  OwnedBytes difference(old_bytes.substr(0, gone));
  for (std::size_t i = 0; i < gone; ++i) difference[i] ^= new_bytes[i];
  const auto correct = [&](std::uint64_t& crc, std::uint64_t end) {
    if (end <= offset) return;
    const Bytes covered = Bytes(difference).substr(0, end - offset);
    crc ^= crc64_append_zeros(crc64(0, covered), end - offset - covered.size());
  };
  correct(crc_, flushed_);
  if (mark_ <= flushed_) correct(mark_crc_, mark_);
}

}  // namespace rdb
