#!/bin/bash
# A ballot of 31 rows over two sides: thirty ballots marked and scanned by the
# simulator are counted row by row as they were meant; the sides of open sheets
# count for themselves; what is carried is told by the form's own rule.
. tests/cli/lib.sh
PYSIM="$ROOT/${B:-build/release}/tests/sim/pysim"
cd "$WORK" || exit 1
py - >ballot.yaml <<'PY'
rows = ["      - [第%d户, %d, %s]" % (i, i % 5 + 1, "继续享受" if i % 3 else "停止享受")
        for i in range(1, 32)]
text = open("%s/samples/presets/PJ.yaml" % __import__("os").environ["ROOT"]).read()
text = text.replace("    rows: 31\n", "    rows:\n" + "\n".join(rows) + "\n")
text = text.replace("{at_least: 2/3, of: issued}", "{more_than: 1/3, of: valid}")
print(text, end="")
PY
exits "a list of rows is a questionnaire" 0 "$PINGYI" check ballot.yaml
like "with its rule" "$(cat out)" 'more than 1/3'
exits "and makes a workspace" 0 "$PINGYI" new ws --form ballot.yaml --identity "$ROOT/samples/county/demo.identity"
exits "ballots are printed without numbers" 0 "$PINGYI" -C ws --json print --unit 1 --copies 30
cp out print.json
is "on two sides of one sheet" "$(json print.json 'max(p["side"] for p in d["pages"])')" 2
is "none of them numbered" "$(json print.json '{p["serial"] for p in d["pages"]}')" "{None}"
"$PINGYI" -C ws layout --json >layout.json
is "every row stands whole on one side" \
    "$(json layout.json 'sorted(len({b["question"] for b in p["boxes"]}) for p in d["pages"])')" "[15, 16]"
is "with three boxes each" \
    "$(json layout.json 'sum(len(p["boxes"]) for p in d["pages"])')" 93

# The simulator needs a name for each sheet to draw a person for it; the sheets
# themselves have none.
py - <<'PY'
import json
d = json.load(open("print.json"))
n = 0
for p in d["pages"]:
    n += p["side"] == 1
    p["serial"] = "B%05d" % n
json.dump(d, open("named.json", "w"))
PY
exits "thirty ballots are filled in and scanned" 0 "$PYSIM" scan --layout layout.json \
    --print named.json --out scans --seed 4242 --truth truth.jsonl --dpi 200
status=0
"$PINGYI" -C ws --json scan scans >scan.json 2>/dev/null || status=$?
like "all are read" "$status" '^(0|3)$'
is "sixty pages" "$(json scan.json 'd["summary"]["outcomes"]["read"]')" 60
"$PINGYI" -C ws --json tally >tally.json
py - >verdict <<'PY'
import collections, json
meant = collections.defaultdict(collections.Counter)
for line in open("truth.jsonl"):
    for i in json.loads(line).get("items", []):
        meant[i["question"]][i["choices"][0] if i["state"] == "given" else i["state"]] += 1
tally = json.load(open("tally.json"))
wrong = doubtful = carried = 0
for it in tally["items"]:
    if not it["code"].startswith("R"):
        continue
    got = {c["code"]: c["n"] for c in it["counts"]}
    got["blank"], got["invalid"] = it["blank"], it["invalid"]
    off = sum(max(0, n - meant[it["code"]][k]) for k, n in got.items())
    short = sum(max(0, n - got.get(k, 0)) for k, n in meant[it["code"]].items())
    wrong += off != 0 or short != it["doubtful"]
    doubtful += it["doubtful"]
    assert sum(got.values()) + it["doubtful"] == it["asked"], it
    low, high = got["1"] * 3 > it["asked"], (got["1"] + it["doubtful"]) * 3 > it["asked"]
    want = "none" if low != high else "met" if low else "not_met"
    wrong += it["carried"] != want
    carried += want == "met"
print(wrong, doubtful <= 6, carried > 3, sum(it.get("people", 0) for it in tally["items"]))
PY
is "every row is counted as it was meant" "$(cat verdict)" "0 True True 92"
is "each side by itself" \
    "$(json tally.json '[(s["side"], s["returned"], s["valid"]) for s in d["unit"]["sides"]]')" \
    "[(1, 30, 30), (2, 30, 30)]"
"$PINGYI" -C ws tally >text
like "and says so" "$(cat text)" 'counted for itself'
like "with households and people" "$(cat text)" 'of 31 rows carried, [0-9]+ of 92 people'
is "no scan's name is kept" "$(strings ws/survey.db | grep -c 'scan0000')" 0

# ---- the list from a spreadsheet ----
printf '户主,人口,核查建议\r\n"第一""户""",3,继续享受\r\n第二户,1,"停止, 自愿"\r\n' >rows.csv
exits "the rows of a preset may come from a list" 0 "$PINGYI" new listed --preset PJ --rows rows.csv
"$PINGYI" -C listed --json tally >listed.json
is "each line is a row" "$(json listed.json '[i["text"].replace(chr(0x3000), "/") for i in d["items"] if i["code"][0] == "R"]')" \
    "['第一\"户\"/3/继续享受', '第二户/1/停止, 自愿']"
is "with its people" "$(json listed.json '[i["people"] for i in d["items"] if i["code"][0] == "R"]')" "[3, 1]"
printf '户主,人口,核查建议\n甲,3\n' >short.csv
exits "a line that is too short is refused" 1 "$PINGYI" new refused --preset PJ --rows short.csv
like "with its place" "$(cat err)" 'short.csv:2: 2 columns; there must be 3'
printf '户主,人口,核查建议\n' >none.csv
exits "so is an empty list" 1 "$PINGYI" new refused --preset PJ --rows none.csv
printf '户主,建议\n甲,同意\n' >other.csv
exits "and one without the column of people" 1 "$PINGYI" new refused --preset PJ --rows other.csv
like "which is named" "$(cat err)" "no column '人口'"
exits "a form without a table takes no list" 1 "$PINGYI" new refused --preset NM --rows rows.csv
is "nothing is left behind" "$(ls -d refused 2>/dev/null)" ""

# A side that was lost is missed on its own rows only.
exits "a second round" 0 "$PINGYI" new half --form ballot.yaml --identity "$ROOT/samples/county/demo.identity"
"$PINGYI" -C half --json print --unit 1 --copies 30 >half.json
"$PINGYI" -C half layout --json >half-layout.json
py - <<'PY'
import json
d = json.load(open("half.json"))
n = 0
for p in d["pages"]:
    n += p["side"] == 1
    p["serial"] = "B%05d" % n
d["pages"] = [p for p in d["pages"] if p["side"] == 1 or p["serial"] < "B00011"][:30]
json.dump(d, open("half-named.json", "w"))
PY
"$PYSIM" scan --layout half-layout.json --print half-named.json --out half-scans --seed 31415 \
    --truth half-truth.jsonl --dpi 200 >/dev/null 2>&1
"$PINGYI" -C half --json scan half-scans >/dev/null 2>&1
"$PINGYI" -C half --json tally >half-tally.json
is "the rows of the side that came less often have the smaller base" \
    "$(json half-tally.json '{i["asked"] for i in d["items"][:16]} == {d["unit"]["sides"][0]["valid"]} and {i["asked"] for i in d["items"][16:31]} == {d["unit"]["sides"][1]["valid"]} and d["unit"]["sides"][0]["valid"] > d["unit"]["sides"][1]["valid"]')" True
done_testing
