rdbmill gen counters --keys 20000 -o flat.rdb
rdbmill plan --exact --memory-limit 64KB flat.rdb 2> message; echo "exit $?"
grep -o -e '--memory-limit' message | head -1
