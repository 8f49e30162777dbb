/* omr/trace/trace.c - see trace.h. */
#include "omr/trace/trace.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "omr/trace/html.h"
#include "omr/trace/stages.h"

enum { TITLE_BYTES = 100 }; /* doubled slashes and all stay under 255 */

static const char *outcome_text(enum page_outcome outcome)
{
    switch (outcome) {
    case PAGE_READ:
        return _("read");
    case PAGE_BLANK:
        return _("blank");
    case PAGE_FOREIGN:
        return _("not one of our sheets");
    case PAGE_NO_CODE:
        return _("neither code can be read");
    case PAGE_UNREADABLE:
        return _("not squared up within the limits");
    default:
        return page_outcome_word(outcome);
    }
}

static void result(struct html *html, const struct page_scan *page)
{
    html_raw(html, "<p><b>");
    html_text(html, outcome_text(page->outcome));
    html_raw(html, "</b> ");
    html_text(html, page->reason);
    html_raw(html, "</p>\n");
}

/* The path as given, so that pages of one name from two folders stay apart:
 * "b/scan1.png" becomes "b__scan1.png-1".  Of a very long one the tail, behind
 * a sum of the whole. */
static void title_of(const struct page_scan *page, struct str *out)
{
    const char *path = page->file;
    while (path[0] == '/' || strncmp(path, "./", 2) == 0)
        path += path[0] == '/' ? 1 : 2;
    if (path[0] == '.')
        str_add(out, "_"); /* "../b": not a hidden file */
    size_t n = strlen(path);
    if (n > TITLE_BYTES) {
        uint8_t sum[SHA256_BYTES];
        char hex[SHA256_HEX];
        crypto_sha256(path, n, sum);
        crypto_hex(sum, SHA256_BYTES, hex);
        str_addf(out, "%.8s_", hex);
        path += n - TITLE_BYTES;
        while (((unsigned char)*path & 0xC0) == 0x80)
            path++; /* not in the middle of a character */
    }
    for (; *path != '\0'; path++) {
        if (*path == '/')
            str_add(out, "__");
        else
            str_add_char(out, *path);
    }
    str_addf(out, "-%d", page->page + 1);
}

enum err_code trace_page(const char *folder, const struct reader *reader,
                         const struct image *image,
                         const struct page_scan *page, struct err *err)
{
    struct trace t = {.image = image, .page = page};
    struct html html = {0};
    struct str path;
    struct str title;
    reader_look(reader, &t.look);
    str_init(&path, LIMIT_PATH_BYTES);
    str_init(&title, LIMIT_PATH_BYTES);
    title_of(page, &title);
    str_addf(&path, "%s/%s.html", folder, title.text);
    enum err_code code = str_check(&path, folder, err);
    if (code == ERR_OK)
        code = html_begin(&html, title.text, image, err);
    if (code == ERR_OK) {
        result(&html, page);
        stage_levels(&html, &t);
        stage_marks(&html, &t);
        if (t.look.registration->status == REGISTER_OK)
            code = stage_codes(&html, &t, err);
    }
    if (code == ERR_OK) {
        stage_boxes(&html, &t);
        code = stage_judge(&html, &t, err);
    }
    if (code == ERR_OK)
        code = html_write(&html, path.text, err);
    html_deinit(&html);
    str_deinit(&title);
    str_deinit(&path);
    return code;
}
