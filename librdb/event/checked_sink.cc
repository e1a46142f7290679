#include "librdb/event/checked_sink.h"

#include <stdexcept>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"

namespace rdb {

void CheckedSink::fail(const char* event, const std::string& expected) const {
  std::string line = "event protocol: ";
  line += event;
  line += ": expected ";
  line += expected;
  if (open_) line += " (key \"" + escaped(key_) + "\")";
  throw std::logic_error(line);
}

// ---- records ----------------------------------------------------------------------------------

// An event that stands between keys.
void CheckedSink::record(const char* event) {
  close_key(event);
  require(at_ != At::start, event, "Header first");
  require(at_ != At::finished, event, "nothing after Finish");
}

// The next record begins: everything of the key before it must have come.
void CheckedSink::close_key(const char* event) {
  if (!open_) return;
  if (!complete()) {
    fail(event, at_ == At::layout     ? "LayoutEnd first"
                : at_ == At::elements ? "CollectionEnd first"
                                      : "the whole value first, as enter() asked for it");
  }
  require(left_ || !needs_.leave, event, "Leave first, as needs() asks for it");
  open_ = false;
  at_ = At::records;
}

bool CheckedSink::owes_elements() const {
  const bool raw_missing = asked_.has(Interest::raw) && !answered_.has(Interest::raw);
  return (asked_.has(Interest::elements) || raw_missing) && !answered_.has(Interest::elements);
}

bool CheckedSink::complete() const {
  const bool layout_missing = asked_.has(Interest::layout) && !answered_.has(Interest::layout);
  return at_ == At::value && !layout_missing && !owes_elements();
}

Interests CheckedSink::enter(const Entry& entry) {
  record("enter");
  if (entry.db != db_) {
    fail("enter", "an entry of the selected database " + std::to_string(db_) + ", not " +
                      std::to_string(entry.db));
  }
  key_ = entry.key;
  type_ = entry.type;
  open_ = true;
  left_ = false;
  asked_ = answered_ = kSkip;
  at_ = At::value;
  asked_ = next_.enter(entry);
  return asked_;
}

void CheckedSink::abort(const Entry& entry) {
  require(open_ && !left_, "abort", "a key that was entered and not left");
  require(entry.key == key_, "abort", "the key that was entered");
  open_ = false;
  at_ = At::records;
  next_.abort(entry);
}

void CheckedSink::on(const Header& event) {
  require(at_ == At::start, "Header", "one Header, before everything else");
  at_ = At::records;
  next_.on(event);
}

void CheckedSink::on(const Aux& event) {
  record("Aux");
  next_.on(event);
}

void CheckedSink::on(const SelectDb& event) {
  record("SelectDb");
  db_ = event.db;
  next_.on(event);
}

void CheckedSink::on(const ResizeDb& event) {
  record("ResizeDb");
  next_.on(event);
}

void CheckedSink::on(const SlotInfo& event) {
  record("SlotInfo");
  next_.on(event);
}

void CheckedSink::on(const SlotImport& event) {
  record("SlotImport");
  next_.on(event);
}

void CheckedSink::on(const Function& event) {
  record("Function");
  require(event.pre_release ||
              (event.name.empty() && event.engine.empty() && event.description.empty()),
          "Function", "name, engine and description only of a pre-release");
  next_.on(event);
}

void CheckedSink::on(const ModuleAux& event) {
  record("ModuleAux");
  next_.on(event);
}

void CheckedSink::on(const Finish& event) {
  record("Finish");
  at_ = At::finished;
  next_.on(event);
}

// ---- values -----------------------------------------------------------------------------------

// One of layout, raw, elements begins: asked for, not yet given, in that order.
void CheckedSink::begin_value(const char* event, Interest interest) {
  require(open_ && !left_, event, "a key that was entered and not left");
  require(at_ == At::value, event, "the end of what was begun before");
  require(!answered_.has(interest), event, "each form of a value once");
  if (interest == Interest::elements) {
    require(owes_elements(), event, "only what enter() asked for");
  } else {
    require(asked_.has(interest), event, "only what enter() asked for");
    require(!answered_.has(Interest::elements) &&
                (interest == Interest::raw || !answered_.has(Interest::raw)),
            event, "layout, raw, elements in that order");
  }
  if (interest != Interest::layout && asked_.has(Interest::layout)) {
    require(answered_.has(Interest::layout), event, "the layout first, as enter() asked for it");
  }
  answered_ = answered_ | interest;
  seen_ = 0;
  announced_ = kUnknownCount;
  part_ = Part::entries;
  fields_due_ = 0;
  blobs_seen_ = false;
}

void CheckedSink::on(const StringValue& event) {
  begin_value("StringValue", Interest::elements);
  require(type_ == ObjectType::string, "StringValue", "the elements of the entry's type");
  next_.on(event);
}

void CheckedSink::on(const RawValue& event) {
  begin_value("RawValue", Interest::raw);
  next_.on(event);
}

void CheckedSink::on(const CollectionBegin& event) {
  begin_value("CollectionBegin", Interest::elements);
  require(type_ == ObjectType::list || type_ == ObjectType::set || type_ == ObjectType::zset ||
              type_ == ObjectType::hash || type_ == ObjectType::stream,
          "CollectionBegin", "an entry of a type that has elements");
  announced_ = event.count;
  at_ = At::elements;
  next_.on(event);
}

void CheckedSink::element(const char* event, ObjectType type) {
  require(at_ == At::elements, event, "CollectionBegin first");
  require(type_ == type, event, "the elements of the entry's type");
  ++seen_;
}

void CheckedSink::on(const ListItem& event) {
  element("ListItem", ObjectType::list);
  next_.on(event);
}

void CheckedSink::on(const SetMember& event) {
  element("SetMember", ObjectType::set);
  next_.on(event);
}

void CheckedSink::on(const ZsetMember& event) {
  element("ZsetMember", ObjectType::zset);
  next_.on(event);
}

void CheckedSink::on(const HashField& event) {
  element("HashField", ObjectType::hash);
  require(event.field_integer == nullptr || canonical_integer(event.field) == *event.field_integer,
          "HashField", "a field_integer that is what the field's text says");
  next_.on(event);
}

void CheckedSink::on(const CollectionEnd& event) {
  require(at_ == At::elements, "CollectionEnd", "CollectionBegin first");
  require(fields_due_ == 0, "CollectionEnd", "all fields of the stream entry");
  require(type_ != ObjectType::stream || part_ != Part::entries, "CollectionEnd",
          "StreamInfo first");
  if (announced_ != kUnknownCount && announced_ != seen_) {
    fail("CollectionEnd",
         std::to_string(announced_) + " elements as announced, not " + std::to_string(seen_));
  }
  at_ = At::value;
  next_.on(event);
}

// ---- streams ----------------------------------------------------------------------------------

void CheckedSink::on(const StreamEntry& event) {
  element("StreamEntry", ObjectType::stream);
  require(part_ == Part::entries, "StreamEntry", "entries before StreamInfo");
  require(fields_due_ == 0, "StreamEntry", "all fields of the entry before");
  fields_due_ = event.fields;
  next_.on(event);
}

void CheckedSink::on(const StreamField& event) {
  require(at_ == At::elements, "StreamField", "CollectionBegin first");
  require(fields_due_ != 0, "StreamField", "as many fields as the entry announced");
  --fields_due_;
  next_.on(event);
}

// What may stand where: in both layout and elements, a level deeper only behind its owner.
void CheckedSink::stream_part(const char* event, Part part) {
  require(at_ == At::elements || at_ == At::layout, event, "CollectionBegin or LayoutBegin first");
  require(type_ == ObjectType::stream, event, "the elements of the entry's type");
  require(fields_due_ == 0, event, "all fields of the stream entry");
  bool follows = false;
  switch (part) {
    case Part::entries:
      break;
    case Part::info:
      follows = part_ == Part::entries;
      break;
    case Part::group:
      follows = part_ != Part::entries;
      break;
    case Part::pending:
      follows = part_ == Part::group || part_ == Part::pending;
      break;
    case Part::consumer:
      follows = part_ >= Part::group;
      break;
    case Part::consumer_pending:
      follows = part_ >= Part::consumer;
      break;
  }
  require(follows, event,
          "StreamInfo (StreamGroup StreamPending* (StreamConsumer StreamConsumerPending*)*)*");
  part_ = part;
}

void CheckedSink::on(const StreamInfo& event) {
  stream_part("StreamInfo", Part::info);
  next_.on(event);
}

void CheckedSink::on(const StreamGroup& event) {
  stream_part("StreamGroup", Part::group);
  next_.on(event);
}

void CheckedSink::on(const StreamPending& event) {
  stream_part("StreamPending", Part::pending);
  next_.on(event);
}

void CheckedSink::on(const StreamConsumer& event) {
  stream_part("StreamConsumer", Part::consumer);
  next_.on(event);
}

void CheckedSink::on(const StreamConsumerPending& event) {
  stream_part("StreamConsumerPending", Part::consumer_pending);
  next_.on(event);
}

// ---- layout -----------------------------------------------------------------------------------

void CheckedSink::on(const LayoutBegin& event) {
  begin_value("LayoutBegin", Interest::layout);
  require(type_ != ObjectType::string, "LayoutBegin", "one PlainElement for a string");
  announced_ = event.count;
  at_ = At::layout;
  next_.on(event);
}

void CheckedSink::on(const PackedBlob& event) {
  require(at_ == At::layout, "PackedBlob", "LayoutBegin first");
  require(part_ == Part::entries, "PackedBlob", "blobs before StreamInfo");
  blobs_seen_ = true;
  next_.on(event);
}

void CheckedSink::on(const PlainElement& event) {
  if (type_ == ObjectType::string) {
    begin_value("PlainElement", Interest::layout);
    require(event.role == ElementRole::value, "PlainElement", "a string's value");
    return next_.on(event);
  }
  require(at_ == At::layout, "PlainElement", "LayoutBegin first");
  require(type_ != ObjectType::stream, "PlainElement", "no plain elements in a stream");
  const ElementRole role = type_ == ObjectType::list   ? ElementRole::item
                           : type_ == ObjectType::hash ? ElementRole::field
                                                       : ElementRole::member;
  require(event.role == role || (type_ == ObjectType::hash && event.role == ElementRole::value),
          "PlainElement", "a role that fits the entry's type");
  if (event.role == role) ++seen_;
  next_.on(event);
}

void CheckedSink::on(const LayoutEnd& event) {
  require(at_ == At::layout, "LayoutEnd", "LayoutBegin first");
  const bool countable = !blobs_seen_ && type_ != ObjectType::stream;
  if (countable && announced_ != kUnknownCount && announced_ != seen_) {
    fail("LayoutEnd",
         std::to_string(announced_) + " elements as announced, not " + std::to_string(seen_));
  }
  at_ = At::value;
  next_.on(event);
}

void CheckedSink::on(const Leave& event) {
  require(needs_.leave, "Leave", "none, as needs() does not ask for it");
  require(open_ && !left_, "Leave", "a key that was entered and not left");
  require(complete(), "Leave", "the whole value first, as enter() asked for it");
  left_ = true;
  next_.on(event);
}

}  // namespace rdb
