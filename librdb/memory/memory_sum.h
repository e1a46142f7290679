// Adds up what a key costs and, if somebody wants to know, tells each part. Internal to the meters.
//
//   MemorySum sum(explanation);                          // or null: then no formula is ever made
//   sum.add("dict", {56 + 8 * slots, block}, [&] { return formula(56, " + 8 x ", slots); });
//   sum.add_elements("members", {heap, heap}, [&] { return formula(count, " x C(…)"); });
//   sum.end_value(count);
//   sum.add("name", …);
//   cost.memory = sum.total();
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "librdb/memory/explanation.h"

namespace rdb {

/// What MEMORY USAGE makes of elements of which it looked at all: it averages and multiplies, in
/// doubles, so a byte may get lost (object.c objectComputeSize).
inline std::uint64_t averaged(std::uint64_t base, std::uint64_t sum, std::uint64_t count) {
  if (count == 0) return base;
  const auto n = static_cast<double>(count);
  return static_cast<std::uint64_t>(static_cast<double>(base) + static_cast<double>(sum) / n * n);
}

/// Integers and texts, one behind the other.
template <class... Parts>
std::string formula(const Parts&... parts) {
  std::string text;
  const auto append = [&text](const auto& part) {
    if constexpr (std::is_integral_v<std::decay_t<decltype(part)>>) {
      text += std::to_string(part);
    } else {
      text += std::string_view(part);
    }
  };
  (append(parts), ...);
  return text;
}

class MemorySum {
 public:
  explicit MemorySum(Explanation* explanation = nullptr) : explanation_(explanation) {}

  /// A part that is there once. `make_formula` is called only if it is explained.
  template <class MakeFormula>
  void add(Bytes name, const Memory& memory, const MakeFormula& make_formula) {
    total_ += memory;
    tell(name, memory, make_formula);
  }

  /// A part that MEMORY USAGE averages over the elements of the value.
  template <class MakeFormula>
  void add_elements(Bytes name, const Memory& memory, const MakeFormula& make_formula) {
    total_.allocated += memory.allocated;
    elements_ += memory.memory_usage;
    tell(name, memory, make_formula);
  }

  /// All parts that were averaged over `count` elements have been added.
  void end_value(std::uint64_t count) {
    const std::uint64_t usage =
        elements_ == 0 ? total_.memory_usage : averaged(total_.memory_usage, elements_, count);
    const std::uint64_t lost = total_.memory_usage + elements_ - usage;
    if (lost != 0) {
      tell("rounding", {0 - lost, 0}, [] { return formula("MEMORY USAGE averages its elements"); });
    }
    total_.memory_usage = usage;
    elements_ = 0;
  }

  const Memory& total() const { return total_; }

 private:
  template <class MakeFormula>
  void tell(Bytes name, const Memory& memory, const MakeFormula& make_formula) {
    if (explanation_ != nullptr) [[unlikely]]
      explanation_->add(name, make_formula(), memory);
  }

  Explanation* explanation_;
  Memory total_;
  std::uint64_t elements_ = 0;
};

}  // namespace rdb
