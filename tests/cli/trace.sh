#!/bin/bash
# scan --trace: one page of explanation for every scanned page.
. tests/cli/lib.sh
cd "$WORK" || exit 1
cat >units.csv <<'CSV'
code,parent,name,class,households,population
00,,清水县,县,900,3000
CSV
"$PINGYI" new ws --preset NM --units units.csv >/dev/null || exit 1
"$PINGYI" -C ws print --unit 00 --copies 1 >/dev/null || exit 1
pdftoppm -r 150 -gray -png ws/out/NM-*.pdf page
convert -size 1240x1754 xc:white white.png
convert page*1.png -crop 1240x900+0+0 +repage half.png
exits "pages are read and explained" 3 "$PINGYI" -C ws scan page*.png white.png half.png --trace look --json
is "one file a page" "$(ls look | wc -l)" 4
one=$(ls look/page*1.png-1.html)
"$PINGYI" -C ws layout --json >layout.json
boxes=$(json layout.json 'len(d["pages"][0]["boxes"])')
is "every box is drawn" "$(grep -o '<title>[A-Z][0-9a-z]*/[^ ]* empty' "$one" | wc -l)" "$boxes"
marks=$(json layout.json 'len(d["pages"][0]["fiducials"])')
is "every mark is drawn" "$(grep -o '<title>[0-9., ]* mm: ' "$one" | wc -l)" "$marks"
like "the stages name their sources" "$(cat "$one")" 'omr/register.c'
py - "$one" <<'PY'
import html.parser, sys
class Check(html.parser.HTMLParser):
    open = []
    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "img", "br", "html"):
            self.open.append(tag)
    def handle_startendtag(self, tag, attrs):
        pass
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
check = Check()
check.feed(open(sys.argv[1], encoding="utf-8").read())
PY
is "its tags nest" $? 0
like "a blank page says that it has no frame" "$(cat look/white.png-1.html)" 'no frame of ours'
like "half a page tells what was missing" "$(cat look/half.png-1.html)" 'too little|no frame'
exits "a trace that cannot be written is told before reading" 1 "$PINGYI" -C ws scan page*.png --trace /dev/null/x
like "and names the place" "$(cat err)" /dev/null
is "the sources are named as they are" \
    "$(grep -oh '<small>[^<]*' "$one" | sed 's/<small>//' | tr ' ' '\n' | while read -r f; do [ -e "$ROOT/$f" ] || echo "$f"; done)" ""
# ---- the same name in two folders ----
mkdir -p a "b 一"
cp page*1.png a/1.png
cp white.png "b 一/1.png"
exits "two folders with a page of one name" 0 "$PINGYI" -C ws scan a "b 一" --trace two
is "leave two explanations" "$(ls two | sort | tr '\n' ' ')" "a__1.png-1.html b 一__1.png-1.html "
long=$(printf '长%.0s' $(seq 80))
mkdir -p "$long/$long"
cp white.png "$long/$long/1.png"
exits "a very long path" 0 "$PINGYI" -C ws scan "$long" --trace deep
is "has one too" "$(ls deep | grep -c '^[0-9a-f]*_.*1.png-1.html$')" 1
is "whose name is whole" "$(ls deep | iconv -f UTF-8 -t UTF-8 >/dev/null && echo yes)" yes
if PINGYI_LANG=zh "$PINGYI" -C ws scan page*.png --trace zh >/dev/null; then :; fi
like "in Chinese" "$(cat zh/*1.html)" '摆正'
done_testing
