: > empty.rdb
rdbmill check empty.rdb
