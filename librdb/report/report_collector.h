// Counts keys and serialized bytes while a dump goes by; never prints.
//
//   ReportCollector collector({.prefixes = {.separators = {":"}, .depth = 2}, .largest = 10});
//   RdbReader(source).run(collector);
//   std::string text = render_text(collector.result(), {});
//
// Asks for the stored bytes of strings (the first one tells how they are stored; cheaper than their
// layout) and for nothing of other values: no LZF stream is unpacked. Memory: the prefix tree's
// bound, N largest keys, a few tallies per database.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include "librdb/event/event_sink.h"
#include "librdb/report/dump_report.h"
#include "librdb/report/prefix_tree.h"

namespace rdb {

struct ReportOptions {
  PrefixOptions prefixes;
  std::size_t largest = 10;
  std::optional<std::int64_t> now_ms;  ///< default: the dump's ctime
};

class ReportCollector final : public EventSink {
 public:
  explicit ReportCollector(ReportOptions options = {});

  /// What was counted so far. O(prefixes log prefixes).
  DumpReport result() const;

  Needs needs() const override { return {.leave = true}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;
  void on(const Header& event) override;
  void on(const Aux& event) override;
  void on(const Finish& event) override;
  void on(const StringValue& event) override;
  void on(const RawValue& event) override;
  void on(const Leave& event) override;

  void on(const SelectDb&) override {}
  void on(const ResizeDb&) override {}
  void on(const SlotInfo&) override {}
  void on(const SlotImport&) override {}
  void on(const Function&) override {}
  void on(const ModuleAux&) override {}
  void on(const CollectionBegin&) override {}
  void on(const ListItem&) override {}
  void on(const SetMember&) override {}
  void on(const ZsetMember&) override {}
  void on(const HashField&) override {}
  void on(const StreamEntry&) override {}
  void on(const StreamField&) override {}
  void on(const StreamInfo&) override {}
  void on(const StreamGroup&) override {}
  void on(const StreamPending&) override {}
  void on(const StreamConsumer&) override {}
  void on(const StreamConsumerPending&) override {}
  void on(const CollectionEnd&) override {}
  void on(const LayoutBegin&) override {}
  void on(const PackedBlob&) override {}
  void on(const PlainElement&) override {}
  void on(const LayoutEnd&) override {}

 private:
  static constexpr std::size_t kForms = 4;  // of a string's value: unknown, raw, integer, lzf
  struct PerEncoding {
    Bytes name;
    ObjectType type = ObjectType::other;
    std::array<Tally, kForms> forms;
  };
  // The key between enter() and Leave. The name is copied: the largest keys need it at the end.
  struct Current {
    OwnedBytes key;
    std::int64_t expire_ms = kNoExpiry;
    std::uint64_t offset = 0;
    std::uint32_t db = 0;
    ObjectType type = ObjectType::other;
    Bytes encoding;
    std::uint8_t type_byte = 0;
    std::uint8_t form = 0;
    bool open = false;
  };

  Tally& database(std::uint32_t db);
  void collect_encodings(DumpReport& report) const;
  void collect_prefixes(DumpReport& report) const;

  ReportOptions options_;
  DumpReport head_;
  std::optional<std::int64_t> clock_ms_;
  Current current_;
  Tally total_, expiring_, expired_;
  std::map<std::uint32_t, Tally> databases_;
  Tally* database_ = nullptr;  // of the last key
  std::uint32_t database_number_ = 0;
  std::array<PerEncoding, 256> encodings_;
  PrefixTree prefixes_;
  LargestKeys largest_;
};

}  // namespace rdb
