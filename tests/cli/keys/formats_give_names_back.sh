command -v python3 > /dev/null || { echo "no python3" >&2; exit 77; }
LC_ALL=C  # text() counts bytes
{ magic 10; select_db 0
  string 'a,"b' 1; string '' 2; string ' c ' 3; string '\t\\n' 4; string "'=1" 5; string '=1' 6
  string "$(printf 'line\nend\rof\r\ntab\tx')" 7; string "$(printf '\xff\xfe\x01')" 8
  string "$(printf '\xe2\x82\xac \xe2\x80\xa8')" 9; string 'null' 10; string '{"b64":"AA=="}' 11
  end; } > names.rdb
for options in "--format csv" "--csv-guard" "--format tsv" "--format ndjson" "--columns key" \
    "--columns key_b64"; do
  rdbmill keys $options names.rdb > table
  OPTIONS=$options PYTHONIOENCODING=utf-8 python3 -c '
import base64, csv, json, os

LATIN = dict(encoding="latin-1", newline="")
UNESCAPED = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}

def unescaped(text):
    parts = iter(text)
    return "".join(UNESCAPED["\\" + next(parts)] if c == "\\" else c for c in parts)

options = os.environ["OPTIONS"]
if "ndjson" in options:
    found = [json.loads(line)["key"] for line in open("table", "rb").read().split(b"\n")[:-1]]
    found = [base64.b64decode(key["b64"]) if isinstance(key, dict) else key.encode() for key in found]
elif "tsv" in options:
    found = open("table", **LATIN).read().split("\n")[1:-1]
    found = [unescaped(line.split("\t")[2]).encode("latin-1") for line in found]
else:
    rows = list(csv.reader(open("table", **LATIN)))
    column = next(i for i, name in enumerate(rows[0]) if name.startswith("key"))
    found = [row[column] for row in rows[1:]]
    if "guard" in options:
        found = [key[1:] if key.startswith("\x27") else key for key in found]
    found = [key.encode("latin-1") for key in found]
    if "b64" in options:
        found = [base64.b64decode(key) for key in found]
names = [b"a,\"b", b"", b" c ", b"\\t\\\\n", b"\x27=1", b"=1", b"line\nend\rof\r\ntab\tx",
         b"\xff\xfe\x01", "\u20ac \u2028".encode(), b"null", b"{\"b64\":\"AA==\"}"]
print(options, found == names or found)'
done
