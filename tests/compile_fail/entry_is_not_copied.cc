// An entry's key is a view into the reader's window: to keep the entry, own it.
// expect: is private within this context|calling a private constructor
#include "librdb/event/entry.h"

rdb::Bytes keep(const rdb::Entry& entry) {
#ifdef VALID
  static const rdb::OwnedEntry kept(entry);
  return kept.key();
#else
  static const rdb::Entry kept = entry;
  return kept.key;
#endif
}
