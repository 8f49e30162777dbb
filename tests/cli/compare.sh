#!/bin/bash
# compare: which rounds it takes, and what it prints.
. tests/cli/lib.sh
cd "$WORK" || exit 1
UNITS=$ROOT/samples/county/units.csv
"$PINGYI" new a --preset NM --units "$UNITS" --period 2025年 >/dev/null || exit 1
"$PINGYI" new b --preset NM --units "$UNITS" --period 2026年 >/dev/null || exit 1
"$PINGYI" new x --preset XP --units "$UNITS" >/dev/null || exit 1

exits "two rounds" 0 "$PINGYI" -C b compare a
like "are named" "$(cat out)" '2026年.*2025年'
exits "as a document" 0 "$PINGYI" -C b compare a --json
is "with the form" "$(json out '(d["form"], d["before"], d["now"], d["items"])')" "('NM', '2025年', '2026年', [])"
exits "in Chinese" 0 env PINGYI_LANG=zh "$PINGYI" -C b compare a
like "says 与" "$(cat out)" '2026年  与  2025年'
exits "different designs" 0 "$PINGYI" -C b design quota
exits "are said" 0 "$PINGYI" -C b compare a
like "so" "$(cat out)" 'different ways'
exits "the same round" 1 "$PINGYI" -C b compare b
like "is told" "$(cat err)" 'this very round'
exits "another form" 1 "$PINGYI" -C b compare x
like "names both" "$(cat err)" 'XP and NM'
exits "no round" 2 "$PINGYI" -C b compare
exits "no workspace" 1 "$PINGYI" -C b compare nowhere
exits "a report with the round before" 0 "$PINGYI" -C b report bulletin --before a
like "has its chapter" "$(pdftotext b/out/bulletin.pdf -)" '与上期比较'
"$PINGYI" new c --preset NM --units "$UNITS" --period 2024年 >/dev/null || exit 1
exits "a report with two rounds before" 0 "$PINGYI" -C b report bulletin --before c --before a
like "follows up the last one named" "$(pdftotext b/out/bulletin.pdf -)" '与 ?2025 ?年比较'
exits "a round named twice" 1 "$PINGYI" -C b report bulletin --before a --before a
like "is told" "$(cat err)" 'a and a are the same round'
exits "too many rounds" 2 "$PINGYI" -C b report bulletin --before c --before a --before c --before a --before c --before a --before c --before a
like "are refused" "$(cat err)" '7 times at most'
exits "a report beside itself" 1 "$PINGYI" -C b report bulletin --before b
done_testing
