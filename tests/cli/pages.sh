#!/bin/bash
# pages: every page is accounted for by name, and its file is kept as it came.
. tests/cli/lib.sh
cd "$WORK" || exit 1
cat >units.csv <<'CSV'
code,parent,name,class,households,population
00,,清水县,县,900,3000
01,00,东乡镇,乡镇,900,3000
CSV
cat >one.yaml <<'YAML'
form: TT
title: 测试问卷
object: 某机构
intro: 请打√。
book: 100/60/0
thresholds: {satisfied: 90}
scales:
  - code: M4
    choices:
      - {text: 满意, means: satisfied, score: 100}
      - {text: 基本满意, means: partly, score: 60}
      - {text: 不满意, means: dissatisfied, score: 0}
      - {text: 不了解, means: unknown}
sections:
  - text: 满意
    items:
      - {code: Q1, role: satisfy, scale: M4, text: 丙}
      - {code: T0, role: overall, scale: M4, text: 总的}
YAML
sed 's/^book/anonymous: true\nbook/' one.yaml >anonymous.yaml
py "$ROOT/tests/cli/bad_images.py" bad
printed() { # printed WORKSPACE PREFIX COPIES [pdftoppm options…]
    "$PINGYI" -C "$1" print --unit 01 --copies "$3" --json >"$2.json" || exit 1
    pdftoppm -r 150 -gray "${@:4}" "$(ls "$1"/out/*.pdf | tail -1)" "$2"
}

# ---- files are kept byte for byte ----
"$PINGYI" new ws --form one.yaml --units units.csv >/dev/null || exit 1
printed ws p 1 -png
printed ws j 1 -jpeg
printed ws t 1 -tiff
exits "one of each format is read" 0 "$PINGYI" -C ws scan p-*.png j-*.jpg t-*.tif --json
is "all of them" "$(json out 'd["summary"]["outcomes"]["read"]')" 3
for kind in png jpg tif; do
    kept=$(find ws/pages -name "*.$kind" | head -1)
    is "the $kind is kept as it came" "$(cmp "$kept" ./?-*."$kind" && echo same)" same
    is "and named by its hash" "$(sha256sum <"$kept" | cut -c1-64)" \
        "$(basename "$(dirname "$kept")")$(basename "$kept" ".$kind")"
done
printed ws m 2 -png
tiffcp t-*.tif t-*.tif two.tif 2>/dev/null
exits "pages of a longer file too" 0 "$PINGYI" -C ws scan two.tif --json
is "are known by their pixels" "$(json out 'd["summary"]["outcomes"]["same_image"]')" 2

printed ws c 1 -png
pdftoppm -r 150 -tiff -tiffcompression none "$(ls ws/out/*.pdf | tail -1)" c
"$PINGYI" -C ws scan c-*.tif --json >out
is "an uncompressed colour TIFF is not worth its room" \
    "$(json out 'd["pages"][0]["outcome"]')$(find ws/pages -name '*.tif' -size +3000k | wc -l)" read0

exits "pages nobody wrote on" 0 "$PINGYI" -C ws scan m-*.png --json
is "are counted apart" "$(json out 'd["summary"]["unanswered"], d["summary"]["outcomes"]["read"]')" "(2, 2)"

# ---- the empty backs of a form with one side ----
mkdir duplex
i=0
for f in m-*.png; do
    i=$((i + 1))
    cp "$f" "duplex/$i-a.png"
    cp bad/white.png "duplex/$i-b.png"
done
cp bad/white.png duplex/9.png
exits "a duplex batch of single sheets needs nobody" 0 "$PINGYI" -C ws scan duplex --json
is "sheets, their backs, and one empty page more" \
    "$(json out '[d["summary"]["outcomes"][k] for k in ("same_image","blank_back","blank")]')" "[2, 2, 1]"
is "it adds up" "$(json out 'd["summary"]["adds_up"], sum(d["summary"]["outcomes"].values()) == d["summary"]["pages"]')" "(True, True)"
exits "again: nothing new" 0 "$PINGYI" -C ws scan duplex --json
is "and the backs are backs" "$(json out '[d["summary"]["outcomes"][k] for k in ("same_image","blank_back","blank")]')" "[2, 2, 1]"
exits "as text" 0 "$PINGYI" -C ws scan duplex
like "the sum is written out" "$(cat out)" '5 pages = 0 read \+ 2 repeated \+ 3 blank'
exits "the round's pages" 0 "$PINGYI" -C ws pages --json
is "every row is there" "$(json out 'len(d["pages"]) == d["total"] == sum(d["outcomes"].values())')" True
is "with its registration" "$(json out 'all(p["dpi"] > 140 and p["residual_mm"] < 0.2 and p["residual_mm"] < p["worst_mm"] < 0.6 for p in d["pages"] if p["outcome"] == "read")')" True
worst=$(json out '"%.2f mm  (%s)" % ((m := max(p["worst_mm"] for p in d["pages"])), "|".join(p["file"] for p in d["pages"] if p["worst_mm"] == m))')
"$PINGYI" -C ws pages >out
like "the worst page is named" "$(cat out)" "the mark furthest off: $worst, page 1"

# ---- a missing side is named ----
"$PINGYI" new two --preset NM --units units.csv >/dev/null
printed two s 3 -png
exits "a sheet without its back needs a person" 3 "$PINGYI" -C two scan s-1.png s-3.png s-4.png s-6.png
serial=$(json s.json 'd["pages"][0]["serial"]')
like "unit, print run, sheet and side are named" "$(cat out)" "01 东乡镇, print run 1, sheet $serial: side 2 \(the other: s-1.png\)"
third=$(json s.json 'd["pages"][4]["serial"]')
like "of the other one too" "$(cat out)" "sheet $third: side 1 \(the other: s-6.png\)"
exits "later as well" 3 "$PINGYI" -C two pages
like "by name" "$(cat out)" "sheet $serial: side 2"
like "and says how well the pages fit" "$(cat out)" 'how 4 pages fit: marks 0\.[0-9]+ mm off'
exits "and as data" 3 "$PINGYI" -C two pages --json
is "both" "$(json out '[(m["serial"], m["side"]) for m in d["missing"]]' )" \
    "$(printf "%s\n%s" "$serial 2" "$third 1" | sort | py -c 'import sys; print([(l.split()[0], int(l.split()[1])) for l in sys.stdin])')"
"$PINGYI" -C two review list >list 2>&1
like "the review list tells it too" "$(cat list)" "sheet $serial: side 2"
exits "paired by serial, whatever the order" 0 "$PINGYI" -C two scan s-5.png s-2.png --json
is "nothing is missing" "$(json out 'd["missing"]')" "[]"

# ---- open sheets: only counts, never which ----
"$PINGYI" new open --preset NM --units units.csv >/dev/null
"$PINGYI" -C open print --unit 01 --open --json >o.json
pdftoppm -r 150 -gray -png "$(ls open/out/*.pdf)" o
# a second copy of the front: other pixels
pdftoppm -r 152 -gray -png -l 1 "$(ls open/out/*.pdf)" o2
exits "two fronts and one back" 3 "$PINGYI" -C open scan o-1.png o2-1.png o-2.png --json
is "one back is missing, nobody knows whose" \
    "$(json out '[(m["serial"], m["side"], m["count"], m["other_side"]) for m in d["missing"]]')" \
    "[(None, 2, 1, None)]"
"$PINGYI" new anon --form anonymous.yaml --units units.csv >/dev/null
printed anon a 1 -png --
"$PINGYI" -C anon scan a-*.png >/dev/null
exits "pages of an anonymous round" 0 "$PINGYI" -C anon pages --json
is "tell no file, no image, no serial" \
    "$(json out '[(p["file"], p["image"], p["serial"]) for p in d["pages"]]')" "[('', '', None)]"

# ---- a side the form does not have ----
printf 'id: 1000001\nkey: %s\n' "$(printf 'a%.0s' $(seq 64))" >fixed.identity
"$PINGYI" new long --preset NM --units units.csv --identity fixed.identity >/dev/null
"$PINGYI" new short --form one.yaml --units units.csv --identity fixed.identity >/dev/null
printed long l 1 -png
printed short h 1 -png
exits "a back where the form has none" 3 "$PINGYI" -C short scan h-1.png l-2.png --json
is "is called a wrong side" "$(json out '[p["outcome"] for p in d["pages"]]')" "['read', 'wrong_side']"
like "with a reason" "$(json out 'd["pages"][1]["reason"]')" 'no such side'
is "and its image is kept to be looked at" "$(find short/pages -type f | wc -l)" 2

# ---- separator sheets ----
"$PINGYI" new bags --preset NM --units units.csv >/dev/null
exits "without a print run there is nothing to separate" 1 "$PINGYI" -C bags print --all --separators
exits "separators are no copies" 2 "$PINGYI" -C bags print --all --separators --copies 2
printed bags b1 1 -png
printed bags b2 1 -png
exits "a separator for each print run" 0 "$PINGYI" -C bags print --unit 00 --separators --json
is "of the unit and those below it" "$(json out 'd["pages"]')" 2
pdftoppm -r 120 -gray -png bags/out/separators.pdf sep
mkdir heap
cp sep-1.png heap/1.png; cp b1-1.png heap/2.png; cp bad/truncated.png heap/3.png
cp sep-2.png heap/4.png; cp bad/white.png heap/5.png; cp b2-1.png heap/6.png
cp b2-2.png heap/7.png; cp b1-2.png heap/8.png
exits "a heap with separators" 3 "$PINGYI" -C bags scan heap --json
is "each is seen" "$(json out 'd["summary"]["outcomes"]["separator"]')" 2
is "what lies behind is counted to its bag" \
    "$(json out '[(b["batch"], b["unit"], b["pages"], b["troubles"]) for b in d["summary"]["bags"]]')" \
    "[(1, '01', 2, 1), (2, '01', 4, 0)]"
is "a broken page too" "$(json out "[p['bag'] for p in d['pages'] if p['outcome'] == 'broken']")" "[1]"
is "the separator's back is a back" "$(json out 'd["summary"]["outcomes"]["blank_back"]')" 1
is "sides are paired by serial all the same" "$(json out 'd["missing"]')" "[]"
is "and nothing of it is an answer" "$("$PINGYI" -C bags export jsonl --out - | wc -l)" 2
pdftoppm -r 140 -gray -png -l 1 bags/out/separators.pdf foreign-sep
"$PINGYI" -C two scan foreign-sep-1.png --json >out
is "another survey's separator is foreign" "$(json out 'd["pages"][0]["outcome"]')" other_survey

# ---- words ----
"$PINGYI" -C ws scan bad/truncated.png >out 2>err
is "a broken file is named once" "$(grep -o truncated.png err | wc -l)" 1
PINGYI_LANG=zh "$PINGYI" -C ws scan bad/truncated.png bad/half.tif >out 2>err
is "in Chinese too" "$(grep -o truncated.png err | wc -l)" 1
is "without English words" "$(sed 's/bad\/[a-z.]*//g; s/PNG//g; s/TIFF//g' err | grep -c '[A-Za-z]')" 0
# What one colleague scanned in Chinese, another reads in English.
"$PINGYI" new words --form one.yaml --units units.csv >/dev/null
printed words w 1 -png
PINGYI_LANG=zh "$PINGYI" -C words scan bad/truncated.png l-2.png >/dev/null 2>&1
"$PINGYI" -C words pages >out
is "stored reasons are told in the reader's language" "$(grep -cP '\p{Han}' out)" 0
like "with what they name" "$(cat out)" 'truncated.png, page 1: .*(damaged|ends|cut)'
"$PINGYI" -C words pages --json >out
is "also as data" "$(json out '[p["file"] for p in d["pages"] if not p["reason"].isascii()]')" "[]"
PINGYI_LANG=zh "$PINGYI" -C words pages >out
is "and back" "$(grep -c 'page 1:' out)" 0
"$PINGYI" -C words scan bad/half.tif >/dev/null 2>&1
PINGYI_LANG=zh "$PINGYI" -C words pages >out
is "English ones in Chinese" "$(grep 'half.tif' out | grep -cP ': .*\p{Han}|：.*\p{Han}')" 1

# ---- a file that came whole later ----
mkdir -p words/in other
head -c 9000 w-1.png >words/in/scan.png
cp words/in/scan.png words/in/stays.png
head -c 9100 w-1.png >other/scan.png
exits "three half copied files" 3 "$PINGYI" -C words scan words/in other
cp w-1.png words/in/scan.png
"$PINGYI" -C words scan words/in/scan.png >/dev/null 2>&1
"$PINGYI" -C words pages >out
is "the whole one waits no longer" "$(grep -c 'words/in/scan.png, page 1:' out)" 0
like "it is accounted for" "$(cat out)" '\+ 1 damaged and read well later'
is "the others do" "$(grep -c 'words/in/stays.png\|other/scan.png' out)" 2
"$PINGYI" -C words pages --json >out
is "as data" "$(json out '[p["file"] for p in d["pages"] if p["mended"]]')" "['words/in/scan.png']"
is "it adds up" "$(json out 'd["adds_up"]')" True
"$PINGYI" -C anon scan a-1.png >/dev/null 2>&1
head -c 9000 a-1.png >half.png
"$PINGYI" -C anon scan half.png >/dev/null 2>&1
printed anon c 1 -png --
cp c-1.png half.png
"$PINGYI" -C anon scan half.png >/dev/null 2>&1
is "of an anonymous round no file leads to answers" \
    "$(py -c 'import sqlite3; print(sqlite3.connect("anon/survey.db").execute("select count(*), sum(p.same_as = p.id), sum(q.response is not null) from page p left join page q on q.id = p.same_as where p.file <> \"\"").fetchone())')" "(1, 1, 0)"

# ---- what pingyi wrote itself is no scan ----
exits "the sheets to print are no scans" 2 "$PINGYI" -C words scan words/out
like "it says whose they are" "$(cat err)" 'words/out holds only what pingyi wrote itself'
exits "nor one of them by name" 2 "$PINGYI" -C words scan "$(ls words/out/*.pdf | head -1)"
exits "nor watched" 2 "$PINGYI" -C words scan --watch words/out
cp w-1.png words/in/Thumbs.db
"$PINGYI" -C words scan words --json >out 2>err
like "in the workspace they are left out" "$(cat err)" 'left out, .*: [0-9]+ files'
is "all of them, and litter" "$(json out '[p["file"] for p in d["pages"] if "/out/" in p["file"] or "/pages/" in p["file"] or ".db" in p["file"]]')" "[]"
is "not the scans beside them" "$(json out 'sum("words/in/" in p["file"] for p in d["pages"])')" 2
ln -s "$PWD/words/out" linked
exits "a link to them neither" 2 "$PINGYI" -C words scan linked

# ---- pages with nothing on them, and specimens ----
"$PINGYI" -C words layout --pdf specimen.pdf >out
like "a specimen is told of" "$(cat out)" 'specimen written to specimen.pdf: to be looked at only'
pdftoppm -r 150 -gray -png specimen.pdf specimen
convert -size 1240x1754 xc:white -monochrome white1.png
convert -size 1240x1754 xc:black -monochrome black1.png
exits "a specimen, a white and a black page" 3 "$PINGYI" -C words scan specimen-1.png white1.png black1.png
like "the specimen is known" "$(cat err)" 'specimen-1.png, page 1: a specimen'
like "the white page is named" "$(cat err)" 'white1.png, page 1: the page is blank'
like "the black page too" "$(cat err)" 'black1.png, page 1: the page is'
is "nobody is asked to key a specimen" "$("$PINGYI" -C words review list --json | py -c 'import json,sys; print(len(json.load(sys.stdin)["reviews"]))')" 0
"$PINGYI" -C words print --unit 01 --copies 1 >/dev/null
pdftoppm -r 150 -gray -png "$(ls -t words/out/*.pdf | head -1)" v
exits "a sheet nobody wrote on" 0 "$PINGYI" -C words scan v-1.png
like "is named" "$(cat err)" 'v-1.png, page 1: read, without a single mark'
printed anon d 1 -png --
exits "a vote nobody wrote on" 0 "$PINGYI" -C anon scan d-1.png
is "is not" "$(grep -c d-1.png err)" 0
is "the usage line has no stray blank" "$(PINGYI_LANG=zh "$PINGYI" help scan | head -1 | grep -c '： ')" 0
done_testing
