// Bytes of a listpack or ziplist that a loader builds, entry by entry, without building it.
//
//   rdb::ListpackSize size;
//   size.add(rdb::StringMeasure::text(5));
//   size.bytes()                                  // 14: 7, and an entry of 7
//
// Plain values.
#pragma once
#include <cstdint>

#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/memory/string_measure.h"

namespace rdb {

/// Bytes of the entry in a listpack, backlen included, as servers write it that have not the short
/// form of Valkey 9 (a byte less at two lengths beyond 16 KiB). O(1).
inline std::uint64_t listpack_entry_bytes(const StringMeasure& element) {
  return element.is_integer() ? listpack_entry_bytes(element.as_integer())
                              : listpack_text_entry_bytes(element.length());
}

/// Bytes of the entry in a ziplist without the size of the entry before it. O(1). Source: ziplist.c
/// zipTryEncoding, zipStoreEntryEncoding, Redis 6.2.
std::uint64_t ziplist_entry_bytes(const StringMeasure& element);

class ListpackSize {
 public:
  void add(const StringMeasure& element) { bytes_ += listpack_entry_bytes(element); }
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::uint64_t bytes_ = kEmptyListpackBytes;
};

class ZiplistSize {
 public:
  void add(const StringMeasure& element);
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::uint64_t bytes_ = kEmptyZiplistBytes;
  std::uint64_t last_ = 0;  // bytes of the entry added last
};

/// The one that a server builds.
class PackedSize {
 public:
  explicit PackedSize(bool is_listpack) : is_listpack_(is_listpack) {}
  void add(const StringMeasure& element) {
    if (is_listpack_) {
      listpack_.add(element);
    } else {
      ziplist_.add(element);
    }
  }
  std::uint64_t bytes() const { return is_listpack_ ? listpack_.bytes() : ziplist_.bytes(); }

 private:
  bool is_listpack_;
  ListpackSize listpack_;
  ZiplistSize ziplist_;
};

}  // namespace rdb
