/* omr/fit/cmd_new.c - `pingyi new --layout`: sheets made elsewhere. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/commands.h"
#include "omr/batch/alone.h"
#include "omr/box.h"
#include "omr/fit/fit.h"
#include "omr/foreign.h"

#define LETTER 0.015  /* printed cover below this is none */
#define BLANK_OK 0.9  /* share of outlines a blank sheet must show */

/* The questions that are on paper only. */
static enum err_code make_form(const struct layout *layout, const char *path,
                               struct questionnaire **form, struct err *err)
{
    struct str yaml;
    str_init(&yaml, LIMIT_YAML_BYTES);
    layout_to_form(layout, &yaml);
    enum err_code code = str_check(&yaml, path, err);
    if (code == ERR_OK)
        code = questionnaire_parse(yaml.text, yaml.n,
                                   _("the questionnaire made from the "
                                     "layout"),
                                   form, err);
    str_deinit(&yaml);
    return code;
}

struct blank { /* a blank sheet to be measured, and what it shows */
    const struct layout *layout;
    const char *path;
    double printed[LIMIT_SIDES][BOX_PAGE_MAX];
};

/* What one page of the blank sheet has printed inside its boxes. */
static enum err_code measure_blank(struct blank *blank,
                                   const struct image *image, size_t number,
                                   struct err *err)
{
    const struct layout *layout = blank->layout;
    struct foreign_trial trial = {
        .cover = mem_alloc(BOX_PAGE_MAX, sizeof(double))};
    if (trial.cover == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = foreign_try(layout, image, &trial, err);
    if (code == ERR_OK && trial.found < BLANK_OK)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s, page %zu: this is not the blank sheet of the "
                         "layout; %d %% of the boxes are where it has them"),
                       blank->path, number, (int)(trial.found * 100));
    for (size_t i = 0; code == ERR_OK &&
                       i < layout->pages[trial.side - 1].box_count;
         i++)
        blank->printed[trial.side - 1][i] =
            trial.cover[i] < LETTER ? 0 : trial.cover[i];
    free(trial.cover);
    return code;
}

static enum err_code look_at_blank(void *arg, struct err *err)
{
    struct blank *blank = arg;
    struct image_file *file = NULL;
    enum err_code code = image_file_open(blank->path, &file, err);
    for (size_t i = 0; code == ERR_OK && i < image_file_pages(file); i++) {
        struct image image = {0};
        code = image_file_page(file, i, &image, err);
        if (code == ERR_OK)
            code = measure_blank(blank, &image, i + 1, err);
        image_deinit(&image);
    }
    image_file_close(file);
    return code;
}

/* The scan comes from outside: it is decoded in the sandbox. */
static enum err_code take_blank(struct layout *layout, const char *path,
                                struct err *err)
{
    static const char *const nowhere[] = {NULL};
    struct blank *blank = alone_memory(sizeof *blank);
    if (blank == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    blank->layout = layout;
    blank->path = path;
    enum err_code code = alone_run(look_at_blank, blank, nowhere, err);
    for (size_t p = 0; code == ERR_OK && p < layout->page_count; p++)
        for (size_t i = 0; i < layout->pages[p].box_count; i++)
            layout_set_printed(layout, p, i, blank->printed[p][i]);
    alone_memory_free(blank, sizeof *blank);
    return code;
}

/* Every question of the questionnaire has its place, or it is never read. */
static enum err_code check_complete(const struct layout *layout,
                                    const struct questionnaire *q,
                                    const char *path, struct err *err)
{
    if (strcmp(layout->form, q->form) != 0)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s: form: \"%s\", but the questionnaire is \"%s\""),
                       path, layout->form, q->form);
    if (q->anonymous && !layout->open)
        return err_set(err, ERR_DENIED, 0,
                       _("%s: codes with \"prefix\" number the sheets, but "
                         "the questionnaire is anonymous"),
                       path);
    for (size_t i = 0; i < q->item_count; i++) {
        const struct item *item = &q->items[i];
        size_t boxes = 0;
        size_t areas = 0;
        for (size_t p = 0; p < layout->page_count; p++) {
            const struct layout_page *page = &layout->pages[p];
            for (size_t k = 0; k < page->box_count; k++)
                boxes += page->boxes[k].item == i;
            for (size_t k = 0; k < page->area_count; k++)
                areas += page->areas[k].item == i;
        }
        if (item->kind == ITEM_TEXT ? areas == 0
                                    : boxes != item->scale->choice_count)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s: boxes: question %s has %zu choices, but %zu "
                             "boxes"),
                           path, item->code,
                           item->scale != NULL ? item->scale->choice_count
                                               : 0,
                           boxes);
    }
    return ERR_OK;
}

static enum err_code use_layout(const char *path, const char *text, size_t n,
                                const char *blank,
                                struct questionnaire **form,
                                struct str *json, bool *open, struct err *err)
{
    struct layout *layout = NULL;
    /* Once in the order of the file, so that complaints count as it does;
     * then with the questionnaire, which sorts. */
    enum err_code code = layout_parse(text, n, path, NULL, &layout, err);
    if (code == ERR_OK)
        code = layout_check_foreign(layout, path, err);
    if (code == ERR_OK && *form == NULL)
        code = make_form(layout, path, form, err);
    layout_free(layout);
    layout = NULL;
    if (code == ERR_OK)
        code = layout_parse(text, n, path, *form, &layout, err);
    if (code == ERR_OK)
        code = check_complete(layout, *form, path, err);
    if (code == ERR_OK && blank != NULL)
        code = take_blank(layout, blank, err);
    if (code == ERR_OK) {
        *open = layout->open;
        layout_to_json(layout, json);
        code = str_check(json, path, err);
    }
    layout_free(layout);
    return code;
}

static enum err_code read_layout(const char *path, const char *blank,
                                 struct questionnaire **form,
                                 struct str *json, bool *open,
                                 struct err *err)
{
    char *text = NULL;
    size_t n = 0;
    enum err_code code =
        file_read_text(path, LIMIT_JSON_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = use_layout(path, text, n, blank, form, json, open, err);
    free(text);
    return code;
}

int cmd_new_any(struct cli *cli)
{
    return workspace_new(cli, &(struct new_door){.layout = read_layout});
}
