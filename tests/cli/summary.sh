#!/bin/bash
# summary: the evaluations of a year side by side, each with its own figures.
. tests/cli/lib.sh
COUNTY="$ROOT/${B:-build/release}/tests/reports/test_county"
cat >"$WORK/units.csv" <<'CSV'
code,parent,name,class,households,population
00,,清水县,县,900,3000
01,00,大东镇,乡镇,400,1500
02,00,小西乡,乡镇,100,300
CSV
cd "$ROOT" || exit 1
make() { "$COUNTY" "$WORK/$1" "$ROOT/samples/presets/$2.yaml" "$WORK/units.csv" "$3" "$4" >"$WORK/made" 2>&1 || { cat "$WORK/made"; exit 1; }; }
make first NM 40 5
make second NM 50 6
make ld LD 60 7
make xp XP 30 8
make pj PJ 9 9
cd "$WORK" || exit 1
words() { pdftotext -q "$1" - | tr -d ' \n\f'; }
table() { pdftotext -q -layout "$1" - ; }
"$PINGYI" -C second measure add --problem 办证拖延 --item Q3 --start 2026-07-01 --due 2026-08-01 --who 李某 >m 2>&1 ||
    "$PINGYI" -C second measure add --problem 办证拖延 --item Q3 --due 2026-12-01 --who 李某 >m 2>&1 || cat m
"$PINGYI" -C second measure add --problem 政策不明 --item K1 --who 李某 >/dev/null
"$PINGYI" -C second measure close 2 --action 上墙 --effect 知道的多了 --evidence 照片 --who 李某 >/dev/null
exits "a summary of one round" 0 "$PINGYI" -C second report summary
like "says it is one" "$(words second/out/summary.pdf)" '全年共开展评议1轮'
exits "a summary of a year" 0 "$PINGYI" -C second report summary --date 2026-12-20 --before first --round ld --round xp --round pj
text=$(words second/out/summary.pdf)
like "names the year of its period" "$text" '关于2026年民主评议工作的总结'
py - >want <<'PY'
import json, subprocess, os
issued = returned = 0
rows = []
for w in ("first", "second", "ld", "xp", "pj"):
    d = json.loads(subprocess.run([os.environ["PINGYI"], "-C", w, "tally", "--by", "unit", "--json"], capture_output=True, text=True).stdout)
    u = d["units"][0]
    issued += u["issued"]; returned += u["returned"]
    rows.append((u["issued"], u["returned"], u["valid"]))
print(issued, returned)
for r in rows: print(*r)
PY
read -r issued returned <want
like "all sheets of the year" "$text" "全年共开展评议5轮.*4项，共发放问卷${issued}份，收回${returned}份"
i=0
while read -r a b c; do
    i=$((i + 1))
    is "round $i stands in the table with its own figures" "$(table second/out/summary.pdf | grep -cE "(^| )$a +$b +$c( |\$)")" 1
done < <(tail -n +2 want)
like "measures by state" "$text" '登记整改事项2项，已销号1项，超期未完成的1项'
like "compared with the round before" "$text" '与上期比较'
like "what is typed by hand has room" "$text" '问责情况（手工填写）'
is "figures of this round travel with it" "$(pdfdetach -list second/out/summary.pdf | head -1)" '1 embedded files'

# ---- failures ----
exits "a round twice" 1 "$PINGYI" -C second report summary --before first --round first
like "is named" "$(cat err)" 'first is a round that stands in the summary already'
exits "this very round" 1 "$PINGYI" -C second report summary --round second
exits "no workspace" 1 "$PINGYI" -C second report summary --round nowhere
exits "another questionnaire is no round before" 1 "$PINGYI" -C second report summary --before ld
exits "rounds beside another edition" 2 "$PINGYI" -C second report bulletin --round ld
"$PINGYI" -C ld issue --unit 01 --issued 1 --refused 0 >/dev/null
exits "more back than out in one of them" 1 "$PINGYI" -C second report summary --round ld
like "is said with its unit" "$(cat err)" '大东镇'

# ---- signed: what an anonymous round shows here must have been shown there ----
export SECRET='two words'
"$PINGYI" key trial key --name 复核人 --pass-env SECRET >/dev/null
exits "not before it was signed there" 1 "$PINGYI" -C second report summary --round xp --sign key/key.p12 --pass-env SECRET
like "says what to do" "$(cat err)" 'sign a report of that round first'
"$PINGYI" -C xp report bulletin --sign key/key.p12 --pass-env SECRET >/dev/null
exits "then it is" 0 "$PINGYI" -C second report summary --round xp --sign key/key.p12 --pass-env SECRET
exits "and verifies" 0 "$PINGYI" -C second verify second/out/summary.pdf --trust key/ca.pem
# an anonymous round with too few sheets stays hidden
"$PINGYI" new none --preset XP --units units.csv >/dev/null
exits "an empty round among others" 0 "$PINGYI" -C second report summary --round none
like "says so" "$(words second/out/summary.pdf)" '没有有效问卷'
done_testing
