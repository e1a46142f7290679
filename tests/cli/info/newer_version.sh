{ magic 99; end; } > newer.rdb
rdbmill info newer.rdb
