small_dump > small.rdb
rdbmill resp --mode restore --now 0 -q small.rdb > one
rdbmill aof --mode restore --now 0 -q small.rdb > two
rdbmill protocol --mode restore --now 0 -q small.rdb > three
cmp one two && cmp two three
