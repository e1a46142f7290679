{ magic 12
  function_library '#!lua name=counters
x'
  printf '\xf7\x81\x50\xbc\xe9\x4c\x2c\xd3\x00\x00\x02\x01\x02\x05\x00'
  select_db 0; printf '\xf4\x07\x01\x00'; string a b; end; } > full.rdb
rdbmill info full.rdb
