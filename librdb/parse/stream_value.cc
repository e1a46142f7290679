#include "librdb/parse/stream_value.h"

#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/event/events.h"
#include "librdb/event/stream_check.h"
#include "librdb/parse/packed_layout.h"
#include "librdb/parse/stored_string.h"
#include "librdb/parse/stream_groups.h"
#include "librdb/parse/stream_node.h"

namespace rdb {
namespace {

constexpr StreamVersion kStream{};
constexpr StreamVersion kStream2{.has_counters = true};
constexpr StreamVersion kStream3{.has_counters = true, .has_active_time = true};
constexpr StreamVersion kStream4{
    .has_counters = true, .has_active_time = true, .has_producers = true};
constexpr StreamVersion kStream5{
    .has_counters = true, .has_active_time = true, .has_producers = true, .has_given_back = true};

StreamId read_node_key(ValueContext& context) {
  const Bytes key = read_name(context.in, context.scratch.name);
  if (key.size() != 16) {
    throw CorruptInput("expected the id of a stream's node, found " + std::to_string(key.size()) +
                       " bytes");
  }
  return {load_be<std::uint64_t>(key.data()), load_be<std::uint64_t>(key.data() + 8)};
}

std::uint64_t read_nodes(Input& in) { return read_count(in, "the number of a stream's nodes", 18); }

// What stands between nodes and groups. `unpacked`: all entries of the nodes were seen.
void tell_info(ValueContext& context, StreamVersion version, std::uint64_t nodes,
               const StreamProgress& progress, bool unpacked) {
  Input& in = context.in;
  const std::uint64_t length = read_length(in, "the length of a stream");
  if (length != 0 && nodes == 0) {
    throw CorruptInput("a stream of " + std::to_string(length) + " entries has no nodes");
  }
  if (unpacked) check_length(length, progress.entries);
  const StreamId last_id = read_stream_id(in);
  StreamId first_id = progress.first;
  StreamId max_deleted_id;
  std::uint64_t entries_added = length;
  if (version.has_counters) {
    first_id = read_stream_id(in);
    max_deleted_id = read_stream_id(in);
    entries_added = read_length(in, "the entries added to a stream");
  }
  if (progress.any) check_last_id(last_id, progress.last);
  context.sink.on(StreamInfo{.length = length,
                             .last_id = last_id,
                             .first_id = first_id,
                             .max_deleted_id = max_deleted_id,
                             .entries_added = entries_added});
}

// What stands behind the groups since Redis 8.6.
void read_producers(Input& in) {
  read_length(in, "how long ids of producers are kept");
  read_length(in, "how many ids of producers are kept");
  if (read_length(in, "the number of producers") != 0) {
    throw Unsupported("a stream with ids of producers");
  }
  read_length(in, "the ids added");
  read_length(in, "the ids that came twice");
}

void tell_elements(ValueContext& context, StreamVersion version) {
  context.sink.on(CollectionBegin{});
  StreamProgress progress;
  const std::uint64_t nodes = read_nodes(context.in);
  for (std::uint64_t left = nodes; left != 0; --left) {
    const StreamId master = read_node_key(context);
    tell_stream_node(read_name(context.in, context.scratch.value), master, progress, context.sink);
  }
  tell_info(context, version, nodes, progress, true);
  tell_stream_groups(context, version);
  if (version.has_producers) read_producers(context.in);
  context.sink.on(CollectionEnd{});
}

void tell_layout(ValueContext& context, StreamVersion version) {
  context.sink.on(LayoutBegin{});
  const std::uint64_t nodes = read_nodes(context.in);
  StreamProgress progress;
  for (std::uint64_t left = nodes; left != 0; --left) {
    const StreamId master = read_node_key(context);
    if (left == nodes) progress.first = master;  // as good as can be told without unpacking
    tell_packed_node(context, kListpackHead, master);
  }
  tell_info(context, version, nodes, progress, false);
  tell_stream_groups(context, version);
  if (version.has_producers) read_producers(context.in);
  context.sink.on(LayoutEnd{});
}

}  // namespace

void stream_elements(ValueContext& context) { tell_elements(context, kStream); }
void stream2_elements(ValueContext& context) { tell_elements(context, kStream2); }
void stream3_elements(ValueContext& context) { tell_elements(context, kStream3); }
void stream4_elements(ValueContext& context) { tell_elements(context, kStream4); }
void stream5_elements(ValueContext& context) { tell_elements(context, kStream5); }
void stream_layout(ValueContext& context) { tell_layout(context, kStream); }
void stream2_layout(ValueContext& context) { tell_layout(context, kStream2); }
void stream3_layout(ValueContext& context) { tell_layout(context, kStream3); }
void stream4_layout(ValueContext& context) { tell_layout(context, kStream4); }
void stream5_layout(ValueContext& context) { tell_layout(context, kStream5); }

}  // namespace rdb
