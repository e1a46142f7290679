for option in "--depth 17" "--depth x" "--limit 0" "--limit 1e9" "--limit-nodes 99" "--width 79" \
    "--width 141" "--allocator libc" "--target compatible" "--target redis:1.0" "--server-limit x" \
    "--server-limit nothing=1"; do
  rdbmill report $option no-such.rdb; echo "exit $?"
done
rdbmill report --sep '' no-such.rdb; echo "exit $?"
