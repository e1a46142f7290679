small_dump > small.rdb
attempt() { rdbmill keys "$@" small.rdb; echo "exit $?"; }
attempt --target keydb:6.3
attempt --allocator libc
attempt --server-limit hash-max-listpack-entries
attempt --server-limit hash-max-entries=1
attempt --server-limit hash-max-listpack-entries=many
attempt --server-config nowhere.conf
echo 'zset-max-listpack-value 1tb' > redis.conf
attempt --server-config redis.conf
