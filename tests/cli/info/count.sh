small_dump > small.rdb
rdbmill info --count --now 2013-06-18 small.rdb
