#include "librdb/io/hash_partitions.h"

#include <algorithm>
#include <cassert>

#include "librdb/base/endian.h"
#include "librdb/base/errors.h"

namespace rdb {
namespace {

constexpr std::size_t kSmallestBlock = std::size_t{1} << 10;

// Read by ourselves only.
const char* get_size(const char* at, std::uint64_t& size) {
  size = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    size |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return at;
  }
}

}  // namespace

bool HashedRecords::next() {
  if (at_ == end_) return false;
  hash_ = load_le<std::uint64_t>(at_);
  std::uint64_t size = 0;
  const char* const from = get_size(at_ + sizeof hash_, size);
  record_ = {from, static_cast<std::size_t>(size)};
  at_ = from + size;
  return true;
}

HashPartitions::HashPartitions(SpillFile& file, std::uint64_t memory, unsigned bits_used)
    : file_(file),
      memory_(memory),
      bits_used_(bits_used),
      block_bytes_(static_cast<std::size_t>(std::clamp<std::uint64_t>(
          memory / (4 * kPartitions), kSmallestBlock, SpillFile::kBlockBytes))),
      partitions_(kPartitions) {
  assert(bits_used + kBits <= 64);
}

void HashPartitions::append(Partition& partition, std::uint64_t hash, Bytes record) {
  char head[sizeof hash + 10];
  store_le(head, hash);
  char* end = head + sizeof hash;
  std::uint64_t size = record.size();
  for (; size >= 0x80; size >>= 7) *end++ = static_cast<char>(size | 0x80);
  *end++ = static_cast<char>(size);
  const Bytes before(head, static_cast<std::size_t>(end - head));
  OwnedBytes& open = partition.open;
  const std::size_t needed = open.size() + before.size() + record.size();
  if (needed > open.capacity()) {
    held_ -= open.capacity();
    open.reserve(std::max(needed, open.capacity() + open.capacity() / 2));
    held_ += open.capacity();
  }
  open += before;
  open += record;
  partition.bytes += before.size() + record.size();
}

void HashPartitions::add(std::uint64_t hash, Bytes record) {
  Partition& partition = partitions_[hash << bits_used_ >> (64 - kBits)];
  append(partition, hash, record);
  ++records_;
  if (spilled_) {
    if (partition.open.size() >= block_bytes_) write(partition);
  } else if (held_ > memory_) {
    spill();
  }
}

// In blocks of whole records. What is much larger than a block does not keep its memory.
void HashPartitions::write(Partition& partition) {
  OwnedBytes& open = partition.open;
  std::size_t begin = 0;
  const Bytes all(open);
  for (HashedRecords records(all); records.next();) {
    const auto end =
        static_cast<std::size_t>(records.record().data() + records.record().size() - all.data());
    if (end - begin < block_bytes_ && end != all.size()) continue;
    partition.blocks.push_back(file_.append(all.substr(begin, end - begin)));
    begin = end;
  }
  if (open.capacity() > 2 * block_bytes_) {
    held_ -= open.capacity();
    OwnedBytes().swap(open);
    held_ += open.capacity();
  }
  open.clear();
}

void HashPartitions::spill() {
  spilled_ = true;
  for (Partition& partition : partitions_) write(partition);
}

void HashPartitions::finish() {
  if (!spilled_) return;
  for (Partition& partition : partitions_) {
    write(partition);
    OwnedBytes().swap(partition.open);
  }
  held_ = 0;
}

void HashPartitions::pieces(std::size_t i, const std::function<void(Bytes)>& use) {
  OwnedBytes block;
  for (std::uint64_t at : partitions_[i].blocks) {
    file_.read(at, block);
    use(block);
  }
  if (!partitions_[i].open.empty()) use(partitions_[i].open);
}

Bytes HashPartitions::load(std::size_t i, OwnedBytes& buffer) {
  if (partitions_[i].blocks.empty()) return partitions_[i].open;
  buffer.clear();
  buffer.reserve(static_cast<std::size_t>(partitions_[i].bytes));
  pieces(i, [&](Bytes piece) { buffer += piece; });
  return buffer;
}

std::unique_ptr<HashPartitions> HashPartitions::split(std::size_t i) {
  assert(can_split());
  auto parts = std::make_unique<HashPartitions>(file_, memory_, bits_used_ + kBits);
  pieces(i, [&](Bytes piece) {
    for (HashedRecords all(piece); all.next();) parts->add(all.hash(), all.record());
  });
  parts->finish();
  return parts;
}

void HashPartitions::release(std::size_t i) {
  held_ -= partitions_[i].open.capacity();
  partitions_[i] = {};
  held_ += partitions_[i].open.capacity();
}

void HashPartitions::for_each(std::uint64_t most, const std::function<void(Bytes)>& use) {
  finish();
  OwnedBytes buffer;
  for (std::size_t i = 0; i < kPartitions; ++i) {
    if (bytes(i) == 0) continue;
    if (bytes(i) <= most || partitions_[i].blocks.empty()) {
      use(load(i, buffer));
    } else if (can_split()) {  // bounded: each level uses up bits of 64
      OwnedBytes().swap(buffer);
      split(i)->for_each(most, use);
    } else {
      throw LimitExceeded("records of one hash do not fit into memory: raise --memory-limit");
    }
    release(i);
  }
}

}  // namespace rdb
