#!/bin/bash
# close: the way from answers to sheets is gone, everything counted stays.
. tests/cli/lib.sh
cd "$WORK" || exit 1
round() { # round DIR PRESET
    "$PINGYI" new "$1" --preset NM --units "$ROOT/samples/county/units.csv" \
        --identity "$ROOT/samples/county/demo.identity" >/dev/null || exit 1
    "$PINGYI" -C "$1" print --all --copies 9 >/dev/null || exit 1
    "$PINGYI" -C "$1" scan --jobs 1 "$ROOT/samples/scans/02-liulin" "$ROOT/samples/scans/06-daping" >/dev/null 2>&1
}
sql() { py - "$1" "$2" <<'PY'
import sqlite3, sys
print("|".join(str(v) for r in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall() for v in r))
PY
}
c() { "$PINGYI" -C ws close "$@"; }
round ws
cp ws/survey.db ws/survey.db.version-3
for f in tally "tally --by unit" quality; do
    # shellcheck disable=SC2086
    "$PINGYI" -C ws $f --json >"before-${f// /}.json"
done
"$PINGYI" -C ws export jsonl >/dev/null
sort_answers() { py -c 'import json,sys; print("\n".join(sorted(json.dumps({k: v for k, v in json.loads(l).items() if k != "id"}, sort_keys=True) for l in open(sys.argv[1]))))' "$1"; }
sort_answers ws/out/NM-answers.jsonl >before.txt
"$PINGYI" -C ws export jsonl --raw >/dev/null && cp ws/out/NM-answers-raw.jsonl raw.jsonl
"$PINGYI" -C ws export csv --raw >/dev/null
first=$("$PINGYI" -C ws review list --json | py -c 'import json,sys; print(json.load(sys.stdin)["reviews"][0]["id"])')
"$PINGYI" -C ws review show "$first" >/dev/null
is "files that lead to sheets lie in out/" "$(find ws/out -name 'review-*.png' -o -name '*-raw.*' | wc -l)" 3
refuses() { what=$1; shift; exits "$what" 2 "$@"; like "it says where to" "$(cat err)" 'outside of it'; }
refuses "a raw export anywhere in the workspace" "$PINGYI" -C ws export csv --raw --out ws/../ws/keep.csv
refuses "a trace in the workspace" "$PINGYI" -C ws scan --trace "$PWD/ws/deep/er" before.txt
refuses "a picture of a sheet in the workspace" "$PINGYI" -C ws review show "$first" --out ws/pages/x.png
exits "and beside it is fine" 0 "$PINGYI" -C ws export csv --raw --out wsx.csv

waiting=$(sql ws/survey.db "select count(*) from review where decided_state is null")
exits "a preview, while questions wait" 3 c
like "it names what goes" "$(cat out)" 'destroy +the way from [1-9][0-9]* responses'
like "and what waits" "$(cat out)" "$waiting questions still wait"
is "nothing was changed" "$(sql ws/survey.db "select closed is null from survey")" 1
exits "it is not closed over open questions" 1 c --apply --who Li
like "the way on is told" "$(cat err)" 'pingyi review list'
exits "nobody closes without a name" 2 c --apply
exits "a name alone closes nothing" 2 c --who Li
serial=$(sql ws/survey.db "select serial from response where serial is not null order by serial limit 1")
order=$(sql ws/survey.db "select group_concat(id) from response")

exits "closed" 0 c --apply --unsettled --who Li
like "it says so" "$(cat out)" 'The round is closed: [1-9][0-9]* responses are kept'
like "and what it cannot reach" "$(cat out)" "the scanner's own files"
is "no serial is left" "$(sql ws/survey.db "select (select count(*) from sheet) + (select count(*) from response where serial is not null) + (select count(*) from page where serial <> 0)")" 0
is "no file name and no picture leads to answers" \
    "$(sql ws/survey.db "select count(*) from page where kept <> '' or image_hash is not null or (response is not null and file <> '')")" 0
is "nor a picture or a raw export in out/" "$(find ws/out -name 'review-*.png' -o -name '*-raw.*' | wc -l) $(ls ws/out/NM-answers.jsonl)" "0 ws/out/NM-answers.jsonl"
is "no picture is left" "$(find ws/pages -type f | wc -l)" 0
is "nor an old copy" "$(ls ws/survey.db.version-* 2>/dev/null | wc -l)" 0
is "nor the serial in any byte of the file" "$(py - ws/survey.db "$serial" <<'PY'
import sys
data = open(sys.argv[1], "rb").read()
print(data.count(int(sys.argv[2]).to_bytes(6, "big")[1:]))
PY
)" 0
[ "$(sql ws/survey.db "select group_concat(id) from response")" != "$order" ] &&
    pass "rows have new numbers" || fail "rows have new numbers" "$order"
is "which are random" "$(sql ws/survey.db "select min(id) > 1000000 from response") $(sql ws/survey.db "select min(id) > 1000000 from page")" "1 1"
for f in tally "tally --by unit" quality; do
    # shellcheck disable=SC2086
    "$PINGYI" -C ws $f --json | sed 's/^  "closed": true,$/  "closed": false,/' >"after-${f// /}.json"
    if cmp -s "before-${f// /}.json" "after-${f// /}.json"; then pass "$f is the same"; else
        fail "$f is the same" "$(diff "before-${f// /}.json" "after-${f// /}.json" | head)"; fi
done
exits "answers can be exported" 0 "$PINGYI" -C ws export jsonl
sort_answers ws/out/NM-answers.jsonl >after.txt
cmp -s before.txt after.txt && pass "they are the same" || fail "they are the same" "$(diff before.txt after.txt | head -5)"
exits "but not with their numbers" 1 "$PINGYI" -C ws export jsonl --raw
exits "the workspace is sound" 0 "$PINGYI" -C ws doctor
like "doctor tells of the closing" "$(cat out)" 'the answers are those of its closing'

refused() { exits "$1" 1 "${@:2}"; like "$1: told" "$(cat err)" 'closed|sealed'; }
refused "no more printing" "$PINGYI" -C ws print --all --copies 1
refused "no more scanning" "$PINGYI" -C ws scan "$ROOT/samples/scans/01-chengguan"
refused "no more judging" "$PINGYI" -C ws rejudge --set second=0 --apply --who Li
refused "no other design" "$PINGYI" -C ws design census
refused "no other numbers handed out" "$PINGYI" -C ws issue --batch 1 --issued 5
sed "s/^title: .*/title: 另一张问卷/" "$ROOT/samples/presets/NM.yaml" >other.yaml
refused "no other questionnaire" "$PINGYI" -C ws form other.yaml
id=$(sql ws/survey.db "select id from review limit 1")
refused "no more decisions" "$PINGYI" -C ws review set "$id" blank --who Li
exits "a report can be made; nobody is waited for" 0 "$PINGYI" -C ws report bulletin
report=$(sed -n 's/.* pages in //p' out | head -1)
[ -f "$report" ] || report=ws/$report
like "it tells of the open question" "$(pdftotext "$report" - | tr -d '\n ' | grep -o '封存时，尚有.\{0,40\}')" "封存时，尚有.*项作答未经人工复核"
exits "closed again: nothing more to do" 0 c
like "since when" "$(cat out)" 'was closed on 20[0-9-]+'

# a changed answer is found out
py - ws/survey.db <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("update answer set read_choices = choices * 2, choices = choices * 2 where (page, item) in (select a.page, a.item from answer a join page p on p.id = a.page where a.state = 'given' and p.standing = 'counts' and a.decided_state is null limit 1)")
db.commit()
PY
exits "a changed answer is found out" 1 "$PINGYI" -C ws doctor
like "and told" "$(cat out err)" 'not those that were there when the round was closed'

# an anonymous round; a closing cut off before the files were gone
"$PINGYI" new xp --preset XP --identity "$ROOT/samples/county/demo.identity" >/dev/null || exit 1
mkdir -p xp/pages/ab && echo picture >xp/pages/ab/cd.png && ln -s "$PWD/before.txt" xp/pages/ab/link
mkdir keep && echo mine >keep/file && ln -s "$PWD/keep" xp/pages/out
exits "an anonymous round is closed" 0 "$PINGYI" -C xp close --apply --who Li --json
is "three files went" "$(json out 'd["files_removed"]')" 3
is "what links pointed to stays" "$(cat keep/file)" mine
mkdir -p xp/pages/ab && echo left >xp/pages/ab/cd.png
exits "what a cut-off closing left goes" 0 "$PINGYI" -C xp close
is "all of it" "$(find xp/pages -type f | wc -l)" 0

exits "what nobody settled waits for nobody any more" 0 "$PINGYI" -C ws tally
like "it stays undecided" "$(cat out)" "[1-9][0-9]* answers stay undecided"
exits "nor is anything listed" 0 "$PINGYI" -C ws review list
like "but what stays undecided" "$(cat out)" '^the round is closed; [1-9][0-9]* questions stay undecided'
exits "and says so to programs" 0 "$PINGYI" -C ws tally --json
is "in the tally" "$(json out 'd["closed"] and d["open_reviews"] > 0')" True

# Ctrl-C and a full disk: nothing is half closed
round ws2
exits "a read-only database" 1 env PINGYI_TEST=1 bash -c 'ulimit -f 8; trap "" XFSZ; "$PINGYI" -C ws2 close --apply --unsettled --who Li'
is "the round still runs" "$(sql ws2/survey.db "select closed is null from survey")" 1
[ "$(find ws2/pages -type f | wc -l)" -gt 0 ] && pass "with its pictures" || fail "with its pictures"
exits "and can be closed later" 0 "$PINGYI" -C ws2 close --apply --unsettled --who Li
done_testing
