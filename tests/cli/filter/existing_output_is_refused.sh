small_dump > small.rdb
echo precious > out.rdb
rdbmill filter small.rdb -o out.rdb; echo "exit $?"
cat out.rdb
rdbmill filter small.rdb -o out.rdb -O; echo "exit $?"
cmp small.rdb out.rdb
