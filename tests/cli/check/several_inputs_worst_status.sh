rdbmill gen counters --keys 100 -o good.rdb
small_dump > unprotected.rdb
{ magic 99; end; } > newer.rdb
: > empty.rdb
rdbmill check --min-keys 50 good.rdb; echo "exit $?"
rdbmill check --min-keys 50 good.rdb unprotected.rdb; echo "exit $?"
rdbmill check --min-keys 50 unprotected.rdb missing.rdb good.rdb; echo "exit $?"
rdbmill check --min-keys 50 unprotected.rdb newer.rdb missing.rdb good.rdb; echo "exit $?"
rdbmill check --min-keys 50 unprotected.rdb newer.rdb missing.rdb empty.rdb good.rdb; echo "exit $?"
