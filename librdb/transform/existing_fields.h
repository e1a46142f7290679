// The fields of a hash that was there already under the name of a group. Cold: one of these for
// each united group.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/stage.h"
#include "librdb/transform/flat_record.h"
#include "librdb/transform/large_group.h"
#include "librdb/transform/memory_budget.h"
#include "librdb/transform/regroup_stats.h"

namespace rdb {

/// Takes the elements of the hash; what it keeps is counted.
class ExistingFields final : public Stage {
 public:
  using Stage::on;
  ExistingFields(EventSink& unused, MemoryBudget& memory, Bytes group)
      : Stage(unused), budget(memory), name(group) {}
  ~ExistingFields() override { budget.give(booked); }

  void on(const CollectionBegin&) override {}
  void on(const CollectionEnd&) override {}
  void on(const HashField& event) override {
    if (event.expire_ms != kNoExpiry && !may_expire) {
      throw Refused("existing hash \"" + escaped(name) +
                    "\" has fields with an expiry: it cannot be united with regrouped keys");
    }
    FlatRecord record;
    record.field = keep(Payload::view(event.field));
    record.value = keep(event.value);
    record.expire_ms = event.expire_ms;
    if (large != nullptr) {
      if (record.value.is_integer()) *sum += record.value.as_integer();
      large->add(record);
      texts.clear();
      return;
    }
    book(2 * sizeof record);
    records.push_back(record);
  }

 private:
  void book(std::uint64_t bytes) {
    if (large != nullptr) return;
    budget.take(bytes);
    booked += bytes;
  }
  Scalar keep(const Payload& payload) {
    std::int64_t integer = 0;
    if (integer_of(payload, integer)) return Scalar::integer(integer);
    if (payload.is_whole()) book(payload.size() + sizeof(OwnedBytes));
    OwnedBytes& text = texts.emplace_back(to_owned(payload, budget.left()));
    if (!payload.is_whole()) book(text.size() + sizeof(OwnedBytes));
    if (text.size() > Scalar::kMaxBytes) throw LimitExceeded("a field or value of over 4 GiB");
    return Scalar::bytes(text);
  }

 public:
  MemoryBudget& budget;
  Bytes name;
  bool may_expire = false;
  LargeGroup* large = nullptr;  ///< where they go instead of being kept
  Int128* sum = nullptr;        ///< then also of their integers
  std::vector<FlatRecord> records;

 private:
  std::deque<OwnedBytes> texts;  // never move
  std::uint64_t booked = 0;
};

}  // namespace rdb
