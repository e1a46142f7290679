#include "librdb/write/hash_encoder.h"

#include <algorithm>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/format/type_table.h"

namespace rdb {
namespace {

// Keeps clear of the sizes whose backlen servers disagree on, and the blob small.
constexpr std::size_t kLongestPacked = 4096;

}  // namespace

HashEncoder::HashEncoder(StringEncoder& strings, EncodingLimits limits, SpoolFactory* spools)
    : strings_(strings),
      limits_(limits),
      longest_(static_cast<std::size_t>(
          std::min<std::uint64_t>(limits.hash_max_listpack_value, kLongestPacked))),
      plain_(spools) {}

void HashEncoder::begin(Compact compact, std::uint64_t count, ValueStart& start) {
  start_ = &start;
  count_ = count;
  pairs_ = 0;
  const bool too_many = count != kUnknownCount && count > limits_.hash_max_listpack_entries;
  if (too_many || (compact == Compact::none && count != 0)) return become_plain();
  form_ = compact == Compact::listpack ? Form::listpack : Form::ziplist;
  listpack_.clear();
  ziplist_.clear();
}

bool HashEncoder::fits_as_text(std::int64_t value) const {
  const IntegerText text(value);
  return text.bytes().size() <= longest_;
}

void HashEncoder::add_slowly(const HashField& field) {
  if (field.expire_ms != kNoExpiry) {
    throw Unsupported("a field has an expiry of its own in a hash whose type has none");
  }
  if (form_ == Form::ziplist && fits(field)) {
    ziplist_.append(field.field);
    return append_value(ziplist_, field.value);
  }
  if (form_ == Form::listpack || form_ == Form::ziplist) become_plain();
  write_pair(field);
}

bool HashEncoder::add(const IntegerFields& event) {
  const bool packs = form_ == Form::listpack && longest_ >= kLongestInteger &&
                     pairs_ + event.fields.size() <= limits_.hash_max_listpack_entries;
  if (packs) {
    listpack_.append(event.fields);
  } else if (form_ == Form::plain) {
    for (const auto& [name, value] : event.fields) {
      strings_.write(plain_.out(), name);
      strings_.write(plain_.out(), value);
    }
  } else {
    return false;
  }
  pairs_ += event.fields.size();
  return true;
}

// From here on pairs go out as they come; those packed so far go first.
void HashEncoder::become_plain() {
  const Form was = form_;
  form_ = Form::plain;
  plain_.begin(*start_, type_byte::kHash, count_);
  if (pairs_ <= 1) return;  // the one being added is not packed yet
  if (was == Form::listpack) write_entries(ListpackCursor(listpack_.finish()));
  if (was == Form::ziplist) write_entries(ZiplistCursor(ziplist_.finish()));
}

template <typename Cursor>
void HashEncoder::write_entries(Cursor cursor) {
  for (PackedValue entry; cursor.next(entry);) {
    if (entry.is_integer) {
      strings_.write(plain_.out(), entry.integer);
    } else {
      strings_.write(plain_.out(), entry.text);
    }
  }
}

void HashEncoder::write_pair(const HashField& field) {
  strings_.write(plain_.out(), field.field);
  strings_.write(plain_.out(), field.value);
}

void HashEncoder::write_blob(std::uint8_t type_byte, Bytes blob) {
  strings_.write(start_->start(type_byte), blob);
}

bool HashEncoder::end() {
  if (count_ != kUnknownCount && count_ != pairs_) {
    throw CorruptInput("a hash announced " + std::to_string(count_) + " fields, " +
                       std::to_string(pairs_) + " came");
  }
  if (pairs_ == 0) return false;
  switch (form_) {
    case Form::listpack:
      write_blob(type_byte::kHashListpack, listpack_.finish());
      break;
    case Form::ziplist:
      write_blob(type_byte::kHashZiplist, ziplist_.finish());
      break;
    case Form::plain:
      plain_.end(pairs_);
      break;
  }
  return true;
}

}  // namespace rdb
