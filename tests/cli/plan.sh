#!/bin/bash
# plan: from the workspace alone, before and after there are answers.
. tests/cli/lib.sh
cd "$WORK" || exit 1
UNITS=$ROOT/samples/county/units.csv
words() { pdftotext -q "$1" - | tr -d ' \n\f'; }
"$PINGYI" new nm --preset NM --units "$UNITS" --period 2026年下半年 --issuer 清河口县计生办 >/dev/null || exit 1
exits "before anything is printed" 0 "$PINGYI" -C nm report plan --date 2026-11-23
text=$(words nm/out/plan.pdf)
like "whom it is about" "$text" '评议对象为县、乡人口和计划生育办事（服务）机构'
like "where" "$text" '评议范围为清河口县，涉及乡镇6个、村24个'
like "people of the county as units.csv has them" "$text" '合计908431534'
like "the lines to be met" "$text" '满意率90%，知晓率80%'
like "that no design is stated" "$text" '选取方式尚未登记'
for code in K1 Q1 T0 F3 O1; do like "question $code" "$text" "$code"; done
is "no figures in it" "$(pdfdetach -list nm/out/plan.pdf | head -1)" '0 embedded files'
"$PINGYI" -C nm design 分层随机 --strata 乡镇 >/dev/null
"$PINGYI" -C nm print --all --copies 20 >/dev/null
"$PINGYI" -C nm report plan --date 2026-11-23 --json >out
text=$(words nm/out/plan.pdf)
like "sheets printed are sheets planned" "$text" '城关镇12924742806[.]2'
like "480 in all" "$text" '合计9084315344805[.]3'
# Wilson's half width of 389/432 at 95 %: 432 = floor(480 x 0.9)
half=$(py -c '
from math import sqrt
n, x, z = 432, (432 * 9 + 5) // 10, 1.959963984540054
p = x / n; d = 1 + z * z / n
print("%.1f" % (100 * z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d))')
like "how exact it will be" "$text" "约为±${half}个百分点"
"$PINGYI" -C nm design 整群 --strata 乡镇 --clusters 村 >/dev/null
"$PINGYI" -C nm report plan >/dev/null
like "people of a village are alike" "$(words nm/out/plan.pdf)" '设计效应1[.]95'

# ---- the timetable ----
printf '\xef\xbb\xbf事项,开始,结束,责任人\r\n发放,2026-12-06,2026-12-12,王某\r\n行风监督员,,,"李某、赵某"\r\n座谈会,2026-12-15,2026-12-15,办公室\r\n' >t.csv
exits "a timetable from a spreadsheet" 0 "$PINGYI" -C nm report plan --schedule t.csv
text=$(words nm/out/plan.pdf)
like "when" "$text" '2026年12月6日至.*2026年12月12日'
like "by whom" "$text" '王某'
like "who" "$text" '李某、赵某'
like "a step of the office's own" "$text" '座谈会.*2026年12月15日办公室'
bad() { # bad NAME TEXT PLACE
    printf '%b' "$2" >bad.csv
    exits "$1" 1 "$PINGYI" -C nm report plan --schedule bad.csv --out never.pdf
    like "$1: where" "$(cat err)" "$3"
}
bad "no head" '发放,2026-12-06\n' 'bad.csv:1:1'
bad "a day that is none" 'what,from\n发放,2026-02-30\n' 'bad.csv:2:4'
bad "a line without a step" 'what,person\n,王某\n' 'bad.csv:2'
bad "the end before the beginning" 'what,from,to\n发放,2026-12-06,2026-12-01\n' 'bad.csv:2'
bad "an empty file" '' 'bad.csv:1'
bad "a stray quote" 'what\n"发放\n' 'bad.csv:2'
bad "a text too long" "what\n$(printf '长%.0s' $(seq 200))\n" 'bad.csv:2:1'
is "nothing was written" "$(find . -name never.pdf | wc -l)" 0
exits "no such file" 1 "$PINGYI" -C nm report plan --schedule none.csv
exits "a timetable for another edition" 2 "$PINGYI" -C nm report bulletin --schedule t.csv
printf 'what,person\n发放,😀\n' >face.csv
exits "a character no font has" 1 "$PINGYI" -C nm report plan --schedule face.csv
like "is named" "$(cat err)" 'U\+1F600'

# ---- what stops other editions does not stop a plan; it is signed and known ----
export SECRET='two words'
"$PINGYI" key trial key --name 复核人 --pass-env SECRET >/dev/null
exits "signed" 0 "$PINGYI" -C nm report plan --sign key/key.p12 --pass-env SECRET
exits "and good" 0 "$PINGYI" -C nm verify nm/out/plan.pdf --trust key/ca.pem
like "shows no figures" "$(cat out)" 'shows no figures; it is in the register'
"$PINGYI" new xp --preset XP --units "$UNITS" >/dev/null
exits "an anonymous round" 0 "$PINGYI" -C xp report plan
like "says how nobody is found" "$(words xp/out/plan.pdf)" '不编号、不记名，按袋发放'
done_testing
