rdbmill info no-such.rdb
