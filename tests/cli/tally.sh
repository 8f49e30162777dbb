#!/bin/bash
# tally and export: what they print, where they write, and how they fail.
. tests/cli/lib.sh
cd "$WORK" || exit 1
UNITS=$ROOT/samples/county/units.csv
"$PINGYI" new nm --preset NM --units "$UNITS" >/dev/null || exit 1
"$PINGYI" new xp --preset XP --units "$UNITS" >/dev/null || exit 1

exits "a round without sheets" 0 "$PINGYI" -C nm tally
like "says that nothing came" "$(cat out)" 'printed 0  issued 0  refused 0  returned 0'
exits "as a document" 0 "$PINGYI" -C nm tally --json
is "without a rate" "$(json out 'd["unit"]["satisfied"]')" None
is "with every question" "$(json out 'len(d["items"])')" 21
is "and a digest" "$(json out 'len(d["figures_sha256"])')" 64
exits "by unit" 0 "$PINGYI" -C nm tally --by unit --json
is "lists all units" "$(json out 'len(d["units"])')" 31
exits "by channel" 0 "$PINGYI" -C nm tally --by channel --json
is "knows none yet" "$(json out 'd["channels"]')" '[]'
exits "one unit" 0 "$PINGYI" -C nm tally --unit 0101
like "is named" "$(cat out)" '0101 东街村'
exits "in Chinese" 0 env PINGYI_LANG=zh "$PINGYI" -C nm tally
like "says 回收" "$(cat out)" '印制 0  发放 0  拒收 0  回收 0'
exits "an unknown view" 2 "$PINGYI" -C nm tally --by village
like "names the views" "$(cat err)" "'village'; expected unit, question or channel"
exits "an unknown unit" 1 "$PINGYI" -C nm tally --unit 77
exits "no workspace" 1 "$PINGYI" -C nowhere tally
exits "a full disk" 1 bash -c "'$PINGYI' -C nm tally >/dev/full"

exits "csv" 0 "$PINGYI" -C nm export csv
is "lies in out/" "$(head -c 3 nm/out/NM-answers.csv | od -An -tx1)" " ef bb bf"
exits "jsonl elsewhere" 0 "$PINGYI" -C nm export jsonl --out a.jsonl --json
is "said as a document" "$(json out '(d["file"], d["format"], d["responses"])')" "('a.jsonl', 'jsonl', 0)"
is "is a file" "$(stat -c %s a.jsonl)" 0
exits "to the standard output" 0 "$PINGYI" -C nm export csv --out -
like "has the questions" "$(cat out)" ',Q1 奖励优惠政策落实情况,'
exits "raw" 0 "$PINGYI" -C nm export jsonl --raw
is "is logged" "$(sqlite3 nm/survey.db "SELECT count(*) FROM audit WHERE action='export.raw'")" 1
exits "raw on an anonymous round" 1 "$PINGYI" -C xp export csv --raw
like "is refused" "$(cat err)" 'anonymous'
exits "no format" 2 "$PINGYI" -C nm export
exits "another format" 2 "$PINGYI" -C nm export doc
exits "two claims on stdout" 2 "$PINGYI" -C nm export csv --out - --json
exits "a place that is not there" 1 "$PINGYI" -C nm export csv --out no/such/folder/a.csv
like "names it" "$(cat err)" 'no/such/folder/a\.csv'
exits "a full disk" 1 bash -c "'$PINGYI' -C nm export csv --out - >/dev/full"
like "says so" "$(cat err)" 'disk is full'
done_testing
