// What the parts of a verification share: the rules, and what is gathered beside the facts.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "librdb/event/entry.h"
#include "librdb/proof/fact.h"
#include "librdb/proof/stream_digest.h"
#include "librdb/proof/verify.h"

namespace rdb {

struct VerifyTask {
  VerifyOptions options;
  std::vector<CompiledRule> rules;
  Verification& found;
  HashKey digest_key;
  std::map<std::uint32_t, Verification::Database> databases;
  std::optional<std::int64_t> result_time_ms;  ///< the result's AUX ctime
  Digest functions[2];                         ///< sums, of the source and the result
  /// How the streams of a result of commands are told; none: there was no stream.
  std::optional<StreamForm> sent_streams;
  std::uint8_t restored_stream = 0;  ///< the newest type of those that came by RESTORE

  /// Whether a hash of that name could be one of the rule's.
  static bool could_make(const CompiledRule& rule, std::uint32_t db, Bytes key);
  /// The rule whose hashes have such keys; nullptr if there is none.
  const CompiledRule* maker_of(std::uint32_t db, Bytes key) const;
  /// Whether a key could have been given back by GroupTtl::same.
  bool may_be_given_back(const Entry& entry, std::span<Bytes> parts) const;
  /// Whether it had expired when commands were made, which then leave it out.
  bool is_not_sent(std::int64_t expire_ms) const {
    return options.result_is_commands && expire_ms != kNoExpiry && options.now_ms &&
           expire_ms <= *options.now_ms;
  }
  Verification::Database& database(std::uint32_t db) {
    if (last_database == nullptr || last_database->db != db) {
      last_database = &databases[db];
      last_database->db = db;
    }
    return *last_database;
  }
  /// What the result can be expected to say of a stream of the source, whose type is known: RESTORE
  /// carries it as it is, or in a type that the server knows.
  StreamForm wanted_of_stream(std::uint8_t type_byte) const;
  /// Throws `Unsupported` if streams before came in another form.
  void note_sent(StreamForm form);
  /// Counts a fact that is as it should be, in both dumps.
  void count_equal(const Fact& fact);
  /// Forgets all counts: the dumps are read again.
  void start_again();

  Verification::Database* last_database = nullptr;  ///< of database()
};

}  // namespace rdb
