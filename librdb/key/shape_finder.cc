#include "librdb/key/shape_finder.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "librdb/key/key_parts.h"

namespace rdb {
namespace {

using key_cutting::mixed;

// What a sampled key takes: itself, its hash and what the allocator adds.
std::size_t sampled_size(Bytes key) { return sizeof(SampledKey) + 16 + key.size(); }

std::uint64_t hash_of_form(std::uint64_t signature, std::uint64_t kind_code) {
  return mixed(signature ^ mixed(kind_code + 1));
}

// `*` stands for any value of its part, be they words or not.
bool is_word(Bytes part) {
  return part != "*" &&
         std::none_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Of the parts all have in common and the next one, if it counts. Of the first alone: its hash.
std::uint64_t stem_of(const std::array<std::uint64_t, kMostParts>& hashes, std::uint32_t common,
                      bool with_next) {
  std::uint64_t stem = 0;
  for (std::uint32_t i = 0; i < common; ++i) stem += hashes[i];
  return with_next ? stem + hashes[common] : stem;
}

bool is_alike(const KeyStratum& stratum, const SplitKey& split, KeyKind kind) {
  return stratum.parts == split.parts && stratum.signature == split.signature &&
         stratum.kind_code == kind.code();
}

}  // namespace

std::uint64_t KeyStratum::stem(std::uint32_t common) const {
  return is_rest ? 0 : stem_of(first_hash, common, common == 0 || is_word(common));
}

SplitKey KeyStratum::split_first_key() const {
  if (excerpt != nullptr) return excerpt->split();
  SplitKey split;
  split_key(first_key, split);
  return split;
}

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
const ShapeFinder::Slot* ShapeFinder::slot(std::uint64_t hash) const {
  for (std::size_t at = (hash >> 40) % kSlots;; at = (at + 1) % kSlots) {
    const Slot& here = slots_[at];
    if (!here.used || here.hash == hash) return &here;
  }
}

// That of the last key, made if it is new; null: there is no room.
ShapeFinder::Slot* ShapeFinder::form_of(std::uint64_t kind_code) {
  if (last_form_ != nullptr && split_.signature == last_signature_ && kind_code == last_kind_)
      [[likely]]
    return last_form_;
  const std::uint64_t hash = hash_of_form(split_.signature, kind_code);
  Slot* const form = slot(hash);
  if (!form->used) {
    if (used_slots_ + 2 > kSlots / 2) return nullptr;
    *form = {.hash = hash, .parts = static_cast<std::uint8_t>(split_.parts), .used = true};
    ++used_slots_;
    complete_split();
    while (form->common_parts < kMostCommonParts && form->common_parts + 2U < split_.parts &&
           is_word(split_.part(form->common_parts))) {
      ++form->common_parts;
    }
  }
  last_kind_ = kind_code;
  last_signature_ = split_.signature;
  return last_form_ = form;
}

// If the last key does not begin as all before it: those have one stem from now on, since they do.
// Strata of what were several of them get no more keys but one.
void ShapeFinder::narrow(Slot& form) {
  if (form.first == kNone) return;
  const KeyStratum& first = *strata_[form.first];
  std::uint8_t common = 0;
  while (common < form.common_parts && split_.hash[common] == first.first_hash[common]) ++common;
  if (common == form.common_parts) [[likely]]
    return;
  ++generation_;
  form.common_parts = common;
  form.stratum = kNone;
  form.stems = 0;
  for (std::uint32_t i = form.first; i < strata_.size(); ++i) {
    KeyStratum& stratum = *strata_[i];
    if (stratum.kind_code != first.kind_code || stratum.signature != first.signature) continue;
    stratum.is_rest = false;
    const std::uint64_t hash = mixed(form.hash ^ stratum.stem(common)) ^ stratum.trait;
    Slot* const own = slot(hash);
    if (own->used || used_slots_ + 2 > kSlots / 2) continue;
    *own = {.hash = hash, .stratum = i, .used = true};
    ++used_slots_;
    ++form.stems;
  }
}

std::uint32_t ShapeFinder::common_parts(const KeyStratum& stratum) const {
  return slot(hash_of_form(stratum.signature, stratum.kind_code))->common_parts;
}

std::uint32_t ShapeFinder::deciding_parts(std::uint32_t number) const {
  const KeyStratum& stratum = *strata_[number];
  if (stratum.keys <= kAllLookedAt || stratum.trait != 0) return 0;
  return common_parts(stratum) + 1;
}

std::uint32_t ShapeFinder::find_or_make(KeyKind kind) {
  Slot* const form = form_of(kind.code());
  if (form == nullptr || form->parts != split_.parts) return kNone;
  const bool has_first = split_.parts > 1;
  std::uint64_t stem = split_.hash[0];
  if (form->common_parts != 0) {
    if (is_outline_) outline_parts(split_, form->common_parts + 1U);
    narrow(*form);
    const std::uint32_t common = form->common_parts;
    stem = stem_of(split_.hash, common, common == 0 || is_word(split_.part(common)));
  }
  const std::uint64_t hash = (has_first ? mixed(form->hash ^ stem) : ~form->hash) ^ split_.trait;
  Slot* const own = slot(hash);
  if (own->used) [[likely]]
    return own->stratum;
  const bool is_rest = has_first && !may_stand_apart(*form);
  if (is_rest && form->stratum != kNone) return form->stratum;
  if (used_slots_ + 2 > kSlots / 2) return kNone;
  complete_split();  // its parts are needed to make a stratum
  const std::uint32_t made = make(kind, is_rest);
  if (made == kNone) return kNone;
  if (form->first == kNone) form->first = made;
  if (is_rest) return form->stratum = made;
  ++form->stems;
  *own = {.hash = hash, .stratum = made, .used = true};
  ++used_slots_;
  return made;
}

// Whether the stem of the last key gets a stratum of its own, in a form that does not have it yet.
bool ShapeFinder::may_stand_apart(const Slot& form) const {
  if (form.stems < kMostFirstParts) return true;
  return form.stems < kMostFirstWords && is_word(split_.part(form.common_parts));
}

std::uint32_t ShapeFinder::make(KeyKind kind, bool is_rest) {
  if (strata_.size() == kMostStrata) return kNone;
  auto stratum = std::make_unique<KeyStratum>();
  stratum->kind = kind;
  stratum->kind_code = kind.code();
  stratum->signature = split_.signature;
  stratum->trait = split_.trait;
  stratum->parts = split_.parts;
  stratum->is_rest = is_rest;
  stratum->first_hash = split_.hash;
  if (split_.key.size() <= kLongestSampledKey) {
    stratum->first_key = split_.key;
  } else {
    stratum->excerpt = std::make_unique<KeyExcerpt>(split_, kLongestSampledKey);
  }
  for (std::uint32_t i = 0; i <= kMostCommonParts && i < split_.parts; ++i) {
    stratum->words |= unsigned{is_word(split_.part(i))} << i;
  }
  strata_.push_back(std::move(stratum));
  return static_cast<std::uint32_t>(strata_.size() - 1);
}

std::uint32_t ShapeFinder::add(Bytes key, KeyKind kind, std::size_t slack) {
  split_key(key, split_, slack);
  split_.ends = 0;
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

bool ShapeFinder::is_passed_over(const KeyStratum& stratum) {
  if (stratum.keys <= kAllLookedAt) return false;
  return next_random() >> (64 - kPassedOverBits) != 0;
}

// The stratum of the key in split_, which counts it; kNone if there is none.
std::uint32_t ShapeFinder::add_split(KeyKind kind) {
  const std::uint64_t kind_code = kind.code();
  const Known& known = known_[split_.hash[0] % kKnown];
  std::uint32_t number = known.stratum;
  if (split_.trait != 0 || !known.is(split_.hash[0], split_.signature, kind_code, split_.parts)) {
    number = split_.parts == 0 ? kNone : find_or_make(kind);
    // Whoever makes keys can make them meet in a slot: their parts must not be taken for those of
    // other keys, of which there may be fewer.
    if (number == kNone || !is_alike(*strata_[number], split_, kind)) [[unlikely]] {
      ++others_;
      return kNone;
    }
    remember(kind_code, number);
  }
  KeyStratum& stratum = *strata_[number];
  ++stratum.keys;
  stratum.key_bytes += split_.key.size();
  return number;
}

// Requires: find_or_make() gave the number for the key in split_.
void ShapeFinder::remember(std::uint64_t kind_code, std::uint32_t number) {
  if (last_form_->common_parts != 0 || split_.trait != 0 || strata_[number]->is_rest) return;
  known_[split_.hash[0] % kKnown] = {.signature = split_.signature,
                                     .kind_code = kind_code,
                                     .first_hash = split_.hash[0],
                                     .parts = split_.parts,
                                     .stratum = number};
}

// Takes over the values of the parts of the key in split_.
void ShapeFinder::look(KeyStratum& stratum) {
  if (stratum.registers == nullptr) [[unlikely]]
    count_from_now_on(stratum);
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

// As long as there are few keys the sample holds them all, but for long ones.
void ShapeFinder::count_from_now_on(KeyStratum& stratum) {
  if (stratum.keys <= kFewKeys && split_.key.size() <= kLongestSampledKey) return;
  const std::size_t bytes = stratum.parts * HyperLogLog::kRegisters;
  if (register_bytes_ + bytes > kMostRegisters) return;
  register_bytes_ += bytes;
  stratum.registers = std::make_unique<std::uint8_t[]>(bytes);
  SplitKey split;
  for (const SampledKey& sampled : stratum.sample) {
    split_key(sampled.key, split);
    for (std::size_t i = 0; i < stratum.parts; ++i) {
      HyperLogLog(&stratum.registers[i * HyperLogLog::kRegisters]).add(split.hash[i]);
    }
  }
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
