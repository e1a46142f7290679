#include "librdb/write/hash_encoder.h"

#include <algorithm>
#include <stdexcept>

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
      spools_(spools) {}

void HashEncoder::begin(CompactHash compact, std::uint64_t count, ValueStart& start) {
  start_ = &start;
  count_ = count;
  pairs_ = 0;
  out_ = nullptr;
  const bool too_many = count != kUnknownCount && count > limits_.hash_max_listpack_entries;
  if (too_many || (compact == CompactHash::none && count != 0)) return become_plain();
  form_ = compact == CompactHash::listpack ? Form::listpack : Form::ziplist;
  listpack_.clear();
  ziplist_.clear();
}

bool HashEncoder::fits_as_text(std::int64_t value) const {
  const IntegerText text(value);
  return text.bytes().size() <= longest_;
}

void HashEncoder::add_slowly(const HashField& field) {
  if (field.expire_ms != kNoExpiry) {
    throw Unsupported("writing hash fields with an expiry of their own comes with a later version");
  }
  if (form_ == Form::ziplist && fits(field)) {
    ziplist_.append(field.field);
    return append_value(ziplist_, field.value);
  }
  if (form_ == Form::listpack || form_ == Form::ziplist) become_plain();
  write_pair(field);
}

// From here on pairs go out as they come; those packed so far go first.
void HashEncoder::become_plain() {
  const Form was = form_;
  if (count_ != kUnknownCount) {
    form_ = Form::plain;
    out_ = &start_->start(type_byte::kHash);
    write_length(*out_, count_);
  } else {
    if (spools_ == nullptr) throw std::logic_error("a hash of unknown count needs a spool");
    form_ = Form::spooled;
    if (spooled_ == nullptr) spooled_ = std::make_unique<SpooledOutput>(*spools_);
    spooled_->clear();
    out_ = &spooled_->out();
  }
  if (pairs_ <= 1) return;  // the one being added is not packed yet
  if (was == Form::listpack) write_entries(ListpackCursor(listpack_.finish()));
  if (was == Form::ziplist) write_entries(ZiplistCursor(ziplist_.finish()));
}

template <typename Cursor>
void HashEncoder::write_entries(Cursor cursor) {
  for (PackedValue entry; cursor.next(entry);) {
    if (entry.is_integer) {
      strings_.write(*out_, entry.integer);
    } else {
      strings_.write(*out_, entry.text);
    }
  }
}

void HashEncoder::write_pair(const HashField& field) {
  strings_.write(*out_, field.field);
  strings_.write(*out_, field.value);
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
      break;
    case Form::spooled: {
      OutputBuffer& out = start_->start(type_byte::kHash);
      write_length(out, pairs_);
      write_all(out, spooled_->replay());
      spooled_->clear();
      break;
    }
  }
  return true;
}

}  // namespace rdb
