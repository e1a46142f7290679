#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

#include "librdb/io/inflaters.h"

namespace rdb {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;

class ZlibInflater final : public Inflater {
 public:
  ZlibInflater() {
    if (::inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ZlibInflater(const ZlibInflater&) = delete;
  ZlibInflater& operator=(const ZlibInflater&) = delete;
  ~ZlibInflater() override { ::inflateEnd(&stream_); }

  void start_member() override { ::inflateReset(&stream_); }

  Step inflate(Bytes in, char* out, std::size_t size) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = narrowed(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = narrowed(size);
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    Step step;
    step.consumed =
        static_cast<std::size_t>(reinterpret_cast<const char*>(stream_.next_in) - in.data());
    step.produced = static_cast<std::size_t>(reinterpret_cast<char*>(stream_.next_out) - out);
    if (result == Z_STREAM_END) {
      step.status = Step::Status::member_ends;
    } else if (result == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      step.status = Step::Status::damaged;
      step.damage = stream_.msg != nullptr ? stream_.msg : "invalid data";  // msg is a literal
    }
    return step;
  }

 private:
  static uInt narrowed(std::size_t size) {
    return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
  }
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<Inflater> make_zlib_inflater() { return std::make_unique<ZlibInflater>(); }

}  // namespace rdb
