# Functions that make small dumps, to be used like this:
#
#   { magic 10; aux ctime 1371427200; select_db 0; string user:1 hello; end; } > small.rdb
#
# Texts of at most 63 bytes without NUL; other bytes by printf.

magic() { printf 'REDIS%04d' "$1"; }
text() { printf "\\x$(printf %02x "${#1}")%s" "$1"; }
aux() { printf '\xfa'; text "$1"; text "$2"; }
select_db() { printf "\\xfe\\x$(printf %02x "$1")"; }
resize_db() { printf "\\xfb\\x$(printf %02x "$1")\\x$(printf %02x "$2")"; }
# expire_ms MILLISECONDS: of the key that comes next
expire_ms() {
  local value=$1 i
  printf '\xfc'
  for i in 1 2 3 4 5 6 7 8; do printf "\\x$(printf %02x $((value & 255)))"; value=$((value >> 8)); done
}
string() { printf '\0'; text "$1"; text "$2"; }
# integer KEY VALUE: 0 … 127, stored as such
integer() { printf '\0'; text "$1"; printf "\\xc0\\x$(printf %02x "$2")"; }
# list KEY ITEM...: at most 63
list() { local item; printf '\x01'; text "$1"; shift; printf "\\x$(printf %02x $#)"; for item; do text "$item"; done; }
# hash KEY FIELD VALUE...
hash() { local item; printf '\x04'; text "$1"; shift; printf "\\x$(printf %02x $(($# / 2)))"; for item; do text "$item"; done; }
function_library() { printf '\xf5'; text "$1"; }
# The end of a dump that was saved with checksums off.
end() { printf '\xff\0\0\0\0\0\0\0\0'; }

# A dump of version 10 with a bit of everything, without a checksum.
small_dump() {
  magic 10
  aux redis-ver 7.0.15
  aux ctime 1371427200
  select_db 0
  resize_db 4 1
  string user:1 hello
  integer hits:1 17
  expire_ms 1371427201000
  string session:9 x
  hash user:1:data name Ann age 7
  select_db 3
  list jobs:mail a b c
  end
}
