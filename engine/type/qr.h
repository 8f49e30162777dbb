/* engine/type/qr.h - QR codes for screens. */
#ifndef ENGINE_TYPE_QR_H
#define ENGINE_TYPE_QR_H

#include "engine/base/err.h"
#include "engine/base/str.h"

/* Append an SVG image of the code (level M, four modules of quiet zone) that
 * holds `text`.  ERR_RANGE: more than a code holds (2,331 bytes) */
MUST_USE enum err_code qr_svg(const char *text, struct str *out,
                              struct err *err);
/* The same in half blocks, for a terminal with dark letters on light or the
 * other way round: quiet zone and light modules are drawn. */
MUST_USE enum err_code qr_blocks(const char *text, struct str *out,
                                 struct err *err);

#endif
