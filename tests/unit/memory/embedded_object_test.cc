#include "librdb/memory/embedded_object.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace rdb {
namespace {

constexpr SizeClasses kClasses[] = {SizeClasses::quantum_8, SizeClasses::quantum_16,
                                    SizeClasses::quantum_16_pages};
constexpr EmbeddedForm kForms[] = {EmbeddedForm::valkey_8_1, EmbeddedForm::valkey_9_1};

// MEMORY USAGE of strings after a server had loaded their dump, by length of the value.
constexpr std::array<std::uint64_t, 10> kValues = {0, 5, 20, 44, 45, 70, 100, 116, 117, 600};
struct Answers {
  std::uint64_t key_length;
  bool has_expiry;
  std::array<std::uint64_t, 10> usage;
};

void expect_answers(const EmbeddedObjects& objects, const auto& all) {
  for (const Answers& answers : all) {
    for (std::size_t i = 0; i < kValues.size(); ++i) {
      const EmbeddedString string =
          objects.string(answers.key_length, answers.has_expiry, StringMeasure::text(kValues[i]));
      EXPECT_EQ(string.memory.memory_usage, answers.usage[i])
          << "name of " << answers.key_length << ", value of " << kValues[i]
          << (answers.has_expiry ? ", expires" : "");
    }
  }
}

TEST(EmbeddedObjectTest, AnswersOfValkey_8_1) {  // 8.1.1 of Debian 13
  constexpr Answers kAnswers[] = {
      {0, false, {32, 32, 48, 64, 80, 96, 128, 144, 144, 656}},
      {0, true, {32, 48, 64, 64, 80, 96, 128, 144, 144, 656}},
      {1, false, {32, 32, 48, 64, 80, 96, 128, 144, 144, 656}},
      {1, true, {32, 48, 64, 64, 80, 96, 128, 144, 144, 656}},
      {10, false, {48, 48, 64, 64, 80, 96, 128, 144, 144, 656}},
      {10, true, {48, 48, 64, 64, 80, 96, 128, 144, 144, 656}},
      {31, false, {64, 64, 48, 64, 80, 96, 128, 144, 144, 656}},
      {31, true, {64, 24, 48, 64, 80, 96, 128, 144, 144, 656}},
      {32, false, {64, 64, 48, 64, 80, 96, 128, 144, 144, 656}},
      {32, true, {80, 24, 48, 64, 80, 96, 128, 144, 144, 656}},
      {127, false, {24, 24, 48, 64, 80, 96, 128, 144, 144, 656}},
      {127, true, {24, 24, 48, 64, 80, 96, 128, 144, 144, 656}},
      {128, false, {24, 24, 48, 64, 80, 96, 128, 144, 144, 656}},
      {128, true, {24, 24, 48, 64, 80, 96, 128, 144, 144, 656}},
      {300, false, {24, 24, 48, 64, 80, 96, 128, 144, 144, 656}},
      {300, true, {24, 24, 48, 64, 80, 96, 128, 144, 144, 656}},
  };
  expect_answers({EmbeddedForm::valkey_8_1, Allocator(SizeClasses::quantum_16)}, kAnswers);
}

TEST(EmbeddedObjectTest, AnswersOfValkey_9_1) {  // 9.1.2 of Debian sid
  constexpr Answers kAnswers[] = {
      {0, false, {32, 32, 48, 64, 64, 96, 128, 160, 160, 672}},
      {0, true, {32, 32, 48, 80, 80, 96, 128, 160, 160, 672}},
      {1, false, {32, 32, 48, 64, 64, 96, 128, 160, 160, 672}},
      {1, true, {32, 32, 48, 80, 80, 96, 128, 160, 160, 672}},
      {10, false, {32, 32, 48, 80, 80, 96, 128, 160, 160, 672}},
      {10, true, {48, 48, 64, 80, 80, 112, 160, 176, 176, 688}},
      {31, false, {64, 64, 80, 96, 96, 128, 176, 192, 192, 704}},
      {31, true, {64, 64, 80, 112, 112, 128, 176, 192, 192, 704}},
      {32, false, {64, 64, 80, 96, 96, 128, 176, 192, 192, 704}},
      {32, true, {64, 64, 80, 112, 112, 128, 176, 192, 192, 704}},
      {127, false, {168, 168, 192, 208, 224, 240, 272, 288, 288, 800}},
      {127, true, {168, 168, 192, 208, 224, 240, 272, 288, 288, 800}},
      {128, false, {168, 168, 192, 208, 224, 240, 272, 288, 288, 800}},
      {128, true, {168, 168, 192, 208, 224, 240, 272, 288, 288, 800}},
      {300, false, {392, 392, 416, 432, 448, 464, 496, 512, 512, 1024}},
      {300, true, {392, 392, 416, 432, 448, 464, 496, 512, 512, 1024}},
  };
  expect_answers({EmbeddedForm::valkey_9_1, Allocator(SizeClasses::quantum_16_pages)}, kAnswers);
}

TEST(EmbeddedObjectTest, FormsOfReleases) {
  EXPECT_EQ(embedded_form(Family::redis, 800), std::nullopt);
  EXPECT_EQ(embedded_form(Family::valkey, 702), std::nullopt);
  EXPECT_EQ(embedded_form(Family::valkey, 800), std::nullopt);
  EXPECT_EQ(embedded_form(Family::valkey, 801), EmbeddedForm::valkey_8_1);
  EXPECT_EQ(embedded_form(Family::valkey, 901), EmbeddedForm::valkey_9_1);
}

// Every name, value and expiry within the limits, whatever the allocator.
template <class Check>
void for_each_string(Check check) {
  for (const EmbeddedForm form : kForms) {
    for (const SizeClasses classes : kClasses) {
      const EmbeddedObjects objects(form, Allocator(classes));
      for (std::uint64_t key = 0; key < 270; key += key < 140 ? 1 : 13) {
        for (std::uint64_t value = 0; value < 270; ++value) {
          for (const bool has_expiry : {false, true}) {
            check(form, objects, key, has_expiry, value);
            if (::testing::Test::HasFailure()) return;
          }
        }
      }
    }
  }
}

TEST(EmbeddedObjectTest, BlocksHoldTheirParts) {
  for_each_string([](EmbeddedForm form, const EmbeddedObjects& objects, std::uint64_t key,
                     bool has_expiry, std::uint64_t value) {
    const EmbeddedString string = objects.string(key, has_expiry, StringMeasure::text(value));
    const std::uint64_t parts = 8 + (has_expiry ? 8 : 0) + 1 + key + 2 + value + 2;
    ASSERT_GE(string.memory.allocated, parts);
    ASSERT_LE(string.memory.memory_usage, string.memory.allocated);
    if (string.encoding == LoadedEncoding::embstr) {
      // 8.1 takes a name's header to be shorter than it may be, 9.1 a value of 0 … 3 bytes.
      const std::uint64_t most = form == EmbeddedForm::valkey_8_1 ? 80 : 160;
      ASSERT_LE(string.memory.allocated, most);
      ASSERT_EQ(string.memory.memory_usage, string.memory.allocated);
    } else {
      ASSERT_EQ(string.encoding, LoadedEncoding::raw);
    }
  });
}

TEST(EmbeddedObjectTest, RawTextIsObjectAndBlock) {
  for_each_string([](EmbeddedForm, const EmbeddedObjects& objects, std::uint64_t key,
                     bool has_expiry, std::uint64_t value) {
    const EmbeddedString string = objects.string(key, has_expiry, StringMeasure::text(value));
    if (string.encoding != LoadedEncoding::raw) return;
    const EmbeddedString longer = objects.string(key, has_expiry, StringMeasure::text(5000));
    ASSERT_EQ(longer.encoding, LoadedEncoding::raw);
    const std::uint64_t text = string.memory.allocated - string.memory.memory_usage;
    // What is not the text's is the same for all raw texts of a name, or a block that was made with
    // the expiry at once where one without would have had room.
    ASSERT_EQ(text, longer.memory.allocated - longer.memory.memory_usage);
  });
}

TEST(EmbeddedObjectTest, IntegersAndContainersAreTheSameObject) {
  for (const EmbeddedForm form : kForms) {
    for (const SizeClasses classes : kClasses) {
      const Allocator allocator(classes);
      const EmbeddedObjects objects(form, allocator);
      for (std::uint64_t key = 0; key < 300; ++key) {
        for (const bool has_expiry : {false, true}) {
          const EmbeddedString integer =
              objects.string(key, has_expiry, StringMeasure::integer(-12345));
          EXPECT_EQ(integer.encoding, LoadedEncoding::integer);
          EXPECT_EQ(integer.memory, objects.container(key, has_expiry));
          const bool is_counted = form == EmbeddedForm::valkey_9_1;
          EXPECT_EQ(integer.memory.memory_usage, is_counted ? integer.memory.allocated : 16);
        }
        // Room for an expiry is used, or made.
        const std::uint64_t without = objects.container(key, false).allocated;
        const std::uint64_t with = objects.container(key, true).allocated;
        const std::uint64_t parts = 16 + 1 + sds_limits(Family::valkey, 801).bytes(key);
        EXPECT_EQ(with, without >= parts + 8 ? without : allocator.usable(parts + 8));
      }
    }
  }
}

TEST(EmbeddedObjectTest, LengthsThatOnlyDamagedFilesClaimAreRaw) {
  for (const EmbeddedForm form : kForms) {
    const EmbeddedObjects objects(form, Allocator(SizeClasses::quantum_8));
    for (const std::uint64_t length : {std::uint64_t{1} << 40, std::uint64_t{1} << 61}) {
      EXPECT_EQ(objects.string(5, true, StringMeasure::text(length)).encoding, LoadedEncoding::raw);
      EXPECT_EQ(objects.string(length, true, StringMeasure::text(5)).encoding, LoadedEncoding::raw);
      EXPECT_GE(objects.container(length, true).allocated, length);
    }
  }
}

}  // namespace
}  // namespace rdb
