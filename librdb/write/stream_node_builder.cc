#include "librdb/write/stream_node_builder.h"

#include <algorithm>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/limits.h"
#include "librdb/format/opcodes.h"

namespace rdb {
namespace {

// The count of entries is the first of the node, set when all are there: it must fit seven bits.
constexpr std::uint64_t kMostInNode = 127;
constexpr std::size_t kCountAt = kListpackHeadBytes;
constexpr std::size_t kEntryOverhead = 64;  // flags, id, count of parts

std::int64_t difference(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::int64_t>(a - b);
}

}  // namespace

StreamNodeBuilder::StreamNodeBuilder(EncodingLimits limits) : limits_(limits) {
  limits_.stream_node_max_entries =
      std::clamp<std::uint64_t>(limits_.stream_node_max_entries, 1, kMostInNode);
}

void StreamNodeBuilder::clear() {
  entries_ = 0;
  listpack_.clear();
}

void StreamNodeBuilder::begin_entry(StreamId id) {
  id_ = id;
  parts_.clear();
  texts_.clear();
}

void StreamNodeBuilder::keep(Bytes text) {
  if (!listpack_can_hold(text.size(), form_)) {
    throw Unsupported("stream with a text of " + std::to_string(text.size()) +
                      " bytes, on whose form servers disagree");
  }
  parts_.push_back({texts_.size(), text.size()});
  texts_ += text;
}

void StreamNodeBuilder::add(const StreamField& event) {
  keep(event.field);
  if (event.value.is_whole() && !event.value.is_integer()) return keep(event.value.as_view());
  keep(to_owned(event.value, kMaxMaterialised));
}

bool StreamNodeBuilder::takes_entry() const {
  if (empty()) return true;
  const std::size_t bytes = texts_.size() + parts_.size() * 6 + kEntryOverhead;
  return entries_ < limits_.stream_node_max_entries &&
         listpack_.size() + bytes <= limits_.stream_node_max_bytes;
}

bool StreamNodeBuilder::has_master_fields() const {
  if (parts_.size() != 2 * master_fields_.size()) return false;
  for (std::size_t i = 0; i < master_fields_.size(); ++i) {
    const Part& part = master_fields_[i];
    if (text(parts_[2 * i]) != Bytes(master_texts_).substr(part.offset, part.size)) return false;
  }
  return true;
}

// The first entry gives the node its id and fields.
void StreamNodeBuilder::write_head() {
  master_ = id_;
  master_fields_.clear();
  master_texts_.clear();
  listpack_.append(1);  // entries: set by finish()
  listpack_.append(0);  // deleted ones
  listpack_.append(static_cast<std::int64_t>(parts_.size() / 2));
  for (std::size_t i = 0; i < parts_.size(); i += 2) {
    const Bytes field = text(parts_[i]);
    master_fields_.push_back({master_texts_.size(), field.size()});
    master_texts_ += field;
    listpack_.append(field);
  }
  listpack_.append(0);
}

void StreamNodeBuilder::end_entry() {
  if (empty()) write_head();
  ++entries_;
  const bool same = has_master_fields();
  const auto fields = static_cast<std::int64_t>(parts_.size() / 2);
  listpack_.append(same ? kStreamEntrySameFields : 0);
  listpack_.append(difference(id_.ms, master_.ms));
  listpack_.append(difference(id_.seq, master_.seq));
  if (!same) listpack_.append(fields);
  for (std::size_t i = same ? 1 : 0; i < parts_.size(); i += same ? 2 : 1) {
    listpack_.append(text(parts_[i]));
  }
  listpack_.append(same ? fields + 3 : 2 * fields + 4);
}

Bytes StreamNodeBuilder::finish() {
  blob_ = listpack_.finish();
  blob_[kCountAt] = static_cast<char>(entries_);
  return blob_;
}

}  // namespace rdb
