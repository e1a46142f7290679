// Decompresses an LZF string of any size in bounded memory, piece by piece.
//
// References reach back at most 8 KiB, so the last 8 KiB of output and the piece being made are all
// that is held. For strings that fit the window `lzf_decompress` is faster.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/base/byte_stream.h"

namespace rdb {

class LzfStream final : public ByteStream {
 public:
  /// `compressed` must outlive it and give exactly the compressed bytes.
  LzfStream(ByteStream& compressed, std::uint64_t length)
      : compressed_(compressed), left_(length) {}

  /// The next piece of the text. Throws `CorruptInput` as `lzf_decompress` does.
  Bytes next() override;

 private:
  static constexpr std::size_t kReach = 8192;
  static constexpr std::size_t kPiece = std::size_t{64} << 10;
  static constexpr std::size_t kLongestRun = 264;
  static constexpr std::size_t kBuffer = kReach + kPiece + kLongestRun;

  bool refill();
  unsigned take();
  void copy_literals(std::size_t n);
  void copy_reference(unsigned control);
  void produce(std::size_t n);

  ByteStream& compressed_;
  std::uint64_t left_;  // of the text, still to come
  Bytes in_;
  std::unique_ptr<char[]> buffer_;
  std::size_t used_ = 0;  // bytes in the buffer, history included
};

}  // namespace rdb
