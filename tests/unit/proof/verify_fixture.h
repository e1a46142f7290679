// A verification of two dumps in text form.
#pragma once
#include <string>

#include "librdb/event/checked_sink.h"
#include "librdb/event/text_reader.h"
#include "librdb/event/text_sink.h"
#include "librdb/io/temp_spool.h"
#include "librdb/parse/make_value_decoder.h"
#include "librdb/proof/verify.h"
#include "librdb/transform/regroup.h"

namespace rdb::testing {

/// The text form of a dump, of a counter and of a hash in it.
inline std::string dump(const std::string& keys) {
  return "header REDIS 12\naux \"ctime\" \"1000\"\nselect-db 0\n" + keys + "finish\n";
}
inline std::string counter(const std::string& key, const std::string& value,
                           const std::string& attributes = "") {
  return "key \"" + key + "\" string 0 string" + attributes + "\n  string " + value + "\n";
}
inline std::string hash(const std::string& key, const std::string& fields,
                        const std::string& attributes = "") {
  return "key \"" + key + "\" hash 4 hash" + attributes + "\n  begin ?\n" + fields + "  end\n";
}

/// What was found, with the number of readings it took.
struct Readings {
  Verification found;
  int readings = 0;
};

inline Readings read_and_verified(const VerifyOptions& options, Bytes source, Bytes result) {
  Readings done;
  Verifier verifier(options);
  do {
    CheckedSink checked_source(verifier.source());
    TextReader(source).run(checked_source);
    CheckedSink checked_result(verifier.result());
    TextReader(result).run(checked_result);
    ++done.readings;
  } while (verifier.must_read_again());
  done.found = verifier.finish();
  return done;
}

inline Verification verified(const VerifyOptions& options, Bytes source, Bytes result) {
  return read_and_verified(options, source, result).found;
}

/// Decoders of what RESTORE carries; the spools must outlive them.
inline ValueDecoderFactory decoders(SpoolFactory& spools) {
  return [&spools](Family family, std::uint32_t version) {
    return make_value_decoder(family, version, {.spools = &spools});
  };
}

/// What regroup makes of a dump; throws what it throws.
inline std::string grouped(const RegroupOptions& options, Bytes source) {
  std::string text;
  TempSpoolFactory spools("/tmp");
  TextSink sink(text, Interest::elements);
  RegroupStage stage(
      sink, options,
      [](Family family, std::uint32_t version) { return make_value_decoder(family, version); },
      spools);
  TextReader(source).run(stage);
  return text;
}

/// A line a difference: kind, database, key, field, what was expected and found.
inline std::string listed(const Verification& found) {
  std::string text;
  for (const Difference& difference : found.differences) {
    text += std::string(Difference::name_of(difference.kind)) + ' ' +
            std::to_string(difference.db) + ' ' + difference.key +
            (difference.has_field ? " [" + difference.field + ']' : "") + ": " +
            difference.expected + " -> " + difference.found + '\n';
  }
  return text;
}

/// All that was found, but for bytes spilled, a line a piece: equal for equals.
inline std::string all_of(const Verification& found) {
  std::string text = listed(found);
  const auto add = [&](const char* name, Int128 value) {
    text += std::string(name) + ' ' + to_decimal(value) + '\n';
  };
  add("count", found.count);
  for (const std::uint64_t count : found.by_kind) add("of a kind", count);
  add("pairs", found.pairs);
  add("hashes", found.hashes);
  add("fields", found.fields);
  add("passing", found.passing);
  add("expired", found.expired);
  for (const Verification::Rule& rule : found.rules) add(rule.name.c_str(), rule.matched);
  for (const Verification::Database& database : found.databases) {
    add("db", database.db);
    add("source keys", database.source_keys);
    add("result keys", database.result_keys);
    add("pairs", database.pairs);
    add("sum of the source", database.sum_source);
    add("sum expected", database.sum_expected);
    add("sum found", database.sum_found);
  }
  return text;
}

}  // namespace rdb::testing
