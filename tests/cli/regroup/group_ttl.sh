t=1371427201000
{ magic 12; aux ctime 1371427200; select_db 0
  expire_ms $t; integer a:1:x 1; expire_ms $((t + 4000)); integer a:2:x 2
  expire_ms $t; integer b:1:x 3; expire_ms $t; integer b:2:x 4
  expire_ms $t; integer c:1:x 5; integer c:2:x 6
  integer d:1:x 7; expire_ms 1; integer d:2:x 8; end; } > flat.rdb
for policy in leave drop same same:4s max min field; do
  echo "$policy"
  rdbmill regroup flat.rdb -q -O -o out.rdb --match '{s}:{n}:{x}' --field n --group-ttl $policy \
    --stats - | grep -A1 -E '"(expiry|expired|disagree)": |"expiry_|longest' | grep -vE '^--|\{$|}|memory'
  rdbmill export out.rdb | cut -d, -f2,5-
done
rdbmill regroup flat.rdb -O -o out.rdb --match '{s}:{n}:{x}' --field n --group-ttl field --target redis:7.2
echo "exit $?"
rdbmill regroup flat.rdb -O -o out.rdb --match '{s}:{n}:{x}' --field n --group-ttl max
rdbmill regroup flat.rdb -q --match '{s}:{n}:{x}' --field n --group-ttl field --format resp --now 1371427200 | tr -d '\r' | grep -v '^[*$]' | xargs
# a key given back must not have the name of a hash of another rule
{ magic 12; aux ctime 1371427200; select_db 0
  expire_ms $t; integer x:1:y 1; expire_ms $((t + 9)); integer x:2:y 2; integer x:1:y/7 3; end; } > clash.rdb
printf 'version = 1\n[[rule]]\nmatch = "{a}/{f}"\nfield = "f"\n[[rule]]\nmatch = "{a}:{f}:{b}"\nfield = "f"\ngroup-ttl = "same"\n' > r.toml
rdbmill regroup clash.rdb -q -O -o out.rdb --rules r.toml; echo "exit $?"
