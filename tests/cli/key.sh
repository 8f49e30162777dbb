#!/bin/bash
# review key: a clerk types the code of a sheet whose codes are dead.
. tests/cli/lib.sh
cd "$WORK" || exit 1
cat >units.csv <<'CSV'
code,parent,name,class,households,population
01,,东乡镇,乡镇,900,3000
CSV
cat >blot.py <<'PY'
"""blot.py SCAN.pgm LAYOUT.json SIDE OUT.png: paint both codes over."""
import json, struct, sys, zlib
data = open(sys.argv[1], "rb").read()
parts = data.split(b"\n", 3)
w, h = map(int, parts[1].split())
pixels = bytearray(parts[3])
page = json.load(open(sys.argv[2]))["pages"][int(sys.argv[3]) - 1]
k = w / page["width"]
for code in page["codes"]:
    x0, x1 = int(code["x"] * k) - 2, int((code["x"] + code["w"]) * k) + 2
    for y in range(int(code["y"] * k) - 2, int((code["y"] + code["h"]) * k) + 2):
        for x in range(x0, x1):
            pixels[y * w + x] = 90 if (x // 9 + y // 7) % 2 else 200
rows = b"".join(b"\0" + bytes(pixels[y * w:(y + 1) * w]) for y in range(h))
def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
open(sys.argv[4], "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 0, 0, 0, 0)) +
                              chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))
PY
"$PINGYI" new ws --preset NM --units units.csv >/dev/null || exit 1
"$PINGYI" -C ws print --unit 01 --copies 2 --json >print.json
"$PINGYI" -C ws layout --json >layout.json
pdf=$(ls ws/out/*.pdf)
pdftoppm -r 150 -gray "$pdf" s
pdftotext -layout "$pdf" text
for n in 1 2 3; do py blot.py s-$n.pgm layout.json $((2 - n % 2)) dead-$n.png; done
code_of() { # code_of PAGE: the text beside its code
    pdftotext -f "$1" -l "$1" "$pdf" - | grep -oE '1[0-9A-Z]{6}-[0-9A-Z]{6}-[0-9A-Z]{7}-[0-9A-Z]{7}' | head -1
}
first=$(code_of 1)
second=$(code_of 2)
like "the text stands beside the code" "$first" '^1.{6}-.{6}-.{7}-.{7}$'
exits "dead codes need a person" 3 "$PINGYI" -C ws scan dead-1.png dead-2.png dead-3.png --json
is "all of them" "$(json out 'd["summary"]["outcomes"]["no_code"]')" 3
"$PINGYI" -C ws review list --json >list.json
id() { json list.json "[r['id'] for r in d['reviews'] if r['file'].endswith('$1')][0]"; }
one=$(id dead-1.png)
two=$(id dead-2.png)
three=$(id dead-3.png)
exits "the page can be looked at" 0 "$PINGYI" -C ws review show "$one" --out page.png
like "and how to key it is told" "$(cat out)" "pingyi review key $one CODE --who NAME"
"$PINGYI" -C ws review list >out
like "the list says what to do" "$(cat out)" 'type the text'

exits "nobody keys without a name" 2 "$PINGYI" -C ws review key "$one" "$first"
# one character wrong: the check character and the HMAC find it
c=$(printf %s "$first" | cut -c10)
wrong=$(if [ "$c" = 7 ]; then echo 8; else echo 7; fi)
typo=$(printf %s "$first" | sed "s/^\(.\{9\}\)./\1$wrong/")
exits "a wrong character is refused" 1 "$PINGYI" -C ws review key "$one" "$typo" --who Wang
like "and pointed at" "$(cat err)" "group 2, character 2 looks wrong, '$wrong' where '$c' would fit"
swap=$(py -c '
import sys
t = list(sys.argv[1])
for i in range(16, 21):
    if t[i] != t[i+1]:
        t[i], t[i+1] = t[i+1], t[i]
        break
print("".join(t))' "$first")
exits "swapped characters are refused" 1 "$PINGYI" -C ws review key "$one" "$swap" --who Wang
like "and pointed at" "$(cat err)" 'group 3, .* look swapped'
exits "a code that is too short is refused" 1 "$PINGYI" -C ws review key "$one" "${first%???}" --who Wang
like "with the count" "$(cat err)" '24 .* 27'
exits "rubbish is refused" 1 "$PINGYI" -C ws review key "$one" "1AAAAAA-AAAAAA-AAAAAAA-AAAAAAA" --who Wang
is "so far nothing is answered" "$("$PINGYI" -C ws export jsonl --out - | wc -l)" 0

exits "the right code in small letters without hyphens" 0 "$PINGYI" -C ws review key "$two" "$(printf %s "$second" | tr 'A-Z' 'a-z' | tr -d -)" --who Wang --json
is "makes the page a read one" "$(json out 'd["outcome"]')" read
exits "the other side's code does not fit the page" 1 "$PINGYI" -C ws review key "$one" "$second" --who Wang
exits "its own does" 0 "$PINGYI" -C ws review key "$one" "$first" --who Wang
"$PINGYI" -C ws export jsonl --raw --out - >answers.jsonl
is "both sides are one response" "$(wc -l <answers.jsonl)" 1
is "of that sheet" "$(py -c 'import json; print(json.loads(open("answers.jsonl").readline())["serial"])')" \
    "$(json print.json 'd["pages"][0]["serial"]')"
exits "once is enough" 1 "$PINGYI" -C ws review key "$one" "$first" --who Wang
exits "the paper scanned again is known" 0 "$PINGYI" -C ws scan dead-1.png dead-2.png --json
is "as such" "$(json out 'd["summary"]["outcomes"]["same_image"]')" 2
exits "a page can still be set aside" 0 "$PINGYI" -C ws review set "$three" void --who Wang
exits "the log holds" 0 "$PINGYI" -C ws doctor
like "and names who keyed" "$(sqlite3 ws/survey.db "SELECT count(*) FROM audit WHERE action = 'page.key' AND who = 'Wang'")" '^2$'
done_testing
