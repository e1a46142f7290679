try() { rdbmill plan no-such.rdb "$@"; echo "exit $?"; }
try
try --field a
try --match '{a}:{b}' --field c
try --match '{a}:{b' --field a
try --match '{a}:{b}' --key-template '{a}'
try --match '{a}:{b}:{c}' --field b --key-template '{a}'
try --match plain
try --values float
try --allocator libc
try --limit 0
