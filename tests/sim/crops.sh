#!/bin/bash
# Look at what went wrong: crops of the places in a worst list as one picture.
#     crops.sh WORST.tsv SCANS-DIR OUT.png [WHY]      needs ImageMagick
# Each crop is 22 mm wide with the box in the middle; the names are printed in
# the same order.
set -eu
worst=$1 dir=$2 out=$3 why=${4:-silent}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
while IFS=$'\t' read -r what file page x y mm place state kind said; do
    [ "$what" = "$why" ] && [ "$x" != 0 ] || continue
    n=$((n + 1))
    [ $n -le 48 ] || break
    geometry=$(awk -v x="$x" -v y="$y" -v k="$mm" 'BEGIN {
        h = 11 * k; printf "%dx%d%+d%+d", 2 * h, 2 * h, x - h, y - h }')
    convert "$dir/$file[$page]" -crop "$geometry" +repage -colorspace Gray \
        -filter box -resize 200x200\! "$work/$(printf %03d $n).png"
    echo "$n $file[$page] $place drawn:$state/$kind read:$said"
done <"$worst"
[ $n -gt 0 ] || { echo "nothing of kind $why"; exit 0; }
montage "$work"/*.png -tile 8x -geometry +4+4 -background gray "$out"
