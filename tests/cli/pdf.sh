#!/bin/bash
# PDF files of copiers and scanning programs: read like any scan, page by
# page; locked, damaged and hostile ones cost themselves alone.
. tests/cli/lib.sh
cd "$WORK" || exit 1
cat >units.csv <<'CSV'
code,parent,name,class,households,population
00,,清水县,县,900,3000
01,00,东乡镇,乡镇,900,3000
0101,01,河湾村,村,500,1600
CSV
printf '# for tests only\nid: 1000001\nkey: %s\n' "$(printf 'a%.0s' $(seq 64))" >a.identity
"$PINGYI" new ws --preset NM --units units.csv --identity a.identity >/dev/null || exit 1
"$PINGYI" -C ws print --unit 0101 --copies 3 >/dev/null || exit 1
cp ws/out/*.pdf sheets.pdf
pdftoppm -r 200 -gray sheets.pdf page
# One picture a page, Flate, as a program would write it; `cut` lets the data
# of page 3, stored as JPEG, end after that share, `bomb` makes page 3 900 million pixels.
cat >pictures.py <<'PY'
import subprocess, sys, zlib
out, mode, names = sys.argv[1], sys.argv[2], sys.argv[3:]
objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
kids = []
for i, name in enumerate(names):
    data = open(name, "rb").read()
    w, h = (int(v) for v in data.split(b"\n")[1].split())
    pixels = data[-w * h:]
    image, text, page = 3 + 3 * i, 4 + 3 * i, 5 + 3 * i
    extra = b""
    if mode.startswith("cut") and i == 2:
        pgm = b"P5\n%d %d\n255\n" % (w, h) + pixels
        jpeg = subprocess.run(["cjpeg", "-quality", "85"], input=pgm,
                              stdout=subprocess.PIPE, check=True).stdout
        stream = jpeg[: int(len(jpeg) * float(mode[3:]))]
        code = b"/Filter /DCTDecode"
    else:
        stream, code = zlib.compress(pixels, 1), b"/Filter /FlateDecode"
    if mode == "bomb" and i == 2:
        w, h = 30000, 30000
        stream = zlib.compress(bytes(w * h // 8), 9)
    objects[image] = (b"<< /Type /XObject /Subtype /Image /Width %d /Height %d"
                      b" /ColorSpace /DeviceGray /BitsPerComponent %d %s"
                      b" /Length %d >>\nstream\n%s\nendstream"
                      % (w, h, 1 if h == 30000 else 8, code, len(stream), stream))
    pw, ph = 595.3, 841.7
    draw = b"q %.2f 0 0 %.2f 0 0 cm /I Do Q" % (pw, ph)
    objects[text] = (b"<< /Length %d >>\nstream\n%s\nendstream"
                     % (len(draw), draw))
    objects[page] = (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f]"
                     b" /Resources << /XObject << /I %d 0 R >> >>"
                     b" /Contents %d 0 R >>" % (pw, ph, image, text))
    kids.append(b"%d 0 R" % page)
objects[2] = (b"<< /Type /Pages /Count %d /Kids [%s] >>"
              % (len(kids), b" ".join(kids)))
with open(out, "wb") as f:
    f.write(b"%PDF-1.7\n")
    at = {}
    for n in sorted(objects):
        at[n] = f.tell()
        f.write(b"%d 0 obj\n%s\nendobj\n" % (n, objects[n]))
    table = f.tell()
    f.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for n in sorted(objects):
        f.write(b"%010d 00000 n \n" % at[n])
    f.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(objects) + 1, table))
PY
py pictures.py scans.pdf whole page-*.pgm

fresh() { # fresh NAME: a workspace that printed the same sheets
    rm -rf "$1"
    "$PINGYI" new "$1" --preset NM --units units.csv --identity a.identity >/dev/null
    "$PINGYI" -C "$1" print --unit 0101 --copies 3 >/dev/null
}
count() { json out "d[\"summary\"][\"outcomes\"][\"$1\"]"; }

# ---- read like any scan ----
exits "a PDF of scans is read" 0 "$PINGYI" -C ws scan scans.pdf --json
is "every page of it" "$(count read)" 6
is "one record a page" "$(json out '[p["page"] for p in d["pages"]]')" "[1, 2, 3, 4, 5, 6]"
fresh png
pdftoppm -r 200 -gray -png sheets.pdf page
exits "the same pages as PNG" 0 "$PINGYI" -C png scan page-*.png --json
"$PINGYI" -C ws export jsonl --out - >pdf.jsonl
"$PINGYI" -C png export jsonl --out - >png.jsonl
is "give the same answers" "$(cmp pdf.jsonl png.jsonl && echo same)" same
exits "the PNG files are known for the same images" 0 "$PINGYI" -C ws scan page-*.png --json
is "pixel for pixel" "$(count same_image)" 6
fresh drawn
exits "a PDF of words and lines is read too" 0 "$PINGYI" -C drawn scan sheets.pdf --json
is "all of it" "$(count read)" 6

# ---- as programs rewrite them ----
qpdf --object-streams=generate --linearize scans.pdf packed.pdf
fresh packed
exits "packed and linearised" 0 "$PINGYI" -C packed scan packed.pdf --json
is "is read" "$(count read)" 6
qpdf --rotate=+90:1-6 scans.pdf turned.pdf
fresh turned
exits "turned by /Rotate" 0 "$PINGYI" -C turned scan turned.pdf --json
is "is read" "$(count read)" 6

# ---- locked ----
echo '水 Zw8Kq3' >password
echo nonsense >wrong
: >none
qpdf --encrypt '水 Zw8Kq3' owner 256 -- scans.pdf locked.pdf
fresh locked
exits "a locked file needs a person" 3 "$PINGYI" -C locked scan locked.pdf --json
like "and says what it needs" "$(json out 'd["pages"][0]["reason"]')" 'needs a password.*--pdf-password-file'
exits "the wrong password" 3 "$PINGYI" -C locked scan locked.pdf --pdf-password-file wrong --json
like "is called wrong" "$(json out 'd["pages"][0]["reason"]')" 'another password'
exits "an empty password file fails" 1 "$PINGYI" -C locked scan locked.pdf --pdf-password-file none
exits "the right one reads it" 0 "$PINGYI" -C locked scan locked.pdf --pdf-password-file password --json
is "all of it" "$(count read)" 6
PINGYI_PDF_PASSWORD='水 Zw8Kq3' exits "so does the environment" 0 "$PINGYI" -C locked scan locked.pdf --json
is "and knows the images" "$(count same_image)" 6
is "the password is in no file of the workspace" "$(grep -rl Zw8Kq3 locked | wc -l)" 0
qpdf --encrypt '' owner 256 -- scans.pdf owner.pdf
fresh owner
exits "a file locked against changes only is read" 0 "$PINGYI" -C owner scan owner.pdf --json
is "without a password" "$(count read)" 6

# ---- damaged and hostile ----
sed 's/startxref/startxxxx/' scans.pdf >noxref.pdf
fresh noxref
exits "a lost table is repaired" 0 "$PINGYI" -C noxref scan noxref.pdf --json
is "and everything read" "$(count read)" 6
head -c $(($(stat -c %s scans.pdf) * 2 / 3)) scans.pdf >half.pdf
fresh half
exits "half a file needs a person" 3 "$PINGYI" -C half scan half.pdf scans.pdf --json
is "it is one damaged file" "$(count broken)" 1
is "and costs no other" "$(count read)" 6
for share in 0.6 0.9 0.99; do
    fresh cut
    py pictures.py cut.pdf cut$share page-*.pgm
    exits "a page whose data end after $share needs a person" 3 "$PINGYI" -C cut scan cut.pdf --json
    is "it is damaged" "$(json out 'd["pages"][2]["outcome"]')" broken
    is "the five others are read" "$(count read)" 5
done
py pictures.py bomb.pdf bomb page-*.pgm
fresh bomb
exits "a page of 900 million pixels needs a person" 3 "$PINGYI" -C bomb scan bomb.pdf --json
is "the five others are read" "$(count read)" 5
# A poppler that crashes while it draws the third page.
cat >crash.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
int poppler_page_get_index(void *page);
void poppler_page_render_for_printing(void *page, void *cairo)
{
    void (*draw)(void *, void *) =
        (void (*)(void *, void *))dlsym(RTLD_NEXT, "poppler_page_render_for_printing");
    if (poppler_page_get_index(page) == 2)
        (void)raise(SIGSEGV);
    draw(page, cairo);
}
C
if [ "${B:-}" = build/asan ]; then
    pass "a crash of poppler # SKIP the sanitizer must be loaded first"
else
    gcc -w -shared -fPIC -o crash.so crash.c
    fresh crash
    exits "a page at which poppler crashes needs a person" 3 \
        env LD_PRELOAD="$WORK/crash.so" "$PINGYI" -C crash scan scans.pdf --json
    is "it is quarantined" "$(json out 'd["pages"][2]["outcome"]')" broken
    like "with what happened" "$(json out 'd["pages"][2]["reason"]')" 'ended unexpectedly'
    is "the five others are read" "$(count read)" 5
fi

# ---- what is no scan is called by its name ----
mkdir odd
printf 'BM\0\0\0\0' >odd/a.bmp
printf 'RIFF\0\0\0\0WEBPVP8 ' >odd/a.jpg
printf '\0\0\0\x18ftypheic\0\0\0\0mif1heic' >odd/b.jpg
printf 'PK\3\4' >odd/a.docx
fresh odd-ws
exits "files of other kinds need a person" 3 "$PINGYI" -C odd-ws scan odd --json
why() { json out "[p['reason'] for p in d['pages'] if p['file'].endswith('$1')][0]"; }
like "BMP" "$(why a.bmp)" 'BMP.*PNG'
like "WebP under another name" "$(why a.jpg)" 'WebP'
like "HEIC under another name" "$(why b.jpg)" "HEIC.*camera to JPEG"
like "Word" "$(why a.docx)" 'office document'
done_testing
