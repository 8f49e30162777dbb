#!/bin/bash
# Sheets made elsewhere: the worked example of docs/formats.md as it stands,
# layouts that are refused, units, numbers, exact places from a PDF.
. tests/cli/lib.sh
cd "$WORK" || exit 1
ln -s "$ROOT/samples" samples
pingyi() { "$PINGYI" "$@"; }
# example NAME: the block after its comment in docs/formats.md
example() {
    awk -v mark="<!-- example: $1 -->" '$0 == mark { on = 1; next }
        on && /^```/ { if (inside) exit; inside = 1; next }
        on && inside { print }' "$ROOT/docs/formats.md"
}

# ---- the walk ----
example walk.sh >walk.sh
is "the document has the walk" "$(grep -c '^pingyi' walk.sh)" 5
( set -e; . ./walk.sh ) >walk.out 2>walk.err
is "every line of it works" "$?" 0
like "the proposal has all boxes" "$(cat walk.err)" '64 boxes in 16 questions'
like "and registers" "$(cat walk.err)" '100 % of the outlines found, 5 marks'
like "every sheet is read" "$(cat walk.out)" '3  read'
is "the overlay is a picture" "$(head -c 4 class/overlay.png | tail -c 3)" PNG
py - <<'PY' >read.txt
import json
for line in open("class/answers.jsonl", encoding="utf-8"):
    a = json.loads(line)["answers"]
    print(" ".join(a["Q%d" % (q + 1)] or "-" for q in range(16)))
PY
is "every answer is what was filled in" "$(cat read.txt)" "$(cat class/truth.txt)"
is "the tally counts three" "$(grep -o '"returned": *3' class/tally.json | head -1 | tr -d ' ')" '"returned":3'
py - "$ROOT/samples/foreign/class.json" <<'PY' >same.txt
import json, sys
def places(path):
    return [(b["question"], b["choice"], round(b["x"]), round(b["y"]))
            for b in json.load(open(path))["pages"][0]["boxes"]]
print(places("class/class.json") == places(sys.argv[1]))
PY
is "the shipped layout is what it proposes" "$(cat same.txt)" True

exits "the same scans again change nothing" 0 "$PINGYI" -C class/round scan class/filled --json
is "all are known pixels" "$(json out 'd["summary"]["outcomes"]["same_image"]')" 3
exits "rejudging changes nothing" 0 "$PINGYI" -C class/round rejudge
like "by the style of the layout" "$(cat out)" 'every answer reads as before'
exits "the usual parameters are those of the style too" 0 "$PINGYI" -C class/round rejudge --defaults
like "so nothing changes either" "$(cat out)" 'every answer reads as before'
exits "nothing is printed here" 1 "$PINGYI" -C class/round print --unit 1 --copies 1
like "and it says why" "$(cat err)" 'made elsewhere'
exits "the workspace is sound" 0 "$PINGYI" -C class/round doctor

# ---- by hand ----
example hand.json >hand.json
exits "the layout by hand is accepted" 0 "$PINGYI" new hand --layout hand.json
like "with its questions" "$(cat out)" '2 questions'
exits "its layout can be shown" 0 "$PINGYI" -C hand layout --json
is "as it was given" "$(json out 'd["pages"][0]["boxes"][1]["printed"]')" 0.18
exits "sheets of another form are foreign paper" 3 "$PINGYI" -C hand scan class/filled/1.png --json
like "not answers" "$(json out 'd["pages"][0]["outcome"]')" 'foreign|unreadable'

refuse() { # refuse NAME PYTHON-EDIT REGEX
    py - "$2" <<'PY'
import json, sys
d = json.load(open("hand.json"))
b = d["pages"][0]["boxes"]
exec(sys.argv[1])
json.dump(d, open("bad.json", "w"))
PY
    exits "$1 is refused" 1 "$PINGYI" new bad --layout bad.json
    like "$1: the place is named" "$(cat err)" "$3"
}
refuse "a box of no width" 'b[3]["w"] = 0' 'bad.json: pages\[0\]\.boxes\[3\]\.w: '
refuse "a box over another" 'b[3]["x"] = 62; b[3]["y"] = 90' 'pages\[0\]\.boxes\[3\]\.x: .*boxes\[2\]'
refuse "a box off the page" 'b[2]["x"] = 209' 'pages\[0\]\.boxes\[2\]\.w: '
refuse "a mark of no kind" 'd["pages"][0]["fiducials"][1]["kind"] = "star"' 'pages\[0\]\.fiducials\[1\]\.kind: .*disc'
refuse "a layout without a style" 'del d["style"]' 'style: .*fill'
refuse "two marks" 'del d["pages"][0]["fiducials"][0]' 'pages\[0\]\.fiducials: '
refuse "a choice that stands twice" 'b[1]["choice"] = "A"' 'pages\[0\]\.boxes\[1\]\.choice: '
cat >form.yaml <<'YAML'
form: QUIZ
title: 测验
object: 某校
intro: 涂满圆圈。
sections:
  - text: 题目
    items:
      - {code: Q1, role: person, text: 一, choices: [{code: A, text: 甲}, {code: B, text: 乙}]}
      - {code: Q2, role: person, text: 二, choices: [{code: A, text: 甲}, {code: B, text: 乙}]}
YAML
exits "a questionnaire beside it gives the words" 0 "$PINGYI" new worded --layout hand.json --form form.yaml
sed -i 's/code: Q2/code: Q7/' form.yaml
exits "a question the questionnaire lacks is refused" 1 "$PINGYI" new unknown --layout hand.json --form form.yaml
like "and named" "$(cat err)" "pages\[0\]\.boxes\[2\]\.question: .*Q2"
is "nothing is left behind" "$(ls -d unknown bad 2>/dev/null)" ""

# ---- units ----
cat >units.csv <<'CSV'
code,parent,name,class,households,population
00,,清水县,县,900,3000
01,00,东乡镇,乡镇,,
02,00,西乡镇,乡镇,,
CSV
exits "a round of two units" 0 "$PINGYI" new two --layout class/class.json --units units.csv
exits "asks whose the sheets are" 2 "$PINGYI" -C two scan class/filled
like "and how to say it" "$(cat err)" '--unit'
exits "a unit there is not" 1 "$PINGYI" -C two scan --unit 99 class/filled
exits "the first unit's" 0 "$PINGYI" -C two scan --unit 01 class/filled/1.png class/filled/2.png
exits "the second unit's" 0 "$PINGYI" -C two scan --unit 02 class/filled/3.png
"$PINGYI" -C two export jsonl --out - | grep -o '"unit":"[0-9]*"' | sort | uniq -c | tr -s ' ' >by-unit.txt
is "each has its own" "$(tr '\n' ';' <by-unit.txt)" ' 2 "unit":"01"; 1 "unit":"02";'
exits "our own sheets need no unit" 0 "$PINGYI" new own --preset NM
exits "and print" 0 "$PINGYI" -C own print --unit 1 --copies 1
exits "so giving one is a mistake" 2 "$PINGYI" -C own scan --unit 1 class/filled/1.png

# ---- a number that cannot be read is keyed ----
py - <<'PY'
import json
d = json.load(open("class/class.json"))
d.pop("open", None)
d["pages"][0]["codes"] = [{"kind": "qr", "x": 160, "y": 14, "w": 16, "h": 16, "prefix": "K", "digits": 6}]
json.dump(d, open("numbered.json", "w"))
PY
exits "sheets with numbers" 0 "$PINGYI" new numbered --layout numbered.json --units units.csv
exits "whose code is dead wait for a person" 3 "$PINGYI" -C numbered scan --unit 01 class/filled/1.png class/filled/2.png --json
is "both" "$(json out 'd["summary"]["outcomes"]["no_code"]')" 2
exits "the list asks for the code" 3 "$PINGYI" -C numbered review list --json
first=$(json out '[r["id"] for r in d["reviews"]][0]')
second=$(json out '[r["id"] for r in d["reviews"]][1]')
exits "too few digits are no number" 1 "$PINGYI" -C numbered review key "$first" 123 --who 李
like "and it says how many to type" "$(cat err)" "'123' is no number of these sheets"
exits "the digits are" 0 "$PINGYI" -C numbered review key "$first" 000123 --who 李
exits "so is the whole text" 0 "$PINGYI" -C numbered review key "$second" K000124 --who 李
"$PINGYI" -C numbered export jsonl --out - >keyed.jsonl
is "both sheets count for their unit" "$(grep -c '"unit":"01"' keyed.jsonl)" 2
py - <<'PY' >keyed.txt
import json
rows = [json.loads(l)["answers"] for l in open("keyed.jsonl", encoding="utf-8")]
want = open("class/truth.txt").read().split("\n")
got = [" ".join(a["Q%d" % (q + 1)] or "-" for q in range(16)) for a in rows]
print(sorted(got) == sorted(want[:2]))
PY
is "with the answers filled in" "$(cat keyed.txt)" True
exits "nothing is left to ask" 0 "$PINGYI" -C numbered review list --json
is "no question open" "$(json out 'len(d["reviews"])')" 0
exits "the workspace is sound" 0 "$PINGYI" -C numbered doctor

# ---- a report of what nobody rated ----
exits "a bulletin of counts" 0 "$PINGYI" -C class/round report bulletin --out counts.pdf
pdftotext -layout counts.pdf - | tr -d ' ' >counts.txt
like "has one table of all questions" "$(cat counts.txt)" '表2各题的回答情况'
is "and no second one" "$(grep -c '各题的回答情况' counts.txt)" 1
is "nor an empty heading" "$(grep -cE '总体结论|分项结果' counts.txt)" 0
like "it does not say that none were handed out" "$(cat counts.txt)" '没有登记发放份数，不计算回收率'

# ---- exact places from a PDF ----
pdf=$(ls own/out/*.pdf)
pdftoppm -r 200 -gray -png "$pdf" own-page
"$PINGYI" -C own layout --json >own.json
exits "a PDF and a scan of it give a layout" 0 "$PINGYI" layout fit own-page-1.png --pdf "$pdf" --out pdf.json --form NM
like "which registers" "$(cat err)" '(9[5-9]|100) % of the outlines found'
py - <<'PY' >places.txt
import json
own, fit = (json.load(open(n))["pages"] for n in ("own.json", "pdf.json"))
all = near = 0
for a, b in zip(own, fit):
    for x in a["boxes"]:
        all += 1
        near += any(abs(x["x"] + x["w"] / 2 - y["x"] - y["w"] / 2) < .3 and
                    abs(x["y"] + x["h"] / 2 - y["y"] - y["h"] / 2) < .3 for y in b["boxes"])
print(near >= .98 * all, all > 60)
PY
is "98 % of our own boxes within 0.3 mm" "$(cat places.txt)" "True True"
printf 'x' >empty.png
exits "what is no image is refused" 1 "$PINGYI" layout fit empty.png
exits "no file is a usage error" 2 "$PINGYI" layout fit
exits "a style there is not" 2 "$PINGYI" layout fit class/blank.png --style dots
done_testing
