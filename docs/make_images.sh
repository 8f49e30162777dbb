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
# The stages of reading, from a page with an unclear mark (needs chromium).
PINGYI_LANG=zh "${PINGYI:-build/release/bin/pingyi}" -C $WS scan --trace build/demo/trace \
    samples/scans/odd/unclear-000018.png >/dev/null || [ $? = 3 ]
python3 docs/trace_pictures.py build/demo/trace/unclear-000018.png-1.html $out/reading-
ls -l $out
