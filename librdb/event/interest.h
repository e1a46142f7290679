// How a value is wanted. A set, not an order: a Tee asks for the union of its children's.
#pragma once
#include <cstdint>

namespace rdb {

enum class Interest : std::uint8_t {
  raw = 1,       ///< the serialized value, byte for byte
  layout = 2,    ///< how the value is built: packed blobs and plain elements, nothing unpacked
  elements = 4,  ///< the logical content
};

/// A set of interests; the empty set is `skip`. The reader delivers layout, raw, elements, in that
/// order. A producer that has no serialized bytes (a stage that made the value up, the text form)
/// answers `raw` with elements; never the reverse.
class Interests {
 public:
  constexpr Interests() = default;
  constexpr Interests(Interest one) : bits_(static_cast<std::uint8_t>(one)) {}
  constexpr bool has(Interest one) const { return (bits_ & static_cast<std::uint8_t>(one)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  /// True if exactly one way is asked for.
  constexpr bool single() const { return bits_ != 0 && (bits_ & (bits_ - 1)) == 0; }
  friend constexpr Interests operator|(Interests a, Interests b) {
    Interests both;
    both.bits_ = static_cast<std::uint8_t>(a.bits_ | b.bits_);
    return both;
  }
  friend constexpr bool operator==(Interests, Interests) = default;

 private:
  std::uint8_t bits_ = 0;
};

constexpr Interests operator|(Interest a, Interest b) { return Interests(a) | Interests(b); }

/// Nothing of the value is wanted: it is stepped over, neither decoded nor decompressed.
inline constexpr Interests kSkip{};

}  // namespace rdb
