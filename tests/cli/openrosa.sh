#!/bin/bash
# What ODK Collect asks of a server, replayed request by request: form list,
# form, HEAD and POST of answers with digest authentication; every answer
# counts once, and what is no submission is refused with the right status.
. tests/cli/lib.sh
BUILT="$ROOT/build/release"
cd "$WORK" || exit 1
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$WORK"' EXIT

cat >units.csv <<'U'
code,parent,name,class,households,population
01,,永宁县,县,9000,30000
0101,01,东乡,乡镇,900,3000
0102,01,西乡,乡镇,900,3000
U
cat >form.yaml <<'Y'
form: TD
title: 大厅 <评议>
object: 大厅
intro: 请按实际情况回答。
scales:
  - code: M3
    choices: [{text: 满意, means: satisfied}, {text: 不满意, means: dissatisfied}, {text: 不了解, means: unknown}]
sections:
  - text: 基本情况
    items:
      - {code: F1, role: fact, text: 办过事吗, choices: [{text: 办过, means: happened}, 没有]}
      - {code: Q1, role: satisfy, text: 快慢, scale: M3, when: F1 != 没有}
      - {code: T0, role: overall, text: 总体上是否满意, scale: M3}
      - {code: P1, role: priority, text: 先改进什么, of: [Q1, T0]}
      - {code: N1, role: code, text: 窗口编号, digits: 2}
      - {code: O1, role: text, text: 意见}
Y
"$PINGYI" new ws --form form.yaml --units units.csv >/dev/null || exit 1

start() {
    rm -f said; mkfifo said
    "$PINGYI" -C ws serve --listen 0 --json <&0 >said 2>serve.err &
    server=$!
    head -1 said >first; url=$(json first 'd["url"]')
}
stop() { kill -TERM "$server"; wait "$server"; server=; }
start
token=$(json first 'd["first"]'); token=${token##*=}
ask() { curl -s -o body -m 20 -w '%{http_code}' -X "$1" -H 'X-Pingyi: 1' --data "$3" "${@:4}" "$url$2"; }
ask POST api/first "{\"token\":\"$token\",\"login\":\"wang\",\"name\":\"王\",\"password\":\"一句好记的短话就行\"}" -c jar >/dev/null
make() { ask POST api/accounts "{\"login\":\"$1\",\"name\":\"$1\",\"role\":\"$2\",\"unit\":\"\",\"password\":\"一句好记的短话就行\"}" -b jar; }
is "an evaluator gets an account" "$(make li evaluator)" 201
make zhao clerk >/dev/null

# ---- the QR code ----
exits "the QR code is made" 0 "$PINGYI" --json -C ws collect li --url "${url%/}"
cp out collect.json
user=li; pass=$(json collect.json 'd["password"]')
like "its password is long and made for this" "$pass" '^[0-9a-z]{20}$'
is "it unpacks to what Collect reads" "$(py - <<'P'
import base64, json, zlib
d = json.load(open("collect.json"))
s = json.loads(zlib.decompress(base64.b64decode(d["code"])))
print(s["general"]["server_url"] == d["server_url"], s["general"]["password"] == d["password"], s["admin"], s["project"]["name"])
P
)" "True True {} 大厅 <评议>"
exits "a clerk gets none" 1 "$PINGYI" -C ws collect zhao --url "$url"
exits "nor who has no account" 1 "$PINGYI" -C ws collect nobody --url "$url"
exits "as a picture" 0 "$PINGYI" -C ws collect li --url "$url" --out qr.svg
exits "that is well-formed" 0 xmllint --noout qr.svg
is "the office page has it for whoever may do fieldwork" "$(ask POST api/session '{"login":"li","password":"一句好记的短话就行"}' -c li.jar; curl -s -o body -w '%{http_code}' -b li.jar "${url}api/collect")" 200200
is "with the same password" "$(json body 'd["password"]')" "$pass"
is "as a picture too" "$(curl -s -o li.svg -w '%{http_code}' -b li.jar "${url}api/collect.svg")" 200
is "which is the same" "$(cmp li.svg qr.svg && echo same)" same
is "not for a clerk" "$(ask POST api/session '{"login":"zhao","password":"一句好记的短话就行"}' -c zhao.jar; curl -s -o body -w '%{http_code}' -b zhao.jar "${url}api/collect")" 200403
is "nor for nobody" "$(curl -s -o body -w '%{http_code}' "${url}api/collect.svg")" 401
base=${url}openrosa

# ---- Collect's sequence ----
get() { curl -s -m 20 -o body -D head -w '%{http_code}' --digest -u "$user:$pass" "$@"; }
is "without a name there is no list" "$(curl -s -m 20 -o body -D head -w '%{http_code}' "$base/formList?deviceID=abc")" 401
like "and digest authentication is asked for" "$(tr -d '\r' <head)" 'WWW-Authenticate: Digest realm="pingyi", nonce="[0-9a-f]{64}", qop="auth", opaque="pingyi", algorithm=MD5'
like "also in OpenRosa's way" "$(cat head)" 'X-OpenRosa-Version: 1.0'
is "a wrong password is refused" "$(curl -s -m 20 -o body -w '%{http_code}' --digest -u "li:wrong" "$base/formList")" 401
is "so is a clerk" "$(curl -s -m 20 -o body -w '%{http_code}' --digest -u "zhao:$pass" "$base/formList")" 401
is "basic authentication is not taken" "$(curl -s -m 20 -o body -w '%{http_code}' --basic -u "$user:$pass" "$base/formList")" 401
is "the list comes" "$(get "$base/formList?deviceID=collect%3Aabc&verbose=true")" 200
like "as XML of OpenRosa" "$(tr -d '\r' <head)" 'Content-Type: text/xml'
like "in its version" "$(cat head)" 'X-OpenRosa-Version: 1.0'
like "with the time" "$(cat head)" '^Date: '
cp body list.xml
text() { xmllint --xpath "string(//*[local-name()='$1'])" "$2"; }
is "in its namespace" "$(xmllint --xpath 'namespace-uri(/*)' list.xml)" http://openrosa.org/xforms/xformsList
id=$(text formID list.xml); version=$(text version list.xml)
is "it names the round" "$(text name list.xml)" '大厅 <评议>'
is "another form is not listed" "$(get "$base/formList?formID=other")$(grep -c '<xform>' body)" 2000
is "the form comes" "$(get "$(text downloadUrl list.xml)?deviceID=abc")" 200
cp body form.xml
is "its bytes are those of the hash" "md5:$(md5sum <form.xml | cut -d' ' -f1)" "$(text hash list.xml)"
is "and those of the command" "$("$PINGYI" -C ws xforms --out - | md5sum)" "$(md5sum <form.xml | sed 's/form.xml/-/')"
is "another version is not there" "$(get "$base/forms/1.00000000.00000000")" 404
is "it has no media" "$(get "$base/manifest/$version")$(grep -c mediaFile body)" 2000
is "HEAD is answered with 204" "$(curl -s -m 20 -I -D head -o body -w '%{http_code}' --digest -u "$user:$pass" "$base/submission?deviceID=abc")" 204
like "and how much may be sent" "$(tr -d '\r' <head)" 'X-OpenRosa-Accept-Content-Length: 10000000'

filled() { # filled UUID FIELDS [VERSION]
    printf '<?xml version="1.0"?><data xmlns:orx="http://openrosa.org/xforms" id="%s" version="%s"><unit>0101</unit><intro/><a>%s</a><orx:meta><orx:instanceID>uuid:%s</orx:instanceID></orx:meta></data>' \
        "$id" "${3:-$version}" "$2" "$1"
}
post() { get -X POST -F "xml_submission_file=@$1;type=text/xml" "${@:2}" "$base/submission?deviceID=abc"; }
good='<F1>1</F1><Q1>1</Q1><T0>2</T0><P1>Q1 T0</P1><N1>07</N1><O1>慢 &amp; 远</O1>'
filled a1 "$good" >a1.xml
is "answers are taken" "$(post a1.xml)" 201
is "with OpenRosa's thanks" "$(xmllint --xpath 'string(//@nature)' body)" submit_success
is "again: the same answer" "$(post a1.xml)" 201
filled a1 "${good/<Q1>1/<Q1>2}" >other.xml
is "other answers under the same name are not" "$(post other.xml)" 409
like "and the client shows why" "$(cat body)" 'nature="submit_error">these answers were sent before with other contents'
filled a2 '<F1>2</F1><T0>1</T0>' >a2.xml
is "answers with a question skipped too" "$(post a2.xml)" 201
filled a3 "$good" >a3.xml
is "with Collect's mark of a split post" "$(post a3.xml -F '*isIncomplete*=yes')" 201

# a real client fills the form that was fetched, by clicking
if "$ROOT/tests/odk/install" "$BUILT/odk" >install.log 2>&1; then
    exits "ODK Web Forms fills the form in Chromium" 0 timeout 60 node "$BUILT/odk/form.mjs" form.xml clicked.xml
    sed '/^1\.\./d; s/^ok [0-9]* - /# /; s/^not ok/# not ok/' out
    is "what it sends is taken" "$(post clicked.xml)" 201
else
    fail "the packages of tests/odk could not be installed (make deps-test; npm)" "$(tail -5 install.log)"
fi

refused() { # refused NAME STATUS FIELDS [VERSION]
    filled "$RANDOM$RANDOM" "$3" ${4:+"$4"} >bad.xml
    is "$1" "$(post bad.xml)" "$2"
}
refused "a choice that is none" 422 '<F1>7</F1>'
refused "a question that is none" 422 '<F9>1</F9>'
refused "a question twice" 422 '<F1>1</F1><F1>2</F1>'
refused "a number too long" 422 '<N1>123</N1>'
refused "a column of a number" 422 '<N1_1>1</N1_1>'
refused "a version that is none" 409 "$good" 1.deadbeef.deadbeef
refused "a later revision" 409 "$good" 9.deadbeef.deadbeef
filled b1 "$good" | sed 's/<unit>0101/<unit>01/' >bad.xml
is "a unit that stands above others" "$(post bad.xml)" 422
filled b2 "$good" | sed "s/id=\"$id\"/id=\"pingyi-TD-00000000\"/" >bad.xml
is "another round's form" "$(post bad.xml)" 409
filled b3 "$good" | sed 's/<data /<data encrypted="yes" /' >bad.xml
is "an encrypted one" "$(post bad.xml)" 403
filled b4 "$good" | sed 's/<orx:meta>/<orx:meta><orx:deprecatedID>uuid:a1<\/orx:deprecatedID>/' >bad.xml
is "a correction" "$(post bad.xml)" 403
filled b5 "$good" | sed 's/?>/?><!DOCTYPE d [<!ENTITY e "x">]>/' >bad.xml
is "a document type" "$(post bad.xml)" 422
like "and it is named" "$(cat body)" 'a document type'
py -c 'print("<data>" * 100)' >bad.xml; is "one nested deep" "$(post bad.xml)" 422
head -c 200 a1.xml >bad.xml; is "one cut off" "$(post bad.xml)" 422
py -c 'print("<data><a><O1>" + "x" * 1100000 + "</O1></a></data>")' >bad.xml; is "one of a megabyte" "$(post bad.xml)" 422
is "one without a name of its own" "$(filled '' "$good" | sed 's/uuid://' >bad.xml; post bad.xml)" 422
is "a file beside it" "$(post a3.xml -F 'photo.jpg=@a1.xml;type=image/jpeg')" 422
is "a file with an odd name" "$(get -X POST -F "xml_submission_file=@a3.xml" -F "$(printf 'x\xe4\xb8')=@a1.xml" "$base/submission")$(xmllint --noout body && echo sound)" 422sound
is "nothing of that name" "$(get -X POST -F 'other=x' "$base/submission")" 422
is "no form at all" "$(get -X POST -H 'Content-Type: text/xml' --data-binary @a1.xml "$base/submission")" 422
printf -- '--B\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a"\r\n\r\n<data' >cut
is "a body cut off" "$(get -X POST -H 'Content-Type: multipart/form-data; boundary=B' --data-binary @cut "$base/submission")" 422
head -c 10000001 /dev/zero >big
is "more than is taken" "$(get -X POST -H 'Expect:' --data-binary @big "$base/submission")" 413
is "nobody's answers hear why" "$(curl -s -m 20 -o body -w '%{http_code}' -X POST -H 'Expect:' -F "xml_submission_file=@a1.xml" "$base/submission")" 401
is "even when they are large" "$(head -c 9000000 /dev/zero | curl -s -m 20 -o body -w '%{http_code}' -X POST -H 'Expect:' --data-binary @- "$base/submission")" 401

# ---- at the same time, and cut off half-way ----
count() { "$PINGYI" -C ws export jsonl --out - | wc -l; }
before=$(count)
filled c0 "$good" >c0.xml
for i in 1 2 3 4 5 6; do
    filled "c$i" "$good" >"c$i.xml"
    for same in "c$i" c0; do
        curl -s -m 20 -o /dev/null -w '%{http_code}\n' --digest -u "$user:$pass" -F "xml_submission_file=@$same.xml" "$base/submission" >>codes &
        senders="${senders:-} $!"
    done
done
wait $senders
is "twelve at once are all answered" "$(sort codes | uniq -c | tr -s ' ')" " 12 201"
is "and seven count" "$(($(count) - before))" 7
before=$(count)
for i in 1 2 3; do
    filled "k$i" "$good" >"k$i.xml"
    (post "k$i.xml" >"k$i.code") 2>/dev/null &
    sender=$!
    sleep 0.0$((i * 2))
    kill -9 "$server"; wait "$server" 2>/dev/null; wait "$sender"
    start; base=${url}openrosa
    is "killed at some instant, sent again: taken ($i)" "$(post "k$i.xml")" 201
done
is "each counts once" "$(($(count) - before))" 3
exits "and the store is whole" 0 "$PINGYI" -C ws doctor

# ---- a request that was overheard ----
nonce=$(curl -s -m 20 -D - -o /dev/null "$base/formList" | sed -n 's/.*nonce="\([^"]*\)".*/\1/p')
md5() { printf %s "$1" | md5sum | cut -d' ' -f1; }
header() { # header METHOD PATH COUNT
    local r; r=$(md5 "$(md5 "$user:pingyi:$pass"):$nonce:$3:c0:auth:$(md5 "$1:$2")")
    echo "Authorization: Digest username=\"$user\", realm=\"pingyi\", nonce=\"$nonce\", uri=\"$2\", qop=auth, nc=$3, cnonce=\"c0\", response=\"$r\", algorithm=MD5"
}
once() { curl -s -m 20 -o body -D head -w '%{http_code}' -H "$(header "${@:2:3}")" "${@:5}" "$1"; }
is "our own digest is right" "$(once "$base/formList" GET /openrosa/formList 00000001)" 200
is "sent again it is not" "$(once "$base/formList" GET /openrosa/formList 00000001)" 401
like "but stale, so that a real client tries once more" "$(cat head)" 'stale=true'
is "the next count is good" "$(once "$base/formList" GET /openrosa/formList 00000003)" 200
is "one that was overtaken too" "$(once "$base/formList" GET /openrosa/formList 00000002)" 200
filled a4 "$good" >a4.xml
is "a body in chunks is taken" "$(once "$base/submission" POST /openrosa/submission 00000005 -F xml_submission_file=@a4.xml -H 'Transfer-Encoding: chunked')" 201
head -c 10000001 /dev/zero | once "$base/submission" POST /openrosa/submission 00000006 --data-binary @- -H 'Transfer-Encoding: chunked' >many
is "but not without an end" "$(grep -c 201 many)" 0
is "made for another path it is not" "$(once "$base/submission" GET /openrosa/formList 00000004 -I)" 401
nonce=${nonce:0:63}0
is "nor with a nonce of one's own" "$(once "$base/formList" GET /openrosa/formList 00000001)" 401

# ---- what is counted ----
"$PINGYI" -C ws --json tally --by channel >tally.json
is "fifteen responses by tablet" "$(json tally.json '[(c["channel"], c["valid"]) for c in d["channels"]]')" "[('tablet', 15)]"
is "each in its place" "$("$PINGYI" -C ws export jsonl --out - | py -c 'import json,sys
for l in sys.stdin:
    d = json.loads(l); print(d["unit"], d["disposition"], d["answers"]["F1"], d["answers"]["P1"], d["answers"]["N1"], d["flags"].get("Q1"))' | sort | uniq -c | sed 's/^ */ /')" \
    " 1 0101 complete 1 None 07 None
 13 0101 complete 1 ['Q1', 'T0'] 07 None
 1 0101 complete 2 None None not_asked"
is "no page of paper" "$("$PINGYI" --json -C ws pages | py -c 'import json,sys; print(len(json.load(sys.stdin)["pages"]))')" 0

# ---- the office changes its questionnaire ----
sed 's/快慢/办事快慢/' form.yaml >new.yaml
"$PINGYI" --json -C ws form new.yaml >form.json
is "it is a new revision, since tablets hold the old one" "$(json form.json 'd["revision"]')" 2
get "$base/formList" >/dev/null
like "the list tells it" "$(text version body)" '^2\.'
filled a5 "$good" >a5.xml
is "answers to the old one still count" "$(post a5.xml)" 201
ask POST api/session '{"login":"wang","password":"一句好记的短话就行"}' -c jar >/dev/null # sessions end with the server
ask PUT api/accounts/2 '{"name":"li","role":"evaluator","shut":true}' -b jar >/dev/null
is "a shut account sends nothing" "$(post a5.xml)" 401
ask PUT api/accounts/2 '{"name":"li","role":"evaluator","shut":false}' -b jar >/dev/null
is "opened again it does" "$(post a5.xml)" 201
stop
"$PINGYI" -C ws close --apply --who 王 >/dev/null 2>close.err || "$PINGYI" -C ws close --apply --who 王 --yes >/dev/null 2>>close.err
start; base=${url}openrosa
pass=$("$PINGYI" --json -C ws collect li --url "$url" | py -c 'import json,sys; print(json.load(sys.stdin)["password"])')
is "a closed round lists no form" "$(get "$base/formList")$(grep -c '<xform>' body)" 2000
is "and takes no answers" "$(post a5.xml)" 409
stop
done_testing
