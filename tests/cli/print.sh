#!/bin/bash
# print, layout: sheets and their registration appear together or not at all.
. tests/cli/lib.sh
cd "$WORK" || exit 1
UNITS=$ROOT/samples/county/units.csv
"$PINGYI" new ws --preset NM --units "$UNITS" >/dev/null || exit 1
db() { sqlite3 ws/survey.db "$1"; }

# ---- words ----
exits "no unit" 2 "$PINGYI" -C ws print --copies 3
like "says how to name it" "$(cat err)" "--unit CODE.*--all"
exits "unit and all" 2 "$PINGYI" -C ws print --unit 0101 --all --copies 3
exits "no number of copies" 2 "$PINGYI" -C ws print --unit 0101
exits "no copies" 2 "$PINGYI" -C ws print --unit 0101 --copies 0
exits "too many copies" 2 "$PINGYI" -C ws print --unit 0101 --copies 200001
exits "501 sheets a file" 2 "$PINGYI" -C ws print --unit 0101 --copies 3 --sheets-per-file 501
exits "an unknown unit" 1 "$PINGYI" -C ws print --unit 9999 --copies 3
like "is named" "$(cat err)" "'9999'"
exits "no workspace" 1 "$PINGYI" -C nowhere print --unit 0101 --copies 3
is "nothing was registered by all this" "$(db 'SELECT count(*) FROM batch')" 0

# ---- layout before printing ----
exits "the layout before anything is printed" 0 "$PINGYI" -C ws layout --json
cp out before.json
is "has two sides" "$(json before.json 'len(d["pages"])')" 2
is "four corners, the first a ring" "$(json before.json \
    '[f["kind"] for f in d["pages"][0]["fiducials"][:4]]')" "['ring', 'square', 'square', 'square']"
is "two codes a side" "$(json before.json '[len(p["codes"]) for p in d["pages"]]')" "[2, 2]"
is "a box has what the contract says" "$(json before.json 'sorted(d["pages"][0]["boxes"][0])')" \
    "['bare_left', 'bare_right', 'choice', 'h', 'question', 'shape', 'w', 'x', 'y']"
exits "a summary for people" 0 "$PINGYI" -C ws layout
like "with its sides" "$(cat out)" "NM, revision 1: 2 side"
exits "a specimen" 0 "$PINGYI" -C ws layout --pdf specimen.pdf
is "is a whole PDF" "$(qpdf --check specimen.pdf >/dev/null 2>&1; echo $?)" 0
like "marked so" "$(pdftotext -raw specimen.pdf -)" "样 *张"
exits "a specimen nobody may write" 1 "$PINGYI" -C ws layout --pdf /nonexistent/x.pdf
exits "the layout of a file" 0 "$PINGYI" layout --json --form "$ROOT/samples/presets/XP.yaml"
is "an anonymous form has open sheets" "$(json out 'd["open"], d["outline_mm"]')" "(True, 0.35)"
printf 'form: T\ntitle: \xff\n' >bad.yaml
exits "a questionnaire that is not UTF-8" 1 "$PINGYI" layout --form bad.yaml
like "is named with its place" "$(cat err)" "bad.yaml:2"

# ---- numbered sheets ----
exits "twelve sheets in files of five" 0 "$PINGYI" -C ws print --unit 0102 --copies 12 --sheets-per-file 5 --json
cp out printed.json
is "every page is listed" "$(json printed.json 'len(d["pages"])')" 24
is "twelve different serials" "$(json printed.json 'len({p["serial"] for p in d["pages"]})')" 12
is "both sides after one another" "$(json printed.json '[(p["page"], p["side"]) for p in d["pages"][:3]]')" \
    "[(1, 1), (2, 2), (3, 1)]"
is "in three files" "$(ls ws/out | tr '\n' ' ')" \
    "NM-0102-b0001-001.pdf NM-0102-b0001-002.pdf NM-0102-b0001-003.pdf "
is "which are named from here" "$(json printed.json 'd["pages"][-1]["file"]')" ws/out/NM-0102-b0001-003.pdf
is "with the pages listed" "$(LC_ALL=C pdfinfo ws/out/NM-0102-b0001-003.pdf | sed -n 's/Pages: *//p')" 4
is "registered with their serials" "$(db 'SELECT count(*) FROM sheet')" 12
is "in the log" "$(db "SELECT count(*) FROM audit WHERE action='print'")" 1
is "the serials do not stand in order" "$(json printed.json \
    '[p["serial"] for p in d["pages"]] == sorted(p["serial"] for p in d["pages"])')" False
for f in ws/out/*.pdf; do qpdf --check "$f" >/dev/null 2>&1 || fail "qpdf finds fault with $f"; done
exits "the layout afterwards" 0 "$PINGYI" -C ws layout --json
is "is the one from before" "$(cmp out before.json && echo same)" same

# ---- every village, open sheets ----
exits "every village" 0 "$PINGYI" -C ws print --all --copies 2
is "has a print run" "$(db 'SELECT count(DISTINCT unit) FROM batch WHERE copies = 2')" 24
like "and the total is told" "$(tail -1 out)" "^48 sheets of 2 sides .*both sides"
exits "a copyable master" 0 "$PINGYI" -C ws print --unit 0102 --open --json
is "has no serial" "$(json out '[(p["serial"], p["side"]) for p in d["pages"]]')" "[(None, 1), (None, 2)]"
exits "from inside the workspace" 0 bash -c "cd ws && '$PINGYI' print --unit 0103 --copies 1 --json"
like "names are relative" "$(json out 'd["pages"][0]["file"]')" "^out/NM-0103"
"$PINGYI" new xp --preset XP --units "$UNITS" >/dev/null
exits "an anonymous form" 0 "$PINGYI" -C xp print --unit 01 --copies 3 --json
is "never has serials" "$(json out '{p["serial"] for p in d["pages"]}')" "{None}"
exits "and told in words" 0 "$PINGYI" -C xp print --unit 01 --copies 3
like "one side of the paper" "$(tail -1 out)" "^3 sheets of 1 side in .*one side of the paper only"
is "is not printed on both" "$(grep -c 'both sides' out)" 0
text=$(pdftotext -raw "$(ls xp/out/*.pdf | head -1)" - | tr -d ' \n')
like "staff judge the office above them" "$text" "评议对象：上一级人口和计划生育行政部门"
like "and their own unit only takes part" "$text" "参评单位："
is "it is not the judged one" "$(grep -c 被评单位 <<<"$text")" 0
text=$(pdftotext -raw "$(ls ws/out/*.pdf | head -1)" - | tr -d ' \n')
like "the village of the other form is" "$text" "被评单位："
is "nor sheets in the database" "$(sqlite3 xp/survey.db 'SELECT count(*) FROM sheet')" 0

# Nobody is sent to a side the sheet does not have.
printf '户主,人口,核查建议\n张三,3,继续享受\n李四,2,停止享受\n' >rows.csv
"$PINGYI" new pj --preset PJ --rows rows.csv >/dev/null
exits "a ballot of two rows" 0 "$PINGYI" -C pj print --all --copies 1
is "whose unit is the village that votes" "$(pdftotext -raw pj/out/*.pdf - | tr -d ' \n' | grep -c '村（组）：')" 1
like "has one side" "$(tail -1 out)" "one side of the paper only"
is "and asks for no other" "$(pdftotext -raw pj/out/*.pdf - | grep -c '两面\|翻')" 0
exits "a ballot of 31 rows" 0 "$PINGYI" layout --form "$ROOT/samples/presets/PJ.yaml" --pdf pj.pdf
like "says to turn over" "$(pdftotext -raw pj.pdf - | tr -d ' \n')" "请翻到背面继续填写"

# ---- a unit printed twice ----
"$PINGYI" new twice --preset NM >/dev/null
exits "the first print run" 0 "$PINGYI" -C twice print --unit 1 --copies 3
is "is alone" "$(grep -c 'earlier print runs' out)" 0
exits "the second" 0 "$PINGYI" -C twice print --unit 1 --copies 2
like "tells of the first" "$(cat out)" 'unit 1: with the 3 sheets of earlier print runs .* issue --batch 1 --issued 0'
exits "one of them by its number" 0 "$PINGYI" -C twice issue --unit 1 --batch 1 --issued 0
exits "that another unit does not have" 2 "$PINGYI" -C twice issue --unit 1 --batch 9 --issued 0
like "is told" "$(cat err)" 'print run 9 is not of unit 1'
exits "a third" 0 "$PINGYI" -C twice print --unit 1 --copies 1
like "counts what was handed out" "$(cat out)" 'with the 2 sheets'

# ---- what cannot be written ----
runs=$(db 'SELECT count(*) FROM batch')
mv ws/out kept && touch ws/out
exits "out/ is a file" 1 "$PINGYI" -C ws print --unit 0101 --copies 3
like "it is named" "$(cat err)" "ws/out"
rm ws/out && mv kept ws/out
if [ "$(id -u)" != 0 ]; then
    chmod 555 ws/out
    exits "out/ may not be written" 1 "$PINGYI" -C ws print --unit 0101 --copies 3
    chmod 755 ws/out
fi
mkdir small
if mount -t tmpfs -o size=1m none small 2>/dev/null; then
    mv ws/out kept && ln -s "$WORK/small" ws/out
    exits "the disk is full" 1 "$PINGYI" -C ws print --unit 0101 --copies 2000
    like "and that is said" "$(cat err)" "full|No space"
    is "nothing is left on it" "$(ls small | wc -l)" 0
    rm ws/out && mv kept ws/out && umount small
fi
# Room for the database's small writes, not for a PDF.
exits "a file may not grow" 1 bash -c "trap '' XFSZ; ulimit -f 100; exec '$PINGYI' -C ws print --unit 0101 --copies 2000"
is "no part of a file is left" "$(ls -A ws/out | grep -vc '\.pdf$')" 0
is "none of this was registered" "$(db 'SELECT count(*) FROM batch')" "$runs"

# ---- interrupted, killed ----
files=$(ls ws/out | wc -l)
"$PINGYI" -C ws print --unit 0101 --copies 20000 --quiet >out 2>err &
pid=$!
for _ in $(seq 100); do ls ws/out | grep -q 'pdf.new' && break; sleep .05; done
kill -INT $pid; status=0; wait $pid || status=$?
is "Ctrl-C ends it" $status 1
like "and says what stands" "$(cat err)" "interrupted: 0 print run"
is "no file is left" "$(ls ws/out | wc -l)" "$files"
is "nothing is registered" "$(db 'SELECT count(*) FROM batch')" "$runs"
"$PINGYI" -C ws print --unit 0101 --copies 20000 --quiet >out 2>err &
pid=$!
for _ in $(seq 100); do ls ws/out | grep -q 'pdf.new' && break; sleep .05; done
kill -KILL $pid; wait $pid 2>/dev/null
is "kill -9 leaves no PDF with a final name" "$(ls ws/out | grep -c '\.pdf$')" "$files"
is "and nothing registered" "$(db 'SELECT count(*) FROM batch')" "$runs"
: >ws/out/NM-0101-b0099-001.pdf.new.part-4711 # killed within the last write
exits "the next run" 0 "$PINGYI" -C ws print --unit 0101 --copies 1
is "clears away what was left" "$(ls -A ws/out | grep -vc '\.pdf$')" 0
# As if killed between commit and naming: registered, the file still .new
last=$(ls ws/out | grep 0101 | tail -1)
mv "ws/out/$last" "ws/out/$last.new"
exits "a run after a kill past the commit" 0 "$PINGYI" -C ws print --unit 0104 --copies 1
is "gives the finished file its name" "$(ls ws/out | grep -c "^$last\$")" 1

# ---- every village, interrupted: the same command prints the rest ----
"$PINGYI" new all --preset NM --units "$UNITS" >/dev/null
runs_of() { sqlite3 all/survey.db "SELECT count(*), count(DISTINCT unit) FROM batch"; }
"$PINGYI" -C all print --all --copies 100 --quiet >out 2>err &
pid=$!
for _ in $(seq 200); do ls all/out 2>/dev/null | grep -q 'b0003' && break; sleep .02; done
kill -INT $pid; status=0; wait $pid || status=$?
is "Ctrl-C among the villages" $status 1
like "says how to go on" "$(cat err)" "the same command again prints the rest"
stood=$(sqlite3 all/survey.db 'SELECT count(*) FROM batch')
exits "the same command, told into a full disk" 1 bash -c "'$PINGYI' -C all print --all --copies 100 --quiet >/dev/full"
is "prints the rest only" "$(runs_of)" "24|24"
exits "and the same again" 0 "$PINGYI" -C all print --all --copies 100 --quiet
like "tells what stands" "$(head -1 out)" "^24 unit.* were not printed again"
is "some of it from before Ctrl-C" "$([ "$stood" -ge 2 ] && [ "$stood" -lt 24 ] && echo yes)" yes
is "and prints nothing" "$(runs_of)" "24|24"
exits "a second printing on purpose" 0 "$PINGYI" -C all print --all --copies 1 --quiet
exits "and one with the same words" 0 "$PINGYI" -C all print --all --copies 1 --quiet
is "are printed" "$(runs_of)" "72|24"

# ---- 20,000 sheets ----
# The limit is on address space: 220 MB with the fonts, whatever the copies.
# Address sanitizer alone reserves terabytes.
limit='ulimit -v 400000'
nm "$PINGYI" 2>/dev/null | grep -q __asan_init && limit=true
start=$(date +%s)
exits "20,000 sheets" 0 bash -c "$limit; exec '$PINGYI' -C ws print --unit 0102 --copies 20000 --quiet --json"
echo "# $(($(date +%s) - start)) s"
is "40,000 pages are listed" "$(json out 'len(d["pages"])')" 40000
is "with 20,000 serials" "$(json out 'len({p["serial"] for p in d["pages"]})')" 20000
is "in 40 files" "$(json out 'len({p["file"] for p in d["pages"]})')" 40
is "all there" "$(json out 'all(__import__("os").path.exists(f) for f in {p["file"] for p in d["pages"]})')" True
is "and registered" "$(db 'SELECT copies FROM batch ORDER BY number DESC LIMIT 1')" 20000
done_testing
