// A key that cannot leave yet: its entry and value as bytes, in memory or in a spool.
//
//   HeldValue held(budget, spools);
//   held.begin(entry);                       // enter() answers Interest::raw
//   held.raw(event.body);                    // or held.log().on(…) for a producer without raw
//   held.keep_in(spool);                     // or keys.keep(held): see held_keys.h
//
// One key at a time. A value beyond `kSpoolMemory` goes to a spool of its own.
#pragma once
#include <cstdint>
#include <memory>

#include "librdb/base/spool.h"
#include "librdb/event/entry.h"
#include "librdb/event/payload.h"
#include "librdb/transform/element_log.h"
#include "librdb/transform/memory_budget.h"

namespace rdb {

/// How the value is kept.
enum class HeldForm : std::uint8_t { raw, elements };

class HeldValue {
 public:
  HeldValue(MemoryBudget& budget, SpoolFactory& spools);
  ~HeldValue();

  /// Copies the entry; forgets what was held before.
  void begin(const Entry& entry);
  /// The serialized value. Throws `LimitExceeded`.
  void raw(const Payload& body);
  /// Takes the value as elements from here on.
  ElementLog& log() {
    form_ = HeldForm::elements;
    return log_;
  }
  void forget();

  Bytes head() const { return head_; }
  HeldForm form() const { return form_; }
  /// In memory, or empty if `spooled()`.
  Bytes body() const { return body_; }
  bool spooled() const { return overflow_ != nullptr; }
  std::uint64_t body_size() const { return spooled() ? overflow_->size() : body_.size(); }
  std::unique_ptr<Spool> take_spool() { return std::move(overflow_); }

  /// Appends the whole key to a spool of many, to be read by `replay_held`.
  void keep_in(Spool& spool);

 private:
  MemoryBudget& budget_;
  SpoolFactory& spools_;
  OwnedBytes head_;
  OwnedBytes body_;
  std::unique_ptr<Spool> overflow_;
  HeldForm form_ = HeldForm::raw;
  ElementLog log_;
};

/// Fills `entry` from the bytes that `HeldValue::head()` gave; it borrows from them.
void restore_entry(Bytes head, Entry& entry);

}  // namespace rdb
