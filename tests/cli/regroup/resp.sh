{ magic 10; aux ctime 1371427200; select_db 0
  integer news:a:mon 1; integer news:b:mon 2; integer other 3; end; } > flat.rdb
rdbmill regroup flat.rdb -q --format resp --target redis:7.0 --match '{s}:{article}:{day}' --field article |
  tr -d '\r' | paste -sd' '
