#!/bin/bash
# Every command can be found in the list, in both languages, once.
. tests/cli/lib.sh

names=$(grep -rhoE '\.name = "[a-z]+"' engine/commands.c forms/commands.c omr/commands.c reports/commands.c |
    cut -d'"' -f2 | sort)
for lang in en zh; do
    is "all commands are listed ($lang)" \
        "$(PINGYI_LANG=$lang "$PINGYI" help | grep -oE '^  [a-z]+ ' | tr -d ' ' | sort)" "$names"
done
for name in $names; do
    exits "help $name" 0 "$PINGYI" help "$name"
    like "help $name says how it is used" "$(cat "$WORK/out")" "^usage: pingyi $name"
done
like "print names its separators" "$("$PINGYI" help print | head -1)" '\| --separators'
like "scan names its unit" "$("$PINGYI" help scan | head -1)" '--unit CODE'
like "review names the typing" "$("$PINGYI" help review | head -1)" 'texts\|type'
is "every summary begins alike" "$("$PINGYI" help | grep -cE '^  [a-z]+ +[a-z]')" 0
# Every option a command takes stands in its help.
cd "$ROOT" || exit 1
for f in $(grep -rlE '\{(\.name = )?"--[a-z-]+"' --include='cmd_*.c' engine forms omr reports); do
    name=$(basename "$f" .c)
    name=${name#cmd_}
    name=${name%_file}
    if [ "$name" = signed ]; then name=report; fi
    "$PINGYI" help "$name" >"$WORK/help"
    missing=$(grep -hoE '\{(\.name = )?"--[a-z-]+"' "$f" | grep -oE -- '--[a-z-]+' | sort -u |
        while read -r o; do grep -qE -- "$o([^a-z-]|\$)" "$WORK/help" || echo "$o"; done)
    is "help $name tells every option of $f" "$missing" ""
done
done_testing
