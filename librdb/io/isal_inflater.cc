#ifdef RDBMILL_HAVE_ISAL
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <limits>

#include "librdb/io/inflaters.h"

namespace rdb {
namespace {

const char* damage_of(int result) {
  switch (result) {
    case ISAL_INVALID_BLOCK:
      return "invalid block";
    case ISAL_INVALID_SYMBOL:
      return "invalid symbol";
    case ISAL_INVALID_LOOKBACK:
      return "a reference to before the start";
    case ISAL_INVALID_WRAPPER:
      return "invalid header";
    case ISAL_UNSUPPORTED_METHOD:
      return "unknown compression method";
    case ISAL_INCORRECT_CHECKSUM:
      return "checksum or length is not that of the data";
    default:
      return "invalid data";
  }
}

class IsalInflater final : public Inflater {
 public:
  IsalInflater() { ::isal_inflate_init(&state_); }

  void start_member() override {
    ::isal_inflate_reset(&state_);
    ::isal_gzip_header_init(&header_);
    state_.crc_flag = ISAL_GZIP_NO_HDR_VER;
    in_header_ = true;
  }

  Step inflate(Bytes in, char* out, std::size_t size) override {
    state_.next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(in.data()));
    state_.avail_in = narrowed(in.size());
    state_.next_out = reinterpret_cast<std::uint8_t*>(out);
    state_.avail_out = narrowed(size);
    const int result = step();
    Step done;
    done.consumed = static_cast<std::size_t>(reinterpret_cast<char*>(state_.next_in) - in.data());
    done.produced = static_cast<std::size_t>(reinterpret_cast<char*>(state_.next_out) - out);
    if (result < 0) {
      done.status = Step::Status::damaged;
      done.damage = damage_of(result);
    } else if (!in_header_ && state_.block_state == ISAL_BLOCK_FINISH) {
      done.status = Step::Status::member_ends;
    }
    return done;
  }

 private:
  // isal_inflate() would read the header itself, but forgets its flags when it comes in two pieces.
  int step() {
    if (in_header_) {
      const int result = ::isal_read_gzip_header(&state_, &header_);
      if (result != ISAL_DECOMP_OK) return result;  // positive: wants more input
      in_header_ = false;
    }
    return ::isal_inflate(&state_);
  }
  static std::uint32_t narrowed(std::size_t size) {
    // A margin below 4 GiB: the library adds to these numbers.
    return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::size_t{1} << 30));
  }

  struct inflate_state state_ {};
  struct isal_gzip_header header_ {};
  bool in_header_ = true;
};

}  // namespace

std::unique_ptr<Inflater> make_isal_inflater() { return std::make_unique<IsalInflater>(); }

}  // namespace rdb
#endif
