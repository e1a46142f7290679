# What --ttl chooses and what the tables say go by one clock: when the dump was made, or --now.
{ magic 10; aux ctime 1371427200; select_db 0
  expire_ms 1371427199000; integer gone:1 1; expire_ms 1371427201000; integer soon:2 2; integer always:3 3; end; } > dump.rdb
for ttl in expired ..1h 1h.. any none; do
  echo "== $ttl"
  rdbmill report --full --ttl $ttl dump.rdb 2>&1 | grep -E 'of 3 keys|expired, still|within 1 h'
done
echo "== --now"
rdbmill report --now 2013-06-18 --ttl expired dump.rdb 2>&1 | grep -E 'of 3 keys|expired, still'
rdbmill plan --ttl expired dump.rdb 2>&1 > /dev/null
rdbmill plan --now 2013-06-18 --ttl expired dump.rdb 2>&1 > /dev/null
rdbmill regroup --match '{a}:{b}' --field b --group-ttl drop --dry-run --ttl expired dump.rdb 2>&1 | grep 'of 3 keys\|expired'
echo "== no clock"
{ magic 10; select_db 0; integer always:3 3; expire_ms 1371427201000; integer soon:2 2; end; } > no_clock.rdb
rdbmill report --ttl expired no_clock.rdb; echo "exit $?"
rdbmill report --ttl any no_clock.rdb 2>&1 > /dev/null; echo "exit $?"
rdbmill report --ttl expired --now 2013-06-18 no_clock.rdb 2>&1 > /dev/null; echo "exit $?"
