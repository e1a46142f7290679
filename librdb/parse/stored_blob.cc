#include "librdb/parse/stored_blob.h"

#include <algorithm>
#include <cassert>

#include "librdb/base/errors.h"
#include "librdb/format/lzf.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

// Compressed bytes that surely give kLongestHead bytes of text: no token gives less than it takes
// by more than one byte.
constexpr std::uint64_t kCompressedHead = 3 * StoredBlob::kLongestHead + 33;

}  // namespace

StoredBlob::StoredBlob(Input& in, OwnedBytes& scratch)
    : in_(in), scratch_(scratch), header_(peek_string_header(in)) {
  if (header_.form == StringHeader::Form::integer) {
    throw CorruptInput("expected a packed blob, found an integer");
  }
}

Bytes StoredBlob::head(std::size_t n) {
  assert(n <= kLongestHead);
  n = static_cast<std::size_t>(std::min<std::uint64_t>(n, header_.length));
  const bool is_raw = header_.form == StringHeader::Form::raw;
  const std::uint64_t looked_at = std::min(header_.stored, is_raw ? n : kCompressedHead);
  in_.need(header_.size + looked_at);
  const Bytes stored(in_.at() + header_.size, static_cast<std::size_t>(looked_at));
  if (is_raw) {
    stored.copy(head_, n);
  } else {
    lzf_decompress_prefix(stored, head_, n);
  }
  return {head_, n};
}

Bytes StoredBlob::unpacked() {
  if (!is_unpacked_) {
    // read_name leaves the input behind the blob; a view into the window stays good there.
    unpacked_ = read_name(in_, scratch_);
    is_unpacked_ = true;
  }
  return unpacked_;
}

void StoredBlob::finish() {
  if (!is_unpacked_) in_.skip(header_.total());
}

}  // namespace rdb
