command -v script > /dev/null || { echo "no script(1)" >&2; exit 77; }
small_dump > small.rdb
script -qec 'rdbmill filter small.rdb 2>message' /dev/null < /dev/null; echo "exit $?"
cat message
