{ magic 10; aux ctime 1371427200; select_db 0
  integer news:a:mon 1; integer news:b:mon 2; list jobs x y
  expire_ms 1371427300000; integer news:c:tue 4; expire_ms 1371427100000; string old x; end; } > flat.rdb
rule=(--match '{site}:{article}:{day}' --field article --now 1371427200)
rdbmill regroup flat.rdb -q -o hashes.resp --format resp --target redis:7.0 "${rule[@]}"
rdbmill verify flat.rdb hashes.resp "${rule[@]}"; echo "exit $?"
sed 's/^y/z/' hashes.resp > other.resp
rdbmill verify flat.rdb other.resp -q "${rule[@]}"; echo "exit $?"
head -c 100 hashes.resp > short.resp
rdbmill verify flat.rdb short.resp -q "${rule[@]}"; echo "exit $?"
rdbmill regroup flat.rdb -q -o restore.resp --format resp --mode restore --target redis:7.0 "${rule[@]}"
rdbmill verify flat.rdb restore.resp -q "${rule[@]}"; echo "exit $?"
