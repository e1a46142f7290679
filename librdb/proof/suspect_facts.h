// The second reading of two dumps whose sums were not equal: what is suspect is kept for the
// comparison, the rest is counted.
#pragma once
#include "librdb/proof/fact_store.h"
#include "librdb/proof/fact_sums.h"

namespace rdb {

class SuspectFacts final : public FactSink {
 public:
  /// All must outlive it. Requires: sums.finish() was called.
  SuspectFacts(VerifyTask& task, FactSums& sums, FactStore& store)
      : task_(task), sums_(sums), store_(store) {}

  void add(const Fact& fact) override;
  void add_late(const Fact& fact) override;
  /// Throws `Refused` if a dump was not what it was when the sums were made.
  void finish() const;

 private:
  bool keeps(const Fact& fact);

  VerifyTask& task_;
  FactSums& sums_;
  FactStore& store_;
  Digest totals_[2];
};

}  // namespace rdb
