// A count and what is counted, written as it comes although the count may be known only at the end.
//
//   CountedOutput members(spools);
//   members.begin(start, type_byte::kSet, count);      // or kUnknownCount
//   strings.write(members.out(), member); …
//   members.end(n);                                    // what came
//
//   CountedSpool pending(spools);                       // a part within a value
//   pending.begin(); … write to pending.add() … pending.write_to(out);
//
// Holds nothing for a known count; an output buffer (256 KiB) and a spool for an unknown one.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/base/spool.h"
#include "librdb/base/types.h"
#include "librdb/write/spooled_output.h"
#include "librdb/write/value_start.h"

namespace rdb {

/// Counted elements that go to a spool first.
class CountedSpool {
 public:
  /// `spools` may be null: `begin()` then is a std::logic_error.
  explicit CountedSpool(SpoolFactory* spools) : spools_(spools) {}

  void begin();
  /// Where to write one more element.
  OutputBuffer& add() {
    ++count_;
    return spooled_->out();
  }
  /// Where to write more of the element begun last.
  OutputBuffer& out() { return spooled_->out(); }
  std::uint64_t count() const { return count_; }
  /// Writes the count and all elements, and is empty again.
  void write_to(OutputBuffer& out) { write_to(out, count_); }
  void write_to(OutputBuffer& out, std::uint64_t count);

 private:
  SpoolFactory* spools_;
  std::unique_ptr<SpooledOutput> spooled_;
  std::uint64_t count_ = 0;
};

/// A value that is a count and its elements.
class CountedOutput {
 public:
  explicit CountedOutput(SpoolFactory* spools) : spooled_(spools) {}

  /// `prefix` stands before the count. It and `start` must live until `end()`.
  void begin(ValueStart& start, std::uint8_t type_byte, std::uint64_t count, Bytes prefix = {});
  bool is_begun() const { return out_ != nullptr; }
  OutputBuffer& out() { return *out_; }
  void end(std::uint64_t count);
  /// Forgets a value that is not finished.
  void reset() { out_ = nullptr; }

 private:
  OutputBuffer& open();

  CountedSpool spooled_;
  ValueStart* start_ = nullptr;
  OutputBuffer* out_ = nullptr;
  std::uint8_t type_byte_ = 0;
  bool known_ = false;
  Bytes prefix_;
};

}  // namespace rdb
