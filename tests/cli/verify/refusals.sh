{ magic 10; select_db 0; integer a:b:c 1; expire_ms 1371427300000; integer a:x:c 1; end; } > flat.rdb
try() { rdbmill verify "$@"; echo "exit $?"; }
try flat.rdb
try - - --match '{a}:{b}:{c}' --field b
try flat.rdb flat.rdb --match '{a}:{b}:{c}' --field b --counters le
try flat.rdb none.rdb -q --match '{a}:{b}:{c}' --field b
try flat.rdb flat.rdb -q --match '{a}:{b}:{c}' --field b --group-ttl drop
try flat.rdb flat.rdb -q --match '{a}:{b}:{c}' --field b --group-ttl drop --now 2013-06-17
