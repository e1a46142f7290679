#include "librdb/parse/hash_value.h"

#include "librdb/base/errors.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/format/zipmap.h"
#include "librdb/parse/packed_layout.h"
#include "librdb/parse/packed_text.h"
#include "librdb/parse/plain_element.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

constexpr char kPairs[] = "the number of pairs of a hash";
constexpr char kField[] = "a field of the hash";

// The pairs that the head of a packed blob states.
std::uint64_t pairs_of(std::uint64_t entries) {
  if (entries == kUnknownCount) return kUnknownCount;
  if (entries % 2 != 0) {
    throw CorruptInput("a hash of " + std::to_string(entries) +
                       " entries: the last field has no value");
  }
  return entries / 2;
}

template <PackedCursor Cursor>
void tell_packed_pairs(ValueContext& context) {
  context.strings_behind = 0;
  const Bytes blob = read_name(context.in, context.scratch.value);
  Cursor cursor(blob);
  EventSink& sink = context.sink;
  sink.on(CollectionBegin{.count = pairs_of(cursor.count())});
  context.scratch.names.begin(kField);
  PackedValue field;
  PackedValue value;
  while (cursor.next(field)) {
    if (!cursor.next(value)) throw CorruptInput("the last field of a hash has no value");
    const PackedText name(field);
    context.scratch.names.add(name.bytes());
    sink.on(HashField{.field = name.bytes(), .value = payload_of(value)});
  }
  sink.on(CollectionEnd{});
}

}  // namespace

void hash_elements(ValueContext& context) {
  Input& in = context.in;
  const std::uint64_t pairs = read_count(in, kPairs, 2);
  context.sink.on(CollectionBegin{.count = pairs});
  context.scratch.names.begin(kField);
  for (std::uint64_t left = pairs; left != 0; --left) {
    context.strings_behind = 2 * left - 1;
    const Bytes field = read_name(in, context.scratch.name);
    context.scratch.names.add(field);
    in.pin(Input::Pin::element);  // the value may need another window
    context.strings_behind = 2 * left - 2;
    StoredString value(in, context.scratch.value);
    context.sink.on(HashField{.field = field, .value = value.value()});
    value.finish();
  }
  in.release(Input::Pin::element);
  context.sink.on(CollectionEnd{});
}

void hash_zipmap_elements(ValueContext& context) { tell_packed_pairs<ZipmapCursor>(context); }
void hash_ziplist_elements(ValueContext& context) { tell_packed_pairs<ZiplistCursor>(context); }
void hash_listpack_elements(ValueContext& context) { tell_packed_pairs<ListpackCursor>(context); }

void hash_layout(ValueContext& context) {
  const std::uint64_t pairs = read_count(context.in, kPairs, 2);
  context.sink.on(LayoutBegin{.count = pairs});
  for (std::uint64_t left = pairs; left != 0; --left) {
    left -= tell_short_elements(context, ElementRole::field, 2 * left) / 2;
    if (left == 0) break;
    context.strings_behind = 2 * left - 1;
    tell_plain_element(context, ElementRole::field);
    context.strings_behind = 2 * left - 2;
    tell_plain_element(context, ElementRole::value);
  }
  context.sink.on(LayoutEnd{});
}

void hash_zipmap_layout(ValueContext& context) { tell_packed_layout(context, kZipmapHead, 2); }
void hash_ziplist_layout(ValueContext& context) { tell_packed_layout(context, kZiplistHead, 2); }
void hash_listpack_layout(ValueContext& context) { tell_packed_layout(context, kListpackHead, 2); }

}  // namespace rdb
