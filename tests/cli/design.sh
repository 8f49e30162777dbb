#!/bin/bash
# design: what may be stated, what is refused, and what the tally says of it.
. tests/cli/lib.sh
cd "$WORK" || exit 1
UNITS=$ROOT/samples/county/units.csv
"$PINGYI" new nm --preset NM --units "$UNITS" >/dev/null || exit 1
"$PINGYI" new xp --preset XP --units "$UNITS" >/dev/null || exit 1

exits "nothing stated yet" 0 "$PINGYI" -C nm design
like "says so" "$(cat out)" 'not stated'
exits "the tally" 0 "$PINGYI" -C nm tally
like "says why there are no intervals" "$(cat out)" 'no intervals.*pingyi design'
exits "a cluster sample" 0 "$PINGYI" -C nm design cluster --strata 乡镇 --clusters 村 --fpc
exits "is kept" 0 "$PINGYI" -C nm design --json
is "with its classes" "$(json out '(d["design"], d["strata"], d["clusters"], d["fpc"], d["intervals"])')" \
    "('cluster', '乡镇', '村', True, True)"
exits "stands in the tally" 0 "$PINGYI" -C nm tally --json
is "as a word" "$(json out 'd["design"]')" cluster
exits "stated anew, in Chinese" 0 "$PINGYI" -C nm design 普查
exits "shown in Chinese" 0 env PINGYI_LANG=zh "$PINGYI" -C nm design
like "as 普查" "$(cat out)" '普查'
is "both times on record" "$(sqlite3 nm/survey.db "SELECT count(*) FROM audit WHERE action='design'")" 2

exits "an unknown kind" 2 "$PINGYI" -C nm design sample
like "names the kinds" "$(cat err)" "'sample'; there are: census"
exits "a class nobody has" 2 "$PINGYI" -C nm design stratified --strata 镇
like "names it" "$(cat err)" "'镇'"
exits "no strata" 2 "$PINGYI" -C nm design stratified
exits "clusters without the design" 2 "$PINGYI" -C nm design stratified --strata 乡镇 --clusters 村
exits "a correction for a census" 2 "$PINGYI" -C nm design census --fpc
exits "options alone" 2 "$PINGYI" -C nm design --fpc
exits "another interval" 2 "$PINGYI" -C nm design stratified --strata 乡镇 --interval wald
exits "an anonymous survey" 1 "$PINGYI" -C xp design stratified --strata 乡镇
like "says why" "$(cat err)" 'anonymous'
exits "an anonymous census" 0 "$PINGYI" -C xp design census
is "what was stated last still stands" "$("$PINGYI" -C nm design --json | json /dev/stdin 'd["design"]')" census

cat >margins.csv <<'CSV'
question,choice,population
D1,1,16000
D1,女,15534
CSV
exits "known totals" 0 "$PINGYI" -C nm design stratified --strata 乡镇 --margins margins.csv --json
is "are kept" "$(json out 'd["margins"]')" "[{'question': 'D1', 'population': [16000, 15534]}]"
sed 1d margins.csv >bad.csv
exits "without a head" 1 "$PINGYI" -C nm design stratified --strata 乡镇 --margins bad.csv
like "names the column" "$(cat err)" 'bad.csv:1:1: the column question'
sed 's/女/3/' margins.csv >bad.csv
exits "an unknown choice" 1 "$PINGYI" -C nm design stratified --strata 乡镇 --margins bad.csv
like "names the place" "$(cat err)" 'bad.csv:3:4'
sed '$d' margins.csv >bad.csv
exits "a choice without a total" 1 "$PINGYI" -C nm design stratified --strata 乡镇 --margins bad.csv
like "names it" "$(cat err)" 'choice 2 of D1'
sed 's/D1/Q1/' margins.csv >bad.csv
exits "a question about the unit" 1 "$PINGYI" -C nm design stratified --strata 乡镇 --margins bad.csv
sed 's/16000/some/' margins.csv >bad.csv
exits "no number" 1 "$PINGYI" -C nm design stratified --strata 乡镇 --margins bad.csv
like "names the place" "$(cat err)" "bad.csv:2:6: 'some'"
exits "no file" 1 "$PINGYI" -C nm design stratified --strata 乡镇 --margins none.csv
done_testing
