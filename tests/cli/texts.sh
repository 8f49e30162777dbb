#!/bin/bash
# Handwriting: areas with ink are kept as pictures and typed by a person; empty
# ones ask nobody.  On anonymous forms nothing of it tells an order.
. tests/cli/lib.sh
PYSIM="$ROOT/${B:-build/release}/tests/sim/pysim"
cd "$WORK" || exit 1

prepare() { # prepare NAME PRESET COPIES: workspace, layout, named print list
    "$PINGYI" new "$1" --preset "$2" --identity "$ROOT/samples/county/demo.identity" >/dev/null || exit 1
    "$PINGYI" -C "$1" --json print --unit 1 --copies "$3" >"$1.print.json"
    "$PINGYI" -C "$1" layout --json >"$1.layout.json"
    py - "$1" <<'PY'
import json, sys
d = json.load(open(sys.argv[1] + ".print.json"))
n = 0
for p in d["pages"]:
    n += p["side"] == 1
    p["serial"] = p["serial"] or "B%05d" % n
json.dump(d, open(sys.argv[1] + ".named.json", "w"))
PY
}
draw() { # draw NAME FOLDER options…
    local name=$1 folder=$2
    shift 2
    "$PYSIM" scan --layout "$name.layout.json" --print "$name.named.json" --out "$folder" \
        --dpi 200 "$@" >/dev/null 2>&1
}

# ---- numbered sheets: typed words stand in the answers ----
prepare nm NM 12
draw nm wordy --count 6 --seed 4242 --with words=1
draw nm quiet --first 6 --count 6 --seed 1
status=0; "$PINGYI" -C nm --json scan wordy quiet >scan.json 2>/dev/null || status=$?
like "sheets with and without words are read" "$status" '^(0|3)$'
exits "what is written waits to be typed" 3 "$PINGYI" -C nm --json review texts
cp out texts.json
is "the six that were written, and perhaps one more" \
    "$(json texts.json '6 <= d["open"] <= 8 and {t["item"] for t in d["texts"]} == {"O1"}')" True
is "each has a picture" "$(json texts.json '[1 for t in d["texts"] if not t["picture"].startswith("pages/")]')" "[]"
picture=$(json texts.json 'd["texts"][0]["picture"]')
is "named by its content" "$(sha256sum "nm/$picture" | cut -c1-64)" "$(echo "$picture" | sed 's|pages/||; s|/||; s|.png||')"
is "of the whole area at 200 dpi" \
    "$(py -c 'import struct,sys; w,h=struct.unpack(">II",open(sys.argv[1],"rb").read(24)[16:]); print(1380 < w < 1400 and h > 200)' "nm/$picture")" True
is "writing is no question for the review" "$(json scan.json '[r for p in d["pages"] for r in p.get("items", []) if r == "O1"]' 2>/dev/null || echo "[]")" "[]"
id=$(json texts.json 'd["texts"][0]["id"]')
exits "nobody types without a name" 2 "$PINGYI" -C nm review type "$id" '路不好走'
exits "an empty text is refused" 1 "$PINGYI" -C nm review type "$id" ' ' --who Wang
exits "so is one that is too long" 1 "$PINGYI" -C nm review type "$id" "$(printf 'a%.0s' $(seq 4001))" --who Wang
exits "an unknown number is told" 1 "$PINGYI" -C nm review type 99999 'x' --who Wang
exits "words are taken" 3 "$PINGYI" -C nm review type "$id" '路不好走，"请修"' --who Wang
"$PINGYI" -C nm export jsonl --out - >a.jsonl
like "and stand in the export" "$(cat a.jsonl)" '"O1":"路不好走，\\"请修\\"".*"O1":"typed"'
like "the others are only known to be written" "$(cat a.jsonl)" '"O1":null.*"O1":"written"'
"$PINGYI" -C nm export csv --out - >a.csv
like "in the table too" "$(cat a.csv)" '"路不好走，""请修"""'
exits "a table to type into" 3 "$PINGYI" -C nm review texts --out todo.csv
like "is told with what comes next" "$(cat out)" '[0-9]+ waiting, written to todo.csv; .*review type --from todo.csv'
py - <<'PY'
import csv
rows = list(csv.reader(open("todo.csv", encoding="utf-8-sig", newline="")))
for i, r in enumerate(rows[1:]):
    r[3] = ["=2+2\n第二行", "无法辨认", "nothing"][i] if i < 3 else ""
csv.writer(open("done.csv", "w", encoding="utf-8", newline="")).writerows(rows)
PY
exits "and taken back" 3 "$PINGYI" -C nm --json review type --from done.csv --who Li
is "three of them" "$(json out 'd["typed"]')" 3
"$PINGYI" -C nm --json review texts --all >all.json
is "each as it was typed" "$(json all.json 'sorted(t["state"] for t in d["texts"])[:3] + [t["text"] for t in d["texts"] if t["text"] and "第" in t["text"]]')" \
    "['illegible', 'nothing', 'open', '=2+2\\n第二行']"
before=$(json texts.json 'd["open"]')
"$PINGYI" -C nm --json tally >t.json
is "what was no writing is not counted as written" \
    "$(json t.json '[i["written"] for i in d["items"] if i["code"] == "O1"][0]')" $((before - 1))
printf 'a,b\n' >wrong.csv
exits "another table is refused" 1 "$PINGYI" -C nm review type --from wrong.csv --who Li
exits "the log of it all holds" 0 "$PINGYI" -C nm doctor
is "and has none of the words" "$(strings -e S nm/survey.db | grep -c 'writing.type.*路不好走')" 0

# ---- anonymous sheets ----
prepare xp XP 12
draw xp xscans --seed 31415 --with words=3
"$PINGYI" -C xp scan xscans >/dev/null 2>&1
"$PINGYI" -C xp --json review texts >x.json
is "short words are found on every sheet" "$(json x.json 'd["open"]')" 12
is "numbers tell no order" "$(json x.json '[t["id"] for t in d["texts"]] == sorted(t["id"] for t in d["texts"]) and max(t["id"] for t in d["texts"]) > 1000')" True
is "nor a unit" "$(json x.json '{"unit" in t for t in d["texts"]}')" "{False}"
is "no kept file tells a time" "$(find xp/pages -type f -newermt '1971-01-01' | wc -l)" 0
xid=$(json x.json 'd["texts"][0]["id"]')
"$PINGYI" -C xp review type "$xid" '希望多下基层' --who Wang >/dev/null
"$PINGYI" -C xp export jsonl --out - >x.jsonl
is "words never stand beside other answers" "$(grep -c '希望多下基层' x.jsonl)" 0
done_testing
