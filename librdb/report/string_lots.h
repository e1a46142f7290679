// Strings that cost the same, counted together: what a key of a dump adds to most tables of a
// report depends on the length of its name and on its value's form and length alone.
//
//   StringLots lots(meter);
//   const StringLot& lot = lots.count(string, value);     // each key
//   tally += lot.one;
//   lots.take([&](const StringLot& lot) { all.add(lot.one, lot.keys); });
//
// Holds 20 KiB for each length of names met, of 64.
#pragma once
#include <array>
#include <memory>
#include <vector>

#include "librdb/event/events.h"
#include "librdb/event/short_strings.h"
#include "librdb/memory/memory_meter.h"
#include "librdb/report/tally.h"

namespace rdb {

struct StringLot {
  std::uint64_t keys = 0;
  Tally one;  ///< of each
  LoadedEncoding encoding = LoadedEncoding::unknown;
  PlainElement::Form form = PlainElement::Form::raw;
  std::uint8_t key_size = 0;
  std::uint8_t value_size = 0;  ///< serialized
};

class StringLots {
 public:
  /// `meter` must outlive it.
  explicit StringLots(const MemoryMeter& meter) : meter_(meter) {}

  /// What a server would hold of the value. O(1) but for what looks like a long integer.
  static StringMeasure measure(const ShortString& string) {
    if (string.has_integer_form()) return StringMeasure::integer(string.integer());
    std::int64_t integer = 0;
    return ShortString::reads_as_integer(string.value(), string.value_size, integer)
               ? StringMeasure::integer(integer)
               : StringMeasure::text(string.value_size - std::uint64_t{1});
  }

  /// The lot of a key without attributes, with it. Good until the next key of a new length.
  const StringLot& count(const ShortString& string, const StringMeasure& value) {
    Lots* const lots = by_key_[string.key_size].get();
    if (lots == nullptr) [[unlikely]]
      return open(string, value);
    StringLot& lot = (*lots)[index_of(string, value)];
    if (lot.keys++ == 0) begin(lot, string, value);
    return lot;
  }

  /// Calls use(lot) for each lot that has keys, which then has none.
  template <typename Use>
  void take(Use use) {
    for (StringLot* const lot : used_) {
      use(static_cast<const StringLot&>(*lot));
      lot->keys = 0;
    }
    used_.clear();
  }

 private:
  // Texts, integers stored as such and as text; of these, shared and others apart.
  static constexpr std::size_t kKinds = 5;
  static constexpr std::size_t kValues = ShortString::kMostValue + 1;
  using Lots = std::array<StringLot, kKinds * kValues>;

  static std::size_t index_of(const ShortString& string, const StringMeasure& value) {
    if (!value.is_integer()) return string.value_size;
    const bool is_shared =
        static_cast<std::uint64_t>(value.as_integer()) < MemoryMeter::kSharedIntegers;
    const std::size_t kind =
        1 + std::size_t{is_shared} + (string.has_integer_form() ? std::size_t{2} : 0);
    return kind * kValues + string.value_size;
  }
  const StringLot& open(const ShortString& string, const StringMeasure& value);
  void begin(StringLot& lot, const ShortString& string, const StringMeasure& value);

  const MemoryMeter& meter_;
  std::array<std::unique_ptr<Lots>, ShortString::kMostKey + 1> by_key_;
  std::vector<StringLot*> used_;
};

}  // namespace rdb
