#include "librdb/proof/suspect_facts.h"

#include "librdb/base/errors.h"

namespace rdb {

bool SuspectFacts::keeps(const Fact& fact) {
  const FactSums::Found found = sums_.find(fact);
  add_to(totals_[is_of_source(fact.kind) ? 0 : 1], found.digest);
  if (!found.is_suspect) task_.count_equal(fact);
  return found.is_suspect;
}

void SuspectFacts::add(const Fact& fact) {
  if (keeps(fact)) store_.add(fact);
}

// What could stand elsewhere is told as well: see FactCollector.
void SuspectFacts::add_late(const Fact& fact) {
  const bool is_told_twice = fact.kind == FactKind::result_also;
  if (is_told_twice ? sums_.find(fact).is_suspect : keeps(fact)) store_.add_late(fact);
}

void SuspectFacts::finish() const {
  for (const bool of_source : {true, false}) {
    if (totals_[of_source ? 0 : 1] == sums_.total(of_source)) continue;
    throw Refused(std::string("the dump ") + (of_source ? "before" : "after") +
                  " changed while it was verified");
  }
}

}  // namespace rdb
