// Notes what a dump says of itself and counts its keys; never prints.
//
//   InfoCollector collector;
//   RdbReader(source).run(collector);          // values are stepped over
//   std::string text = render_info_text(collector.info(), {});
//
// Memory: kMaxListed AUX fields, names of functions and of modules, and one row per database.
#pragma once
#include "librdb/event/event_sink.h"
#include "librdb/report/dump_info.h"

namespace rdb {

class InfoCollector final : public EventSink {
 public:
  /// Lives as long as the collector; complete after Finish.
  const DumpInfo& info() const { return info_; }

  Needs needs() const override { return {}; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry&) override {}
  void on(const Header& event) override;
  void on(const Aux& event) override;
  void on(const SelectDb& event) override;
  void on(const ResizeDb& event) override;
  void on(const SlotInfo& event) override;
  void on(const SlotImport& event) override;
  void on(const Function& event) override;
  void on(const ModuleAux& event) override;
  void on(const Finish& event) override;

  void on(const StringValue&) override {}
  void on(const RawValue& event) override;
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
  void on(const Leave&) override {}

 private:
  DumpInfo info_;
  DatabaseInfo* database_ = nullptr;  // of the last key or SELECTDB
  std::uint32_t database_number_ = 0;
  DatabaseInfo& database(std::uint32_t number);
  void add_module(std::uint64_t id);
};

}  // namespace rdb
