for option in "--depth 17" "--depth x" "--limit 0" "--limit 1e9"; do
  rdbmill report $option no-such.rdb; echo "exit $?"
done
rdbmill report --sep '' no-such.rdb; echo "exit $?"
