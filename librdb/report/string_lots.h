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

/// What a server would hold of a value, and what tells its lot from others of the same length of
/// names.
struct MeasuredString {
  StringMeasure value;
  std::size_t kind = 0;
};

class StringLots {
 public:
  /// `meter` must outlive it.
  explicit StringLots(const MemoryMeter& meter) : meter_(meter) {}

  /// As StringMeasure::of_value().
  static MeasuredString measure(const ShortString& string) {
    const StringMeasure value = StringMeasure::of_value(string);
    std::size_t kind = 0;
    if (value.is_integer()) {
      const bool is_shared =
          static_cast<std::uint64_t>(value.as_integer()) < MemoryMeter::kSharedIntegers;
      kind = std::size_t{string.has_integer_form() ? 1U : 3U} + is_shared;
    }
    return {value, kind * kValues + string.value_size};
  }

  /// The lot of a key without attributes, with it. Good until the next key of a new length.
  const StringLot& count(const ShortString& string, const MeasuredString& value) {
    Lots* const lots = by_key_[string.key_size].get();
    if (lots == nullptr) [[unlikely]]
      return open(string, value);
    StringLot& lot = (*lots)[value.kind];
    if (lot.keys++ == 0) [[unlikely]]
      begin(lot, string, value.value);
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
  // Texts, integers stored as such and as text; of both, shared and others apart.
  static constexpr std::size_t kKinds = 5;
  static constexpr std::size_t kValues = ShortString::kMostValue + 1;
  using Lots = std::array<StringLot, kKinds * kValues>;

  [[gnu::noinline]] const StringLot& open(const ShortString& string, const MeasuredString& value);
  [[gnu::noinline]] void begin(StringLot& lot, const ShortString& string,
                               const StringMeasure& value);

  const MemoryMeter& meter_;
  std::array<std::unique_ptr<Lots>, ShortString::kMostKey + 1> by_key_;
  std::vector<StringLot*> used_;
};

}  // namespace rdb
