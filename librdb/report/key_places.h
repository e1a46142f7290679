// Where keys go whose names begin alike: the node of their prefix and the stratum of their shape,
// found together by one comparison of what leads a name. Short strings are counted there until
// somebody takes what was counted to both.
//
//   const NameOutline outline = KeyPlaces::outline(name, size, {.separator = ':', .parts = 3});
//   const std::uint64_t kind = KeyPlaces::kind_of_strings(outline, db);
//   const std::uint32_t home = places.home(name, outline, kind);         // of some names, then …
//   KeyPlace* place = places.find(name, outline, kind, home);
//   if (place == nullptr) …                 // find out, then remember() it
//   place->tally += lot.one;
//   places.take([&](const KeyPlace& place) { … });
//
// Only a memory of what was found out otherwise: whoever changes what leads where says take(), then
// forget(). Nothing of names that outline() says nothing of, nor of leads of more than 32 bytes.
// All is done in registers of AVX2: where has_avx2() says that there are none, nothing of this may
// be called. Holds 272 KiB.
#pragma once
#include "librdb/base/types.h"
#include "librdb/report/sample_hash.h"
#include "librdb/report/tally.h"

#if defined(__x86_64__)
#include <cstdint>
#include <vector>

namespace rdb {

class RegroupSampler;

/// How a name is separated, if by one separator alone.
struct NameOutline {
  std::uint64_t ends = 0;        ///< bit i: byte i separates two parts; 0: nothing is known
  std::uint32_t separators = 0;  ///< how many bits that are
  std::uint32_t lead_size = 0;   ///< bytes of the lead
};

/// The lead of a name is its first `parts` parts with what stands behind each; of a name without
/// so many separators all up to its last one.
struct LeadQuestion {
  char separator = ':';     ///< a hard one
  std::uint32_t parts = 1;  ///< at least one
};

/// Where keys go, and what of short strings was counted but not yet taken there.
struct alignas(64) KeyPlace {
  LastingTally tally;
  std::uint64_t key_bytes = 0;
  std::uint64_t integers = 0;         ///< values that are
  RegroupSampler* sampler = nullptr;  ///< of the stratum; null if such keys are not grouped
  std::uint32_t prefix = 0;
  std::uint32_t stratum = 0;
};

class KeyPlaces {
 public:
  static constexpr std::size_t kLongestLead = 32;

  KeyPlaces() : slots_(kSlots) {}

  /// Requires: kUsualRoom bytes can be read from `name` on. O(1).
  [[RDB_AVX2, gnu::always_inline]] static NameOutline outline(const char* name, std::size_t size,
                                                              LeadQuestion question) {
    if (size > kMostUsual) return {};
    const std::uint64_t ends = key_cutting::usual_ends_with_avx2(name, size, question.separator);
    if (ends == 0) return {};
    std::uint64_t rest = ends;
    for (std::uint32_t i = 1; i < question.parts && (rest & (rest - 1)) != 0; ++i) rest &= rest - 1;
    return {.ends = ends,
            .separators = static_cast<std::uint32_t>(std::popcount(ends)),
            .lead_size = static_cast<std::uint32_t>(std::countr_zero(rest)) + 1};
  }

  /// What else is equal for all keys of a place: for strings that never expire, and for others.
  static std::uint64_t kind_of_strings(const NameOutline& outline, std::uint32_t db) {
    return std::uint64_t{db} << 32 | outline.separators;
  }
  static std::uint64_t kind_of_others(const NameOutline& outline, std::uint32_t db,
                                      ObjectType type) {
    return kind_of_strings(outline, db) | (1 + static_cast<std::uint64_t>(type)) << 8;
  }

  /// Where find() will look, which is asked of memory now: for who does so for some names and then
  /// finds them. Good as long as this. Requires: as outline(). O(1).
  [[RDB_AVX2, gnu::always_inline]] std::uint32_t home(const char* name, const NameOutline& outline,
                                                      std::uint64_t kind) const {
    if (outline.ends == 0 || outline.lead_size > kLongestLead) return kNoHome;
    const __m256i lead = sampling::first_bytes(name, outline.lead_size);
    const std::uint32_t home = home_of(lead, kind);
    __builtin_prefetch(&slots_[home]);
    __builtin_prefetch(&slots_[home].place);
    return home;
  }

  /// Null if it is not known. Requires: `home` is that of the name. O(1).
  [[RDB_AVX2, gnu::always_inline]] KeyPlace* find(const char* name, const NameOutline& outline,
                                                  std::uint64_t kind, std::uint32_t home) {
    if (home == kNoHome) return nullptr;
    const __m256i lead = sampling::first_bytes(name, outline.lead_size);
    Slot* slot = &slots_[home];
    for (std::size_t i = 0; i < kMostProbes; ++i, ++slot) {
      const __m256i differ = _mm256_xor_si256(lead, _mm256_load_si256(&slot->lead));
      if (_mm256_testz_si256(differ, differ) != 0 && slot->kind == kind) [[likely]]
        return &slot->place;
    }
    return nullptr;
  }

  /// In place of another one if need be: that one, with what was counted there. Requires: find()
  /// has not found it.
  [[RDB_AVX2, nodiscard]] KeyPlace remember(const char* name, const NameOutline& outline,
                                            std::uint64_t kind, const KeyPlace& place);
  /// Calls use(place) for each place, where then no keys are counted. O(places).
  template <typename Use>
  void take(Use use) {
    for (Slot* const slot : used_) {
      KeyPlace& place = slot->place;
      use(static_cast<const KeyPlace&>(place));
      place = {.sampler = place.sampler, .prefix = place.prefix, .stratum = place.stratum};
    }
  }
  /// Requires: what was counted is taken.
  void forget();

 private:
  static constexpr std::size_t kHomes = 2048;
  static constexpr std::size_t kMostProbes = 4;
  static constexpr std::size_t kSlots = kHomes + kMostProbes - 1;
  static constexpr std::uint32_t kNoHome = ~std::uint32_t{0};

  struct alignas(64) Slot {
    __m256i lead{};          // zeros behind it
    std::uint64_t kind = 0;  // 0: none
    KeyPlace place;
  };

  // Who makes names that meet makes them go the long way.
  [[RDB_AVX2, gnu::always_inline]] static std::uint32_t home_of(__m256i lead, std::uint64_t kind) {
    const auto [odd, even] = sampling::add_block({.odd = kind, .even = 0}, lead);
    return static_cast<std::uint32_t>((odd + even * 0x9e3779b1) % kHomes);
  }

  std::vector<Slot> slots_;
  std::vector<Slot*> used_;
};

}  // namespace rdb

#endif
