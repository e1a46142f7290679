# Whose memory it is.
small_dump > small.rdb
used() { rdbmill report "$@" small.rdb | grep -o 'used_memory .*'; }
used
used --target redis:6.2
used --target valkey:8.0 --allocator debian
{ magic 12; aux redis-ver 99.1; select_db 0; string a 1; end; } > new.rdb
rdbmill report new.rdb | grep -o 'used_memory .*'
printf 'hash-max-listpack-entries 1\n' > redis.conf
rdbmill report --full --server-config redis.conf small.rdb | grep -A3 '^Encodings after' | grep hash
rdbmill report --full --server-limit hash-max-listpack-entries=1 small.rdb | grep -A3 '^Encodings after' | grep hash
