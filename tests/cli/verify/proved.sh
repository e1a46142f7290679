{ magic 10; aux ctime 1371427200; select_db 0
  integer news:a:mon 1; integer news:b:mon 2; integer news:a:tue 3; string other x
  expire_ms 1371427300000; integer news:c:tue 4; select_db 3; integer news:a:mon 9; end; } > flat.rdb
rule=(--match '{site}:{article}:{day}' --field article)
rdbmill regroup flat.rdb -q -o hashes.rdb "${rule[@]}"
rdbmill verify flat.rdb hashes.rdb "${rule[@]}"; echo "exit $?"
rdbmill verify flat.rdb hashes.rdb --json "${rule[@]}"
rdbmill verify flat.rdb - -q "${rule[@]}" < hashes.rdb; echo "exit $?"
