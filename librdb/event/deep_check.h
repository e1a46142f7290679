// Looks at the elements of every value, for what servers would not load or would load wrong.
//
//   DeepCheck check(next);
//   reader.run(check);                 // throws CorruptInput for what Valkey 9.1 refuses to load
//   use(check.warnings());             // counted: what servers load although it is wrong
//
// The reader itself validates whatever it decodes; here comes what needs a whole value: members and
// fields that come twice (Redis loads such hashes, and answers wrong), the order of packed sorted
// sets and of expiring fields. A stage: passes everything on but the elements, which it asks for
// itself.
//
// Holds 16 bytes for each element of one value, up to `most_elements`; a larger value is not
// searched for doubles, which is a warning.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "librdb/event/stage.h"

namespace rdb {

class DeepCheck final : public Stage {
 public:
  struct Warning {
    std::uint64_t keys = 0;
    std::uint32_t db = 0;  ///< of the first key
    OwnedBytes first_key;
  };

  /// `next` must not want values, only entries.
  explicit DeepCheck(EventSink& next) : Stage(next) {}

  const std::map<std::string, Warning>& warnings() const { return warnings_; }

  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;
  void on(const StringValue&) override {}
  void on(const RawValue&) override {}
  void on(const CollectionBegin& event) override;
  void on(const ListItem&) override { ++elements_; }
  void on(const SetMember&) override { ++elements_; }
  void on(const ZsetMember& event) override;
  void on(const HashField& event) override;
  void on(const StreamEntry&) override {}
  void on(const StreamField&) override {}
  void on(const StreamInfo&) override {}
  void on(const StreamGroup&) override {}
  void on(const StreamPending&) override {}
  void on(const StreamConsumer&) override {}
  void on(const StreamConsumerPending&) override {}
  void on(const CollectionEnd& event) override;
  using Stage::on;

 private:
  void warn(const char* what);
  std::map<std::string, Warning> warnings_;
  const Entry* entry_ = nullptr;
  std::uint64_t elements_ = 0;
  bool is_packed_ = false;  // in an order that means something
  bool out_of_order_ = false;
  double last_score_ = 0;
  OwnedBytes last_member_;
  std::uint64_t last_expiry_ = 0;
};

}  // namespace rdb
