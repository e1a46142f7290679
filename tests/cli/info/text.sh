small_dump > small.rdb
rdbmill info --now 1371430800 small.rdb
