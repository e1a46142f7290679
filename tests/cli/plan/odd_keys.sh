{ magic 10; select_db 0
  for i in 1 2 3; do
    printf "\\x00\\x0a\\x1b[2J'q:%d:x\\xc0\\x01" $i
    integer '{t'$i'}.n' 1
    expire_ms 1371427201000
    string expires:$i 1
  done
  list l a; end; } > odd.rdb
rdbmill plan odd.rdb
rdbmill plan --match '{{{t}}}.n' odd.rdb
