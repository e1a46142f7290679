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

void tell_plain_element(ValueContext& context, ElementRole role) {
  Input& in = context.in;
  const StringHeader header = peek_string_header(in);
  Form form = Form::raw;
  std::uint64_t length = header.length;
  std::optional<std::int64_t> integer;
  if (header.form == StringHeader::Form::integer) {
    form = Form::integer;
    integer = header.integer;
    const IntegerText text(header.integer);
    length = text.bytes().size();
  } else {
    if (header.form == StringHeader::Form::lzf) form = Form::lzf;
    if (header.length <= kLongestInteger) integer = integer_in(in, header);
  }
  context.sink.on(PlainElement{.role = role,
                               .form = form,
                               .length = length,
                               .is_integer = integer.has_value(),
                               .integer = integer.value_or(0),
                               .stored_bytes = header.total()});
  in.skip(header.total());
}

}  // namespace rdb
