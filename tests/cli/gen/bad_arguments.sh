rdbmill gen; echo "exit $?"
rdbmill gen users -o out; echo "exit $?"
rdbmill gen counters --keys many -o out; echo "exit $?"
rdbmill gen counters --keys -5 -o out; echo "exit $?"
rdbmill gen counters --seed x -o out; echo "exit $?"
rdbmill gen counters --keys 1000000000000000000 -o out; echo "exit $?"
ls
