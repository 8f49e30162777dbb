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
# Three rounds with answers: the trend's table says what each tally says.
county="$ROOT/${B:-build/release}/tests/reports/test_county"
for n in 1 2 3; do
    (cd "$ROOT" && "$county" "$WORK/r$n" samples/presets/NM.yaml samples/county/units.csv 8 "$n") >made 2>&1 ||
        { cat made; exit 1; }
done
exits "three rounds side by side" 0 "$PINGYI" -C r3 report bulletin --before r1 --before r2
pdftotext -layout r3/out/bulletin.pdf text
like "have their chart" "$(tr -d ' ' <text)" '图[0-9]+　?各轮评议的变化'
row=$(grep -E '^ *满意率（总体） +[0-9.]+ +[0-9.]+ +[0-9.]+ ' text | tail -1)
for n in 1 2 3; do
    "$PINGYI" -C r$n tally --json >tally.json
    rate=$(json tally.json '(lambda r: r["num"] / r["den"] * 100)(d["unit"]["satisfied"])')
    shown=$(printf '%s' "$row" | awk -v n="$n" '{print $(n + 1)}')
    is "round $n" "$(py -c "print(abs($rate - ${shown:-0}) < .06)")" True
done
# Rounds drawn at random: each rate of the trend stands over its interval, as the tally has it.
for n in 1 3; do "$PINGYI" -C r$n design 分层随机 --strata 乡镇 >/dev/null; done
exits "two of them drawn at random" 0 "$PINGYI" -C r3 report bulletin --before r1 --before r2
pdftotext -layout r3/out/bulletin.pdf text
want=
for n in 1 3; do
    "$PINGYI" -C r$n tally --json >tally.json
    want="$want +$(json tally.json '(lambda w: "%.1f～%.1f" % (w[0] * 100, w[1] * 100))(d["unit"]["satisfied_interval"])')"
done
is "under each rate stands its interval" "$(grep -A2 '^ *满意率（总体）' text | grep -cE "^$want\$")" 1
like "the chart explains its lines" "$(tr -d ' \n' <text)" '竖线是95%区间，没有竖线的一轮不是随机样本'
exits "two rounds as JSON" 0 "$PINGYI" -C r3 compare r1 --json
is "with both intervals" "$(json out '(lambda x: x["interval_before"][0] < x["share_before"] < x["interval_before"][1] and x["interval_now"][0] < x["share_now"] < x["interval_now"][1])(d["satisfied"])')" True
done_testing
