small_dump | head -c 60 > cut.rdb
echo old > out.rdb
rdbmill filter cut.rdb -O -o out.rdb; echo "exit $?"
cat out.rdb
