#!/bin/bash
# quality: what it says of an empty round, and how it fails.
. tests/cli/lib.sh
cd "$WORK" || exit 1
UNITS=$ROOT/samples/county/units.csv
"$PINGYI" new nm --preset NM --units "$UNITS" >/dev/null || exit 1
"$PINGYI" new xp --preset XP --units "$UNITS" >/dev/null || exit 1
exits "an empty round" 0 "$PINGYI" -C nm quality
like "has nothing unusual" "$(cat out)" 'Nothing unusual'
exits "as a document" 0 "$PINGYI" -C nm quality --json
is "without flags" "$(json out '(d["batches"], d["flags"])')" '(0, [])'
exits "an anonymous round" 0 "$PINGYI" -C xp quality
like "says what is not looked at" "$(cat out)" 'never the answers'
exits "in Chinese" 0 env PINGYI_LANG=zh "$PINGYI" -C nm quality
like "says so" "$(cat out)" '没有特殊情况'
exits "a word too many" 2 "$PINGYI" -C nm quality all
exits "no workspace" 1 "$PINGYI" -C nowhere quality
done_testing
