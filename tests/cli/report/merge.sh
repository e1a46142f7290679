# Partial results in any grouping make the report of all dumps.
for i in 1 2 3 4; do
  { magic 10; aux redis-ver 7.0.15; aux ctime $((1371427200 + i)); select_db $((i % 2))
    for j in 1 2 3 4 5 6 7; do integer "{$i}:user:$j:visits" $j; hash "{$i}:page:$j" f "text of $i $j"; done
    expire_ms $((1371427200000 + 86400000 * i)); string "{$i}:session" x; end; } > $i.rdb
  rdbmill report --partial $i.partial $i.rdb > /dev/null
done
rdbmill report --json --partial all.partial 1.rdb 2.rdb 3.rdb 4.rdb > all.json
rdbmill report merge --json 1.partial 2.partial 3.partial 4.partial | cmp - all.json && echo same
rdbmill report merge --json --partial 31.partial 3.partial 1.partial > /dev/null
gzip -c 4.partial > 4.partial.gz
rdbmill report merge --json --partial 4312.partial 4.partial.gz 31.partial 2.partial | cmp - all.json && echo same
cmp 4312.partial all.partial && echo same partial
head -c 60 all.partial; echo
echo "== as text"
rdbmill report merge 4.partial 2.partial 1.partial 3.partial | head -3
echo "== refused"
rdbmill report merge 1.partial 31.partial; echo "exit $?"
rdbmill report merge --now 2013-06-17 4.partial; echo "exit $?"
rdbmill report merge --depth 2 1.partial 2.partial; echo "exit $?"
rdbmill report merge -t hash 1.partial 2.partial; echo "exit $?"
rdbmill report --depth 2 -O --partial 2.partial 2.rdb > /dev/null
rdbmill report merge 1.partial 2.partial; echo "exit $?"
rdbmill report --partial 1.partial 1.rdb; echo "exit $?"
rdbmill report merge; echo "exit $?"
rdbmill report merge 1.rdb; echo "exit $?"
head -c 1000 1.partial > cut.partial
rdbmill report merge cut.partial; echo "exit $?"
sed 's/1371427203000/1371427203001/' 3.partial > damaged.partial
cmp -s 3.partial damaged.partial || rdbmill report merge damaged.partial; echo "exit $?"
sed '1s,partial/1,partial/9,' 3.partial > newer.partial
rdbmill report merge newer.partial; echo "exit $?"
