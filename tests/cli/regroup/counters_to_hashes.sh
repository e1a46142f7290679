{ magic 10; aux ctime 1371427200; select_db 0
  integer news:a:mon 1; integer news:b:mon 2; integer news:a:tue 3; string other x; end; } > flat.rdb
rdbmill regroup flat.rdb -o out.rdb --match '{site}:{article}:{day}' --field article; echo "exit $?"
rdbmill resp --target redis:7.0 -q out.rdb | tr -d '\r' | paste -sd' '
