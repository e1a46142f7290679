#include "librdb/io/frame_source.h"

#include <lz4frame.h>
#define ZSTD_STATIC_LINKING_ONLY  // for the error that names the window
#include <zstd.h>
#include <zstd_errors.h>

#include <cassert>
#include <cstring>
#include <new>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr std::size_t kInputBytes = std::size_t{256} << 10;

struct Step {
  std::size_t consumed = 0;
  std::size_t produced = 0;
  bool between_frames = false;
  std::string damage;  // empty if all is well
};

// libzstd, which goes from frame to frame by itself.
class ZstdDecoder {
 public:
  static constexpr const char* kName = "zstd";
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kLargestZstdWindowLog);
  }
  ~ZstdDecoder() { ZSTD_freeDCtx(context_); }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;

  Step decode(Bytes from, char* to, std::size_t size) {
    ZSTD_inBuffer in{from.data(), from.size(), 0};
    ZSTD_outBuffer out{to, size, 0};
    const std::size_t result = ZSTD_decompressStream(context_, &out, &in);
    Step step{in.pos, out.pos, result == 0, {}};
    if (!ZSTD_isError(result)) return step;
    if (ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge) {
      throw LimitExceeded("zstd: a frame asks for a window of more than " +
                          std::to_string(1U << (kLargestZstdWindowLog - 20)) +
                          " MiB (it was made with --long or --ultra): decompress it with zstd -d "
                          "--long=31 first");
    }
    step.damage = ZSTD_getErrorName(result);
    return step;
  }

 private:
  ZSTD_DCtx* context_;
};

// liblz4, likewise. Its blocks are 4 MiB at most.
class Lz4Decoder {
 public:
  static constexpr const char* kName = "lz4";
  Lz4Decoder() {
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION))) {
      throw std::bad_alloc();
    }
  }
  ~Lz4Decoder() { LZ4F_freeDecompressionContext(context_); }
  Lz4Decoder(const Lz4Decoder&) = delete;
  Lz4Decoder& operator=(const Lz4Decoder&) = delete;

  Step decode(Bytes from, char* to, std::size_t size) {
    std::size_t produced = size;
    std::size_t consumed = from.size();
    const std::size_t result =
        LZ4F_decompress(context_, to, &produced, from.data(), &consumed, nullptr);
    if (LZ4F_isError(result)) return {0, 0, false, LZ4F_getErrorName(result)};
    return {consumed, produced, result == 0, {}};
  }

 private:
  LZ4F_dctx* context_ = nullptr;
};

template <typename Decoder>
class FrameSource final : public Source {
 public:
  explicit FrameSource(std::unique_ptr<Source> inner)
      : inner_(std::move(inner)),
        input_(std::make_unique_for_overwrite<char[]>(kInputBytes)),
        rest_(input_.get(), 0) {}

  std::size_t read(char* to, std::size_t size) override;
  std::uint64_t bytes_left() const override { return ended_ ? 0 : kUnknown; }
  std::uint64_t position() const override { return inner_->position(); }
  std::uint64_t length() const override { return inner_->length(); }
  const std::string& name() const override { return inner_->name(); }

 private:
  // False at the end of the input. Requires: nothing is left.
  bool read_more() {
    rest_ = Bytes(input_.get(), inner_->read(input_.get(), kInputBytes));
    return !rest_.empty();
  }
  std::string place() const {
    return std::string(Decoder::kName) + ", at compressed byte " +
           std::to_string(inner_->position() - rest_.size()) + ": ";
  }

  std::unique_ptr<Source> inner_;
  std::unique_ptr<char[]> input_;
  Bytes rest_;  // of the input, within input_
  Decoder decoder_;
  std::string damage_;
  bool between_frames_ = false;
  bool drained_ = true;  // the decoder holds nothing back
  bool ended_ = false;
};

template <typename Decoder>
std::size_t FrameSource<Decoder>::read(char* to, std::size_t size) {
  assert(size > 0);
  for (;;) {
    if (ended_) return 0;
    if (!damage_.empty()) throw CorruptInput(damage_);
    if (rest_.empty() && drained_ && !read_more()) {
      ended_ = between_frames_;
      if (ended_) return 0;
      throw TruncatedInput(place() + "the compressed data ends within a frame");
    }
    if (rest_.empty() && between_frames_) {  // nothing can be held back there
      drained_ = true;
      continue;
    }
    const Step step = decoder_.decode(rest_, to, size);
    if (!step.damage.empty()) damage_ = place() + step.damage;
    rest_.remove_prefix(step.consumed);
    between_frames_ = step.between_frames;
    drained_ = step.produced == 0;  // with room left in `to` there was nothing more
    if (step.produced != 0) return step.produced;
  }
}

}  // namespace

std::unique_ptr<Source> make_zstd_source(std::unique_ptr<Source> inner) {
  return std::make_unique<FrameSource<ZstdDecoder>>(std::move(inner));
}

std::unique_ptr<Source> make_lz4_source(std::unique_ptr<Source> inner) {
  return std::make_unique<FrameSource<Lz4Decoder>>(std::move(inner));
}

}  // namespace rdb
