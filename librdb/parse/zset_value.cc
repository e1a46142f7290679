#include "librdb/parse/zset_value.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/parse/packed_layout.h"
#include "librdb/parse/packed_text.h"
#include "librdb/parse/plain_element.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

constexpr char kMembers[] = "the number of members of a sorted set";
constexpr char kMember[] = "a member of the sorted set";

[[noreturn]] void throw_no_score(Bytes text) {
  throw CorruptInput("expected the score of a member, found \"" + escaped(text.substr(0, 40)) +
                     '"');
}

// Every form that servers print: decimal with or without an exponent, inf, -inf.
double score_of(Bytes text) {
  double score = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, score);
  if (result.ec != std::errc() || result.ptr != end || std::isnan(score)) throw_no_score(text);
  return score;
}

double score_of(const PackedValue& value) {
  return value.is_integer ? static_cast<double>(value.integer) : score_of(value.text);
}

// A length and so many digits; three lengths stand for themselves.
double read_text_score(Input& in) {
  in.need(1);
  const auto length = static_cast<unsigned char>(*in.at());
  if (length >= 253) {
    if (length == 253) throw_no_score("nan");
    in.advance(1);
    const double infinity = std::numeric_limits<double>::infinity();
    return length == 254 ? infinity : -infinity;
  }
  in.need(std::uint64_t{length} + 1);
  const double score = score_of(Bytes(in.at() + 1, length));
  in.advance(std::size_t{length} + 1);
  return score;
}

double read_binary_score(Input& in) {
  in.need(8);
  const auto score = std::bit_cast<double>(load_le<std::uint64_t>(in.at()));
  if (std::isnan(score)) throw_no_score("nan");
  in.advance(8);
  return score;
}

using ReadScore = double (*)(Input& in);

void tell_members(ValueContext& context, unsigned least_bytes, ReadScore read_score) {
  Input& in = context.in;
  const std::uint64_t members = read_count(in, kMembers, least_bytes);
  context.sink.on(CollectionBegin{.count = members});
  context.scratch.names.begin(kMember);
  for (std::uint64_t left = members; left != 0; --left) {
    const Bytes member = read_name(in, context.scratch.name);
    context.scratch.names.add(member);
    in.pin(Input::Pin::element);  // the score may need another window
    const double score = read_score(in);
    context.sink.on(ZsetMember{.member = member, .score = score});
  }
  in.release(Input::Pin::element);
  context.sink.on(CollectionEnd{});
}

void tell_member_layout(ValueContext& context, unsigned least_bytes, ReadScore read_score) {
  const std::uint64_t members = read_count(context.in, kMembers, least_bytes);
  context.sink.on(LayoutBegin{.count = members});
  for (std::uint64_t left = members; left != 0; --left) {
    if (read_score == read_binary_score) left -= tell_short_members_with_scores(context, left);
    if (left == 0) break;
    const PlainString member = read_plain_string(context.in);
    const double score = read_score(context.in);
    tell_plain_element(context.sink, ElementRole::member, member, {.score = score});
  }
  context.sink.on(LayoutEnd{});
}

template <PackedCursor Cursor>
void tell_packed_members(ValueContext& context) {
  context.strings_behind = 0;
  Cursor cursor(read_name(context.in, context.scratch.value));
  const std::uint64_t entries = cursor.count();
  if (entries != kUnknownCount && entries % 2 != 0) {
    throw CorruptInput("a sorted set of " + std::to_string(entries) +
                       " entries: the last member has no score");
  }
  context.sink.on(CollectionBegin{.count = entries == kUnknownCount ? kUnknownCount : entries / 2});
  context.scratch.names.begin(kMember);
  PackedValue member;
  PackedValue score;
  while (cursor.next(member)) {
    if (!cursor.next(score)) throw CorruptInput("the last member of a sorted set has no score");
    const PackedText text(member);
    context.scratch.names.add(text.bytes());
    context.sink.on(ZsetMember{.member = text.bytes(), .score = score_of(score)});
  }
  context.sink.on(CollectionEnd{});
}

}  // namespace

void zset_elements(ValueContext& context) { tell_members(context, 2, read_text_score); }
void zset2_elements(ValueContext& context) { tell_members(context, 9, read_binary_score); }
void zset_ziplist_elements(ValueContext& context) { tell_packed_members<ZiplistCursor>(context); }
void zset_listpack_elements(ValueContext& context) { tell_packed_members<ListpackCursor>(context); }

void zset_layout(ValueContext& context) { tell_member_layout(context, 2, read_text_score); }
void zset2_layout(ValueContext& context) { tell_member_layout(context, 9, read_binary_score); }
void zset_ziplist_layout(ValueContext& context) { tell_packed_layout(context, kZiplistHead, 2); }
void zset_listpack_layout(ValueContext& context) { tell_packed_layout(context, kListpackHead, 2); }

}  // namespace rdb
