#!/bin/bash
# pingyi import: what offices send is taken whole or refused with every place.
. tests/cli/lib.sh
export PYTHONPATH="$ROOT/tests/cli" PYTHONDONTWRITEBYTECODE=1
cd "$WORK" || exit 1
cat >units.csv <<'CSV'
code,parent,name,class,households,population
00,,清水县,县,900,3000
01,00,大东镇,乡镇,400,1500
02,00,小西乡,乡镇,100,300
0201,02,村头,村,,
CSV
"$PINGYI" new ws --preset NM --units units.csv >/dev/null
i() { "$PINGYI" -C ws import "$@"; }
rows() { py -c 'import sqlite3,sys; print(sqlite3.connect("ws/survey.db").execute(sys.argv[1]).fetchone()[0])' "$1"; }
audits() { rows "select count(*) from audit"; }
exits "nothing yet" 0 i
like "is said" "$(cat out)" 'Nothing has been imported'

# ---- 12356, CSV in every dress ----
cat >h.csv <<'CSV'
12356热线情况
月份,单位,受理总量（件）,咨询,投诉举报,意见建议,其他,咨询占比,转办,办结,反馈
2026-01,,812,400,300,100,12,49.26%,120,790,700
2026年2月,00,"1,000",500,300,150,50,50%,200,980,960
2026/3/1,清水县,0,0,0,0,0,0,0,5,5
202601,01 大东镇,３００,,,,,,,,
合计,,1812,900,600,250,62,,320,1775,1665
填表人：张三,审核：李四
CSV
exits "months of the hotline" 0 i hotline h.csv --who 李某 --json
is "all rows are new" "$(json out '(d["rows"], d["added"], d["same"], d["stored"])')" "(4, 4, 0, True)"
exits "what is stored" 0 i hotline --json
is "in the order of months" "$(json out '[(r["month"], r["unit"], r["total"]) for r in d["hotline"]]')" \
    "[('2026-01', '00', 812), ('2026-01', '01', 300), ('2026-02', '00', 1000), ('2026-03', '00', 0)]"
is "what was not told is not there" "$(json out '"consult" in d["hotline"][1]')" False
before=$(audits)
exits "the same file again" 0 i hotline h.csv --json
is "changes nothing" "$(json out '(d["added"], d["changed"], d["same"], d["changes"])')" "(0, 0, 4, [])"
is "and leaves no trace" "$(audits) $(rows 'select count(*) from outside_file')" "$before 1"
iconv -t GB18030 h.csv >gb.csv
sed 's/,/;/g; s/"1;000"/1000/' h.csv | sed '1s/^/\xEF\xBB\xBF/; s/$/\r/' >semi.csv
sed 's/"1,000"/1000/; s/,/\t/g' h.csv | iconv -t UTF-16LE | (printf '\xFF\xFE'; cat) >tab.txt
for f in gb.csv semi.csv tab.txt; do
    exits "as $f" 0 i hotline $f --json
    is "it is the same table: $f" "$(json out '(d["rows"], d["same"])')" "(4, 4)"
done
sed 's/2026-01,,812/2026-01,,813/; s/49.26%/49.2%/; /^合计/d' h.csv >changed.csv
exits "looked at only" 0 i hotline changed.csv --check
is "it is not stored" "$(rows 'select total from hotline where month=202601 and unit=0') $(audits)" "812 $before"
exits "a corrected figure" 0 i hotline changed.csv
like "is named" "$(tr '\n' ' ' <out)" '1 changed.* changed: 2026-01 00'
like "and audited before and after" "$(rows "select detail from audit where action='import.hotline' order by number desc")" \
    '"sha256":"[0-9a-f]{64}".*"changes":\[.*"total":812.*"total":813'
is "under a name" "$(rows "select who from audit where action='import.hotline' order by number")" 李某
printf '月份,受理总量\n2026-02,900\n' >short.csv
exits "a file that is all of the year" 0 i hotline short.csv --replace --json
is "takes the place of it" "$(json out '(d["added"], d["changed"], d["removed"])') $(rows 'select count(*) from hotline')" "(0, 1, 3) 1"
exits "and back" 0 i hotline h.csv

# ---- the worked examples of docs/formats.md ----
printf 'code,parent,name,class,households,population\n00,,清水县,县,,\n0101,00,大东镇,乡镇,,\n0102,00,小西乡,乡镇,,\n' >doc-units.csv
"$PINGYI" new doc --preset NM --units doc-units.csv >/dev/null
for kind in hotline zf weights; do
    awk "/id=\"import-$kind\"/{on=1} on&&/^\\\`\\\`\\\`\$/{exit} on==2{print} on&&/^\\\`\\\`\\\`csv/{on=2}" "$ROOT/docs/formats.md" >"doc-$kind.csv"
    exits "the example of $kind" 0 "$PINGYI" -C doc import $kind "doc-$kind.csv" --json
    is "has three rows" "$(json out '(d["rows"], d["added"] + d["changed"])')" "(3, 3)"
done

# ---- bases ----
cat >tangshan.csv <<'CSV'
月份,受理总量,咨询,投诉举报,咨询占比
2026-05,284406,124599,70933,43.81
2026-06,284406,124599,70933,63.72
2026-07,100,50,60,
2026-08,100,50,20,51
2026-09,100,50,20,50
CSV
kept=$(rows 'select count(*) from hotline')
exits "shares of another number" 1 i hotline tangshan.csv
is "every row is named, by line and column" "$(cut -d: -f1-4 err | head -3)" "tangshan.csv:3:29: 咨询占比
tangshan.csv:4:9: 受理总量
tangshan.csv:5:19: 咨询占比"
like "with the base it has" "$(cat err)" '63.72% is the share of 124599 in 195532, .*but 受理总量 is 284406'
like "all of them" "$(cat err)" '3 problems; nothing was stored'
is "nothing is stored" "$(rows 'select count(*) from hotline')" "$kept"
exits "as JSON" 1 i hotline tangshan.csv --json
is "with places" "$(json out '[(e["line"], e["column"]) for e in d["errors"]]')" "[(3, 29), (4, 9), (5, 19)]"
printf '月份,单位,受理总量\n2026-04,00,10\n2026-04,01,6\n2026-04,02,5\n' >below.csv
exits "townships add up to more than the county" 1 i hotline below.csv
like "is named" "$(cat err)" 'below.csv:2:12.*took 11 calls, more than the 10'
printf '月份,单位,受理总量\n2026-04,02,9\n2026-04,0201,9\n' >a.csv
exits "apart they are fine" 0 i hotline a.csv
printf '月份,单位,受理总量\n2026-04,02,8\n' >b.csv
exits "but not beside what is stored" 1 i hotline b.csv
like "is said too" "$(cat err)" 'took 9 calls, more than the 8'
printf '月份,受理总量\n2026-04,5\n2026-04,6\n合计,12\n' >twice.csv
exits "a wrong row of sums" 1 i hotline twice.csv
like "is told" "$(cat err)" 'twice.csv:4:4: 受理总量: this row of sums says 12.*add up to 11'
sed -i '/合计/d' twice.csv
exits "a month twice" 1 i hotline twice.csv
like "is told by its rows" "$(cat err)" 'twice.csv:3:1: 月份: 2026-04 00 stands in row 2 already'

printf '月份,受理总量\n2026-01,x\n2026-02,5\n2026-02,6\n' >both.csv
exits "mistakes of rows and between rows" 1 i hotline both.csv
is "are all listed" "$(cut -d: -f2 err | head -2 | tr '\n' ' ')" "2 4 "

printf '月份,受理总量\n1月,5\n12月份,6\n13月,7\n' >bare.csv
exits "months without a year" 1 i hotline bare.csv
like "need one" "$(cat err)" 'bare.csv:2:1: 月份: “1月” has no year; write 2026-03, or give --year'
exits "one that has no such month" 1 i hotline bare.csv --year 2024
is "names it alone" "$(cut -d: -f2 err | head -1) $(tail -1 err)" "4 1 problems; nothing was stored."
sed -i '/13月/d' bare.csv
exits "with the year" 0 i hotline bare.csv --year 2024 --json
is "they are months" "$(json out '[c["row"] for c in d["changes"]]')" "['2024-01 00', '2024-12 00']"
exits "a year for results" 2 i zf bare.csv --year 2024

# ---- workbooks ----
py - <<'PY'
import xlsx, zipfile
from xlsx import *
head = ["月份", "单位", "受理总量", "咨询", "咨询占比"]
book("h.xlsx", {"说明": [["请填第二张表"]], "月报": [["12356热线月报表"], head,
    [date(46023, 3), "01", 300, 100, percent(0.33333333333333331)],
    ["2026年2月", inline("大东镇"), formula("150*2", 300), 99.0, 33],
    [date(46082.5), "00", 1e3, None, None], [], ["注：数字来自12356"]]}, merges=["A1:E1"])
book("h1904.xlsx", {"a": [head, [date(46082 - 1462), "00", 1000, None, None]]}, date_1904=True)
bad = {"月报": [head, [46023, "1", "abc", -1, None],
    ["2026-02", "00", formula("1/0", "#DIV/0!", "e"), formula("C2*2"), "4", "多余"],
    ["2026-03", "00", 10.5, 2, percent(0.5)], [None, "00", 1]]}
book("bad.xlsx", bad)
book("merged.xlsx", {"月报": [head, ["2026-01", "01", 5], [None, "02", 5]]}, merges=["A2:A3"])
book("none.xlsx", {"甲": [["a", "b"]], "乙": []})
book("two.xlsx", {"甲": [head, ["2026-05", "00", 5]], "乙": [head, ["2026-06", "00", 6]]})
book("hidden.xlsx", {"甲": [["x"]], "乙": [head, ["2026-05", "00", 5]]}, hidden=["乙"])
book("empty.xlsx", {"甲": []})
book("only.xlsx", {"甲": [head]})
p = parts({"甲": [head, ["2026-05", "00", 5]]})
def odd(name, part, text):
    q = dict(p); q[part] = text; save(name, q)
S = "xl/worksheets/sheet1.xml"
odd("laughs.xlsx", "xl/sharedStrings.xml", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>')
odd("outside.xlsx", S, '<?xml version="1.0"?><!DOCTYPE w SYSTEM "file:///etc/passwd"><worksheet/>')
odd("bomb.xlsx", "xl/sharedStrings.xml", "<sst>" + " " * (70 << 20) + "</sst>")
odd("cut.xlsx", S, p[S][:300])
odd("deep.xlsx", S, "<a>" * 100 + "</a>" * 100)
odd("wild.xlsx", S, p[S].replace("<v>0</v>", "<v>99</v>", 1))
odd("order.xlsx", S, p[S].replace('r="A2"', 'r="C2"'))
odd("rows.xlsx", S, p[S].replace('<row r="2">', '<row r="1">'))
odd("far.xlsx", S, p[S].replace('<c r="C2">', '<c r="ZZ2">'))
q = dict(p); del q["xl/workbook.xml"]; save("book.xlsx", q)
with zipfile.ZipFile("x.ods", "w") as z: z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
open("old.xls", "wb").write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
data = open("h.xlsx", "rb").read(); open("half.xlsx", "wb").write(data[:len(data) // 2])
PY
exits "a workbook" 0 i hotline h.xlsx --json
is "its second sheet has the columns" "$(json out '(d["sheet"], d["rows"], d["added"], d["changed"])')" "('月报', 3, 1, 2)"
exits "dates, percents, inline texts and computed values are read" 0 i hotline --json
is "as they are shown" "$(json out '[(r["month"], r["unit"], r["total"], r.get("consult")) for r in d["hotline"] if r["file"] == max(x["file"] for x in d["hotline"])]')" \
    "[('2026-01', '01', 300, 100), ('2026-02', '01', 300, 99), ('2026-03', '00', 1000, None)]"
exits "again" 0 i hotline h.xlsx --json
is "changes nothing" "$(json out 'd["same"]')" 3
exits "the other calendar" 0 i hotline h1904.xlsx --json
is "gives the same day" "$(json out 'd["same"]')" 1
kept=$(rows 'select count(*) from hotline')
exits "a bad workbook" 1 i hotline bad.xlsx
is "names sheet and cell of everything" "$(grep -oE 'cell [A-Z]+[0-9]+' err | tr '\n' ' ')" \
    "cell A2 cell B2 cell C2 cell D2 cell C3 cell D3 cell F3 cell C4 cell A5 "
like "dropped zeros are explained" "$(cat err)" 'there is no unit “1”; the spreadsheet dropped the zeros of 01'
like "so is a formula without its value" "$(cat err)" 'never computed'
exits "merged cells" 1 i hotline merged.xlsx
like "are named" "$(cat err)" 'merged.xlsx, sheet “月报”, cell A2: the cells A2:A3 are merged'
refused() { exits "$1" 1 i hotline "$2" ${4:-}; like "says why: $2" "$(cat err)" "$3"; }
refused "no sheet has the columns" none.xlsx '“甲”, “乙” \(empty\)'
refused "an empty workbook" empty.xlsx 'is empty'
refused "names without rows" only.xlsx 'no rows below the names'
refused "a hidden sheet is not looked at" hidden.xlsx 'looked at: “甲”'
exits "but can be chosen" 0 i hotline hidden.xlsx --sheet 乙 --check
refused "a sheet that is not there" two.xlsx 'has no worksheet “丙”; it has “甲”, “乙”' --sheet=丙
exits "two sheets fit" 2 i hotline two.xlsx
like "they are named" "$(cat err)" '2 sheets with these columns: “甲”, “乙”'
exits "one is chosen" 0 i hotline two.xlsx --sheet 乙 --check
"$PINGYI" -C ws export xlsx --out made.xlsx >/dev/null
refused "a workbook another program wrote is read" made.xlsx 'looked at: “计数”, “指标”, “单位”, “答卷”, “编码”'
refused "entities" laughs.xlsx 'declares a document type'
refused "a document type outside" outside.xlsx 'declares a document type'
refused "a zip bomb" bomb.xlsx 'unpacks to more than 64 MB'
cpu=$(TIMEFORMAT=%U%S; { time i hotline bomb.xlsx >/dev/null 2>&1; } 2>&1)
is "with under 10 s of the processor" "$(grep -cE '^[0-9]\.[0-9]+[0-9]\.[0-9]+$' <<<"$cpu")" 1
refused "half a part" cut.xlsx 'damaged'
refused "half a file" half.xlsx 'cannot be opened as a workbook'
refused "deep nesting" deep.xlsx 'deeper than 64'
refused "a text that does not exist" wild.xlsx 'cell A1 points to a text'
refused "cells out of order" order.xlsx 'out of order'
refused "rows out of order" rows.xlsx 'out of order after row 1'
refused "a far cell" far.xlsx 'beyond the 256th column'
refused "no workbook in it" book.xlsx 'no part xl/workbook.xml'
refused "OpenDocument" x.ods 'save a copy as .xlsx'
refused "the old format" old.xls 'old .xls workbook'
is "all this stored nothing" "$(rows 'select count(*) from hotline')" "$kept"

# ---- other broken files ----
printf 'a,b\n1,2\n' >cols.csv
refused "no such columns" cols.csv '月份 \(month\), 受理总量 \(total\)'
printf '月份,受理总量,咨旬\n2026-01,1,2\n' >typo.csv
refused "a misspelt column" typo.csv 'typo.csv:1:9: no column is called “咨旬”; perhaps “咨询”\?'
: >nil.csv
refused "an empty file" nil.csv 'nil.csv is empty'
printf '月份,受理总量\n2026-01,\xff\xff\n' >bytes.csv
refused "bytes that are no text" bytes.csv 'bytes.csv:2: this line is neither UTF-8 nor GB18030'
printf '月份,受理总量\n"2026-01,5\n' >quote.csv
refused "an open quote" quote.csv 'quote.csv:2:1: this quote is never closed'
refused "no file" nofile.csv 'nofile.csv'
refused "a folder" ws 'ws'
mkfifo pipe
refused "a pipe nobody writes to" pipe 'pipe'
exits "no such kind" 2 i calls h.csv
exits "a sheet of CSV" 2 i hotline h.csv --sheet 甲
exits "options without a file" 2 i hotline --replace

# ---- 政风行风 ----
cat >zf.csv <<'CSV'
年度,单位,评议项目,组织单位,序列,得分,满分,名次,参评单位数,等次,满意票,有效票,满意率,文号,通报日期,备注
2026年度,00,,县纪委,执法监督类,92.50,100,3,28,优秀,186,200,93%,清纪发〔2026〕8号,2026年11月5日,窗口排队时间长
2026,00,依法办事,县纪委,执法监督类,95,,,,,,,,,,
2026年,小西乡,,小西乡政府,,,,2,9,良好,,,88.5,,,
CSV
exits "results of the government's evaluation" 0 i zf zf.csv --json
is "three" "$(json out 'd["added"]')" 3
exits "what is stored" 0 i zf --json
is "as printed" "$(json out '[(r["period"], r["unit"], r.get("score"), r.get("full"), r.get("share"), r.get("published")) for r in d["zf"]]')" \
    "[('2026年', '00', '92.50', '100', '93', '2026-11-05'), ('2026年', '00', '95', '100', None, None), ('2026年', '02', None, None, '88.5', None)]"
exits "again" 0 i zf zf.csv --json
is "nothing changes" "$(json out 'd["same"]')" 3
sed 's/优秀/优秀😀/' zf.csv >face.csv
exits "a face nobody can print" 1 i zf face.csv
like "is refused at its cell" "$(cat err)" 'face.csv:2:37: 等次: .*emoji'
cat >zfbad.csv <<'CSV'
年度,单位,序列,得分,名次,参评数,满意票,有效票,满意率,通报日期
2026,00,甲,101,,,,,,
2026,01,甲,,30,28,,,,
2026,02,甲,80,1,27,186,200,90%,
2026,0201,甲,80,,28,10,,,13月
上年,01,乙,80,,,,,,
2025,01,乙,,,,,,,
CSV
exits "mistakes" 1 i zf zfbad.csv
is "each at its place" "$(cut -d: -f2-4 err | head -7 | tr '\n' '|')" "2:11: 得分|3:12: 名次|4:27: 满意率|5:20: 满意票|5:25: 通报日期|6:1: 年度|7:6: 单位|"

# ---- populations ----
printf '编码,名称,人口,户数\n00,清水县,3100,\n01,大东镇,1600,410\n02,小西乡,300,\n合计,,3100,\n' >w.csv
exits "populations" 0 i weights w.csv --who 统计局 --json
is "changed and kept" "$(json out '(d["changed"], d["same"])') $(rows 'select group_concat(population) from unit')" "(2, 1) 3100,1600,300"
is "households too" "$(rows "select households from unit where code='01'")" 410
exits "again" 0 i weights w.csv --json
is "nothing changes" "$(json out '(d["changed"], d["same"])')" "(0, 3)"
printf '编码,名称,人口\n00,清水县,1800\n01,小东镇,1600\n01,大东镇,1\n9,,5\n02,小西乡,三百\n' >wbad.csv
exits "mistakes" 1 i weights wbad.csv
is "each at its place" "$(cut -d: -f2-4 err | head -4 | tr '\n' '|')" "3:4: 名称|4:1: 编码|5:1: 编码|6:8: 人口|"
printf '编码,人口\n00,1800\n' >small.csv
exits "a county smaller than its townships" 1 i weights small.csv
like "is told" "$(cat err)" 'small.csv:2:4: 人口: the units below 00 清水县 have 1900 people together, more than the 1800'
exits "a design that needs them" 0 "$PINGYI" -C ws design stratified --strata 乡镇
printf '编码,人口\n01,0\n' >zero.csv
exits "a stratum without people" 1 i weights zero.csv
like "does not fit it" "$(cat err)" '01 大东镇'
exits "closing" 0 "$PINGYI" -C ws close --apply --who 李某 --unsettled
printf '编码,人口\n01,1650\n' >late.csv
exits "populations are counted with, so not after closing" 1 i weights late.csv
like "is said" "$(cat err)" 'closed|sealed'
exits "results of others may come later" 0 i hotline a.csv --json
exits "the log holds" 0 "$PINGYI" -C ws doctor
odd="$(printf 'a\xffb😀报.csv')"
cp zf.csv "$odd"
sed -i 's/92.50/92.51/' "$odd"
exits "a name that is no text" 0 i zf "$odd"
is "is kept as what can be printed" "$(rows 'select name from outside_file order by number desc')" 'a?b?报.csv'
exits "the list of records" 0 "$PINGYI" -C ws report ledger
like "has what was imported" "$(pdftotext -q ws/out/ledger.pdf - | tr -d ' \n\f')" "政风行风评议结果，导入自.*a\?b\?报.csv"
cp "$ROOT"/samples/county/{hotline,zf}.csv .
exits "the demonstration's county" 0 "$PINGYI" new demo --preset NM --units "$ROOT/samples/county/units.csv"
for kind in hotline zf; do exits "its $kind" 0 "$PINGYI" -C demo import $kind $kind.csv; done
exits "with --replace" 2 i weights w.csv --replace
done_testing
