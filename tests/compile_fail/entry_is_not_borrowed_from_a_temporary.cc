// The bytes live in the owned entry: borrowing from a temporary would dangle at once.
// expect: use of deleted function|to deleted member function|selected deleted
#include "librdb/event/entry.h"

std::size_t key_length(const rdb::Entry& entry) {
#ifdef VALID
  const rdb::OwnedEntry owned(entry);
  const rdb::Entry borrowed = owned.borrow();
#else
  const rdb::Entry borrowed = rdb::OwnedEntry(entry).borrow();
#endif
  return borrowed.key.size();
}
