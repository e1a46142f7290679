#include "librdb/proof/command_facts.h"

#include <algorithm>
#include <limits>

#include "librdb/base/errors.h"
#include "librdb/format/opcodes.h"
#include "librdb/proof/restored_value.h"

namespace rdb {
namespace {

// Pairs begin behind the name of the command and the key.
constexpr std::size_t kFirstElement = 2;

}  // namespace

void CommandFacts::read(Source& source) try {
  CommandReader reader(source, spools_);
  Command command;
  while (reader.next(command)) take(command);
  command.require(!has_deleted_);
  end();
} catch (Error& error) {
  Place place;
  place.file = source.name();
  error.at(place);
  throw;
}

void CommandFacts::take(Command& command) {
  const Bytes name = command.name();
  if (name == "SELECT") {
    end();
    const std::int64_t db = command.integer(1);
    command.require(db >= 0 && db <= std::numeric_limits<std::int32_t>::max());
    db_ = static_cast<std::uint32_t>(db);
    return;
  }
  if (name == "FUNCTION") return take_function(command);
  command.require(command.parts.size() > 1);
  if (name == "SET") return take_set(command);
  if (name == "HSET") return take_fields(command);
  if (name == "HPEXPIREAT") return take_field_expiries(command);
  if (name == "PEXPIREAT") return take_expiry(command);
  if (name == "RPUSH") return take_elements(command, ObjectType::list, 1);
  if (name == "SADD") return take_elements(command, ObjectType::set, 1);
  if (name == "ZADD") return take_elements(command, ObjectType::zset, 2);
  if (name == "DEL") return take_deletion(command);
  if (name == "RESTORE") return take_restore(command);
  if (name.starts_with("X")) return take_stream(command);
  command.refuse();
}

void CommandFacts::take_deletion(const Command& command) {
  command.require(command.parts.size() == 2 && !has_deleted_);
  end();
  deleted_ = command.parts[1].name();
  has_deleted_ = true;
}

// False if more is said of the key that is told.
bool CommandFacts::begin(const Command& command, Bytes key, ObjectType type) {
  command.require(!has_deleted_ || key == deleted_);
  has_deleted_ = false;
  if (open_ && key == key_ && entry_.type == type && entry_.db == db_) return false;
  end();
  key_ = key;
  open_ = true;
  entry_.key = key_;
  entry_.db = db_;
  entry_.type = type;
  entry_.attributes = {};
  entry_.offset = command.offset;
  collector_.enter(entry_);
  return true;
}

void CommandFacts::end() {
  if (!open_) return;
  open_ = false;
  if (entry_.type == ObjectType::string) {
    const Payload not_stored;
    value_.as_payload([&](const Payload& value) {
      collector_.on(StringValue{.value = value, .stored = not_stored});
    });
    return;
  }
  say_fields();
  if (entry_.type == ObjectType::stream) stream_.end();
  collector_.on(CollectionEnd{});
}

void CommandFacts::take_set(Command& command) {
  command.require(command.parts.size() == 3 || command.parts.size() == 5);
  end();  // the same key twice is two keys
  begin(command, command.parts[1].name(), ObjectType::string);
  value_ = std::move(command.parts[2]);
  if (command.parts.size() == 3) return;
  command.require(command.parts[3].name() == "PXAT");
  entry_.attributes.expire_ms = command.integer(4);
}

void CommandFacts::take_expiry(const Command& command) {
  command.require(open_ && command.parts.size() == 3 && command.parts[1].name() == key_);
  entry_.attributes.expire_ms = command.integer(2);
}

void CommandFacts::take_elements(Command& command, ObjectType type, std::size_t step) {
  command.require(command.parts.size() > kFirstElement &&
                  (command.parts.size() - kFirstElement) % step == 0);
  begin(command, command.parts[1].name(), type);
  for (std::size_t i = kFirstElement; i < command.parts.size(); i += step) {
    const CommandPart& part = command.parts[i];
    if (type == ObjectType::list) {
      part.as_payload([&](const Payload& item) { collector_.on(ListItem{.item = item}); });
    } else if (type == ObjectType::set) {
      collector_.on(SetMember{.member = part.name()});
    } else {
      collector_.on(ZsetMember{.member = command.parts[i + 1].name(), .score = command.score(i)});
    }
  }
}

// Told when the next command shows whether they expire.
void CommandFacts::take_fields(Command& command) {
  command.require(command.parts.size() >= 4 && command.parts.size() % 2 == 0);
  begin(command, command.parts[1].name(), ObjectType::hash);
  say_fields();
  for (std::size_t i = kFirstElement; i < command.parts.size(); i += 2) {
    if (used_fields_ == fields_.size()) fields_.emplace_back();
    Field& field = fields_[used_fields_++];
    std::swap(field.name, command.parts[i]);
    std::swap(field.value, command.parts[i + 1]);
    field.expire_ms = kNoExpiry;
  }
}

// HPEXPIREAT key ms FIELDS count field…, in the order of the HSET before it.
void CommandFacts::take_field_expiries(const Command& command) {
  constexpr std::size_t kFirstField = 5;
  command.require(command.parts.size() > kFirstField && open_ && command.parts[1].name() == key_);
  const std::int64_t expire_ms = command.integer(2);
  std::size_t at = 0;
  for (std::size_t i = kFirstField; i < command.parts.size(); ++i) {
    const Bytes name = command.parts[i].name();
    while (at < used_fields_ && fields_[at].name.name() != name) ++at;
    command.require(at < used_fields_);
    fields_[at].expire_ms = expire_ms;
  }
}

void CommandFacts::say_fields() {
  for (std::size_t i = 0; i < used_fields_; ++i) {
    const Field& field = fields_[i];
    field.value.as_payload([&](const Payload& value) {
      collector_.on(
          HashField{.field = field.name.name(), .value = value, .expire_ms = field.expire_ms});
    });
  }
  used_fields_ = 0;
}

void CommandFacts::take_stream(const Command& command) {
  const bool is_group = command.name() == "XGROUP";
  command.require(command.parts.size() > 2);
  if (begin(command, command.parts[is_group ? 2 : 1].name(), ObjectType::stream)) stream_.begin();
  stream_.take(command);
}

// RESTORE key ms payload [ABSTTL] [REPLACE] [IDLETIME seconds] [FREQ count], a key by itself.
void CommandFacts::take_restore(const Command& command) {
  command.require(command.parts.size() >= 4);
  bool is_absolute = false;
  for (std::size_t i = 4; i < command.parts.size(); ++i) {
    if (command.is(i, "IDLETIME") || command.is(i, "FREQ")) {
      command.require(command.integer(++i) >= 0);
    } else {
      is_absolute |= command.is(i, "ABSTTL");
      command.require(command.is(i, "ABSTTL") || command.is(i, "REPLACE"));
    }
  }
  const std::int64_t expire_ms = command.integer(2);
  command.require(expire_ms == 0 || (is_absolute && expire_ms > 0));
  end();
  const RestoredValue value(command.parts[3]);
  entry_.type_byte = value.type().type_byte;
  entry_.encoding = value.type().name;
  begin(command, command.parts[1].name(), value.type().type);
  open_ = false;
  if (expire_ms != 0) entry_.attributes.expire_ms = expire_ms;
  if (entry_.type == ObjectType::stream) {
    task_.note_sent(StreamForm::stored);
    task_.restored_stream = std::max(task_.restored_stream, entry_.type_byte);
    collector_.stream().begin(form_of_stream(entry_.type_byte));
  }
  const bool is_opaque = entry_.type == ObjectType::module || entry_.type == ObjectType::other;
  value.decode(entry_, is_opaque ? Interest::raw : Interest::elements, collector_,
               decoder_for(value.family()));
}

ValueDecoder& CommandFacts::decoder_for(Family family) {
  const bool is_valkey = family == Family::valkey;
  std::unique_ptr<ValueDecoder>& decoder = decoder_[is_valkey ? 1 : 0];
  if (decoder == nullptr) {
    decoder = decoders_(family, is_valkey ? kValkeyVersion : kProvisionalRedisVersion);
  }
  return *decoder;
}

void CommandFacts::take_function(const Command& command) {
  end();
  command.require(command.parts.size() >= 3 && command.parts[1].name() == "LOAD");
  collector_.on(Function{.library = command.parts.back().name()});
}

}  // namespace rdb
