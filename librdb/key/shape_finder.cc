#include "librdb/key/shape_finder.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rdb {
namespace {

// What a sampled key takes: itself, its hash and what the allocator adds.
std::size_t sampled_size(Bytes key) { return sizeof(SampledKey) + 16 + key.size(); }

std::uint64_t mixed(std::uint64_t value) {
  value *= 0x9e3779b97f4a7c15;
  return (value ^ value >> 29) * 0xbf58476d1ce4e5b9;
}

bool is_alike(const KeyStratum& stratum, const SplitKey& split, KeyKind kind) {
  return stratum.parts == split.parts && stratum.signature == split.signature &&
         stratum.kind_code == kind.code();
}

}  // namespace

double KeyStratum::distinct(std::size_t part) const {
  if (!varies(part)) return 1;
  if (registers == nullptr) {  // at least what is in the sample
    std::vector<Bytes> values;
    SplitKey split;
    for (const SampledKey& sampled : sample) {
      split_key(sampled.key, split);
      values.push_back(split.part(part));
    }
    std::sort(values.begin(), values.end());
    const auto end = std::unique(values.begin(), values.end());
    return static_cast<double>(std::max<std::ptrdiff_t>(end - values.begin(), 2));
  }
  return std::max(2.0, HyperLogLog(&registers[part * HyperLogLog::kRegisters]).count());
}

ShapeFinder::ShapeFinder()
    : slots_(kSlots),
      no_registers_(std::make_unique<std::uint8_t[]>(kMostParts * HyperLogLog::kRegisters)) {}

// The slot of the hash, or the empty one where it would be. There are always empty ones.
ShapeFinder::Slot* ShapeFinder::slot(std::uint64_t hash) {
  for (std::size_t at = (hash >> 40) % kSlots;; at = (at + 1) % kSlots) {
    Slot& here = slots_[at];
    if (!here.used || here.hash == hash) return &here;
  }
}

std::uint64_t ShapeFinder::hash_of(std::uint64_t kind_code) {
  if (split_.signature != last_signature_ || kind_code != last_kind_ || last_hash_ == 0)
      [[unlikely]] {
    last_kind_ = kind_code;
    last_signature_ = split_.signature;
    last_hash_ = mixed(split_.signature ^ mixed(kind_code + 1));
  }
  return last_hash_;
}

std::uint32_t ShapeFinder::find_or_make(KeyKind kind) {
  const std::uint64_t base = hash_of(kind.code());
  const bool has_first = split_.parts > 1;
  Slot* const own = slot(has_first ? mixed(base ^ split_.hash[0]) : ~base);
  if (own->used) [[likely]]
    return own->stratum;
  Slot* const shared = slot(base);
  if (shared->used && shared->stratum != kNone) return shared->stratum;
  if (used_slots_ + 2 > kSlots / 2) return kNone;
  const bool is_rest = has_first && shared->first_parts == kMostFirstParts;
  complete_split();  // its parts are needed to make a stratum
  const std::uint32_t made = make(kind, is_rest);
  if (made == kNone) return kNone;
  if (!shared->used) {
    *shared = {base, kNone, 0, true};
    ++used_slots_;
  }
  if (is_rest) {
    shared->stratum = made;
    return made;
  }
  ++shared->first_parts;
  // Once more: the place may have been taken by the line above.
  const std::uint64_t hash = has_first ? mixed(base ^ split_.hash[0]) : ~base;
  *slot(hash) = {hash, made, 0, true};
  ++used_slots_;
  return made;
}

std::uint32_t ShapeFinder::make(KeyKind kind, bool is_rest) {
  if (strata_.size() == kMostStrata) return kNone;
  auto stratum = std::make_unique<KeyStratum>();
  stratum->kind = kind;
  stratum->kind_code = kind.code();
  stratum->signature = split_.signature;
  stratum->parts = split_.parts;
  stratum->is_rest = is_rest;
  stratum->first_hash = split_.hash;
  if (split_.key.size() <= kLongestSampledKey) stratum->first_key = split_.key;
  const std::size_t bytes = split_.parts * HyperLogLog::kRegisters;
  if (register_bytes_ + bytes <= kMostRegisters) {
    register_bytes_ += bytes;
    stratum->registers = std::make_unique<std::uint8_t[]>(bytes);
  }
  strata_.push_back(std::move(stratum));
  return static_cast<std::uint32_t>(strata_.size() - 1);
}

std::uint32_t ShapeFinder::add(Bytes key, KeyKind kind, std::size_t slack) {
  split_key(key, split_, slack);
  is_outline_ = false;
  const std::uint32_t number = add_split(kind);
  if (number != kNone) look(*strata_[number]);
  return number;
}

std::uint32_t ShapeFinder::count(Bytes key, KeyKind kind, std::size_t slack) {
  outline_key(key, split_, slack);
  is_outline_ = true;
  slack_ = slack;
  const std::uint32_t number = add_split(kind);
  if (number == kNone || is_passed_over(*strata_[number])) return number;
  complete_split();
  look(*strata_[number]);
  return number;
}

void ShapeFinder::complete_split() {
  if (is_outline_) split_key(split_.key, split_, slack_);
  is_outline_ = false;
}

// By chance, not by turns: keys may come in an order of their own.
bool ShapeFinder::is_passed_over(const KeyStratum& stratum) {
  if (stratum.keys <= kAllLookedAt) return false;
  random_ = random_ * 6364136223846793005 + 1442695040888963407;
  return random_ >> (64 - kPassedOverBits) != 0;
}

// The stratum of the key in split_, which counts it; kNone if there is none.
std::uint32_t ShapeFinder::add_split(KeyKind kind) {
  const std::uint32_t number = split_.parts == 0 ? kNone : find_or_make(kind);
  // Whoever makes keys can make them meet in a slot: their parts must not be taken for those of
  // other keys, of which there may be fewer.
  if (number == kNone || !is_alike(*strata_[number], split_, kind)) [[unlikely]] {
    ++others_;
    return kNone;
  }
  ++strata_[number]->keys;
  strata_[number]->key_bytes += split_.key.size();
  return number;
}

// Takes over the values of the parts of the key in split_.
void ShapeFinder::look(KeyStratum& stratum) {
  std::uint8_t* const registers =
      stratum.registers != nullptr ? stratum.registers.get() : no_registers_.get();
  const std::uint64_t all = (std::uint64_t{1} << split_.parts) - 1;
  for (std::uint64_t rest = all & ~stratum.varied; rest != 0; rest &= rest - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(rest));
    if (split_.hash[i] != stratum.first_hash[i]) stratum.varied |= std::uint64_t{1} << i;
  }
  // All of them: to skip those that never vary costs more than it saves.
  std::uint8_t* of_part = registers;
  for (std::size_t i = 0; i < split_.parts; ++i, of_part += HyperLogLog::kRegisters) {
    HyperLogLog(of_part).add(split_.hash[i]);
  }
  if (mixed(split_.sum) <= stratum.sample_limit) [[unlikely]]
    sample(stratum);
}

void ShapeFinder::sample(KeyStratum& stratum) {
  if (split_.key.size() > kLongestSampledKey) return;
  stratum.sample.push_back({mixed(split_.sum), OwnedBytes(split_.key)});
  sampled_bytes_ += sampled_size(split_.key);
  if (stratum.sample.size() >= kMostSampledKeys) halve_sample(stratum);
  if (sampled_bytes_ <= kMostSampledBytes) return;
  const auto largest = std::max_element(
      strata_.begin(), strata_.end(),
      [](const auto& a, const auto& b) { return a->sample.size() < b->sample.size(); });
  halve_sample(**largest);
}

void ShapeFinder::halve_sample(KeyStratum& stratum) {
  stratum.sample_limit >>= 1;
  ++stratum.sample_level;
  std::erase_if(stratum.sample, [&](const SampledKey& sampled) {
    const bool goes = sampled.hash > stratum.sample_limit;
    if (goes) sampled_bytes_ -= sampled_size(sampled.key);
    return goes;
  });
}

}  // namespace rdb
