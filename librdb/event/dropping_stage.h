// A stage that lets some keys through and drops the others whole: one override. Values pass unseen,
// so a class derived from it that looks at plain elements must override on_elements() as well.
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
  void on_elements(const ShortElements& event) override { next().on_elements(event); }

 private:
  bool kept_ = false;
};

}  // namespace rdb
