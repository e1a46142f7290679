rdbmill gen counters --keys 20000 -o flat.rdb
rdbmill plan --match '{a}:{b}:{c}:{d}:{article}:{e}:{date}:{hour}:{minute}' --field article flat.rdb
rdbmill plan --match 'view:{b}:{c}:{d}:{article}:{e}:{date}:{hour}:{minute}' --field article \
  --key-template 'v/{date}/{hour}/{minute}/{b}/{c}/{d}/{e}' --exact --allocator debian flat.rdb
rdbmill plan --match '{a}/{b}' flat.rdb
