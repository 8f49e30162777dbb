/* omr/trace/html.h - an HTML file that stands by itself: text is escaped,
 * pictures are data URIs, drawings are inline SVG over the one picture of the
 * page. */
#ifndef OMR_TRACE_HTML_H
#define OMR_TRACE_HTML_H

#include "engine/base/str.h"
#include "omr/image.h"

struct html {
    struct str text;
    int32_t w, h;  /* of the page's picture */
    int32_t shrink; /* image pixels per picture pixel, >= 1 */
};

/* Start the file; `image` becomes the page's picture, about 1000 px wide.
 *   ERR_NOMEM */
MUST_USE enum err_code html_begin(struct html *out, const char *title,
                                  const struct image *image, struct err *err);
void html_deinit(struct html *html);

/* Markup of our own, not escaped. */
void html_raw(struct html *html, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Words from outside: escaped. */
void html_text(struct html *html, const char *text);
void html_heading(struct html *html, const char *text, const char *file);
/* A row of two cells: what, and its value. */
void html_fact(struct html *html, const char *what, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* A drawing over the page's picture; coordinates are image pixels. */
void html_drawing(struct html *html);
void html_drawing_end(struct html *html);

/* A small picture of its own.  ERR_NOMEM */
MUST_USE enum err_code html_picture(struct html *html,
                                    const struct image *image,
                                    struct err *err);

/* Finish and write the file.  ERR_NOMEM, ERR_IO, ERR_FULL */
MUST_USE enum err_code html_write(struct html *html, const char *path,
                                  struct err *err);

#endif
