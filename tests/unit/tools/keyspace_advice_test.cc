// What `report` advises for a server that many products share, against what regroup really makes of
// the same keys: no part of a scheme that would save enough is passed over, and what is advised
// saves what it says.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "librdb/base/errors.h"
#include "librdb/event/dropping_stage.h"
#include "librdb/io/byte_sink.h"
#include "librdb/io/source.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/parse/rdb_reader.h"
#include "librdb/report/advice.h"
#include "librdb/report/report_collector.h"
#include "librdb/transform/regroup.h"
#include "librdb/write/rdb_writer.h"
#include "tests/support/memory_spool.h"
#include "tools/gen_keyspace.h"

namespace rdbmill {
namespace {

using rdb::Bytes;
using rdb::OwnedBytes;
using Strings = std::map<std::string, const KeyScheme*>;  // by name, of what scheme they are

// Of the keys that a generator tells, those of one scheme, or all; and which never expire.
class OfScheme final : public rdb::DroppingStage {
 public:
  OfScheme(rdb::EventSink& next, const KeyspaceGenerator& generator, const KeyScheme* scheme)
      : DroppingStage(next), generator_(generator), scheme_(scheme) {}

  bool keep(const rdb::Entry& entry) override {
    if (scheme_ != nullptr && &generator_.scheme() != scheme_) return false;
    if (entry.type == rdb::ObjectType::string && !entry.attributes.has_expiry()) {
      strings[std::string(entry.key)] = &generator_.scheme();
    }
    return true;
  }

  Strings strings;

 private:
  const KeyspaceGenerator& generator_;
  const KeyScheme* scheme_;
};

struct Keyspace {
  OwnedBytes dump;
  Strings strings;
};

Keyspace keyspace(const KeyspaceOptions& options, const KeyScheme* scheme = nullptr) {
  Keyspace made;
  rdb::testing::MemorySpools spools;
  rdb::MemorySink out(made.dump);
  rdb::RdbWriterOptions writer_options;
  writer_options.spools = &spools;
  rdb::RdbWriter writer(out, writer_options);
  KeyspaceGenerator generator(options);
  OfScheme stage(writer, generator, scheme);
  generator.begin(stage);
  while (generator.add_keys(stage, 10'000) != 0) {
  }
  generator.end(stage);
  made.strings = std::move(stage.strings);
  return made;
}

rdb::DumpReport report_of(Bytes dump) {
  rdb::ReportCollector collector;
  rdb::MemorySource source(dump);
  rdb::RdbReader(source).run(collector);
  return collector.result();
}

double memory_of(Bytes dump) { return static_cast<double>(report_of(dump).total.memory); }

// What comes of a regroup that was really done.
struct Outcome {
  std::uint64_t keys = 0;
  std::uint64_t hashes = 0;
  std::uint64_t large_hashes = 0;
  double saved = 0;
  std::set<std::string> schemes;  // whose keys became fields
};

OwnedBytes regrouped(Bytes dump, const rdb::RegroupRule& rule, Outcome& outcome) {
  OwnedBytes after;
  rdb::testing::MemorySpools spools;
  rdb::MemorySink out(after);
  rdb::RdbWriterOptions writer_options;
  writer_options.spools = &spools;
  rdb::RdbWriter writer(out, writer_options);
  rdb::RegroupOptions options;
  options.rules = {rule};
  rdb::RegroupStage stage(
      writer, options,
      [](rdb::Family family, std::uint32_t version) {
        return rdb::make_value_decoder(family, version);
      },
      spools);
  rdb::MemorySource source(dump);
  rdb::RdbReader(source).run(stage);
  outcome.keys = stage.stats().matched;
  outcome.hashes = stage.stats().hashes;
  return after;
}

Outcome outcome_of(const Keyspace& keys, const rdb::RegroupRule& rule) {
  Outcome outcome;
  const OwnedBytes after = regrouped(keys.dump, rule, outcome);
  outcome.saved = memory_of(keys.dump) - memory_of(after);
  const rdb::CompiledRule compiled(rule);
  std::vector<Bytes> parts(compiled.pattern().names().size());
  std::map<std::string, std::uint64_t> fields;
  for (const auto& [key, scheme] : keys.strings) {
    if (!compiled.pattern().match(key, parts)) continue;
    outcome.schemes.insert(std::string(scheme->names));
    std::string name;
    compiled.key_template().render(parts, name);
    ++fields[name];
  }
  for (const auto& [name, count] : fields) {
    outcome.large_hashes += count > rdb::kMostRegroupedFields;
  }
  return outcome;
}

rdb::RegroupRule rule(const std::string& pattern, const std::string& field, bool any_value) {
  rdb::RegroupRule rule;
  rule.pattern = pattern;
  rule.field = field;
  rule.values = any_value ? rdb::RegroupRule::Values::any : rdb::RegroupRule::Values::integers;
  return rule;
}

// The scheme as a pattern of regroup, with p0, p1 … for each part between separators that varies.
std::string pattern_of(const KeyScheme& scheme, std::size_t& placeholders) {
  const auto is_separator = [](char c) { return rdb::Bytes(":|/._-").find(c) != Bytes::npos; };
  std::string pattern;
  std::string part;
  bool varies = false;
  const auto end_part = [&] {
    pattern += varies ? "{p" + std::to_string(placeholders++) + "}" : part;
    part.clear();
    varies = false;
  };
  for (std::size_t i = 0; i < scheme.names.size(); ++i) {
    if (scheme.names[i] == '<') {
      i = scheme.names.find('>', i);
      varies = true;
    } else if (is_separator(scheme.names[i])) {
      end_part();
      pattern += scheme.names[i];
    } else {
      part += scheme.names[i];
    }
  }
  end_part();
  return pattern;
}

// The best that regroup can make of a scheme's keys, by trying every part. Not one in a hundred
// hashes may be too large to handle.
Outcome best_of(const KeyspaceOptions& options, const KeyScheme& scheme) {
  const Keyspace keys = keyspace(options, &scheme);
  std::size_t placeholders = 0;
  const std::string pattern = pattern_of(scheme, placeholders);
  Outcome best;
  for (std::size_t i = 0; i < placeholders; ++i) {
    try {
      const Outcome outcome = outcome_of(keys, rule(pattern, "p" + std::to_string(i), true));
      if (outcome.large_hashes * 100 > outcome.hashes) continue;
      if (outcome.saved > best.saved) best = outcome;
    } catch (const rdb::InvalidArgument&) {  // it is all of the name
    }
  }
  return best;
}

// That would save enough and are yet not to be named.
const std::set<std::string> kNotAdvised = {
    // The front of the name says how long it is: no program reads what regroup would make of it.
    "<jdk>user:<int:1-100000>",
};

struct Saving {
  double said = 0;
  double real = 0;
};

class KeyspaceAdvice {
 public:
  explicit KeyspaceAdvice(const KeyspaceOptions& options)
      : options_(options), keys_(keyspace(options)), report_(report_of(keys_.dump)) {
    for (const rdb::Advice& advice : advice_of(report_)) {
      if (advice.kind == rdb::Advice::Kind::regroup) follow(advice);
    }
  }

  /// Of what is advised, by scheme; what regroup made of it.
  const std::map<std::string, Saving>& advised() const { return advised_; }

  /// Every scheme, whether it is advised or not, by the best that can really be made of it.
  void expect_what_gains_to_be_named() const {
    std::map<const KeyScheme*, std::uint64_t> schemes;
    for (const auto& [key, scheme] : keys_.strings) ++schemes[scheme];
    for (const auto& [scheme, keys] : schemes) {
      const std::string name(scheme->names);
      SCOPED_TRACE(name);
      const auto advised = advised_.find(name);
      if (keys < 1000 || kNotAdvised.contains(name)) {
        EXPECT_EQ(advised, advised_.end());
        continue;
      }
      const Outcome best = best_of(options_, *scheme);
      const double share = best.saved / worth_it();
      if (advised == advised_.end()) {
        EXPECT_LT(share, 1 + kError) << "passed over: " << best.saved << " bytes";
      } else {
        EXPECT_GT(share, 1 - kError) << "saves " << best.saved << " bytes at best";
        EXPECT_GT(advised->second.real, best.saved * (1 - kError)) << "another part is better";
      }
    }
  }

 private:
  static constexpr double kError = 0.06;  // of what is said to be saved

  // What saves less is not mentioned: as docs/report.md says.
  double worth_it() const {
    return std::max(65'536.0, static_cast<double>(report_.total.memory) / 100);
  }

  void follow(const rdb::Advice& advice) {
    SCOPED_TRACE(rdb::escaped(advice.pattern));
    const Outcome real = outcome_of(keys_, rule(advice.pattern, advice.field, advice.any_value));
    const auto said = static_cast<double>(advice.saved);
    EXPECT_NEAR(said / real.saved, 1, kError) << said << ", in truth " << real.saved;
    EXPECT_NEAR(static_cast<double>(real.keys) / static_cast<double>(advice.keys), 1, 0.01);
    EXPECT_LE(real.large_hashes * 100, real.hashes);
    EXPECT_EQ(real.schemes.size(), 1U) << "keys of other schemes become fields";
    for (const std::string& scheme : real.schemes) advised_[scheme] = {said, real.saved};
  }

  KeyspaceOptions options_;
  Keyspace keys_;
  rdb::DumpReport report_;
  std::map<std::string, Saving> advised_;
};

std::set<std::string> names(const KeyspaceAdvice& advice) {
  std::set<std::string> names;
  for (const auto& [scheme, saving] : advice.advised()) names.insert(scheme);
  return names;
}

std::string scheme_of(Bytes product, std::size_t number = 0) {
  for (const KeyScheme& scheme : key_schemes()) {
    if (scheme.product == product && number-- == 0) return std::string(scheme.names);
  }
  return {};
}

// Most of the memory is in what cannot be regrouped, or expires key by key: nothing is worth it.
TEST(KeyspaceAdvice, OfAMixtureOfEverythingNothingIsWorthIt) {
  const KeyspaceAdvice advice({.keys = 60'000, .seed = 1});
  EXPECT_EQ(names(advice), std::set<std::string>{});
  advice.expect_what_gains_to_be_named();
}

TEST(KeyspaceAdvice, NamesTheCountersAmongOthers) {
  for (const std::uint64_t seed : {1, 2}) {
    const KeyspaceAdvice advice(
        {.keys = 60'000,
         .seed = seed,
         .products = {"origin", "counter", "instagram", "kredis", "lamernews", "wordpress"}});
    EXPECT_EQ(names(advice), (std::set<std::string>{scheme_of("origin"), scheme_of("counter")}));
    advice.expect_what_gains_to_be_named();
  }
}

// Where there is little else every scheme is judged for itself.
TEST(KeyspaceAdvice, JudgesEachProductByItself) {
  std::set<std::string> advised;
  std::set<rdb::Bytes> seen;
  for (const KeyScheme& scheme : key_schemes()) {
    if (scheme.type != rdb::ObjectType::string || !seen.insert(scheme.product).second) continue;
    for (const std::uint64_t keys : {1500, 9000, 20'000}) {
      KeyspaceOptions options{
          .keys = keys, .seed = keys, .products = {std::string(scheme.product)}};
      SCOPED_TRACE(options.products[0] + " " + std::to_string(keys));
      try {
        KeyspaceGenerator has_as_many(options);
      } catch (const std::exception&) {
        continue;
      }
      const KeyspaceAdvice advice(options);
      advice.expect_what_gains_to_be_named();
      advised.merge(names(advice));
    }
  }
  EXPECT_EQ(advised,
            (std::set<std::string>{scheme_of("origin"), scheme_of("counter"), scheme_of("kredis"),
                                   scheme_of("resque"), scheme_of("no-separator")}));
}

}  // namespace
}  // namespace rdbmill
