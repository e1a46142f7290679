#include "librdb/parse/list_value.h"

#include <string>

#include "librdb/base/errors.h"
#include "librdb/format/listpack.h"
#include "librdb/format/opcodes.h"
#include "librdb/format/ziplist.h"
#include "librdb/parse/packed_layout.h"
#include "librdb/parse/packed_text.h"
#include "librdb/parse/plain_element.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

constexpr char kItems[] = "the number of items of a list";
constexpr char kNodes[] = "the number of nodes of a list";

void tell_item(ValueContext& context) {
  StoredString item(context.in, context.scratch.value);
  context.sink.on(ListItem{.item = item.value()});
  item.finish();
}

template <PackedCursor Cursor>
void tell_items(Cursor cursor, EventSink& sink) {
  for (PackedValue item; cursor.next(item);) sink.on(ListItem{.item = payload_of(item)});
}

template <PackedCursor Cursor>
Cursor read_packed(ValueContext& context) {
  return Cursor(read_name(context.in, context.scratch.value));
}

// True for a node that is a listpack, false for one that is an item.
bool read_is_packed(Input& in) {
  const std::uint64_t container = read_length(in, "the container of a list's node");
  if (container != kQuicklistPlain && container != kQuicklistPacked) {
    throw CorruptInput("unknown container " + std::to_string(container) + " of a quicklist node");
  }
  return container == kQuicklistPacked;
}

}  // namespace

void list_elements(ValueContext& context) {
  const std::uint64_t items = read_count(context.in, kItems, 1);
  context.sink.on(CollectionBegin{.count = items});
  for (std::uint64_t left = items; left != 0; --left) {
    context.strings_behind = left - 1;
    tell_item(context);
  }
  context.sink.on(CollectionEnd{});
}

void list_ziplist_elements(ValueContext& context) {
  context.strings_behind = 0;
  const auto cursor = read_packed<ZiplistCursor>(context);
  context.sink.on(CollectionBegin{.count = cursor.count()});
  tell_items(cursor, context.sink);
  context.sink.on(CollectionEnd{});
}

void list_quicklist_elements(ValueContext& context) {
  const std::uint64_t nodes = read_count(context.in, kNodes, 1);
  context.sink.on(CollectionBegin{.count = nodes == 0 ? 0 : kUnknownCount});
  for (std::uint64_t left = nodes; left != 0; --left) {
    context.strings_behind = left - 1;
    tell_items(read_packed<ZiplistCursor>(context), context.sink);
  }
  context.sink.on(CollectionEnd{});
}

void list_quicklist2_elements(ValueContext& context) {
  const std::uint64_t nodes = read_count(context.in, kNodes, 2);
  context.sink.on(CollectionBegin{.count = nodes == 0 ? 0 : kUnknownCount});
  for (std::uint64_t left = nodes; left != 0; --left) {
    if (read_is_packed(context.in)) {
      tell_items(read_packed<ListpackCursor>(context), context.sink);
    } else {
      tell_item(context);
    }
  }
  context.sink.on(CollectionEnd{});
}

void list_layout(ValueContext& context) {
  const std::uint64_t items = read_count(context.in, kItems, 1);
  context.sink.on(LayoutBegin{.count = items});
  for (std::uint64_t left = items; left != 0; --left) {
    left -= tell_short_elements(context, ElementRole::item, left);
    if (left == 0) break;
    context.strings_behind = left - 1;
    tell_plain_element(context, ElementRole::item);
  }
  context.sink.on(LayoutEnd{});
}

void list_ziplist_layout(ValueContext& context) { tell_packed_layout(context, kZiplistHead, 1); }

void list_quicklist_layout(ValueContext& context) {
  const std::uint64_t nodes = read_count(context.in, kNodes, 1);
  context.sink.on(LayoutBegin{});
  for (std::uint64_t left = nodes; left != 0; --left) {
    context.strings_behind = left - 1;
    tell_packed_node(context, kZiplistHead);
  }
  context.sink.on(LayoutEnd{});
}

void list_quicklist2_layout(ValueContext& context) {
  const std::uint64_t nodes = read_count(context.in, kNodes, 2);
  context.sink.on(LayoutBegin{});
  for (std::uint64_t left = nodes; left != 0; --left) {
    if (read_is_packed(context.in)) {
      tell_packed_node(context, kListpackHead);
    } else {
      tell_plain_element(context, ElementRole::item);
    }
  }
  context.sink.on(LayoutEnd{});
}

}  // namespace rdb
