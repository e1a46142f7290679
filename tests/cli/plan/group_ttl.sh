# What plan says of keys that expire is what regroup does: fields, hashes, keys whose hash disagrees.
t=1371427201000
{ magic 12; aux ctime 1371427200; select_db 0
  expire_ms $t; integer a:1:x 1; expire_ms $((t + 4000)); integer a:2:x 2
  expire_ms $t; integer b:1:x 3; expire_ms $t; integer b:2:x 4
  expire_ms $t; integer c:1:x 5; integer c:2:x 6
  integer d:1:x 7; expire_ms 1; integer d:2:x 8; end; } > flat.rdb
numbers() { python3 -c 'import json, sys
p = json.load(sys.stdin)
if isinstance(p, list): p = p[0]
if "shapes" in p:
    c = p["shapes"][0]["candidates"][0]
    print("plan   ", c.get("refusal") or [c["keys"], c["hashes"]["value"], c.get("disagree", {"value": 0})["value"]])
else:
    print("regroup", [p["fields_written"], p["hashes_written"], p["not_matched_by_reason"]["disagree"]["keys"]])'; }
for policy in leave drop same same:4s max min field; do
  echo "$policy"
  rdbmill plan flat.rdb --json --exact --match '{s}:{n}:{x}' --field n --group-ttl $policy | numbers
  printf 'version = 1\n[[rule]]\nmatch = "{s}:{n}:{x}"\nfield = "n"\ngroup-ttl = "%s"\n' $policy > r.toml
  rdbmill plan flat.rdb --json --exact --rules r.toml | numbers
  rdbmill regroup flat.rdb -q -O -o out.rdb --rules r.toml --stats s.json && numbers < s.json
done
rdbmill plan flat.rdb --match '{s}:{n}:{x}' --group-ttl same --lossy-key --field n --key-template '{s}'; echo "exit $?"
rdbmill plan flat.rdb --group-ttl soon; echo "exit $?"
rdbmill plan flat.rdb --rules r.toml --group-ttl drop; echo "exit $?"
{ magic 12; select_db 0; expire_ms $t; integer a:1:x 1; end; } > no-clock.rdb
rdbmill plan no-clock.rdb --group-ttl drop; echo "exit $?"
# the command says what was said
{ magic 12; aux ctime 1371427200; select_db 0
  for i in {1..8}; do for k in {1..200}; do expire_ms $((t + i)); integer "m:$i:$k" 1; done; done; end; } > many.rdb
for policy in max field; do rdbmill plan many.rdb --group-ttl $policy --now 1371427200 | sed '/^Parts/,$d'; done
