{ magic 10; aux ctime 1371427200; select_db 0
  integer news:a:mon 1; integer news:b:mon 2; integer n 5; end; } > flat.rdb
{ magic 10; aux ctime 1371427300; select_db 0
  hash news:mon a 10 b 2 c 30; integer n 6; string new x; end; } > now.rdb
rule=(--match '{site}:{article}:{day}' --field article)
rdbmill verify flat.rdb now.rdb --counters ge --ignore-added "${rule[@]}"; echo "exit $?"
rdbmill verify flat.rdb now.rdb -q --counters ge "${rule[@]}"; echo "exit $?"
rdbmill verify flat.rdb now.rdb -q --ignore-added "${rule[@]}"; echo "exit $?"
