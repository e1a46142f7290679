# A hash with a field that expires, for a server without such a thing.
{ magic 12; select_db 0; string a 1
  printf '\x18\x04hash\xe8\x03\0\0\0\0\0\0\x01\x01\x01f\x01v'; end; } > small.rdb
rdbmill resp --target redis:7.2 small.rdb -o out.resp; echo "exit $?"
rdbmill resp --target redis:7.2 --now 0 --unsupported list small.rdb; echo "exit $?"
rdbmill resp --target redis:7.2 --now 0 --skip-unsupported --unsupported list small.rdb -o out.resp; echo "exit $?"
cat list
rdbmill resp --target redis:7.2 --now 0 --drop-field-ttl small.rdb -o out.resp -O; echo "exit $?"
rdbmill resp --target redis:8.0 --now 0 small.rdb | tr -d '\r' | grep -v '^[$*]'
