// Random dumps in text form for regroup, ungroup and verify: counters under names that rules split,
// some with odd parts, among other keys.
#pragma once
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/transform/regroup_rule.h"

namespace rdb::testing {

inline constexpr std::int64_t kDumpTime = 1'000'000;  ///< ms: its ctime

struct RandomFlatDump {
  std::uint64_t most_keys = 120;
  std::uint32_t databases = 3;
  unsigned variety = 4;        ///< of parts of names
  bool expiries = true;        ///< some, past ones too
  bool texts = true;           ///< values that are no integers
  bool existing = false;       ///< hashes under names that rules make
  std::int64_t spread_ms = 3;  ///< how many different expiries in the future
};

class FlatDumpMaker {
 public:
  explicit FlatDumpMaker(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  /// Rules whose new keys are told apart from each other.
  static std::vector<RegroupRule> rule(std::uint64_t which) {
    std::vector<RegroupRule> rules(1);
    RegroupRule& first = rules.front();
    first.field = "f";
    switch (which) {
      case 0:
        first.pattern = "{a}:{f}:{b}";
        return rules;
      case 1:
        first.pattern = "{f}/{a}";
        return rules;
      case 2:
        first.pattern = "c:{a}:{b}:{f}";
        first.key_template = "{b}.{a}.c";
        return rules;
      case 3:
        first.pattern = "{{{a}}}-{f}|{b}";
        return rules;
      default:
        first.pattern = "c:{a}:{b}:{f}";
        first.key_template = "{b}.{a}.c";
        rules.push_back(first);
        rules[1].pattern = "v:{f}:{a}";
        rules[1].key_template.clear();
        return rules;
    }
  }
  static constexpr std::uint64_t kRules = 5;

  OwnedBytes part(unsigned variety) {
    switch (below(9)) {
      case 0:
        return {};
      case 1:
        return OwnedBytes("\0\n*", below(4));
      case 2:
        return OwnedBytes(1, ":/.|-{}"[below(7)]);
      case 3:
        return OwnedBytes(below(20) == 0 ? 250 : 3, 'k') + std::to_string(below(variety));
      default:
        return std::to_string(below(variety));
    }
  }

  /// A name that one of the rules splits, more often than not.
  OwnedBytes flat_name(unsigned variety) {
    const OwnedBytes a = part(variety), b = part(variety), f = part(60);
    switch (below(6)) {
      case 0:
        return a + ':' + f + ':' + b;
      case 1:
        return f + '/' + a;
      case 2:
        return "c:" + a + ':' + b + ':' + f;
      case 3:
        return '{' + a + "}-" + f + '|' + b;
      case 4:
        return "v:" + f + ':' + a;
      default:
        return a;
    }
  }
  /// A name that a rule makes.
  OwnedBytes group_name(unsigned variety) {
    const OwnedBytes a = part(variety), b = part(variety);
    switch (below(5)) {
      case 0:
        return a + ':' + b;
      case 1:
        return a;
      case 2:
        return b + '.' + a + ".c";
      case 3:
        return '{' + a + "}-" + b;
      default:
        return "v:" + a;
    }
  }

  OwnedBytes make(const RandomFlatDump& wanted) {
    OwnedBytes text =
        "header REDIS 12\naux \"ctime\" \"" + std::to_string(kDumpTime / 1000) + "\"\n";
    std::set<std::pair<std::uint32_t, OwnedBytes>> used;
    std::uint32_t selected = ~0U;
    const std::uint64_t keys = below(wanted.most_keys + 1);
    for (std::uint64_t i = 0; i < keys; ++i) {
      const std::uint32_t db =
          below(4) == 0 ? static_cast<std::uint32_t>(below(wanted.databases)) : 0;
      const bool hash = wanted.existing && below(8) == 0;
      const bool other = !hash && below(20) == 0;
      const OwnedBytes key = hash    ? group_name(wanted.variety)
                             : other ? "keep/it/" + std::to_string(below(50))
                                     : flat_name(wanted.variety);
      if (!used.emplace(db, key).second) continue;
      if (selected != db) text += "select-db " + std::to_string(db) + '\n';
      selected = db;
      text += "key " + quoted(key) +
              (hash    ? " hash 4 hash"
               : other ? " list 1 list"
                       : " string 0 string");
      if (db != 0) text += " db=" + std::to_string(db);
      if (wanted.expiries && !hash && below(3) == 0) {
        text += " expire=" + std::to_string(expiry(wanted.spread_ms));
      }
      text += '\n';
      if (hash) {
        text += hash_value(wanted);
      } else if (other) {
        text += "  begin 2\n  item \"x\"\n  item " + std::to_string(below(9)) + "\n  end\n";
      } else {
        text += "  string " + value(wanted.texts) + '\n';
      }
    }
    return text + "finish\n";
  }

  static OwnedBytes quoted(Bytes bytes) {
    OwnedBytes text = "\"";
    constexpr char kHex[] = "0123456789abcdef";
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      text += "\\x";
      text += kHex[byte >> 4];
      text += kHex[byte & 15];
    }
    return text + '"';
  }

 private:
  std::int64_t expiry(std::int64_t spread) {
    if (below(6) == 0) return kDumpTime - static_cast<std::int64_t>(below(1000));
    return kDumpTime + 1 + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(spread)));
  }
  OwnedBytes value(bool texts) {
    if (texts && below(8) == 0) return quoted(part(9));
    if (below(30) == 0) return "9223372036854775807";
    return std::to_string(static_cast<std::int64_t>(below(2000)) - 999);
  }
  OwnedBytes hash_value(const RandomFlatDump& wanted) {
    std::set<OwnedBytes> fields;
    for (std::uint64_t n = 1 + below(4); n != 0; --n) fields.insert(part(60));
    OwnedBytes text = "  begin " + std::to_string(fields.size()) + '\n';
    for (const OwnedBytes& field : fields) {
      text += "  field " + quoted(field) + ' ' + value(wanted.texts) + '\n';
    }
    return text + "  end\n";
  }

  std::mt19937_64 random_;
};

}  // namespace rdb::testing
