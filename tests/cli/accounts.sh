#!/bin/bash
# serve: who may sign in to the office page, and what a role may do.
. tests/cli/lib.sh
cd "$WORK" || exit 1
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$WORK"' EXIT

cat >units.csv <<'U'
code,parent,name,class,households,population
01,,永宁县,县,9000,30000
0101,01,东乡,乡镇,900,3000
U
"$PINGYI" new ws --preset NM --units units.csv >/dev/null || exit 1

start() { # start OPTIONS…
    rm -f said; mkfifo said
    "$PINGYI" -C ws serve --listen 0 --json "$@" <&0 >said 2>serve.err &
    server=$!
    head -1 said >first; url=$(json first 'd["url"]')
}
stop() {
    kill -TERM "$server"; wait "$server"; server=
}
# ask METHOD PATH JSON [OPTIONS…]: the status; the answer in body, headers in head
ask() {
    local method=$1 path=$2 text=$3; shift 3
    curl -s -o body -D head -m 20 -w '%{http_code}' -X "$method" -H 'X-Pingyi: 1' ${text:+--data "$text"} "$@" "$url$path" || true
}
sign_in() { ask POST api/session "{\"login\":\"$1\",\"password\":\"$2\"}" -c "$3"; }

# The first administrator: by a link that works once.
start
first=$(json first 'd["first"]'); token=${first##*=}
like "the first start gives a link" "$first" "^http://127.0.0.1:[0-9]+/#first=[0-9a-f]{64}$"
is "the page asks whether it is needed" "$(ask GET api/first '')$(cat body)" '200{"needed":true}'
is "another token is refused" "$(ask POST api/first '{"token":"00","login":"wang","name":"王管理","password":"一句好记的短话就行"}')" 403
is "a short password is refused" "$(ask POST api/first "{\"token\":\"$token\",\"login\":\"wang\",\"name\":\"王管理\",\"password\":\"short\"}")" 422
like "and says why" "$(cat body)" "10 characters"
is "the administrator is made" "$(ask POST api/first "{\"token\":\"$token\",\"login\":\"wang\",\"name\":\"王管理\",\"password\":\"一句好记的短话就行\"}" -c admin.jar)" 200
like "and signed in by a cookie no script reads" "$(cat head)" "^Set-Cookie: pingyi=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict"
is "the link works once" "$(ask POST api/first "{\"token\":\"$token\",\"login\":\"li\",\"name\":\"李\",\"password\":\"一句好记的短话就行\"}")" 403
is "he is known" "$(ask GET api/session '' -b admin.jar)$(json body 'd["name"] + d["role"]')" "200王管理admin"

# Accounts and rights.
is "nobody sees the accounts" "$(ask GET api/accounts '')" 401
make() { ask POST api/accounts "{\"login\":\"$1\",\"name\":\"$2\",\"role\":\"$3\",\"unit\":\"$4\",\"password\":\"一句好记的短话就行\"}" -b admin.jar; }
is "a clerk is made" "$(make zhao 赵录入 clerk '')" 201
is "the same name again is not" "$(make zhao 赵二 clerk '')" 409
is "nor an odd one" "$(make '赵 x' 赵二 clerk '')" 422
is "nor an unknown role" "$(make zhou 周 root '')" 422
is "nor one of an unknown unit" "$(make zhou 周 clerk 9999)" 404
is "nor a clerk of an evaluated unit" "$(make zhou 周录入 clerk 0101)" 403
like "and it says why" "$(cat body)" "东乡, which is evaluated"
is "a leader of it is" "$(make zhou 周主任 leader 0101)" 201
is "the clerk signs in" "$(sign_in zhao 一句好记的短话就行 clerk.jar)" 200
is "he may not see accounts" "$(ask GET api/accounts '' -b clerk.jar)" 403
is "the administrator does" "$(ask GET api/accounts '' -b admin.jar)$(json body 'len(d["accounts"])')" 2003
is "another site's page does nothing" "$(curl -s -o body -w '%{http_code}' -b admin.jar --data '{}' "${url}api/accounts")" 403
is "nor one with the header and its own address" "$(ask POST api/accounts '{}' -b admin.jar -H 'Origin: https://evil.example')" 403
is "the only administrator stays" "$(ask PUT api/accounts/1 '{"name":"王管理","role":"leader"}' -b admin.jar)" 409
is "the clerk is shut out" "$(ask PUT api/accounts/2 '{"name":"赵录入","role":"clerk","shut":true}' -b admin.jar)" 204
is "his session is over" "$(ask GET api/session '' -b clerk.jar)" 401
is "and he may not come back" "$(sign_in zhao 一句好记的短话就行 clerk.jar)" 403
is "no such account" "$(ask PUT api/accounts/77 '{"name":"x","role":"clerk"}' -b admin.jar)" 404
is "signing out" "$(ask DELETE api/session '' -b admin.jar)" 204
is "is done" "$(ask GET api/session '' -b admin.jar)" 401

# Guessing.
for i in 1 2 3; do is "try $i fails" "$(sign_in wang "wrong password $i" x.jar)" 403; done
is "the next has to wait" "$(sign_in wang "wrong password 4" x.jar)" 429
like "and is told how long" "$(cat head)" "^Retry-After: [0-9]+"
is "the right one too" "$(sign_in wang 一句好记的短话就行 x.jar)" 429
is "another name is free" "$(sign_in nobody 一句好记的短话就行 x.jar)" 403
is "is it told whether it exists?" "$(json body 'd["error"]')" "sign-in name or password is wrong"
sleep 2.1
is "after it he comes in" "$(sign_in wang 一句好记的短话就行 x.jar)" 200
for bad in '' '[]' '{' '{"login":"wang","login":"li"}' '{"login":1}' "{\"login\":\"$(head -c 3000 /dev/zero | tr '\0' a)\"}"; do
    like "a body that is none: ${bad:0:20}" "$(ask POST api/session "$bad" )" '^(403|422)$'
done
stop

# At the terminal.
start
is "no link once there is an administrator" "$(json first 'd.get("first")')" None
stop
exits "--admin with a short password" 1 bash -c 'echo short | timeout "$@"' - 20 "$PINGYI" -C ws serve --listen 0 --admin sun
exits "--admin without one" 2 bash -c 'timeout "$@" </dev/null' - 20 "$PINGYI" -C ws serve --listen 0 --admin sun
echo 又一句好记的短话吧 >secret
start --admin sun <secret
is "--admin makes one" "$(sign_in sun 又一句好记的短话吧 y.jar)" 200
stop

sqlite3 ws/survey.db "SELECT password FROM account" >hashes
is "kept as Argon2id" "$(grep -c '^\$argon2id\$v=19\$m=19456,t=2,p=1\$' hashes)" 4
is "each with its own salt" "$(sort -u hashes | wc -l)" 4
sqlite3 ws/survey.db .dump >dump
is "no password is in the store" "$(grep -c '好记的短话' dump)" 0
like "the log tells who did what" "$(sqlite3 ws/survey.db 'SELECT action, who FROM audit')" 'account.add\|王管理'
exits "and its chain is whole" 0 "$PINGYI" -C ws doctor
done_testing
