{ magic 10; aux ctime 1371427200; select_db 0
  hash news:mon a 1 b 2; list news:b:mon x; end; } > in.rdb
rdbmill ungroup in.rdb --match '{site}:{article}:{day}' --field article > out.rdb; echo "exit $?"
stat -c 'stdout was held back: %s bytes' out.rdb
rdbmill ungroup in.rdb -q -o out2.rdb --match '{site}:{article}:{day}' --field article; echo "exit $?"
ls
