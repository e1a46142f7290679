rdbmill gen counters --keys 100000 -o flat.rdb
rdbmill plan flat.rdb
