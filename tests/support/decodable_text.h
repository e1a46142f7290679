// A TextSink that asks for elements and layout only where they can be had, for raw elsewhere.
#pragma once
#include "librdb/event/text_sink.h"
#include "librdb/parse/value_table.h"

namespace rdb::testing {

class DecodableText final : public TextSink {
 public:
  using TextSink::on;
  DecodableText(OwnedBytes& out, Interests wanted, TextOptions options = {})
      : TextSink(out, wanted, options), wanted_(wanted) {}

  Interests enter(const Entry& entry) override {
    TextSink::enter(entry);
    const bool decodes = wanted_.has(Interest::elements) || wanted_.has(Interest::layout);
    if (decodes && !can_decode(family_, entry.type_byte)) return Interest::raw;
    return wanted_;
  }
  /// For readers that start behind the header.
  void know(Family family) { family_ = family; }
  void on(const Header& event) override {
    family_ = event.family;
    TextSink::on(event);
  }

 private:
  Interests wanted_;
  Family family_ = Family::redis;
};

}  // namespace rdb::testing
