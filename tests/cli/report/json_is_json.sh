command -v python3 > /dev/null || { echo "no python3" >&2; exit 77; }
{ magic 10; select_db 0
  printf '\x00\x0a\x1b[2J:\xff\n\r"\x07\x01x'
  printf '\x00\x08\xe2\x82\xac"\\\x00\x7f:\x01x'
  string 'a"b\c/d' 1
  end; } > hostile.rdb
for command in "report --depth 3" "info --count --now 0" check; do
  rdbmill $command --json hostile.rdb 2> /dev/null | python3 -c '
import base64, json, sys
document = json.load(sys.stdin)
print(document["schema"])
for row in document.get("largest", []):
    key = row["key"]
    print(ascii(key.encode() if isinstance(key, str) else base64.b64decode(key["b64"])))'
done
