#include "librdb/proof/fact_store.h"

namespace rdb {

void FactStore::put(HashPartitions& partitions, const Fact& fact) {
  constexpr std::uint64_t kHigh = ~std::uint64_t{0} << kKeyBits;
  std::uint64_t hash = hasher_(fact.db, fact.key).first & kHigh;
  if (fact.kind >= FactKind::matched) hash |= hasher_(0, fact.field).second & ~kHigh;
  record_.clear();
  fact::put(record_, fact);
  partitions.add(hash, record_);
}

}  // namespace rdb
