// Events are borrowed as a whole: what must be kept is copied field by field into owning types.
// expect: use of deleted function|call to (implicitly-)?deleted
#include "librdb/event/events.h"

void keep(const rdb::SetMember& event) {
#ifdef VALID
  const rdb::OwnedBytes kept(event.member);
#else
  const rdb::SetMember kept = event;
#endif
  (void)kept;
}
