small_dump > small.rdb
rdbmill info --json --count --now 2013-06-17T01:00:00Z small.rdb
