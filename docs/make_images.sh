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
ls -l $out
