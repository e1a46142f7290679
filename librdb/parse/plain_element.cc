#include "librdb/parse/plain_element.h"

#include <optional>

#include "librdb/base/integer_text.h"
#include "librdb/format/lzf.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

using Form = PlainElement::Form;
constexpr std::uint64_t kLongestInteger = 20;

// Requires: the string is no integer and at most kLongestInteger bytes long.
std::optional<std::int64_t> integer_in(Input& in, const StringHeader& header) {
  in.need(header.total());
  const Bytes stored(in.at() + header.size, static_cast<std::size_t>(header.stored));
  if (header.form == StringHeader::Form::raw) return canonical_integer(stored);
  char text[kLongestInteger];
  lzf_decompress(stored, text, static_cast<std::size_t>(header.length));
  return canonical_integer({text, static_cast<std::size_t>(header.length)});
}

}  // namespace

PlainString read_plain_string(Input& in) {
  const StringHeader header = peek_string_header(in);
  PlainString string{.length = header.length, .stored_bytes = header.total()};
  if (header.form == StringHeader::Form::integer) {
    string.form = Form::integer;
    string.integer = header.integer;
    const IntegerText text(header.integer);
    string.length = text.bytes().size();
  } else {
    if (header.form == StringHeader::Form::lzf) string.form = Form::lzf;
    if (header.length <= kLongestInteger) string.integer = integer_in(in, header);
  }
  in.skip(header.total());
  return string;
}

void tell_plain_element(EventSink& sink, ElementRole role, const PlainString& string,
                        const ElementExtra& extra) {
  sink.on(PlainElement{.role = role,
                       .form = string.form,
                       .length = string.length,
                       .is_integer = string.integer.has_value(),
                       .integer = string.integer.value_or(0),
                       .score = extra.score,
                       .expire_ms = extra.expire_ms,
                       .stored_bytes = string.stored_bytes});
}

void tell_plain_element(ValueContext& context, ElementRole role) {
  tell_plain_element(context.sink, role, read_plain_string(context.in));
}

}  // namespace rdb
