#include "librdb/parse/plain_element.h"

#include "librdb/base/integer_text.h"
#include "librdb/format/lzf.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

using Form = PlainElement::Form;
constexpr std::uint64_t kLongestInteger = 20;

// Requires: the string is no integer and at most kLongestInteger bytes long.
bool read_integer_in(Input& in, const StringHeader& header, std::int64_t& integer) {
  in.need(header.total());
  const Bytes stored(in.at() + header.size, static_cast<std::size_t>(header.stored));
  if (header.form == StringHeader::Form::raw) return read_canonical_integer(stored, integer);
  char text[kLongestInteger];
  lzf_decompress(stored, text, static_cast<std::size_t>(header.length));
  return read_canonical_integer({text, static_cast<std::size_t>(header.length)}, integer);
}

}  // namespace

PlainString read_any_plain_string(Input& in) {
  const StringHeader header = peek_string_header(in);
  PlainString string{.length = header.length, .stored_bytes = header.total()};
  if (header.form == StringHeader::Form::integer) {
    string.form = Form::integer;
    string.is_integer = true;
    string.integer = header.integer;
    string.length = decimal_length(header.integer);
  } else {
    if (header.form == StringHeader::Form::lzf) string.form = Form::lzf;
    if (header.length <= kLongestInteger) {
      string.is_integer = read_integer_in(in, header, string.integer);
    }
  }
  in.skip(header.total());
  return string;
}

}  // namespace rdb
