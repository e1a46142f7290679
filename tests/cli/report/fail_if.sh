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
