#!/bin/bash
# doctor: what is missing or damaged is found and named.
. tests/cli/lib.sh
cd "$WORK" || exit 1

exits "outside of a workspace" 0 "$PINGYI" doctor
like "the program is checked" "$(cat out)" "^ok  fonts"
exits "a workspace that is none" 1 "$PINGYI" -C nowhere doctor
like "is named" "$(cat out)" "^bad  workspace: nowhere"

fresh() { rm -rf ws; "$PINGYI" new ws --preset NM >/dev/null || exit 1; }
level() { # level CHECK: its level in the last --json answer
    json out "[c['level'] for c in d['checks'] if c['check'] == '$1'][0]"
}
fresh
exits "a sound workspace" 0 "$PINGYI" -C ws doctor --json
is "has nothing bad" "$(json out 'd["worst"]')" ok
is "and twelve checks and its own line" "$(json out 'len(d["checks"])')" 13

chmod 644 ws/survey.db
exits "a readable database is a warning" 0 "$PINGYI" -C ws doctor --json
is "of its own" "$(level rights)" warn
like "with the remedy" "$(cat out)" "chmod 600"

fresh
sqlite3 ws/survey.db "UPDATE audit SET who = 'someone else' WHERE number = 1"
exits "a changed audit row" 1 "$PINGYI" -C ws doctor --json
is "is bad" "$(level audit)" bad
like "and named" "$(cat out)" "row 1 of the audit log"

fresh
sqlite3 ws/survey.db "PRAGMA foreign_keys = OFF; INSERT INTO batch VALUES (1, 77, 1, 0, 1, 1, 0, '')"
exits "a row that points nowhere" 1 "$PINGYI" -C ws doctor --json
is "is bad" "$(level database)" bad

fresh
sqlite3 ws/survey.db "INSERT INTO page VALUES (1, randomblob(32), 'a.png', 0, randomblob(32), randomblob(32),
    'png', 0, 0, 'blank', 'none', '', NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0)"
exits "a page image that is gone" 1 "$PINGYI" -C ws doctor --json
is "is bad" "$(level images)" bad
like "and named" "$(cat out)" "pages/../[0-9a-f]{62}.png"

fresh
rmdir ws/out
exits "a folder that is gone" 1 "$PINGYI" -C ws doctor --json
is "is bad" "$(level folders)" bad

fresh
head -c 20000 ws/survey.db >cut && cat cut >ws/survey.db
exits "half a database" 1 "$PINGYI" -C ws doctor
like "is bad" "$(cat out)" "^bad"
printf 'no database at all' >ws/survey.db
exits "a text in its place" 1 "$PINGYI" -C ws doctor
like "is told apart" "$(cat out)" "not a database of pingyi"

fresh
sqlite3 ws/survey.db 'PRAGMA user_version = 99'
exits "a newer file" 1 "$PINGYI" -C ws doctor
like "asks for a newer program" "$(cat out)" "newer pingyi"

fresh
PINGYI_LANG=zh "$PINGYI" -C ws doctor >out
like "in Chinese as well" "$(cat out)" "^正常  审计日志"
exits "an option it does not have" 2 "$PINGYI" -C ws doctor --fix
exits "a full device" 1 bash -c '"$PINGYI" -C ws doctor >/dev/full'
done_testing
