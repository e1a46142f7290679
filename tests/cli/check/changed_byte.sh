rdbmill gen counters --keys 1000 -o good.rdb
{ head -c 20000 good.rdb; printf '\x7e'; tail -c +20002 good.rdb; } > bad.rdb
rdbmill check bad.rdb
