small_dump > small.rdb
rdbmill regroup small.rdb -o out.rdb --rest fail --match 'hits:{n}' --key-template hits --field n
