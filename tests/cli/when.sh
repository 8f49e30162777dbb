#!/bin/bash
# Questions under conditions: what is wrong is told with its place, sheets say
# who goes on where, and the browser's language is the program's.
. tests/cli/lib.sh
BUILT="$ROOT/${B:-build/release}"
cd "$WORK" || exit 1
cat >form.yaml <<'Y'
form: TD
title: 跳答
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
      - {code: Q2, role: satisfy, text: 态度, scale: M3, when: F1 != 没有}
      - {code: O1, role: text, text: 意见, when: Q1 = 不满意 or Q2 = 不满意}
  - text: 总体
    items:
      - {code: T0, role: overall, text: 总体上是否满意, scale: M3}
Y
exits "a form with conditions is sound" 0 "$PINGYI" --json check form.yaml
is "each is shown in its one spelling" "$(json out '[i.get("when") for i in d["items"]]')" \
    "[None, 'F1 != 2', 'F1 != 2', 'Q1 = 2 or Q2 = 2', None]"
sed 's/Q1 = 不满意 or/T0 = 不满意 or/' form.yaml >late.yaml
exits "what comes later cannot be named" 1 "$PINGYI" check late.yaml
like "and the place is told" "$(cat err)" 'late.yaml:14:48: when: T0 comes later'

"$PINGYI" new ws --form form.yaml >/dev/null || exit 1
"$PINGYI" -C ws print --unit 1 --copies 1 >/dev/null || exit 1
words=$(pdftotext -layout ws/out/*.pdf - | tr -d ' ')
like "the sheet says who goes on where" "$words" '第1题选“没有”的，跳到第4题'
like "and who answers what" "$words" '第2题选“不满意”，或者第3题选“不满意”的，回答第4题；其他人跳到第5题'
is "once for a run of questions" "$(printf '%s' "$words" | grep -c '跳到第4题')" 1

# twenty questions between: the condition reaches from one side to the other
{ sed '/code: O1/d; /text: 总体$/,$d' form.yaml
  for i in $(seq 3 30); do echo "      - {code: Q$i, role: satisfy, text: 第${i}方面, scale: M3}"; done
  echo "      - {code: O1, role: text, text: 意见, when: Q1 = 不满意}"; } >long.yaml
"$PINGYI" new long --form long.yaml >/dev/null || exit 1
exits "numbered sheets may do that" 0 "$PINGYI" -C long print --unit 1 --copies 1
exits "copyable ones may not" 1 "$PINGYI" -C long print --unit 1 --copies 1 --open
like "and both questions are named" "$(cat err)" 'O1 stands on side 2 and depends on Q1 on side 1'

if command -v node >/dev/null; then
    "$BUILT/tests/web/when_cases" "${WHEN_CASES:-300}" "${WHEN_SEED:-20261123}" >cases.jsonl || exit 1
    exits "the browser agrees" 0 node "$ROOT/tests/web/when.mjs" "$WORK/cases.jsonl"
    sed -n 's/^ok [0-9]* - /# /p; s/^# /# /p' out
    sed -e 's/"asked":\["I0"/"asked":["I1"/' cases.jsonl >wrong.jsonl
    exits "and would tell when it does not" 1 node "$ROOT/tests/web/when.mjs" "$WORK/wrong.jsonl"
else
    fail "node is not installed; run make deps-test"
fi
done_testing
