// Counts what the keys of a dump take in memory and in the dump while it goes by; never prints.
//
//   ReportCollector collector({.prefixes = {.separators = {":"}, .depth = 3}, .largest = 10});
//   RdbReader(source).run(collector);
//   std::string text = render_screen_text(collector.result(), {});
//
// Asks for the layout of values as far as MemoryMeter wants it: nothing is unpacked that the
// server's loader would keep as it is.
//
// Memory, whatever the number of keys: 33 MiB of shapes (shape_tallies.h), the prefix tree's bound
// (30 MiB by default), 1.3 MiB of lots of strings, 272 KiB of places, 4.3 KiB for each of the N
// largest keys, 256 KiB of slots if asked for, and some hundred bytes for each database.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "librdb/event/layout_sink.h"
#include "librdb/event/short_strings.h"
#include "librdb/memory/server_choice.h"
#include "librdb/report/dump_report.h"

namespace rdb {

class RegroupSampler;
struct NameOutline;
struct KeyPlace;
struct StringLot;

struct ReportOptions {
  PrefixOptions prefixes;
  std::size_t largest = 10;
  bool slots = false;                  ///< count keys by cluster slot: a CRC of each name
  std::optional<std::int64_t> now_ms;  ///< default: the dump's ctime
  ServerChoice server;                 ///< whose memory is meant
  std::string filter;                  ///< in words, what chooses the keys that are told
};

class ReportCollector final : public LayoutSink<ReportCollector>, public ShortStringSink {
 public:
  using LayoutSink<ReportCollector>::on;
  explicit ReportCollector(ReportOptions options = {});
  ~ReportCollector() override;

  /// What was counted so far. O(prefixes log prefixes + strata).
  DumpReport result();

  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;
  void on(const Header& event) override;
  void on(const Aux& event) override;
  void on(const Finish& event) override;
  void on(const PlainElement& event) override;
  void on(const Leave& event) override;
  std::size_t on_short_strings(const ShortStrings& event) override;

 private:
  friend LayoutSink<ReportCollector>;
  // What keys have in common besides their name.
  struct Kind {
    std::uint8_t type_byte = 0;
    std::uint8_t form = 0;  // of a string's value
    LoadedEncoding loaded = LoadedEncoding::unknown;
    friend bool operator==(const Kind&, const Kind&) = default;
  };
  struct KindTally {
    Kind kind;
    ObjectType type = ObjectType::other;
    Bytes encoding;
    Tally tally = {};
  };
  // The key between enter() and Leave. Its name may be gone by then, which only the largest keys
  // need: most names are copied as 64 bytes.
  struct Current {
    static constexpr std::size_t kShort = 64;
    std::array<char, kShort + 32> short_key{};  // with what may be read behind a name
    OwnedBytes long_key;
    std::size_t key_size = 0;
    Attributes attributes;
    std::uint64_t offset = 0;
    std::uint32_t db = 0;
    std::uint32_t prefix = 0;
    std::uint16_t slot = 0;
    ObjectType type = ObjectType::other;
    Bytes encoding;
    std::uint8_t type_byte = 0;
    std::uint8_t form = 0;
    bool open = false;
    bool is_known = false;              // its prefix and its stratum, by what leads its name
    RegroupSampler* sampler = nullptr;  // of a known string that may be grouped
    std::uint64_t ends = 0;             // of its parts, if it is known
    Bytes key() const {
      return key_size <= kShort ? Bytes(short_key.data(), key_size) : Bytes(long_key);
    }
  };
  struct Counters;  // that need to know the server

  void start();
  template <class Event>
  void layout(const Event& event);
  void keep_key(const Entry& entry);
  void find_place(const Entry& entry);
  void find_place_by_lead(const Entry& entry);
  void add_known_string(const StringMeasure& value);
  struct Leads;
  void add_by_leads(const ShortStrings& event);
  void add_by_lead(const ShortStrings& event, const ShortString& string, const Leads& leads,
                   std::size_t i);
  std::uint32_t find_prefix(Bytes key, const NameOutline& outline, std::size_t slack);
  void remember(Bytes key, const NameOutline& outline, std::uint64_t kind, std::uint32_t prefix,
                std::size_t known_prefixes);
  void renew_places();
  void forget_moved_places();
  void forget_places();
  void take_places();
  void take_place(const KeyPlace& place);
  void add_string(Bytes key, std::uint32_t prefix, std::size_t slack, const StringMeasure& value,
                  const StringLot& lot);
  void add_apart(const ShortStrings& event, const ShortString& string, const StringLot& lot);
  void take_lots();
  void take_short_strings();
  Tally& kind_tally(std::uint32_t db, const KindTally& kind);
  void add_expiry(const KeySize& size);
  void add_inexact(const KeySize& size, const KeyCost& cost);
  [[gnu::noinline]] void add_large(const KeySize& size, const KeyCost& cost);
  void add_distributions(const KeySize& size, const KeyCost& cost, const Leave& event);
  void collect_kinds(DumpReport& report) const;
  void collect_input(DumpReport& report) const;

  ReportOptions options_;
  DumpReport report_;  // what needs no more work at the end, of one input
  ReportInput& input() { return report_.inputs.front(); }
  DumpServer server_;
  ServerProfile profile_;
  double variance_ = 0;
  std::optional<ExpiryCalendar> calendar_;  // if there is a clock
  Current current_;
  std::map<std::uint32_t, std::vector<KindTally>> databases_;
  std::vector<KindTally>* database_ = nullptr;  // of the last key
  std::uint32_t database_number_ = 0;
  PrefixTree prefixes_;
  LargestKeys largest_;
  std::unique_ptr<Counters> counters_;
};

}  // namespace rdb
