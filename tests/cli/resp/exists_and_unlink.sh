small_dump > small.rdb
rdbmill resp --now 0 --exists overwrite -t hash small.rdb | tr -d '\r' | grep -v '^[$*]' | tr '\n' ' '; echo
rdbmill resp --now 0 --mode restore --exists overwrite -k '^hits' small.rdb | tr -d '\r' | grep -a REPLACE
rdbmill resp --exists skip small.rdb; echo "exit $?"
rdbmill resp --mode restore --exists merge small.rdb; echo "exit $?"
rdbmill resp --exists often small.rdb; echo "exit $?"
rdbmill resp --emit unlink -d 0 small.rdb | tr -d '\r' | grep -v '^[$*]' | tr '\n' ' '; echo
