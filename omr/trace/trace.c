/* omr/trace/trace.c - see trace.h. */
#include "omr/trace/trace.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "omr/trace/html.h"
#include "omr/trace/stages.h"

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

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
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
    str_addf(&title, "%s-%d", base_name(page->file), page->page + 1);
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
