#include "tools/name_part.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "librdb/base/errors.h"
#include "tools/permutation.h"

namespace rdbmill {
namespace {

using rdb::Bytes;
using rdb::InvalidArgument;
using Kind = NamePart::Kind;

constexpr std::uint64_t kMost = std::uint64_t{1} << 62;
constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;
constexpr std::int64_t kDay = 86'400;

struct Known {
  Bytes word;
  Kind kind;
  std::uint64_t count;  // 0: the argument says it
};

// Slugs: 20 lengths by 2^18. E-mail addresses: two words, 64 numbers, four hosts.
constexpr Known kKinds[] = {{"w", Kind::words, 0},
                            {"int", Kind::integer, 0},
                            {"hex", Kind::hex, 0},
                            {"HEX", Kind::upper_hex, 0},
                            {"an", Kind::alphanumeric, 0},
                            {"an36", Kind::alphanumeric36, 0},
                            {"b64", Kind::base64, 0},
                            {"uuid", Kind::uuid, kMost},
                            {"ulid", Kind::ulid, kMost},
                            {"isodate", Kind::iso_date, 0},
                            {"date8", Kind::date8, 0},
                            {"yymmdd", Kind::yymmdd, 2},
                            {"hour", Kind::hour, 24},
                            {"min", Kind::minute, 60},
                            {"isoweek", Kind::iso_week, 6},
                            {"epochday", Kind::epoch_day, 180},
                            {"epoch10", Kind::epoch10, kDay / 10},
                            {"epochms", Kind::epoch_ms, 30 * kDay * 1000},
                            {"epochms60", Kind::epoch_ms60, 30 * kDay / 60},
                            {"dt20", Kind::date_time, 365 * kDay * 1'000'000},
                            {"slug", Kind::slug, 20ULL << 18},
                            {"path", Kind::path, 1},
                            {"host", Kind::host, 48},
                            {"class", Kind::class_name, 12},
                            {"locale", Kind::locale, 9},
                            {"email", Kind::email, 128ULL * 128 * 64 * 4},
                            {"ip", Kind::ip, std::uint64_t{1} << 24},
                            {"ip4", Kind::ip4, std::uint64_t{1} << 24},
                            {"jdk", Kind::jdk, 1},
                            {"feast", Kind::feast, std::uint64_t{1} << 24}};

constexpr std::array<Bytes, 128> kWords = {
    "about",   "account", "active",  "admin",   "album",   "alpha",    "amber",  "annual",
    "apple",   "archive", "arrow",   "atlas",   "autumn",  "backup",   "basket", "beach",
    "berlin",  "beta",    "bicycle", "billing", "blue",    "board",    "book",   "branch",
    "bread",   "bridge",  "bright",  "budget",  "build",   "camera",   "carbon", "castle",
    "center",  "chapter", "cherry",  "city",    "client",  "cloud",    "coffee", "color",
    "common",  "compact", "contact", "cotton",  "cover",   "crystal",  "daily",  "data",
    "deluxe",  "design",  "desk",    "detail",  "digital", "dinner",   "docs",   "double",
    "draft",   "dream",   "early",   "earth",   "east",    "editor",   "engine", "event",
    "example", "family",  "field",   "filter",  "first",   "flower",   "folder", "forest",
    "free",    "garden",  "general", "glass",   "global",  "golden",   "green",  "group",
    "guide",   "harbor",  "health",  "hello",   "history", "home",     "hotel",  "house",
    "image",   "index",   "island",  "jacket",  "journal", "kitchen",  "lake",   "large",
    "latest",  "leather", "legal",   "lemon",   "library", "light",    "list",   "local",
    "lunch",   "magic",   "main",    "market",  "master",  "media",    "metal",  "model",
    "modern",  "monday",  "money",   "month",   "morning", "mountain", "movie",  "music",
    "nature",  "network", "news",    "night",   "north",   "ocean",    "office", "orange"};

constexpr Bytes kDigits = "0123456789abcdef";
constexpr Bytes kUpperDigits = "0123456789ABCDEF";
constexpr Bytes kLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
constexpr Bytes kSmall = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr Bytes kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr Bytes kHosts[] = {"example.com", "mail.example.com", "example.org", "post.example.net"};
constexpr Bytes kLocales[] = {"en-us", "de-de", "fr-fr", "es-es",  "pt-br",
                              "it-it", "ja-jp", "nl-nl", "zh-hans"};
constexpr Bytes kClasses[] = {"SendMail",    "ResizeImage",  "SyncOrder",   "ImportUsers",
                              "ChargeCard",  "BuildReport",  "PurgeCache",  "IndexProduct",
                              "NotifySlack", "ExportLedger", "UpdateStock", "WarmPages"};

Bytes alphabet_of(Kind kind) {
  switch (kind) {
    case Kind::hex:
      return kDigits;
    case Kind::upper_hex:
      return kUpperDigits;
    case Kind::alphanumeric:
      return kLetters.substr(0, 62);
    case Kind::alphanumeric36:
      return kSmall;
    default:
      return kLetters;
  }
}

// How many letters of the alphabet 64 bits can be written with, and be read back.
std::size_t letters_of_word(Bytes alphabet) {
  std::size_t letters = 1;
  for (std::uint64_t rest = ~std::uint64_t{0}; rest >= alphabet.size(); rest /= alphabet.size()) {
    ++letters;
  }
  return letters;
}

void write_number(std::uint64_t number, std::string& name) { name += std::to_string(number); }

void write_digits(std::uint64_t number, std::size_t digits, Bytes alphabet, std::string& name) {
  for (; digits != 0; --digits, number /= alphabet.size())
    name += alphabet[number % alphabet.size()];
}

// A number below 2^62 as a text that looks random; others have other texts.
void write_random(std::uint64_t n, std::size_t length, Bytes alphabet, std::string& name) {
  const std::size_t whole = letters_of_word(alphabet);
  if (length < whole) return write_digits(n, length, alphabet, name);
  for (std::uint64_t word = mixed(n); length != 0; word = mixed(word + kStep)) {
    const std::size_t letters = std::min(length, whole);
    write_digits(word, letters, alphabet, name);
    length -= letters;
  }
}

void write_uuid(std::uint64_t n, std::string& name) {
  const std::uint64_t first = mixed(n);
  const std::uint64_t rest = mixed(first + kStep);
  char text[37];
  std::snprintf(text, sizeof text, "%08x-%04x-4%03x-%c%03x-%012llx",
                static_cast<unsigned>(first & 0xffffffff),
                static_cast<unsigned>(first >> 32 & 0xffff),
                static_cast<unsigned>(first >> 48 & 0xfff), "89ab"[first >> 60 & 3],
                static_cast<unsigned>(first >> 62 | (rest >> 48 & 0x3ff) << 2),
                static_cast<unsigned long long>(rest & 0xffff'ffff'ffff));
  name += text;
}

void write_ulid(std::uint64_t n, std::int64_t ctime_seconds, std::string& name) {
  const std::uint64_t random = mixed(n);
  std::uint64_t ms = static_cast<std::uint64_t>(ctime_seconds) * 1000 - random % 2'592'000'000;
  std::string time(10, '0');
  for (std::size_t i = time.size(); i != 0; --i, ms /= 32) time[i - 1] = kCrockford[ms % 32];
  name += time;
  write_random(n, 16, kCrockford, name);
}

// Of 20 slugs two have one word, three have two, eight three and seven four. The first three words
// tell longer ones apart, the number behind the others.
void write_slug(std::uint64_t n, std::string& name) {
  constexpr std::uint64_t kFirst[] = {0, 2, 5, 13, 20};
  int words = 1;
  while (n % 20 >= kFirst[words]) ++words;
  std::uint64_t rest = n / 20 * (kFirst[words] - kFirst[words - 1]) + n % 20 - kFirst[words - 1];
  for (int i = 0; i < words; ++i) {
    if (i != 0) name += '-';
    name += kWords[i < 3 ? rest % kWords.size() : mixed(n) % kWords.size()];
    if (i < 3) rest /= kWords.size();
  }
  if (rest != 0) write_number(rest, name += '-');
}

void write_path(std::uint64_t n, std::string& name) {
  std::uint64_t random = mixed(n);
  for (std::uint64_t words = 1 + random % 4; words != 0; --words) {
    random = mixed(random + kStep);
    name += kWords[random % kWords.size()];
    if (words != 1) name += '/';
  }
}

void write_host(std::uint64_t n, std::string& name) {
  static constexpr Bytes kStems[] = {"web-", "app", "ip-10-0-3-"};
  name += kStems[n % 3];
  write_number(1 + n / 3, name);
}

void write_email(std::uint64_t n, std::string& name) {
  constexpr std::uint64_t kPlaces = std::size(kHosts);
  const Bytes host = kHosts[n % kPlaces];
  n /= kPlaces;
  name += kWords[n % 128];
  name += '.';
  name += kWords[n / 128 % 128];
  if (n >= 128 * 128) write_number(n / (128 * 128), name);
  name += '@';
  name += host;
}

void write_ip(std::uint64_t n, bool six, std::string& name) {
  char text[40];
  if (six) {
    std::snprintf(text, sizeof text, "2001:db8:%x::%x:1", static_cast<unsigned>(n & 0xfff),
                  static_cast<unsigned>(n >> 12));
  } else {
    std::snprintf(text, sizeof text, "10.%u.%u.%u", static_cast<unsigned>(n >> 16 & 255),
                  static_cast<unsigned>(n >> 8 & 255), static_cast<unsigned>(n & 255));
  }
  name += text;
}

// One entity, `driver_id`, an integer of 64 bits; then the project.
void write_feast(std::uint64_t n, std::string& name) {
  using namespace std::string_view_literals;
  name += "\1\0\0\0\2\0\0\0\x09\0\0\0driver_id\4\0\0\0\x08\0\0\0"sv;
  for (int i = 0; i < 8; ++i, n >>= 8) name += static_cast<char>(n & 0xff);
  name += "shop";
}

std::uint64_t number_of(Bytes text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > kMost) {
    throw InvalidArgument("\"" + std::string(text) + "\" is no number");
  }
  return number;
}

}  // namespace

NamePart NamePart::compile(Bytes text) {
  const std::size_t colon = text.find(':');
  Bytes word = text.substr(0, colon);
  NamePart part;
  if (const std::size_t at = word.find('@'); at != Bytes::npos) {
    part.siblings_ = number_of(word.substr(at + 1));
    word = word.substr(0, at);
  }
  const Known* known = nullptr;
  for (const Known& kind : kKinds) {
    if (kind.word == word) known = &kind;
  }
  const bool has_argument = colon != Bytes::npos;
  if (known == nullptr || has_argument != (known->count == 0)) {
    throw InvalidArgument("no placeholder is called <" + std::string(text) + ">");
  }
  part.kind_ = known->kind;
  part.count_ = std::max<std::uint64_t>(1, known->count);
  if (has_argument) part.set_numbers(text.substr(colon + 1));
  if (part.siblings_ > part.count_) {
    throw InvalidArgument("<" + std::string(text) + "> has fewer values than siblings");
  }
  return part;
}

void NamePart::set_numbers(Bytes argument) {
  if (kind_ == Kind::words) {
    for (std::size_t end = 0; end != Bytes::npos;) {
      end = argument.find('|');
      words_.emplace_back(argument.substr(0, end));
      if (end != Bytes::npos) argument.remove_prefix(end + 1);
    }
    count_ = words_.size();
    return;
  }
  if (kind_ == Kind::integer) {
    const std::size_t dash = argument.find('-');
    first_ = number_of(argument.substr(0, dash));
    const std::uint64_t last = dash == Bytes::npos ? 0 : number_of(argument.substr(dash + 1));
    if (last < first_) throw InvalidArgument("an empty range of integers");
    count_ = last - first_ + 1;
    return;
  }
  length_ = number_of(argument);
  if (length_ == 0) throw InvalidArgument("a length of nothing");
  if (kind_ == Kind::iso_date || kind_ == Kind::date8) {
    count_ = length_;
    return;
  }
  for (std::size_t i = 0; i < length_ && count_ < kMost; ++i) {
    const std::size_t letters = alphabet_of(kind_).size();
    count_ = count_ > kMost / letters ? kMost : count_ * letters;
  }
}

void NamePart::write_time(std::uint64_t n, std::int64_t ctime_seconds, std::string& name) const {
  const auto back = static_cast<std::int64_t>(n);
  const auto whole = [&](std::int64_t unit) { return (ctime_seconds / unit - back) * unit; };
  const auto formatted = [&name](const char* format, std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[24];
    name.append(text, std::strftime(text, sizeof text, format, &parts));
  };
  switch (kind_) {
    case Kind::iso_date:
      return formatted("%Y-%m-%d", whole(kDay));
    case Kind::date8:
      return formatted("%Y%m%d", whole(kDay));
    case Kind::yymmdd:
      return formatted("%y%m%d", whole(kDay));
    case Kind::iso_week:
      return formatted("%G-%V", ctime_seconds - 7 * kDay * back);
    case Kind::epoch_day:
      return write_number(static_cast<std::uint64_t>(whole(kDay)), name);
    case Kind::epoch10:
      return write_number(static_cast<std::uint64_t>(whole(10)), name);
    case Kind::epoch_ms:
      return write_number(static_cast<std::uint64_t>(ctime_seconds * 1000 - back), name);
    case Kind::epoch_ms60:
      return write_number(static_cast<std::uint64_t>(whole(60) * 1000), name);
    default:
      break;
  }
  formatted("%Y%m%d%H%M%S", ctime_seconds - back / 1'000'000);
  char micros[8];
  std::snprintf(micros, sizeof micros, "%06u", static_cast<unsigned>(n % 1'000'000));
  name += micros;
}

void NamePart::write(std::uint64_t n, std::int64_t ctime_seconds, std::string& name) const {
  switch (kind_) {
    case Kind::words:
      name += words_[n];
      return;
    case Kind::integer:
      return write_number(first_ + n, name);
    case Kind::hex:
    case Kind::upper_hex:
    case Kind::alphanumeric:
    case Kind::alphanumeric36:
    case Kind::base64:
      return write_random(n, length_, alphabet_of(kind_), name);
    case Kind::uuid:
      return write_uuid(n, name);
    case Kind::ulid:
      return write_ulid(n, ctime_seconds, name);
    case Kind::hour:
      return write_number(n, name);
    case Kind::minute:
      if (n < 10) name += '0';
      return write_number(n, name);
    case Kind::slug:
      return write_slug(n, name);
    case Kind::path:
      return write_path(n, name);
    case Kind::host:
      return write_host(n, name);
    case Kind::class_name:
      name += kClasses[n];
      return;
    case Kind::locale:
      name += kLocales[n];
      return;
    case Kind::email:
      return write_email(n, name);
    case Kind::ip:
    case Kind::ip4:
      return write_ip(n, kind_ == Kind::ip && n % 8 == 0, name);
    case Kind::jdk:
      name += "\xac\xed";
      name += '\0';
      name += "\5t";
      return;
    case Kind::feast:
      return write_feast(n, name);
    default:
      return write_time(n, ctime_seconds, name);
  }
}

}  // namespace rdbmill
