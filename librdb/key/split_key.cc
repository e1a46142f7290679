#include "librdb/key/split_key.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "librdb/base/endian.h"
#include "librdb/key/key_parts.h"
#include "librdb/key/token_class.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace rdb {
namespace {

using namespace key_cutting;

constexpr std::uint64_t kJsonTrait = salt(102);
constexpr std::uint64_t kBinaryTrait = salt(103);

bool is_letters(Bytes text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const char small = static_cast<char>(c | 0x20);
    return small >= 'a' && small <= 'z';
  });
}

bool is_digits(Bytes text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Of a name with two points or more behind the first part; see SplitKey::trait.
std::uint64_t trait_of_names(const SplitKey& split) {
  constexpr std::size_t kShortestWord = 3;
  std::size_t next = split.key.find('.');
  for (std::size_t i = 1; i < split.parts && next != Bytes::npos; ++i) {
    if (split.end(i) <= next) continue;
    if (next < split.begin[i]) next = split.key.find('.', split.begin[i]);
    if (next >= split.end(i)) continue;  // also if there is none
    const Bytes part = split.part(i);
    const std::size_t point = next - split.begin[i];
    if (part.find('.', point + 1) == Bytes::npos) continue;
    // No address and no version behind it.
    if (point < kShortestWord || !is_letters(part.substr(0, point)) ||
        !is_letters(part.substr(point + 1, 1))) {
      continue;
    }
    if (part.find(kAt) != Bytes::npos) continue;  // e-mail
    return part_hash(split.key, split.begin[i], split.begin[i] + point, i);
  }
  return 0;
}

// ---- separators --------------------------------------------------------------------------------

std::uint8_t cut_at(char c) { return kCuts[static_cast<unsigned char>(c)]; }

// Bit i: data[i] may separate. Requires: size <= 64. See separator_mask.h.
[[gnu::always_inline]] inline std::uint64_t candidate_mask(const char* data, std::size_t size) {
#if defined(__SSE2__)
  if (size >= 16) {
    std::uint64_t mask = candidates(load16(data)) |
                         std::uint64_t{candidates(load16(data + size - 16))} << (size - 16);
    if (size > 32) mask |= std::uint64_t{candidates(load16(data + 16))} << 16;
    if (size > 48) mask |= std::uint64_t{candidates(load16(data + 32))} << 32;
    return mask;
  }
  if (size >= 8) {
    std::int64_t front;
    std::int64_t back;
    std::memcpy(&front, data, 8);
    std::memcpy(&back, data + size - 8, 8);
    const std::uint64_t both = candidates(_mm_set_epi64x(back, front));
    return (both & 0xff) | (both >> 8) << (size - 8);
  }
#endif
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < size; ++i) {
    mask |= std::uint64_t{cut_at(data[i]) != kNone} << i;
  }
  return mask;
}

// ---- cutting -----------------------------------------------------------------------------------

void add_separator(SplitKey& split, char c) {
  split.signature = with_separator(split.signature, c);
}

// Ends the last part at `at`; false if there are too many.
bool end_part(SplitKey& split, std::size_t at) {
  if (split.parts == kMostParts) return false;
  split.begin[++split.parts] = static_cast<std::uint32_t>(at) + 1;
  return true;
}

std::size_t end_of_run(Bytes key, std::size_t at, Bytes also) {
  while (at < key.size() && (cut_at(key[at]) == kNone || also.find(key[at]) != Bytes::npos)) ++at;
  return at;
}

// The longest that ends at a colon or at `end`. Requires: begin < at < end.
std::size_t end_of_ipv6(Bytes key, std::size_t begin, std::size_t at, std::size_t end) {
  constexpr std::size_t kLongestGroup = 4;
  if (at - begin > kLongestGroup) return at;
  while (end > at && !is_ipv6(key.substr(begin, end - begin))) end = key.rfind(':', end - 1);
  return end;
}

// Where the e-mail address, URL, IPv6 address or JSON text that begins at `begin` and holds the
// separator at `at` ends; `at` if there is none.
std::size_t end_of_span(Bytes key, std::size_t begin, std::size_t at) {
  const auto ends_as = [&](std::size_t end, bool (*is)(Bytes)) {
    return is(key.substr(begin, end - begin));
  };
  if (key[at] == '@') {
    const std::size_t end = end_of_run(key, at + 1, "");
    return ends_as(end, is_email) ? end : at;
  }
  if (key[at] != ':') {  // JSON is all that is left of the key, or nothing
    const bool is_json = at == begin && classify(key.substr(begin)) == TokenClass::json;
    return is_json ? key.size() : at;
  }
  if (key.substr(at, 3) == "://") {
    std::size_t end = at;
    while (end < key.size() && static_cast<unsigned char>(key[end]) > ' ' && key[end] != '|') ++end;
    return ends_as(end, is_url) ? end : at;
  }
  constexpr std::size_t kLongestAddress = 45;
  const std::size_t end = end_of_run(key.substr(0, begin + kLongestAddress + 1), at, ":");
  return end_of_ipv6(key, begin, at, end);
}

// The way for keys that may hold such a span. O(length) each try, tried at the first separator of a
// part only.
bool cut_with_spans(SplitKey& split, std::size_t from) {
  const Bytes key = split.key;
  for (std::size_t at = from; at < key.size(); ++at) {
    const std::uint8_t cut = cut_at(key[at]);
    if (cut == kNone) continue;
    if (cut == kLook) {
      const std::size_t end = end_of_span(key, split.begin[split.parts], at);
      if (end != at) {
        if (key[at] != ':' && key[at] != kAt) split.trait = kJsonTrait;
        if (end == key.size()) break;
        at = end;
        if (cut_at(key[at]) == kNone) return false;  // a span ends before a separator
      }
    }
    add_separator(split, key[at]);
    if (!end_part(split, at)) return false;
  }
  return true;
}

// Whether `at`, a `-` or point, stands within a UUID, date or IPv4 address that begins at `begin`;
// then its end, else `at`.
std::size_t end_of_soft_span(Bytes key, std::size_t begin, std::size_t at) {
  const auto ends_here = [&](std::size_t end) {
    return end == key.size() || key[end] == '.' || key[end] == '_' || key[end] == '-';
  };
  constexpr std::size_t kUuid = 36;
  if (begin + kUuid <= key.size() && ends_here(begin + kUuid) && is_uuid(key.substr(begin, kUuid)))
    return begin + kUuid;
  if (key[at] == '-') {
    for (const std::size_t length : {13, 12, 10}) {  // with an hour, or of the day
      if (begin + length <= key.size() && ends_here(begin + length) &&
          is_date(key.substr(begin, length)))
        return begin + length;
    }
  }
  if (key[at] == '.') {
    std::size_t end = at;
    for (int points = 0; end < key.size() && (key[end] != '.' || ++points < 4); ++end) {
      if (key[end] == '_' || key[end] == '-') break;
    }
    if (is_ipv4(key.substr(begin, end - begin))) return end;
  }
  return at;
}

bool cut_softly(SplitKey& split, char separator) {
  const Bytes key = split.key;
  for (std::size_t at = 0; at < key.size(); ++at) {
    const char c = key[at];
    if (c != '.' && c != '_' && c != '-') continue;
    const std::size_t end = end_of_soft_span(key, split.begin[split.parts], at);
    if (end == key.size()) break;
    at = end;
    if (key[at] != separator) continue;
    add_separator(split, separator);
    if (!end_part(split, at)) return false;
  }
  return true;
}

#if defined(__SSE2__)
// Most keys of a dump have one kind of separator, each the same: what ends each part is known at
// once, and a part is hashed as soon as its end is found. False: this is no such key, and what
// `split` holds is to be overwritten.
bool split_as_usual(SplitKey& split) {
  const char* const data = split.key.data();
  const std::size_t size = split.key.size();
  const Masks masks = masks_with_slack(data, size, split.usual);
  const std::uint64_t ends = masks.candidates;
  if (ends != masks.usual || (ends & ends << 1) != 0 || ends == 0) return false;
  std::uint64_t sum = 0;
  std::uint32_t parts = 0;
  std::size_t begin = 0;
  for (std::uint64_t rest = ends | std::uint64_t{1} << size; rest != 0; rest &= rest - 1) {
    if (parts == kMostParts) return false;
    const auto end = static_cast<std::size_t>(std::countr_zero(rest));
    const std::uint64_t hash = hash_with_slack(data + begin, end - begin, parts);
    split.hash[parts] = hash;
    sum += hash;
    begin = end + 1;
    split.begin[++parts] = static_cast<std::uint32_t>(begin);
  }
  split.parts = parts - 1;  // the last does not end at a separator
  if (may_be_address(split)) return false;
  split.parts = parts;
  split.sum = sum;
  split.signature = signature_of(split.usual, parts - 1);
  split.trait = 0;
  if ((masks.points & (masks.points - 1)) != 0) [[unlikely]]  // two at least
    split.trait = trait_of_names(split);
  return true;
}

#else
bool split_as_usual(SplitKey&) { return false; }
#endif

void restart(SplitKey& split) {
  split.parts = 0;
  split.signature = 0;
}

// The way for nearly all keys. What else there may be, URLs, IPv6 addresses with `::` and JSON,
// have two bytes side by side that separate, or nearly; e-mail addresses have an `@`. False: a
// slower look is needed.
bool cut_plainly(SplitKey& split) {
  const Bytes key = split.key;
  const char* const data = key.data();
  std::uint64_t signature = 0;
  std::uint32_t parts = 0;
  std::uint64_t last_of_before = 0;
  for (std::size_t base = 0; base < key.size(); base += 64) {
    std::uint64_t mask = candidate_mask(data + base, std::min<std::size_t>(key.size() - base, 64));
    if ((mask & (mask << 1 | last_of_before)) != 0) return false;
    last_of_before = mask >> 63;
    for (; mask != 0; mask &= mask - 1) {
      const std::size_t at = base + static_cast<std::size_t>(std::countr_zero(mask));
      const char c = data[at];
      if (c == kAt) return false;
      if (cut_at(c) == kNone) [[unlikely]]
        continue;
      if (parts == kMostParts) return false;
      signature = with_separator(signature, c);
      split.begin[++parts] = static_cast<std::uint32_t>(at) + 1;
    }
  }
  split.signature = signature;
  split.parts = parts;
  return true;
}

// ac ed 00 05 't' and the length of the rest in two bytes, as ObjectOutputStream writes a string.
constexpr std::size_t kJavaHeader = 7;
bool is_java_text(Bytes key) {
  using namespace std::string_view_literals;
  if (key.front() != '\xac' || key.size() < kJavaHeader || !key.starts_with("\xac\xed\0\5t"sv))
    return false;
  return load_be<std::uint16_t>(key.data() + kJavaHeader - 2) == key.size() - kJavaHeader;
}

bool cut_java_text(SplitKey& split) {
  add_separator(split, 't');  // whatever the length is
  return end_part(split, kJavaHeader - 1) && cut_with_spans(split, kJavaHeader) &&
         end_part(split, split.key.size());
}

// Where what is no text begins: before the control bytes in front of two zeros, and behind a
// separator. Else the end of the key.
std::size_t end_of_text(Bytes key) {
  using namespace std::string_view_literals;
  std::size_t begin = key.find('\0');
  if (begin != Bytes::npos) begin = key.find("\0\0"sv, begin);
  if (begin == Bytes::npos) return key.size();
  while (begin > 0 && static_cast<unsigned char>(key[begin - 1]) < ' ') --begin;
  while (begin > 0 && cut_at(key[begin - 1]) == kNone) --begin;
  return begin;
}

bool cut_before_binary(SplitKey& split, std::size_t begin) {
  split.trait = kBinaryTrait;
  for (std::size_t at = 0; at < begin; ++at) {
    if (cut_at(split.key[at]) == kNone) continue;
    add_separator(split, split.key[at]);
    if (!end_part(split, at)) return false;
  }
  return end_part(split, split.key.size());
}

// A whole key that is one thing stays one: words in front of something random do not make it one,
// nor does one in front of a number (`UserSession_1234`).
bool may_be_cut_softly(Bytes key) {
  const TokenClass whole = classify(key);
  if (whole != TokenClass::token) return whole == TokenClass::word;
  constexpr int kEnough = 2;  // random base64 for URLs has `-` and `_` too
  int words = 0;
  for (std::size_t end; (end = key.find_first_of("._-")) != Bytes::npos; ++words) {
    if (end == 0 || !is_letters(key.substr(0, end))) return false;
    key.remove_prefix(end + 1);
  }
  return words >= kEnough || (words == 1 && is_digits(key));
}

bool cut(SplitKey& split) {
  if (!cut_plainly(split) || may_be_address(split)) [[unlikely]] {
    restart(split);
    if (is_java_text(split.key)) return cut_java_text(split);
    const std::size_t text = end_of_text(split.key);
    if (text != split.key.size()) return cut_before_binary(split, text);
    if (!cut_with_spans(split, 0)) return false;
  }
  if (split.parts != 0) return end_part(split, split.key.size());
  const std::size_t soft = split.key.find_first_of("._-");
  if (soft != Bytes::npos && may_be_cut_softly(split.key)) {
    const char kinds[] = {'.', '_', '-'};
    for (const char separator : kinds) {
      restart(split);
      if (!cut_softly(split, separator)) return false;
      if (split.parts != 0) break;
    }
  }
  return end_part(split, split.key.size());
}

}  // namespace

bool is_hard_separator(char c) { return cut_at(c) != kNone; }

std::uint64_t part_hash(Bytes key, std::size_t begin, std::size_t end, std::size_t position) {
  return key.size() < 8 ? hash_of_short(key.data(), begin, end, position)
                        : hash_of(key.data(), key.size(), begin, end, position);
}

void split_key(Bytes key, SplitKey& split, std::size_t slack) {
  split.key = key;
  if (key.size() <= kMostUsual && key.size() + slack >= kUsualRoom) {
    if (split_as_usual(split)) return;
  }
  split.parts = 0;
  split.signature = 0;
  split.sum = 0;
  split.trait = 0;
  split.begin[0] = 0;
  if (key.size() >= std::uint32_t{1} << 31 || !cut(split)) {
    split.parts = 0;
    return;
  }
  if (split.parts > 1) {
    const char c = split.separator(0);
    if (cut_at(c) != kNone && c != kAt) split.usual = c;
  }
  const char* const data = key.data();
  const std::size_t size = key.size();
  std::uint64_t sum = 0;
  if (size < 8) [[unlikely]] {
    for (std::size_t i = 0; i < split.parts; ++i) {
      sum += split.hash[i] = hash_of_short(data, split.begin[i], split.end(i), i);
    }
  } else {
    for (std::size_t i = 0; i < split.parts; ++i) {
      sum += split.hash[i] = hash_of(data, size, split.begin[i], split.end(i), i);
    }
  }
  split.sum = sum;
  if (split.trait == 0) split.trait = trait_of_names(split);
}

}  // namespace rdb
