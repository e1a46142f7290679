small_dump > small.rdb
rdbmill filter --target redis:6.2 small.rdb -o old.rdb; echo "exit $?"
head -c 9 old.rdb; echo
rdbmill filter --target valkey:9.1 small.rdb -o new.rdb; echo "exit $?"
head -c 9 new.rdb; echo
rdbmill export small.rdb | sed 's/"encoding":"[a-z_0-9]*",//' > want
for file in old.rdb new.rdb; do
  rdbmill export $file | sed 's/"encoding":"[a-z_0-9]*",//' | cmp - want && echo same
done
{ magic 10; function_library '#!lua name=l'; end; } > functions.rdb
rdbmill filter --target redis:6.2 functions.rdb -o out.rdb; echo "exit $?"
rdbmill filter --target redis:6.2 --skip-unsupported functions.rdb -o out.rdb; echo "exit $?"
