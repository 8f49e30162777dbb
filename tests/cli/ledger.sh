#!/bin/bash
# ledger: every record with its digest, and what is missing by name.
. tests/cli/lib.sh
cd "$WORK" || exit 1
words() { pdftotext -q "$1" - | tr -d ' \n\f'; }
# the table row by row, cells in the order they stand in
rows() { pdftotext -q -layout "$1" - ; }
sum() { sha256sum <"$1" | cut -c1-64; }
"$PINGYI" new nm --preset NM --units "$ROOT/samples/county/units.csv" --issuer 清河口县计生办 >/dev/null || exit 1
exits "of an empty round" 0 "$PINGYI" -C nm report ledger
text=$(words nm/out/ledger.pdf)
like "only the questionnaire is there" "$text" '现缺7类：方案、结果、反馈、公示、整改、问责、总结'
is "each missing kind has its row" "$(rows nm/out/ledger.pdf | grep -cE ' 缺$')" 7
like "the questionnaire's digest is that of its text" "$text" "$(sum "$ROOT/samples/presets/NM.yaml" | cut -c1-16)"

# ---- records come in ----
"$PINGYI" -C nm print --all --copies 2 >/dev/null
export SECRET='two words'
"$PINGYI" key trial key --name 张三丰 --pass-env SECRET >/dev/null
"$PINGYI" -C nm report plan --sign key/key.p12 --pass-env SECRET --date 2026-10-01 >/dev/null
"$PINGYI" -C nm report bulletin --date 2026-10-02 >/dev/null
"$PINGYI" -C nm report bulletin --date 2026-10-03 >/dev/null
"$PINGYI" -C nm report notice --date 2026-10-04 >/dev/null
"$PINGYI" -C nm measure add --problem 办证拖延 --item Q3 --who 李某 >/dev/null
mkdir -p nm/files/问责 nm/files/summary nm/files/会议
printf '无问责情形\n' >nm/files/问责/说明.txt
printf 'x\n' >'nm/files/summary/年度;总结 $(touch hacked).txt'
printf 'y\n' >nm/files/会议/纪要.txt
exits "of a round with records" 0 "$PINGYI" -C nm report ledger --json
text=$(words nm/out/ledger.pdf)
like "what is still missing" "$text" '现缺1类：反馈'
like "the plan, who signed it and when" "$text" '评议方案.*2026-10-01.*张三丰'
like "its digest, whole" "$(words nm/out/ledger.pdf)" "$(sum nm/out/plan.pdf | cut -c1-16).?$(sum nm/out/plan.pdf | cut -c17-32).?$(sum nm/out/plan.pdf | cut -c33-48).?$(sum nm/out/plan.pdf | cut -c49-64)"
like "a document issued again is one row" "$text" '评议结果通报（第2次出具）out/bulletin.pdf'
is "and not two" "$(echo "$text" | grep -o 'out/bulletin.pdf' | wc -l)" 1
like "with the later date" "$text" '2026-10-03'
is "and not the earlier" "$(echo "$text" | grep -c '2026-10-02')" 0
like "what is not signed says so" "$text" '在案，未签'
(cd nm/out && ls NM-*.pdf | sort -V | xargs sha256sum) | sha256sum | cut -c1-16 >bundle
like "the printed sheets as one, checked with sha256sum" "$text" "印制的问卷，24个文件.*$(cat bundle)|$(cat bundle).*印制的问卷，24个文件"
"$PINGYI" -C nm measure export yaml --out m.yaml >/dev/null
like "the ledger of measures" "$text" "整改台账，1项，销号0项"
like "with the digest of its export" "$text" "$(sum m.yaml | cut -c1-16)"
like "what the office put there" "$text" "$(sum nm/files/问责/说明.txt | cut -c1-16)"
like "in a folder with an English name too" "$text" '总结.*年度;总结'
is "a hostile name runs nothing" "$(find . -name hacked | wc -l)" 0
like "anything else is 其他" "$text" '其他.*纪要'
is "the list does not list itself" "$(echo "$text" | grep -c 'out/ledger.pdf')" 0
like "the end of the audit log" "$text" '审计日志共[0-9]+条，末条摘要为[0-9a-f]{16}'
is "no figures travel with it" "$(pdfdetach -list nm/out/ledger.pdf | head -1)" '0 embedded files'

# ---- what was changed or lost ----
printf 'x' >>nm/out/plan.pdf
mv nm/out/notice.pdf away.pdf
exits "again" 0 "$PINGYI" -C nm report ledger
text=$(words nm/out/ledger.pdf)
like "a changed file is named" "$text" '文件已变'
like "a lost one too" "$text" '缺（文件不|缺（文件'
like "and both kinds count as missing" "$text" '现缺3类：方案、反馈、公示'
like "in a sentence" "$text" '有2项与登记不符或者文件不在'
# more back than out stops reports with figures, not the list of records
exits "signed" 0 "$PINGYI" -C nm report ledger --sign key/key.p12 --pass-env SECRET
exits "verifies" 0 "$PINGYI" -C nm verify nm/out/ledger.pdf --trust key/ca.pem
mkdir nm/files/其他; for i in $(seq 300); do echo "$i" >"nm/files/其他/$i.txt"; done
hash=$(sha256sum <nm/out/ledger.pdf)
exits "a draft does not take its place" 1 "$PINGYI" -C nm report ledger
like "what to do is said" "$(cat err)" '--out FILE'
is "the signed one is there yet" "$(sha256sum <nm/out/ledger.pdf)" "$hash"
exits "three hundred files" 0 "$PINGYI" -C nm report ledger --out nm/out/draft.pdf
like "are three hundred rows" "$(words nm/out/draft.pdf)" '300.txt'
done_testing
