# Of very long names a front is kept, and said to be one; merged in any order they are the same.
# name LENGTH FRONT END
name() {
  bytes $((64 | $1 >> 8)) $(($1 & 255)); printf %s "$2"
  head -c $(($1 - ${#2} - ${#3})) /dev/zero | tr '\0' n; printf %s "$3"
}
for i in 1 2 3; do
  { magic 10; aux redis-ver 7.0.15; aux ctime 1371427200; select_db 0
    for j in 1 2 3; do printf '\0'; name 10000 page: "$j$i"; text x; done
    printf '\0'; name 4096 whole: "$i"; text x; string user:$i x; end; } > $i.rdb
  rdbmill report --partial $i.partial $i.rdb > $i.txt
done
grep -A6 '^Largest' 1.txt
rdbmill report --json 1.rdb | grep -A12 '"largest": \[' | cut -c1-40
rdbmill report --json 1.rdb | grep -c full_key_bytes
rdbmill report --csv tables 1.rdb > /dev/null
sed 's/nnnn*/n…/g' tables/largest.csv
rdbmill report --json --partial all.partial 1.rdb 2.rdb 3.rdb > all.json
rdbmill report merge --json --partial 31.partial 3.partial 1.partial > /dev/null
rdbmill report merge --json --partial 231.partial 2.partial 31.partial | cmp - all.json && echo same
cmp 231.partial all.partial && echo same partial
grep -c key_front all.partial
