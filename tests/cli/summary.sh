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

# ---- 12356 and 政风行风: by hand, or as imported ----
like "room for both by hand" "$text" '受理、办结和反馈情况：.*参加当地政府政风行风评议的结果：'
cat >h.csv <<'CSV'
月份,单位,受理总量,咨询,投诉举报,其他,转办,办结
2026-01,,100,60,30,5,20,18
2026-01,01,50,30,,,,
2026-03,01,40,20,20,,,
2026-03,02,10,5,5,,,
2025-12,,7000,,,,,
CSV
cat >zf.csv <<'CSV'
年度,单位,项目,组织单位,序列,得分,名次,参评数,等次,满意票,有效票,满意率,文号,通报日期,备注
2026,00,,县纪委,执法类,92.50,3,28,优秀,5583,6000,,清纪发〔2026〕8号,2026-11-05,窗口排队
2026,00,依法办事,县纪委,执法类,95,,,,,,,,,
2026,小西乡,,小西乡政府,,,2,9,良好,,,88.5%,,,
2025,00,,县纪委,,61,,,,,,,,,
CSV
"$PINGYI" -C second import hotline h.csv --who 李某 >/dev/null
"$PINGYI" -C second import zf zf.csv --who 李某 >/dev/null
exits "a summary with what was imported" 0 "$PINGYI" -C second report summary --date 2026-12-20
text=$(words second/out/summary.pdf)
like "calls of this year, shares of the total, gaps told" "$text" \
    '2026年1月至3月，12356热线共受理150件，其中咨询85件（占56.7%）、投诉举报55件（占36.7%）。其中2月没有数字'
page=$(table second/out/summary.pdf)
is "a month as imported" "$(grep -cE '1月 +100 +60 +30 +5 +20 +18' <<<"$page")" 1
is "a month told by townships is their sum" "$(grep -cE '3月 +50 +25 +25 +— +— +—' <<<"$page")" 1
is "what a month lacks has no sum" "$(grep -cE '合计 +150 +85 +55 +— +— +—' <<<"$page")" 1
is "townships apart" "$(grep -cE '大东镇 +90 +50 +—' <<<"$page")" 1
like "summed months are said" "$text" '没有全部合计的月份，用所列单位相加'
like "the source" "$text" "h.csv（.*SHA-256前16位$(sha256sum h.csv | cut -c1-16)"
like "the government's result" "$text" \
    '本单位参加了2026年县纪委组织的政风行风评议，得分92.50分（满分100分），在执法类28个参评单位中列第3名，等次为“优秀”，满意票5583张，占有效票6000张的93.1%（清纪发〔2026〕8号，2026年11月5日）'
is "its table" "$(grep -cE '小西乡 +总评 +— +— +2/9 +88.5\* +良好' <<<"$page")" 1
is "other years stay out" "$(grep -cE '7000|61分' <<<"$text")" 0

# ---- failures ----
cp -r pj old; sqlite3 old/survey.db "UPDATE survey SET period = '2025年'"
cp -r first older; sqlite3 older/survey.db "UPDATE survey SET period = '2025年下半年'"
exits "a round of another year" 1 "$PINGYI" -C second report summary --round old
like "is told" "$(cat err)" 'old is a round of 2025 \(2025年\), and this summary is of 2026'
exits "an earlier one of another year" 0 "$PINGYI" -C second report summary --out older.pdf --before older
like "is compared with" "$(words older.pdf)" '与上期比较'
like "and does not count as this year's" "$(words older.pdf)" '全年共开展评议1轮'
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
exits "an empty round among others" 0 "$PINGYI" -C second report summary --round none --out none.pdf
like "says so" "$(words none.pdf)" '没有有效问卷'
done_testing
