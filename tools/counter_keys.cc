#include "tools/counter_keys.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

#include "tools/permutation.h"
#include "tools/usage_error.h"

namespace rdbmill {
namespace {

__extension__ typedef unsigned __int128 Wide;

enum Part : std::size_t { kKind, kChannel, kLanguage, kSection, kRegion, kDate, kHour, kMinute };

// Words of one length, and how often (of 1000) a part has that length.
struct Choice {
  std::uint8_t length;
  std::uint32_t weight;
  std::vector<const char*> words;  // empty: a number, a day, an hour or a minute
  std::uint32_t count;             // of words
};

std::vector<Choice> words(
    std::initializer_list<std::pair<std::uint32_t, std::vector<const char*>>> by_weight) {
  std::vector<Choice> choices = {};
  for (const auto& [weight, list] : by_weight) {
    choices.push_back({static_cast<std::uint8_t>(std::strlen(list[0])), weight, list,
                       static_cast<std::uint32_t>(list.size())});
  }
  return choices;
}

Choice number(std::uint8_t length, std::uint32_t weight, std::uint32_t count) {
  return {length, weight, {}, count};
}

using Vocabulary = std::array<std::vector<Choice>, 8>;

const Vocabulary& vocabulary() {
  static const Vocabulary all = [] {
    Vocabulary v;
    v[kKind] = words({{6, {"*"}}, {60, {"buy"}}, {540, {"view"}}, {394, {"click", "share"}}});
    v[kChannel] = words({{124, {"*"}}, {876, {"api", "app", "web"}}});
    v[kLanguage] = words({{148, {"*"}}, {852, {"de", "en", "es", "fr", "it", "nl", "pl"}}});
    v[kSection] = words({{149, {"*"}},
                         {28, {"tv"}},
                         {150, {"art", "car", "job", "loc"}},
                         {550, {"econ", "game", "home", "life", "news", "tech"}},
                         {122, {"music", "sport", "style"}},
                         {40, {"health", "travel"}},
                         {20, {"science", "weather"}},
                         {15, {"business", "politics"}},
                         {10, {"education", "community"}},
                         {8, {"technology", "newsletter"}},
                         {6, {"environment", "photography"}},
                         {4, {"architecture", "philharmonic"}}});
    v[kRegion] = words({{97, {"*"}}});
    v[kRegion].push_back(number(2, 620, 9));   // r1 … r9
    v[kRegion].push_back(number(3, 253, 90));  // r10 … r99
    v[kRegion].push_back(number(4, 20, 900));
    v[kRegion].push_back(number(5, 10, 9000));
    v[kDate] = words({{9, {"*"}}});
    v[kDate].push_back(number(10, 991, 7));  // as many days as it takes
    v[kHour] = words({{425, {"*"}}});
    v[kHour].push_back(number(2, 575, 24));
    v[kMinute] = words({{722, {"*"}}});
    v[kMinute].push_back(number(2, 278, 12));  // every five minutes
    return v;
  }();
  return all;
}

void write_two(char* to, std::uint32_t value) {
  to[0] = static_cast<char>('0' + value / 10);
  to[1] = static_cast<char>('0' + value % 10);
}

// Days behind 2013-06-10 as YYYY-MM-DD (Hinnant, civil_from_days).
void write_date(char* to, std::uint32_t day) {
  constexpr std::uint32_t kFirstDay = 735'334;  // 2013-06-10, counted from 0000-03-01
  const std::uint32_t days = kFirstDay + day;
  const std::uint32_t era = days / 146'097;
  const std::uint32_t in_era = days % 146'097;
  const std::uint32_t year_of_era =
      (in_era - in_era / 1460 + in_era / 36'524 - in_era / 146'096) / 365;
  const std::uint32_t in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint32_t shifted = (5 * in_year + 2) / 153;
  const std::uint32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  const std::uint32_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);
  write_two(to, year / 100);
  write_two(to + 2, year % 100);
  to[4] = '-';
  write_two(to + 5, month);
  to[7] = '-';
  write_two(to + 8, in_year - (153 * shifted + 2) / 5 + 1);
}

void write_region(char* to, std::uint8_t length, std::uint32_t number_of_word) {
  std::uint32_t value = number_of_word;
  std::uint32_t least = 1;
  for (std::uint8_t i = 2; i < length; ++i) least *= 10;
  value += least;
  for (std::size_t i = length; i > 1; --i, value /= 10)
    to[i - 1] = static_cast<char>('0' + value % 10);
  to[0] = 'r';
}

// Words by part and length, flat for the hot path.
struct WordTable {
  static constexpr std::size_t kWordBytes = 16;
  char text[8][16][8][kWordBytes] = {};
  WordTable() {
    for (std::size_t part = 0; part < 8; ++part) {
      for (const Choice& choice : vocabulary()[part]) {
        for (std::size_t i = 0; i < choice.words.size(); ++i) {
          std::memcpy(text[part][choice.length][i], choice.words[i], choice.length);
        }
      }
    }
  }
};

void write_part(char* to, std::size_t part, std::uint8_t length, std::uint32_t word) {
  static const WordTable table;
  const bool is_number = length > 1 && part >= kRegion;
  if (!is_number) {
    std::memcpy(to, table.text[part][length][word], length);
    return;
  }
  switch (part) {
    case kRegion:
      return write_region(to, length, word);
    case kDate:
      return write_date(to, word);
    case kHour:
      return write_two(to, word);
    default:
      return write_two(to, word * 5);
  }
}

constexpr std::uint32_t kLeastDays = 7;
constexpr std::uint32_t kMostDays = 2'900'000;  // until 9953

}  // namespace

CounterKeys::CounterKeys(std::uint64_t groups, std::size_t article_bytes, std::uint64_t seed)
    : seed_(mixed(seed ^ 0x6b657973)) {
  make_shapes(kCounterKeyBytes - kParts - article_bytes);
  for (set_days(kLeastDays); !share_out(groups); set_days(std::min(days_ * 2, kMostDays))) {
    if (days_ == kMostDays) throw UsageError("there are not that many counters of this kind");
  }
  number_shapes(groups);
}

// All ways to give the parts lengths that add up, each with its weight.
void CounterKeys::make_shapes(std::size_t length_of_parts) {
  std::array<std::size_t, kParts> chosen{};
  for (bool more = true; more;) {
    Shape shape;
    shape.weight = 1;
    std::size_t sum = 0;
    for (std::size_t part = 0; part < kParts; ++part) {
      const Choice& choice = vocabulary()[part][chosen[part]];
      shape.length[part] = choice.length;
      shape.words[part] = choice.count;
      shape.weight *= (choice.weight + 7) / 8;  // eight factors of at most 125: below 2^56
      sum += choice.length;
    }
    // A minute without its hour was hardly ever asked for.
    if (shape.length[kHour] == 1 && shape.length[kMinute] != 1)
      shape.weight = shape.weight / 50 + 1;
    if (sum == length_of_parts) shapes_.push_back(shape);
    more = false;
    for (std::size_t part = 0; part < kParts && !more; ++part) {
      more = ++chosen[part] < vocabulary()[part].size();
      if (!more) chosen[part] = 0;
    }
  }
  std::stable_sort(shapes_.begin(), shapes_.end(),
                   [](const Shape& a, const Shape& b) { return a.weight > b.weight; });
}

void CounterKeys::set_days(std::uint32_t days) {
  days_ = days;
  for (Shape& shape : shapes_) {
    if (shape.length[kDate] != 1) shape.words[kDate] = days;
    shape.capacity = std::accumulate(shape.words.begin(), shape.words.end(), std::uint64_t{1},
                                     std::multiplies<>());
  }
}

// Gives each shape its share of the groups, at most three quarters of what it can name; what is
// left over goes to the likeliest shapes with room. False if that bends the shares too much: more
// days are needed.
bool CounterKeys::share_out(std::uint64_t groups) {
  Wide weights = 0;
  for (const Shape& shape : shapes_) weights += shape.weight;
  std::uint64_t left = groups;
  std::uint64_t cut = 0;
  for (Shape& shape : shapes_) {
    const auto share = static_cast<std::uint64_t>(Wide{groups} * shape.weight / weights);
    shape.groups = std::min(share, shape.capacity - shape.capacity / 4);
    cut += share - shape.groups;
    left -= shape.groups;
  }
  if (cut > groups / 4) return false;
  for (Shape& shape : shapes_) {
    const std::uint64_t room = shape.capacity - shape.groups;
    const std::uint64_t more = std::min(left, room);
    shape.groups += more;
    left -= more;
  }
  return left == 0;
}

void CounterKeys::number_shapes(std::uint64_t groups) {
  std::erase_if(shapes_, [](const Shape& shape) { return shape.groups == 0; });
  std::uint64_t first = 0;
  for (Shape& shape : shapes_) {
    shape.first = first;
    first += shape.groups;
    shape.stride = shape.capacity / 8 * 5 + 1;
    while (std::gcd(shape.stride, shape.capacity) != 1) ++shape.stride;
  }
  constexpr int kStartBits = 12;
  const int bits = std::bit_width(groups);
  start_shift_ = bits > kStartBits ? static_cast<unsigned>(bits - kStartBits) : 0;
  std::size_t shape = 0;
  for (std::uint64_t i = 0; i <= groups >> start_shift_; ++i) {
    const std::uint64_t group = i << start_shift_;
    while (shape + 1 < shapes_.size() && shapes_[shape + 1].first <= group) ++shape;
    start_.push_back(static_cast<std::uint16_t>(shape));
  }
}

const CounterKeys::Shape& CounterKeys::shape_of(std::uint64_t group) const {
  const Shape* shape = &shapes_[start_[group >> start_shift_]];
  while (group - shape->first >= shape->groups) ++shape;
  return *shape;
}

std::size_t CounterKeys::write(char* to, std::uint64_t group) const {
  const Shape& shape = shape_of(group);
  const std::uint64_t number_in_shape = group - shape.first;
  const std::uint64_t offset = seed_ % shape.capacity;
  std::uint64_t combination =
      shape.capacity <= 0xffffffffu
          ? (number_in_shape * shape.stride + offset) % shape.capacity
          : static_cast<std::uint64_t>((Wide{number_in_shape} * shape.stride + offset) %
                                       shape.capacity);
  char* const end = to + kCounterKeyBytes;
  std::size_t article_at = 0;
  char* p = to;
  std::size_t used = 0;
  for (const std::uint8_t length : shape.length) used += length;
  const std::size_t article_bytes = kCounterKeyBytes - kParts - used;
  for (std::size_t part = 0; part < kParts; ++part) {
    const std::uint32_t count = shape.words[part];
    std::uint64_t word = 0;
    if (count != 1) {
      word = combination % count;
      combination /= count;
    }
    write_part(p, part, shape.length[part], static_cast<std::uint32_t>(word));
    p += shape.length[part];
    if (p != end) *p++ = ':';
    if (part == kSection) {
      article_at = static_cast<std::size_t>(p - to);
      p += article_bytes;
      *p++ = ':';
    }
  }
  return article_at;
}

}  // namespace rdbmill
