#include "librdb/memory/radix_tree.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace rdb {

template <std::size_t kKept>
void RadixTree<kKept>::add(Bytes key) {
  const std::size_t kept = std::min(key.size(), kKept);
  const auto common = static_cast<std::size_t>(
      std::mismatch(path_.begin(),
                    path_.begin() + static_cast<std::ptrdiff_t>(std::min(length_, kept)),
                    key.begin())
          .first -
      path_.begin());
  if (closed_.keys > 0) {
    const bool agrees = common == length_ && common == kept;
    if (agrees && tail_ == 0 && key.size() == kept) return;
    note_unless_exact(key, common);
    if (common < length_ || tail_ > 0) close(common + 1, closed_);
  }
  open(key, common);
  ++closed_.keys;
}

template <std::size_t kKept>
void RadixTree<kKept>::note_unless_exact(Bytes key, std::size_t common) {
  if (common == kKept && tail_ > 0) closed_.is_exact = false;  // what follows was not kept
  if (common == length_) return;
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  if (common == key.size() || byte(key[common]) < byte(path_[common])) closed_.is_exact = false;
}

// The path of the key from where it leaves the path of the one before.
template <std::size_t kKept>
void RadixTree<kKept>::open(Bytes key, std::size_t common) {
  const std::size_t kept = std::min(key.size(), kKept);
  const bool goes_on = key.size() > common;
  if (goes_on && edges_[common] < 256) ++edges_[common];  // more only if keys are out of order
  if (kept > common) std::memcpy(path_.data() + common, key.data() + common, kept - common);
  tail_ = key.size() - kept;
  length_ = kept;
  for (std::size_t i = common + 1; i <= kept; ++i) {
    edges_[i] = i < key.size() ? 1 : 0;
    ends_[i] = false;
  }
  if (tail_ == 0) ends_[kept] = true;
}

// Counts the nodes from a point of the path on at which one begins.
template <std::size_t kKept>
void RadixTree<kKept>::close(std::size_t from, RadixTreeSize& size) const {
  const auto count = [&](std::uint64_t bytes, std::uint64_t children, bool has_value) {
    ++size.nodes;
    size.node_bytes += radix_node_bytes(allocator_, bytes, children, has_value);
  };
  const std::size_t end = length_ + (tail_ > 0 ? 1 : 0);  // behind the last edge on the path
  std::uint64_t tail = tail_ > 0 ? tail_ - 1 : 0;
  for (std::size_t at = from; at < end;) {
    if (edges_[at] > 1) {
      count(edges_[at], edges_[at], ends_[at]);
      ++at;
      continue;
    }
    std::size_t next = at + 1;
    while (next < end && edges_[next] == 1 && !ends_[next]) ++next;
    const std::uint64_t run = next - at + (next == end ? std::exchange(tail, 0) : 0);
    count(run, 1, ends_[at]);
    at = next;
  }
  if (tail > 0) count(tail, 1, false);  // behind a branch
  count(0, 0, tail_ > 0 || ends_[length_]);
}

template <std::size_t kKept>
RadixTreeSize RadixTree<kKept>::size() const {
  RadixTreeSize size = closed_;
  close(0, size);
  return size;
}

template class RadixTree<6>;
template class RadixTree<8>;
template class RadixTree<16>;
template class RadixTree<1024>;

}  // namespace rdb
