#include "librdb/event/checked_sink.h"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

#include "librdb/event/text_reader.h"
#include "librdb/event/text_sink.h"
#include "tests/support/random_events.h"

namespace rdb {
namespace {

constexpr Interests kAll = Interest::layout | Interest::raw | Interest::elements;

// What the sink says to events that are sent to it, "" if it is content.
OwnedBytes verdict(const std::function<void(EventSink&)>& send, Interests wanted,
                   Needs needs = {}) {
  OwnedBytes out;
  TextSink sink(out, wanted, {.needs = needs});
  CheckedSink checked(sink);
  try {
    send(checked);
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return {};
}

OwnedBytes verdict(Bytes text, Interests wanted, Needs needs = {}) {
  return verdict([&](EventSink& sink) { TextReader(text).run(sink); }, wanted, needs);
}

TEST(CheckedSink, ValidSequencesPassUnchanged) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const testing::RandomEvents events(seed, {.aborts = true});
    for (int bits = 0; bits < 8; ++bits) {
      Interests wanted;
      if (bits & 1) wanted = wanted | Interest::raw;
      if (bits & 2) wanted = wanted | Interest::layout;
      if (bits & 4) wanted = wanted | Interest::elements;
      const TextOptions options{.needs = {.leave = seed % 2 == 0}};
      OwnedBytes direct, through;
      TextSink direct_sink(direct, wanted, options);
      testing::RandomEvents(events).emit(direct_sink);
      TextSink sink(through, wanted, options);
      CheckedSink checked(sink);
      ASSERT_NO_THROW(testing::RandomEvents(events).emit(checked)) << seed;
      ASSERT_EQ(through, direct);
      ASSERT_TRUE(checked.finished());
    }
  }
}

TEST(CheckedSink, PassesOnWhatItsSinkNeeds) {
  OwnedBytes out;
  TextSink sink(out, kSkip, {.needs = {.leave = true, .sized_entries = true}});
  CheckedSink checked(sink);
  EXPECT_TRUE(checked.needs().leave);
  EXPECT_TRUE(checked.needs().sized_entries);
}

TEST(CheckedSink, ASequenceMayBreakOffAtAnAbort) {
  EXPECT_EQ(verdict("header REDIS 1\nkey \"a\" hash\nbegin 5\nabort\nkey \"b\" string\nabort\n"
                    "finish",
                    Interest::elements),
            "");
  EXPECT_EQ(
      verdict("header REDIS 1\nkey \"a\" hash\nabort\nfinish", Interest::elements, {.leave = true}),
      "");
}

struct Violation {
  const char* text;
  const char* verdict;
  Interests wanted = Interest::elements;
};

class Violations : public ::testing::TestWithParam<Violation> {};

TEST_P(Violations, AreFound) {
  const OwnedBytes text = OwnedBytes("header REDIS 1\n") + GetParam().text;
  EXPECT_EQ(verdict(text, GetParam().wanted), OwnedBytes("event protocol: ") + GetParam().verdict);
}

INSTANTIATE_TEST_SUITE_P(
    Records, Violations,
    ::testing::Values(
        Violation{"header REDIS 1", "Header: expected one Header, before everything else"},
        Violation{"finish\nfinish", "Finish: expected nothing after Finish"},
        Violation{"finish\naux \"a\" \"b\"", "Aux: expected nothing after Finish"},
        Violation{"finish\nkey \"a\" string\nstring 1", "enter: expected nothing after Finish"},
        Violation{"finish\nheader REDIS 1", "Header: expected one Header, before everything else"},
        Violation{"key \"a\" string db=1\nstring 1",
                  "enter: expected an entry of the selected database 0, not 1"},
        Violation{"select-db 2\nkey \"a\" string db=1\nstring 1",
                  "enter: expected an entry of the selected database 2, not 1"}));

constexpr const char* kStreamOrder =
    "StreamInfo (StreamGroup StreamPending* (StreamConsumer StreamConsumerPending*)*)* (key \"a\")";
const std::string kGroupBeforeInfo = OwnedBytes("StreamGroup: expected ") + kStreamOrder;
const std::string kSecondInfo = OwnedBytes("StreamInfo: expected ") + kStreamOrder;
const std::string kLatePending = OwnedBytes("StreamPending: expected ") + kStreamOrder;
const std::string kEarlyPending = OwnedBytes("StreamPending: expected ") + kStreamOrder;
const std::string kEarlyConsumer = OwnedBytes("StreamConsumer: expected ") + kStreamOrder;
const std::string kEarlyOwns = OwnedBytes("StreamConsumerPending: expected ") + kStreamOrder;

INSTANTIATE_TEST_SUITE_P(
    Values, Violations,
    ::testing::Values(
        Violation{"key \"a\" string\nstring 1\nstring 2",
                  "StringValue: expected each form of a value once (key \"a\")"},
        Violation{"key \"a\" hash\nbegin 0\nend\nbegin 0\nend",
                  "CollectionBegin: expected each form of a value once (key \"a\")"},
        Violation{"key \"a\" string\nraw \"\"\nraw \"\"",
                  "RawValue: expected each form of a value once (key \"a\")", Interest::raw},
        Violation{"key \"a\" hash\nstring 1",
                  "StringValue: expected the elements of the entry's type (key \"a\")"},
        Violation{"key \"a\" string\nbegin 0\nend",
                  "CollectionBegin: expected an entry of a type that has elements (key \"a\")"},
        Violation{"key \"a\" module\nbegin 0\nend",
                  "CollectionBegin: expected an entry of a type that has elements (key \"a\")"},
        Violation{"key \"a\" list\nbegin 1\nmember \"x\"\nend",
                  "SetMember: expected the elements of the entry's type (key \"a\")"},
        Violation{"key \"a\" set\nbegin 1\nitem \"x\"\nend",
                  "ListItem: expected the elements of the entry's type (key \"a\")"},
        Violation{"key \"a\" hash\nbegin 1\nscored \"x\" 1\nend",
                  "ZsetMember: expected the elements of the entry's type (key \"a\")"},
        Violation{"key \"a\" zset\nbegin 1\nfield \"x\" 1\nend",
                  "HashField: expected the elements of the entry's type (key \"a\")"},
        Violation{"key \"a\" zset\nbegin 1\nentry 1-1 0\nend",
                  "StreamEntry: expected the elements of the entry's type (key \"a\")"},
        Violation{"key \"a\" list\nitem 1", "ListItem: expected CollectionBegin first (key \"a\")"},
        Violation{"key \"a\" list\nbegin 0\nend\nitem 1",
                  "ListItem: expected CollectionBegin first (key \"a\")"},
        Violation{"key \"a\" list\nend",
                  "CollectionEnd: expected CollectionBegin first (key \"a\")"},
        Violation{"key \"a\" list\nbegin 2\nitem 1\nend",
                  "CollectionEnd: expected 2 elements as announced, not 1 (key \"a\")"},
        Violation{"key \"a\" set\nbegin 0\nmember \"x\"\nend",
                  "CollectionEnd: expected 0 elements as announced, not 1 (key \"a\")"},
        Violation{"key \"a\" list\nbegin 2\nitem 1\nkey \"b\" string\nstring 1",
                  "enter: expected CollectionEnd first (key \"a\")"},
        Violation{"key \"a\" list\nbegin ?\nfinish",
                  "Finish: expected CollectionEnd first (key \"a\")"},
        Violation{"key \"a\" list\nlayout ?\nselect-db 0",
                  "SelectDb: expected LayoutEnd first (key \"a\")", Interest::layout},
        Violation{"key \"a\" string\nplain value raw 1 1\nstring 1\nraw \"\"",
                  "RawValue: expected layout, raw, elements in that order (key \"a\")", kAll},
        Violation{"key \"a\" string\nraw \"\"\nplain value raw 1 1\nstring 1",
                  "RawValue: expected the layout first, as enter() asked for it (key \"a\")",
                  kAll}));

INSTANTIATE_TEST_SUITE_P(
    Streams, Violations,
    ::testing::Values(
        Violation{"key \"a\" stream\nbegin 0\nend",
                  "CollectionEnd: expected StreamInfo first (key \"a\")"},
        Violation{"key \"a\" stream\nbegin 1\nentry 1-1 2\npair \"f\" 1\ninfo 0 0-0 0-0 0-0 0",
                  "StreamInfo: expected all fields of the stream entry (key \"a\")"},
        Violation{"key \"a\" stream\nbegin 2\nentry 1-1 1\nentry 1-2 0",
                  "StreamEntry: expected all fields of the entry before (key \"a\")"},
        Violation{"key \"a\" stream\nbegin 1\nentry 1-1 0\npair \"f\" 1",
                  "StreamField: expected as many fields as the entry announced (key \"a\")"},
        Violation{"key \"a\" stream\nbegin 1\ninfo 0 0-0 0-0 0-0 0\nentry 1-1 0",
                  "StreamEntry: expected entries before StreamInfo (key \"a\")"},
        Violation{"key \"a\" stream\nbegin 0\ngroup \"g\" 0-0 0", kGroupBeforeInfo.c_str()},
        Violation{"key \"a\" stream\nbegin 0\ninfo 0 0-0 0-0 0-0 0\ninfo 0 0-0 0-0 0-0 0",
                  kSecondInfo.c_str()},
        Violation{"key \"a\" stream\nbegin 0\ninfo 0 0-0 0-0 0-0 0\npending 0-0 0 0",
                  kEarlyPending.c_str()},
        Violation{"key \"a\" stream\nbegin 0\ninfo 0 0-0 0-0 0-0 0\nconsumer \"c\" 0 0",
                  kEarlyConsumer.c_str()},
        Violation{"key \"a\" stream\nbegin 0\ninfo 0 0-0 0-0 0-0 0\ngroup \"g\" 0-0 0\nowns 0-0",
                  kEarlyOwns.c_str()},
        Violation{"key \"a\" stream\nbegin 0\ninfo 0 0-0 0-0 0-0 0\ngroup \"g\" 0-0 0\n"
                  "consumer \"c\" 0 0\npending 0-0 0 0",
                  kLatePending.c_str()},
        Violation{"key \"a\" hash\nbegin 0\ninfo 0 0-0 0-0 0-0 0\nend",
                  "StreamInfo: expected the elements of the entry's type (key \"a\")"},
        Violation{"key \"a\" stream\nlayout ?\nblob listpack 1 1 1\ninfo 0 0-0 0-0 0-0 0\n"
                  "blob listpack 1 1 1",
                  "PackedBlob: expected blobs before StreamInfo (key \"a\")", Interest::layout}));

INSTANTIATE_TEST_SUITE_P(
    Layouts, Violations,
    ::testing::Values(
        Violation{"key \"a\" string\nlayout ?\nlayout-end",
                  "LayoutBegin: expected one PlainElement for a string (key \"a\")",
                  Interest::layout},
        Violation{"key \"a\" string\nplain field raw 1 1",
                  "PlainElement: expected a string's value (key \"a\")", Interest::layout},
        Violation{"key \"a\" string\nplain value raw 1 1\nplain value raw 1 1",
                  "PlainElement: expected each form of a value once (key \"a\")", Interest::layout},
        Violation{"key \"a\" hash\nplain field raw 1 1",
                  "PlainElement: expected LayoutBegin first (key \"a\")", Interest::layout},
        Violation{"key \"a\" hash\nblob listpack 1 1 1",
                  "PackedBlob: expected LayoutBegin first (key \"a\")", Interest::layout},
        Violation{"key \"a\" hash\nlayout-end", "LayoutEnd: expected LayoutBegin first (key \"a\")",
                  Interest::layout},
        Violation{"key \"a\" hash\nlayout ?\nplain item raw 1 1\nlayout-end",
                  "PlainElement: expected a role that fits the entry's type (key \"a\")",
                  Interest::layout},
        Violation{"key \"a\" list\nlayout ?\nplain value raw 1 1\nlayout-end",
                  "PlainElement: expected a role that fits the entry's type (key \"a\")",
                  Interest::layout},
        Violation{"key \"a\" stream\nlayout ?\nplain member raw 1 1\nlayout-end",
                  "PlainElement: expected no plain elements in a stream (key \"a\")",
                  Interest::layout},
        Violation{"key \"a\" set\nlayout 2\nplain member raw 1 1\nlayout-end",
                  "LayoutEnd: expected 2 elements as announced, not 1 (key \"a\")",
                  Interest::layout}));

// ---- what a reader of the text form would never do ----------------------------------------------

// An entry is never returned: it is borrowed.
void enter(EventSink& sink, ObjectType type) {
  Entry entry;
  entry.key = "a";
  entry.type = type;
  sink.enter(entry);
}

void abort(EventSink& sink, Bytes key) {
  Entry entry;
  entry.key = key;
  sink.abort(entry);
}

TEST(CheckedSink, NothingComesBeforeTheHeader) {
  EXPECT_EQ(verdict([](EventSink& sink) { sink.on(Aux{}); }, kSkip),
            "event protocol: Aux: expected Header first");
  EXPECT_EQ(verdict([](EventSink& sink) { enter(sink, ObjectType::string); }, kSkip),
            "event protocol: enter: expected Header first");
}

TEST(CheckedSink, AValueBelongsToAKey) {
  const auto send = [](EventSink& sink) {
    sink.on(Header{});
    sink.on(RawValue{.body = Payload()});
  };
  EXPECT_EQ(verdict(send, Interest::raw),
            "event protocol: RawValue: expected a key that was entered and not left");
}

TEST(CheckedSink, WhatWasNotAskedForDoesNotCome) {
  const auto raw = [](EventSink& sink) {
    sink.on(Header{});
    enter(sink, ObjectType::string);
    sink.on(RawValue{.body = Payload()});
  };
  const auto elements = [](EventSink& sink) {
    sink.on(Header{});
    enter(sink, ObjectType::list);
    sink.on(CollectionBegin{});
  };
  const auto layout = [](EventSink& sink) {
    sink.on(Header{});
    enter(sink, ObjectType::list);
    sink.on(LayoutBegin{});
  };
  constexpr const char* kOnly = ": expected only what enter() asked for (key \"a\")";
  EXPECT_EQ(verdict(raw, Interest::elements), OwnedBytes("event protocol: RawValue") + kOnly);
  EXPECT_EQ(verdict(raw, kSkip), OwnedBytes("event protocol: RawValue") + kOnly);
  EXPECT_EQ(verdict(layout, Interest::raw), OwnedBytes("event protocol: LayoutBegin") + kOnly);
  EXPECT_EQ(verdict(elements, Interest::layout),
            OwnedBytes("event protocol: CollectionBegin") + kOnly);
  EXPECT_EQ(verdict(elements, Interest::raw), "") << "raw may be answered with elements";
}

TEST(CheckedSink, AFieldsIntegerIsThatOfItsText) {
  const auto verdict_on = [](Bytes text, const std::int64_t* integer) {
    return verdict(
        [&](EventSink& sink) {
          sink.on(Header{});
          enter(sink, ObjectType::hash);
          sink.on(CollectionBegin{});
          sink.on(HashField{{}, text, Payload(), kNoExpiry, integer});
        },
        Interest::elements);
  };
  const std::int64_t seven = 7;
  EXPECT_EQ(verdict_on("7", &seven), "");
  EXPECT_EQ(verdict_on("7", nullptr), "");
  const OwnedBytes wrong =
      "event protocol: HashField: expected a field_integer that is what the field's text says "
      "(key \"a\")";
  EXPECT_EQ(verdict_on("8", &seven), wrong);
  EXPECT_EQ(verdict_on("07", &seven), wrong);
}

TEST(CheckedSink, WhatWasAskedForComes) {
  for (const Interests wanted :
       {Interests(Interest::raw), Interests(Interest::layout), Interests(Interest::elements)}) {
    const auto send = [](EventSink& sink) {
      sink.on(Header{});
      enter(sink, ObjectType::string);
      sink.on(Finish{});
    };
    EXPECT_EQ(verdict(send, wanted),
              "event protocol: Finish: expected the whole value first, as enter() asked for it "
              "(key \"a\")");
    EXPECT_EQ(verdict(send, kSkip), "");
  }
}

TEST(CheckedSink, LeaveComesExactlyToThoseWhoNeedIt) {
  const auto send = [](int leaves) {
    return [leaves](EventSink& sink) {
      sink.on(Header{});
      enter(sink, ObjectType::string);
      for (int i = 0; i < leaves; ++i) sink.on(Leave{});
      sink.on(Finish{});
    };
  };
  EXPECT_EQ(verdict(send(0), kSkip), "");
  EXPECT_EQ(verdict(send(1), kSkip),
            "event protocol: Leave: expected none, as needs() does not ask for it (key \"a\")");
  EXPECT_EQ(verdict(send(1), kSkip, {.leave = true}), "");
  EXPECT_EQ(verdict(send(0), kSkip, {.leave = true}),
            "event protocol: Finish: expected Leave first, as needs() asks for it (key \"a\")");
  EXPECT_EQ(verdict(send(2), kSkip, {.leave = true}),
            "event protocol: Leave: expected a key that was entered and not left (key \"a\")");
  EXPECT_EQ(verdict(send(1), Interest::raw, {.leave = true}),
            "event protocol: Leave: expected the whole value first, as enter() asked for it (key "
            "\"a\")");
}

TEST(CheckedSink, AbortBelongsToTheKeyThatWasEntered) {
  EXPECT_EQ(verdict(
                [](EventSink& sink) {
                  sink.on(Header{});
                  abort(sink, "a");
                },
                kSkip),
            "event protocol: abort: expected a key that was entered and not left");
  EXPECT_EQ(verdict(
                [](EventSink& sink) {
                  sink.on(Header{});
                  enter(sink, ObjectType::string);
                  abort(sink, "b");
                },
                kSkip),
            "event protocol: abort: expected the key that was entered (key \"a\")");
  EXPECT_EQ(verdict(
                [](EventSink& sink) {
                  sink.on(Header{});
                  enter(sink, ObjectType::list);
                  abort(sink, "a");
                  sink.on(CollectionBegin{});
                },
                Interest::elements),
            "event protocol: CollectionBegin: expected a key that was entered and not left");
}

TEST(CheckedSink, OnlyPreReleaseFunctionsHaveAName) {
  const auto send = [](EventSink& sink) {
    sink.on(Header{});
    sink.on(Function{.library = "x", .name = "y"});
  };
  EXPECT_EQ(verdict(send, kSkip),
            "event protocol: Function: expected name, engine and description only of a "
            "pre-release");
}

}  // namespace
}  // namespace rdb
