// A payload is borrowed: keeping one by copying would leave a view of bytes that are gone.
// expect: use of deleted function|call to deleted constructor
#include "librdb/event/payload.h"

void keep(const rdb::Payload& payload) {
#ifdef VALID
  const rdb::OwnedBytes kept = rdb::to_owned(payload, 100);
#else
  const rdb::Payload kept = payload;
#endif
  (void)kept;
}
