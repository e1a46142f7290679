// The end of a regroup: what was gathered leaves.
#include <algorithm>
#include <string>

#include "librdb/base/errors.h"
#include "librdb/transform/group_emitter.h"
#include "librdb/transform/held_replay.h"
#include "librdb/transform/regroup.h"
#include "librdb/transform/regroup_parts.h"

namespace rdb {

ValueDecoder& RegroupStage::decoder() {
  if (decoder_ == nullptr && decoders_) decoder_ = decoders_(family_, version_);
  if (decoder_ == nullptr) throw Unsupported("held values cannot be decoded without a decoder");
  return *decoder_;
}

void RegroupStage::require_matches() {
  if (stats_.matched == 0 && !options_.allow_none) {
    throw Refused(stats_.keys == 0 ? "there are no keys to regroup; --allow-none accepts that"
                                   : "no key was regrouped; --allow-none accepts that. Reasons: " +
                                         stats_.reasons_text());
  }
  if (stats_.matched * 2 < stats_.strings) {
    stats_.warning = "only " + std::to_string(stats_.matched) + " of " +
                     std::to_string(stats_.strings) +
                     " string keys were regrouped. Reasons: " + stats_.reasons_text();
  }
}

void RegroupStage::emit(Database& database) {
  const DecoderSource source = [this]() -> ValueDecoder& { return decoder(); };
  if (database.passing != nullptr && database.passing->size() > 0) {
    select_output(database.number);
    replay_held(*database.passing, needs_.leave, next(), source, budget_);
    database.passing->clear();
  }
  if (!database.store.empty()) select_output(database.number);
  const auto on_clash = [this](const FieldClash& clash) {
    ++clashes_;
    return options_.on_clash(clash);
  };
  constexpr std::uint8_t kExpiringRedis = 24;
  constexpr std::uint8_t kExpiringValkey = 22;
  EmitContext context{.rules = rules_,
                      .leave = needs_.leave,
                      .expiring_type = family_ == Family::valkey ? kExpiringValkey : kExpiringRedis,
                      .drop_rest = options_.rest == RegroupOptions::Rest::drop,
                      .fail_rest = options_.rest == RegroupOptions::Rest::fail,
                      .stats = stats_,
                      .spill = spill_,
                      .decoder = source,
                      .clashes = options_.on_clash ? ClashListener(on_clash) : ClashListener()};
  const auto index = static_cast<std::uint64_t>(
      std::find_if(databases_.begin(), databases_.end(),
                   [&](const auto& known) { return known.get() == &database; }) -
      databases_.begin());
  if (options_.on_progress) {
    context.on_partition = [this, index](std::uint64_t partition) {
      options_.on_progress(index * GroupStore::kPartitions + partition,
                           databases_.size() * GroupStore::kPartitions);
    };
  }
  GroupEmitter(next(), context).emit(database.store);
}

void RegroupStage::require_no_clashes() const {
  if (clashes_ == 0) return;
  throw Refused(std::to_string(clashes_) + (clashes_ == 1 ? " conflict was" : " conflicts were") +
                " found: say with --on-conflict what should happen");
}

void RegroupStage::on(const Finish& event) {
  for (auto& database : databases_) database->store.flush();
  require_matches();
  for (auto& database : databases_) {
    emit(*database);
    database.reset();
  }
  databases_.clear();
  current_ = nullptr;
  for (TrailingModule& module : trailing_) {
    const std::uint64_t size = module.stored->size();
    next().on(ModuleAux{.module_id = module.module_id,
                        .when = module.when,
                        .stored = Payload::stream(module.stored->replay(), size)});
  }
  require_no_clashes();
  stats_.memory_peak = budget_.peak();
  stats_.spilled_bytes = spill_.file().size();
  next().on(event);
}

}  // namespace rdb
