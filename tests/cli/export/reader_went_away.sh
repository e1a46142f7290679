rdbmill gen counters --keys 100000 -o large.rdb
{ sleep 0.3; rdbmill export large.rdb; echo "exit $?" >&2; } | :
{ sleep 0.3; rdbmill keys large.rdb; echo "exit $?" >&2; } | head -1
