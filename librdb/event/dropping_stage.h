// A stage that lets some keys through and drops the others whole: one override. Plain elements pass
// unseen, many at once; who wants to look at them derives from Stage.
#pragma once
#include "librdb/event/stage.h"

namespace rdb {

class DroppingStage : public Stage {
 public:
  using Stage::on;
  explicit DroppingStage(EventSink& next) : Stage(next) {}

  /// False drops the key: nothing of it is decoded or passed on.
  virtual bool keep(const Entry& entry) = 0;

  Interests enter(const Entry& entry) final {
    kept_ = keep(entry);
    return kept_ ? next().enter(entry) : kSkip;
  }
  void abort(const Entry& entry) final {
    if (kept_) next().abort(entry);
  }
  void on(const Leave& event) final {
    if (kept_) next().on(event);
  }
  void on(const PlainElement& event) final { next().on(event); }
  void on_elements(const ShortElements& event) final { next().on_elements(event); }

 private:
  bool kept_ = false;
};

}  // namespace rdb
