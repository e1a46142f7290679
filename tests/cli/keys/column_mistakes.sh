small_dump > small.rdb
attempt() { rdbmill keys "$@" small.rdb; echo "exit $?"; }
attempt --columns key,memory_usge
attempt --columns key,,ttl
attempt --columns key,ttl,key
attempt --columns key,colour_of_the_value
attempt --style rdbtool
attempt --style hdt --columns key
attempt --csv-guard --format tsv
attempt --sort memory
attempt --sort memmory --limit 3
attempt --sort memory:up --limit 3
attempt --sort type --limit 3
attempt --limit 0
attempt --limit many

attempt --columns ''
attempt --style ''
attempt --sort '' --limit 3
attempt --sort memory --limit ''
attempt --limit ''
attempt --style '' --columns key
