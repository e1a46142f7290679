# Durations of any length stand apart from each other, at every width.
idle() { bytes 0xf8 0x80 $(($1 >> 24 & 255)) $(($1 >> 16 & 255)) $(($1 >> 8 & 255)) $(($1 & 255)); }
{ magic 10; aux ctime 1371427200; select_db 0
  for i in 1 2 3 4 5 6 7 8 9; do
    expire_ms $((1371427200000 + (i * 13 + 55) * 3600000 / 3 + 59000)); idle $((172799 - i * 60)); integer "user:$i" $i
  done; end; } > near.rdb
{ magic 10; aux ctime 1371427200; select_db 0
  expire_ms $((1371427200000 + 9999 * 86400000 + 23 * 3600000)); integer a 1
  expire_ms $((1371427200000 + 36500 * 86400000)); idle 4294967295; integer b 1
  expire_ms 9223372036854775807; integer c 1; end; } > far.rdb
for dump in near far; do
  for width in 80 140; do rdbmill report --full --width $width $dump.rdb | sed -n '/^Distributions/,/so much/p'; done
done
