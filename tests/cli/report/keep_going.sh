# What precedes the damage is counted, and the report says that it is not the whole.
{ magic 10; select_db 0; string user:1 one; string user:2 two; string user:3 three; printf '\x63'; string user:4 four; end; } > damaged.rdb
{ magic 10; select_db 0; string page:1 x; end; } > whole.rdb
rdbmill report damaged.rdb; echo "exit $?"
rdbmill report --keep-going damaged.rdb | head -12; echo "exit ${PIPESTATUS[0]}"
rdbmill report --keep-going whole.rdb damaged.rdb | head -9; echo "exit ${PIPESTATUS[0]}"
head -c 30 damaged.rdb > cut.rdb
rdbmill report --keep-going cut.rdb | head -5; echo "exit ${PIPESTATUS[0]}"
{ magic 10; aux redis-ver 8.0.2; printf '\xfe'; } > no_key.rdb
rdbmill report --keep-going no_key.rdb | sed -n 4,6p
rdbmill report --keep-going --json --partial p.partial damaged.rdb | grep '"complete"\|"fault"'
rdbmill report merge p.partial | head -2
rdbmill report --keep-going --fail-if 'total.keys>1' damaged.rdb > /dev/null; echo "exit $?"
