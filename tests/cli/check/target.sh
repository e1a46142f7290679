small_dump > small.rdb
rdbmill check -q --target redis:7.0 small.rdb; echo "exit $?"
{ magic 12; select_db 0; string a 1; printf '\x18\x04hash\xe8\x03\0\0\0\0\0\0\x01\x01\x01f\x01v'
  function_library '#!lua name=l'; end; } > new.rdb
for target in redis:8.0 redis:6.2 valkey:8.1 valkey:9.1 compatible; do
  rdbmill check --target $target new.rdb; echo "exit $?"
done
rdbmill check --target redis:7.2 --json new.rdb | grep -A30 '"target"' | tr -d '\n '; echo
rdbmill check --target redis:1.0 new.rdb; echo "exit $?"
