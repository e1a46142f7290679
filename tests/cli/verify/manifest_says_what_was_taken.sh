{ magic 10; aux ctime 1371427200; select_db 0; integer n:a:mon 3; integer n:b:mon 4; integer m:a:mon 5; string x y; end; } > flat0.rdb
rdbmill filter -q flat0.rdb -o flat.rdb
rule=(--match '{site}:{article}:{day}' --field article)
try() { rdbmill verify flat.rdb out.rdb -q "$@"; echo "exit $?"; }
rdbmill regroup flat.rdb -q -o out.rdb --manifest m.toml --rest drop "${rule[@]}"
grep -A3 made-by m.toml | grep rest
try --manifest m.toml
try --manifest m.toml --rest pass
try "${rule[@]}"
rdbmill regroup flat.rdb -q -O -o out.rdb --manifest f.toml --prefix n: "${rule[@]}"
grep -A3 made-by f.toml | grep filtered
try --manifest f.toml
try --manifest f.toml --prefix n:
