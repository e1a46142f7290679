for option in "--max-age 26" "--max-age h" "--min-keys ten" "--now yesterday" "--progress often" \
    "--size-hint -1" "--color pink" "--json --redis-check-rdb"; do
  rdbmill check $option no-such.rdb; echo "exit $?"
done
