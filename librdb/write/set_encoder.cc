#include "librdb/write/set_encoder.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/format/intset.h"
#include "librdb/format/type_table.h"
#include "librdb/write/packed_append.h"

namespace rdb {
namespace {

// Keeps clear of the sizes whose backlen servers disagree on, and the blob small.
constexpr std::uint64_t kLongestPacked = 4096;

[[noreturn]] void throw_twice(Bytes member) {
  throw CorruptInput("member \"" + escaped(member) + "\" of a set comes twice");
}

}  // namespace

SetEncoder::SetEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools)
    : strings_(strings),
      limits_(limits),
      longest_(static_cast<std::size_t>(std::min(limits.set_max_listpack_value, kLongestPacked))),
      plain_(spools) {}

void SetEncoder::begin(bool packs_text, std::uint64_t count, ValueStart& start) {
  packs_text_ = packs_text;
  count_ = count;
  start_ = &start;
  members_ = 0;
  integers_.clear();
  listpack_.clear();
  plain_.reset();
  form_ = Form::integers;
  const bool too_many = count != kUnknownCount && count > limits_.set_max_intset_entries &&
                        count > limits_.set_max_listpack_entries;
  if (too_many) become_plain();
}

bool SetEncoder::fits_listpack(Bytes member) const {
  return packs_text_ && members_ <= limits_.set_max_listpack_entries && member.size() <= longest_;
}

void SetEncoder::add(const SetMember& event) {
  ++members_;
  const Bytes member = event.member;
  if (form_ == Form::integers) {
    std::int64_t integer = 0;
    if (members_ <= limits_.set_max_intset_entries && read_canonical_integer(member, integer)) {
      integers_.push_back(integer);
      return;
    }
    leave_integers(member);
  }
  if (form_ == Form::listpack) {
    if (fits_listpack(member)) return listpack_.append(member);
    become_plain();
  }
  strings_.write(plain_.out(), member);
}

void SetEncoder::leave_integers(Bytes member) {
  if (!fits_listpack(member)) return become_plain();
  form_ = Form::listpack;
  for (const std::int64_t integer : integers_) listpack_.append(integer);
}

// From here on members go out as they come; those packed so far go first.
void SetEncoder::become_plain() {
  plain_.begin(*start_, type_byte::kSet, count_);
  if (form_ == Form::listpack) {
    write_entries(strings_, plain_.out(), ListpackCursor(listpack_.finish()));
  } else {
    for (const std::int64_t integer : integers_) strings_.write(plain_.out(), integer);
  }
  form_ = Form::plain;
}

bool SetEncoder::end() {
  if (count_ != kUnknownCount && count_ != members_) {
    throw CorruptInput("a set announced " + std::to_string(count_) + " members, " +
                       std::to_string(members_) + " came");
  }
  if (members_ == 0) return false;
  if (form_ == Form::integers) write_intset();
  if (form_ == Form::listpack) write_listpack();
  if (form_ == Form::plain) plain_.end(members_);
  return true;
}

void SetEncoder::write_intset() {
  std::sort(integers_.begin(), integers_.end());
  const auto twice = std::adjacent_find(integers_.begin(), integers_.end());
  if (twice != integers_.end()) throw_twice(std::to_string(*twice));
  blob_.clear();
  append_intset(blob_, integers_);
  strings_.write(start_->start(type_byte::kSetIntset), Bytes(blob_));
}

void SetEncoder::write_listpack() {
  const Bytes blob = listpack_.finish();
  sorted_.clear();
  ListpackCursor cursor(blob);
  for (PackedValue member; cursor.next(member);) sorted_.push_back(member);
  const auto key = [](const PackedValue& v) { return std::tie(v.is_integer, v.integer, v.text); };
  std::sort(sorted_.begin(), sorted_.end(),
            [&](const PackedValue& a, const PackedValue& b) { return key(a) < key(b); });
  const auto twice = std::adjacent_find(
      sorted_.begin(), sorted_.end(),
      [&](const PackedValue& a, const PackedValue& b) { return key(a) == key(b); });
  if (twice != sorted_.end()) {
    throw_twice(twice->is_integer ? Bytes(std::to_string(twice->integer)) : twice->text);
  }
  strings_.write(start_->start(type_byte::kSetListpack), blob);
}

}  // namespace rdb
