small_dump > small.rdb
for option in '-k (' '-t tree' '--size 9..1' '--size x' '--ttl soon' '--slot 9-99999' '--sample 3/2' \
    '--keys-from nowhere' '--format tar' '--mode restore' '--unsupported list'; do
  rdbmill filter $option small.rdb -o out.rdb; echo "exit $?"
done
[ -e out.rdb ] || echo "no out.rdb"
