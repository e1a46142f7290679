#include "librdb/write/field_expiry_encoder.h"

#include <algorithm>
#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/format/type_table.h"

namespace rdb {
namespace {

// Keeps clear of the sizes whose backlen servers disagree on, and the blob small.
constexpr std::uint64_t kLongestPacked = 4096;
constexpr std::size_t kLongestInteger = 20;                          // as text
constexpr std::int64_t kLatestExpiry = (std::int64_t{1} << 48) - 1;  // EB_EXPIRE_TIME_MAX
constexpr Bytes kFrom1970("\0\0\0\0\0\0\0\0", 8);

void write_int64(OutputBuffer& out, std::int64_t value) {
  store_le(out.reserve(8), static_cast<std::uint64_t>(value));
  out.advance(8);
}

}  // namespace

FieldExpiryEncoder::FieldExpiryEncoder(StringEncoder& strings, EncodingLimits limits,
                                       SpoolFactory* spools)
    : strings_(strings),
      limits_(limits),
      longest_(static_cast<std::size_t>(std::min(limits.hash_max_listpack_value, kLongestPacked))),
      plain_(spools) {}

void FieldExpiryEncoder::begin(FieldExpiry form, std::uint64_t count, ValueStart& start) {
  form_ = form;
  count_ = count;
  start_ = &start;
  pairs_ = 0;
  kept_.clear();
  texts_.clear();
  plain_.reset();
  const bool too_many = count != kUnknownCount && count > limits_.hash_max_listpack_entries;
  if (too_many || (form == FieldExpiry::valkey && count != 0)) become_plain();
}

bool FieldExpiryEncoder::fits(const HashField& field) const {
  if (pairs_ > limits_.hash_max_listpack_entries || field.field.size() > longest_) return false;
  if (field.value.is_integer()) return longest_ >= kLongestInteger;
  return field.value.is_whole() && field.value.size() <= longest_;
}

void FieldExpiryEncoder::add(const HashField& event) {
  ++pairs_;
  const bool expires = event.expire_ms != kNoExpiry;
  if (expires && form_ == FieldExpiry::redis && event.expire_ms > kLatestExpiry) {
    throw Unsupported("hash with a field that expires later than Redis can hold");
  }
  const std::int64_t expire_ms = expires ? std::max<std::int64_t>(event.expire_ms, 1) : kNoExpiry;
  if (!plain_.is_begun()) {
    if (fits(event)) {
      Kept kept{.expire_ms = expire_ms, .field = texts_.size()};
      kept.value = (texts_ += event.field).size();
      if (event.value.is_integer()) {
        const IntegerText text(event.value.as_integer());
        texts_ += text.bytes();
      } else {
        texts_ += event.value.as_view();
      }
      kept.end = texts_.size();
      kept_.push_back(kept);
      return;
    }
    become_plain();
  }
  write_head(event.field, expire_ms);
  strings_.write(plain_.out(), event.value);
  write_tail(expire_ms);
}

// From here on pairs go out as they come; those kept so far go first.
void FieldExpiryEncoder::become_plain() {
  if (form_ == FieldExpiry::valkey) {
    plain_.begin(*start_, type_byte::kHash2Valkey, count_);
  } else {
    plain_.begin(*start_, type_byte::kHashMetadata, count_, kFrom1970);
  }
  for (const Kept& kept : kept_) {
    write_head(text(kept.field, kept.value), kept.expire_ms);
    strings_.write(plain_.out(), text(kept.value, kept.end));
    write_tail(kept.expire_ms);
  }
}

// Redis has the expiry in front of the field, Valkey behind the value.
void FieldExpiryEncoder::write_head(Bytes field, std::int64_t expire_ms) {
  if (form_ == FieldExpiry::redis) {
    write_length(plain_.out(),
                 expire_ms == kNoExpiry ? 0 : static_cast<std::uint64_t>(expire_ms) + 1);
  }
  strings_.write(plain_.out(), field);
}

void FieldExpiryEncoder::write_tail(std::int64_t expire_ms) {
  if (form_ == FieldExpiry::valkey) write_int64(plain_.out(), expire_ms);
}

bool FieldExpiryEncoder::end() {
  if (count_ != kUnknownCount && count_ != pairs_) {
    throw CorruptInput("a hash announced " + std::to_string(count_) + " fields, " +
                       std::to_string(pairs_) + " came");
  }
  if (pairs_ == 0) return false;
  if (form_ == FieldExpiry::valkey && !plain_.is_begun()) become_plain();
  if (plain_.is_begun()) {
    plain_.end(pairs_);
  } else {
    write_packed();
  }
  return true;
}

// Servers find the next field to expire in front.
void FieldExpiryEncoder::write_packed() {
  const auto rank = [](const Kept& kept) { return static_cast<std::uint64_t>(kept.expire_ms); };
  std::stable_sort(kept_.begin(), kept_.end(),
                   [&](const Kept& a, const Kept& b) { return rank(a) < rank(b); });
  listpack_.clear();
  for (const Kept& kept : kept_) {
    listpack_.append(text(kept.field, kept.value));
    listpack_.append(text(kept.value, kept.end));
    listpack_.append(kept.expire_ms == kNoExpiry ? std::int64_t{0} : kept.expire_ms);
  }
  OutputBuffer& out = start_->start(type_byte::kHashListpackEx);
  const std::int64_t least = kept_.front().expire_ms;
  write_int64(out, least == kNoExpiry ? 0 : least);
  strings_.write(out, listpack_.finish());
}

}  // namespace rdb
