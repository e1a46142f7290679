{ magic 10; aux ctime 1371427200; select_db 0
  hash news:mon a 1 b 2; hash news:tue a 1 b text; hash news:wed a 1 x:y 2; hash other name Ann; end; } > in.rdb
rdbmill ungroup in.rdb -o out.rdb --match '{site}:{article}:{day}' --field article
rdbmill resp --target redis:7.0 -q out.rdb | tr -d '\r' | paste -sd' '
rdbmill ungroup in.rdb -q --match '{site}:{article}:{day}' --field article --values any --format resp --target redis:7.0 |
  tr -d '\r' | paste -sd' '
