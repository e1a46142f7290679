#include "tools/progress.h"

#include "librdb/base/errors.h"
#include "librdb/report/quantity_text.h"
#include "tools/signals.h"
#include "tools/terminal.h"

namespace rdbmill {
namespace {

constexpr std::chrono::milliseconds kFirst{1000};
constexpr std::chrono::milliseconds kBetween{170};          // at most six a second
constexpr std::chrono::milliseconds kBetweenLines{10'000};  // where lines are not written over

class WatchedSource final : public rdb::Source {
 public:
  WatchedSource(std::unique_ptr<rdb::Source> inner, Progress& progress)
      : inner_(std::move(inner)), progress_(progress) {}
  std::size_t read(char* to, std::size_t size) override {
    const std::size_t count = inner_->read(to, size);
    progress_.tick(inner_->position(), inner_->length());
    return count;
  }
  std::uint64_t bytes_left() const override { return inner_->bytes_left(); }
  std::uint64_t position() const override { return inner_->position(); }
  std::uint64_t length() const override { return inner_->length(); }
  const std::string& name() const override { return inner_->name(); }

 private:
  std::unique_ptr<rdb::Source> inner_;
  Progress& progress_;
};

}  // namespace

std::string progress_line(const std::string& name, std::uint64_t position, std::uint64_t length,
                          std::uint64_t keys, std::uint64_t expected_keys, double seconds) {
  std::string text = rdb::escaped(name) + ": ";
  double done = 0;
  if (length != 0) {
    done = static_cast<double>(position) / static_cast<double>(length);
    text += rdb::percent(position, length) + ", " + rdb::iec_bytes(position) + " of " +
            rdb::iec_bytes(length);
  } else if (expected_keys != 0) {
    done = static_cast<double>(keys) / static_cast<double>(expected_keys);
    text += rdb::percent(keys, expected_keys);
  } else {
    text += rdb::iec_bytes(position);
  }
  text += ", " + rdb::thousands(keys) + " keys";
  if (seconds > 0) {
    if (position != 0) {
      text += ", " +
              rdb::iec_bytes(static_cast<std::uint64_t>(static_cast<double>(position) / seconds)) +
              "/s";
    } else {
      text += ", " +
              rdb::thousands(static_cast<std::uint64_t>(static_cast<double>(keys) / seconds)) +
              " keys/s";
    }
    if (done > 0 && done <= 1) {
      const double left = seconds * (1 - done) / done;
      text += ", " + rdb::duration_text(static_cast<std::int64_t>(left * 1000)) + " left";
    }
  }
  return text;
}

std::string phase_line(const std::string& name, const char* phase, std::uint64_t done,
                       std::uint64_t total, double seconds) {
  std::string text = rdb::escaped(name) + ": " + phase + ": " + rdb::percent(done, total);
  if (done == 0 || done > total) return text;
  const double left = seconds * static_cast<double>(total - done) / static_cast<double>(done);
  return text + ", " + rdb::duration_text(static_cast<std::int64_t>(left * 1000)) + " left";
}

Progress::Progress(ShowProgress wanted, std::string name, std::uint64_t size_hint)
    : name_(std::move(name)),
      size_hint_(size_hint),
      enabled_(wanted == ShowProgress::always ||
               (wanted == ShowProgress::automatic && stderr_is_terminal())),
      rewrites_(stderr_is_terminal()),
      start_(Clock::now()),
      next_(start_ + kFirst) {}

Progress::~Progress() {
  if (visible_ && rewrites_) print_stderr("\r\x1b[K");
}

std::unique_ptr<rdb::Source> Progress::watch(std::unique_ptr<rdb::Source> source) {
  return std::make_unique<WatchedSource>(std::move(source), *this);
}

void Progress::tick(std::uint64_t position, std::uint64_t length) {
  if (length == rdb::Source::kUnknown) length = size_hint_;
  show([&](Clock::time_point now) {
    const double seconds = std::chrono::duration<double>(now - start_).count();
    return progress_line(name_, position, length, keys_, expected_keys_, seconds);
  });
}

void Progress::tick_phase(const char* phase, std::uint64_t done, std::uint64_t total) {
  if (phase_start_ == Clock::time_point()) phase_start_ = Clock::now();
  show([&](Clock::time_point now) {
    const double seconds = std::chrono::duration<double>(now - phase_start_).count();
    return phase_line(name_, phase, done, total, seconds);
  });
}

template <typename Line>
void Progress::show(Line line) {
  const bool asked = take_progress_request();
  if (!enabled_ && !asked) return;
  const Clock::time_point now = Clock::now();
  if (!asked && now < next_) return;
  const std::string text = line(now);
  if (asked && !(enabled_ && rewrites_)) {
    print_stderr(text + "\n");
  } else {
    print_stderr(rewrites_ ? "\r" + text + "\x1b[K" + (asked ? "\n" : "") : text + "\n");
    visible_ = true;
  }
  next_ = now + (rewrites_ ? kBetween : kBetweenLines);
}

}  // namespace rdbmill
