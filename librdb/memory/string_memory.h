// Memory of a key that holds a string: an integer, a short text in its object, a text of its own.
//
//   rdb::string_memory(profile, {StringMeasure::of(key)}, StringMeasure::of(event.value))
//
// Exact on every server that is modelled.
#pragma once
#include <array>

#include "librdb/memory/explanation.h"
#include "librdb/memory/key_cost.h"
#include "librdb/memory/key_memory.h"

namespace rdb {

/// Key and value. O(1), no loop. Source: object.c tryObjectEncoding, createStringObject,
/// objectComputeSize, Redis 7.0.
Memory string_memory(const ServerProfile& profile, const KeyMeasure& key,
                     const StringMeasure& value);

/// The same with the encoding; appends its terms to the explanation if there is one.
KeyCost string_cost(const ServerProfile& profile, const KeyMeasure& key, const StringMeasure& value,
                    Explanation* explanation = nullptr);

/// `Memory::allocated` of the same, with tables of names and values below 256 bytes where
/// each has blocks of its own: some instructions.
class StringCosts {
 public:
  explicit StringCosts(const ServerProfile& profile);

  /// The key is no integer, as far as that counts.
  std::uint64_t allocated(std::uint64_t key_length, bool has_expiry,
                          const StringMeasure& value) const {
    const bool is_integer = value.is_integer();
    if (key_length >= short_keys_ || (!is_integer && value.length() >= kShort)) [[unlikely]]
      return string_memory(profile_, {StringMeasure::text(key_length), has_expiry}, value)
          .allocated;
    const std::uint64_t key = keys_[key_length] + (has_expiry ? expiry_ : 0);
    if (!is_integer) return key + texts_[value.length()];
    return key + (static_cast<std::uint64_t>(value.as_integer()) < shared_ ? 0 : integer_);
  }

 private:
  static constexpr std::size_t kShort = 256;

  ServerProfile profile_;
  std::uint64_t short_keys_ = kShort;  // none where name and value share a block
  std::uint64_t expiry_ = 0;
  std::uint64_t integer_ = 0;
  std::uint64_t shared_ = 0;  // integers below take nothing
  std::array<std::uint16_t, kShort> keys_{};
  std::array<std::uint16_t, kShort> texts_{};
};

}  // namespace rdb
