{ magic 10; aux ctime 1371427200; select_db 0
  integer news:a:mon 1; integer news:b:mon 2; integer news:a:tue 3; string other x
  expire_ms 1371427300000; integer news:c:tue 4; end; } > flat.rdb
rdbmill regroup flat.rdb -q -o hashes.rdb --match '{site}:{article}:{day}' --field article
rdbmill ungroup hashes.rdb -o again.rdb --match '{site}:{article}:{day}' --field article; echo "exit $?"
for dump in flat again; do rdbmill export $dump.rdb | sort > $dump.ndjson; done
diff flat.ndjson again.ndjson && rdbmill info --count --now 2013-06-17 again.rdb | grep counted
