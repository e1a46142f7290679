#include "librdb/parse/stream_groups.h"

#include <algorithm>
#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/event/events.h"
#include "librdb/parse/stored_string.h"

namespace rdb {
namespace {

std::uint64_t read_time(Input& in) {
  in.need(8);
  const auto ms = load_le<std::uint64_t>(in.at());
  in.advance(8);
  return ms;
}

[[noreturn]] void throw_pending(StreamId id, const char* what) {
  throw CorruptInput("pending entry " + std::to_string(id.ms) + '-' + std::to_string(id.seq) + ' ' +
                     what);
}

// The pending ids of one group and who owns them.
class PendingIds {
 public:
  explicit PendingIds(ValueContext& context)
      : ids_(context.scratch.ids),
        owned_(context.scratch.owned),
        most_(context.in.max_materialised() / sizeof(StreamId)) {
    ids_.clear();
  }

  void add(StreamId id) {
    if (ids_.size() >= most_) throw LimitExceeded("too many pending entries in a stream's group");
    ids_.push_back(id);
  }
  // All are there. Servers write them in order.
  void close() {
    if (!std::is_sorted(ids_.begin(), ids_.end())) std::sort(ids_.begin(), ids_.end());
    const auto twice = std::adjacent_find(ids_.begin(), ids_.end());
    if (twice != ids_.end()) throw_pending(*twice, "stands twice in its group");
    owned_.assign(ids_.size(), false);
    owned_count_ = 0;
  }
  void own(StreamId id) {
    const auto found = std::lower_bound(ids_.begin(), ids_.end(), id);
    if (found == ids_.end() || *found != id) throw_pending(id, "of a consumer is not in its group");
    const auto index = static_cast<std::size_t>(found - ids_.begin());
    if (owned_[index]) throw_pending(id, "belongs to two consumers");
    owned_[index] = true;
    ++owned_count_;
  }
  void require_owners() const {
    if (owned_count_ == ids_.size()) return;
    const auto index = std::find(owned_.begin(), owned_.end(), false) - owned_.begin();
    throw_pending(ids_[static_cast<std::size_t>(index)], "belongs to no consumer");
  }

 private:
  std::vector<StreamId>& ids_;
  std::vector<bool>& owned_;
  std::uint64_t most_;
  std::size_t owned_count_ = 0;
};

void tell_consumer(ValueContext& context, StreamVersion version, PendingIds& pending) {
  Input& in = context.in;
  const Bytes name = read_name(in, context.scratch.name);
  in.pin(Input::Pin::element);  // the times may need another window
  const auto seen_ms = static_cast<std::int64_t>(read_time(in));
  // before 7.2 there was one time for both
  const auto active_ms =
      version.has_active_time ? static_cast<std::int64_t>(read_time(in)) : seen_ms;
  context.sink.on(StreamConsumer{.name = name, .seen_ms = seen_ms, .active_ms = active_ms});
  in.release(Input::Pin::element);
  for (std::uint64_t left = read_count(in, "the number of a consumer's pending entries", 16);
       left != 0; --left) {
    const StreamId id = read_fixed_stream_id(in);
    pending.own(id);
    context.sink.on(StreamConsumerPending{.id = id});
  }
}

void tell_group(ValueContext& context, StreamVersion version) {
  Input& in = context.in;
  const Bytes name = read_name(in, context.scratch.name);
  in.pin(Input::Pin::element);  // the numbers may need another window
  const StreamId last_delivered = read_stream_id(in);
  std::int64_t entries_read = StreamGroup::kUnknownRead;
  if (version.has_counters) {
    entries_read = static_cast<std::int64_t>(read_length(in, "the entries a group has read"));
  }
  context.sink.on(
      StreamGroup{.name = name, .last_delivered = last_delivered, .entries_read = entries_read});
  in.release(Input::Pin::element);

  PendingIds pending(context);
  for (std::uint64_t left = read_count(in, "the number of a group's pending entries", 25);
       left != 0; --left) {
    const StreamId id = read_fixed_stream_id(in);
    pending.add(id);
    const auto delivery_ms = static_cast<std::int64_t>(read_time(in));
    const std::uint64_t delivery_count = read_length(in, "the deliveries of a pending entry");
    context.sink.on(
        StreamPending{.id = id, .delivery_ms = delivery_ms, .delivery_count = delivery_count});
  }
  pending.close();
  for (std::uint64_t left = read_count(in, "the number of a group's consumers", 10); left != 0;
       --left) {
    tell_consumer(context, version, pending);
  }
  if (version.has_given_back && read_length(in, "the number of entries given back") != 0) {
    throw Unsupported("a stream with entries that were given back to no consumer");
  }
  pending.require_owners();
}

}  // namespace

StreamId read_stream_id(Input& in) {
  const std::uint64_t ms = read_length(in, "the time of a stream's id");
  return {ms, read_length(in, "the sequence of a stream's id")};
}

StreamId read_fixed_stream_id(Input& in) {
  in.need(16);
  const StreamId id{load_be<std::uint64_t>(in.at()), load_be<std::uint64_t>(in.at() + 8)};
  in.advance(16);
  return id;
}

void tell_stream_groups(ValueContext& context, StreamVersion version) {
  for (std::uint64_t left = read_count(context.in, "the number of a stream's groups", 5); left != 0;
       --left) {
    tell_group(context, version);
  }
}

}  // namespace rdb
