// The walker at work on an input.
#pragma once
#include "librdb/base/byte_stream.h"
#include "librdb/parse/input.h"
#include "librdb/parse/walker.h"

namespace rdb {

/// Moves over what the window holds; true when the value ends there.
bool walk_in_window(Input& in, Walker& walker);

/// Moves over all of it. Throws `TruncatedInput`, `CorruptInput`.
void walk_to_end(Input& in, Walker& walker);

/// Moves on while what lies from the mark on fits a window; true when the value ended there, so
/// that `in.marked()` is all of it. Requires: in.has_mark().
bool walk_marked(Input& in, Walker& walker);

/// The bytes from the mark on to the end of what the walker steps over, as they are read. Takes the
/// mark. Requires: in.has_mark(), no pull while somebody else moves the input.
class WalkedStream final : public ByteStream {
 public:
  WalkedStream(Input& in, Walker& walker) : in_(in), walker_(walker) {}
  Bytes next() override;
  /// Moves over what was not pulled.
  void finish();

 private:
  Input& in_;
  Walker& walker_;
  bool begun_ = false;
  bool done_ = false;
};

}  // namespace rdb
