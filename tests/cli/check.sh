#!/bin/bash
# check: a questionnaire's problems, each with its place; the bad inputs an
# office really has.
. tests/cli/lib.sh
cd "$WORK" || exit 1
NM=$ROOT/samples/presets/NM.yaml

for p in NM LD XP; do
    exits "$p is sound" 0 "$PINGYI" check "$ROOT/samples/presets/$p.yaml"
done
exits "a summary as a document" 0 "$PINGYI" check "$NM" --json
is "with its form" "$(json out 'd["form"]')" NM
is "and what it asks" "$(json out 'd["by_role"]')" \
    "{'person': 4, 'aware': 5, 'satisfy': 6, 'overall': 1, 'fact': 3, 'priority': 1, 'text': 1}"

bad() { # bad "name" SED-SCRIPT REGEX
    sed "$2" "$NM" >bad.yaml
    exits "$1" 1 "$PINGYI" check bad.yaml
    like "$1: the place and what was expected" "$(cat err)" "$3"
}
bad "a tab" '5s/^/\t/' '^bad\.yaml:5:1: a tab character; expected spaces'
bad "an unknown key" 's/^title:/tittle:/' "bad\.yaml:4:1: unknown key 'tittle'; expected 'title'"
bad "a duplicate item" 's/code: Q2,/code: Q1,/' "the item code 'Q1' is taken"
bad "500 choices" "s/\[男, 女\]/[$(seq -s, 500)]/" 'choices has 500 entries; expected 1 to 40'
bad "a label of 2,000 characters" "s/text: 性别/text: $(printf '长%.0s' $(seq 2000))/" \
    'this text has 2000 characters'
bad "a question for the name" 's/text: 性别/text: 您的姓名/' 'this asks who the person is'
bad "a question for a pregnancy" 's/text: 性别/text: 您是否怀孕/' "a person's pregnancy"

sed 's/code: Q2,/code: Q1,/;s/^title:/tittle:/' "$NM" >bad.yaml
exits "all problems as a document" 1 "$PINGYI" check bad.yaml --json
is "it is not ok" "$(json out 'd["ok"]')" False
like "in the order of the file" "$(json out '[e["line"] for e in d["errors"]]')" '^\[(3|4), .*\]$'
is "nothing on stderr then" "$(cat err)" ""

: >empty.yaml
exits "an empty file" 1 "$PINGYI" check empty.yaml
like "says so" "$(cat err)" 'empty\.yaml:1:1: the file is empty; expected'
exits "a folder" 1 "$PINGYI" check .
like "is a folder" "$(cat err)" 'is a folder; a file is needed'
exits "no such file" 1 "$PINGYI" check nowhere.yaml
like "is named" "$(cat err)" 'nowhere\.yaml does not exist'
head -c 300000 /dev/zero | tr '\0' '#' >huge.yaml
exits "a huge file" 1 "$PINGYI" check huge.yaml
printf 'form: NM\ntitle: \262\342\312\324\n' >gbk.yaml
exits "GBK" 1 "$PINGYI" check gbk.yaml
like "names the byte" "$(cat err)" 'gbk\.yaml:2:8: byte 0xB2 is not UTF-8'
exits "no argument" 2 "$PINGYI" check
exits "two arguments" 2 "$PINGYI" check a b
exits "in Chinese" 1 env PINGYI_LANG=zh "$PINGYI" check empty.yaml
like "says it in Chinese" "$(cat err)" '文件是空的'
done_testing
