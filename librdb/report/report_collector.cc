#include "librdb/report/report_collector.h"

#include <algorithm>
#include <numeric>

#include "librdb/base/integer_text.h"

namespace rdb {
namespace {

enum Form : std::uint8_t { kUnknown, kRaw, kInteger, kLzf };
constexpr const char* kFormNames[] = {"", "raw", "integer", "lzf"};

template <typename Row>
void sort_by_bytes(std::vector<Row>& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.tally.bytes > b.tally.bytes; });
}

}  // namespace

ReportCollector::ReportCollector(ReportOptions options)
    : options_(std::move(options)),
      clock_ms_(options_.now_ms),
      prefixes_(options_.prefixes),
      largest_(options_.largest) {}

void ReportCollector::on(const Header& event) {
  head_.family = event.family;
  head_.version = event.version;
}

void ReportCollector::on(const Aux& event) {
  if (event.name == "redis-ver" || event.name == "valkey-ver") head_.server_version = event.value;
  if (event.name != "ctime" || head_.created_ms) return;
  head_.created_ms = milliseconds_of_ctime(event.value);
  if (!clock_ms_) clock_ms_ = head_.created_ms;
}

void ReportCollector::on(const Finish& event) { head_.dump_bytes = event.end_offset; }

Interests ReportCollector::enter(const Entry& entry) {
  current_.key.assign(entry.key);
  current_.expire_ms = entry.attributes.expire_ms;
  current_.offset = entry.offset;
  current_.db = entry.db;
  current_.type = entry.type;
  current_.encoding = entry.encoding;
  current_.type_byte = entry.type_byte;
  current_.form = kUnknown;
  current_.open = true;
  return entry.type == ObjectType::string ? Interests(Interest::raw) : kSkip;
}

void ReportCollector::abort(const Entry&) { current_.open = false; }

// A string opens with its length, or with 11tttttt: an integer of 1, 2 or 4 bytes, or LZF.
void ReportCollector::on(const RawValue& event) {
  const Bytes front = event.body.is_stream() ? event.body.parts().next() : event.body.as_view();
  if (front.empty()) return;
  const auto first = static_cast<unsigned char>(front[0]);
  current_.form = first < 0xc0 ? kRaw : first < 0xc3 ? kInteger : kLzf;
}

// From a producer that has no stored bytes.
void ReportCollector::on(const StringValue& event) {
  current_.form = event.value.is_integer() ? kInteger : kRaw;
}

void ReportCollector::on(const Leave& event) {
  if (!current_.open) return;
  current_.open = false;
  const std::uint64_t bytes =
      event.end_offset > current_.offset ? event.end_offset - current_.offset : event.value_bytes;
  const bool expires = current_.expire_ms != kNoExpiry;
  total_.add(bytes, expires);
  if (expires) {
    const bool past = clock_ms_ && current_.expire_ms <= *clock_ms_;
    (past ? expired_ : expiring_).add(bytes, true);
  }
  database(current_.db).add(bytes, expires);
  PerEncoding& encoding = encodings_[current_.type_byte];
  encoding.name = current_.encoding;
  encoding.type = current_.type;
  encoding.forms[current_.form].add(bytes, expires);
  prefixes_.add(current_.key, bytes, expires);
  if (largest_.would_keep(bytes)) {
    largest_.add(
        {current_.key, bytes, current_.offset, current_.db, current_.type, current_.encoding});
  }
}

// Keys of one database stand together: the last one is nearly always right.
Tally& ReportCollector::database(std::uint32_t db) {
  if (database_ == nullptr || database_number_ != db) {
    database_ = &databases_[db];
    database_number_ = db;
  }
  return *database_;
}

DumpReport ReportCollector::result() const {
  DumpReport report = head_;
  report.clock_ms = clock_ms_;
  report.total = total_;
  report.expiring = expiring_;
  report.expired = expired_;
  for (const auto& [db, tally] : databases_) report.databases.push_back({db, tally});
  collect_encodings(report);
  collect_prefixes(report);
  report.largest = largest_.sorted();
  return report;
}

void ReportCollector::collect_encodings(DumpReport& report) const {
  for (const PerEncoding& encoding : encodings_) {
    for (std::size_t form = 0; form < kForms; ++form) {
      const Tally& tally = encoding.forms[form];
      if (tally.keys == 0) continue;
      std::string name(encoding.name);
      if (form != 0) name += std::string("/") + kFormNames[form];
      report.encodings.push_back({std::move(name), encoding.type, tally});
      auto type = std::find_if(report.types.begin(), report.types.end(),
                               [&](const TypeTally& row) { return row.type == encoding.type; });
      if (type == report.types.end()) type = report.types.insert(type, {encoding.type, {}});
      type->tally += tally;
    }
  }
  sort_by_bytes(report.types);
  sort_by_bytes(report.encodings);
}

// Depth first with the largest sibling first, ties by name, so that equal dumps give equal reports
// whatever the hash seed and the order of the keys.
void ReportCollector::collect_prefixes(DumpReport& report) const {
  const auto nodes = prefixes_.nodes();
  std::vector<std::uint32_t> order(nodes.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin() + 1, order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (nodes[a].parent != nodes[b].parent) return nodes[a].parent < nodes[b].parent;
    if (nodes[a].tally.bytes != nodes[b].tally.bytes) {
      return nodes[a].tally.bytes > nodes[b].tally.bytes;
    }
    return prefixes_.name(nodes[a]) < prefixes_.name(nodes[b]);
  });
  // Children of one parent now stand side by side: remember where they begin and end.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> children(nodes.size(), {0, 0});
  for (std::uint32_t i = 1; i < order.size(); ++i) {
    auto& [first, last] = children[nodes[order[i]].parent];
    if (first == last) first = i;
    last = i + 1;
  }
  std::vector<std::uint32_t> pending = {PrefixTree::kRoot};
  report.prefixes.reserve(nodes.size());
  while (!pending.empty()) {
    const std::uint32_t index = pending.back();
    pending.pop_back();
    const PrefixTree::Node& node = nodes[index];
    report.prefixes.push_back(
        {OwnedBytes(prefixes_.name(node)), node.depth, node.tally, node.not_kept});
    for (std::uint32_t i = children[index].second; i > children[index].first; --i) {
      pending.push_back(order[i - 1]);
    }
  }
  report.prefixes_complete = !prefixes_.is_full();
  report.prefix_bound = prefixes_.options().max_prefixes;
}

}  // namespace rdb
