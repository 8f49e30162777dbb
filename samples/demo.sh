#!/bin/bash
# The main job, from a questionnaire to a signed report, on the shipped scans.
# Run by `make demo`; everything is made anew in build/demo.  The steps printed
# are the commands an office would type.
set -eu -o pipefail
cd "$(dirname "$0")/.."
PINGYI="${PINGYI:-$PWD/build/release/bin/pingyi}"
OUT=build/demo
WS=$OUT/qinghekou-2026
export PINGYI_LANG="${PINGYI_LANG:-zh}"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() { # show the command, then run it; exit 3 (a person is needed) is fine
    printf '  $ pingyi %s\n' "$*"
    local status=0
    "$PINGYI" "$@" || status=$?
    [ $status -eq 0 ] || [ $status -eq 3 ] || {
        echo "demo: this step failed (exit $status)" >&2
        exit 1
    }
}

rm -rf "$OUT"
mkdir -p "$OUT"

say '1. 建立工作区 / workspace'
run new "$WS" --preset NM --units samples/county/units.csv \
    --identity samples/county/demo.identity \
    --period '2026年下半年' --issuer '清河口县人口和计划生育领导小组办公室'

run -C "$WS" design 分层随机 --strata 乡镇

say '2. 印制问卷 / numbered sheets'
run -C "$WS" print --all --copies 9

run -C "$WS" report plan

say '3. 读取扫描件 / read the sample scans'
run -C "$WS" scan samples/scans

say '4. 人工复核 / settle what needs a person'
run -C "$WS" review list
run -C "$WS" review set --from samples/decisions.csv

say '5. 统计 / tally'
run -C "$WS" tally | tee "$OUT/tally.txt"

say '6. 签名报告 / signed reports'
echo '  (一把试用密钥，仅供演示，不能用于正式公文 / a throwaway key, for this demo only)'
# The passphrase travels by environment, never on the command line.
DEMO_PASS=$(head -c 18 /dev/urandom | base64)
export DEMO_PASS
run key trial "$OUT/key" --name '清河口县计生办（演示）' --pass-env DEMO_PASS
run -C "$WS" report bulletin --sign "$OUT/key/key.p12" --pass-env DEMO_PASS
run -C "$WS" report rectify --sign "$OUT/key/key.p12" --pass-env DEMO_PASS
run -C "$WS" report feedback --unit 01 --sign "$OUT/key/key.p12" --pass-env DEMO_PASS
run -C "$WS" report notice --sign "$OUT/key/key.p12" --pass-env DEMO_PASS
run -C "$WS" import hotline samples/county/hotline.csv
run -C "$WS" import zf samples/county/zf.csv
run -C "$WS" report summary --sign "$OUT/key/key.p12" --pass-env DEMO_PASS
run -C "$WS" report ledger --sign "$OUT/key/key.p12" --pass-env DEMO_PASS
unset DEMO_PASS

say '7. 验证 / verify'
run -C "$WS" verify "$WS/out/bulletin.pdf" --trust "$OUT/key/ca.pem"
run -C "$WS" verify "$WS/out/rectify.pdf" --trust "$OUT/key/ca.pem"

say '完成 / done'
grep -E '回收率|知晓率|满意率|return rate|awareness|satisfaction' "$OUT/tally.txt" | head -5
echo "  评议结果通报 bulletin      $PWD/$WS/out/bulletin.pdf"
echo "  整改报告     rectification $PWD/$WS/out/rectify.pdf"
echo "  反馈函       feedback      $PWD/$WS/out/feedback-01.pdf"
echo "  公示版       notice        $PWD/$WS/out/notice.pdf"
echo "  方案、总结、台账目录       $PWD/$WS/out/{plan,summary,ledger}.pdf"
echo "  问卷         sheets        $PWD/$WS/out/"
