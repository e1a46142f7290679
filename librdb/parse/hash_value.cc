#include "librdb/parse/hash_value.h"

#include <optional>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/format/zipmap.h"
#include "librdb/parse/plain_element.h"
#include "librdb/parse/stored_blob.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

// Reads the number of pairs; each takes at least two bytes.
std::uint64_t read_pairs(Input& in) {
  const std::uint64_t pairs = read_length(in, "the number of pairs of a hash");
  if (pairs > ~std::uint64_t{0} / 2) {
    throw CorruptInput("a hash of " + std::to_string(pairs) + " pairs");
  }
  in.claim(2 * pairs);
  return pairs;
}

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
  PackedValue field;
  PackedValue value;
  while (cursor.next(field)) {
    if (!cursor.next(value)) throw CorruptInput("the last field of a hash has no value");
    std::optional<IntegerText> text;
    const Bytes name = field.is_integer ? text.emplace(field.integer).bytes() : field.text;
    if (value.is_integer) {
      sink.on(HashField{.field = name, .value = Payload::integer(value.integer)});
    } else {
      sink.on(HashField{.field = name, .value = Payload::view(value.text)});
    }
  }
  sink.on(CollectionEnd{});
}

void tell_packed_layout(ValueContext& context, PackedEncoding encoding, std::size_t head_bytes,
                        std::uint64_t (*entries_in)(Bytes head)) {
  context.strings_behind = 0;
  StoredBlob blob(context.in, context.scratch.value);
  const Bytes head = blob.head(head_bytes);
  if (head.size() < head_bytes) {
    throw CorruptInput("a " + std::string(name_of(encoding)) + " of " +
                       std::to_string(head.size()) + " bytes");
  }
  const std::uint64_t entries = entries_in(head);
  const std::uint64_t pairs = entries == kUnknownCount ? kUnknownCount : entries / 2;
  context.sink.on(LayoutBegin{.count = pairs});
  context.sink.on(PackedBlob{.encoding = encoding,
                             .stored_bytes = blob.stored_bytes(),
                             .unpacked_bytes = blob.unpacked_bytes(),
                             .count = entries,
                             .unpacker = blob});
  blob.finish();
  context.sink.on(LayoutEnd{});
}

}  // namespace

void hash_elements(ValueContext& context) {
  Input& in = context.in;
  const std::uint64_t pairs = read_pairs(in);
  context.sink.on(CollectionBegin{.count = pairs});
  for (std::uint64_t left = pairs; left != 0; --left) {
    context.strings_behind = 2 * left - 1;
    const Bytes field = read_name(in, context.scratch.name);
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
  const std::uint64_t pairs = read_pairs(context.in);
  context.sink.on(LayoutBegin{.count = pairs});
  for (std::uint64_t left = pairs; left != 0; --left) {
    context.strings_behind = 2 * left - 1;
    tell_plain_element(context, ElementRole::field);
    context.strings_behind = 2 * left - 2;
    tell_plain_element(context, ElementRole::value);
  }
  context.sink.on(LayoutEnd{});
}

void hash_zipmap_layout(ValueContext& context) {
  tell_packed_layout(context, PackedEncoding::zipmap, kZipmapHeadBytes, decode_zipmap_head);
}

void hash_ziplist_layout(ValueContext& context) {
  tell_packed_layout(context, PackedEncoding::ziplist, kZiplistHeadBytes,
                     [](Bytes head) { return decode_ziplist_head(head).count; });
}

void hash_listpack_layout(ValueContext& context) {
  tell_packed_layout(context, PackedEncoding::listpack, kListpackHeadBytes,
                     [](Bytes head) { return decode_listpack_head(head).count; });
}

}  // namespace rdb
