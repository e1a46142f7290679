printf '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n' > appendonly.aof
rdbmill check appendonly.aof
