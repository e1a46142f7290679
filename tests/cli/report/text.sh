small_dump > small.rdb
rdbmill report --now 2013-06-17T00:00:01Z small.rdb
