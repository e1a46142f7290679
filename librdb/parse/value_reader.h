// Delivers the value of one key in the ways a sink asked for.
//
//   values.measure(type);                              // only if its size must be known first
//   values.deliver(entry, type, interests, sink);      // or values.skip(type)
//
// A value that fits the window is read from there as often as needed; a larger one streams by once,
// and goes to a spool when it is needed twice. Holds what the spool and the scratch buffers hold.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/base/spool.h"
#include "librdb/event/event_sink.h"
#include "librdb/parse/input.h"
#include "librdb/parse/reader_options.h"
#include "librdb/parse/value_table.h"
#include "librdb/parse/walker.h"

namespace rdb {

class ValueReader {
 public:
  /// `in` must outlive it.
  ValueReader(Input& in, const ReaderOptions& options) : in_(in), options_(options) {}

  /// Called where each value begins.
  void begin() {
    begin_ = in_.offset();
    state_ = State::unread;
    strings_behind_ = ValueContext::kNoResume;
  }
  /// Serialized size of the value, which is walked. Everything in the window stays; a larger value
  /// is spooled unless its size stands in front.
  std::uint64_t measure(const ValueType& type);
  /// Steps over the value. Throws `CorruptInput` if its structure is damaged.
  void skip(const ValueType& type);
  /// Requires: !interests.empty().
  void deliver(const Entry& entry, const ValueType& type, Interests interests, EventSink& sink);
  /// After deliver() threw because of damage: moves behind the value if its extent can be known.
  bool recover(const ValueType& type) noexcept;

  std::uint64_t value_begin() const { return begin_; }

 private:
  enum class State : std::uint8_t {
    unread,     // the input stands at the value
    in_window,  // measured: it is marked and the input stands at it
    spooled,    // it is in the spool, the input stands behind it
  };

  void deliver_one(const Entry& entry, const ValueType& type, Interest interest, EventSink& sink);
  void deliver_raw(const ValueType& type, EventSink& sink);
  void deliver_several(const Entry& entry, const ValueType& type, Interests interests,
                       EventSink& sink);
  void deliver_from_spool(const Entry& entry, const ValueType& type, Interests interests,
                          EventSink& sink);
  void decode(Input& in, const Entry& entry, const ValueType& type, Interest interest,
              EventSink& sink);
  void spool_rest();

  Input& in_;
  const ReaderOptions& options_;
  Walker walker_;
  ValueScratch scratch_;
  std::unique_ptr<Spool> spool_;
  std::uint64_t begin_ = 0;
  std::uint64_t measured_ = 0;
  std::uint64_t strings_behind_ = ValueContext::kNoResume;
  State state_ = State::unread;
};

}  // namespace rdb
