rdbmill gen counters --keys 100000 -o large.rdb
{ sleep 0.3; rdbmill resp large.rdb; echo "exit $?" >&2; } | :
