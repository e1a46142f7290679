rdbmill gen counters --keys 20000 -o flat.rdb
rdbmill plan --prefix view: flat.rdb | grep -e '^flat' -e '^Pull' -e note:
rdbmill plan - < flat.rdb | head -2
