/* engine/type/qr.c - see qr.h. */
#include "engine/type/qr.h"

#include <qrencode.h>

#include "engine/base/i18n.h"

enum { QUIET = 4 };

static enum err_code encode(const char *text, QRcode **code, struct err *err)
{
    *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (*code != NULL)
        return ERR_OK;
    return err_set(err, ERR_RANGE, 0,
                   _("\"%.40s\" does not fit into a QR code"), text);
}

/* Also outside, where it is light. */
static bool dark(const QRcode *code, int x, int y)
{
    return x >= 0 && y >= 0 && x < code->width && y < code->width &&
           (code->data[y * code->width + x] & 1) != 0;
}

enum err_code qr_svg(const char *text, struct str *out, struct err *err)
{
    QRcode *code;
    enum err_code status = encode(text, &code, err);
    if (status != ERR_OK)
        return status;
    int side = code->width + 2 * QUIET;
    str_addf(out,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
             "width=\"%d\" height=\"%d\" shape-rendering=\"crispEdges\">"
             "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
             side, side, side * 6, side * 6, side, side);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++) {
            int n = 0;
            while (dark(code, x + n, y))
                n++;
            if (n > 0)
                str_addf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, n, n);
            x += n;
        }
    str_add(out, "\"/></svg>\n");
    QRcode_free(code);
    return str_check(out, "QR", err);
}

enum err_code qr_blocks(const char *text, struct str *out, struct err *err)
{
    static const char *const cells[] = {"█", "▄", "▀", " "}; /* light drawn */
    QRcode *code;
    enum err_code status = encode(text, &code, err);
    if (status != ERR_OK)
        return status;
    for (int y = -QUIET; y < code->width + QUIET; y += 2) {
        for (int x = -QUIET; x < code->width + QUIET; x++)
            str_add(out, cells[2 * dark(code, x, y + 1) + dark(code, x, y)]);
        str_add_char(out, '\n');
    }
    QRcode_free(code);
    return str_check(out, "QR", err);
}
