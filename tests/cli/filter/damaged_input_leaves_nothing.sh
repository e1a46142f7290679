small_dump | head -c 60 > cut.rdb
rdbmill filter cut.rdb -o out.rdb; echo "exit $?"
ls -A
