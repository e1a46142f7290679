// One string of the dump (format/string_header.h) at the place where the input stands.
//
//   StoredString text(in, scratch);         // reads the header, nothing else
//   sink.on(HashField{.field = field, .value = text.value()});
//   text.finish();                          // skips what was not pulled
//
// What fits the window is a view (raw) or is decompressed into the scratch (LZF); what does not is
// a stream. Names and blobs, which must be whole, come from `read_name`.
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/base/byte_stream.h"
#include "librdb/base/integer_text.h"
#include "librdb/event/payload.h"
#include "librdb/format/string_header.h"
#include "librdb/parse/input.h"
#include "librdb/parse/lzf_stream.h"

namespace rdb {

/// Reads a plain length; `what` it is goes into the `CorruptInput` for a string encoding found
/// there (servers take its six bits as the number; no server writes one).
std::uint64_t read_length(Input& in, const char* what);

/// Reads the number of elements of a collection, each of which takes at least so many bytes: throws
/// `TruncatedInput` if the source knows that fewer are left.
std::uint64_t read_count(Input& in, const char* what, unsigned bytes_each);

/// Reads the header of the string at `in`, without moving. Throws `TruncatedInput` also when the
/// source knows that the string's bytes are not there.
StringHeader peek_string_header(Input& in);

/// True for a string too large to be had as a whole: it comes as a stream.
bool streams(const Input& in, const StringHeader& header);

/// Reads a string that must be whole: a key, field, member or blob. The view lives until the input
/// refills (pin it) or the scratch is used again. The scratch grows only as bytes arrive. Throws
/// `LimitExceeded` for more than the input's `max_materialised`.
Bytes read_name(Input& in, OwnedBytes& scratch);

class StoredString {
 public:
  /// Input and scratch must outlive it. Nothing else may read from the input until `finish()`.
  StoredString(Input& in, OwnedBytes& scratch);
  StoredString(const StoredString&) = delete;
  StoredString& operator=(const StoredString&) = delete;

  const StringHeader& header() const { return header_; }
  bool is_stream() const { return streams_; }
  /// The text it stands for; the stream, if it is one, may be pulled once.
  Payload value();
  /// Its bytes in the file. Of two streams only one may be pulled.
  Payload stored();
  /// Moves the input behind the string, whatever was pulled.
  void finish();

 private:
  // The bytes behind the header as the window slides over them.
  class Content final : public ByteStream {
   public:
    Content(Input& in, std::uint64_t size) : in_(in), size_(size), left_(size) {}
    Bytes next() override;
    std::uint64_t left() const { return left_; }
    bool begun() const { return left_ != size_; }

   private:
    Input& in_;
    std::uint64_t size_;
    std::uint64_t left_;
  };
  // Header and content.
  class Stored final : public ByteStream {
   public:
    Stored(Bytes header, Content& content) : content_(content), size_(header.size()) {
      header.copy(header_, size_);
    }
    Bytes next() override;

   private:
    Content& content_;
    char header_[kMaxStringHeaderBytes];
    std::size_t size_;
    bool begun_ = false;
  };

  void open_whole(OwnedBytes& scratch);

  Input& in_;
  StringHeader header_;
  bool streams_ = false;
  Bytes whole_;  // the stored bytes, if it does not stream
  Bytes text_;   // if it does not stream and is no integer
  std::optional<Content> content_;
  std::optional<Stored> stored_;
  std::optional<LzfStream> lzf_;
};

}  // namespace rdb
