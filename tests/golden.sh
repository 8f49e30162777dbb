#!/bin/bash
# Compare the pages of a PDF with stored pictures, by share of differing
# pixels.
#
#     tests/golden.sh NAME FILE.pdf [PAGES]
#
# NAME is what the pictures are called: tests/golden/NAME-1.png … (60 dpi,
# grey: small, and blind to what no reader sees).  PAGES is a list such as
# "1 2 5"; without it every page is compared, and their number must agree.
# Prints TAP lines without numbers and no plan ("ok - …", "not ok - …" with the
# share and where the pictures are); exit 1 when a page differs.  tests/run
# counts such lines, so a C test reads them through a pipe (see
# tests/engine/test_type_specimen.c); a script in tests/cli just calls it.
#
# With GOLDEN=write in the environment (that is `make golden`) the pictures
# are rewritten instead.  Look at them before committing.
#
# A pixel differs when its grey is off by more than 48 of 255 after both
# pages were blurred a little (a different poppler shifts edges); a page
# differs when more than 0.15 % of its pixels do.  On failure
# build/golden/NAME-n.png shows the stored page in red, the new one in cyan:
# what is in both is black.
set -u
limit=0.0015
tolerance=48
dpi=60

usage() {
    sed -n '5p' "$0" | cut -c3- >&2
    exit 2
}
[ $# -eq 2 ] || [ $# -eq 3 ] || usage
name=$1
pdf=$2
root=$(cd "$(dirname "$0")/.." && pwd)
store=$root/tests/golden
out=$root/build/golden
build=${B:-build/release}
case $build in /*) ;; *) build=$root/$build ;; esac
tool=$build/tests/golden # tests/golden.c
if [ ! -x "$tool" ]; then
    echo "not ok - golden $name: $tool is not built; run make test-programs"
    exit 1
fi
mkdir -p "$store" "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

count=$(LC_ALL=C pdfinfo "$pdf" 2>/dev/null | sed -n 's/^Pages: *//p')
if [ -z "$count" ]; then
    echo "not ok - golden $name: $pdf cannot be read"
    exit 1
fi
pages=${3:-$(seq 1 "$count")}

render() { # render PAGE FILE.png
    pdftoppm -q -r $dpi -gray -png -singlefile -f "$1" -l "$1" "$pdf" "${2%.png}"
}

if [ "${GOLDEN:-}" = write ]; then
    [ $# -eq 3 ] || rm -f "$store/$name"-[0-9]*.png
    for page in $pages; do
        render "$page" "$work/new.png"
        "$tool" store "$work/new.png" "$store/$name-$page.png" || exit 1
        echo "ok - golden $name-$page written"
    done
    exit 0
fi

status=0
if [ $# -eq 2 ]; then
    stored=$(find "$store" -name "$name-[0-9]*.png" | wc -l)
    if [ "$stored" -ne "$count" ]; then
        echo "not ok - golden $name: $count pages, $stored pictures stored"
        status=1
    fi
fi
for page in $pages; do
    new=$work/$name-$page.png
    old=$store/$name-$page.png
    render "$page" "$new"
    if [ ! -f "$old" ]; then
        cp "$new" "$out/$name-$page.png"
        echo "not ok - golden $name-$page: no picture is stored; look at $out/$name-$page.png and run make golden"
        status=1
    elif share=$("$tool" "$old" "$new" "$out/$name-$page.png" \
        $tolerance $limit); then
        echo "ok - golden $name-$page ($share % differs)"
    else
        echo "not ok - golden $name-$page: $share % differs, see $out/$name-$page.png"
        status=1
    fi
done
exit $status
