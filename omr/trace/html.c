/* omr/trace/html.c - see html.h. */
#include "omr/trace/html.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/sample.h"

enum {
    FILE_BYTES_MAX = 24 * 1024 * 1024,
    PICTURE_WIDTH = 1000,
    FACT_BYTES = 256
};

static const char style[] =
    "body{font:15px/1.6 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;"
    "margin:24px auto;max-width:1080px;padding:0 20px;color:#222}"
    "h1{font-size:22px}h2{font-size:18px;margin:36px 0 4px;"
    "border-top:2px solid #ccc;padding-top:14px}"
    "h2 small{font:13px monospace;color:#777;margin-left:10px}"
    "svg.page{width:100%;border:1px solid #999;background:#eee}"
    "table{border-collapse:collapse;margin:8px 0}"
    "td,th{border:1px solid #ccc;padding:2px 10px;text-align:left;"
    "vertical-align:top}th{background:#f3f3f3;font-weight:normal}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "td img{image-rendering:pixelated;display:block}"
    ".empty{color:#777}.marked{color:#06632d}.cancelled{color:#7a3b00}"
    ".doubtful{color:#b00020;font-weight:bold}p.hint{color:#555}";

void html_raw(struct html *html, const char *fmt, ...)
{
    char piece[1024];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(piece, sizeof piece, fmt, args);
    va_end(args);
    if (n > 0)
        str_add_bytes(&html->text, piece,
                      (size_t)n < sizeof piece ? (size_t)n : sizeof piece - 1);
}

void html_text(struct html *html, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        switch (*p) {
        case '<':
            str_add(&html->text, "&lt;");
            break;
        case '>':
            str_add(&html->text, "&gt;");
            break;
        case '&':
            str_add(&html->text, "&amp;");
            break;
        case '"':
            str_add(&html->text, "&quot;");
            break;
        default:
            str_add_char(&html->text, *p);
        }
    }
}

static void base64(struct str *out, const uint8_t *bytes, size_t n)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t word = (uint32_t)bytes[i] << 16;
        if (i + 1 < n)
            word |= (uint32_t)bytes[i + 1] << 8;
        if (i + 2 < n)
            word |= bytes[i + 2];
        char four[4] = {digits[word >> 18 & 63], digits[word >> 12 & 63],
                        i + 1 < n ? digits[word >> 6 & 63] : '=',
                        i + 2 < n ? digits[word & 63] : '='};
        str_add_bytes(out, four, sizeof four);
    }
}

static enum err_code add_png(struct html *html, const struct image *image,
                             struct err *err)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum err_code code = image_encode_png(image, &bytes, &n, err);
    if (code != ERR_OK)
        return code;
    str_add(&html->text, "data:image/png;base64,");
    base64(&html->text, bytes, n);
    free(bytes);
    return ERR_OK;
}

/* The page as it lies, each picture pixel the mean of what it covers. */
static enum err_code shrink_image(const struct image *image, int32_t shrink,
                                  struct image *out, struct err *err)
{
    int32_t w = image->w / shrink > 0 ? image->w / shrink : 1;
    int32_t h = image->h / shrink > 0 ? image->h / shrink : 1;
    *out = (struct image){.w = w, .h = h, .stride = (size_t)w};
    out->pixels = mem_alloc((size_t)w * (size_t)h, 1);
    if (out->pixels == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    for (int32_t y = 0; y < h; y++) {
        for (int32_t x = 0; x < w; x++) {
            int32_t sum = 0;
            for (int32_t k = 0; k < shrink * shrink; k++)
                sum += sample_grey(image, x * shrink + k % shrink,
                                   y * shrink + k / shrink);
            out->pixels[(size_t)y * out->stride + (size_t)x] =
                (uint8_t)(sum / (shrink * shrink));
        }
    }
    return ERR_OK;
}

enum err_code html_begin(struct html *out, const char *title,
                         const struct image *image, struct err *err)
{
    struct image small;
    int32_t shrink = (image->w + PICTURE_WIDTH - 1) / PICTURE_WIDTH;
    *out = (struct html){.shrink = shrink > 0 ? shrink : 1};
    str_init(&out->text, FILE_BYTES_MAX);
    enum err_code code = shrink_image(image, out->shrink, &small, err);
    if (code != ERR_OK)
        return code;
    out->w = small.w;
    out->h = small.h;
    html_raw(out, "<!DOCTYPE html><html lang=\"%s\"><meta charset=\"utf-8\">"
             "<title>", i18n_lang());
    html_text(out, title);
    html_raw(out, "</title><style>");
    str_add(&out->text, style);
    html_raw(out, "</style>\n<svg width=\"0\" height=\"0\" style=\"position:absolute\">"
             "<defs><image id=\"page\" width=\"%d\" height=\"%d\" href=\"",
             out->w, out->h);
    code = add_png(out, &small, err);
    html_raw(out, "\"/></defs></svg>\n<h1>");
    html_text(out, title);
    html_raw(out, "</h1>\n");
    free(small.pixels);
    return code;
}

void html_deinit(struct html *html)
{
    str_deinit(&html->text);
}

void html_heading(struct html *html, const char *text, const char *file)
{
    html_raw(html, "<h2>");
    html_text(html, text);
    html_raw(html, "<small>%s</small></h2>\n", file);
}

void html_fact(struct html *html, const char *what, const char *fmt, ...)
{
    char value[FACT_BYTES];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(value, sizeof value, fmt, args);
    va_end(args);
    html_raw(html, "<tr><th>");
    html_text(html, what);
    html_raw(html, "</th><td>");
    html_text(html, value);
    html_raw(html, "</td></tr>\n");
}

void html_drawing(struct html *html)
{
    html_raw(html, "<svg class=\"page\" viewBox=\"0 0 %d %d\">"
             "<use href=\"#page\"/><g transform=\"scale(%.6f)\" "
             "fill=\"none\" stroke-width=\"%d\">\n",
             html->w, html->h, 1.0 / html->shrink, 2 * html->shrink);
}

void html_drawing_end(struct html *html)
{
    html_raw(html, "</g></svg>\n");
}

enum err_code html_picture(struct html *html, const struct image *image,
                           struct err *err)
{
    html_raw(html, "<img alt=\"\" width=\"%d\" height=\"%d\" src=\"",
             image->w, image->h);
    enum err_code code = add_png(html, image, err);
    html_raw(html, "\">");
    return code;
}

/* Written in place, not through a temporary: inside a reading process no file
 * may be renamed, and half a trace after a power cut harms nobody. */
enum err_code html_write(struct html *html, const char *path,
                         struct err *err)
{
    enum err_code code = str_check(&html->text, path, err);
    if (code != ERR_OK)
        return code;
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        return err_errno(err, errno, _("writing"), path);
    bool good = fwrite(html->text.text, 1, html->text.n, file) ==
                html->text.n;
    int failed = good ? 0 : errno;
    if (fclose(file) != 0 && good)
        failed = errno;
    return failed != 0 ? err_errno(err, failed, _("writing"), path) : ERR_OK;
}
