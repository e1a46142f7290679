#include "librdb/parse/stored_string.h"

#include <cassert>

#include "librdb/base/errors.h"
#include "librdb/format/lzf.h"

namespace rdb {
namespace {

// Room for `size` bytes and the slack that readers of names may touch.
void make_room(OwnedBytes& scratch, std::uint64_t size) {
  const std::size_t room = static_cast<std::size_t>(size) + kWindowSlack;
  if (scratch.size() < room) scratch.resize(room);  // never shrinks, so nothing is cleared twice
}

Bytes decompress(Bytes compressed, std::uint64_t length, OwnedBytes& scratch) {
  make_room(scratch, length);
  lzf_decompress(compressed, scratch.data(), static_cast<std::size_t>(length));
  return {scratch.data(), static_cast<std::size_t>(length)};
}

Bytes text_of(std::int32_t integer, OwnedBytes& scratch) {
  const IntegerText text(integer);
  make_room(scratch, text.bytes().size());
  text.bytes().copy(scratch.data(), text.bytes().size());
  return {scratch.data(), text.bytes().size()};
}

}  // namespace

std::uint64_t read_length(Input& in, const char* what) {
  for (;;) {
    const Length length = decode_length(in.at(), in.end());
    if (length.is_encoding) {
      throw CorruptInput(std::string("expected ") + what + ", found a string encoding");
    }
    if (length.size != 0) [[likely]] {
      in.advance(length.size);
      return length.value;
    }
    in.need(in.available() + 1);
  }
}

std::uint64_t read_count(Input& in, const char* what, unsigned bytes_each) {
  const std::uint64_t count = read_length(in, what);
  if (count > ~std::uint64_t{0} / bytes_each) {
    throw CorruptInput("found " + std::to_string(count) + " as " + what);
  }
  in.claim(count * bytes_each);
  return count;
}

StringHeader peek_string_header(Input& in) {
  in.forget_string();
  for (;;) {
    const StringHeader header = decode_string_header(in.at(), in.end());
    if (header.size != 0) [[likely]] {
      if (header.stored > ~std::uint64_t{0} - header.size) {
        throw CorruptInput("a string of " + std::to_string(header.stored) + " bytes");
      }
      in.claim(header.total());
      in.note_string(header.total());
      return header;
    }
    in.need(in.available() + 1);
  }
}

bool streams(const Input& in, const StringHeader& header) {
  return header.form != StringHeader::Form::integer &&
         (header.total() > in.window_bytes() || header.length > in.window_bytes());
}

Bytes read_name(Input& in, OwnedBytes& scratch) {
  const StringHeader header = peek_string_header(in);
  if (header.form == StringHeader::Form::integer) {
    in.advance(header.size);
    return text_of(header.integer, scratch);
  }
  if (header.length > in.max_materialised()) in.throw_too_long(header.length);
  in.need(header.total());
  const Bytes stored(in.at() + header.size, static_cast<std::size_t>(header.stored));
  if (header.form == StringHeader::Form::raw) {
    in.advance(static_cast<std::size_t>(header.total()));
    return stored;
  }
  const Bytes text = decompress(stored, header.length, scratch);
  in.advance(static_cast<std::size_t>(header.total()));
  return text;
}

StoredString::StoredString(Input& in, OwnedBytes& scratch)
    : in_(in), header_(peek_string_header(in)) {
  streams_ = streams(in, header_);
  if (!streams_) {
    open_whole(scratch);
    return;
  }
  const Bytes head(in.at(), header_.size);
  content_.emplace(in, header_.stored);
  stored_.emplace(head, *content_);
  in.advance(header_.size);
  if (header_.form == StringHeader::Form::lzf) lzf_.emplace(*content_, header_.length);
}

void StoredString::open_whole(OwnedBytes& scratch) {
  in_.need(header_.total());
  whole_ = {in_.at(), static_cast<std::size_t>(header_.total())};
  const Bytes content = whole_.substr(header_.size);
  text_ = header_.form == StringHeader::Form::lzf ? decompress(content, header_.length, scratch)
                                                  : content;
  in_.advance(whole_.size());
}

Payload StoredString::value() {
  if (header_.form == StringHeader::Form::integer) return Payload::integer(header_.integer);
  if (!streams_) return Payload::view(text_);
  if (lzf_) return Payload::stream(*lzf_, header_.length);
  return Payload::stream(*content_, header_.length);
}

Payload StoredString::stored() {
  if (!streams_) return Payload::view(whole_);
  return Payload::stream(*stored_, header_.total());
}

void StoredString::finish() {
  if (streams_) in_.skip(content_->left());
}

Bytes StoredString::Content::next() {
  if (left_ == 0) return {};
  if (in_.available() == 0) in_.need(1);
  const std::size_t size = static_cast<std::size_t>(
      left_ < in_.available() ? left_ : static_cast<std::uint64_t>(in_.available()));
  const Bytes piece(in_.at(), size);
  in_.advance(size);
  left_ -= size;
  return piece;
}

Bytes StoredString::Stored::next() {
  if (begun_) return content_.next();
  assert(!content_.begun() && "the value or its stored bytes may be pulled, not both");
  begun_ = true;
  return {header_, size_};
}

}  // namespace rdb
