small_dump > small.rdb
rdbmill report small.rdb | grep -c $'\x1b' || true
rdbmill report --color always small.rdb | grep -c $'\x1b\[1m'
rdbmill report --color never small.rdb | grep -c $'\x1b' || true
