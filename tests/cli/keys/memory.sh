columns() { cut -d, -f2,3,9-11; }
small_dump > small.rdb
echo '# by default the server that wrote it (version 10: Redis 7.0), with the allocator it comes with'
rdbmill keys --now 0 small.rdb | columns
echo '# other servers'
for server in redis:6.2 redis:8.0 valkey:8.0 valkey:9.1.2; do
  echo "$server"
  rdbmill keys --target "$server" --allocator debian small.rdb | columns | sed 1d
done
echo '# one that was never measured'
rdbmill keys --target redis:9.9 --allocator debian-sid small.rdb 2>&1 >/dev/null
rdbmill keys -q --target redis:9.9 small.rdb 2>&1 >/dev/null
echo '# settings: a hash beyond the limit, a value too long, integers with a clock of their own'
rdbmill keys --server-limit hash-max-listpack-entries=1 -t hash small.rdb | columns | sed 1d
printf 'port 6379\nhash-max-ziplist-value "3"\nmaxmemory 1gb\nmaxmemory-policy allkeys-lru\n' > redis.conf
rdbmill keys --server-config redis.conf small.rdb | columns | sed 1d
echo '# the last one counts'
rdbmill keys --server-config redis.conf --server-limit hash-max-listpack-value=64 -t hash small.rdb |
  columns | sed 1d
