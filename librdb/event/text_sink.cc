#include "librdb/event/text_sink.h"

#include <bit>

#include "librdb/event/text_form.h"

namespace rdb {
namespace {

using text_form::Line;

// What an event says of its place in the file, if asked for.
void place(Line& line, const TextOptions& options, std::uint64_t offset, Bytes stored) {
  if (options.offsets) line.attribute("offset", offset);
  if (options.stored && !stored.empty()) line.attribute("stored", stored);
}

}  // namespace

// ---- records ----------------------------------------------------------------------------------

Interests TextSink::enter(const Entry& entry) {
  Line line(out_, "key");
  line.quoted(entry.key).word(name_of(entry.type));
  if (entry.type_byte != 0 || !entry.encoding.empty()) {
    line.number(entry.type_byte);
    line.word(entry.encoding.empty() ? text_form::kNoName : entry.encoding);
  }
  const Attributes& attributes = entry.attributes;
  if (entry.db != 0) line.attribute("db", entry.db);
  if (attributes.has_expiry()) line.attribute("expire", attributes.expire_ms);
  if (attributes.has_idle()) line.attribute("idle", attributes.idle_seconds);
  if (attributes.has_frequency()) line.attribute("freq", attributes.frequency);
  if (!entry.key_metadata.empty()) line.attribute("metadata", entry.key_metadata);
  if (entry.value_bytes != kUnknownSize) line.attribute("value-bytes", entry.value_bytes);
  if (options_.offsets) line.attribute("offset", entry.offset);
  if (options_.stored && !entry.stored_head.empty()) line.attribute("head", entry.stored_head);
  if (options_.stored && !entry.head_is_complete) line.word("split-head");
  return wanted_;
}

void TextSink::abort(const Entry&) { Line(out_, "  abort"); }

void TextSink::on(const Header& event) {
  Line line(out_, "header");
  line.word(name_of(event.family)).number(event.version);
  if (options_.stored && !event.stored.empty()) line.attribute("stored", event.stored);
}

void TextSink::on(const Aux& event) {
  Line line(out_, "aux");
  line.quoted(event.name).quoted(event.value);
  place(line, options_, event.offset, event.stored);
}

void TextSink::on(const SelectDb& event) {
  Line line(out_, "select-db");
  line.number(event.db);
  place(line, options_, event.offset, event.stored);
}

void TextSink::on(const ResizeDb& event) {
  Line line(out_, "resize-db");
  line.number(event.keys).number(event.expires);
  place(line, options_, event.offset, event.stored);
}

void TextSink::on(const SlotInfo& event) {
  Line line(out_, "slot-info");
  line.number(event.slot).number(event.keys).number(event.expires);
  place(line, options_, event.offset, event.stored);
}

void TextSink::on(const SlotImport& event) {
  Line line(out_, "slot-import");
  line.quoted(event.job);
  for (const SlotRange& range : event.ranges) line.range(range.first, range.last);
  place(line, options_, event.offset, event.stored);
}

void TextSink::on(const Function& event) {
  Line line(out_, event.pre_release ? "function-pre-release" : "function");
  line.quoted(event.library);
  if (event.pre_release) line.quoted(event.name).quoted(event.engine).quoted(event.description);
  place(line, options_, event.offset, event.stored);
}

void TextSink::on(const ModuleAux& event) {
  Line line(out_, "module-aux");
  line.number(event.module_id).number(event.when).payload(event.stored);
  place(line, options_, event.offset, {});
}

void TextSink::on(const Finish& event) {
  Line line(out_, "finish");
  if (event.has_checksum) line.hex_attribute("checksum", event.checksum);
  if (event.computed != 0) line.hex_attribute("computed", event.computed);
  if (options_.offsets) line.attribute("end", event.end_offset);
  place(line, options_, event.offset, event.stored);
}

// ---- values -----------------------------------------------------------------------------------

void TextSink::on(const StringValue& event) {
  Line line(out_, "  string");
  line.payload(event.value);
  // Of a stream only one of the two can be read.
  const Payload& stored = event.stored;
  const bool shown = options_.stored && stored.is_whole() && stored.size() != 0;
  if (shown && event.value.is_whole()) line.attribute("stored", stored.as_view());
}

void TextSink::on(const RawValue& event) { Line(out_, "  raw").payload(event.body); }

void TextSink::on(const CollectionBegin& event) { Line(out_, "  begin").count(event.count); }

void TextSink::on(const ListItem& event) { Line(out_, "  item").payload(event.item); }

void TextSink::on(const SetMember& event) { Line(out_, "  member").quoted(event.member); }

void TextSink::on(const ZsetMember& event) {
  Line(out_, "  scored").quoted(event.member).number(event.score);
}

void TextSink::on(const HashField& event) {
  Line line(out_, "  field");
  line.quoted(event.field).payload(event.value);
  if (event.expire_ms != kNoExpiry) line.attribute("expire", event.expire_ms);
}

void TextSink::on(const StreamEntry& event) {
  Line(out_, "  entry").id(event.id).number(event.fields);
}

void TextSink::on(const StreamField& event) {
  Line(out_, "  pair").quoted(event.field).payload(event.value);
}

void TextSink::on(const StreamInfo& event) {
  Line line(out_, "  info");
  line.number(event.length).id(event.last_id).id(event.first_id).id(event.max_deleted_id);
  line.number(event.entries_added);
}

void TextSink::on(const StreamGroup& event) {
  Line(out_, "  group").quoted(event.name).id(event.last_delivered).number(event.entries_read);
}

void TextSink::on(const StreamPending& event) {
  Line(out_, "  pending").id(event.id).number(event.delivery_ms).number(event.delivery_count);
}

void TextSink::on(const StreamConsumer& event) {
  Line(out_, "  consumer").quoted(event.name).number(event.seen_ms).number(event.active_ms);
}

void TextSink::on(const StreamConsumerPending& event) { Line(out_, "  owns").id(event.id); }

void TextSink::on(const CollectionEnd&) { Line(out_, "  end"); }

// ---- layout -----------------------------------------------------------------------------------

void TextSink::on(const LayoutBegin& event) { Line(out_, "  layout").count(event.count); }

void TextSink::on(const PackedBlob& event) {
  Line line(out_, "  blob");
  line.word(name_of(event.encoding)).number(event.stored_bytes).number(event.unpacked_bytes);
  line.count(event.count);
  if (event.node != StreamId{}) line.attribute("node").id(event.node);
  if (options_.unpacked) line.attribute("bytes", event.unpacked());
}

void TextSink::on(const PlainElement& event) {
  Line line(out_, "  plain");
  line.word(text_form::name_of(event.role)).word(text_form::name_of(event.form));
  line.number(event.length).number(event.stored_bytes);
  if (event.is_integer) line.attribute("integer", event.integer);
  if (std::bit_cast<std::uint64_t>(event.score) != 0) line.attribute("score").number(event.score);
  if (event.expire_ms != kNoExpiry) line.attribute("expire", event.expire_ms);
}

void TextSink::on(const LayoutEnd&) { Line(out_, "  layout-end"); }

void TextSink::on(const Leave& event) {
  Line(out_, "  leave").number(event.value_bytes).number(event.end_offset);
}

}  // namespace rdb
