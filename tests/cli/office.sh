#!/bin/bash
# serve: the round from the office page: printing, handing out, scanning, what
# came back; each role sees its own.
. tests/cli/lib.sh
cd "$WORK" || exit 1
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$WORK"' EXIT
SCANS=$ROOT/samples/scans

"$PINGYI" new ws --preset NM --units "$ROOT/samples/county/units.csv" --identity "$ROOT/samples/county/identity.json" >/dev/null 2>&1 ||
    "$PINGYI" new ws --preset NM --units "$ROOT/samples/county/units.csv" >/dev/null || exit 1
start() {
    rm -f said; mkfifo said
    "$PINGYI" -C ws serve --listen 0 --json "$@" <&0 >said 2>serve.err &
    server=$!
    head -1 said >first; url=$(json first 'd["url"]')
}
stop() { kill "-${1:-TERM}" "$server"; wait "$server"; server=; }
ask() { # ask METHOD PATH BODY [OPTIONS…]
    local method=$1 path=$2 text=$3; shift 3
    curl -s -o body -D head -m 30 -w '%{http_code}' -X "$method" -H 'X-Pingyi: en' ${text:+--data-binary "$text"} "$@" "$url$path" || true
}
word=correct-horse
echo $word >secret
start --admin admin <secret
in_as() { ask POST api/session "{\"login\":\"$1\",\"password\":\"$word\"}" -c "$1.jar" >/dev/null; }
in_as admin
for who in clerk evaluator leader; do
    ask POST api/accounts "{\"login\":\"$who\",\"name\":\"$who\",\"role\":\"$who\",\"unit\":\"\",\"password\":\"$word\"}" -b admin.jar >/dev/null
    in_as $who
done
as() { local who=$1; shift; ask "$@" -b "$who.jar"; }
# until the job of the last answer is done: its exit code
finish() {
    local id; id=$(json body 'd["job"]')
    for _ in $(seq 200); do
        as "$1" GET api/jobs '' >/dev/null
        [ "$(json body "[j['state'] for j in d['jobs'] if j['id'] == $id][0]")" = done ] && break
        sleep 0.1
    done
    json body "[j['exit'] for j in d['jobs'] if j['id'] == $id][0]"
    as "$1" GET "api/jobs/$id" '' >/dev/null
}

unit=$(sed -n 4p "$ROOT/samples/county/units.csv" | cut -d, -f1)
is "a clerk does not print" "$(as clerk POST api/print '{"copies":2}')" 403
is "an administrator does" "$(as admin POST api/print "{\"unit\":\"$unit\",\"copies\":3}")" 202
is "well" "$(finish admin)" 0
file=$(json body 'd["pages"][0]["file"].split("/")[-1]'); batch=$(json body 'd["batches"][0]["batch"]')
is "the file can be had" "$(as admin GET "api/files/$file" '')" 200
is "as PDF" "$(head -c 4 body)" "%PDF"
is "by who prints" "$(as clerk GET "api/files/$file" '')" 404
for path in 'api/files/..%2fsurvey.db' 'api/files/%2e%2e' 'api/files/.hidden' 'api/files/none.pdf'; do
    is "no other file: $path" "$(as admin GET "$path" '')" 404
done
is "an option in a unit's place is none" "$(as admin POST api/print '{"unit":"--all","copies":1}')" 202
is "and the command says so" "$(finish admin)" 1
is "nor too many copies" "$(as admin POST api/print '{"copies":"many"}')" 422

is "an evaluator records what was handed out" "$(as evaluator PUT api/issue "{\"batch\":$batch,\"issued\":3,\"refused\":1}")" 200
is "not more than was printed" "$(as evaluator PUT api/issue "{\"batch\":$batch,\"issued\":4,\"refused\":0}")" 422
is "a clerk does not" "$(as clerk PUT api/issue "{\"batch\":$batch,\"issued\":2}")" 403
is "everybody sees progress" "$(as clerk GET api/progress '')$(json body 'd["units"][0]["issued"]')" 2003
is "without an answer in it" "$(grep -cE 'aware|satisfied|score|verdict' body)" 0
is "the sheet as it prints" "$(as evaluator GET api/preview '')$(head -c 4 body)" "200%PDF"
is "nothing is left of it" "$(ls -A ws | grep -c preview)" 0

# Scanning: two files of a batch, one damaged.
cp "$(find "$SCANS" -name '*.tif' | LC_ALL=C sort | head -1)" a.tif
head -c 3000 a.tif >b.tif
send() { ask POST "api/scan?batch=$1&place=$2&name=$3" '' --data-binary "@$4" -b clerk.jar; }
is "a file is taken" "$(send abcdef01 1 甲.tif a.tif)" 204
is "another" "$(send abcdef01 2 '../../乙.tif' b.tif)" 204
is "not from a leader" "$(ask POST 'api/scan?batch=abcdef01&place=3&name=x' '' --data-binary @a.tif -b leader.jar)" 403
for bad in '../../etc' 'a' 'abcdef0/' ''; do is "batch '$bad'" "$(send "$(printf %s "$bad" | sed 's|/|%2f|g')" 1 x a.tif)" 422; done
is "both lie where they are read" "$(ls ws/.incoming/abcdef01 | sort | tr '\n' ' ')" "00001-甲.tif 00002-乙.tif "
is "reading begins" "$(as clerk POST 'api/scan/start?batch=abcdef01' '{"title":"甲"}')" 202
like "and ends" "$(finish clerk)" '^[03]$'
is "the damaged one is named" "$(json body '[p["file"].split("/")[-1] for p in d["pages"] if p["outcome"] == "broken"]')" "['00002-乙.tif']"
is "the sums are right" "$(json body 'd["summary"]["adds_up"]')" True
is "what was read is gone" "$(ls -A ws/.incoming)" ""
is "the pages are told" "$(as clerk GET api/pages '')" 200
is "no folder" "$(as clerk POST api/scan/folder '{"folder":"/nowhere"}')" 404
is "none of the page's own" "$(as clerk POST api/scan/folder '{"folder":"relative"}')" 422
mkdir drop; is "a folder is watched" "$(as clerk POST api/scan/folder "{\"folder\":\"$PWD/drop\",\"watch\":true}")" 202
watch=$(json body 'd["job"]'); sleep 0.5
is "until told otherwise" "$(as clerk DELETE "api/jobs/$watch" '')" 204
for _ in $(seq 100); do as clerk GET api/jobs '' >/dev/null; [ "$(json body "[j['state'] for j in d['jobs'] if j['id'] == $watch][0]")" = done ] && break; sleep 0.1; done
is "it is stopped" "$(json body "[j.get('stopped') for j in d['jobs'] if j['id'] == $watch][0]")" True
like "work is told as it goes" "$(curl -s -m 2 -N -b clerk.jar "${url}api/jobs/events" | head -1)" '^data: \{"jobs":\['

# What was taken and not read when the power went is read at the next start.
is "a file before the power goes" "$(send abcdef02 1 丙.tif a.tif)" 204
stop KILL
start
in_as clerk
for _ in $(seq 100); do [ -z "$(ls -A ws/.incoming)" ] && break; sleep 0.1; done
is "is read at the next start" "$(ls -A ws/.incoming)" ""
stop

# What a leader reads and signs.
PASS=$word "$PINGYI" key trial key --name 试用 --pass-env PASS >/dev/null
start --sign key/key.p12 --trust key/ca.pem
for who in clerk leader; do in_as $who; done
is "a clerk sees no tally" "$(as clerk GET api/tally '')" 403
is "a leader does" "$(as leader GET 'api/tally?by=unit' '')$(json body 'len(d["units"]) > 1')" 200True
is "no such way is the usual one" "$(as leader GET 'api/tally?by=--json' '')$(json body '"items" in d')" 200True
is "quality" "$(as leader GET api/quality '')" 200
is "a draft" "$(as leader POST api/report '{"kind":"bulletin","date":"2026-11-23"}')" 202
like "is made" "$(finish leader)" '^[03]$'
is "beside the signed ones" "$(json body 'd["file"].split("/")[-1]')" draft-bulletin.pdf
is "no such report" "$(as leader POST api/report '{"kind":"--help"}')" 422
is "a wrong passphrase" "$(as leader POST api/report/sign '{"kind":"notice","passphrase":"wrong"}' | cut -c1)" 4
is "the right one" "$(as leader POST api/report/sign "{\"kind\":\"notice\",\"passphrase\":\"$word\"}")" 200
is "it is signed" "$(json body 'd["signed"]')" True
is "and registered" "$(as leader GET api/register '')$(json body '[r["file"] for r in d["reports"] if r["signer"]]')" "200['notice.pdf']"
is "and verifies" "$(as leader GET api/verify/notice.pdf '')$(json body 'd["good"]')" 200True
is "a clerk cannot sign" "$(as clerk POST api/report/sign "{\"kind\":\"notice\",\"passphrase\":\"$word\"}")" 403
is "nor have the report" "$(as clerk GET api/files/notice.pdf '')" 404
is "a measure" "$(as leader POST api/measures '{"problem":"排队太久","item":"Q1","due":"2030-01-01"}')" 200
is "is changed" "$(as leader PUT api/measures/1 '{"person":"李"}')" 200
is "not closed without evidence" "$(as leader POST api/measures/1/close '{}' | cut -c1)" 4
is "closed with it" "$(as leader POST api/measures/1/close '{"action":"增设窗口","evidence":"照片"}')" 200
is "and listed" "$(as leader GET api/measures '')$(json body 'd["measures"][0]["state"]')" 200closed
is "nothing is late" "$(as leader GET api/measures/overdue '')$(json body 'len(d["late"])')" 2000
is "the passphrase is in no log" "$(cat serve.err; sqlite3 ws/survey.db .dump | grep -c "$word")" 0
is "the server ends" "$(stop; echo $?)" 0
exits "and all is sound" 0 "$PINGYI" -C ws doctor
done_testing
