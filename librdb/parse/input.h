// The parser's view of the input: a window that slides over a Source.
//
//   in.need(9);                                   // 9 readable bytes at at(), or TruncatedInput
//   const char* p = in.at(); … in.advance(9);
//
// Bytes lie between `at()` and `end()`. Views into the window live until the next call that may
// refill it (`ensure`, `need`, `more`), and longer in two ways:
//  - a *mark* keeps everything from it on at hand: a hard mark (the head of a record) makes the
//    window grow, as bytes really arrive, up to `max_materialised`; a soft mark (the start of a
//    value) is dropped when what it keeps no longer fits a window;
//  - a *pin* keeps the window that is current now alive when the input moves on to another.
//
// Memory: two windows, one more for each pin, and a grown one while a name is longer than a window.
// The CRC is computed over whole windows as they are left behind, never field by field.
#pragma once
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/base/limits.h"
#include "librdb/io/source.h"
#include "librdb/io/window.h"

namespace rdb {

struct InputOptions {
  std::size_t window_bytes = kWindowBytes;  ///< also the most asked for in one read
  std::uint64_t max_materialised = kMaxMaterialised;
  bool checksum = false;
  std::uint64_t crc = 0;     ///< of what came before
  std::uint64_t offset = 0;  ///< of the first byte
};

class Input {
 public:
  static constexpr std::uint64_t kUnknown = Source::kUnknown;
  static constexpr std::size_t kLeastWindow = 64;
  enum class Pin : std::uint8_t { entry, element };
  enum class More : std::uint8_t { got, ended, no_room };

  /// `source` must outlive the input.
  Input(Source& source, const InputOptions& options);
  /// Over bytes in memory, which must outlive it: everything is one window.
  explicit Input(Bytes bytes, const InputOptions& options = {});
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  const char* at() const { return at_; }
  const char* end() const { return end_; }
  std::size_t available() const { return static_cast<std::size_t>(end_ - at_); }
  /// Requires: n <= available().
  void advance(std::size_t n) {
    assert(n <= available());
    at_ += n;
  }
  /// Requires: at() <= to <= end().
  void advance_to(const char* to) {
    assert(at_ <= to && to <= end_);
    at_ = to;
  }
  /// Offset of `at()` in the input.
  std::uint64_t offset() const { return base_ + static_cast<std::uint64_t>(at_ - data_); }
  std::size_t window_bytes() const { return window_bytes_; }

  /// True if n bytes are readable at `at()`; false if the input ends before, and as soon as the
  /// source knows that it will. Throws `LimitExceeded` for more than `max_materialised`.
  bool ensure(std::size_t n) { return n <= available() || fill(n); }
  /// The same, but throws `TruncatedInput`.
  void need(std::uint64_t n) {
    if (n > available()) [[unlikely]]
      fill_or_throw(n);
  }
  /// For a caller that holds a mark and wants to know whether the value fits a window: n more bytes
  /// at `at()` without giving up the mark, or `no_room`. n may be any number.
  More more(std::uint64_t n);
  /// Steps over n bytes of any number. Throws `TruncatedInput`.
  void skip(std::uint64_t n) {
    if (n <= available()) {
      at_ += n;
    } else {
      skip_slowly(n);
    }
  }

  /// An upper bound on the bytes from `at()` to the end of the input, `kUnknown` for pipes.
  std::uint64_t left() const;
  /// Throws `TruncatedInput` if the source knows that fewer than n bytes are left.
  void claim(std::uint64_t n) const {
    if (n > available()) [[unlikely]]
      check_claim(n);
  }
  /// Throws `TruncatedInput`: n bytes were expected at `at()`, the input ends before.
  [[noreturn]] void throw_truncated(std::uint64_t n) const;
  /// Throws `LimitExceeded`: n bytes are more than may be held in memory as a whole.
  [[noreturn]] void throw_too_long(std::uint64_t n) const;
  std::uint64_t max_materialised() const { return max_materialised_; }

  void set_hard_mark() { mark_ = at_, soft_ = false; }
  void set_soft_mark() { mark_ = at_, soft_ = true; }
  void clear_mark() { mark_ = nullptr; }
  /// False once a soft mark was dropped.
  bool has_mark() const { return mark_ != nullptr; }
  /// What lies between the mark and `at()`. Requires: has_mark().
  Bytes marked() const {
    assert(has_mark());
    return {mark_, static_cast<std::size_t>(at_ - mark_)};
  }
  /// Back to the mark, which stays. Requires: has_mark().
  void rewind() {
    assert(has_mark());
    at_ = mark_;
  }

  /// The current window stays alive until this pin is set again or released.
  void pin(Pin which) {
    Held& held = pins_[static_cast<std::size_t>(which)];
    held.armed = true;
    if (held.window) [[unlikely]]
      held.window.reset();
  }
  void release(Pin which) {
    Held& held = pins_[static_cast<std::size_t>(which)];
    held.armed = false;
    if (held.window) [[unlikely]]
      held.window.reset();
  }

  /// Where the string ends that is being read, for the recovery of damaged values: set once its
  /// header is known, `kUnknown` while it is not.
  void note_string(std::uint64_t stored_bytes) { string_end_ = offset() + stored_bytes; }
  void forget_string() { string_end_ = kUnknown; }
  std::uint64_t string_end() const { return string_end_; }

  /// CRC-64 of everything before `at()`. Requires: options.checksum.
  std::uint64_t checksum();
  bool computes_checksum() const { return checksum_; }

 private:
  struct Held {
    WindowRef window;
    bool armed = false;
  };

  // A name of the greatest length and what stands around it in its record.
  static constexpr std::uint64_t kHeadRoom = 4096;
  std::uint64_t most_held() const {
    return max_materialised_ < kUnknown - kHeadRoom ? max_materialised_ + kHeadRoom : kUnknown;
  }
  bool fill(std::size_t n);
  void fill_or_throw(std::uint64_t n);
  void skip_slowly(std::uint64_t n);
  void check_claim(std::uint64_t n) const;
  bool source_lacks(std::uint64_t n) const;
  void read_to(std::size_t n);
  void move_to_fresh_window(std::size_t total);
  std::size_t capacity_for(std::size_t total, std::size_t kept) const;

  const char* at_ = nullptr;
  const char* end_ = nullptr;
  const char* mark_ = nullptr;
  bool soft_ = false;
  const char* data_ = nullptr;   // first byte of the window
  const char* limit_ = nullptr;  // end of its room
  std::uint64_t base_ = 0;       // offset of data_
  std::uint64_t string_end_ = kUnknown;
  Held pins_[2];
  WindowRef window_;
  Source* source_ = nullptr;
  bool ended_ = false;
  bool checksum_ = false;
  std::uint64_t crc_ = 0;           // of everything before crc_from_
  const char* crc_from_ = nullptr;  // in the window, not after the mark or at_
  std::size_t window_bytes_;
  std::size_t read_bytes_;
  std::uint64_t max_materialised_;
  WindowPool pool_;
};

}  // namespace rdb
