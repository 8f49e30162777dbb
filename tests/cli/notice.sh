#!/bin/bash
# notice: one page, rates only, no small units, no words, no names of people.
. tests/cli/lib.sh
COUNTY="$ROOT/${B:-build/release}/tests/reports/test_county"
cd "$ROOT" || exit 1
make() { "$COUNTY" "$WORK/$1" "$ROOT/samples/presets/$2.yaml" "$3" "$4" 5 >"$WORK/made" 2>&1 || { cat "$WORK/made"; exit 1; }; }
cat >"$WORK/units.csv" <<'CSV'
code,parent,name,class,households,population
00,,清水县,县,900,3000
01,00,大东镇,乡镇,400,1500
0101,01,甲村,村,100,400
0102,01,乙村,村,100,400
0103,01,丙村,村,100,400
02,00,小西乡,乡镇,100,300
0201,02,丁村,村,100,300
CSV
make nm NM "$WORK/units.csv" 16
make xp XP "$WORK/units.csv" 16
make pj PJ "$WORK/units.csv" 8
cd "$WORK" || exit 1
words() { pdftotext -q "$1" - | tr -d ' \n\f'; }
size() { pdfinfo "$1" | sed -n 's/^Pages: *//p; s/^Page size: *\([0-9]*\)[0-9.]* x \([0-9]*\).*/\1x\2/p' | tr '\n' ' '; }

"$PINGYI" -C nm measure add --problem 办事公开不够 --item Q2 --unit 01 --action 每月张榜公布 --person 王某某 \
    --office 大东镇计生办 --due 2026-12-31 --who 李某 >/dev/null
"$PINGYI" -C nm review texts --json >texts.json 2>/dev/null
for id in $(json texts.json '" ".join(str(t["id"]) for t in d["texts"])'); do
    "$PINGYI" -C nm review type "$id" "修桥铺路$id" --who 录入员 >/dev/null 2>&1
done
exits "a notice" 0 "$PINGYI" -C nm report notice --date 2026-11-20
is "is one page of A3" "$(size nm/out/notice.pdf)" '1 841x1190 '
text=$(words nm/out/notice.pdf)
"$PINGYI" -C nm tally --by unit --json >t.json
py - >want <<'PY'
import json
d = json.load(open("t.json"))
u = {x["code"]: x for x in d["units"]}
def rate(x): # half up, one decimal, exact; none of these is near the line
    n, m = x["num"], x["den"]
    t = (2000 * n + m) // (2 * m)
    return f"{t // 10}.{t % 10}%"
print(u["00"]["issued"], u["00"]["returned"], u["00"]["valid"], rate(u["00"]["satisfied"]["main"] if "main" in u["00"]["satisfied"] else u["00"]["satisfied"]),
      rate(u["01"]["satisfied"]["main"] if "main" in u["01"]["satisfied"] else u["01"]["satisfied"]), u["02"]["valid"])
PY
read -r issued returned valid all one small <want
like "sheets of the whole round" "$text" "发放问卷${issued}份，收回${returned}份，其中有效问卷${valid}份"
like "its rate" "$text" "$all"
like "a township by name" "$text" "大东镇"
like "with its rate" "$text" "$one"
is "the small one had fewer than thirty" "$([ "$small" -gt 0 ] && [ "$small" -lt 30 ] && echo yes)" yes
is "and is left out" "$(echo "$text" | grep -c '小西乡')" 0
like "which is said" "$text" '不足30份的乡镇不单独列出'
is "no number of a unit's sheets, to subtract" "$(echo "$text" | grep -cE '大东镇[0-9]+份')" 0
is "nothing anybody wrote" "$(echo "$text" | grep -c "修桥铺路")" 0
like "what will be done, by when" "$text" '每月张榜公布.*2026年12月31日'
is "by no person's name" "$(echo "$text" | grep -cE '王某某|李某')" 0
like "where to complain" "$text" '监督电话：12356'
is "no files inside" "$(pdfdetach -list nm/out/notice.pdf | head -1)" '0 embedded files'
exits "on A4" 0 "$PINGYI" -C nm report notice --paper a4 --out a4.pdf
is "is one page too" "$(size a4.pdf)" '1 595x841 '
is "says the same" "$(words a4.pdf)" "$(words nm/out/notice.pdf | sed "s/2026年11月20日/$(date '+%Y年%-m月%-d日')/")"
pdftotext -q -bbox a4.pdf - | sed -n 's/.*yMin="\([0-9.]*\)".*yMax="\([0-9.]*\)".*/\1 \2/p' |
    awk '{ if ($2 - $1 < 8.5) small++ } END { print small + 0 }' >tiny
is "nothing too small to read" "$(cat tiny)" 0
exits "paper for another edition" 2 "$PINGYI" -C nm report bulletin --paper a4
exits "no other paper" 2 "$PINGYI" -C nm report notice --paper a5
exits "another locale" 0 env LC_ALL=de_DE.UTF-8 "$PINGYI" -C nm report notice --date 2026-11-20 --out de.pdf
is "gives the same bytes" "$(cmp nm/out/notice.pdf de.pdf && echo same)" same

# ---- anonymous rounds, votes, nothing at all ----
exits "an anonymous round" 0 "$PINGYI" -C xp report notice
is "names no unit: they are those who answered" "$(words xp/out/notice.pdf | grep -cE '大东镇|小西乡')" 0
exits "a ballot" 0 "$PINGYI" -C pj report notice
like "shows its votes" "$(pdftotext -q -layout pj/out/notice.pdf -)" '同意 ?[0-9]+ +不同意 ?[0-9]+ +弃权 ?[0-9]+ +(通过|未通过)'
is "and no reasons" "$(words pj/out/notice.pdf | grep -c '请写明')" 0
"$PINGYI" new empty --preset NM --units units.csv >/dev/null
exits "an empty round" 0 "$PINGYI" -C empty report notice
like "says so" "$(words empty/out/notice.pdf)" '没有有效问卷'

# ---- what the bulletin hides, notice and letter hide too ----
printf 'code,parent,name,class,households,population\n00,,清水县,县,,\n01,00,大东镇,乡镇,,\n' >two.csv
cd "$ROOT" || exit 1
make few XP "$WORK/two.csv" 24
cd "$WORK" || exit 1
for e in bulletin notice feedback; do "$PINGYI" -C few report $e >/dev/null; done
pdfdetach -saveall -o . few/out/bulletin.pdf
PINGYI_FORM="$ROOT/samples/presets/XP.yaml" py - >hidden <<'PY'
import json, os, re
root = json.load(open("pingyi-figures.json"))["units"][0]
text = dict(re.findall(r"code: (Q\d)\s.*?text: ([^\n,}]+)", open(os.environ["PINGYI_FORM"]).read(), re.S))
for i in root["items"]:
    if i["code"] in text:
        print(i["code"], text[i["code"]], "hidden" if "rate" not in i else "shown", "few" if i.get("suppressed") else "counts")
PY
like "the questions are known" "$(cat hidden)" 'Q4 廉政建设情况'
is "some counts are hidden" "$(grep -c few hidden | grep -vc '^0')" 1
while read -r code label rate _; do
    row=$(pdftotext -q -layout few/out/notice.pdf - | grep -oE "$label +(不公布|[0-9.]+%)")
    if [ "$rate" = hidden ]; then
        is "$code stays hidden on the wall" "${row##* }" 不公布
        is "$code stays hidden in the letter" "$(pdftotext -q -layout few/out/feedback-00.pdf - | grep -E "^ *$code +$label" | grep -cE '[0-9]+[.][0-9]')" 0
    else
        like "$code is shown as in the bulletin" "$row" '[0-9]%'
    fi
done <hidden
py - <<'PY' >cells
import json, subprocess, re
# no number of an item whose counts the bulletin hides stands in the letter
root = json.load(open("pingyi-figures.json"))["units"][0]
text = subprocess.run(["pdftotext", "-q", "-layout", "few/out/feedback-00.pdf", "-"], capture_output=True, text=True).stdout
bad = 0
for i in root["items"]:
    if i.get("suppressed"):
        for line in text.splitlines():
            if re.match(rf"\s*{i['code']}\s", line) and len(re.findall(r"\b\d+\b(?![.%])", line.split(i["code"], 1)[1])) > 4:
                bad += 1
print(bad)
PY
is "no row of counts of what is hidden" "$(cat cells)" 0

# ---- many units, and one page all the same ----
{
    echo code,parent,name,class,households,population
    echo 00,,大县,县,,
    for i in $(seq 10 59); do echo "$i,00,第${i}号民族乡,乡镇,,"; done
} >many.csv
cd "$ROOT" || exit 1
make many NM "$WORK/many.csv" 36
cd "$WORK" || exit 1
exits "fifty townships" 0 "$PINGYI" -C many report notice --paper a4
is "still one page" "$(size many/out/notice.pdf)" '1 595x841 '
like "with a sentence in place of the list" "$(words many/out/notice.pdf)" '单独统计的乡镇50个，达到90%标准的[0-9]+个，未达到的[0-9]+个'

# ---- signed: checked against what was issued, and verified ----
export SECRET='two words'
"$PINGYI" key trial key --name 复核人 --pass-env SECRET >/dev/null
exits "signed" 0 "$PINGYI" -C xp report notice --sign key/key.p12 --pass-env SECRET
"$PINGYI" -C few report plan --sign key/key.p12 --pass-env SECRET >/dev/null
kept() { py -c 'import sqlite3; print(sqlite3.connect("few/survey.db").execute("SELECT count(*) FROM figures").fetchone()[0])'; }
is "a plan leaves no figures to subtract" "$(kept)" 0
"$PINGYI" -C few report notice --sign key/key.p12 --pass-env SECRET >/dev/null
is "a notice does" "$(kept)" 1
exits "a letter of the same moment tells no more" 0 "$PINGYI" -C few report feedback --sign key/key.p12 --pass-env SECRET
py - <<'PY'
# as if the notice had been signed two sheets ago
import json, sqlite3
db = sqlite3.connect("few/survey.db")
sha, text = db.execute("SELECT sha256, json FROM figures").fetchone()
d = json.loads(text)
for u in d["units"]:
    if "valid" in u:
        u["valid"] -= 2
db.execute("UPDATE figures SET json = ? WHERE sha256 = ?", (json.dumps(d), sha))
db.commit()
PY
exits "a letter that tells of two people by subtraction is not signed" 1 "$PINGYI" -C few report feedback --sign key/key.p12 --pass-env SECRET
like "which document it would be taken from" "$(cat err)" 'taken together with the (notice|feedback) of'
exits "nor is a notice" 1 "$PINGYI" -C few report notice --sign key/key.p12 --pass-env SECRET
exits "good" 0 "$PINGYI" -C xp verify xp/out/notice.pdf --trust key/ca.pem --json
is "registered" "$(json out 'd["good"], d["figures"]["equal"], d["figures"]["registered"]')" '(True, True, True)'
done_testing
