// A dump of ModelKeys in every form that servers have saved them in, and the way back.
//
//   const OwnedBytes dump = dump_of(keys, {.magic = "REDIS0011", .seed = 7});
//   KeyList list;  RdbReader(source).run(list);  list.keys
#pragma once
#include <optional>
#include <random>
#include <vector>

#include "librdb/event/stage.h"
#include "librdb/event/text_sink.h"
#include "librdb/format/listpack.h"
#include "librdb/format/ziplist.h"
#include "tests/support/dump_builder.h"
#include "tests/support/regroup_model.h"

namespace rdb::testing {

struct ModelDump {
  Bytes magic = "REDIS0011";
  std::optional<std::int64_t> ctime_ms;
  std::uint64_t seed = 0;  ///< decides over the encodings
};

class ModelDumpWriter {
 public:
  explicit ModelDumpWriter(const ModelDump& wanted)
      : random_(wanted.seed), dump_(wanted.magic), is_valkey_(wanted.magic.starts_with("VALKEY")) {
    has_listpacks_ = is_valkey_ || wanted.magic >= "REDIS0010";
    if (wanted.ctime_ms) dump_.aux("ctime", std::to_string(*wanted.ctime_ms / 1000));
  }
  OwnedBytes write(const std::vector<ModelKey>& keys) {
    std::optional<std::uint32_t> selected;
    for (const ModelKey& key : keys) {
      if (selected != key.db) dump_.select_db(key.db).resize_db(1, 0);
      selected = key.db;
      if (key.expire_ms != kNoExpiry) dump_.expire_ms(key.expire_ms);
      add(key);
    }
    return dump_.finish();
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  void text(Bytes text) {
    const auto integer = server_integer(text);
    if (integer && *integer == static_cast<std::int32_t>(*integer) && below(3) != 0) {
      dump_.integer(*integer);
    } else if (text.size() > 20 && text.find_first_not_of(text.front()) == Bytes::npos) {
      dump_.lzf(text);
    } else {
      dump_.string(text);
    }
  }

  void add(const ModelKey& key) {
    constexpr unsigned kString = 0, kList = 1, kSet = 2;
    if (key.type == ObjectType::hash) return add_hash(key);
    const unsigned type = key.type == ObjectType::string ? kString
                          : key.type == ObjectType::list ? kList
                                                         : kSet;
    dump_.byte(type);
    text(key.name);
    if (type == kString) return text(key.value);
    dump_.length(static_cast<std::uint64_t>(std::count(key.value.begin(), key.value.end(), '\0')));
    for (std::size_t at = 0; at < key.value.size();) {
      const std::size_t end = key.value.find('\0', at);
      text(Bytes(key.value).substr(at, end - at));
      at = end + 1;
    }
  }

  void add_hash(const ModelKey& key) {
    std::int64_t first = kNoExpiry;
    for (const ModelField& field : key.fields) {
      if (field.expire_ms != kNoExpiry && first == kNoExpiry) first = field.expire_ms;
    }
    if (first != kNoExpiry && is_valkey_) return add_valkey_hash(key);
    if (first != kNoExpiry) return add_expiring_hash(key, first);
    constexpr unsigned kPlain = 4, kZipmap = 9, kZiplist = 13, kListpack = 16;
    constexpr unsigned kTypes[] = {kPlain, kZipmap, kZiplist, kListpack};
    const unsigned type = kTypes[below(has_listpacks_ ? 4 : 3)];
    dump_.byte(type);
    text(key.name);
    if (type == kZipmap) return zipmap(key);
    if (type == kZiplist) return packed(ZiplistBuilder(), key, false);
    if (type == kListpack) return packed(ListpackBuilder(), key, false);
    dump_.length(key.fields.size());
    for (const ModelField& field : key.fields) {
      text(field.name);
      text(field.value);
    }
  }
  void add_valkey_hash(const ModelKey& key) {
    constexpr unsigned kHash2 = 22;
    dump_.byte(kHash2);
    text(key.name);
    dump_.length(key.fields.size());
    for (const ModelField& field : key.fields) {
      text(field.name);
      text(field.value);
      dump_.little_endian(field.expire_ms);
    }
  }
  void add_expiring_hash(const ModelKey& key, std::int64_t first) {
    constexpr unsigned kMetadata = 24, kListpackEx = 25;
    const bool plain = below(2) == 0;
    dump_.byte(plain ? kMetadata : kListpackEx);
    text(key.name);
    dump_.little_endian(first);
    if (!plain) return packed(ListpackBuilder(), key, true);
    dump_.length(key.fields.size());
    for (const ModelField& field : key.fields) {
      const bool expires = field.expire_ms != kNoExpiry;
      dump_.length(expires ? static_cast<std::uint64_t>(field.expire_ms - first + 1) : 0);
      text(field.name);
      text(field.value);
    }
  }

  template <typename Builder>
  void packed(Builder builder, const ModelKey& key, bool with_expiries) {
    for (const ModelField& field : key.fields) {
      builder.append(Bytes(field.name));
      builder.append(Bytes(field.value));
      if (with_expiries) builder.append(field.expire_ms == kNoExpiry ? 0 : field.expire_ms);
    }
    dump_.string(builder.finish());
  }
  void zipmap(const ModelKey& key) {
    constexpr std::size_t kLong = 254;
    DumpBuilder blob("");
    const auto length = [&](std::size_t size) {
      if (size < kLong) {
        blob.byte(static_cast<unsigned>(size));
      } else {
        blob.byte(kLong).little_endian(static_cast<std::uint32_t>(size));
      }
    };
    blob.byte(static_cast<unsigned>(std::min(key.fields.size(), kLong)));
    for (const ModelField& field : key.fields) {
      length(field.name.size());
      blob.bytes(field.name);
      length(field.value.size());
      blob.byte(0).bytes(field.value);  // no bytes left free behind it
    }
    blob.byte(255);
    dump_.string(blob.unfinished());
  }

  std::mt19937_64 random_;
  DumpBuilder dump_;
  bool is_valkey_;
  bool has_listpacks_;
};

inline OwnedBytes dump_of(const std::vector<ModelKey>& keys, const ModelDump& wanted) {
  return ModelDumpWriter(wanted).write(keys);
}

/// The keys of a dump, in its order: strings, hashes, lists and sets.
class KeyList final : public Stage {
 public:
  using Stage::on;
  KeyList() : Stage(rest_) {}
  Interests enter(const Entry& entry) override {
    keys.push_back(
        {entry.db, OwnedBytes(entry.key), entry.type, {}, {}, entry.attributes.expire_ms});
    return Interest::elements;
  }
  void on(const StringValue& event) override { keys.back().value = to_owned(event.value, kMost); }
  void on(const ListItem& event) override { item(to_owned(event.item, kMost)); }
  void on(const SetMember& event) override { item(OwnedBytes(event.member)); }
  void on(const CollectionBegin&) override {}
  void on(const CollectionEnd&) override {}
  void on(const HashField& event) override {
    keys.back().fields.push_back(
        {OwnedBytes(event.field), to_owned(event.value, kMost), event.expire_ms});
  }

  std::vector<ModelKey> keys;

 private:
  static constexpr std::uint64_t kMost = 1 << 20;
  void item(const OwnedBytes& text) { (keys.back().value += text) += '\0'; }

  OwnedBytes text_;  // of records that are no keys
  TextSink rest_{text_, {}};
};

}  // namespace rdb::testing
