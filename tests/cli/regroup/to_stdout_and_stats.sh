{ magic 10; aux ctime 1371427200; select_db 0
  integer news:a:mon 1; integer news:b:mon 2; list l x; end; } > flat.rdb
rdbmill regroup flat.rdb -q --match '{site}:{article}:{day}' --field article --stats s.json > out.rdb
rdbmill check out.rdb
stable() { sed -E 's/"(memory_peak|bytes_out)": [0-9]*/"\1": N/' "$@"; }
stable s.json
rdbmill regroup - -q --match '{site}:{article}:{day}' --field article --stats - -o two.rdb < flat.rdb |
  stable | cmp - <(stable s.json)
rdbmill info --count two.rdb | grep -c counted
