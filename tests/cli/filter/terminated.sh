mkfifo pipe
rdbmill filter pipe -o out.rdb & pid=$!
exec 3> pipe
small_dump | head -c 60 >&3
sleep 0.3
kill -TERM $pid
wait $pid; echo "exit $?"
ls -A
