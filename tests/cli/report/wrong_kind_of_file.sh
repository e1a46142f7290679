# A partial result in the place of a dump, or a dump in its place: nothing is damaged.
small_dump > small.rdb
rdbmill report -q --partial small.partial small.rdb > /dev/null
for command in report keys plan explain info check; do rdbmill $command small.partial > /dev/null; echo "exit $?"; done
gzip -k small.partial; rdbmill report small.partial.gz; echo "exit $?"
rdbmill report merge small.rdb; echo "exit $?"
rdbmill report --since small.rdb small.rdb; echo "exit $?"
echo text > text.rdb
rdbmill report text.rdb; echo "exit $?"
rdbmill report merge text.rdb; echo "exit $?"
