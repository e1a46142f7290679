#include "librdb/write/database_counts.h"

#include <algorithm>
#include <limits>

#include "librdb/format/length.h"
#include "librdb/format/opcodes.h"

namespace rdb {
namespace {

constexpr std::size_t kPatchedLength = 5;

// What does not fit into 32 bits is stated as the most that does: a server treats it as a hint.
std::uint32_t stated(std::uint64_t count) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::min(count, kMost));
}

}  // namespace

void DatabaseCounts::change(OutputBuffer& out, std::uint32_t db) {
  const auto [place, is_new] = databases_.try_emplace(db);
  current_ = &place->second;
  db_ = db;
  char* p = out.reserve(1 + kMaxLengthBytes + 1 + 2 * kPatchedLength);
  *p = static_cast<char>(Opcode::select_db);
  std::size_t size = 1 + encode_length(p + 1, db);
  if (is_new && counts_) {
    p[size++] = static_cast<char>(Opcode::resize_db);
    current_->lengths_at = out.size() + size;
    encode_length_5(p + size, 0);
    encode_length_5(p + size + kPatchedLength, 0);
    size += 2 * kPatchedLength;
  }
  out.advance(size);
}

void DatabaseCounts::patch(OutputBuffer& out) const {
  for (const auto& [db, database] : databases_) {
    if (database.lengths_at == 0) continue;
    char zeros[2 * kPatchedLength];
    encode_length_5(zeros, 0);
    encode_length_5(zeros + kPatchedLength, 0);
    char lengths[2 * kPatchedLength];
    encode_length_5(lengths, stated(database.keys));
    encode_length_5(lengths + kPatchedLength, stated(database.expires));
    out.patch(database.lengths_at, Bytes(zeros, sizeof zeros), Bytes(lengths, sizeof lengths));
  }
}

}  // namespace rdb
