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
        "  rdbmill check --require-checksum --deep dump.rdb.gz\n"
        "  rdbmill check --target valkey:9.1 redis8.rdb",
        make_check},
    CommandInfo{
        "report",
        {},
        kLook,
        "Memory by shape of key, type, encoding, prefix, TTL; largest keys; advice",
        "Says what the keys of a dump take in the memory of a server that loads it, which shapes\n"
        "of keys weigh most (ids folded), which keys are largest, what expires when, and what to\n"
        "do. --full adds all tables. One pass, in bounded memory. Several dumps make one report;\n"
        "\"report merge\" makes it of partial results that runs before wrote with --partial.",
        "  rdbmill report dump.rdb\n"
        "  rdbmill report --full --target valkey:9.1 --allocator debian dump.rdb\n"
        "  rdbmill report --label eu=eu.rdb --label us=us.rdb --json | jq '.shapes.rows[0:10]'\n"
        "  rdbmill report merge shard-*.partial --since last-week.partial --fail-if "
        "'growth(total)>10%'",
        make_report},
    CommandInfo{
        "growth",
        {},
        kLook,
        "What takes more memory than before, by shape, prefix, type and database",
        "Compares two dumps, or partial results of report --partial, counted in the same way.\n"
        "Exit 1 if anything has changed; with --fail-if, if a condition holds.",
        "  rdbmill growth monday.rdb tuesday.rdb\n"
        "  rdbmill growth --sep : --depth 2 monday.partial tuesday.rdb\n"
        "  rdbmill growth --fail-if 'growth(prefix(session:))>10%' monday.rdb tuesday.rdb",
        make_growth},
    CommandInfo{
        "keys",
        {"memory"},
        kLook,
        "A row for each key: type, encoding, elements, expiry, memory",
        "Writes CSV with the columns that scripts around redis-rdb-tools know, and more behind\n"
        "them; --columns chooses others. size_in_bytes and memory_usage are what MEMORY USAGE key\n"
        "SAMPLES 0 answers once a server has loaded the dump, allocated what the key really "
        "takes.\n"
        "The column exact says \"exact\"; \"expected\" where the server throws dice (skiplists,\n"
        "hashtables of Valkey): it is the mean then; or \"unknown\": a module's serialized size.\n"
        "serialized is the size in the dump. Only len_largest_element has values decoded.",
        "  rdbmill keys dump.rdb > keys.csv\n"
        "  rdbmill keys --sort memory --limit 100 --columns memory_usage,type,key dump.rdb\n"
        "  rdbmill keys --target valkey:9.1 --allocator debian-sid dump.rdb\n"
        "  rdbmill keys --format ndjson -t hash --size 1MB.. dump.rdb",
        make_keys},
    CommandInfo{
        "explain",
        {},
        kLook,
        "How the memory of one key comes about; what a dump costs in other servers",
        "Shows what MEMORY USAGE would answer for a key and what it adds to used_memory, part by\n"
        "part, for the server that wrote the dump or each --target. Of a dump without a key it\n"
        "foretells used_memory after loading. Exit 1 if there is no such key.",
        "  rdbmill explain user:17 dump.rdb\n"
        "  rdbmill explain user:17 dump.rdb --target redis:7.0 --target valkey:9.1\n"
        "  rdbmill explain dump.rdb --target same --target valkey:9.1",
        make_explain},
    CommandInfo{
        "export",
        {"json"},
        kLook,
        "The whole content as JSON",
        "Writes each key with its value as a JSON object on a line of its own. Bytes that are not\n"
        "UTF-8 become {\"b64\":\"…\"}, so that nothing is lost; with --format json, which has no\n"
        "form for them, the characters U+0000 to U+00FF.",
        "  rdbmill export dump.rdb | jq -c 'select(.type == \"hash\") | .key'\n"
        "  rdbmill export --prefix user: dump.rdb -o users.ndjson\n"
        "  rdbmill export --format json dump.rdb",
        make_export},
    CommandInfo{
        "plan",
        {},
        kLook,
        "What regrouping would bring: which part to pull out, what it saves",
        "Reads the dump once and writes nothing. Finds the shapes of the keys, and for each part\n"
        "that could become a hash field: how many hashes, how large, bytes and memory before and\n"
        "after, for the server that wrote it or --target. Recommends the best and prints the command. With --match: the same\n"
        "for that pattern. Sizes come from a sample of hashes that are seen whole.",
        "  rdbmill plan dump.rdb\n"
        "  rdbmill plan --allocator debian --json dump.rdb\n"
        "  rdbmill plan --match 'views:{day}:{article}' --field article --exact dump.rdb",
        make_plan},
    CommandInfo{
        "verify",
        {},
        kLook,
        "Whether a regroup did what its rule says, proved from the two dumps",
        "Compares the dump before with the dump after: every counter is in its hash with its "
        "value\n"
        "and expiry, everything else is as it was, nothing was added. Exit status 1 and the first\n"
        "differences if not. --counters ge --ignore-added accepts the dump of a server that has\n"
        "worked on since.",
        "  rdbmill verify flat.rdb hashes.rdb --match 'views:{day}:{article}' --field article\n"
        "  redis-cli --rdb now.rdb && rdbmill verify flat.rdb now.rdb --counters ge \\\n"
        "      --ignore-added --match 'views:{day}:{article}' --field article",
        make_verify},
    CommandInfo{
        "filter",
        {},
        kChange,
        "A dump from a dump: some keys, for another server, or all as they are",
        "Without filters and target the copy is byte for byte the same. With --target the dump\n"
        "is made for that server: what it can load is copied, what it cannot is converted, and\n"
        "what has no form there is refused (exit 6) or left out. The output appears only if the\n"
        "input was good to the end. Compressed input is written uncompressed.",
        "  rdbmill filter dump.rdb.gz -o dump.rdb\n"
        "  rdbmill filter --prefix user: --ttl none dump.rdb -o users.rdb\n"
        "  rdbmill filter --target valkey:9.1 redis8.rdb -o valkey9.rdb\n"
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
        "ungroup",
        {},
        kChange,
        "Turns hashes back into flat counters: the inverse of regroup",
        "Takes the hashes apart that regroup makes with the same rule: a flat key for each field,\n"
        "with the field's expiry or the hash's. A hash with a field that cannot be given back\n"
        "stays whole, everything else passes through. A flat key that is in the dump already is\n"
        "a conflict (exit 6).",
        "  rdbmill ungroup new.rdb -o flat.rdb --match 'views:{day}:{article}' --field article\n"
        "  rdbmill ungroup new.rdb --format resp --target redis:7.0 -o flat.resp \\\n"
        "      --match '{kind}:{article}:{day}' --field article --key-template '{day}:{kind}'",
        make_ungroup},
    CommandInfo{
        "resp",
        {"protocol", "aof"},
        kChange,
        "The commands that would rebuild the data, for redis-cli --pipe",
        "Writes the commands that put the keys of a dump into a server. Keys expired by the wall\n"
        "clock (or --now) are not sent. Sent twice they change nothing: lists and streams are "
        "made\n"
        "anew, the elements of other keys are added. In mode restore a key that is there already\n"
        "is an error of the server (BUSYKEY), and what is there stays.",
        "  rdbmill resp dump.rdb | redis-cli --pipe\n"
        "  rdbmill resp --mode restore --target redis:7.0 dump.rdb -o dump.resp\n"
        "  rdbmill resp --emit unlink --prefix tmp: dump.rdb | redis-cli --pipe",
        make_resp},
    CommandInfo{
        "gen",
        {},
        kMake,
        "Synthetic dumps, the same for the same seed",
        "Makes a dump. \"counters\" is the founding case: flat integer counters under keys of\n"
        "nine parts and 41 bytes, views and clicks per article, day, hour and minute, any part\n"
        "possibly \"*\", in shuffled order, about 44 articles to a group with a heavy tail.\n"
        "\"mixed\" has every type and encoding of Redis 8.0. \"keyspace\" has the keys of some\n"
        "fifty products and habits, named as theirs are: sessions, caches, job queues, counters,\n"
        "limiters.",
        "  rdbmill gen counters --keys 1000000 --seed 1 -o flat.rdb\n"
        "  rdbmill gen mixed --keys 100k | rdbmill report -\n"
        "  rdbmill gen keyspace --keys 200k --truth truth.ndjson -o keyspace.rdb\n"
        "  rdbmill gen keyspace --list-schemes",
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
