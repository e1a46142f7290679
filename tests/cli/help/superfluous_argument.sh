rdbmill info one.rdb two.rdb
