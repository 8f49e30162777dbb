#!/bin/bash
# Make samples/scans anew: the sheets `make demo` prints, filled in and scanned
# by the simulator, with everything a pile of scans holds besides; then
# samples/truth.jsonl and samples/decisions.csv.  The demonstration's fixed
# identity gives the same serials each time, so these scans are readable by
# every workspace the demonstration makes.
set -eu
cd "$(dirname "$0")/../.."
PINGYI="$PWD/${B:-build/release}/bin/pingyi"
PYSIM="$PWD/${B:-build/release}/tests/sim/pysim"
SEED=2026
COPIES=9 # as samples/demo.sh prints them
work=build/samples
out=samples/scans
rm -rf "$work"
mkdir -p "$work" "$out"
find "$out" -mindepth 1 -delete
: >"$work/truth.jsonl"

new() { # new NAME IDENTITY
    "$PINGYI" --quiet new "$work/$1" --preset NM \
        --units samples/county/units.csv --identity "$2" >/dev/null
}
new ws samples/county/demo.identity
"$PINGYI" -C "$work/ws" --json print --all --copies $COPIES >"$work/print.json"
"$PINGYI" -C "$work/ws" layout --json >"$work/layout.json"

scan() { # scan FOLDER PREFIX SHEETS options…: sheets as in --pick
    local folder=$1 prefix=$2 pick=$3
    shift 3
    "$PYSIM" scan --layout "$work/layout.json" --print "$work/print.json" \
        --seed $SEED --out "$out/$folder" --prefix "$prefix" \
        --pick "$pick" --truth "$work/part.jsonl" --effort 9 "$@"
    cat "$work/part.jsonl" >>"$work/truth.jsonl"
}
village() { # village N FROM TO: sheet numbers of a village (0..23)
    echo "$(($1 * COPIES + $2))-$(($1 * COPIES + $3))"
}
villages() { # villages FIRST LAST TO: the first sheets of some villages
    local list="" v
    for v in $(seq "$1" "$2"); do list="$list,$(village "$v" 0 "$3")"; done
    echo "${list#,}"
}

# Six townships, each scanned the way its office does.
scan 01-chengguan batch01- "$(villages 0 3 7)" --bilevel --dpi 200 --per-file 50
scan 02-liulin batch02- "$(villages 4 7 7)" --bilevel --dpi 200 --per-file 50
scan 03-shiqiao batch03- "$(villages 8 11 7)" --bilevel --dpi 200 --per-file 16
scan 04-baisha batch04- "$(villages 12 14 7)" --bilevel --dpi 200 --per-file 40
scan 04-baisha img04- "$(village 15 0 7)" --bilevel --dpi 200 --format png
scan 05-qingshan batch05- "$(villages 16 18 7)" --bilevel --dpi 200 --per-file 40
scan 05-qingshan img05- "$(village 19 0 7)" --bilevel --dpi 150 --format png
scan 06-daping scan06- "$(village 20 0 1),$(village 21 0 1)" --grey --dpi 150 \
    --format jpeg --quality 50
scan 06-daping batch06- "$(village 20 2 7),$(village 21 2 7),$(villages 22 23 7)" \
    --bilevel --dpi 200 --per-file 50

# What else a pile holds.
scan odd turned180- "$(village 21 8 8)" --bilevel --dpi 200 --format png \
    --with turned=1
scan odd turned90- "$(village 22 8 8)" --bilevel --dpi 200 --format png \
    --with turned=2
scan odd front-only- "$(village 20 8 8)" --bilevel --dpi 200 --format png \
    --drop-side 2
scan odd blank-back- "$(village 23 8 8)" --bilevel --dpi 200 --format png \
    --blank-back
scan odd unclear- "$(village 0 8 8),$(village 5 8 8),$(village 9 8 8)" \
    --bilevel --dpi 200 --format png --with circles=3 --with corrections=3
# a file put in twice, and a sheet fed twice
cp "$(ls "$out"/04-baisha/*.png | head -1)" "$out/odd/copy-of-a-file.png"
scan odd fed-twice- "$(village 12 0 0)" --bilevel --dpi 200 --format png \
    --with shift=1 --drop-side 2
"$PYSIM" odd letter "$out/odd/letter.png" --bilevel --dpi 150
"$PYSIM" odd table "$out/odd/other-table.png" --bilevel --dpi 150

# A sheet of another survey: the same form, another identity.
cat >"$work/other.identity" <<'EOF'
id: 77001122
key: 00112233445566778899aabbccddeeff102132435465768798a9babbdcddedef
EOF
new other "$work/other.identity"
"$PINGYI" -C "$work/other" --json print --unit 0101 --copies 1 \
    >"$work/other.json"
"$PYSIM" scan --layout "$work/layout.json" --print "$work/other.json" \
    --seed $SEED --out "$out/odd" --prefix other-survey- \
    --truth "$work/part.jsonl" --bilevel --dpi 200 --format png --effort 9
sed 's/"kind":"sheet"/"kind":"other"/' "$work/part.jsonl" >>"$work/truth.jsonl"

cp "$work/truth.jsonl" samples/truth.jsonl
tests/sim/make_decisions.sh
