#include "tools/table_line.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/random_bytes.h"

namespace rdbmill {
namespace {

using rdb::Bytes;
using rdb::OwnedBytes;

// RFC 4180, one record; a line ends with "\n" outside of quotes.
std::vector<OwnedBytes> read_csv(Bytes line) {
  std::vector<OwnedBytes> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      cells.emplace_back();
    } else if (!quoted && c == '\n') {
      EXPECT_EQ(i + 1, line.size());
    } else {
      EXPECT_TRUE(quoted || c != '\r');
      cells.back() += c;
    }
  }
  EXPECT_FALSE(quoted);
  return cells;
}

std::vector<OwnedBytes> read_tsv(Bytes line) {
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(line.find('\r'), Bytes::npos);
  line.remove_suffix(1);
  std::vector<OwnedBytes> cells(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      cells.emplace_back();
    } else if (line[i] == '\\') {
      const char escape = line.at(++i);
      cells.back() += escape == 't' ? '\t' : escape == 'n' ? '\n' : escape == 'r' ? '\r' : '\\';
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

OwnedBytes from_base64(Bytes text) {
  constexpr Bytes kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  OwnedBytes bytes;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text.substr(0, text.find_first_of("=\""))) {
    bits = bits << 6 | static_cast<std::uint32_t>(kAlphabet.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  return bytes;
}

// What `"a":` stands before: a JSON string, or {"b64":…}.
OwnedBytes read_json(Bytes line) {
  constexpr Bytes kString = "{\"a\":\"";
  constexpr Bytes kBase64 = "{\"a\":{\"b64\":\"";
  if (line.starts_with(kBase64)) return from_base64(line.substr(kBase64.size()));
  EXPECT_TRUE(line.starts_with(kString)) << line;
  OwnedBytes text;
  for (std::size_t i = kString.size(); line.at(i) != '"'; ++i) {
    if (line[i] != '\\') {
      text += line[i];
    } else if (line[++i] == 'n') {
      text += '\n';
    } else if (line[i] == 'u') {
      text += static_cast<char>(std::stoi(OwnedBytes(line.substr(i + 1, 4)), nullptr, 16));
      i += 4;
    } else {
      text += line[i];
    }
  }
  return text;
}

std::vector<OwnedBytes> hostile_texts() {
  std::vector<OwnedBytes> texts = {
      "",       ",",    "\"",      "\"\"",  "a,b\"c",  "\n",   "\r\n",
      "\t",     "\\",   "\\t",     "\\\\n", "'",       "'=1",  "=1+1",
      "+1",     "-1",   "@SUM(A)", "null",  " a ",     "\xff", "{\"b64",
      "\u2028", "\x7f", "\u00fc",  "a",     "\uff1dA", "\xef", OwnedBytes(1, '\0')};
  std::mt19937 random(1);
  constexpr Bytes kNasty("\"\\,;\t\r\n'=@+-a\0\x7f\xc3\xbc\xff", 18);
  for (std::uint64_t i = 0; i < 3000; ++i) {
    OwnedBytes text = rdb::testing::random_bytes(random() % 12, i);
    for (char& c : text) {
      if (random() % 3 != 0) c = kNasty[random() % kNasty.size()];
    }
    texts.push_back(text);
  }
  return texts;
}

Bytes line_of(TableLine& line, const std::vector<OwnedBytes>& cells) {
  line.begin();
  for (const OwnedBytes& cell : cells) line.text("a", cell);
  return line.end();
}

TEST(TableLine, GivesBackEveryTextFromCsv) {
  TableLine line(TableFormat::csv);
  for (const OwnedBytes& text : hostile_texts()) {
    const std::vector<OwnedBytes> cells = {text, "x", text};
    EXPECT_EQ(read_csv(line_of(line, cells)), cells);
  }
}

TEST(TableLine, GivesBackEveryTextFromTsv) {
  TableLine line(TableFormat::tsv);
  for (const OwnedBytes& text : hostile_texts()) {
    const std::vector<OwnedBytes> cells = {text, "x", text};
    EXPECT_EQ(read_tsv(line_of(line, cells)), cells);
  }
}

TEST(TableLine, GivesBackEveryTextFromJson) {
  TableLine line(TableFormat::ndjson);
  for (const OwnedBytes& text : hostile_texts()) {
    const Bytes json = line_of(line, {text});
    EXPECT_EQ(json.find('\n'), json.size() - 1);
    EXPECT_EQ(read_json(json), text);
  }
}

TEST(TableLine, GuardedNeverBeginsAFormulaAndLosesOneApostropheToBeAsItWas) {
  TableLine line(TableFormat::csv, true);
  for (const OwnedBytes& text : hostile_texts()) {
    const std::vector<OwnedBytes> cells = read_csv(line_of(line, {text, "x"}));
    ASSERT_EQ(cells.size(), 2u);
    const OwnedBytes& cell = cells[0];
    if (!cell.empty()) {
      EXPECT_EQ(Bytes("=+-@\t\r\n").find(cell.front()), Bytes::npos);
    }
    EXPECT_EQ(cell.starts_with('\'') ? cell.substr(1) : cell, text);
    EXPECT_EQ(cells[1], "x");
  }
}

TEST(TableLine, ConsistsOfCellsOfEveryKind) {
  const auto text_of = [](TableFormat format) {
    TableLine line(format, format == TableFormat::csv);
    OwnedBytes text(line.head({"a", "b", "c", "d"}));
    line.begin();
    line.number("a", std::uint64_t{18'446'744'073'709'551'615u});
    line.number("b", std::int64_t{-5});
    line.none("c");
    line.text("d", "-x");
    return text.append(line.end());
  };
  EXPECT_EQ(text_of(TableFormat::csv), "a,b,c,d\n18446744073709551615,-5,,'-x\n");
  EXPECT_EQ(text_of(TableFormat::tsv), "a\tb\tc\td\n18446744073709551615\t-5\t\t-x\n");
  EXPECT_EQ(text_of(TableFormat::ndjson),
            "{\"a\":18446744073709551615,\"b\":-5,\"c\":null,\"d\":\"-x\"}\n");
}

TEST(TableLine, IsNotEmptyInCsvWhereReadersSkipEmptyLines) {
  TableLine line(TableFormat::csv);
  EXPECT_EQ(line_of(line, {""}), "\"\"\n");
  EXPECT_EQ(line_of(line, {"", ""}), ",\n");
  line.begin();
  line.none("a");
  EXPECT_EQ(line.end(), "\"\"\n");
}

}  // namespace
}  // namespace rdbmill
