#include "librdb/transform/field_merge.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/base/random_seed.h"

namespace rdb {
namespace {

// Advice for conflicts that a policy could settle.
constexpr char kAdvice[] =
    ": say with --on-conflict first, last, sum, max or min what should happen";

std::int64_t later_of(std::int64_t a, std::int64_t b) {
  return a == kNoExpiry || b == kNoExpiry ? kNoExpiry : std::max(a, b);
}

}  // namespace

OwnedBytes text_of(const Scalar& scalar) {
  if (!scalar.is_integer()) return OwnedBytes(scalar.as_bytes());
  const IntegerText text(scalar.as_integer());
  return OwnedBytes(text.bytes());
}

FieldMerge::FieldMerge(MemoryBudget& budget, RegroupStats& stats, const ClashListener& clashes)
    : budget_(budget), stats_(stats), clashes_(clashes), seed_(random_seed()) {}

void FieldMerge::start(std::size_t records, std::uint32_t db, Bytes name, FieldConflict conflict) {
  db_ = db;
  name_ = name;
  conflict_ = conflict;
  count_ = 0;
  const std::uint64_t bytes = records * kBytesPerField;
  if (bytes > booked_) {
    budget_.take(bytes - booked_);
    booked_ = bytes;
  }
  const std::size_t slots = std::bit_ceil(records * 2);
  fields_ = fields_buffer_.of_size(records);
  slots_ = slots_buffer_.of_size(slots);
  std::memset(slots_, 0, slots * sizeof *slots_);
  mask_ = slots - 1;
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots));
}

void FieldMerge::clear() {
  fields_buffer_ = {};
  slots_buffer_ = {};
  budget_.give(booked_);
  booked_ = 0;
  count_ = 0;
}

std::size_t FieldMerge::slot_of_text(Bytes text) const {
  return static_cast<std::size_t>(XXH3_64bits_withSeed(text.data(), text.size(), seed_) >> shift_);
}

void FieldMerge::discard(const Scalar& value) {
  if (value.is_integer()) stats_.sum_discarded += value.as_integer();
}

void FieldMerge::settle(FlatRecord& earlier, const FlatRecord& later) {
  ++stats_.conflicts;
  switch (conflict_) {
    case FieldConflict::fail: {
      const FieldClash clash{
          db_, name_, text_of(later.field), text_of(earlier.value), text_of(later.value), false};
      if (clashes_ && clashes_(clash)) return discard(later.value);
      throw Refused("field \"" + escaped(clash.field) + "\" of new hash \"" + escaped(name_) +
                    "\" comes from two keys" + kAdvice);
    }
    case FieldConflict::first:
      return discard(later.value);
    case FieldConflict::last:
      discard(earlier.value);
      earlier.value = later.value;
      earlier.expire_ms = later.expire_ms;
      return;
    default:
      return settle_integers(earlier, later);
  }
}

void FieldMerge::settle_integers(FlatRecord& earlier, const FlatRecord& later) {
  const auto field = [&] {
    return "field \"" + escaped(text_of(later.field)) + "\" of new hash \"" + escaped(name_) + '"';
  };
  if (!earlier.value.is_integer() || !later.value.is_integer()) {
    throw Refused(field() + " comes from two values that are not both integers: no sum, no order");
  }
  const std::int64_t a = earlier.value.as_integer();
  const std::int64_t b = later.value.as_integer();
  if (conflict_ == FieldConflict::sum) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) {
      throw Refused("the sum for " + field() + " does not fit into 64 bits");
    }
    earlier.value = Scalar::integer(sum);
    earlier.expire_ms = later_of(earlier.expire_ms, later.expire_ms);
    return;
  }
  const bool later_wins = conflict_ == FieldConflict::max ? b > a : b < a;
  stats_.sum_discarded += later_wins ? a : b;
  if (!later_wins) return;
  earlier.value = later.value;
  earlier.expire_ms = later.expire_ms;
}

}  // namespace rdb
