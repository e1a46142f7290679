for n in 1 2 3 1023 1024 1025; do
  rdbmill gen counters --keys $n | rdbmill info --json --count - | grep '"keys"'
done
