#!/bin/bash
# XForms: well-formed whatever is written in a questionnaire, a version never
# means two forms, and a real client's engine asks what the program asks.
. tests/cli/lib.sh
BUILT="$ROOT/${B:-build/release}"
cd "$WORK" || exit 1
"$PINGYI" new ws --preset NM --units "$ROOT/samples/county/units.csv" >/dev/null || exit 1
exits "the round's questionnaire becomes a form" 0 "$PINGYI" --json -C ws xforms
cp out first.json
file=$(json first.json 'd["file"]')
is "its MD5 is that of the bytes" "$(json first.json 'd["md5"]')" "$(md5sum <"$file" | cut -d' ' -f1)"
exits "it is well-formed" 0 xmllint --noout "$file"
version=$(json first.json 'd["version"]')
id=$(json first.json 'd["form"]')
like "its id names the round" "$id" '^pingyi-NM-[0-9a-f]{8}$'
like "its version says the revision" "$version" '^1\.[0-9a-f]{8}\.[0-9a-f]{8}$'
is "and stands in it" "$(grep -c "id=\"$id\" version=\"$version\"" "$file")" 1
cp "$file" first.xml
"$PINGYI" -C ws xforms >/dev/null
exits "made again, the bytes are the same" 0 cmp "$file" first.xml
units=$(grep -c '<name>' "$file")
is "units that have none under them are offered" "$units" \
    "$(py -c 'import csv,sys
rows=list(csv.DictReader(open(sys.argv[1],encoding="utf-8-sig")))
key=lambda r,a,b: r.get(a, r.get(b))
above={key(r,"parent","上级") for r in rows}
print(sum(key(r,"code","编码") not in above for r in rows))' "$ROOT/samples/county/units.csv")"
sed 's/^title: .*/title: 改过的问卷/' "$ROOT/samples/presets/NM.yaml" >changed.yaml
"$PINGYI" -C ws form changed.yaml >/dev/null
"$PINGYI" --json -C ws xforms >second.json
is "a changed questionnaire has another version" \
    "$([ "$(json second.json 'd["version"]')" != "$version" ] && echo yes)" yes

cat >odd.yaml <<'Y'
form: ODD
title: "</h:title><script>\"'&amp;]]>"
object: "<o>"
intro: |
  第一行 & 第二行 < 三
  <?php echo 1 ?>
thanks: "\"谢谢\" <b>"
sections:
  - text: "A & B"
    items:
      - {code: Q1, role: person, text: "x' or '1'='1", choices: ["<1>", "&2;", "\"3\"", "]]>"]}
      - {code: O1, role: text, text: "<!--", when: "Q1 = \"<1>\" or Q1 = ']]>'"}
Y
exits "a form of signs is made" 0 "$PINGYI" xforms --form odd.yaml --out odd.xml
exits "and is well-formed" 0 xmllint --noout odd.xml
is "its texts are whole" "$(xmllint --xpath 'string(//*[local-name()="title"])' odd.xml)" "</h:title><script>\"'&amp;]]>"
exits "its conditions name choices by code" 0 grep -q "relevant=\"(/data/a/Q1 = '1' or /data/a/Q1 = '4')\"" odd.xml
sed 's/text: "x. or .*", choices/text: 您的身份证号, choices/' odd.yaml >asks.yaml
exits "what may not be asked is refused" 1 "$PINGYI" xforms --form asks.yaml --out -
cat >ug.yaml <<'Y'
form: UG
title: 大厅
object: 大厅
intro: 请按实际情况回答。
sections:
  - text: 基本情况
    items:
      - {code: F1, role: fact, text: 办过事吗, choices: [{text: 办过, means: happened}, 没有]}
      - {code: F2, role: fact, text: 顺利吗, choices: [{text: 没有, means: happened}, 办过], when: F1 = 办过}
languages:
  - code: ug
    name: ئۇيغۇرچە
    texts: [{of: 办过事吗, is: ئىش بېجىرگەنمۇ؟}, {of: 办过, is: "<ب> & ج"}]
  - {code: en, name: English, texts: [{of: 没有, is: No}]}
Y
exits "a form in three languages" 0 "$PINGYI" --json check ug.yaml
is "counts each text once" "$(json out '[(l["code"], l["rtl"], l["texts"], l["missing"]) for l in d["languages"]]')" \
    "[('ug', True, 2, 5), ('en', False, 1, 6)]"
"$PINGYI" xforms --form ug.yaml --out ug.xml >/dev/null
words() { xmllint --xpath "string(//*[local-name()='translation'][@lang='$1']/*[@id=\"$2\"])" ug.xml | tr -d '\n ' ; }
ref=$(xmllint --xpath "string(//*[local-name()='select1'][1]/*[local-name()='item'][1]/*[local-name()='label']/@ref)" ug.xml)
like "labels lead to itext" "$ref" "^jr:itext\('t[0-9]+'\)$"
ref=${ref#*\'}; ref=${ref%\'*}
is "in its own language" "$(words '中文 (zh)' "$ref")" 办过
is "in another" "$(words 'ئۇيغۇرچە (ug)' "$ref")" '<ب>&ج'
is "and Chinese where nothing is translated" "$(words 'English (en)' "$ref")" 办过
sed 's/of: 没有/of: 沒有/' ug.yaml >typo.yaml
exits "a text that is none" 1 "$PINGYI" check typo.yaml
like "is named with its place" "$(cat err)" "typo.yaml:14:44: '沒有' does not stand in the questionnaire"
sed 's/is: No}/is: 您的身份证号}/' ug.yaml >asks.yaml
exits "nor may a translation ask who one is" 1 "$PINGYI" check asks.yaml
sed 's/code: en/code: ug/' ug.yaml >twice.yaml
exits "nor a language stand twice" 1 "$PINGYI" check twice.yaml
exits "a full disk is told" 1 "$PINGYI" xforms --form odd.yaml --out /dev/full

if "$ROOT/tests/odk/install" "$BUILT/odk" >install.log 2>&1; then
    "$BUILT/tests/web/when_cases" "${WHEN_CASES:-12}" "${WHEN_SEED:-20261123}" xforms >cases.jsonl || exit 1
    exits "a real engine agrees with the evaluator in C" 0 timeout 60 node "$BUILT/odk/engine.mjs" cases.jsonl
    sed 's/^ok 1 - /# /' out
    head -"$((2 * ${ENKETO_CASES:-3}))" cases.jsonl >few.jsonl
    exits "so does Enketo" 0 timeout 60 node "$BUILT/odk/enketo.mjs" few.jsonl
    sed 's/^ok 1 - /# /' out
    py -c 'import json; print(json.dumps({"xform": open("ug.xml").read(), "items": [{"code": "F1"}, {"code": "F2"}],
        "rounds": [{"answers": {"F1": "1"}, "asked": ["F1", "F2"]}, {"answers": {"F1": "2"}, "asked": ["F1"]}]}))' >ug.jsonl
    exits "and takes a form in three languages" 0 timeout 60 node "$BUILT/odk/engine.mjs" ug.jsonl
    sed -e 's/"asked":\["I0"/"asked":["I1"/' cases.jsonl >wrong.jsonl
    exits "and it would be told if it did not" 1 timeout 60 node "$BUILT/odk/engine.mjs" wrong.jsonl
else
    fail "the packages of tests/odk could not be installed (make deps-test; npm)" "$(tail -5 install.log)"
fi
done_testing
