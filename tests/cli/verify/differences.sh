{ magic 10; aux ctime 1371427200; select_db 0
  integer news:a:mon 1; integer news:b:mon 2; string other x; integer n 5; end; } > flat.rdb
{ magic 10; aux ctime 1371427200; select_db 0
  hash news:mon a 1 c 3; string other y; integer added 5; expire_ms 1371427300000; integer n 5; end; } > hashes.rdb
rule=(--match '{site}:{article}:{day}' --field article)
rdbmill verify flat.rdb hashes.rdb "${rule[@]}"; echo "exit $?"
rdbmill verify flat.rdb hashes.rdb -q --limit 2 --json "${rule[@]}" | tail -n +36; echo "exit $?"
