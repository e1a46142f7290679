rdbmill gen counters --keys 10 --now 2026-11-23 -o good.rdb
rdbmill check --max-age 26h --now 2026-11-24T01:59:00Z good.rdb; echo "exit $?"
rdbmill check --max-age 26h --now 2026-11-24T02:00:01Z good.rdb; echo "exit $?"
{ magic 10; end; } > ageless.rdb
rdbmill check --max-age 26h ageless.rdb; echo "exit $?"
