// Several reports as one: reports add up.
//
//   DumpReport all = collector_of(a).result();
//   refuse_overlap(all, b);                      // master and replica both given?
//   unite(all, std::move(b));
//
// The sum does not depend on the order of the reports nor on which of them were united before:
// every figure is a sum of whole numbers, a greatest one, or a list of the largest that are in any
// of the lists. Only a tree of prefixes with more than are kept (`prefixes_missing` is not 0) may
// depend on it.
#pragma once
#include "librdb/report/dump_report.h"

namespace rdb {

/// Adds `other` to `report`. Throws `Refused` if they do not count the same (ReportScope).
/// O(n log n) in the rows of both; holds both.
void unite(DumpReport& report, DumpReport other);

/// Throws `Refused` if keys may be counted twice: two inputs of one replication history, or with
/// keys in the same cluster slot.
void refuse_overlap(const DumpReport& report, const DumpReport& other);

/// Whether the inputs can be the shards of one cluster: there are several, their slots were
/// counted, and none is in two of them. O(inputs).
bool are_shards(const DumpReport& report);

/// Cluster slots without a key in any input, as ranges "0-99 200"; at most `limit` ranges, the
/// largest ones, then "…". Empty if slots were not counted or all have one.
std::string uncovered_slots(const DumpReport& report, std::size_t limit);

}  // namespace rdb
