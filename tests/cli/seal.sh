#!/bin/bash
# What a browser's module seals, the office opens; nobody else does.
. tests/cli/lib.sh
OPEN="$ROOT/${B:-build/release}/tests/web/seal_open"
SEAL="$ROOT/tests/web/seal.mjs"
cd "$WORK" || exit 1
read -r secret public < <("$OPEN" key)
read -r others _ < <("$OPEN" key)
is "a key pair" "${#secret} ${#public}" "64 130"

printf '{"a":"水利局的办事速度","t":[1,2,3]}' >short
: >empty
head -c 200000 /dev/urandom >long
for text in short empty long; do
    exits "$text: sealed in JavaScript" 0 bash -c 'node "$1" "$2" 轮次-1 uuid-1 <"$3" >"$3.sealed"' - "$SEAL" "$public" "$text"
    is "$text: longer by key and tag" "$(stat -c %s $text.sealed)" "$(($(stat -c %s $text) + 81))"
    exits "$text: opened in C" 0 bash -c '"$1" open "$2" 轮次-1 uuid-1 <"$3.sealed" >"$3.opened"' - "$OPEN" "$secret" "$text"
    cmp -s $text $text.opened && pass "$text: byte by byte" || fail "$text: byte by byte"
done
is "nothing of it can be read" "$(grep -c '水利局\|"a"' short.sealed)" 0
node "$SEAL" "$public" 轮次-1 uuid-1 <short >again
is "sealed twice, it is not the same" "$(cmp -s again short.sealed && echo same)" ""

refused() { # refused NAME SECRET INFO AAD FILE
    exits "$1" 1 bash -c '"$1" open "$2" "$3" "$4" <"$5" >opened' - "$OPEN" "$2" "$3" "$4" "$5"
    is "$1: nothing comes out" "$(stat -c %s opened)" 0
}
refused "another round's key" "$others" 轮次-1 uuid-1 short.sealed
refused "another round" "$secret" 轮次-2 uuid-1 short.sealed
refused "another record's name" "$secret" 轮次-1 uuid-2 short.sealed
refused "cut off" "$secret" 轮次-1 uuid-1 <(head -c 90 short.sealed)
refused "nothing" "$secret" 轮次-1 uuid-1 /dev/null
refused "not sealed at all" "$secret" 轮次-1 uuid-1 long
exits "no point of the curve, in JavaScript" 1 node "$SEAL" "04$(printf '11%.0s' $(seq 64))" i a
exits "nor half a key" 1 node "$SEAL" "${public:0:100}" i a
done_testing
