#!/bin/bash
# The sheets of the presets, compared with stored pictures.
. tests/cli/lib.sh
# golden.sh prints its own lines; count them here as well.
for form in NM LD XP PJ; do
    "$PINGYI" layout --form "samples/presets/$form.yaml" --pdf "$WORK/$form.pdf" >/dev/null
    lines=$(tests/golden.sh "sheet-$form" "$WORK/$form.pdf" 2>&1)
    while IFS= read -r line; do
        case $line in
        "ok - "*) pass "${line#ok - }" ;;
        "not ok - "*) fail "${line#not ok - }" ;;
        *) echo "# $line" ;;
        esac
    done <<<"$lines"
done
done_testing
