#include "librdb/proof/command_facts.h"

#include <charconv>
#include <limits>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/base/integer_text.h"

namespace rdb {
namespace {

// Pairs begin behind the name of the command and the key.
constexpr std::size_t kFirstElement = 2;

[[noreturn]] void refuse(const Command& command) {
  throw Unsupported("command " + escaped(command.name()) + " at byte " +
                    std::to_string(command.offset) +
                    " of the stream is not one that can be verified");
}

void require(bool good, const Command& command) {
  if (!good) refuse(command);
}

std::int64_t integer_of(const Command& command, std::size_t part) {
  require(part < command.parts.size(), command);
  const auto value = canonical_integer(command.parts[part].name());
  require(value.has_value(), command);
  return *value;
}

double score_of(const Command& command, Bytes text) {
  double score = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), score);
  require(error == std::errc() && end == text.data() + text.size(), command);
  return score;
}

}  // namespace

void CommandFacts::read(Source& source, SpoolFactory& spools) {
  CommandReader reader(source, spools);
  Command command;
  while (reader.next(command)) take(command);
  require(!has_deleted_, command);
  end();
}

void CommandFacts::take(Command& command) {
  const Bytes name = command.name();
  if (name == "SELECT") {
    end();
    const std::int64_t db = integer_of(command, 1);
    require(db >= 0 && db <= std::numeric_limits<std::int32_t>::max(), command);
    db_ = static_cast<std::uint32_t>(db);
    return;
  }
  if (name == "FUNCTION") return take_function(command);
  require(command.parts.size() > 1, command);
  if (name == "SET") return take_set(command);
  if (name == "HSET") return take_fields(command);
  if (name == "HPEXPIREAT") return take_field_expiries(command);
  if (name == "PEXPIREAT") return take_expiry(command);
  if (name == "RPUSH") return take_elements(command, ObjectType::list, 1);
  if (name == "SADD") return take_elements(command, ObjectType::set, 1);
  if (name == "ZADD") return take_elements(command, ObjectType::zset, 2);
  if (name == "DEL") return take_deletion(command);
  if (name.starts_with("X")) return take_stream(command);
  refuse(command);
}

void CommandFacts::take_deletion(const Command& command) {
  require(command.parts.size() == 2 && !has_deleted_, command);
  end();
  deleted_ = command.parts[1].name();
  has_deleted_ = true;
}

void CommandFacts::begin(const Command& command, Bytes key, ObjectType type) {
  require(!has_deleted_ || key == deleted_, command);
  has_deleted_ = false;
  if (open_ && key == key_ && entry_.type == type && entry_.db == db_) return;
  end();
  key_ = key;
  open_ = true;
  entry_.key = key_;
  entry_.db = db_;
  entry_.type = type;
  entry_.attributes = {};
  collector_.enter(entry_);
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
  collector_.on(CollectionEnd{});
}

void CommandFacts::take_set(Command& command) {
  require(command.parts.size() == 3 || command.parts.size() == 5, command);
  end();  // the same key twice is two keys
  begin(command, command.parts[1].name(), ObjectType::string);
  value_ = std::move(command.parts[2]);
  if (command.parts.size() == 3) return;
  require(command.parts[3].name() == "PXAT", command);
  entry_.attributes.expire_ms = integer_of(command, 4);
}

void CommandFacts::take_expiry(const Command& command) {
  require(open_ && command.parts.size() == 3 && command.parts[1].name() == key_, command);
  entry_.attributes.expire_ms = integer_of(command, 2);
}

void CommandFacts::take_elements(Command& command, ObjectType type, std::size_t step) {
  require(
      command.parts.size() > kFirstElement && (command.parts.size() - kFirstElement) % step == 0,
      command);
  begin(command, command.parts[1].name(), type);
  for (std::size_t i = kFirstElement; i < command.parts.size(); i += step) {
    const CommandPart& part = command.parts[i];
    if (type == ObjectType::list) {
      part.as_payload([&](const Payload& item) { collector_.on(ListItem{.item = item}); });
    } else if (type == ObjectType::set) {
      collector_.on(SetMember{.member = part.name()});
    } else {
      collector_.on(ZsetMember{.member = command.parts[i + 1].name(),
                               .score = score_of(command, part.name())});
    }
  }
}

// Told when the next command shows whether they expire.
void CommandFacts::take_fields(Command& command) {
  require(command.parts.size() >= 4 && command.parts.size() % 2 == 0, command);
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
  require(command.parts.size() > kFirstField && open_ && command.parts[1].name() == key_, command);
  const std::int64_t expire_ms = integer_of(command, 2);
  std::size_t at = 0;
  for (std::size_t i = kFirstField; i < command.parts.size(); ++i) {
    const Bytes name = command.parts[i].name();
    while (at < used_fields_ && fields_[at].name.name() != name) ++at;
    require(at < used_fields_, command);
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

// What it holds is not compared: see `VerifyOptions::result_is_commands`.
void CommandFacts::take_stream(const Command& command) {
  const bool is_group = command.name() == "XGROUP";
  require(command.parts.size() > 2, command);
  begin(command, command.parts[is_group ? 2 : 1].name(), ObjectType::stream);
}

void CommandFacts::take_function(const Command& command) {
  end();
  require(command.parts.size() >= 3 && command.parts[1].name() == "LOAD", command);
  collector_.on(Function{.library = command.parts.back().name()});
}

}  // namespace rdb
