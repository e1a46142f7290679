for option in "--mode fast" "--target redis:1.0" "--target foo" "--memory-limit 0" "--memory-limit x"; do
  rdbmill resp $option no-such.rdb -o out; echo "exit $?"
done
