#!/bin/bash
# letters: one to every judged unit, with the figures of the tally, the words
# people wrote, and nothing that points at anybody.
. tests/cli/lib.sh
COUNTY="$ROOT/${B:-build/release}/tests/reports/test_county"
cd "$ROOT" || exit 1
make() { "$COUNTY" "$WORK/$1" "$ROOT/samples/presets/$2.yaml" "$WORK/units.csv" "$3" 5 >"$WORK/made" 2>&1 || { cat "$WORK/made"; exit 1; }; }
grep -E '^(code|00|01|02)' samples/county/units.csv >"$WORK/units.csv"
make nm NM 30
make xp XP 36
cd "$WORK" || exit 1
words() { pdftotext -q "$1" - | tr -d ' \n\f'; } # without spaces and breaks

# ---- one a unit ----
exits "letters to all" 0 "$PINGYI" -C nm report feedback --date 2026-11-20 --json
is "one a unit that had sheets, none to the whole" "$(json out 'd["documents"]') $(find nm/out -name 'feedback-*.pdf' | wc -l)" '10 10'
is "each is named, with its digest" "$(py - out <<'PY'
import hashlib, json, sys
d = json.load(open(sys.argv[1]))
l = d["letters"]
good = all(hashlib.sha256(open(x["file"], "rb").read()).hexdigest() == x["sha256"] for x in l)
print(len({x["unit"] for x in l}), good, sum(x["pages"] for x in l) == d["pages"], l[0]["unit"], l[0]["name"])
PY
)" "10 True True 01 城关镇"
"$PINGYI" -C nm tally --by unit --json >t.json
py - >want <<'PY'
import json
d = json.load(open("t.json"))
for u in d["units"]:
    if u["code"] in ("01", "0203"):
        print(u["code"], u["issued"], u["returned"], u["valid"])
PY
while read -r code issued returned valid; do
    text=$(words "nm/out/feedback-$code.pdf")
    like "$code: sheets as in the tally" "$text" "发放问卷${issued}份.*收回${returned}份.*有效的${valid}份"
done <want
"$PINGYI" -C nm tally --json >whole.json
like "beside the whole round" "$(words nm/out/feedback-01.pdf)" '清河口县的满意率为[0-9.]+%，你单位(高出|低)[0-9.]+个百分点'
like "and the place among its like" "$(words nm/out/feedback-01.pdf)" '参加排序的乡镇共2个，你单位满意率列第[12]位'
like "what to improve first, as a chart" "$(words nm/out/feedback-01.pdf)" '重要性与满意度四分图.*各项内容的重要性和满意率'
like "and why a small unit has none" "$(words nm/out/feedback-0203.pdf)" '不作重要性与满意度四分图'
is "no figures travel with a letter" "$(pdfdetach -list nm/out/feedback-01.pdf | head -1)" '0 embedded files'
is "the round's other units stay out of it" "$(words nm/out/feedback-01.pdf | grep -cE '柳林镇|杨树湾村|东街村')" 0
exits "one unit, named" 0 "$PINGYI" -C nm report feedback --unit 0203 --out one.pdf
like "goes where it is told" "$(words one.pdf)" '双河村：'
# 信函格式: its own head, double rules of 170 mm at both ends of page 1, no number on it, nothing about printing
exits "a letter with a number and a copy" 0 "$PINGYI" -C nm report feedback --unit 0203 --number "清计生函〔2026〕12号" --cc "柳林镇人民政府" --out one.pdf
page() { pdftotext -q -f "$1" -l "$1" one.pdf - | tr -d ' \n\f'; }
is "its head is the office's name alone" "$(words one.pdf | grep -c '领导小组文件')" 0
is "page 1 has no number" "$(page 1 | grep -c '—1—')" 0
is "page 2 has" "$(page 2 | grep -c '—2—')" 1
is "nobody is said to have printed it" "$(words one.pdf | grep -c '印发')" 0
like "who gets a copy stands at the end" "$(words one.pdf)" '抄送：柳林镇人民政府。'
pdftoppm -r 254 -f 1 -l 1 one.pdf one
is "the red rules: thick above thin, thin above thick" "$(py - one-1.ppm <<'PY'
import sys
data = open(sys.argv[1], "rb").read()
head = data.split(b"\n", 3)
w, h = map(int, head[1].split())
px = head[3] if head[2] == b"255" else b""
red = [y for y in range(h) if all(px[3 * (y * w + x)] > 150 and px[3 * (y * w + x) + 1] < 120 for x in range(220, 1880, 40))]
runs = []
for y in red:
    if runs and runs[-1][1] == y - 1:
        runs[-1][1] = y
    else:
        runs.append([y, y])
thick = ["thick" if b - a > 5 else "thin" for a, b in runs]
print(*thick, abs(runs[-1][1] / 10 - 277) < 0.5)
PY
)" "thick thin thin thick True"
exits "an unknown unit" 1 "$PINGYI" -C nm report feedback --unit 9999
like "is named" "$(cat err)" "no unit '9999'"
exits "a unit for another edition" 2 "$PINGYI" -C nm report bulletin --unit 01
exits "a round before" 2 "$PINGYI" -C nm report feedback --before xp
exits "a folder for all" 0 "$PINGYI" -C nm report feedback --out letters
is "has all" "$(find letters -name 'feedback-*.pdf' | wc -l)" 10

# ---- what people wrote ----
"$PINGYI" -C nm review texts --json >texts.json 2>/dev/null
py - >units.tsv <<'PY'
import json, collections
d = json.load(open("texts.json"))
by = collections.Counter(t["unit"][:2] for t in d["texts"])
town = by.most_common(1)[0][0]
i = 0
for t in d["texts"]:
    if t["unit"][:2] == town:
        i += 1
        print(t["id"], t["unit"], f"第{i}条意见：修路要公开账目")
PY
town=$(head -1 units.tsv | cut -c1-999 | awk '{print substr($2,1,2)}')
typed=$(wc -l <units.tsv)
is "a township has enough to show" "$([ "$typed" -ge 5 ] && echo yes)" yes
while read -r id _ text; do "$PINGYI" -C nm review type "$id" "$text" --who 录入员 >/dev/null 2>&1; done <units.tsv
"$PINGYI" -C nm report feedback --unit "$town" --out town.pdf >/dev/null
like "typed words are passed on" "$(words town.pdf)" "已录入${typed}条"
is "all of them" "$(words town.pdf | grep -oE '第[0-9]+条意见：修路要公开账目' | sort -u | wc -l)" "$typed"
pdftotext -q town.pdf - | tr -d ' \n' | grep -oE '第[0-9]+条意见' >order
is "in an order of their own" "$(sort -V order | cmp -s - order && echo sorted || echo shuffled)" shuffled
first=$(head -1 units.tsv | awk '{print $1}')
long=$(py -c 'print("很长的意见，" * 200)')
"$PINGYI" -C nm review type "$first" "😀"$'\u202e\u200b'"%s%n \\ \$(touch hacked) $long" --who 录入员 >/dev/null 2>&1
exits "hostile and long words stop nothing" 0 "$PINGYI" -C nm report feedback --unit "$town" --out hostile.pdf
like "what no font has becomes a box" "$(words hostile.pdf)" '□+%s%n'
is "the rest is all there" "$(words hostile.pdf | sed -E 's/未签名稿|—[0-9]+—//g' | grep -o '很长的意见' | wc -l)" 200
is "and runs nothing" "$(find . -name hacked | wc -l)" 0
village=$(awk '{print $2}' units.tsv | sort | uniq -c | sort -n | awk '{print $2}' | head -1)
"$PINGYI" -C nm report feedback --unit "$village" --out village.pdf >/dev/null
is "a village where few wrote is not told what" "$(words village.pdf | grep -c '修路')" 0
like "but why" "$(words village.pdf)" '没有可以转达的书面意见'

# ---- signed, and verified without figures in it ----
export SECRET='two words'
"$PINGYI" key trial key --name 复核人 --pass-env SECRET >/dev/null
exits "signed letters" 0 "$PINGYI" -C nm report feedback --unit 01 --sign key/key.p12 --pass-env SECRET
cp nm/out/feedback-01.pdf kept.pdf
exits "verify" 0 "$PINGYI" -C nm verify kept.pdf --trust key/ca.pem --json
is "the register knows its figures" "$(json out 'd["figures"]["equal"], d["figures"]["registered"]')" '(True, True)'
"$PINGYI" -C nm issue --unit 0101 --issued 28 --refused 0 >/dev/null 2>&1
exits "and that they hold no longer" 1 "$PINGYI" -C nm verify kept.pdf --trust key/ca.pem --json
is "after a change" "$(json out 'd["figures"]["equal"], d["figures"]["registered"]')" '(False, True)'
# One more answer since: whoever holds both letters could subtract them.
exits "the same letter once more" 0 "$PINGYI" -C nm report feedback --unit 01 --sign key/key.p12 --pass-env SECRET
cp nm/survey.db kept.db
sqlite3 nm/survey.db "update answer set state='given', choices=4, decided_state='given', decided_choices=4
  where (page, item) = (select a.page, a.item from answer as a join page as p on p.id = a.page join response as r on r.id = p.response
    join unit as u on u.id = r.unit where u.code = '0101' and a.item = (select min(item) + 5 from answer) and a.choices = 1
    and r.disposition = 'complete' and p.standing = 'counts' limit 1)" || echo "# sqlite3 failed"
exits "one answer changed" 1 "$PINGYI" -C nm report feedback --unit 01 --sign key/key.p12 --pass-env SECRET
like "says what it would give away" "$(cat err)" 'taken together with the feedback of'
exits "nor a notice" 1 "$PINGYI" -C nm report notice --sign key/key.p12 --pass-env SECRET
exits "a draft is no document" 0 "$PINGYI" -C nm report feedback --unit 01 --out draft.pdf
exits "the full results hide nothing" 0 "$PINGYI" -C nm report bulletin --sign key/key.p12 --pass-env SECRET
rm -f nm/survey.db-wal nm/survey.db-shm; mv kept.db nm/survey.db

# ---- anonymous: one letter, to whom was judged ----
exits "an anonymous round" 0 "$PINGYI" -C xp report feedback
is "one letter" "$(find xp/out -name 'feedback-*.pdf' -printf '%f\n')" feedback-00.pdf
like "to whom was judged" "$(words xp/out/feedback-00.pdf)" '上一级人口和计划生育行政部门：'
is "names no unit that answered" "$(words xp/out/feedback-00.pdf | grep -c '城关镇')" 0
"$PINGYI" -C xp review texts --json >x.json 2>/dev/null
xn=$(json x.json 'len(d["texts"])')
for id in $(json x.json '" ".join(str(t["id"]) for t in d["texts"])'); do
    "$PINGYI" -C xp review type "$id" "多下基层$id" --who 录入员 >/dev/null 2>&1
done
"$PINGYI" -C xp report feedback >/dev/null
is "typed words reach it, all $xn" "$(words xp/out/feedback-00.pdf | grep -oE '多下基层[0-9]+' | sort -u | wc -l)" "$xn"
is "as type, never as a picture" "$(pdfimages -list xp/out/feedback-00.pdf | tail -n +3 | wc -l)" 0
exits "none to those who answered" 1 "$PINGYI" -C xp report feedback --unit 01
like "with the reason" "$(cat err)" 'those who answered'

# ---- failures leave nothing ----
mkfifo pipe # stands for /dev/null and the like, which a rename would replace
exits "a device is no place for a letter" 1 "$PINGYI" -C nm report feedback --unit 01 --out pipe
is "and stays what it is" "$([ -p pipe ] && echo pipe)" pipe
exits "nor for an export" 1 "$PINGYI" -C nm export csv --out pipe
is "it stays too" "$([ -p pipe ] && echo pipe)" pipe
mkdir small
if mount -t tmpfs -o size=64k none small 2>/dev/null; then
    exits "a full disk" 1 "$PINGYI" -C nm report feedback --unit 01 --out small/one.pdf
    is "leaves nothing" "$(find small -type f | wc -l)" 0
    umount small
fi
rm -f nm/out/feedback-*.pdf
"$PINGYI" -C nm report feedback >/dev/null 2>&1 &
victim=$!
while [ "$(find nm/out -name 'feedback-*.pdf' | wc -l)" -lt 3 ]; do sleep .02; done
kill -9 $victim; wait $victim 2>/dev/null
for f in nm/out/feedback-*.pdf; do pdfinfo "$f" >/dev/null 2>&1 || echo "$f"; done >broken
is "killed half-way: what is there is whole" "$(cat broken)" ""
exits "and the next run makes all" 0 "$PINGYI" -C nm report feedback --json
is "all of them" "$(json out 'd["documents"]') $(find nm/out -name 'feedback-*.pdf' | wc -l)" '10 10'
like "the log holds" "$("$PINGYI" -C nm doctor 2>&1)" "ok +audit"
exits "more back than out" 0 "$PINGYI" -C nm issue --unit 0102 --issued 1 --refused 0
exits "stops the letters" 1 "$PINGYI" -C nm report feedback
like "with the unit" "$(cat err)" '0102'
"$PINGYI" new empty --preset NM --units "$ROOT/samples/county/units.csv" >/dev/null
exits "nothing printed, no letters" 1 "$PINGYI" -C empty report feedback
like "says so" "$(cat err)" 'nothing was printed'
done_testing
