#include "librdb/event/text_value.h"

#include "librdb/base/errors.h"
#include "librdb/event/text_form.h"

namespace rdb {
namespace {

struct Row {
  Bytes word;
  ValueForm form;
};

constexpr Row kRows[] = {
    {"string", ValueForm::elements},   {"raw", ValueForm::raw},
    {"begin", ValueForm::elements},    {"item", ValueForm::elements},
    {"member", ValueForm::elements},   {"scored", ValueForm::elements},
    {"field", ValueForm::elements},    {"entry", ValueForm::elements},
    {"pair", ValueForm::elements},     {"end", ValueForm::elements},
    {"info", ValueForm::detail},       {"group", ValueForm::detail},
    {"pending", ValueForm::detail},    {"consumer", ValueForm::detail},
    {"owns", ValueForm::detail},       {"layout", ValueForm::layout},
    {"blob", ValueForm::layout},       {"plain", ValueForm::layout},
    {"layout-end", ValueForm::layout}, {"leave", ValueForm::close},
    {"abort", ValueForm::close},
};

class GivenBlob final : public PackedBlob::Unpacker {
 public:
  Bytes unpacked() override {
    if (!given) throw Unsupported("the text form does not hold the bytes of this blob");
    return bytes;
  }
  bool given = false;
  OwnedBytes bytes;
};

// The value of an enumeration that goes by this name.
template <class Enum, std::size_t N, class Name>
Enum named(TextFields& fields, const Enum (&values)[N], Name name, const char* expected) {
  const Bytes word = fields.word(expected);
  for (const Enum value : values) {
    if (name(value) == word) return value;
  }
  fields.fail(expected);
}

}  // namespace

ValueForm value_form(Bytes word) {
  for (const Row& row : kRows) {
    if (row.word == word) return row.form;
  }
  return ValueForm::none;
}

TextPayload::TextPayload(TextFields& fields) : is_integer_(!fields.next_is_quoted()) {
  if (is_integer_) {
    integer_ = fields.number<std::int64_t>("a quoted string or an integer");
  } else {
    bytes_ = fields.quoted("a quoted string or an integer");
  }
}

bool TextValue::wanted(ValueForm form) const {
  if (form == ValueForm::raw) return deliver_.has(Interest::raw);
  const bool of_layout = form == ValueForm::layout || (form == ValueForm::detail && in_layout_);
  return deliver_.has(of_layout ? Interest::layout : Interest::elements);
}

void TextValue::read(Bytes word, TextFields& fields) {
  switch (value_form(word)) {
    case ValueForm::raw:
      return read_raw(fields);
    case ValueForm::layout:
      return read_layout(word, fields);
    case ValueForm::detail:
      return read_detail(word, fields);
    default:
      return word == "string" ? read_string(fields) : read_element(word, fields);
  }
}

void TextValue::read_raw(TextFields& fields) {
  const TextPayload body(fields);
  body.give(options_, [&](const Payload& payload) {
    say(fields, ValueForm::raw, RawValue{.body = payload});
  });
}

void TextValue::read_string(TextFields& fields) {
  const TextPayload value(fields);
  OwnedBytes stored;
  if (fields.attribute("stored")) stored = fields.quoted("bytes");
  const Payload stored_payload = Payload::view(stored);
  value.give(options_, [&](const Payload& payload) {
    say(fields, ValueForm::elements, StringValue{.value = payload, .stored = stored_payload});
  });
}

void TextValue::read_element(Bytes word, TextFields& fields) {
  constexpr ValueForm kForm = ValueForm::elements;
  if (word == "begin") return say(fields, kForm, CollectionBegin{.count = fields.count()});
  if (word == "end") return say(fields, kForm, CollectionEnd{});
  if (word == "entry") {
    const StreamId id = fields.id();
    const auto count = fields.number<std::uint64_t>("the number of fields");
    return say(fields, kForm, StreamEntry{.id = id, .fields = count});
  }
  if (word == "item") {
    const TextPayload item(fields);
    return item.give(
        options_, [&](const Payload& payload) { say(fields, kForm, ListItem{.item = payload}); });
  }
  const OwnedBytes name = fields.quoted("a quoted string");
  if (word == "member") return say(fields, kForm, SetMember{.member = name});
  if (word == "scored") {
    const double score = fields.score();
    return say(fields, kForm, ZsetMember{.member = name, .score = score});
  }
  const TextPayload value(fields);
  if (word == "pair") {
    return value.give(options_, [&](const Payload& payload) {
      say(fields, kForm, StreamField{.field = name, .value = payload});
    });
  }
  const bool expires = fields.attribute("expire");
  const auto expire_ms = expires ? fields.number<std::int64_t>("milliseconds") : kNoExpiry;
  value.give(options_, [&](const Payload& payload) {
    say(fields, kForm, HashField{.field = name, .value = payload, .expire_ms = expire_ms});
  });
}

void TextValue::read_detail(Bytes word, TextFields& fields) {
  constexpr ValueForm kForm = ValueForm::detail;
  if (word == "owns") return say(fields, kForm, StreamConsumerPending{.id = fields.id()});
  if (word == "info") {
    const auto length = fields.number<std::uint64_t>("a length");
    const StreamId last = fields.id();
    const StreamId first = fields.id();
    const StreamId deleted = fields.id();
    const auto added = fields.number<std::uint64_t>("the number of entries added");
    return say(fields, kForm,
               StreamInfo{.length = length,
                          .last_id = last,
                          .first_id = first,
                          .max_deleted_id = deleted,
                          .entries_added = added});
  }
  if (word == "pending") {
    const StreamId id = fields.id();
    const auto time = fields.number<std::int64_t>("a time");
    const auto count = fields.number<std::uint64_t>("a count");
    return say(fields, kForm,
               StreamPending{.id = id, .delivery_ms = time, .delivery_count = count});
  }
  const OwnedBytes name = fields.quoted("a quoted string");
  if (word == "group") {
    const StreamId last = fields.id();
    const auto read = fields.number<std::int64_t>("the number of entries read");
    return say(fields, kForm,
               StreamGroup{.name = name, .last_delivered = last, .entries_read = read});
  }
  const auto seen = fields.number<std::int64_t>("a time");
  const auto active = fields.number<std::int64_t>("a time");
  say(fields, kForm, StreamConsumer{.name = name, .seen_ms = seen, .active_ms = active});
}

void TextValue::read_layout(Bytes word, TextFields& fields) {
  if (word == "blob") return read_blob(fields);
  if (word == "plain") return read_plain(fields);
  in_layout_ = word == "layout";
  if (in_layout_) {
    say(fields, ValueForm::layout, LayoutBegin{.count = fields.count()});
  } else {
    say(fields, ValueForm::layout, LayoutEnd{});
  }
}

void TextValue::read_blob(TextFields& fields) {
  constexpr PackedEncoding kAll[] = {PackedEncoding::zipmap, PackedEncoding::ziplist,
                                     PackedEncoding::intset, PackedEncoding::listpack};
  const auto encoding = named(
      fields, kAll, [](PackedEncoding one) { return name_of(one); }, "a packed encoding");
  const auto stored = fields.number<std::uint64_t>("stored bytes");
  const auto unpacked = fields.number<std::uint64_t>("unpacked bytes");
  const std::uint64_t count = fields.count();
  const StreamId node = fields.attribute("node") ? fields.id() : StreamId{};
  GivenBlob blob;
  blob.given = fields.attribute("bytes");
  if (blob.given) blob.bytes = fields.quoted("the blob's bytes");
  say(fields, ValueForm::layout,
      PackedBlob{.encoding = encoding,
                 .stored_bytes = stored,
                 .unpacked_bytes = unpacked,
                 .count = count,
                 .node = node,
                 .unpacker = blob});
}

void TextValue::read_plain(TextFields& fields) {
  using Form = PlainElement::Form;
  constexpr ElementRole kRoles[] = {ElementRole::value, ElementRole::item, ElementRole::member,
                                    ElementRole::field};
  constexpr Form kForms[] = {Form::raw, Form::integer, Form::lzf};
  const auto role = named(
      fields, kRoles, [](ElementRole one) { return text_form::name_of(one); }, "a role");
  const auto form = named(
      fields, kForms, [](Form one) { return text_form::name_of(one); }, "a stored form");
  const auto length = fields.number<std::uint64_t>("a length");
  const auto stored = fields.number<std::uint64_t>("stored bytes");
  const bool is_integer = fields.attribute("integer");
  const auto integer = is_integer ? fields.number<std::int64_t>("an integer") : 0;
  const double score = fields.attribute("score") ? fields.score() : 0;
  const bool expires = fields.attribute("expire");
  const auto expire_ms = expires ? fields.number<std::int64_t>("milliseconds") : kNoExpiry;
  say(fields, ValueForm::layout,
      PlainElement{.role = role,
                   .form = form,
                   .length = length,
                   .is_integer = is_integer,
                   .integer = integer,
                   .score = score,
                   .expire_ms = expire_ms,
                   .stored_bytes = stored});
}

}  // namespace rdb
