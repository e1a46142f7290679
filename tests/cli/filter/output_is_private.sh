umask 0
small_dump > small.rdb
rdbmill filter small.rdb -o out.rdb
stat -c %a out.rdb
