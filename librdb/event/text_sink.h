// The text form of events: every event is a line, and text_reader.h reads it back.
//
//   OwnedBytes text;
//   TextSink sink(text, Interest::elements);
//   RdbReader(source).run(sink);
//
//   header REDIS 11
//   aux "redis-ver" "7.2.0"
//   select-db 0
//   key "user:1" hash 16 hash_listpack expire=1700000000000
//     begin 2
//     field "name" "abc\x00"
//     field "visits" 17
//     end
//   finish checksum=58c6c7b9831fd795
//
// Goldens, tests of stages and a debugging command use it. Bytes are quoted (`\"`, `\\`, and `\xNN`
// for all that is not printable ASCII), integer payloads are bare, an unknown count is `?`. Scores
// are the shortest decimal that reads back exactly. In how many pieces a payload came does not
// show.
//
//   header FAMILY VERSION                  select-db DB               resize-db KEYS EXPIRES
//   aux NAME VALUE                         slot-info SLOT KEYS EXPIRES
//   slot-import JOB FIRST-LAST…            module-aux ID WHEN STORED
//   function SOURCE                        function-pre-release SOURCE NAME ENGINE DESCRIPTION
//   key KEY TYPE [BYTE ENCODING] [db=] [expire=] [idle=] [freq=] [metadata=] [value-bytes=]
//   finish [checksum=] [computed=]
//   of a key:  string PAYLOAD · raw PAYLOAD · begin COUNT … end · layout COUNT … layout-end
//              item PAYLOAD · member BYTES · scored BYTES SCORE · field BYTES PAYLOAD [expire=]
//              entry ID FIELDS · pair BYTES PAYLOAD · info LENGTH LAST FIRST MAX-DELETED ADDED
//              group BYTES LAST READ · pending ID MS COUNT · consumer BYTES SEEN ACTIVE · owns ID
//              blob ENCODING STORED UNPACKED COUNT [node=] [bytes=]
//              plain ROLE FORM LENGTH STORED [integer=] [score=] [expire=]
//              leave BYTES END · abort
#pragma once
#include "librdb/event/event_sink.h"

namespace rdb {

/// What goes into the text besides the content.
struct TextOptions {
  bool stored = false;    ///< `stored` and `stored_head`: the bytes as they stood in the file
  bool offsets = false;   ///< offsets in the input
  bool unpacked = false;  ///< the content of packed blobs, unpacked for it
  Needs needs;            ///< e.g. `leave` lines
};

/// Appends to `out`, which it borrows and which grows with all that is said. Flags aside, equal
/// events give equal text.
class TextSink : public EventSink {
 public:
  /// `wanted` is the answer to every enter().
  TextSink(OwnedBytes& out, Interests wanted, TextOptions options = {})
      : out_(out), wanted_(wanted), options_(options) {}

  Needs needs() const override { return options_.needs; }
  Interests enter(const Entry& entry) override;
  void abort(const Entry& entry) override;
  void on(const Header& event) override;
  void on(const Aux& event) override;
  void on(const SelectDb& event) override;
  void on(const ResizeDb& event) override;
  void on(const SlotInfo& event) override;
  void on(const SlotImport& event) override;
  void on(const Function& event) override;
  void on(const ModuleAux& event) override;
  void on(const Finish& event) override;
  void on(const StringValue& event) override;
  void on(const RawValue& event) override;
  void on(const CollectionBegin& event) override;
  void on(const ListItem& event) override;
  void on(const SetMember& event) override;
  void on(const ZsetMember& event) override;
  void on(const HashField& event) override;
  void on(const StreamEntry& event) override;
  void on(const StreamField& event) override;
  void on(const StreamInfo& event) override;
  void on(const StreamGroup& event) override;
  void on(const StreamPending& event) override;
  void on(const StreamConsumer& event) override;
  void on(const StreamConsumerPending& event) override;
  void on(const CollectionEnd& event) override;
  void on(const LayoutBegin& event) override;
  void on(const PackedBlob& event) override;
  void on(const PlainElement& event) override;
  void on(const LayoutEnd& event) override;
  void on(const Leave& event) override;

 private:
  OwnedBytes& out_;
  Interests wanted_;
  TextOptions options_;
};

}  // namespace rdb
