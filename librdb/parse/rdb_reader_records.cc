// The records that are no keys: header, opcodes, end.
#include <algorithm>
#include <cassert>
#include <string>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"
#include "librdb/format/opcodes.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/parse/stored_string.h"
#include "librdb/parse/walking.h"

namespace rdb {
namespace {

constexpr Bytes kRedisMagic = "REDIS";
constexpr Bytes kValkeyMagic = "VALKEY";
constexpr std::uint64_t kSlots = 16384;
constexpr std::size_t kJobNameBytes = 40;
constexpr std::uint64_t kLargestDb = 0x7fffffff;
constexpr ShapeProgram kModuleItems = compile_shape("m");

bool is_prefix_of_magic(Bytes bytes) {
  return kRedisMagic.starts_with(bytes.substr(0, kRedisMagic.size())) ||
         kValkeyMagic.starts_with(bytes.substr(0, kValkeyMagic.size()));
}

// "*3\r\n…": what an append-only file holds, and here begins with.
bool begins_like_a_command(Bytes found) {
  return found.size() > 1 && found[0] == '*' && found[1] >= '1' && found[1] <= '9';
}

[[noreturn]] void throw_wrong_magic(Bytes found) {
  if (begins_like_a_command(found)) {
    throw Unsupported(
        "commands instead of a dump, as in an append-only file without a base in RDB form");
  }
  throw CorruptInput("expected the magic \"REDIS\" or \"VALKEY\" and a version, found \"" +
                     escaped(found) + "\"");
}

// The digits of a magic's version; throws what is wrong with them.
std::uint32_t version_in(Bytes magic, Bytes digits) {
  std::uint32_t version = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') throw_wrong_magic(magic);
    version = version * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  if (version == 0) {
    throw CorruptInput("version 0 in the magic \"" + escaped(magic) + "\": versions start at 1");
  }
  return version;
}

std::string hex(std::uint8_t byte) {
  constexpr char kDigits[] = "0123456789abcdef";
  return {'0', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

std::string hex(std::uint64_t value) {
  std::string text = "0x";
  for (int shift = 60; shift >= 0; shift -= 4) {
    text += "0123456789abcdef"[(value >> shift) & 15];
  }
  return text;
}

// Who, besides Redis and Valkey, is said to write this byte; null if nobody is known.
const char* writer_of_dialect(std::uint8_t byte) {
  switch (byte) {
    case 64:  // a cron job
      return "KeyDB";
    case 101:  // GCAS
    case 102:  // GFLAGS
      return "Redis Enterprise";
    case 200:  // end of a full synchronisation
    case 201:  // records in a zstd blob, 202 in an lz4 blob, 203 their end
    case 202:
    case 203:
    case 210:  // journal
    case 211:
    case 220:  // flags of a key
      return "Dragonfly";
    default:
      return nullptr;
  }
}

}  // namespace

void RdbReader::read_header(EventSink& sink) {
  record_name_ = "magic";
  in_.set_hard_mark();
  std::size_t have = 0;
  while (have < kMagicBytes && in_.ensure(have + 1)) ++have;
  if (have < kMagicBytes) {
    const Bytes found(in_.at(), have);
    if (!is_prefix_of_magic(found)) throw_wrong_magic(found);
    if (!found.empty()) in_.throw_truncated(kMagicBytes);
    throw TruncatedInput("empty file: expected the magic \"REDIS\" or \"VALKEY\" and a version");
  }
  const Bytes magic(in_.at(), kMagicBytes);
  const bool redis = magic.starts_with(kRedisMagic);
  if (!redis && !magic.starts_with(kValkeyMagic)) throw_wrong_magic(magic);
  const Bytes letters = redis ? kRedisMagic : kValkeyMagic;
  const std::uint32_t version = version_in(magic, magic.substr(letters.size()));
  if (redis ? version > kProvisionalRedisVersion : version != kValkeyVersion) {
    throw Unsupported(std::string(letters) + " version " + std::to_string(version) +
                      ": this reader knows REDIS 1 to " + std::to_string(kProvisionalRedisVersion) +
                      " and VALKEY " + std::to_string(kValkeyVersion));
  }
  choose_family(redis ? Family::redis : Family::valkey, version);
  in_.advance(kMagicBytes);
  phase_ = Phase::records;
  sink.on(Header{.family = family_, .version = version_, .stored = in_.marked()});
}

// Reads one opcode; false if it was an attribute, so that the record goes on.
bool RdbReader::read_opcode(std::uint8_t byte, EventSink& sink) {
  const auto opcode = static_cast<Opcode>(byte);
  const bool valkey = family_ == Family::valkey;
  const bool is_enterprise =
      !valkey && (opcode == Opcode::ram_lru || opcode == Opcode::slot_number);
  const bool has_metadata = !valkey && version_ >= kFirstKeyMetadataVersion;
  if ((byte < static_cast<std::uint8_t>(Opcode::slot_import) && !is_enterprise) ||
      (opcode == Opcode::slot_import && !valkey && !has_metadata)) {
    throw_unknown(byte);
  }
  if (!metadata_.empty()) throw CorruptInput("expected a key behind its metadata");
  in_.advance(1);
  switch (opcode) {
    case Opcode::expire_ms:
      return read_expiry(true), false;
    case Opcode::expire_seconds:
      return read_expiry(false), false;
    case Opcode::idle:
      return read_idle(), false;
    case Opcode::frequency:
      return read_frequency(), false;
    case Opcode::aux:
      return read_aux(sink), true;
    case Opcode::select_db:
      return read_select_db(sink), true;
    case Opcode::resize_db:
      return read_resize_db(sink), true;
    case Opcode::slot_info:
      return read_slot_info(sink), true;
    case Opcode::slot_import:
      if (has_metadata) return read_key_metadata(), false;
      return read_slot_import(sink), true;
    case Opcode::function:
      return read_function(sink), true;
    case Opcode::function_pre_release:
      return read_function_pre_release(sink), true;
    case Opcode::module_aux:
      return read_module_aux(sink), true;
    case Opcode::end_of_file:
      return read_end(sink), true;
    case Opcode::ram_lru:
    case Opcode::slot_number:
      return read_enterprise_number(), false;
    case Opcode::hash_template:
      break;
  }
  throw_unknown(byte);
}

void RdbReader::throw_unknown(std::uint8_t byte) {
  record_name_ = {};
  const bool is_type = byte < static_cast<std::uint8_t>(Opcode::hash_template);
  std::string reason = std::string(is_type ? "object type " : "opcode ") + std::to_string(byte) +
                       " (" + hex(byte) + ") is not known in a " + std::string(name_of(family_)) +
                       " file of version " + std::to_string(version_);
  if (byte == type_byte::kModulePreRelease) {
    reason += " and cannot be stepped over (modules before Redis 4.0)";
  } else if (const char* const product = writer_of_dialect(byte); product != nullptr) {
    reason += std::string(" (") + product + " writes it, in a form of its own)";
  }
  reason += has_key_ ? "; the last key read was \"" + escaped(entry_.key) + "\""
                     : "; no key was read before it";
  throw Unsupported(reason);
}

std::uint64_t RdbReader::length(const char* what) { return read_length(in_, what); }

// ---- attributes: they stay until the next key ------------------------------------------------

void RdbReader::read_expiry(bool milliseconds) {
  record_name_ = milliseconds ? "expire_ms" : "expire_seconds";
  if (milliseconds) {
    in_.need(8);
    attributes_.expire_ms = static_cast<std::int64_t>(load_le<std::uint64_t>(in_.at()));
    in_.advance(8);
  } else {
    in_.need(4);
    const auto seconds = static_cast<std::int32_t>(load_le<std::uint32_t>(in_.at()));
    attributes_.expire_ms = std::int64_t{seconds} * 1000;
    in_.advance(4);
  }
  has_attributes_ = true;
}

void RdbReader::read_idle() {
  record_name_ = "idle";
  attributes_.idle_seconds = length("the idle time");
  has_attributes_ = true;
}

void RdbReader::read_frequency() {
  record_name_ = "frequency";
  in_.need(1);
  attributes_.frequency = static_cast<std::uint8_t>(*in_.at());
  in_.advance(1);
  has_attributes_ = true;
}

// What Redis Enterprise says of a key's use and slot, in numbers of its own. No server of the two
// families loads them: they are for no output but an unchanged copy.
void RdbReader::read_enterprise_number() {
  record_name_ = "enterprise_number";
  length("a number of Redis Enterprise");
  has_attributes_ = true;
  dangling_ = true;
  ++enterprise_numbers_;
}

// Classes of metadata, each with a module's items. Stands right before the type of its key.
void RdbReader::read_key_metadata() {
  record_name_ = "key_metadata";
  const std::size_t begin = in_.marked().size();
  const std::uint64_t classes = length("the number of metadata classes of a key");
  if (classes == 0 || classes > kMostKeyMetadata) {
    throw CorruptInput(std::to_string(classes) + " metadata classes of a key");
  }
  for (std::uint64_t i = 0; i < classes; ++i) {
    in_.need(4);  // which class
    in_.advance(4);
    while (step_over_module_item()) {
    }
  }
  metadata_ = in_.marked().substr(begin);
  has_attributes_ = true;
}

// False at the end mark. In the window, unlike the walker, as the head of a record must be whole.
bool RdbReader::step_over_module_item() {
  const std::uint64_t tag = length("the tag of a module's item");
  std::uint64_t bytes = 0;
  switch (static_cast<ModuleOpcode>(tag)) {
    case ModuleOpcode::end:
      return false;
    case ModuleOpcode::sint:
    case ModuleOpcode::uint:
      length("a number of a module");
      return true;
    case ModuleOpcode::float32:
      bytes = 4;
      break;
    case ModuleOpcode::float64:
      bytes = 8;
      break;
    case ModuleOpcode::string:
      bytes = peek_string_header(in_).total();
      break;
    default:
      throw CorruptInput("unknown tag " + std::to_string(tag) + " in a module's value");
  }
  in_.need(bytes);
  in_.advance(static_cast<std::size_t>(bytes));
  return true;
}

// ---- records of their own: contiguous from the mark on ---------------------------------------

void RdbReader::read_aux(EventSink& sink) {
  record_name_ = "aux";
  const Bytes name = read_name(in_, texts_[0]);
  in_.pin(Input::Pin::element);  // the value may need another window
  const Bytes value = read_name(in_, texts_[1]);
  sink.on(Aux{.name = name, .value = value, .offset = record_offset_, .stored = in_.marked()});
  in_.release(Input::Pin::element);
}

void RdbReader::read_select_db(EventSink& sink) {
  record_name_ = "select_db";
  const std::uint64_t db = length("the number of a database");
  if (db > kLargestDb) throw CorruptInput("database " + std::to_string(db));
  entry_.db = static_cast<std::uint32_t>(db);
  sink.on(SelectDb{.db = entry_.db, .offset = record_offset_, .stored = in_.marked()});
}

void RdbReader::read_resize_db(EventSink& sink) {
  record_name_ = "resize_db";
  const std::uint64_t keys = length("the number of keys");
  const std::uint64_t expires = length("the number of keys with an expiry");
  sink.on(
      ResizeDb{.keys = keys, .expires = expires, .offset = record_offset_, .stored = in_.marked()});
}

void RdbReader::read_slot_info(EventSink& sink) {
  record_name_ = "slot_info";
  const std::uint64_t slot = length("a slot");
  if (slot >= kSlots) throw CorruptInput("slot " + std::to_string(slot));
  const std::uint64_t keys = length("the number of keys of a slot");
  const std::uint64_t expires = length("the number of keys with an expiry of a slot");
  sink.on(SlotInfo{.slot = slot,
                   .keys = keys,
                   .expires = expires,
                   .offset = record_offset_,
                   .stored = in_.marked()});
}

void RdbReader::read_slot_import(EventSink& sink) {
  record_name_ = "slot_import";
  texts_[0] = OwnedBytes(read_name(in_, texts_[1]));
  const Bytes job = texts_[0];
  if (job.size() != kJobNameBytes) {
    throw CorruptInput("the name of a slot import has " + std::to_string(job.size()) +
                       " bytes instead of " + std::to_string(kJobNameBytes));
  }
  const std::uint64_t count = length("the number of slot ranges");
  if (count > kSlots) throw CorruptInput(std::to_string(count) + " slot ranges");
  in_.claim(2 * count);
  ranges_.clear();
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t first = length("the first slot of a range");
    const std::uint64_t last = length("the last slot of a range");
    if (first > last || last >= kSlots) {
      throw CorruptInput("slot range " + std::to_string(first) + " to " + std::to_string(last));
    }
    ranges_.push_back({first, last});
  }
  sink.on(
      SlotImport{.job = job, .ranges = ranges_, .offset = record_offset_, .stored = in_.marked()});
}

void RdbReader::read_function(EventSink& sink) {
  record_name_ = "function";
  const Bytes library = read_name(in_, texts_[0]);
  sink.on(Function{.library = library, .offset = record_offset_, .stored = in_.marked()});
}

void RdbReader::read_function_pre_release(EventSink& sink) {
  record_name_ = "function_pre_release";
  OwnedBytes scratch;
  texts_[0] = OwnedBytes(read_name(in_, scratch));
  texts_[1] = OwnedBytes(read_name(in_, scratch));
  texts_[2].clear();
  if (length("whether a function has a description") != 0) {
    texts_[2] = OwnedBytes(read_name(in_, scratch));
  }
  const Bytes library = read_name(in_, texts_[3]);
  sink.on(Function{.library = library,
                   .pre_release = true,
                   .name = texts_[0],
                   .engine = texts_[1],
                   .description = texts_[2],
                   .offset = record_offset_,
                   .stored = in_.marked()});
}

void RdbReader::read_module_aux(EventSink& sink) {
  record_name_ = "module_aux";
  const std::uint64_t id = length("a module's id");
  const std::uint64_t tag = length("the tag of a number");
  if (tag != static_cast<std::uint64_t>(ModuleOpcode::uint)) {
    throw CorruptInput("expected the tag 2 of a number, found " + std::to_string(tag));
  }
  const std::uint64_t when = length("when a module's data are loaded");
  Walker walker;
  walker.start(kModuleItems);
  const auto tell = [&](const Payload& stored) {
    sink.on(ModuleAux{.module_id = id, .when = when, .offset = record_offset_, .stored = stored});
  };
  if (walk_marked(in_, walker)) return tell(Payload::view(in_.marked()));
  WalkedStream stream(in_, walker);
  tell(Payload::stream(stream, kUnknownSize));
  stream.finish();
}

// ---- the end ---------------------------------------------------------------------------------

void RdbReader::read_end(EventSink& sink) {
  record_name_ = "checksum";
  const std::uint64_t computed = verify_ ? in_.checksum() : 0;
  const bool has_checksum = version_ >= kFirstChecksumVersion;
  std::uint64_t checksum = 0;
  if (has_checksum) {
    in_.need(kChecksumBytes);
    checksum = load_le<std::uint64_t>(in_.at());
    if (verify_ && checksum != 0 && checksum != computed) {
      throw CorruptInput("checksum mismatch: stored " + hex(checksum) + ", computed " +
                         hex(computed));
    }
    in_.advance(kChecksumBytes);
  }
  checksum_ = checksum != 0 ? checksum : computed;
  phase_ = Phase::finished;  // from here on an error is the sink's: it has no place in the file
  sink.on(Finish{.has_checksum = has_checksum,
                 .checksum = checksum,
                 .computed = computed,
                 .end_offset = in_.offset(),
                 .offset = record_offset_,
                 .stored = in_.marked()});
}

TrailingBytes RdbReader::trailing() try {
  assert(phase_ == Phase::finished);
  constexpr std::size_t kMarkBytes = 40;
  in_.clear_mark();
  TrailingBytes trailing;
  OwnedBytes first;
  while (in_.ensure(1)) {
    const Bytes piece(in_.at(), in_.available());
    if (first.size() <= kMarkBytes) first += piece.substr(0, kMarkBytes + 1 - first.size());
    trailing.count += piece.size();
    in_.advance(piece.size());
  }
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  trailing.is_transfer_mark = !is_seekable_ && trailing.count == kMarkBytes &&
                              std::all_of(first.begin(), first.end(), is_hex);
  trailing.are_commands = first.starts_with('*') || first.starts_with("#TS:");
  return trailing;
} catch (const IoError&) {
  throw;
} catch (Error& error) {
  error.at(place_of_error());
  throw;
}

}  // namespace rdb
