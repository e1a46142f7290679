# Shards make one report; what is not a shard is refused unless told otherwise.
{ magic 10; aux redis-ver 7.0.15; aux ctime 1371427200; aux used-mem 1000000; select_db 0
  for i in 1 2 3 4 5 6 7 8 9; do integer "user:$i:visits" $i; string "page:$i" "text of page $i"; done
  expire_ms 1371427201000; string session:1 x; expire_ms 1371700000000; string session:2 y; end; } > all.rdb
rdbmill filter -q --slot 0-8191 all.rdb -o low.rdb
rdbmill filter -q --slot 8192-16383 all.rdb -o high.rdb
report() { rdbmill report --now 2013-06-17 "$@"; }
report --label low=low.rdb --label 'the "high" one=high.rdb'
echo "== two of the same"
report low.rdb low.rdb; echo "exit $?"
report --json --allow-overlap low.rdb low.rdb | grep -c '"label": "low.rdb"'
echo "== one replication history"
{ magic 10; aux repl-id 8371b4fb; select_db 0; string a 1; end; } > a.rdb
{ magic 10; aux repl-id 8371b4fb; select_db 0; string b 1; end; } > b.rdb
report a.rdb b.rdb; echo "exit $?"
report -q --allow-overlap a.rdb b.rdb | head -2
echo "== the sum of the shards is the whole"
figures() { tr -d ' \n' | grep -o '"total":{[^}]*}\|"by_day":\[[^]]*\]'; }
report --json all.rdb | figures | tail -2 > whole
report --json high.rdb low.rdb | figures | tail -2 | cmp - whole && echo same
report --label x low.rdb; echo "exit $?"
report --label a=low.rdb --label a=high.rdb; echo "exit $?"
report - - < low.rdb; echo "exit $?"
report; echo "exit $?"
report low.rdb no-such.rdb --keep-going; echo "exit $?"
