#!/bin/bash
# export: what a spreadsheet, PSPP and an XML reader find in the files.
. tests/cli/lib.sh
cd "$WORK" || exit 1
UNITS=$ROOT/samples/county/units.csv
"$PINGYI" new ws --preset NM --units "$UNITS" --period 2026年 --title '=1+1' \
    --identity "$ROOT/samples/county/demo.identity" >/dev/null || exit 1
"$PINGYI" -C ws print --all --copies 9 >/dev/null || exit 1
"$PINGYI" -C ws scan --jobs 1 "$ROOT/samples/scans/01-chengguan" >/dev/null 2>&1
e() { "$PINGYI" -C ws export "$@"; }
exits "jsonl for comparison" 0 e jsonl
lines=$(wc -l <ws/out/NM-answers.jsonl)
[ "$lines" -gt 10 ] && pass "some answers" || fail "some answers" "$lines"

exits "a spreadsheet" 0 e xlsx --json
is "with every answer" "$(json out 'd["responses"]')" "$lines"
cat >cells.py <<'PY'
import zipfile, sys, json, re
import xml.etree.ElementTree as T
N = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
names = [s.get('name') for s in T.fromstring(z.read('xl/workbook.xml')).iter(N + 'sheet')]
def rows(i):
    for r in T.fromstring(z.read('xl/worksheets/sheet%d.xml' % (i + 1))).iter(N + 'row'):
        out = {}
        for c in r:
            col = re.match('[A-Z]+', c.get('r')).group()
            assert c.find(N + 'f') is None, 'a formula in ' + c.get('r')
            v = c.find(N + 'v'); t = c.find(N + 'is')
            out[col] = (''.join(t.itertext()) if t is not None else float(v.text) if v is not None else None)
        yield out
book = {n: list(rows(i)) for i, n in enumerate(names)}
answers = [json.loads(l) for l in open('ws/out/NM-answers.jsonl')]
print(names)
head = book['答卷'][0]; q1 = [c for c in head if head[c] == 'Q1'][0]
got = {r['A']: r.get(q1) for r in book['答卷'][1:]}
want = {a['id']: float(a['answers']['Q1']) if a['answers'].get('Q1') else None for a in answers if 'Q1' in a['answers']}
print(all((got[i] == w) if w else got[i] < 0 for i, w in want.items()), len(got) == len(answers))
valid = [a for a in answers if a['disposition'] in ('complete', 'partial')]
n = sum(1 for a in valid if a['answers'].get('Q1') == '1')
print([r['E'] for r in book['计数'] if r['A'] == 'Q1' and r.get('C') == '1'] == [float(n)])
print(isinstance(book['单位'][1]['D'], float), isinstance(book['单位'][1]['A'], str))
PY
is "sheets, cells and counts are right" "$(py cells.py ws/out/NM-answers.xlsx 2>&1 | tr '\n' ' ')" \
    "['计数', '指标', '单位', '答卷', '编码'] True True True True True "

exits "SPSS" 0 e sav
cat >look.sps <<'PS'
GET FILE='ws/out/NM-answers.sav'.
DISPLAY DICTIONARY /VARIABLES=Q1.
FREQUENCIES /VARIABLES=Q1 unit_code.
PS
exits "PSPP opens it" 0 pspp -O format=txt -o look.txt look.sps
like "the question is the label" "$(cat look.txt)" '奖励优惠政策落实情况'
like "the choices are labels" "$(cat look.txt)" '基本满意'
like "not answered is missing" "$(cat look.txt)" '未答'
wanted=$(py -c 'import json; print(sum(1 for l in open("ws/out/NM-answers.jsonl") if json.loads(l)["answers"].get("Q1")=="1"))')
like "PSPP counts the same" "$(tr -s ' ' <look.txt)" "满意 *│ *$wanted *│|满意 *\| *$wanted *\|"

exits "the codebook" 0 e ddi
exits "is XML" 0 xmllint --noout ws/out/NM-codebook.xml
x() { xmllint --xpath "$1" <(sed 's/ xmlns="[^"]*"//' ws/out/NM-codebook.xml) 2>&1; }
is "of DDI 2.5" "$(grep -c 'codeBook xmlns="ddi:codebook:2_5" version="2.5"' ws/out/NM-codebook.xml)" 1
is "with a title" "$(x 'string(/codeBook/stdyDscr/citation/titlStmt/titl)')" '=1+1'
is "and a file" "$(x 'string(/codeBook/fileDscr/fileTxt/dimensns/caseQnty)')" "$lines"
is "every variable has label and format" "$(x 'count(//var[not(labl) or not(varFormat) or not(@ID) or not(@name)])')" 0
is "categories have values" "$(x 'count(//catgry[not(catValu) or not(labl)])')" 0
is "and names" "$(x 'string(//var[@name="Q1"]/catgry[catValu="2"]/labl)')" 基本满意
is "and counts" "$(x 'string(//var[@name="Q1"]/catgry[catValu="1"]/catStat[@type="freq"])')" \
    "$(py -c 'import json; print(sum(1 for l in open("ws/out/NM-answers.jsonl") for a in [json.loads(l)] if a["disposition"] in ("complete","partial") and a["answers"].get("Q1")=="1"))')"

exits "with serials" 0 e xlsx --raw
is "is written down" "$(sqlite3 ws/survey.db "SELECT count(*) FROM audit WHERE action = 'export.raw'")" 1
like "and they are there" "$(unzip -p ws/out/NM-answers-raw.xlsx xl/worksheets/sheet4.xml)" '卷面编号'
exits "without them" 0 e xlsx
is "they are not" "$(unzip -p ws/out/NM-answers.xlsx xl/worksheets/sheet4.xml | grep -c 卷面编号)" 0
"$PINGYI" new xp --preset XP --units "$UNITS" >/dev/null || exit 1
for f in csv jsonl xlsx sav ddi; do
    exits "an anonymous round with --raw: $f" 1 "$PINGYI" -C xp export $f --raw
    like "says why: $f" "$(cat err)" 'anonymous'
    exits "an anonymous round without answers: $f" 0 "$PINGYI" -C xp export $f
done
exits "a book on the standard output" 2 e xlsx --out -
exits "no such format" 2 e pdf
for f in xlsx sav ddi; do exits "a folder that is not: $f" 1 e $f --out nowhere/x.$f; done
mkdir small
if mount -t tmpfs -o size=4k none small 2>/dev/null; then
    echo full >small/filler
    for f in xlsx sav ddi; do
        exits "a full disk: $f" 1 e $f --out small/x
        is "leaves nothing: $f" "$(ls -A small)" filler
        [ $f = xlsx ] && like "is told: $f" "$(cat err)" 'disk is full'
    done
    umount small
fi
exits "a book that may not grow" 1 bash -c "trap '' XFSZ; ulimit -f 4; exec '$PINGYI' -C ws export xlsx --out small/x"
is "is told in our words only" "$(grep -Ec 'packager|Zip|ZIP' err)" 0
"$PINGYI" new empty --preset NM --units "$UNITS" >/dev/null || exit 1
for f in xlsx sav ddi; do exits "no answers yet: $f" 0 "$PINGYI" -C empty export $f; done
echo "GET FILE='empty/out/NM-answers.sav'.
DISPLAY DICTIONARY." >empty.sps
exits "PSPP opens that too" 0 pspp -O format=txt -o look.txt empty.sps
done_testing
