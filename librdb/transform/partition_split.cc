#include "librdb/transform/partition_split.h"

#include <algorithm>
#include <cerrno>

#include "librdb/base/errors.h"
#include "librdb/transform/held_record.h"

namespace rdb {
namespace {

constexpr std::size_t kParts = std::size_t{1} << kSplitBits;

struct Part {
  SpilledPartition data;
  OwnedBytes buffer;
  OwnedBytes first_name;  // to know whether there is another
  bool has_name = false;
};

// Where a group with a number went.
struct NewNumber {
  std::uint32_t part = 0;
  std::uint32_t number = 0;
};

class Splitter {
 public:
  Splitter(const SpilledPartition& data, const GroupHasher& hasher, SpillFile& file,
           MemoryBudget& budget, bool rules)
      : data_(data), hasher_(hasher), file_(file), budget_(budget), rules_(rules) {
    buffer_bytes_ = static_cast<std::size_t>(
        std::clamp<std::uint64_t>(budget.left() / (4 * kParts), 256, SpillFile::kBlockBytes));
    booked_ = kParts * (buffer_bytes_ + sizeof(Part)) + data.numbers * sizeof(NewNumber);
    budget_.take(booked_);
    parts_.resize(kParts);
    for (Part& part : parts_) {
      part.data.hash_bits = data.hash_bits + kSplitBits;
      part.data.one_group = true;
    }
  }
  ~Splitter() { budget_.give(booked_); }
  Splitter(const Splitter&) = delete;
  Splitter& operator=(const Splitter&) = delete;

  std::vector<SpilledPartition> run() {
    OwnedBytes block;
    for_each_piece(data_, file_, block, [this](Bytes piece) { split(piece); });
    if (identities_ != data_.identities) {
      throw IoError("tell two groups of keys apart by their hashes: run again", EAGAIN);
    }
    std::vector<SpilledPartition> result;
    for (Part& part : parts_) {
      flush(part);
      result.push_back(std::move(part.data));
    }
    return result;
  }

 private:
  void split(Bytes piece) {
    for (const char* from = piece.data(); from < piece.data() + piece.size();) {
      const SpilledRecord record = get_spilled(from, numbers_.size());
      const char* end = record.at + (rules_ ? 1 : 0);
      if (flat_record::is_held(end)) {
        HeldRecord held;
        end = held_record::get(end, held);
      } else {
        end = flat_record::skip(end);
      }
      move(record, Bytes(record.at, static_cast<std::size_t>(end - record.at)));
      from = end;
    }
  }

  void move(const SpilledRecord& record, Bytes rest) {
    if (record.number == 0) {
      Part& part = parts_[part_of(record.name)];
      ++part.data.names;
      meet(part, record.name);
      return append(part, 0, &record.name, rest);
    }
    const auto index = static_cast<std::size_t>(record.number) - 1;
    const bool is_new = index == numbers_.size();
    if (is_new) {
      const std::size_t at = part_of(record.name);
      numbers_.push_back(
          {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(++parts_[at].data.numbers)});
      identity_.push_back(hasher_.identity(record.name));
      ++parts_[at].data.names;
      meet(parts_[at], record.name);
    }
    Part& part = parts_[numbers_[index].part];
    identities_ += identity_[index];
    part.data.identities += identity_[index];
    append(part, numbers_[index].number, is_new ? &record.name : nullptr, rest);
  }

  std::size_t part_of(Bytes name) const {
    return static_cast<std::size_t>(hasher_.order(name) << data_.hash_bits >> (64 - kSplitBits));
  }

  static void meet(Part& part, Bytes name) {
    if (!part.has_name) {
      part.first_name = name;
      part.has_name = true;
    } else if (part.first_name != name) {
      part.data.one_group = false;
    }
  }

  void append(Part& part, std::uint64_t number, const Bytes* name, Bytes rest) {
    const std::size_t at = part.buffer.size();
    const std::size_t room = spilled_room(name == nullptr ? 0 : name->size());
    part.buffer.resize(at + room);
    char* const begin = part.buffer.data() + at;
    const char* const end = put_spilled(begin, number, name);
    part.buffer.resize(at + static_cast<std::size_t>(end - begin));
    part.buffer += rest;
    ++part.data.records;
    if (part.buffer.size() >= buffer_bytes_) flush(part);
  }

  void flush(Part& part) {
    if (part.buffer.empty()) return;
    part.data.blocks.push_back(file_.append(part.buffer));
    part.data.bytes += part.buffer.size();
    part.buffer.clear();
  }

  const SpilledPartition& data_;
  const GroupHasher& hasher_;
  SpillFile& file_;
  MemoryBudget& budget_;
  bool rules_;
  std::size_t buffer_bytes_ = 0;
  std::uint64_t booked_ = 0;
  std::vector<Part> parts_;
  std::vector<NewNumber> numbers_;
  std::vector<std::uint64_t> identity_;
  std::uint64_t identities_ = 0;
};

}  // namespace

std::vector<SpilledPartition> split_partition(const SpilledPartition& data,
                                              const GroupHasher& hasher, SpillFile& file,
                                              MemoryBudget& budget, bool rules) {
  return Splitter(data, hasher, file, budget, rules).run();
}

}  // namespace rdb
