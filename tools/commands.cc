#include "tools/commands.h"

#include <algorithm>
#include <array>

namespace rdbmill {
namespace {

constexpr const char* kLook = "Look";
constexpr const char* kChange = "Change";
constexpr const char* kMake = "Make";

const std::array kCommands = {
    CommandInfo{
        "info",
        {},
        kLook,
        "What a dump says of itself: version, server, databases",
        "Shows header, age, databases, functions, modules and AUX fields of a dump. Numbers of\n"
        "keys are those the dump states; --count counts them.",
        "  rdbmill info dump.rdb\n"
        "  rdbmill info --count dump.rdb.gz\n"
        "  redis-cli --rdb - | rdbmill info --json -",
        make_info},
    CommandInfo{
        "check",
        {},
        kLook,
        "Whether dumps are whole: structure and checksum",
        "Reads every record and verifies the checksum. Silent if all is well; else one line for\n"
        "each bad file with the place of its first fault.",
        "  rdbmill check dump.rdb && cp dump.rdb /backup/\n"
        "  rdbmill check -v --max-age 26h --min-keys 1000 /backup/*.rdb\n"
        "  rdbmill check --require-checksum dump.rdb.gz",
        make_check},
    CommandInfo{
        "report",
        {},
        kLook,
        "Keys and bytes by type, encoding, prefix, TTL; largest keys",
        "Counts keys and their serialized bytes in the dump (not memory in the server) by\n"
        "database, type, encoding, TTL and key prefix, and lists the largest keys. At most 65536\n"
        "prefixes, the first met, are kept apart; the rest is counted under their parents.",
        "  rdbmill report dump.rdb\n"
        "  rdbmill report --sep : --sep / --depth 2 --limit 20 dump.rdb\n"
        "  rdbmill report --json dump.rdb | jq '.prefixes.rows[0:10]'",
        make_report},
    CommandInfo{
        "filter",
        {},
        kChange,
        "Copies a dump, byte for byte",
        "Reads a dump, verifies it and writes it again unchanged. The output appears only if the\n"
        "input was good to the end. Compressed input is written uncompressed.",
        "  rdbmill filter dump.rdb.gz -o dump.rdb\n"
        "  ssh server redis-cli --rdb - | rdbmill filter - -o dump.rdb",
        make_filter},
    CommandInfo{
        "regroup",
        {},
        kChange,
        "Turns flat counters into hashes",
        "Splits the names of string keys by a pattern; one part becomes the field of a hash, the\n"
        "rest its key, the value the field's value. Everything else passes through. A placeholder\n"
        "{name} matches any bytes without the first byte of the literal behind it; {{ and }} are\n"
        "literal braces.",
        "  rdbmill regroup dump.rdb -o new.rdb --match 'views:{day}:{article}' --field article\n"
        "  rdbmill regroup dump.rdb -o new.resp --format resp --target redis:7.0 \\\n"
        "      --match '{kind}:{article}:{day}' --field article --key-template '{day}:{kind}'\n"
        "  rdbmill regroup - --match 'n:{a}:{b}' --field b --on-conflict sum --stats s.json > "
        "new.rdb",
        make_regroup},
    CommandInfo{
        "resp",
        {"protocol", "aof"},
        kChange,
        "The commands that would rebuild the data, for redis-cli --pipe",
        "Writes the commands that put the keys of a dump into a server. Keys expired by the wall\n"
        "clock (or --now) are not sent. In mode restore every type is sent as RESTORE.",
        "  rdbmill resp dump.rdb | redis-cli --pipe\n"
        "  rdbmill resp --mode restore --target redis:7.0 dump.rdb -o dump.resp",
        make_resp},
    CommandInfo{"gen",
                {},
                kMake,
                "Synthetic dumps, the same for the same seed",
                "Makes a dump. \"counters\" is the founding case: flat integer counters under keys "
                "of nine\n"
                "parts and 41 bytes, views and clicks per article, day, hour and minute, any part "
                "possibly\n"
                "\"*\", in shuffled order, about 44 articles to a group with a heavy tail.",
                "  rdbmill gen counters --keys 1000000 --seed 1 -o flat.rdb\n"
                "  rdbmill gen counters --keys 10M | rdbmill report -",
                make_gen},
};

}  // namespace

std::span<const CommandInfo> commands() { return kCommands; }

const CommandInfo* find_command(std::string_view name) {
  for (const CommandInfo& info : kCommands) {
    const bool is_alias =
        std::find(info.aliases.begin(), info.aliases.end(), name) != info.aliases.end();
    if (info.name == name || is_alias) return &info;
  }
  return nullptr;
}

}  // namespace rdbmill
