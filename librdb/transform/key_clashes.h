// Whether keys that were made anew are in the dump already, or twice among themselves.
//
//   KeyClashes clashes({.folder = "/var/tmp"}, 64 << 20);
//   clashes.add_passing(db, key);             // only those that a made key could be equal to
//   clashes.add_made(db, key, with_name);
//   if (const auto found = clashes.find(); found.keys != 0) refuse(found.key);
//
// A key is known by 128 bits (name_hasher.h); 18 bytes each, which go to a temporary
// file when they are more than `memory`. A made key's name is kept on demand only: it costs more
// than all the rest, and is wanted for a message in the end.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/name_hasher.h"
#include "librdb/io/hash_partitions.h"
#include "librdb/io/spill_file.h"

namespace rdb {

class KeyClashes {
 public:
  struct Found {
    std::uint64_t keys = 0;  ///< made keys that clash, each name once
    /// The first of them in the order of bytes whose name is known; else empty.
    bool has_name = false;
    OwnedBytes key;
    std::uint32_t db = 0;
    bool is_passing = false;  ///< one that passes has this name (else both were made)
  };

  /// Holds `memory` bytes and a block of the file.
  KeyClashes(SpillFileOptions spill, std::uint64_t memory);

  void add_made(std::uint32_t db, Bytes key, bool with_name) {
    ++made_;
    add(db, key, kMade, with_name);
  }
  void add_passing(std::uint32_t db, Bytes key) { add(db, key, kPassing, true); }
  /// Ends the adding. Throws `IoError`, `LimitExceeded`.
  Found find();
  std::uint64_t spilled_bytes() const { return file_.size(); }

 private:
  static constexpr char kMade = 0;
  static constexpr char kPassing = 1;
  struct Item;
  void add(std::uint32_t db, Bytes key, char kind, bool with_name);
  static void compare(std::vector<Item>& items, Found& found);

  SpillFile file_;
  HashPartitions partitions_;
  std::uint64_t memory_;
  NameHasher hasher_;
  std::uint64_t made_ = 0;
  OwnedBytes record_;
};

}  // namespace rdb
