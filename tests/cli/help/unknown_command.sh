rdbmill chekc dump.rdb
