{ magic 10; select_db 0; printf '\x00\x05k\x1b[2J\x01x'; integer a:b 1; end; } > flat.rdb
rdbmill regroup flat.rdb -o out.rdb --match '{s}:{f}' --field f --key-template '{s}'
