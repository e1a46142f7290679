#include "librdb/transform/held_value.h"

#include <cstring>
#include <type_traits>

#include "librdb/base/limits.h"

namespace rdb {
namespace {

// The fixed part of an entry. The bytes of head, key and metadata follow; the key is usually the
// end of the stored head and then does not stand twice.
struct FixedHead {
  Attributes attributes;
  std::uint64_t offset;
  std::uint64_t value_bytes;
  const char* encoding;  // static storage
  std::uint32_t encoding_size;
  std::uint32_t db;
  std::uint64_t stored_size;
  std::uint64_t key_size;
  std::uint64_t metadata_size;
  ObjectType type;
  std::uint8_t type_byte;
  bool head_is_complete;
  bool key_ends_head;
};
static_assert(std::is_trivially_copyable_v<FixedHead>);

template <typename T>
Bytes bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace

HeldValue::HeldValue(MemoryBudget& budget, SpoolFactory& spools)
    : budget_(budget), spools_(spools), log_(body_, budget) {}

HeldValue::~HeldValue() {
  budget_.give(counted_capacity(head_));
  budget_.give(counted_capacity(body_));
}

void HeldValue::begin(const Entry& entry) {
  forget();
  FixedHead fixed{};
  fixed.attributes = entry.attributes;
  fixed.offset = entry.offset;
  fixed.value_bytes = entry.value_bytes;
  fixed.encoding = entry.encoding.data();
  fixed.encoding_size = static_cast<std::uint32_t>(entry.encoding.size());
  fixed.db = entry.db;
  fixed.stored_size = entry.stored_head.size();
  fixed.key_size = entry.key.size();
  fixed.metadata_size = entry.key_metadata.size();
  fixed.type = entry.type;
  fixed.type_byte = entry.type_byte;
  fixed.head_is_complete = entry.head_is_complete;
  fixed.key_ends_head = entry.stored_head.ends_with(entry.key);
  append_counted(head_, bytes_of(fixed), budget_);
  append_counted(head_, entry.key_metadata, budget_);
  append_counted(head_, entry.stored_head, budget_);
  if (!fixed.key_ends_head) append_counted(head_, entry.key, budget_);
}

void HeldValue::raw(const Payload& body) {
  form_ = HeldForm::raw;
  if (body.is_whole()) return append_counted(body_, body.as_view(), budget_);
  ByteStream& parts = body.parts();
  for (Bytes part = parts.next(); !part.empty(); part = parts.next()) {
    if (!spooled() && body_.size() + part.size() > kSpoolMemory) {
      overflow_ = spools_.make();
      overflow_->append(body_);
      body_.clear();
    }
    if (spooled()) {
      overflow_->append(part);
    } else {
      append_counted(body_, part, budget_);
    }
  }
}

void HeldValue::forget() {
  head_.clear();
  body_.clear();
  overflow_.reset();
  form_ = HeldForm::raw;
}

void HeldValue::keep_in(Spool& spool) {
  const std::uint64_t head_size = head_.size();
  const std::uint64_t size = body_size();
  spool.append(bytes_of(head_size));
  spool.append(bytes_of(size));
  spool.append(bytes_of(form_));
  spool.append(head_);
  if (spooled()) {
    append_all(spool, overflow_->replay());
  } else if (!body_.empty()) {
    spool.append(body_);
  }
  forget();
}

void restore_entry(Bytes head, Entry& entry) {
  FixedHead fixed;
  std::memcpy(static_cast<void*>(&fixed), head.data(), sizeof fixed);
  head.remove_prefix(sizeof fixed);
  entry.attributes = fixed.attributes;
  entry.offset = fixed.offset;
  entry.value_bytes = fixed.value_bytes;
  entry.encoding = {fixed.encoding, fixed.encoding_size};
  entry.db = fixed.db;
  entry.type = fixed.type;
  entry.type_byte = fixed.type_byte;
  entry.head_is_complete = fixed.head_is_complete;
  entry.key_metadata = head.substr(0, fixed.metadata_size);
  head.remove_prefix(fixed.metadata_size);
  entry.stored_head = head.substr(0, fixed.stored_size);
  entry.key = head.substr(head.size() - fixed.key_size);
}

}  // namespace rdb
