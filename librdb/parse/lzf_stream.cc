#include "librdb/parse/lzf_stream.h"

#include <algorithm>
#include <cstring>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

[[noreturn]] void throw_damaged(const char* reason) {
  throw CorruptInput(std::string("damaged LZF string: ") + reason);
}

}  // namespace

bool LzfStream::refill() {
  if (in_.empty()) in_ = compressed_.next();
  return !in_.empty();
}

unsigned LzfStream::take() {
  if (!refill()) throw_damaged("it ends within a reference");
  const auto byte = static_cast<unsigned char>(in_.front());
  in_.remove_prefix(1);
  return byte;
}

void LzfStream::produce(std::size_t n) {
  if (n > left_) throw_damaged("it gives more than the length it states");
  left_ -= n;
  used_ += n;
}

void LzfStream::copy_literals(std::size_t n) {
  char* to = buffer_.get() + used_;
  produce(n);
  while (n != 0) {
    if (!refill()) throw_damaged("it ends within a literal run");
    const std::size_t part = std::min(n, in_.size());
    std::memcpy(to, in_.data(), part);
    in_.remove_prefix(part);
    to += part;
    n -= part;
  }
}

void LzfStream::copy_reference(unsigned control) {
  std::size_t length = control >> 5;
  if (length == 7) length += take();
  length += 2;
  const std::size_t distance = ((std::size_t{control} & 31) << 8 | take()) + 1;
  if (distance > used_) throw_damaged("a reference points before its start");
  char* to = buffer_.get() + used_;
  produce(length);
  const char* from = to - distance;
  if (distance >= length) {
    std::memcpy(to, from, length);
  } else {
    for (std::size_t i = 0; i < length; ++i) to[i] = from[i];  // repeats its own output
  }
}

Bytes LzfStream::next() {
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(kBuffer);
  const std::size_t history = std::min(used_, kReach);
  std::memmove(buffer_.get(), buffer_.get() + (used_ - history), history);
  used_ = history;
  while (used_ < history + kPiece && refill()) {
    const unsigned control = take();
    if (control < 32) {
      copy_literals(control + 1);
    } else {
      copy_reference(control);
    }
  }
  if (used_ == history && left_ != 0) throw_damaged("it gives less than the length it states");
  return {buffer_.get() + history, used_ - history};
}

}  // namespace rdb
