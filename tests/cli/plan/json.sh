{ magic 10; select_db 0; for i in 1 2 3; do for j in 1 2; do integer pv:$i:d$j $((i * j)); done; done
  hash h f 1; string text "two words"; end; } > small.rdb
rdbmill plan --json small.rdb
