{ magic 10; select_db 0
  printf '\x00\x0a\x1b[2J:\xff\n\r"\x07\x01x'
  printf '\x00\x08\xe2\x80\xaea\xc2\x85:b\x01x'
  printf '\x00\x0a\xe9\x94\xae:\xe9\x94\xae\xe9\x94\xae\x01x'
  end; } > hostile.rdb
rdbmill report --full --limit 3 hostile.rdb
rdbmill report --json hostile.rdb | grep -c -P '[\x00-\x09\x0b-\x1f\x7f]'
rdbmill report --json hostile.rdb | grep b64
