// Sinks implement everything: a new event breaks the build of exactly those who must decide.
// expect: abstract
#include "librdb/event/event_sink.h"
#include "librdb/event/stage.h"

#ifdef VALID
class Forwarding : public rdb::Stage {
 public:
  using Stage::Stage;
};
Forwarding make(rdb::EventSink& next) { return Forwarding(next); }
#else
class Silent : public rdb::EventSink {};
Silent make(rdb::EventSink&) { return Silent(); }
#endif
