small_dump > small.rdb
rdbmill report -q small.rdb --openmetrics m.prom > /dev/null; stat -c %a m.prom
chmod 644 m.prom
rdbmill report -q small.rdb --openmetrics m.prom > /dev/null; stat -c %a m.prom
