# Functions that make small dumps, to be used like this:
#
#   { magic 10; aux ctime 1371427200; select_db 0; string user:1 hello; end; } > small.rdb
#
# Texts of at most 63 bytes without NUL; other bytes by printf.

# Bytes by number, without a process for each.
bytes() { local number hex all=; for number; do printf -v hex '\\x%02x' "$number"; all+=$hex; done; printf "$all"; }

magic() { printf 'REDIS%04d' "$1"; }
text() { bytes "${#1}"; printf %s "$1"; }
aux() { printf '\xfa'; text "$1"; text "$2"; }
select_db() { bytes 0xfe "$1"; }
resize_db() { bytes 0xfb "$1" "$2"; }
# expire_ms MILLISECONDS: of the key that comes next
expire_ms() {
  local value=$1 i octets=()
  for i in 0 8 16 24 32 40 48 56; do octets+=($((value >> i & 255))); done
  bytes 0xfc "${octets[@]}"
}
string() { printf '\0'; text "$1"; text "$2"; }
# integer KEY VALUE: 0 … 127, stored as such
integer() { bytes 0; text "$1"; bytes 0xc0 "$2"; }
# list KEY ITEM...: at most 63
list() { local item; printf '\x01'; text "$1"; shift; bytes $#; for item; do text "$item"; done; }
# hash KEY FIELD VALUE...
hash() { local item; printf '\x04'; text "$1"; shift; bytes $(($# / 2)); for item; do text "$item"; done; }
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
