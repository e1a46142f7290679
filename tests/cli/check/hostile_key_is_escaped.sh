{ magic 10; select_db 0; printf '\x00\x08k\x1b[31m\n\x7f\x40\x40abc'; } > hostile.rdb
rdbmill check hostile.rdb
