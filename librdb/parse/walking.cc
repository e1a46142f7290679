#include "librdb/parse/walking.h"

#include <algorithm>

namespace rdb {
namespace {

// A string is stepped over in pieces; anything else must be whole.
void fetch_more(Input& in, const Walker& walker) {
  in.claim(walker.least_left());
  in.need(walker.in_string() ? 1 : walker.wanted());
}

}  // namespace

bool walk_in_window(Input& in, Walker& walker) {
  struct Position {
    Input& in;
    const char* p;
    ~Position() { in.advance_to(p); }  // also when the walker throws: there lies the damage
  } position{in, in.at()};
  return walker.run(position.p, in.end());
}

void walk_to_end(Input& in, Walker& walker) {
  in.clear_mark();
  while (!walk_in_window(in, walker)) fetch_more(in, walker);
}

bool walk_marked(Input& in, Walker& walker) {
  for (;;) {
    if (walk_in_window(in, walker)) return true;
    in.claim(walker.least_left());
    switch (in.more(walker.wanted())) {
      case Input::More::got:
        break;
      case Input::More::no_room:
        return false;
      case Input::More::ended:
        in.throw_truncated(walker.wanted());
    }
  }
}

Bytes WalkedStream::next() {
  if (!begun_) {
    begun_ = true;
    const Bytes first = in_.marked();
    in_.clear_mark();
    if (!first.empty()) return first;
  }
  while (!done_) {
    const char* from = in_.at();
    done_ = walk_in_window(in_, walker_);
    if (in_.at() != from) return {from, static_cast<std::size_t>(in_.at() - from)};
    if (!done_) fetch_more(in_, walker_);
  }
  return {};
}

void WalkedStream::finish() {
  in_.clear_mark();
  begun_ = true;
  while (!done_) {
    done_ = walk_in_window(in_, walker_);
    if (!done_) fetch_more(in_, walker_);
  }
}

}  // namespace rdb
