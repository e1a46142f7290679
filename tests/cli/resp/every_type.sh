small_dump > small.rdb
rdbmill resp --now 0 small.rdb -o out.resp; echo "exit $?"
tr -d '\r' < out.resp | grep -v '^[$*]'
