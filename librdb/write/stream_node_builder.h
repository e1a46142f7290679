// One node of a stream: entries that name their fields by reference to the first, as a listpack.
//
//   node.begin_entry(id); node.add(field)…; if (!node.takes_entry()) { write node.finish(); … }
//   node.end_entry();
//
// The layout is in parse/stream_node.h. Holds the node and one entry.
#pragma once
#include <cstdint>
#include <vector>

#include "librdb/event/events.h"
#include "librdb/format/listpack.h"
#include "librdb/write/target.h"

namespace rdb {

class StreamNodeBuilder {
 public:
  explicit StreamNodeBuilder(EncodingLimits limits);

  void set_form(ListpackForm form) {
    form_ = form;
    listpack_.set_form(form);
  }
  void clear();
  bool empty() const { return entries_ == 0; }
  /// Id of the first entry.
  StreamId master() const { return master_; }

  void begin_entry(StreamId id);
  /// Throws `Unsupported` for a text that no listpack of every server can hold, `LimitExceeded` for
  /// one that is too long to be held.
  void add(const StreamField& field);
  /// Whether the entry begun last still belongs into this node.
  bool takes_entry() const;
  void end_entry();
  /// The node's listpack; lives until the next call of a non-const member.
  Bytes finish();

 private:
  struct Part {
    std::size_t offset = 0;  // in texts_
    std::size_t size = 0;
  };

  void keep(Bytes text);
  Bytes text(const Part& part) const { return Bytes(texts_).substr(part.offset, part.size); }
  bool has_master_fields() const;
  void write_head();

  EncodingLimits limits_;
  ListpackForm form_ = ListpackForm::unknown;
  ListpackBuilder listpack_;
  OwnedBytes blob_;
  StreamId master_;
  StreamId id_;              // of the entry being gathered
  std::vector<Part> parts_;  // its fields and values in turn
  OwnedBytes texts_;
  std::vector<Part> master_fields_;
  OwnedBytes master_texts_;
  std::uint64_t entries_ = 0;
};

}  // namespace rdb
