# Two shards; with checksums, as filter writes them.
{ magic 10; aux ctime 1371427200; select_db 0; integer news:a:mon 1; integer news:b:mon 2; end; } > a0.rdb
{ magic 10; aux ctime 1371427200; select_db 0; integer n:a:mon 3; string x y; end; } > b0.rdb
{ magic 10; aux ctime 1371427200; select_db 0; integer n:a:mon 4; string x y; end; } > c0.rdb
for name in a b c; do rdbmill filter -q ${name}0.rdb -o $name.rdb; done
rdbmill regroup a.rdb b.rdb -q -o out.rdb --manifest m.toml --any-slot --match '{site}:{article}:{day}' --field article
try() { rdbmill verify "$@"; echo "exit $?"; }
try a.rdb b.rdb out.rdb --manifest m.toml
try a.rdb b.rdb out.rdb -q --rules m.toml
gzip -k a.rdb
try - b.rdb out.rdb -q --manifest m.toml < a.rdb.gz
cp b.rdb renamed.rdb
try a.rdb renamed.rdb out.rdb -q --manifest m.toml
try a.rdb c.rdb out.rdb -q --manifest m.toml
try b.rdb a.rdb out.rdb -q --manifest m.toml
try a.rdb out.rdb -q --manifest m.toml
try a.rdb b.rdb out.rdb -q --manifest m.toml --rules m.toml
try a.rdb b.rdb out.rdb -q --manifest m.toml --match '{a}:{b}' --field b
grep -v crc64 m.toml > short.toml
try a.rdb b.rdb out.rdb -q --manifest short.toml
sed '/input/,/crc64/d' m.toml > none.toml
try a.rdb b.rdb out.rdb -q --manifest none.toml
try a.rdb b.rdb out.rdb -q --manifest missing.toml
