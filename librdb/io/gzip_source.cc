#include "librdb/io/gzip_source.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string>

#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr std::size_t kInputBytes = std::size_t{256} << 10;
constexpr Bytes kMagic = "\x1f\x8b";

class GzipSource final : public Source {
 public:
  GzipSource(std::unique_ptr<Source> inner, std::unique_ptr<Inflater> inflater)
      : inner_(std::move(inner)),
        inflater_(std::move(inflater)),
        input_(std::make_unique_for_overwrite<char[]>(kInputBytes)),
        rest_(input_.get(), 0) {
    inflater_->start_member();
  }

  std::size_t read(char* to, std::size_t size) override;
  std::uint64_t bytes_left() const override { return state_ == State::end ? 0 : kUnknown; }
  std::uint64_t position() const override { return inner_->position(); }
  std::uint64_t length() const override { return inner_->length(); }
  const std::string& name() const override { return inner_->name(); }

 private:
  enum class State : std::uint8_t { member, between, padding, end, damaged };

  bool read_more();
  std::size_t inflate(char* to, std::size_t size);
  void look_for_member();
  void skip_padding();
  void set_damaged(const char* what) {
    damage_ = std::string("gzip, at compressed byte ") + compressed_offset() + ": " + what;
    state_ = State::damaged;
  }
  std::string compressed_offset() const {
    return std::to_string(inner_->position() - rest_.size());
  }

  std::unique_ptr<Source> inner_;
  std::unique_ptr<Inflater> inflater_;
  std::unique_ptr<char[]> input_;
  Bytes rest_;  // of the input, within input_
  State state_ = State::member;
  std::string damage_;
};

std::size_t GzipSource::read(char* to, std::size_t size) {
  assert(size > 0);
  for (;;) {
    switch (state_) {
      case State::member:
        if (const std::size_t n = inflate(to, size)) return n;
        break;
      case State::between:
        look_for_member();
        break;
      case State::padding:
        skip_padding();
        break;
      case State::end:
        return 0;
      case State::damaged:
        throw CorruptInput(damage_);
    }
  }
}

// Moves what is left to the front and reads behind it; false at the end of the input.
bool GzipSource::read_more() {
  std::memmove(input_.get(), rest_.data(), rest_.size());
  const std::size_t n = inner_->read(input_.get() + rest_.size(), kInputBytes - rest_.size());
  rest_ = Bytes(input_.get(), rest_.size() + n);
  return n != 0;
}

// One step, or as many as it takes to get a byte out or to the member's end. The inflater may hold
// output back, so more input is read only once it made no progress without.
std::size_t GzipSource::inflate(char* to, std::size_t size) {
  while (state_ == State::member) {
    const Inflater::Step step = inflater_->inflate(rest_, to, size);
    rest_.remove_prefix(step.consumed);
    if (step.status == Inflater::Step::Status::damaged) {
      set_damaged(step.damage);
    } else if (step.status == Inflater::Step::Status::member_ends) {
      state_ = State::between;
    }
    if (step.produced != 0) return step.produced;
    if (step.consumed != 0 || state_ != State::member) continue;
    if (rest_.size() == kInputBytes) {
      set_damaged("the decoder makes no progress");
    } else if (!read_more()) {
      throw TruncatedInput("gzip: the compressed data ends at byte " + compressed_offset() +
                           ", before the end of a member");
    }
  }
  return 0;
}

void GzipSource::look_for_member() {
  while (rest_.size() < kMagic.size() && (rest_.empty() || rest_[0] == kMagic[0])) {
    if (read_more()) continue;
    if (rest_.empty()) {
      state_ = State::end;
      return;
    }
    break;  // half a magic: the member is started and found to be truncated
  }
  if (rest_[0] == '\0') {
    state_ = State::padding;
  } else if (rest_ == kMagic.substr(0, 1) || rest_.starts_with(kMagic)) {
    inflater_->start_member();
    state_ = State::member;
  } else {
    set_damaged("what follows the last member is neither another member nor padding");
  }
}

void GzipSource::skip_padding() {
  do {
    const std::size_t zeros = rest_.find_first_not_of('\0');
    rest_.remove_prefix(std::min(zeros, rest_.size()));
    if (!rest_.empty()) return set_damaged("bytes behind the padding that follows the last member");
  } while (read_more());
  state_ = State::end;
}

}  // namespace

std::unique_ptr<Source> make_gzip_source(std::unique_ptr<Source> inner,
                                         std::unique_ptr<Inflater> inflater) {
  return std::make_unique<GzipSource>(std::move(inner), std::move(inflater));
}

std::unique_ptr<Source> make_gzip_source(std::unique_ptr<Source> inner) {
  return make_gzip_source(std::move(inner), inflaters().front().make());
}

}  // namespace rdb
