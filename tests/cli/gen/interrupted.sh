set -m  # otherwise the shell starts it with SIGINT ignored
rdbmill gen counters --keys 1G -o big.rdb & pid=$!
sleep 0.5
kill -INT $pid
wait $pid 2> /dev/null; echo "exit $?"
ls -A
