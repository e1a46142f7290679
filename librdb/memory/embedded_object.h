// The object of a key in Valkey 8.1 and later: name, expiry and short value are in one block.
//
//   const rdb::EmbeddedObjects objects(rdb::EmbeddedForm::valkey_9_1, allocator);
//   objects.container(key.size(), has_expiry)          // of a key that holds no string
//   objects.string(key.size(), has_expiry, value)      // of one that does
//
// A loader makes the object first and gives it its expiry then: if the block has 8 bytes to spare
// the expiry goes there, otherwise the object is made anew, which may put the value elsewhere. Both
// answers are exact. Measured on Valkey 8.1.1 and 9.1.2 (quantum 16) for names of 0 … 300 bytes and
// values of 0 … 600. Source: object.c createStringObjectWithKeyAndExpire, objectSetKeyAndExpire.
#pragma once
#include <cstdint>
#include <optional>

#include "librdb/memory/allocator.h"
#include "librdb/memory/key_cost.h"
#include "librdb/memory/key_memory.h"
#include "librdb/memory/sds_limits.h"
#include "librdb/memory/string_measure.h"

namespace rdb {

enum class EmbeddedForm : std::uint8_t {
  valkey_8_1,  ///< the pointer to the value stays, even if the value follows; up to 64 bytes in all
  valkey_9_1,  ///< the value takes the place of the pointer; up to 128 bytes in all
};

/// That of a release, 801 for 8.1; none if a name has a block of its own. Valkey 9.0 is not known.
constexpr std::optional<EmbeddedForm> embedded_form(Family family, std::uint16_t release) {
  if (family != Family::valkey || release < 801) return std::nullopt;
  return release < 901 ? EmbeddedForm::valkey_8_1 : EmbeddedForm::valkey_9_1;
}

struct EmbeddedString {
  LoadedEncoding encoding = LoadedEncoding::raw;  ///< integer, embstr or raw
  Memory memory;                                  ///< name, expiry and value
};

/// A plain value; may be shared by threads.
class EmbeddedObjects {
 public:
  EmbeddedObjects(EmbeddedForm form, const Allocator& allocator)
      : allocator_(allocator), form_(form) {}

  /// Of name, expiry and object; to be added: what the value itself takes. MEMORY USAGE of 8.1
  /// knows of no name here. O(1).
  Memory container(std::uint64_t key_length, bool has_expiry) const;

  /// O(1).
  EmbeddedString string(std::uint64_t key_length, bool has_expiry,
                        const StringMeasure& value) const;

 private:
  struct Block {
    std::uint64_t bytes;
    bool has_room;  // for an expiry
  };
  Block block(std::uint64_t bytes, bool has_expiry) const;
  Block without_value(std::uint64_t key_length, bool has_expiry) const;
  Block with_value(std::uint64_t key_length, bool has_expiry, std::uint64_t value_length) const;
  bool fits_alone(std::uint64_t value_length) const;
  bool fits(std::uint64_t key_length, bool has_expiry, std::uint64_t value_length) const;
  std::uint64_t object(std::uint64_t key_length, bool has_expiry) const;
  std::uint64_t usage(std::uint64_t object) const;
  EmbeddedString raw(std::uint64_t object, std::uint64_t value_length) const;

  Allocator allocator_;
  SdsLimits sds_ = sds_limits(Family::valkey, 801);
  EmbeddedForm form_;
};

}  // namespace rdb
