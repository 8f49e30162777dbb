#!/bin/bash
# Make the pictures of the README anew from what the program itself prints:
# run `make demo` first.
set -eu
cd "$(dirname "$0")/.."
WS=build/demo/qinghekou-2026
out=docs/img
mkdir -p "$out"
picture() { # picture PDF PAGE NAME DPI
    pdftoppm -r "$4" -f "$2" -l "$2" -gray -png -singlefile "$1" "$out/$3"
}
sheets=$(ls $WS/out/NM-0101-*.pdf | head -1)
picture "$sheets" 1 sheet-1 64
pdftoppm -r 64 -f 1 -l 1 -png -singlefile $WS/out/bulletin.pdf $out/bulletin-1
pdftoppm -r 64 -f 6 -l 6 -png -singlefile $WS/out/bulletin.pdf $out/bulletin-6
pdftoppm -r 45 -f 1 -l 1 -png -singlefile $WS/out/notice.pdf $out/notice
# The charts of manual-leader.md, cut out of their pages.
chart() { # chart WORDS-OF-ITS-CAPTION NAME HEIGHT-MM
    local page bottom
    page=$(for n in $(seq 1 20); do
        pdftotext -f "$n" -l "$n" $WS/out/bulletin.pdf - | grep -q "$1" && echo "$n" && break
    done)
    # the caption's lower edge, in pixels of 90 dpi
    bottom=$(pdftotext -bbox -f "$page" -l "$page" $WS/out/bulletin.pdf - |
        sed -n "s/.*yMax=\"\([0-9]*\)[^>]*>[^<]*$1.*/\1/p" | head -1)
    bottom=$((bottom * 90 / 72 + 4))
    pdftoppm -r 90 -f "$page" -l "$page" -x 90 -y $((bottom - $3 * 90 / 25)) -W 572 \
        -H $(($3 * 90 / 25)) -gray -png -singlefile $WS/out/bulletin.pdf "$out/$2"
}
chart 各项评议内容的满意程度 chart-likert 90
chart 分项满意率对比 chart-panels 104
chart 重要性与满意度四分图 chart-quadrant 128
# The stages of reading, from a page with an unclear mark (needs chromium).
PINGYI_LANG=zh "${PINGYI:-build/release/bin/pingyi}" -C $WS scan --trace build/demo/trace \
    samples/scans/odd/unclear-000018.png >/dev/null || [ $? = 3 ]
python3 docs/trace_pictures.py build/demo/trace/unclear-000018.png-1.html $out/reading-
ls -l $out
