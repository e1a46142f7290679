echo 'Hello, world, this is text' > text.rdb
rdbmill check text.rdb
