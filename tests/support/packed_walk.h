// Walks over packed blobs, good ones and damaged ones, for tests of any packed encoding.
//
//   EXPECT_EQ(walked<ListpackCursor>(blob), (std::vector<OwnedBytes>{"field", "7"}));
//   damage_everywhere<ListpackCursor>(blob);   // every cut and every byte: said, never felt
#pragma once
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "librdb/base/bytes.h"
#include "librdb/base/errors.h"
#include "librdb/format/packed_value.h"
#include "tests/support/exact_copy.h"

namespace rdb::testing {

// An entry as text, however it is stored.
inline OwnedBytes text_of(const PackedValue& value) {
  return value.is_integer ? std::to_string(value.integer) : OwnedBytes(value.text);
}

template <class Cursor>
std::vector<OwnedBytes> walked(Bytes blob) {
  std::vector<OwnedBytes> texts;
  Cursor cursor(blob);
  for (PackedValue value; cursor.next(value);) texts.push_back(text_of(value));
  PackedValue after;
  EXPECT_FALSE(cursor.next(after)) << "the end stays the end";
  return texts;
}

// Walks a blob that may be damaged: it throws CorruptInput, or all it gives lies inside.
template <class Cursor>
bool survives(Bytes damaged) {
  const ExactCopy copy(damaged);
  const Bytes blob = copy.bytes();
  try {
    Cursor cursor(blob);
    std::size_t entries = 0;
    for (PackedValue value; cursor.next(value); ++entries) {
      if (!value.is_integer && !value.text.empty()) {
        EXPECT_GE(value.text.data(), blob.data());
        EXPECT_LE(value.text.data() + value.text.size(), blob.data() + blob.size());
      }
    }
    EXPECT_LE(entries, blob.size());
    return true;
  } catch (const CorruptInput&) {
    return false;
  }
}

template <class Cursor>
void damage_everywhere(const OwnedBytes& blob) {
  ASSERT_TRUE(survives<Cursor>(blob));
  for (std::size_t size = 0; size < blob.size(); ++size) {
    EXPECT_FALSE(survives<Cursor>(Bytes(blob).substr(0, size))) << "cut to " << size;
  }
  for (std::size_t i = 0; i < blob.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      OwnedBytes damaged = blob;
      damaged[i] = static_cast<char>(byte);
      survives<Cursor>(damaged);
    }
  }
}

// Mutations that keep the size, so that the walk itself is reached.
template <class Cursor>
void damage_at_random(const OwnedBytes& blob, std::size_t head, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (int i = 0; i < 300; ++i) {
    OwnedBytes damaged = blob;
    for (std::size_t n = 1 + random() % 4; n != 0; --n) {
      damaged[head + random() % (blob.size() - head)] = static_cast<char>(random());
    }
    survives<Cursor>(damaged);
  }
}

}  // namespace rdb::testing
