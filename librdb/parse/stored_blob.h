// A packed blob in the dump: one string that holds a listpack, ziplist, zipmap or intset.
#pragma once
#include <cstdint>

#include "librdb/event/events.h"
#include "librdb/format/string_header.h"
#include "librdb/parse/input.h"

namespace rdb {

/// For layouts: its sizes and its head are had without unpacking it.
///
///   StoredBlob blob(in, scratch);
///   sink.on(PackedBlob{…, .count = count_in(blob.head(10)), .unpacker = blob});
///   blob.finish();
class StoredBlob final : public PackedBlob::Unpacker {
 public:
  static constexpr std::size_t kLongestHead = 16;

  /// Input and scratch must outlive it.
  StoredBlob(Input& in, OwnedBytes& scratch);
  std::uint64_t stored_bytes() const { return header_.total(); }
  std::uint64_t unpacked_bytes() const { return header_.length; }
  /// The first n bytes unpacked, fewer if it is shorter; the view lives as long as this object.
  /// Requires: n <= kLongestHead.
  Bytes head(std::size_t n);
  /// All of it; the view lives until `finish()`. Throws `LimitExceeded` as `read_name` does.
  Bytes unpacked() override;
  /// Moves the input behind the blob.
  void finish();

 private:
  Input& in_;
  OwnedBytes& scratch_;
  StringHeader header_;
  char head_[kLongestHead];
  bool is_unpacked_ = false;
  Bytes unpacked_;
};

}  // namespace rdb
