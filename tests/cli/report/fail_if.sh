# Each holds but the ones in the second run; of several one is enough.
small_dump > small.rdb
rdbmill report --now 2013-06-17T00:00:02Z --fail-if 'total.keys>4' --fail-if 'prefix(user:).keys<=2' --fail-if 'type(hash).share > 5%' \
    --fail-if 'db(3).bytes>17' --fail-if 'shape(hits:1).keys>=1' --fail-if 'expired.memory>0' --fail-if 'without-ttl.keys>3' \
    --fail-if 'prefix(nothing:).memory>=0' small.rdb > /dev/null; echo "exit $?"
rdbmill report --fail-if 'total.keys>5' --fail-if 'prefix(user:).keys<2' --fail-if 'type(hash).share>50%' --fail-if 'expired.keys>0' \
    small.rdb > /dev/null; echo "exit $?"
for condition in 'total.keys' 'nothing.keys>1' 'total.colour>1' 'total.share>1' 'total.share>x%' 'total.memory>x' 'prefix.keys>1'; do
  rdbmill report --fail-if "$condition" small.rdb; echo "exit $?"
done
echo "== by any name"
zset() { printf '\x03'; text "$1"; bytes 1; text a; text 1; }
{ magic 10; aux ctime 1371427200; select_db 3; zset z; string s x; end; } > types.rdb
for condition in 'type(sortedset).keys>0' 'type(zset).keys>0' 'type( zset ).keys>0' 'type(str).keys>0' 'type(string).keys>0' 'db(03).keys>0'; do
  rdbmill report --fail-if "$condition" types.rdb > /dev/null; echo "exit $?"
done
echo "== can never be there"
for condition in 'type(foo).keys>0' 'type().keys>0' 'db(x).keys>0' 'db().keys>0' 'db(-1).keys>0' 'db(4294967296).keys>0' 'prefix(user).keys>0' \
    'prefix(a:b:c:d:).keys>0' 'growth(prefix(user))>1%'; do
  rdbmill report --since not_read --fail-if "$condition" not_read; echo "exit $?"
done
rdbmill report --sep / --depth 1 --fail-if 'prefix(user:).keys>0' not_read; echo "exit $?"
rdbmill report --sep / --sep :: --fail-if 'prefix(user::a/).keys<1' --fail-if 'prefix().keys<1' small.rdb > /dev/null; echo "exit $?"
rdbmill report -q --partial shallow.partial --depth 1 small.rdb > /dev/null
rdbmill report merge --fail-if 'prefix(user:1:).keys>0' shallow.partial; echo "exit $?"
rdbmill growth --depth 1 --fail-if 'prefix(user:1:).keys>0' small.rdb small.rdb; echo "exit $?"
rdbmill growth --fail-if 'prefix(user:1:).keys>0' shallow.partial shallow.partial; echo "exit $?"
echo "== no clock"
{ magic 10; select_db 0; expire_ms 1371427201000; string session:9 x; end; } > no_clock.rdb
rdbmill report --fail-if 'expired.keys>0' no_clock.rdb > /dev/null; echo "exit $?"
rdbmill report --fail-if 'expired.keys<1' no_clock.rdb > /dev/null; echo "exit $?"
rdbmill report --fail-if 'expired.keys>1' --now 2013-06-18 no_clock.rdb > /dev/null; echo "exit $?"
rdbmill growth --fail-if 'growth(expired).keys>0' no_clock.rdb small.rdb > /dev/null; echo "exit $?"
{ magic 10; select_db 0; string user:9 x; end; } > no_expiry.rdb
rdbmill report --fail-if 'expired.keys>0' no_expiry.rdb > /dev/null; echo "exit $?"
