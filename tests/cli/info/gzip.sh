small_dump | gzip > small.rdb.gz
rdbmill info --now 1371430800 small.rdb.gz
