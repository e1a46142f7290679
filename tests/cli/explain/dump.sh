small_dump > small.rdb
rdbmill explain small.rdb
rdbmill explain - --target redis:8.4 --target valkey:8.1 < small.rdb
rdbmill explain --json small.rdb
