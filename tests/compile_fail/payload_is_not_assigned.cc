// A payload member cannot be set from an event that ends before the member does.
// expect: use of deleted function|overload resolution selected deleted
#include "librdb/event/payload.h"

struct Keeper {
  rdb::Payload last;
  rdb::OwnedBytes bytes;
  void see(const rdb::Payload& payload) {
#ifdef VALID
    bytes = rdb::to_owned(payload, 100);
#else
    last = payload;
#endif
  }
};
