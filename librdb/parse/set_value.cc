#include "librdb/parse/set_value.h"

#include "librdb/format/intset.h"
#include "librdb/format/listpack.h"
#include "librdb/parse/packed_layout.h"
#include "librdb/parse/packed_text.h"
#include "librdb/parse/plain_element.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

constexpr char kMembers[] = "the number of members of a set";
constexpr char kMember[] = "a member of the set";

template <PackedCursor Cursor>
void tell_packed_members(ValueContext& context) {
  context.strings_behind = 0;
  Cursor cursor(read_name(context.in, context.scratch.value));
  context.sink.on(CollectionBegin{.count = cursor.count()});
  context.scratch.names.begin(kMember);
  for (PackedValue member; cursor.next(member);) {
    const PackedText text(member);
    context.scratch.names.add(text.bytes());
    context.sink.on(SetMember{.member = text.bytes()});
  }
  context.sink.on(CollectionEnd{});
}

}  // namespace

void set_elements(ValueContext& context) {
  const std::uint64_t members = read_count(context.in, kMembers, 1);
  context.sink.on(CollectionBegin{.count = members});
  context.scratch.names.begin(kMember);
  for (std::uint64_t left = members; left != 0; --left) {
    context.strings_behind = left - 1;
    const Bytes member = read_name(context.in, context.scratch.name);
    context.scratch.names.add(member);
    context.sink.on(SetMember{.member = member});
  }
  context.sink.on(CollectionEnd{});
}

void set_intset_elements(ValueContext& context) { tell_packed_members<IntsetCursor>(context); }
void set_listpack_elements(ValueContext& context) { tell_packed_members<ListpackCursor>(context); }

void set_layout(ValueContext& context) {
  const std::uint64_t members = read_count(context.in, kMembers, 1);
  context.sink.on(LayoutBegin{.count = members});
  for (std::uint64_t left = members; left != 0; --left) {
    left -= tell_short_elements(context, ElementRole::member, left);
    if (left == 0) break;
    context.strings_behind = left - 1;
    tell_plain_element(context, ElementRole::member);
  }
  context.sink.on(LayoutEnd{});
}

void set_intset_layout(ValueContext& context) { tell_packed_layout(context, kIntsetHead, 1); }
void set_listpack_layout(ValueContext& context) { tell_packed_layout(context, kListpackHead, 1); }

}  // namespace rdb
