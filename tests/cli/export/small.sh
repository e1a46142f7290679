small_dump > small.rdb
rdbmill export small.rdb; echo "exit $?"
rdbmill json --format json small.rdb; echo "exit $?"
rdbmill export --prefix user: small.rdb -o out.ndjson; echo "exit $?"
wc -l < out.ndjson
rdbmill export --format yaml small.rdb; echo "exit $?"
{ magic 10; select_db 0; string a 1; } > cut.rdb
rdbmill export cut.rdb -o cut.ndjson; echo "exit $?"
[ -e cut.ndjson ] || echo "no cut.ndjson"
