#include "tools/dump_series.h"

#include <bitset>
#include <map>
#include <optional>

#include "librdb/base/errors.h"
#include "librdb/event/stage.h"
#include "librdb/key/slot.h"
#include "librdb/report/quantity_text.h"

namespace rdbmill {
namespace {

constexpr std::size_t kSlots = 16384;

// Makes one dump of several.
class Uniting final : public rdb::Stage {
 public:
  using Stage::on;
  Uniting(rdb::EventSink& next, std::size_t inputs) : Stage(next), inputs_(inputs) {}

  void begin_input() {
    ++input_;
    before_ |= here_;
    here_.reset();
  }

  rdb::Interests enter(const rdb::Entry& entry) override {
    note_slot(entry);
    return Stage::enter(entry);
  }
  void on(const rdb::Header& event) override {
    if (input_ == 1) {
      family_ = event.family;
      version_ = event.version;
      return next().on(event);
    }
    if (event.family != family_ || event.version != version_) {
      throw rdb::Refused(
          "the dump has another version than the first: convert it before, with "
          "filter --target");
    }
  }
  void on(const rdb::Aux& event) override {
    if (input_ == 1) next().on(event);
  }
  void on(const rdb::Function& event) override {
    const auto [known, is_new] =
        libraries_.emplace(name_of(event.library), rdb::OwnedBytes(event.library));
    if (is_new) return next().on(event);
    if (known->second == event.library) return;
    throw rdb::Refused("function library \"" + rdb::escaped(known->first) +
                       "\" is another one than in a dump before");
  }
  void on(const rdb::ModuleAux& event) override {
    if (input_ == 1) return next().on(event);
    throw rdb::Refused(
        "data of a module besides its keys: it cannot be united with that of other "
        "dumps");
  }
  void on(const rdb::Finish& event) override {
    if (input_ == inputs_) next().on(event);
  }

 private:
  void note_slot(const rdb::Entry& entry) {
    const unsigned slot = rdb::hash_slot(entry.key);
    here_.set(slot);
    if (!before_.test(slot)) return;
    throw rdb::Refused("key \"" + rdb::escaped(entry.key) + "\" is in slot " +
                       std::to_string(slot) +
                       ", and so are keys of a dump before: only the shards of one cluster can be "
                       "told to have no key twice (master and replica both given?)");
  }
  // "#!lua name=mylib\n": the rest of a library is code.
  static rdb::OwnedBytes name_of(rdb::Bytes library) {
    const rdb::Bytes line = library.substr(0, library.find('\n'));
    const std::size_t at = line.find("name=");
    return rdb::OwnedBytes(at == rdb::Bytes::npos ? line : line.substr(at + 5));
  }

  std::size_t inputs_;
  std::size_t input_ = 0;
  rdb::Family family_ = rdb::Family::redis;
  std::uint32_t version_ = 0;
  std::bitset<kSlots> before_, here_;
  std::map<rdb::OwnedBytes, rdb::OwnedBytes> libraries_;
};

// Whose fault it is, where the sink of several does not know.
template <typename Job>
void with_name(const std::string& name, Job job) try {
  job();
} catch (rdb::Refused& error) {
  rdb::Place place;
  place.file = name;
  if (error.place().file.empty()) error.at(place);
  throw;
}

}  // namespace

DumpSeries::DumpSeries(std::vector<std::string> paths, const CommonOptions& common,
                       rdb::ReaderOptions options)
    : paths_(std::move(paths)),
      common_(common),
      options_(options),
      first_(std::make_unique<DumpRun>(paths_.front(), common, options)) {}

void DumpSeries::read_into(rdb::EventSink& sink, bool base_only) {
  std::optional<Uniting> uniting;
  if (paths_.size() > 1) uniting.emplace(sink, paths_.size());
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    std::unique_ptr<DumpRun> run = std::move(first_);
    if (i != 0) run = std::make_unique<DumpRun>(paths_[i], common_, options_);
    if (uniting) uniting->begin_input();
    current_ = run.get();
    with_name(run->name(), [&] { run->read_into(uniting ? *uniting : sink); });
    current_ = nullptr;
    run->refuse_unread_commands(base_only);
    inputs_.push_back({run->name(), run->reader().offset(), run->reader().checksum()});
    if (const std::uint64_t count = run->reader().enterprise_numbers(); count != 0) {
      warnings_.push_back(rdb::escaped(run->name(), 4096) + ": warning: " + rdb::thousands(count) +
                          " opcodes of Redis Enterprise were not copied");
    }
    if (std::string text = run->trailing_warning(); !text.empty()) warnings_.push_back(text);
  }
}

void DumpSeries::tick_phase(const char* phase, std::uint64_t done, std::uint64_t total) {
  if (current_ != nullptr) current_->progress().tick_phase(phase, done, total);
}

std::uint64_t DumpSeries::bytes() const {
  std::uint64_t sum = 0;
  for (const SeriesInput& input : inputs_) sum += input.bytes;
  return sum;
}

}  // namespace rdbmill
