#!/bin/bash
# measure: the rectification ledger from the first problem to its closing, on
# file and back, and what is refused.
. tests/cli/lib.sh
cd "$WORK" || exit 1
UNITS=$ROOT/samples/county/units.csv
"$PINGYI" new ws --preset NM --units "$UNITS" --period 2026年 >/dev/null || exit 1
unit=$(tail -n +2 "$UNITS" | sed -n 2p | cut -d, -f1)
m() { "$PINGYI" -C ws measure "$@"; }
T="--today 2026-11-23"

exits "no word" 2 m
exits "a wrong word" 2 m fix
exits "an empty ledger" 0 m list
like "says so" "$(cat out)" 'no measures'
exits "nothing is overdue then" 0 m overdue $T

exits "a measure" 0 m add --problem '=办证拖延' --item Q5 --unit "$unit" --office 计生办 \
    --person 王某 --due 2026-12-10 --who 李某 $T
like "has number and date" "$(cat out)" 'measure 1: 待整改, due 2026-12-10'
exits "a second by rule" 0 m add --problem 差评 --rule hp5 $T
like "five working days" "$(cat out)" 'due 2026-11-30'
exits "fifteen days that end on a Saturday" 0 m add --problem 差评二 --rule hp15 --started 2026-11-20
like "end on Monday" "$(cat out)" 'due 2026-12-07'
exits "over the National Day" 0 m add --problem 差评三 --rule hp5 --started 2026-09-30
like "five working days, the Saturday too" "$(cat out)" 'due 2026-10-13'
exits "into a year without days off" 0 m add --problem 差评四 --rule hp15w --started 2026-12-20
like "is said" "$(cat out)" 'days off of 2027'
exits "no problem" 1 m add --item Q5
like "is told" "$(cat err)" '问题'
exits "an unknown question" 1 m add --problem x --item Q99
exits "an unknown unit" 1 m add --problem x --unit 77
exits "an impossible date" 1 m add --problem x --due 2026-02-30
exits "a due date before the start" 1 m add --problem x --due 2026-01-01 $T
exits "an unknown rule" 1 m add --problem x --rule soon
exits "an unknown state" 1 m set 1 --state 好了
exits "an unknown number" 1 m set 99 --state doing
exits "no number" 2 m set --state doing
exits "a control character" 1 m add --problem "$(printf 'a\001b')"
exits "a text too long" 1 m add --problem "$(printf '%4000s' x)"
exits "five stand" 0 m list --json
is "and no more" "$(json out 'len(d["measures"])')" 5

exits "reminders" 3 m overdue --today 2026-12-11
like "name the late" "$(cat out)" '^overdue'
exits "as a document" 3 m overdue --today 2026-12-11 --within 30 --json
is "with all groups" "$(json out '[len(d[k]) for k in ("late","soon","undated")]')" "[4, 1, 0]"
is "late by" "$(json out '[m["days_left"] for m in d["late"]]')" "[-1, -11, -4, -59]"
exits "due this very day is not late" 0 m overdue --person 王某 --today 2026-12-10

exits "closing without anything" 1 m close 1
like "asks for the measure" "$(cat err)" '整改措施'
exits "closing without evidence" 1 m close 1 --action 限时办结
like "asks for it" "$(cat err)" '销号证据'
exits "work begins" 0 m set 1 --state 整改中 --action 限时办结 --cause 人手不足
echo 照片 >proof.zip
exits "closing" 0 m close 1 --evidence 抽查记录 --file proof.zip --effect 当场办结 $T
exits "is shown" 0 m show 1
like "with the digest" "$(cat out)" "抽查记录（文件 proof.zip，SHA-256 $(sha256sum proof.zip | cut -c1-64)）"
like "and the date" "$(cat out)" '销号日期：2026-11-23'
exits "a file that is not there" 1 m close 2 --action x --evidence y --file nowhere
exits "a closed one keeps its texts" 1 m set 1 --effect 更好
exits "but takes feedback" 0 m set 1 --feedback 公开栏 --told 2026-11-24
exits "opening it again needs a reason" 1 m set 1 --state 整改中
exits "and has one" 0 m set 1 --state 整改中 --why 复查不合格 --who 张某
is "every change is audited" "$(sqlite3 ws/survey.db "SELECT count(*) FROM audit WHERE action LIKE 'measure.%'")" 9
is "with before and after" "$(sqlite3 ws/survey.db "SELECT json_extract(detail, '\$.changes.state[0]') || who || json_extract(detail, '\$.why') FROM audit ORDER BY number DESC LIMIT 1")" closed张某复查不合格
exits "the chain holds" 0 "$PINGYI" -C ws doctor

exits "to CSV" 0 m export csv
is "marked as UTF-8" "$(head -c 3 ws/out/measures.csv | od -An -tx1 | tr -d ' ')" efbbbf
like "formulas disarmed" "$(cat ws/out/measures.csv)" "\"'=办证拖延\""
like "the unit with its name" "$(cat ws/out/measures.csv)" "$unit [^,]"
exits "back unchanged" 0 m import ws/out/measures.csv --json
is "changes nothing" "$(cat out | tr -d '\n')" '{"added":0,"changed":0,"same":5,"untouched":0}'
exits "to YAML" 0 m export yaml
exits "and back" 0 m import ws/out/measures.yaml --json
is "changes nothing either" "$(cat out | tr -d '\n')" '{"added":0,"changed":0,"same":5,"untouched":0}'

# What Excel makes of it: dates in its own way, a new row, one changed.
py - <<'E' || exit 1
import csv
rows = list(csv.reader(open('ws/out/measures.csv', encoding='utf-8-sig')))
col = {n: i for i, n in enumerate(rows[0])}
for r in rows[1:]:
    for n in ('整改时限', '立项日期', '反馈日期'):
        r[col[n]] = '/'.join(str(int(p)) for p in r[col[n]].split('-')) if r[col[n]] else ''
rows[2][col['状态']] = '长期坚持'
rows[2][col['进展']] = '每月抽查,"逐项"登记\n第二行'
new = [''] * len(rows[0]); new[col['问题']] = '@新问题'; new[col['整改时限']] = '2027年1月31日'
rows.append(new)
with open('excel.csv', 'w', encoding='utf-8-sig', newline='') as f:
    csv.writer(f).writerows(rows)
rows[1][col['状态']] = '搞定'; rows[3][col['整改时限']] = '不久'
with open('bad.csv', 'w', encoding='utf-8-sig', newline='') as f:
    csv.writer(f).writerows(rows)
E
exits "mistakes" 1 m import bad.csv
like "are named by row and column" "$(cat err)" "bad.csv:2:[0-9]+: 状态"
like "all of them" "$(cat err)" "bad.csv:5:[0-9]+: 整改时限"
exits "and nothing is changed" 0 m list --json
is "not even the new row" "$(json out 'len(d["measures"])')" 5
exits "what Excel saved" 0 m import excel.csv --who 办公室 --json
is "is taken" "$(cat out | tr -d '\n')" '{"added":1,"changed":1,"same":4,"untouched":0}'
exits "as a document" 0 m list --json
is "as it was meant" "$(json out '(d["measures"][1]["state"], d["measures"][1]["progress"], d["measures"][5]["problem"], d["measures"][5]["due"])')" \
    "('standing', '每月抽查,\"逐项\"登记\\n第二行', '@新问题', '2027-01-31')"
sed 's/每月抽查/每周抽查/' excel.csv >stale.csv
exits "an older file" 1 m import stale.csv
like "does not undo" "$(cat err)" 'stale.csv:3:[0-9]+: .*版本'
printf '序号,问题\n1,甲\n1,乙\n' >twice.csv
exits "one measure twice" 1 m import twice.csv
printf '问题,颜色\n甲,红\n' >odd.csv
exits "an unknown column" 1 m import odd.csv
like "is named" "$(cat err)" 'odd.csv:1:4: .*颜色'
: >empty.csv
exits "an empty file" 1 m import empty.csv
printf '问题\n\377\n' >latin.csv
printf '户主,人口,核查建议\n甲,1,留\n' >other.csv
exits "a table of something else" 1 m import other.csv --who X
like "tells each problem once" "$(grep -c '^other.csv:1:' err)" '^4$'
like "and that nothing was taken" "$(tail -1 err)" 'other.csv: 4 problems; nothing was taken in'
exits "a file that is not UTF-8" 1 m import latin.csv
printf 'measures:\n  - problem: 甲\n    colour: 红\n' >odd.yaml
exits "an unknown key" 1 m import odd.yaml
like "with its place" "$(cat err)" 'odd.yaml:3:5: '
printf 'measures:\n  - problem: 甲\n    due: [1]\n' >list.yaml
exits "a list for a text" 1 m import list.yaml
exits "another format" 2 m export pdf
exits "a file that cannot be" 1 m export csv --out /dev/full/x

printf 'rules:\n  - {code: own, text: 本县, days: 3, count: working}\n' >ws/deadlines.yaml
exits "rules of one's own" 0 m rules --json
is "are used" "$(json out '[r["code"] for r in d["rules"]]')" "['own']"
printf 'rules:\n  - {code: own, text: 本县, days: 0, count: working}\n' >ws/deadlines.yaml
exits "a rule without days" 1 m rules
like "is named" "$(cat err)" 'deadlines.yaml:2:[0-9]+: '
rm ws/deadlines.yaml
printf '日期,类型\n2026-11-24,假\n' >ws/holidays.csv
exits "a day of no kind" 1 m rules
like "is named too" "$(cat err)" 'holidays.csv:2:12: '
rm ws/holidays.csv
exits "in Chinese" 0 env PINGYI_LANG=zh "$PINGYI" -C ws measure list
like "too" "$(cat out)" '责任单位'

"$PINGYI" new later --preset NM --units "$UNITS" --period 2027年 >/dev/null || exit 1
exits "the next round" 0 "$PINGYI" -C later measure effect ws --json
is "is looked at for every measure" "$(json out '[m["compared"] for m in d["measures"]]')" "[False, False, False, False, False, False]"
exits "the round itself" 1 m effect ws
exits "the rectification report" 0 "$PINGYI" -C ws report rectify
like "has the ledger" "$(pdftotext ws/out/rectify.pdf - | tr -d '\n ')" '限时办结.*王某'
exits "the next round's bulletin" 0 "$PINGYI" -C later report bulletin --before ws
like "looks back" "$(pdftotext later/out/bulletin.pdf - | tr -d '\n ')" '上期整改'
done_testing
