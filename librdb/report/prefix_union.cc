#include "librdb/report/prefix_union.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace rdb {

void PrefixUnion::add(std::vector<PrefixRow> rows) {
  std::vector<std::size_t> above;  // sizes of the names on the way from the root
  for (PrefixRow& row : rows) {
    above.resize(std::min<std::size_t>(row.depth, above.size()));
    const std::size_t parent_size = above.empty() ? 0 : above.back();
    above.push_back(row.prefix.size());
    const auto [place, is_new] = nodes_.try_emplace(std::move(row.prefix));
    if (is_new) name_bytes_ += place->first.size();
    Node& node = place->second;
    node.depth = row.depth;
    node.parent_size = parent_size;
    node.tally += row.tally;
    node.others += row.others;
  }
  while (is_too_large() && nodes_.size() > 1) fold();
}

// The lighter half of the leaves, or as many of them as it takes, goes to what is above them.
void PrefixUnion::fold() {
  std::map<Bytes, bool> has_branches;
  for (const auto& [name, node] : nodes_) {
    if (node.depth != 0) has_branches[Bytes(name).substr(0, node.parent_size)] = true;
  }
  std::vector<Nodes::iterator> leaves;
  for (auto node = nodes_.begin(); node != nodes_.end(); ++node) {
    if (node->second.depth != 0 && !has_branches.contains(node->first)) leaves.push_back(node);
  }
  // By name among equals: the order they came in must not show.
  std::sort(leaves.begin(), leaves.end(), [](const auto& a, const auto& b) {
    const std::uint64_t left = a->second.tally.memory;
    const std::uint64_t right = b->second.tally.memory;
    return left != right ? left < right : a->first < b->first;
  });
  if (leaves.empty()) {  // rows that were no tree
    name_bytes_ = 0;
    return nodes_.clear();
  }
  leaves.resize((leaves.size() + 1) / 2);
  std::uint64_t heaviest = 0;
  for (const auto& leaf : leaves) {
    if (!is_too_large()) break;
    const Node node = leaf->second;
    heaviest = node.tally.memory;
    name_bytes_ -= leaf->first.size();
    const auto parent = nodes_.find(Bytes(leaf->first).substr(0, node.parent_size));
    if (parent != nodes_.end()) parent->second.others += node.tally;
    nodes_.erase(leaf);
  }
  missing_ += heaviest;
}

std::vector<PrefixRow> PrefixUnion::rows() const {
  using Child = Nodes::const_iterator;
  std::unordered_map<Bytes, std::vector<Child>> children;
  std::vector<Child> pending;
  for (Child node = nodes_.begin(); node != nodes_.end(); ++node) {
    if (node->second.depth == 0) {
      pending.push_back(node);
    } else {
      children[Bytes(node->first).substr(0, node->second.parent_size)].push_back(node);
    }
  }
  std::vector<PrefixRow> rows;
  while (!pending.empty()) {
    const auto& [name, node] = *pending.back();
    pending.pop_back();
    rows.push_back({name, node.depth, node.tally, node.others});
    const auto found = children.find(name);
    if (found == children.end()) continue;
    // Lightest first: the stack gives them back heaviest first.
    std::vector<Child> below = std::move(found->second);
    children.erase(found);
    std::sort(below.begin(), below.end(), [](const Child& a, const Child& b) {
      if (is_heavier(a->second.tally, b->second.tally)) return false;
      if (is_heavier(b->second.tally, a->second.tally)) return true;
      return a->first > b->first;
    });
    pending.insert(pending.end(), below.begin(), below.end());
  }
  return rows;
}

}  // namespace rdb
