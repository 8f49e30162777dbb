#!/bin/bash
# A libc that writes 1,5 and 1.234,5 changes no file and no figure: the same
# commands under a German locale, made here, and under C.UTF-8.
. tests/cli/lib.sh
cd "$WORK" || exit 1
mkdir locales
if ! localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 2>/dev/null; then
    echo "1..0 # SKIP no German locale can be made here"
    exit 0
fi
is "the locale has a comma" \
    "$(LOCPATH=$PWD/locales LC_ALL=de_DE.UTF-8 bash -c 'printf %.1f 1,5')" "1,5"

# One office's round in folder $1: every command that reads or writes numbers.
round() (
    mkdir "$1" && cd "$1" || exit 1
    "$PINGYI" new ws --preset NM --units "$ROOT/samples/county/units.csv" \
        --identity "$ROOT/samples/county/demo.identity" >new.txt || exit 1
    "$PINGYI" -C ws print --all --copies 9 --json >print.json || exit 1
    "$PINGYI" -C ws layout --json >layout.json || exit 1
    "$PINGYI" -C ws scan --jobs 1 --boxes --json "$SCANS" >scan.json
    code=$?
    [ $code -eq 0 ] || [ $code -eq 3 ] || exit 1
    # how long and how large differs every time
    sed -Ei 's/"(seconds|worker_peak_bytes)":[0-9.]+/"\1":0/g' scan.json
    "$PINGYI" -C ws tally --by unit --json >tally.json
    "$PINGYI" -C ws tally >tally.txt
    "$PINGYI" -C ws export csv --out answers.csv >export.txt || exit 1
    "$PINGYI" -C ws report bulletin --date 2026-11-02 >report.txt || exit 1
    pdftotext -layout ws/out/bulletin.pdf bulletin.txt
)
SCANS=$ROOT/samples/scans/01-chengguan
round point >point.log 2>&1
is "a round under C.UTF-8" $? 0
(
    export LOCPATH=$PWD/locales LC_ALL=de_DE.UTF-8
    round comma
) >comma.log 2>&1
is "the same round under a comma" $? 0
for file in print.json layout.json scan.json tally.json tally.txt answers.csv bulletin.txt; do
    is "$file is the same" "$(diff -q "point/$file" "comma/$file" >/dev/null && test -s "comma/$file" && echo same)" same
done
py -c 'import json,sys; [json.load(open("comma/" + f + ".json")) for f in ("print", "layout", "scan", "tally")]'
is "and the documents are JSON" $? 0
done_testing
