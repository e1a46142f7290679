#include "librdb/parse/plain_element.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "librdb/base/endian.h"
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

constexpr std::size_t kScore = 8;
constexpr std::size_t kRun = 128;  // elements told together: 2 KiB

// One run of the elements that are left; fewer than kRun mean that something else follows.
template <bool kHaveScores>
std::size_t tell_run(ValueContext& context, ElementRole role, std::uint64_t left_elements) {
  constexpr std::size_t kBehind = kHaveScores ? kScore : 0;
  Input& in = context.in;
  std::array<ShortElement, kRun> elements;
  const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(kRun, left_elements));
  std::size_t count = 0;
  std::size_t left = in.available();
  for (const char* p = in.at(); count < most && left >= kMostShortString + kScore; ++count) {
    const std::uint8_t size = kShortSizes[static_cast<unsigned char>(*p)];
    if (size == 0) break;
    if (kHaveScores && std::isnan(std::bit_cast<double>(load_le<std::uint64_t>(p + size)))) break;
    elements[count] = {p, size};
    p += size + kBehind;
    left -= size + kBehind;
  }
  if (role == ElementRole::field) count -= count % 2;
  if (count == 0) return 0;
  const ShortElement& last = elements[count - 1];
  in.advance_to(last.stored + last.size + kBehind);
  if (!kHaveScores) {  // as behind one that is told by itself
    in.note_string(0);
    context.strings_behind = left_elements - count;
  }
  context.sink.on_elements(
      {.role = role, .have_scores = kHaveScores, .elements = {elements.data(), count}});
  return count;
}

template <bool kHaveScores>
std::uint64_t tell_runs(ValueContext& context, ElementRole role, std::uint64_t left) {
  std::uint64_t told = 0;
  for (std::size_t count = kRun; count == kRun && told < left; told += count) {
    count = tell_run<kHaveScores>(context, role, left - told);
  }
  return told;
}

}  // namespace

std::uint64_t tell_short_elements(ValueContext& context, ElementRole role, std::uint64_t left) {
  return tell_runs<false>(context, role, left);
}

std::uint64_t tell_short_members_with_scores(ValueContext& context, std::uint64_t left) {
  return tell_runs<true>(context, ElementRole::member, left);
}

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
