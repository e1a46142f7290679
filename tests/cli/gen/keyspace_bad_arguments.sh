rdbmill gen keyspace --schemes nobody -o out; echo "exit $?"
rdbmill gen keyspace --schemes instagram --keys 4M -o out; echo "exit $?"
rdbmill gen counters --schemes rq -o out; echo "exit $?"
rdbmill gen mixed --list-schemes; echo "exit $?"
rdbmill gen counters --truth t -o out; echo "exit $?"
rdbmill gen keyspace --keys 10 --truth out -o out; echo "exit $?"
ls
