#define XXH_INLINE_ALL
#include <rapidjson/document.h>
#include <xxhash.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/base/json_string.h"
#include "librdb/report/report_distributions.h"
#include "librdb/report/report_partial.h"
#include "librdb/report/slot_ranges.h"

namespace rdb {
namespace {

// Members of an object that came from outside: typed and checked.
// A view: the value must outlive it. Everything throws `CorruptInput` for a member that is missing
// or of another kind.
class JsonMembers {
 public:
  JsonMembers(const rapidjson::Value& value, std::string name);

  bool has(const char* member) const { return value_.HasMember(member); }
  std::uint64_t number(const char* member) const;
  // At most `most`.
  std::uint64_t number(const char* member, std::uint64_t most) const;
  std::int64_t signed_number(const char* member) const;
  bool boolean(const char* member) const;
  // A string, or {"b64": "…"}: bytes as JsonText writes them.
  OwnedBytes bytes(const char* member) const;
  // Words of ours that are printed as they are: nothing in them would be escaped but quotes.
  std::string words(const char* member) const;
  // None if there is no such member.
  std::optional<std::int64_t> optional_signed(const char* member) const;
  std::optional<std::uint64_t> optional_number(const char* member) const;
  // Exactly `count` whole numbers.
  std::vector<std::uint64_t> numbers(const char* member, std::size_t count) const;
  // An array, of anything.
  const rapidjson::Value& array(const char* member) const;

  // Throws `CorruptInput`: "shape: expected …".
  [[noreturn]] void fail(const std::string& expected) const;
  // The bytes of a value as JsonText writes them, or none.
  static std::optional<OwnedBytes> bytes_of(const rapidjson::Value& value);

 private:
  const rapidjson::Value& member(const char* name) const;

  const rapidjson::Value& value_;
  std::string name_;
};

JsonMembers::JsonMembers(const rapidjson::Value& value, std::string name)
    : value_(value), name_(std::move(name)) {
  if (!value.IsObject()) fail("an object");
}

void JsonMembers::fail(const std::string& expected) const {
  throw CorruptInput(name_ + ": expected " + expected);
}

const rapidjson::Value& JsonMembers::member(const char* name) const {
  const auto found = value_.FindMember(name);
  if (found == value_.MemberEnd()) fail(std::string("a member \"") + name + '"');
  return found->value;
}

std::uint64_t JsonMembers::number(const char* name) const {
  const rapidjson::Value& value = member(name);
  if (!value.IsUint64()) fail(std::string("a whole number \"") + name + '"');
  return value.GetUint64();
}

std::uint64_t JsonMembers::number(const char* name, std::uint64_t most) const {
  const std::uint64_t value = number(name);
  if (value > most) {
    fail(std::string("a number \"") + name + "\" of at most " + std::to_string(most));
  }
  return value;
}

std::int64_t JsonMembers::signed_number(const char* name) const {
  const rapidjson::Value& value = member(name);
  if (!value.IsInt64()) fail(std::string("a whole number \"") + name + "\" of 64 bits");
  return value.GetInt64();
}

bool JsonMembers::boolean(const char* name) const {
  const rapidjson::Value& value = member(name);
  if (!value.IsBool()) fail(std::string("true or false as \"") + name + '"');
  return value.GetBool();
}

std::optional<OwnedBytes> JsonMembers::bytes_of(const rapidjson::Value& value) {
  if (value.IsString()) return OwnedBytes(value.GetString(), value.GetStringLength());
  if (!value.IsObject() || value.MemberCount() != 1) return std::nullopt;
  const auto found = value.FindMember("b64");
  if (found == value.MemberEnd() || !found->value.IsString()) return std::nullopt;
  return from_base64(Bytes(found->value.GetString(), found->value.GetStringLength()));
}

OwnedBytes JsonMembers::bytes(const char* name) const {
  std::optional<OwnedBytes> bytes = bytes_of(member(name));
  if (!bytes) fail(std::string("a string \"") + name + '"');
  return std::move(*bytes);
}

std::string JsonMembers::words(const char* name) const {
  const std::string text = bytes(name);
  std::string plain = text;
  std::erase_if(plain, [](char c) { return c == '"' || c == '\\'; });
  if (escaped(plain, plain.size()) != plain) fail(std::string("printable text \"") + name + '"');
  return text;
}

std::optional<std::int64_t> JsonMembers::optional_signed(const char* name) const {
  if (!has(name)) return std::nullopt;
  return signed_number(name);
}

std::optional<std::uint64_t> JsonMembers::optional_number(const char* name) const {
  if (!has(name)) return std::nullopt;
  return number(name);
}

const rapidjson::Value& JsonMembers::array(const char* name) const {
  const rapidjson::Value& value = member(name);
  if (!value.IsArray()) fail(std::string("an array \"") + name + '"');
  return value;
}

std::vector<std::uint64_t> JsonMembers::numbers(const char* name, std::size_t count) const {
  std::vector<std::uint64_t> numbers;
  for (const rapidjson::Value& value : array(name).GetArray()) {
    if (!value.IsUint64()) fail(std::string("whole numbers in \"") + name + '"');
    numbers.push_back(value.GetUint64());
  }
  if (numbers.size() != count) {
    fail(std::to_string(count) + " numbers in \"" + name + '"');
  }
  return numbers;
}

constexpr std::uint64_t kMostDatabase = ~std::uint32_t{0};

struct Reading {
  DumpReport report;
  std::vector<std::size_t> above;  // sizes of the names from the root to the last prefix
};

Tally tally_in(const JsonMembers& row, const char* name) {
  const std::vector<std::uint64_t> n = row.numbers(name, 6);
  Tally tally;
  tally.keys = n[0];
  tally.bytes = n[1];
  tally.memory = n[2];
  tally.memory_usage = n[3];
  tally.without_ttl = n[4];
  tally.memory_without_ttl = n[5];
  return tally;
}

PredictedMemory predicted_in(const JsonMembers& row) {
  const std::vector<std::uint64_t> n = row.numbers("predicted", 8);
  return {.keys = n[0],
          .allocated = n[1],
          .tables = n[2],
          .startup = n[3],
          .fixed = n[4],
          .used_memory = n[5],
          .overhead = n[6],
          .dataset = n[7]};
}

// The enumerator that is called so.
template <typename Enum>
Enum named(const JsonMembers& row, const char* name, Enum last) {
  const OwnedBytes text = row.bytes(name);
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (name_of(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  }
  row.fail(std::string("a known \"") + name + '"');
}

ObjectType type_in(const JsonMembers& row) { return named(row, "type", ObjectType::other); }

void read_scope(Reading& reading, const rapidjson::Value& line) {
  const JsonMembers row(line, "first line");
  ReportScope& scope = reading.report.scope;
  for (const rapidjson::Value& value : row.array("separators").GetArray()) {
    auto separator = JsonMembers::bytes_of(value);
    if (!separator) row.fail("strings in \"separators\"");
    scope.separators.push_back(std::move(*separator));
  }
  scope.depth = static_cast<std::uint32_t>(row.number("depth", kMaxPrefixDepth));
  scope.filter = row.bytes("filter");
  scope.server = row.bytes("server");
  scope.max_prefixes = row.number("max_prefixes");
  scope.largest = row.number("largest");
  scope.slots = row.boolean("slots");
  if (scope.largest == 0) row.fail("\"largest\" of at least 1");
  if (scope.slots) reading.report.slots.resize(kSlots);
}

void read_input(Reading& reading, const JsonMembers& row) {
  ReportInput& input = reading.report.inputs.emplace_back();
  input.label = row.bytes("label");
  input.file = row.bytes("file");
  input.family = named(row, "family", Family::valkey);
  input.version = static_cast<std::uint32_t>(row.number("version", ~std::uint32_t{0}));
  input.server_version = row.bytes("server_version");
  input.is_valkey_server = row.boolean("is_valkey_server");
  input.repl_id = row.bytes("repl_id");
  input.created_ms = row.optional_signed("created_ms");
  input.clock_ms = row.optional_signed("clock_ms");
  input.used_mem = row.optional_number("used_mem");
  input.checksum = named(row, "checksum", ChecksumState::not_verified);
  input.is_complete = row.boolean("complete");
  input.fault = row.words("fault");
  input.profile = row.words("profile");
  input.size_classes = row.words("size_classes");
  input.server_match = named(row, "server_match", ServerMatch::guessed);
  input.dump_bytes = row.number("dump_bytes");
  input.total = tally_in(row, "total");
  input.predicted = predicted_in(row);
  const auto slots = slots_of(row.bytes("slots"));
  if (!slots) row.fail("ranges of cluster slots as \"slots\"");
  input.slots = *slots;
}

void read_sums(Reading& reading, const JsonMembers& row) {
  reading.report.predicted = predicted_in(row);
  reading.report.dump_bytes = row.number("dump_bytes");
  reading.report.total = tally_in(row, "total");
  ExpiryTallies& expiries = reading.report.expiries;
  expiries.past = tally_in(row, "expired");
  expiries.hour = tally_in(row, "expire_in_hour");
  expiries.day = tally_in(row, "expire_in_day");
  expiries.week = tally_in(row, "expire_in_week");
  expiries.later = tally_in(row, "expire_later");
  expiries.unknown = tally_in(row, "expire_some_time");
  reading.report.inexactness.expected = tally_in(row, "expected");
  reading.report.inexactness.variance = row.number("variance");
  reading.report.inexactness.unknown = tally_in(row, "unknown");
  reading.report.unshaped = tally_in(row, "unshaped");
  reading.report.prefixes_missing = row.number("prefixes_missing");
  const auto later = row.numbers("behind_last_day", 2);
  reading.report.expiry_later = {.keys = later[0], .memory = later[1]};
  reading.report.long_idle = tally_in(row, "long_idle");
  const auto lzf = row.numbers("lzf", 3);
  reading.report.lzf = {.keys = lzf[0], .text_bytes = lzf[1], .stored_bytes = lzf[2]};
}

EncodingTally encoding_in(const JsonMembers& row) {
  return {row.bytes("encoding"), type_in(row), tally_in(row, "tally")};
}

void read_shape(Reading& reading, const JsonMembers& row) {
  ShapeRow& shape = reading.report.shapes.emplace_back();
  shape.pattern = row.bytes("pattern");
  if (shape.pattern.empty()) shape.pattern = "{long}";  // older versions named no such shape
  shape.type = type_in(row);
  shape.tally = tally_in(row, "tally");
  shape.example = row.bytes("example");
  for (const rapidjson::Value& value : row.array("regroups").GetArray()) {
    const JsonMembers members(value, "regroup of a shape");
    shape.regroups.push_back({.field = members.bytes("field"),
                              .keys = members.number("keys"),
                              .hashes = members.number("hashes"),
                              .saved = members.signed_number("saved"),
                              .any_value = members.boolean("any_value")});
  }
}

// Depth first: each row is below the last one that is less deep, whose name it begins with.
void read_prefix(Reading& reading, const JsonMembers& row) {
  PrefixRow prefix;
  prefix.prefix = row.bytes("prefix");
  prefix.depth = static_cast<std::uint32_t>(row.number("depth", kMaxPrefixDepth));
  prefix.tally = tally_in(row, "tally");
  if (row.has("others")) prefix.others = tally_in(row, "others");
  std::vector<PrefixRow>& rows = reading.report.prefixes;
  const bool is_root = rows.empty() && prefix.depth == 0 && prefix.prefix.empty();
  if (!is_root) {
    const bool has_parent = prefix.depth >= 1 && prefix.depth <= reading.above.size();
    const std::size_t parent = has_parent ? reading.above[prefix.depth - 1] : 0;
    if (!has_parent || prefix.prefix.size() <= parent ||
        !prefix.prefix.starts_with(Bytes(rows.back().prefix).substr(0, parent))) {
      row.fail("a prefix below the one before it");
    }
  }
  reading.above.resize(prefix.depth);
  reading.above.push_back(prefix.prefix.size());
  rows.push_back(std::move(prefix));
}

// Cut or whole; a whole one may be of any length in a file of an older rdbmill.
KeptName name_in(const JsonMembers& row) {
  if (!row.has("key_front")) return KeptName(row.bytes("key"));
  KeptName name;
  name.front = row.bytes("key_front");
  name.bytes = row.number("full_key_bytes");
  const std::vector<std::uint64_t> digest = row.numbers("key_digest", name.digest.size());
  std::copy(digest.begin(), digest.end(), name.digest.begin());
  name.slot = static_cast<std::uint16_t>(row.number("key_slot", kSlots - 1));
  if (name.front.size() > KeptName::kMostBytes ||
      name.front.size() + KeptName::kLongestCharacter <= KeptName::kMostBytes) {
    row.fail("the first " + std::to_string(KeptName::kMostBytes) + " bytes as \"key_front\"");
  }
  if (!name.is_cut() || name.bytes <= KeptName::kMostBytes) {
    row.fail("more bytes as \"full_key_bytes\"");
  }
  return name;
}

void read_largest(Reading& reading, const JsonMembers& row) {
  LargeKey& key = reading.report.largest.emplace_back();
  key.name = name_in(row);
  key.db = static_cast<std::uint32_t>(row.number("db", kMostDatabase));
  key.type = type_in(row);
  key.encoding = row.bytes("encoding");
  key.loaded = named(row, "loaded_encoding", LoadedEncoding::unknown);
  key.elements = row.optional_number("elements").value_or(kUnknownCount);
  key.memory = {row.number("memory_usage"), row.number("memory")};
  key.exactness = named(row, "exactness", Exactness::unknown);
  key.record_bytes = row.number("record_bytes");
  key.offset = row.number("offset");
  key.input = row.bytes("input");
}

void read_distribution(Reading& reading, const JsonMembers& row) {
  const OwnedBytes of = row.bytes("of");
  const auto name = std::find_if(kDistributionNames.begin(), kDistributionNames.end(),
                                 [&](const DistributionName& known) { return known.text == of; });
  if (name == kDistributionNames.end()) row.fail("a known distribution");
  Distribution& values = reading.report.*name->member;
  values.raise_largest(row.number("largest"));
  const rapidjson::Value& buckets = row.array("buckets");
  if (buckets.Size() % 3 != 0) row.fail("three numbers for each bucket");
  const std::vector<std::uint64_t> n = row.numbers("buckets", buckets.Size());
  for (std::size_t i = 0; i < n.size(); i += 3) {
    if (n[i] >= Distribution::kBuckets) row.fail("numbers of buckets");
    values.add_bucket(n[i], {.keys = n[i + 1], .memory = n[i + 2]});
  }
}

void read_slot(Reading& reading, const JsonMembers& row) {
  const std::uint64_t slot = row.number("slot", kSlots - 1);
  if (reading.report.slots.empty()) row.fail("no slots, as the first line says");
  reading.report.slots[slot] = {.keys = row.number("keys"), .memory = row.number("memory")};
}

struct RowKind {
  Bytes name;
  void (*read)(Reading& reading, const JsonMembers& row);
};

constexpr RowKind kRowKinds[] = {
    {"prefix", read_prefix},
    {"slot", read_slot},
    {"shape", read_shape},
    {"largest", read_largest},
    {"input", read_input},
    {"sums", read_sums},
    {"distribution", read_distribution},
    {"database",
     [](Reading& reading, const JsonMembers& row) {
       reading.report.databases.push_back(
           {static_cast<std::uint32_t>(row.number("db", kMostDatabase)), tally_in(row, "tally"),
            row.number("tables")});
     }},
    {"type",
     [](Reading& reading, const JsonMembers& row) {
       reading.report.types.push_back({type_in(row), tally_in(row, "tally")});
     }},
    {"encoding",
     [](Reading& reading, const JsonMembers& row) {
       reading.report.encodings.push_back(encoding_in(row));
     }},
    {"loaded_encoding",
     [](Reading& reading, const JsonMembers& row) {
       reading.report.loaded.push_back(encoding_in(row));
     }},
    {"expiry_day",
     [](Reading& reading, const JsonMembers& row) {
       reading.report.expiry_days.push_back(
           {row.signed_number("day"), row.number("keys"), row.number("memory")});
     }},
    {"limit",
     [](Reading& reading, const JsonMembers& row) {
       reading.report.limits.push_back({.setting = row.words("setting"),
                                        .limit = row.number("limit"),
                                        .raised = row.number("raised"),
                                        .keys = row.number("keys"),
                                        .memory = row.number("memory"),
                                        .saved = row.number("saved")});
     }},
};

}  // namespace

struct PartialReader::State {
  State() { XXH3_64bits_reset(&hash); }

  // Of the next line; true behind the last one.
  bool take(const rapidjson::Value& line, std::uint64_t rows) {
    if (rows == 0) {
      read_scope(reading, line);
      return false;
    }
    if (!line.IsObject() || line.MemberCount() != 1) {
      throw CorruptInput("expected an object with one member");
    }
    const auto& member = *line.MemberBegin();
    const Bytes kind(member.name.GetString(), member.name.GetStringLength());
    const JsonMembers row(member.value, escaped(kind));
    if (kind == "end") {
      if (row.number("rows") != rows) row.fail(std::to_string(rows) + " rows");
      if (row.number("xxh3") != XXH3_64bits_digest(&hash)) row.fail("the checksum of the lines");
      if (reading.report.inputs.empty()) row.fail("a row \"input\" before it");
      return true;
    }
    const auto* known = std::find_if(std::begin(kRowKinds), std::end(kRowKinds),
                                     [&](const RowKind& k) { return k.name == kind; });
    if (known == std::end(kRowKinds))
      throw CorruptInput("rows \"" + escaped(kind) + "\" are not known");
    known->read(reading, row);
    return false;
  }

  Reading reading;
  XXH3_state_t hash;
  bool has_ended = false;
};

PartialReader::PartialReader(std::string name)
    : name_(std::move(name)), state_(std::make_unique<State>()) {}
PartialReader::~PartialReader() = default;

void PartialReader::feed(Bytes piece) {
  while (!piece.empty()) {
    const std::size_t end = piece.find('\n');
    line_ += piece.substr(0, end);
    if (end == Bytes::npos) return;
    piece.remove_prefix(end + 1);
    try {
      take_line(line_);
    } catch (Error& error) {
      Place place;
      place.file = name_;
      place.offset = offset_;
      error.at(place);
      throw;
    }
    offset_ += line_.size() + 1;
    line_.clear();
  }
}

void PartialReader::take_line(Bytes line) {
  if (rows_ == 0 && !line.starts_with("{\"schema\":\"" + std::string(kPartialSchema) + "\"")) {
    if (line.starts_with(kPartialMagic)) {
      throw Unsupported("a partial result of another version: " + escaped(line, 60));
    }
    throw CorruptInput("expected a partial result, which begins with " + escaped(kPartialMagic));
  }
  if (state_->has_ended) throw CorruptInput("expected nothing behind the last line");
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
      line.data(), line.size());
  if (document.HasParseError())
    throw CorruptInput("line " + std::to_string(rows_ + 1) + ": expected JSON");
  state_->has_ended = state_->take(document, rows_);
  XXH3_64bits_update(&state_->hash, line.data(), line.size());
  XXH3_64bits_update(&state_->hash, "\n", 1);
  ++rows_;
}

DumpReport PartialReader::finish() {
  if (!state_->has_ended || !line_.empty()) {
    TruncatedInput error("expected more lines: the last one is missing");
    Place place;
    place.file = name_;
    place.offset = offset_ + line_.size();
    error.at(place);
    throw error;
  }
  return std::move(state_->reading.report);
}

}  // namespace rdb
