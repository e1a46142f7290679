small_dump > small.rdb
for condition in 'total.keys>4' 'total.keys>5' 'total.keys>=5' 'prefix(user:).keys<2' 'prefix(user:).keys<=2' \
    'type(hash).share > 50%' 'db(3).bytes>17' 'shape(hits:1).keys>=1' 'expired.keys>0' 'without-ttl.keys>3' \
    'prefix(nothing:).memory>=0'; do
  rdbmill report --now 2013-06-17T00:00:02Z --fail-if "$condition" small.rdb > /dev/null; echo "$condition: exit $?"
done
rdbmill report --fail-if 'total.keys>1' --fail-if 'total.keys>2' small.rdb > /dev/null; echo "both: exit $?"
for condition in 'x' 'total.keys' 'nothing.keys>1' 'total.colour>1' 'total.share>1' 'total.share>x%' 'total.memory>x' \
    'prefix.keys>1' 'total(x).keys>1'; do
  rdbmill report --fail-if "$condition" small.rdb; echo "exit $?"
done
