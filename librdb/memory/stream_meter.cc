#include "librdb/memory/stream_meter.h"

namespace rdb {
namespace {

constexpr std::uint64_t kPending = 24;  // sizeof(streamNACK)

}  // namespace

StreamMeter::StreamMeter(const ServerProfile& profile)
    : profile_(profile),
      nodes_(profile.allocator),
      groups_(profile.allocator),
      pending_(profile.allocator),
      consumers_(profile.allocator),
      owned_(profile.allocator) {}

void StreamMeter::begin() {
  length_ = blobs_ = groups_usage_ = groups_allocated_ = group_count_ = 0;
  nodes_.clear();
  groups_.clear();
  in_group_ = in_consumer_ = false;
  is_exact_ = true;
}

void StreamMeter::add(const PackedBlob& blob) {
  nodes_.add(blob.node);
  blobs_ += profile_.allocator.usable(blob.unpacked_bytes);
}

void StreamMeter::add(const StreamGroup& group) {
  close_group();
  in_group_ = true;
  ++group_count_;
  groups_.add(group.name);
  groups_usage_ += profile_.stream_group;
  groups_allocated_ += profile_.allocator.usable(profile_.stream_group);
  pending_.clear();
  consumers_.clear();
  consumers_usage_ = consumer_count_ = 0;
}

void StreamMeter::add(const StreamPending& pending) {
  pending_.add(pending.id);
  groups_usage_ += kPending;
  groups_allocated_ += profile_.allocator.usable(kPending);
}

void StreamMeter::add(const StreamConsumer& consumer) {
  close_consumer();
  in_consumer_ = true;
  ++consumer_count_;
  consumers_.add(consumer.name);
  consumers_usage_ += profile_.stream_consumer + consumer.name.size();
  groups_allocated_ += profile_.allocator.usable(profile_.stream_consumer) +
                       profile_.sds_bytes(consumer.name.size());
  owned_.clear();
}

void StreamMeter::close_consumer() {
  if (!in_consumer_) return;
  in_consumer_ = false;
  const RadixTreeSize size = owned_.size();
  is_exact_ = is_exact_ && size.is_exact;
  consumers_usage_ += tree_usage(size);
  groups_allocated_ += tree_allocated(size);
}

void StreamMeter::close_group() {
  if (!in_group_) return;
  in_group_ = false;
  close_consumer();
  is_exact_ = is_exact_ && pending_.size().is_exact;
  groups_usage_ += tree_usage(pending_.size());
  groups_usage_ = profile_.has_hashtables()
                      ? averaged(groups_usage_, consumers_usage_, consumer_count_)
                      : groups_usage_ + consumers_usage_;
  groups_allocated_ += tree_allocated(pending_.size()) + tree_allocated(consumers_.size());
}

// Valkey 8.1 and later count the blocks.
std::uint64_t StreamMeter::tree_usage(const RadixTreeSize& size) const {
  return profile_.has_hashtables() ? tree_allocated(size) : size.usage();
}

std::uint64_t StreamMeter::tree_allocated(const RadixTreeSize& size) const {
  const std::uint64_t tree = profile_.has_hashtables() ? 32 : 24;  // sizeof(rax)
  return profile_.allocator.usable(tree) + size.node_bytes;
}

void StreamMeter::add_groups(MemorySum& sum) const {
  const Memory groups{groups_usage_, groups_allocated_ + tree_allocated(groups_.size())};
  const auto make_formula = [&] {
    return formula(group_count_, " groups with consumers and pending entries");
  };
  // Valkey 8.1 and later average over the groups.
  if (profile_.has_hashtables()) {
    sum.add_elements("groups", groups, make_formula);
  } else {
    sum.add("groups", groups, make_formula);
  }
}

KeyCost StreamMeter::cost(MemorySum& sum) {
  close_group();
  KeyCost cost;
  cost.encoding = LoadedEncoding::stream;
  cost.elements = length_;
  const RadixTreeSize tree = nodes_.size();
  sum.add("stream", {profile_.stream, profile_.allocator.usable(profile_.stream)},
          [&] { return formula(profile_.stream, ", C(", profile_.stream, ")"); });
  sum.add("radix tree", {tree_usage(tree), tree_allocated(tree)}, [&] {
    const std::string blocks = formula("C(struct) + blocks of ", tree.nodes, " nodes");
    if (profile_.has_hashtables()) return blocks;
    return formula("16 x ", tree.keys, " + 244 x ", tree.nodes, ", ", blocks);
  });
  sum.add("listpacks", {blobs_, blobs_},
          [&] { return formula("blocks of ", tree.keys, " listpacks"); });
  if (group_count_ != 0) add_groups(sum);
  sum.end_value(group_count_);
  if (!is_exact_ || !tree.is_exact) cost.exactness = Exactness::expected;
  return cost;
}

}  // namespace rdb
