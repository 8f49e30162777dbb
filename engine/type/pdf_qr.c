/* engine/type/pdf_qr.c - QR codes as vector rectangles.
 *
 * One path for the whole code: libharu damages one-bit images, and separate
 * fills would show hairlines between modules on some printers.
 */
#include <qrencode.h>
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/type/pdf_internal.h"

/* Version 5 is the largest we would print (37 modules). */
enum { SIDE_MAX = 177 };

static bool dark(const QRcode *code, int x, int y)
{
    return (code->data[y * code->width + x] & 1) != 0;
}

/* The run of dark modules that starts at x, y, or 0. */
static int run_at(const QRcode *code, int x, int y)
{
    int n = 0;
    if (x > 0 && dark(code, x - 1, y))
        return 0;
    while (x + n < code->width && dark(code, x + n, y))
        n++;
    return n;
}

/* How many rows below repeat exactly this run; those rows are marked done. */
static int rows_same(const QRcode *code, int x, int y, int n,
                     unsigned char *done)
{
    int rows = 1;
    while (y + rows < code->width && run_at(code, x, y + rows) == n) {
        done[(y + rows) * code->width + x] = 1;
        rows++;
    }
    return rows;
}

static size_t merge(const QRcode *code, double module_mm, double x0,
                    double y0, unsigned char *done, double *xywh)
{
    size_t n = 0;
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            int w = run_at(code, x, y);
            if (w == 0 || done[y * code->width + x])
                continue;
            int h = rows_same(code, x, y, w, done);
            double *r = xywh + 4 * n++;
            r[0] = x0 + x * module_mm;
            r[1] = y0 + y * module_mm;
            r[2] = w * module_mm;
            r[3] = h * module_mm;
        }
    }
    return n;
}

void pdf_qr(struct pdf *pdf, const char *text, double x, double y, double w)
{
    if (!pdf_ready(pdf))
        return;
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_Q, QR_MODE_8, 1);
    if (code == NULL || code->width > SIDE_MAX) {
        QRcode_free(code);
        err_set(&pdf->err, ERR_RANGE, 0,
                _("\"%.40s\" does not fit into a QR code"), text);
        return;
    }
    size_t cells = (size_t)code->width * (size_t)code->width;
    double *xywh = mem_alloc(cells, 4 * sizeof *xywh);
    unsigned char *done = mem_alloc(cells, 1);
    if (xywh != NULL && done != NULL) {
        size_t n = merge(code, w / code->width, x, y, done, xywh);
        pdf_fill_rects(pdf, n, xywh, BLACK);
    } else {
        err_set(&pdf->err, ERR_NOMEM, 0, _("%s: out of memory"), "QR");
    }
    free(done);
    free(xywh);
    QRcode_free(code);
}
