// All that is known of a key before one byte of its value is read.
#pragma once
#include <cstddef>
#include <cstdint>

#include "librdb/base/bytes.h"
#include "librdb/base/types.h"

namespace rdb {

/// What a record says of its key besides the value.
struct Attributes {
  static constexpr std::uint64_t kNoIdle = ~std::uint64_t{0};
  static constexpr std::int16_t kNoFrequency = -1;

  std::int64_t expire_ms = kNoExpiry;     ///< absolute, milliseconds since 1970; may be past
  std::uint64_t idle_seconds = kNoIdle;   ///< from opcode IDLE
  std::int16_t frequency = kNoFrequency;  ///< LFU counter 0…255, from opcode FREQ
  bool has_expiry() const { return expire_ms != kNoExpiry; }
  bool has_idle() const { return idle_seconds != kNoIdle; }
  bool has_frequency() const { return frequency != kNoFrequency; }
  friend bool operator==(const Attributes&, const Attributes&) = default;
};

/// Announces a key. An Entry and its key live until its value has been delivered, everything else
/// until the `on()` that received it returns; to keep it, copy it into an `OwnedEntry`.
///
/// Not copyable, so that a borrowed key is never kept by accident; a stage that renames passes on
/// `entry.renamed(new_key)`.
struct Entry {
  Bytes key;
  Attributes attributes;
  std::uint32_t db = 0;
  ObjectType type = ObjectType::string;
  std::uint8_t type_byte = 0;  ///< the RDB type as stored; meaning depends on the family
  Bytes encoding;              ///< name of that type byte, e.g. "hash_listpack"; static storage
  std::uint64_t offset = 0;    ///< of the record's first byte (first attribute) in the input
  std::uint64_t value_bytes = kUnknownSize;  ///< serialized size, if `needs().sized_entries`
  Bytes key_metadata;  ///< stored body of KEY_META (Redis 8.6+), empty if none
  /// Bytes behind the key that may be read, whatever they are: for loads of a fixed size. The
  /// reader says so for keys that stand in its window; whoever gives an entry another key says 0.
  std::size_t key_slack = 0;

  /// The record's bytes from the end of the record before it to the end of the key: attributes,
  /// type byte and key as they stood in the file (keys may be int- or LZF-encoded, lengths
  /// non-minimal). Empty when the entry did not come from a file or was changed on the way.
  Bytes stored_head;
  /// False when attributes of this key stand before some other record (legal, never written by a
  /// server): `stored_head` then is only good for a verbatim copy of the whole file.
  bool head_is_complete = true;

  Entry() = default;
  Entry& operator=(const Entry&) = delete;

  /// The same key under another name; `stored_head` no longer applies. `new_key` must live as long.
  Entry renamed(Bytes new_key) const {
    Entry copy(*this);
    copy.key = new_key;
    copy.key_slack = 0;
    copy.stored_head = {};
    return copy;
  }
  /// The same key with other attributes; `stored_head` no longer applies.
  Entry with_attributes(const Attributes& attributes_now) const {
    Entry copy(*this);
    copy.attributes = attributes_now;
    copy.stored_head = {};
    return copy;
  }

 private:
  Entry(const Entry&) = default;
  friend class OwnedEntry;
};

/// An entry that owns its bytes and may be kept. O(key length).
class OwnedEntry {
 public:
  explicit OwnedEntry(const Entry& entry)
      : key_(entry.key), head_(entry.stored_head), metadata_(entry.key_metadata), entry_(entry) {}
  OwnedEntry(const OwnedEntry& other)
      : key_(other.key_), head_(other.head_), metadata_(other.metadata_), entry_(other.entry_) {}
  OwnedEntry& operator=(const OwnedEntry&) = delete;

  /// A borrowed form of it: lives as long as this object.
  Entry borrow() const& {
    Entry entry(entry_);
    entry.key = key_;
    entry.key_slack = 0;
    entry.stored_head = head_;
    entry.key_metadata = metadata_;
    return entry;
  }
  Entry borrow() && = delete;
  const OwnedBytes& key() const { return key_; }

 private:
  OwnedBytes key_;
  OwnedBytes head_;
  OwnedBytes metadata_;
  Entry entry_;  // its views dangle; borrow() replaces them
};

}  // namespace rdb
