# Several outputs of one pass.
{ magic 10; select_db 0; string 'a,"b:1' hello; string c:2 1; hash c:3 f v; expire_ms 1371427201000; string d 1; end; } > keys.rdb
rdbmill report --csv tables --openmetrics metrics.prom --json-file report.json --now 2013-06-17 keys.rdb > text
for table in tables/*; do echo "== $table"; cat $table; done
echo "== metrics"; cat metrics.prom
rdbmill report --json --now 2013-06-17 keys.rdb | cmp - report.json && echo same json
rdbmill report --openmetrics metrics.prom keys.rdb > /dev/null; echo "metrics are replaced: $?"
rdbmill report --csv tables keys.rdb; echo "exit $?"
rdbmill report --json-file report.json keys.rdb; echo "exit $?"
rdbmill report --json-file keys.rdb -O keys.rdb > /dev/null; echo "exit $?"
rdbmill report --csv tables --json-file report.json -O keys.rdb > /dev/null; echo "exit $?"
