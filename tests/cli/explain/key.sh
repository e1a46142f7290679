small_dump > small.rdb
rdbmill explain user:1:data small.rdb
rdbmill explain session:9 small.rdb --target same --target valkey:9.1 --allocator debian
rdbmill explain hits:1 small.rdb --json
rdbmill explain none small.rdb
echo "exit $?"
