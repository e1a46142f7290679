# Only the keys that fit are looked at and counted.
small_dump > small.rdb
rdbmill check -v -t hash small.rdb
rdbmill check --min-keys 6 -t hash small.rdb; echo "exit $?"
# what the other keys hold does not matter
{ magic 10; select_db 0; hash twice f 1 f 2; string fine 1; end; } > twice.rdb
rdbmill check --deep twice.rdb; echo "exit $?"
rdbmill check --deep -t string twice.rdb; echo "exit $?"
