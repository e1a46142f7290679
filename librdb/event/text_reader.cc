#include "librdb/event/text_reader.h"

#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/text_fields.h"
#include "librdb/event/text_form.h"
#include "librdb/event/text_value.h"

namespace rdb {
namespace {

// `offset=` and `stored=` of a record.
struct PlaceFields {
  explicit PlaceFields(TextFields& fields) {
    if (fields.attribute("offset")) offset = fields.number<std::uint64_t>("an offset");
    if (fields.attribute("stored")) stored = fields.quoted("bytes");
    fields.end();
  }
  std::uint64_t offset = 0;
  OwnedBytes stored;
};

ObjectType read_type(TextFields& fields) {
  const Bytes word = fields.word("a type");
  for (int i = 0; i <= static_cast<int>(ObjectType::other); ++i) {
    const auto type = static_cast<ObjectType>(i);
    if (name_of(type) == word) return type;
  }
  fields.fail("a type");
}

Attributes read_attributes(TextFields& fields) {
  Attributes attributes;
  if (fields.attribute("expire")) attributes.expire_ms = fields.number<std::int64_t>("a time");
  if (fields.attribute("idle")) attributes.idle_seconds = fields.number<std::uint64_t>("seconds");
  if (fields.attribute("freq")) attributes.frequency = fields.number<std::int16_t>("a counter");
  return attributes;
}

void read_header(TextFields& fields, EventSink& sink) {
  const Bytes word = fields.word("REDIS or VALKEY");
  const bool valkey = word == name_of(Family::valkey);
  if (!valkey && word != name_of(Family::redis)) fields.fail("REDIS or VALKEY");
  const auto version = fields.number<std::uint32_t>("a version");
  OwnedBytes stored;
  if (fields.attribute("stored")) stored = fields.quoted("bytes");
  fields.end();
  sink.on(Header{
      .family = valkey ? Family::valkey : Family::redis, .version = version, .stored = stored});
}

void read_slot_import(TextFields& fields, EventSink& sink) {
  const OwnedBytes job = fields.quoted("a job");
  std::vector<SlotRange> ranges;
  while (fields.next_is_digit()) {
    const StreamId pair = fields.id();
    ranges.push_back({pair.ms, pair.seq});
  }
  const PlaceFields place(fields);
  sink.on(SlotImport{.job = job, .ranges = ranges, .offset = place.offset, .stored = place.stored});
}

void read_function(bool pre_release, TextFields& fields, EventSink& sink) {
  const OwnedBytes library = fields.quoted("the library");
  OwnedBytes name, engine, description;
  if (pre_release) {
    name = fields.quoted("a name");
    engine = fields.quoted("an engine");
    description = fields.quoted("a description");
  }
  const PlaceFields place(fields);
  sink.on(Function{.library = library,
                   .pre_release = pre_release,
                   .name = name,
                   .engine = engine,
                   .description = description,
                   .offset = place.offset,
                   .stored = place.stored});
}

void read_finish(TextFields& fields, EventSink& sink) {
  const bool has_checksum = fields.attribute("checksum");
  const auto checksum = has_checksum ? fields.number<std::uint64_t>("a checksum", 16) : 0;
  const bool has_computed = fields.attribute("computed");
  const auto computed = has_computed ? fields.number<std::uint64_t>("a checksum", 16) : 0;
  const auto end = fields.attribute("end") ? fields.number<std::uint64_t>("an offset") : 0;
  const PlaceFields place(fields);
  sink.on(Finish{.has_checksum = has_checksum,
                 .checksum = checksum,
                 .computed = computed,
                 .end_offset = end,
                 .offset = place.offset,
                 .stored = place.stored});
}

}  // namespace

// ---- lines ------------------------------------------------------------------------------------

// Finds the next line that says something, without taking it; false at the end.
bool TextReader::peek(Bytes& line) {
  while (at_ < text_.size()) {
    const std::size_t length = text_.substr(at_).find('\n');
    const Bytes whole = text_.substr(at_, length);
    const std::size_t first = whole.find_first_not_of(" \t\r");
    if (first != Bytes::npos && whole[first] != '#') {
      line = whole.substr(first);
      return true;
    }
    take(whole);
  }
  return false;
}

// Moves behind a line that `peek` found.
void TextReader::take(Bytes line) {
  const auto end = static_cast<std::size_t>(line.data() + line.size() - text_.data());
  at_ = end < text_.size() ? end + 1 : end;
  ++line_number_;
}

bool TextReader::step(EventSink& sink) {
  Bytes line;
  if (!peek(line)) return false;
  TextFields fields(line, line_number_);
  take(line);
  const Bytes word = fields.word("an event");
  if (word == "key") {
    read_key(fields, sink);
  } else {
    read_record(word, fields, sink);
  }
  return true;
}

void TextReader::read_record(Bytes word, TextFields& fields, EventSink& sink) const {
  if (word == "header") return read_header(fields, sink);
  if (word == "slot-import") return read_slot_import(fields, sink);
  if (word == "function") return read_function(false, fields, sink);
  if (word == "function-pre-release") return read_function(true, fields, sink);
  if (word == "finish") return read_finish(fields, sink);
  if (word == "aux") {
    const OwnedBytes name = fields.quoted("a name");
    const OwnedBytes value = fields.quoted("a value");
    const PlaceFields place(fields);
    return sink.on(
        Aux{.name = name, .value = value, .offset = place.offset, .stored = place.stored});
  }
  const bool known =
      word == "select-db" || word == "resize-db" || word == "slot-info" || word == "module-aux";
  if (!known) fields.fail("an event");
  if (word == "select-db") {
    const auto db = fields.number<std::uint32_t>("a database");
    const PlaceFields place(fields);
    return sink.on(SelectDb{.db = db, .offset = place.offset, .stored = place.stored});
  }
  const auto first = fields.number<std::uint64_t>("a number");
  const auto second = fields.number<std::uint64_t>("a number");
  if (word == "resize-db") {
    const PlaceFields place(fields);
    return sink.on(
        ResizeDb{.keys = first, .expires = second, .offset = place.offset, .stored = place.stored});
  }
  if (word == "slot-info") {
    const auto expires = fields.number<std::uint64_t>("a number");
    const PlaceFields place(fields);
    return sink.on(SlotInfo{.slot = first,
                            .keys = second,
                            .expires = expires,
                            .offset = place.offset,
                            .stored = place.stored});
  }
  const TextPayload stored(fields);
  const PlaceFields place(fields);
  stored.give(options_, [&](const Payload& payload) {
    sink.on(
        ModuleAux{.module_id = first, .when = second, .offset = place.offset, .stored = payload});
  });
}

// ---- keys -------------------------------------------------------------------------------------

struct TextReader::Forms {
  Interests present;
  bool aborted = false;
};

// What the lines of the key that was just begun hold.
TextReader::Forms TextReader::forms_of_key() {
  const std::size_t at = at_;
  const std::size_t number = line_number_;
  Forms forms;
  for (Bytes line; peek(line); take(line)) {
    const Bytes word = line.substr(0, line.find_first_of(" \t\r"));
    const ValueForm form = value_form(word);
    if (form == ValueForm::none) break;
    if (form == ValueForm::layout) forms.present = forms.present | Interest::layout;
    if (form == ValueForm::raw) forms.present = forms.present | Interest::raw;
    if (form == ValueForm::elements) forms.present = forms.present | Interest::elements;
    forms.aborted = forms.aborted || word == "abort";
  }
  at_ = at;
  line_number_ = number;
  return forms;
}

// Enters the key and says which forms are to be delivered.
Interests TextReader::ask(TextFields& fields, const Entry& entry, EventSink& sink) {
  const Forms forms = forms_of_key();
  const Interests asked = sink.enter(entry);
  Interests deliver = asked;
  if (asked.has(Interest::raw) && !forms.present.has(Interest::raw)) {
    deliver = deliver | Interest::elements;
  }
  if (forms.aborted) return deliver;
  if (asked.has(Interest::layout) && !forms.present.has(Interest::layout)) {
    fields.fail("a layout of this key, which the sink asks for");
  }
  if (deliver.has(Interest::elements) && !forms.present.has(Interest::elements)) {
    fields.fail("the elements of this key, which the sink asks for");
  }
  return deliver;
}

void TextReader::read_key(TextFields& fields, EventSink& sink) {
  const OwnedBytes key = fields.quoted("a quoted key");
  OwnedBytes metadata, head;
  Entry entry;
  entry.key = key;
  entry.type = read_type(fields);
  if (fields.next_is_digit()) {
    entry.type_byte = fields.number<std::uint8_t>("a type byte");
    entry.encoding = fields.word("the name of an encoding");
    if (entry.encoding == text_form::kNoName) entry.encoding = {};
  }
  if (fields.attribute("db")) entry.db = fields.number<std::uint32_t>("a database");
  entry.attributes = read_attributes(fields);
  if (fields.attribute("metadata")) metadata = fields.quoted("bytes");
  if (fields.attribute("value-bytes")) entry.value_bytes = fields.number<std::uint64_t>("a size");
  if (fields.attribute("offset")) entry.offset = fields.number<std::uint64_t>("an offset");
  if (fields.attribute("head")) head = fields.quoted("bytes");
  entry.head_is_complete = !fields.flag("split-head");
  entry.key_metadata = metadata;
  entry.stored_head = head;
  fields.end();

  TextValue value(sink, ask(fields, entry, sink), options_);
  bool owes_leave = sink.needs().leave;
  for (Bytes line; peek(line);) {
    TextFields of_line(line, line_number_);
    const Bytes word = line.substr(0, line.find_first_of(" \t\r"));
    const ValueForm form = value_form(word);
    if (form == ValueForm::none) break;
    of_line.word("an event");
    take(line);
    if (form != ValueForm::close) {
      value.read(word, of_line);
    } else if (word == "abort") {
      of_line.end();
      sink.abort(entry);
      owes_leave = false;
    } else {
      const auto bytes = of_line.number<std::uint64_t>("a size");
      const auto end = of_line.number<std::uint64_t>("an offset");
      of_line.end();
      if (owes_leave) sink.on(Leave{.value_bytes = bytes, .end_offset = end});
      owes_leave = false;
    }
  }
  if (owes_leave) sink.on(Leave{});
}

}  // namespace rdb
