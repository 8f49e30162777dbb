#!/bin/bash
# A signed report over the years, from the command line: a timestamp, a second
# signature, `report extend`, and what the workspace says of it.  TAP.
. tests/cli/lib.sh
cd "$WORK" || exit 1
export PASS='口令 7'

# ---- an authority: openssl ts behind tests/reports/authority.py ----
mkdir -p tsa/public
{
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout tsa/root.key -out tsa/root.pem -subj '/CN=Root of the clocks' \
        -days 3000 -addext keyUsage=critical,keyCertSign,cRLSign
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout tsa/clock.key -out tsa/clock.csr -subj /CN=Clock
} 2>/dev/null
exec 3> >(exec python3 "$ROOT/tests/reports/authority.py" tsa >port)
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
url="http://127.0.0.1:$(cat port)"
cat >ext.cnf <<END
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
crlDistributionPoints=URI:$url/public/clock.crl
END
openssl x509 -req -in tsa/clock.csr -CA tsa/root.pem -CAkey tsa/root.key \
    -CAcreateserial -days 900 -extfile ext.cnf -out tsa/clock.pem 2>/dev/null
cat >tsa/tsa.cnf <<'END'
[ca]
default_ca=c
[c]
database=index.txt
default_md=sha256
default_crl_days=30
crlnumber=crlnumber
[tsa_usual]
serial=serial
crypto_device=builtin
signer_cert=clock.pem
certs=root.pem
signer_key=clock.key
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256
ess_cert_id_alg=sha256
END
echo 01 >tsa/serial
echo 01 >tsa/crlnumber
: >tsa/index.txt
(cd tsa && openssl ca -gencrl -config tsa.cnf -cert root.pem -keyfile root.key |
    openssl crl -outform DER -out public/clock.crl) 2>/dev/null

# ---- a workspace, two signers ----
for who in 甲 乙; do
    "$PINGYI" key trial "$who" --name "$who" --pass-env PASS >/dev/null
done
"$PINGYI" new ws --preset NM --units "$ROOT/samples/county/units.csv" >/dev/null
cat 甲/ca.pem 乙/ca.pem tsa/root.pem >ws/trust.pem
exits "a report with a timestamp" 0 "$PINGYI" -C ws report bulletin \
    --sign 甲/key.p12 --pass-env PASS --tsa "$url/tsa"
pdf=ws/out/bulletin.pdf
exits "its time is proven" 0 "$PINGYI" -C ws verify $pdf
like "by whom" "$(cat out)" "Time proven by Clock: 20"
like "level" "$(cat out)" "PAdES B-T"
exits "no timestamp, no report" 1 "$PINGYI" -C ws report rectify \
    --sign 甲/key.p12 --pass-env PASS --tsa http://127.0.0.1:1/
is "nothing is left of it" "$(ls ws/out)" bulletin.pdf
like "it says so" "$(cat err)" "cannot be reached"

exits "a second signer" 0 "$PINGYI" -C ws report countersign $pdf \
    --sign 乙/key.p12 --pass-env PASS --reason 复核 --tsa "$url/tsa"
exits "both are seen" 0 "$PINGYI" -C ws --json verify $pdf
is "two signatures" "$(json out 'len(d["signatures"])')" 2
is "the figures are compared as issued" \
    "$(json out 'd["figures"]["registered"] and d["figures"]["equal"]')" True
exits "a report that is not signed is not countersigned" 1 \
    "$PINGYI" -C ws report countersign "$ROOT/samples/county/units.csv" \
    --sign 乙/key.p12 --pass-env PASS

# trial certificates name no place to ask: the way by hand is told
exits "nowhere to ask" 1 "$PINGYI" -C ws report extend $pdf --tsa "$url/tsa"
like "and what to do" "$(cat err)" "--crl"
exits "extending needs trust" 2 "$PINGYI" report extend $pdf --tsa "$url/tsa"
exits "a file is needed" 2 "$PINGYI" -C ws report extend
exits "one file" 2 "$PINGYI" -C ws report extend $pdf $pdf
exits "with lists by hand it is extended" 0 "$PINGYI" -C ws report extend \
    $pdf --tsa "$url/tsa" --crl 甲/ca.crl --crl 乙/ca.crl
like "to the highest level" "$(cat out)" "B-LTA; good until 20"
exits "and is as good as before" 0 "$PINGYI" -C ws --json verify $pdf
is "level" "$(json out 'd["level"]')" B-LTA
is "registered" "$(json out 'd["figures"]["registered"]')" True
is "the log tells" "$(sqlite3 ws/survey.db \
    "SELECT group_concat(action, ' ') FROM audit WHERE action LIKE 'report.%'")" \
    "report.countersign report.extend"
exits "the list of records" 0 "$PINGYI" -C ws report ledger
is "knows the file as unchanged" \
    "$(pdftotext ws/out/ledger.pdf - | grep -c '^文件已变动')" 0
PINGYI_LANG=zh "$PINGYI" -C ws verify $pdf >zh
like "in Chinese" "$(cat zh)" "存档时间戳（Clock）：20"

# ---- seal, certification, a key in a PEM file ----
py "$ROOT/tests/reports/odd_pngs.py" .
{
    openssl pkcs12 -in 甲/key.p12 -passin env:PASS -nocerts -nodes |
        openssl pkcs8 -topk8 -passout env:PASS
    openssl pkcs12 -in 甲/key.p12 -passin env:PASS -nokeys
} >甲/key.pem 2>/dev/null
exits "sealed and final, with a PEM key" 0 "$PINGYI" -C ws report rectify \
    --sign 甲/key.pem --pass-env PASS --seal p8.png --certify final
exits "it is good" 0 "$PINGYI" -C ws --json verify ws/out/rectify.pdf
is "as final" "$(json out 'd["certified"]')" final
like "the seal is on it" "$(pdfimages -list ws/out/rectify.pdf)" smask
exits "nobody signs on top" 1 "$PINGYI" -C ws report countersign \
    ws/out/rectify.pdf --sign 乙/key.p12 --pass-env PASS
like "and is told why" "$(cat err)" "as final"
exits "a seal needs a signature" 2 "$PINGYI" -C ws report bulletin \
    --seal p8.png
exits "final or review" 2 "$PINGYI" -C ws report bulletin \
    --sign 甲/key.pem --pass-env PASS --certify maybe
exits "a token that is not there" 1 "$PINGYI" -C ws report bulletin \
    --sign 'pkcs11:token=x?module-path=/dev/null' --pass-env PASS
exits "a file that is no picture" 1 "$PINGYI" -C ws report bulletin \
    --sign 甲/key.pem --pass-env PASS --seal ws/trust.pem
like "is told" "$(cat err)" "no PNG picture"

# ---- a second opinion: PDFBox and BouncyCastle ----
jars=/usr/share/java
classes=$jars/pdfbox2.jar:$jars/fontbox2.jar:$jars/commons-logging.jar
classes=$classes:$jars/bcprov.jar:$jars/bcpkix.jar:$jars/bcutil.jar
sed 's|/MediaBox \[ 0 0 59|/MediaBox [ 0 0 58|' $pdf >changed.pdf
java -cp "$classes" "$ROOT/tests/reports/Judge.java" $pdf \
    ws/out/rectify.pdf changed.pdf >judged 2>judge.err
is "others judge the same" "$(cat judged; grep -v WARN judge.err | head -3)" \
"ETSI.CAdES.detached VALID part
ETSI.CAdES.detached VALID part
ETSI.RFC3161 VALID whole
ETSI.CAdES.detached VALID whole
ETSI.CAdES.detached INVALID part
ETSI.CAdES.detached INVALID part
ETSI.RFC3161 INVALID whole"
exits "changed for us as well" 1 "$PINGYI" -C ws verify changed.pdf

printf x >>$pdf
exits "one byte more" 1 "$PINGYI" -C ws verify $pdf
exits "the list once more" 0 "$PINGYI" -C ws report ledger
is "knows that it was changed" \
    "$(pdftotext ws/out/ledger.pdf - | grep -c '^文件已变动')" 1
exec 3>&-
done_testing
