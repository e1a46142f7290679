#include "librdb/parse/input.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/io/crc64.h"

namespace rdb {

Input::Input(Source& source, const InputOptions& options)
    : base_(options.offset),
      source_(&source),
      checksum_(options.checksum),
      crc_(options.crc),
      window_bytes_(std::max(options.window_bytes, kLeastWindow)),
      read_bytes_(std::max<std::size_t>(options.window_bytes, 1)),
      max_materialised_(options.max_materialised),
      pool_(window_bytes_) {
  window_ = pool_.acquire();
  data_ = at_ = end_ = crc_from_ = window_->data();
  limit_ = data_ + window_->capacity();
}

Input::Input(Bytes bytes, const InputOptions& options)
    : at_(bytes.data()),
      end_(bytes.data() + bytes.size()),
      data_(bytes.data()),
      limit_(end_),
      base_(options.offset),
      ended_(true),
      checksum_(options.checksum),
      crc_(options.crc),
      crc_from_(data_),
      window_bytes_(std::max(bytes.size(), options.window_bytes)),
      read_bytes_(0),
      max_materialised_(options.max_materialised),
      pool_(kLeastWindow) {}

std::uint64_t Input::left() const {
  if (ended_) return available();
  const std::uint64_t unread = source_->bytes_left();
  return unread == kUnknown ? kUnknown : available() + unread;
}

bool Input::source_lacks(std::uint64_t n) const {
  const std::uint64_t all = left();
  return all != kUnknown && n > all;
}

void Input::check_claim(std::uint64_t n) const {
  if (source_lacks(n)) throw_truncated(n);
}

void Input::throw_truncated(std::uint64_t n) const {
  const std::uint64_t all = left() == kUnknown ? available() : left();
  const std::uint64_t missing = n - std::min(n, all);
  TruncatedInput error("expected " + std::to_string(missing) + " more byte" +
                       (missing == 1 ? "" : "s"));
  Place place;
  place.offset = offset() + all;
  error.at(place);
  throw error;
}

bool Input::fill(std::size_t n) {
  if (source_lacks(n)) return false;
  if (n > window_bytes_ && n > most_held()) throw_too_long(n);
  if (mark_ != nullptr && soft_ && static_cast<std::size_t>(at_ - mark_) + n > window_bytes_) {
    mark_ = nullptr;
  }
  read_to(n);
  return n <= available();
}

void Input::fill_or_throw(std::uint64_t n) {
  if (!fill(n)) throw_truncated(n);
}

Input::More Input::more(std::uint64_t n) {
  assert(has_mark());
  if (n <= available()) return More::got;
  if (source_lacks(n)) return More::ended;
  const auto behind = static_cast<std::size_t>(at_ - mark_);
  if (behind > window_bytes_ || n > window_bytes_ - behind) return More::no_room;
  read_to(static_cast<std::size_t>(n));
  return n <= available() ? More::got : More::ended;
}

void Input::skip_slowly(std::uint64_t n) {
  if (source_lacks(n)) throw_truncated(n);
  clear_mark();
  while (n > available()) {
    n -= available();
    at_ = end_;
    if (!fill(1)) throw_truncated(n);
  }
  at_ += n;
}

// Reads until n bytes are at hand or the source ends; what lies from the mark on stays contiguous.
void Input::read_to(std::size_t n) {
  while (n > available() && !ended_) {
    const char* keep = mark_ != nullptr ? mark_ : at_;
    if (end_ == limit_) move_to_fresh_window(static_cast<std::size_t>(at_ - keep) + n);
    const std::size_t room = std::min(static_cast<std::size_t>(limit_ - end_), read_bytes_);
    const std::size_t got = source_->read(window_->data() + (end_ - data_), room);
    ended_ = got == 0;
    end_ += got;
  }
}

void Input::throw_too_long(std::uint64_t n) const {
  throw LimitExceeded("a name or packed blob of " + std::to_string(n) +
                      " bytes would pass the limit of " + std::to_string(max_materialised_) +
                      " bytes held in memory (max_materialised)");
}

std::size_t Input::capacity_for(std::size_t total, std::size_t kept) const {
  if (total <= window_bytes_) return window_bytes_;
  if (total > most_held()) throw_too_long(total);
  // Doubling keeps a long head that arrives in small steps linear. Where the source knows its
  // length the claim was compared with it; elsewhere the window grows only as bytes arrive.
  const std::size_t doubled = 2 * std::max(kept, window_bytes_);
  const std::uint64_t unread = source_->bytes_left();
  if (unread == kUnknown) return doubled;
  return std::max(total, static_cast<std::size_t>(std::min<std::uint64_t>(doubled, kept + unread)));
}

void Input::move_to_fresh_window(std::size_t total) {
  const char* keep = mark_ != nullptr ? mark_ : at_;
  const auto kept = static_cast<std::size_t>(end_ - keep);
  const std::size_t capacity = capacity_for(total, kept);
  WindowRef fresh = capacity == window_bytes_ && kept <= capacity
                        ? pool_.acquire()
                        : WindowPool(std::max(capacity, kept)).acquire();
  if (checksum_ && crc_from_ < keep) {
    crc_ = crc64(crc_, {crc_from_, static_cast<std::size_t>(keep - crc_from_)});
    crc_from_ = keep;
  }
  const std::ptrdiff_t summed = crc_from_ - keep;  // of what is kept; nothing, as a rule
  if (kept != 0) std::memcpy(fresh->data(), keep, kept);

  base_ += static_cast<std::uint64_t>(keep - data_);
  const auto behind = static_cast<std::size_t>(at_ - keep);
  for (Held& held : pins_) {
    if (!held.armed) continue;
    held.window = window_;
    held.armed = false;
  }
  window_ = std::move(fresh);
  data_ = window_->data();
  crc_from_ = data_ + summed;
  at_ = data_ + behind;
  end_ = data_ + kept;
  limit_ = data_ + window_->capacity();
  if (mark_ != nullptr) mark_ = data_;
}

std::uint64_t Input::checksum() {
  assert(checksum_);
  crc_ = crc64(crc_, {crc_from_, static_cast<std::size_t>(at_ - crc_from_)});
  crc_from_ = at_;
  return crc_;
}

}  // namespace rdb
