#include "librdb/parse/packed_layout.h"

#include <string>

#include "librdb/base/errors.h"
#include "librdb/format/intset.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "librdb/format/zipmap.h"
#include "librdb/parse/stored_blob.h"

namespace rdb {
namespace {

std::uint64_t entries_in(StoredBlob& blob, const PackedHead& kind) {
  const Bytes head = blob.head(kind.bytes);
  if (head.size() < kind.bytes) {
    throw CorruptInput("a " + std::string(name_of(kind.encoding)) + " of " +
                       std::to_string(head.size()) + " bytes");
  }
  return kind.entries_in(head);
}

void tell(ValueContext& context, StoredBlob& blob, const PackedHead& kind, std::uint64_t entries,
          StreamId node) {
  context.sink.on(PackedBlob{.encoding = kind.encoding,
                             .stored_bytes = blob.stored_bytes(),
                             .unpacked_bytes = blob.unpacked_bytes(),
                             .count = entries,
                             .node = node,
                             .unpacker = blob});
  blob.finish();
}

}  // namespace

const PackedHead kZipmapHead{PackedEncoding::zipmap, kZipmapHeadBytes, decode_zipmap_head};
const PackedHead kZiplistHead{PackedEncoding::ziplist, kZiplistHeadBytes,
                              [](Bytes head) { return decode_ziplist_head(head).count; }};
const PackedHead kListpackHead{PackedEncoding::listpack, kListpackHeadBytes,
                               [](Bytes head) { return decode_listpack_head(head).count; }};
const PackedHead kIntsetHead{PackedEncoding::intset, kIntsetHeadBytes, decode_intset_head};

void tell_packed_node(ValueContext& context, const PackedHead& head, StreamId node) {
  StoredBlob blob(context.in, context.scratch.value);
  tell(context, blob, head, entries_in(blob, head), node);
}

void tell_packed_layout(ValueContext& context, const PackedHead& head,
                        std::uint64_t entries_per_element) {
  context.strings_behind = 0;
  StoredBlob blob(context.in, context.scratch.value);
  const std::uint64_t entries = entries_in(blob, head);
  context.sink.on(LayoutBegin{.count = entries == kUnknownCount ? kUnknownCount
                                                                : entries / entries_per_element});
  tell(context, blob, head, entries, {});
  context.sink.on(LayoutEnd{});
}

}  // namespace rdb
