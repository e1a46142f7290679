# The list cannot take its name, because another file got it during the run: then there is no output.
small_dump > small.rdb
mkfifo pipe
for command in filter resp; do
  rdbmill $command pipe -q -o $command.rdb --skip-unsupported --unsupported list &
  exec 3> pipe; head -c 60 small.rdb >&3
  for ((i = 0; i < 100; ++i)); do  # both outputs are open: files without a name
    [ "$(find "/proc/$!/fd" -lname '*(deleted)' 2>/dev/null | wc -l)" -ge 2 ] && break
    sleep 0.1
  done
  [ $i = 100 ] && { echo "no files without a name here" >&2; exec 3>&-; wait; exit 77; }
  echo "of another" > list
  tail -c +61 small.rdb >&3
  exec 3>&-
  wait $!; echo "exit $?"
  cat list; rm list; ls
done
