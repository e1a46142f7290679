// Compares the facts of two dumps, partition by partition.
//
// First all that is said of a key as a whole, which also settles what its hash should be; then
// field by field. Keys that GroupTtl::same gives back are known only then: they, and all keys that
// could be such, are compared last.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "librdb/proof/difference_list.h"
#include "librdb/proof/fact_group.h"
#include "librdb/proof/fact_store.h"
#include "librdb/proof/verify_task.h"

namespace rdb {

class FactComparison {
 public:
  /// What is passed by reference must outlive the comparison.
  FactComparison(VerifyTask& task, FactStore& store, DifferenceList& differences);
  void run();

 private:
  struct Name {
    std::uint32_t db;
    OwnedBytes key;
    bool operator==(const Name&) const = default;
  };
  struct HashOfName {
    const NameHasher* hasher;
    std::size_t operator()(const Name& name) const {
      return static_cast<std::size_t>((*hasher)(name.db, name.key).second);
    }
  };
  struct Item {
    FactGroup* group;
    std::uint64_t hash;
    Fact fact;
  };
  using Run = std::vector<Item>::const_iterator;

  void compare_all(HashPartitions& partitions);
  void compare_partition(HashPartitions& partitions, std::size_t i);
  void gather(Bytes records);
  FactGroup& group_of(const Fact& fact);
  void compare_fields(HashPartitions& partitions, std::size_t i);
  void compare_items(Bytes records);
  void compare_field(FactGroup& group, Run begin, Run end);
  void compare_grouped_field(FactGroup& group);
  void compare_passing_field(FactGroup& group);
  void compare_values(FactGroup& group, Bytes field, Bytes expected, std::int64_t expire_ms,
                      const Fact& found);
  void settle(FactGroup& group);
  void settle_hash(FactGroup& group);
  void compare_keys(FactGroup& group);
  void compare_key(FactGroup& group, const KeyFact& expected, const KeyFact& found);
  void compare_many_keys(FactGroup& group);
  void missing_key(FactGroup& group, const KeyFact& expected);
  void added_key(FactGroup& group, const KeyFact& found);
  void missing_field(FactGroup& group, const Fact& expected);
  void added_field(FactGroup& group, const Fact& found);
  void give_back(const FactGroup& group, const Fact& fact);

  bool has_expired(std::int64_t expire_ms) const;
  bool has_grown(Bytes expected, Bytes found, std::int64_t& by) const;
  std::size_t rule_of(const FactGroup& group) const;
  void differ(Difference::Kind kind, const FactGroup& group, std::string expected,
              std::string found = {});
  void differ_in_field(Difference::Kind kind, const FactGroup& group, Bytes field,
                       std::string expected, std::string found = {});

  VerifyTask& task_;
  FactStore& store_;
  DifferenceList& differences_;
  std::uint64_t most_bytes_;  // of a partition that is loaded
  std::unordered_map<Name, FactGroup, HashOfName> groups_;
  std::vector<Item> items_;
  std::vector<Fact> source_;  // of one field: what stands in the source, in its order
  std::vector<Fact> found_;   // and in the result
  OwnedBytes buffer_;
  OwnedBytes key_;
};

}  // namespace rdb
