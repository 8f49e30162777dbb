#!/bin/bash
# Make samples/decisions.csv anew: what a clerk would decide about the shipped
# scans, from the truth beside them, for what the reader sends to a person.
# Run it when the reader changes; the scans stay as they are.
set -eu
cd "$(dirname "$0")/../.."
PINGYI="$PWD/${B:-build/release}/bin/pingyi"
work=build/decisions
rm -rf "$work"
mkdir -p "$work"
"$PINGYI" --quiet new "$work/ws" --preset NM --units samples/county/units.csv \
    --identity samples/county/demo.identity >/dev/null
"$PINGYI" -C "$work/ws" --quiet print --all --copies 9 >/dev/null
status=0
"$PINGYI" -C "$work/ws" --quiet scan samples/scans >/dev/null || status=$?
[ $status -eq 0 ] || [ $status -eq 3 ]
"$PINGYI" -C "$work/ws" --json review list >"$work/reviews.json" || [ $? -eq 3 ]
/usr/bin/python3 tests/sim/decide.py samples/truth.jsonl \
    "$work/reviews.json" >samples/decisions.csv
wc -l samples/decisions.csv
