#include "tests/bench/acc_foreign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "forms/payload.h"
#include "omr/box.h"
#include "omr/foreign.h"
#include "tests/omr/foreign_sheets.h"

enum { SERIAL = 4711, JSON_MAX = 1 << 20 };

/* ---- sheets that the tests do not have ---- */

/* Circles to tick in the margin of each statement, rings at the corners. */
static struct drawn_sheet *sheet_rings(void)
{
    struct drawn_sheet *s = sheet_new("RINGS", "tick", true, 0.3, 1);
    struct drawn_page *p = &s->page[0];
    static const double at[5][2] = {
        {11, 11}, {193, 11}, {11, 280}, {193, 280}, {11, 40}};
    for (int k = 0; k < 5; k++) {
        draw_oval(&p->canvas, at[k][0], at[k][1], 6, 6, 0.8, 255);
        sheet_mark(p, "circle", at[k][0], at[k][1], 6, 6, 0.8);
    }
    for (int q = 0; q < 22; q++) {
        double y = 45 + q * 10.0;
        draw_text(&p->canvas, 28, y + 1, 90);
        for (int k = 0; k < 4; k++) {
            sheet_box(s, p, 'c', 128 + k * 15, y, 5, 5, q + 1, k + 1);
        }
    }
    return s;
}

/* A table whose cells are the boxes; the paper's edge is its only mark. */
static struct drawn_sheet *sheet_cells(void)
{
    struct drawn_sheet *s = sheet_new("CELLS", "tick", true, 0.3, 1);
    struct drawn_page *p = &s->page[0];
    sheet_mark(p, "frame", 0, 0, 210, 297, 0);
    draw_text(&p->canvas, 40, 22, 120);
    for (int q = 0; q < 26; q++) {
        double y = 42 + q * 8.0;
        draw_text(&p->canvas, 22, y + 2, 70);
        draw_rect(&p->canvas, 20, y, 80, 0.3, 255);
        for (int k = 0; k < 5; k++) {
            sheet_box(s, p, 'b', 100 + k * 8.5, y, 8.8, 8.3, q + 1, k + 1);
        }
    }
    return s;
}

static struct drawn_sheet *exam(void)
{
    return sheet_exam(SERIAL);
}

static struct drawn_sheet *brackets(void)
{
    return sheet_brackets(SERIAL);
}

static const struct {
    const char *name;
    struct drawn_sheet *(*draw)(void);
} sheets[] = {
    {"corners", sheet_corners}, {"track", sheet_track},
    {"rings", sheet_rings},     {"cells", sheet_cells},
    {"discs", sheet_answers},   {"frame", exam},
    {"brackets", brackets},
};
enum { SHEET_COUNT = sizeof sheets / sizeof *sheets };

const char *acc_foreign_name(size_t i)
{
    return i < SHEET_COUNT ? sheets[i].name : NULL;
}

/* ---- as the simulator wants them ---- */

/* 600 dpi of darkness to 300 dpi of grey. */
static enum err_code picture_of(const struct canvas *c, struct picture *out,
                                struct err *err)
{
    enum err_code code = picture_init(out, c->w / 2, c->h / 2, 255, err);
    for (int32_t y = 0; code == ERR_OK && y < out->h; y++) {
        for (int32_t x = 0; x < out->w; x++) {
            const uint8_t *a = c->ink + (size_t)(2 * y) * (size_t)c->w + 2 * x;
            const uint8_t *b = a + c->w;
            out->px[(size_t)y * (size_t)out->w + (size_t)x] =
                (uint8_t)(255 - (a[0] + a[1] + b[0] + b[1]) / 4);
        }
    }
    return code;
}

static enum err_code put(const char *path, const struct str *text,
                         struct err *err)
{
    enum err_code code = str_check(text, path, err);
    FILE *out = code == ERR_OK ? fopen(path, "w") : NULL;
    bool ok = out && fwrite(text->text, 1, text->n, out) == text->n;
    ok = out && fclose(out) == 0 && ok;
    return ok || code != ERR_OK
               ? code
               : err_set(err, ERR_IO, 0, "%s cannot be written", path);
}

/* Copies differ in their place in the file only; numbered sheets all have the
 * number that was drawn, and another ending for people to differ by. */
static void list_copies(const struct drawn_sheet *s, size_t copies,
                        struct str *out)
{
    char number[8], serial[32] = "";
    payload_serial_text(SERIAL, number);
    str_add(out, "{\"pages\":[");
    for (size_t i = 0; i < copies; i++) {
        if (!s->open) {
            snprintf(serial, sizeof serial, "%s-%zu", number, i);
        }
        for (int side = 1; side <= s->pages; side++) {
            str_addf(out,
                     "%s{\"file\":\"copy%zu\",\"page\":%d,\"serial\":\"%s\","
                     "\"unit\":\"1\",\"side\":%d}",
                     i + (size_t)side > 1 ? "," : "", i, side, serial, side);
        }
    }
    str_add(out, "]}");
}

static enum err_code draw_copies(const struct drawn_sheet *s, size_t copies,
                                 struct page_cache *cache, struct err *err)
{
    enum err_code code = ERR_OK;
    cache->n = copies * (size_t)s->pages;
    cache->at = mem_alloc(cache->n, sizeof *cache->at);
    if (!cache->at) {
        return err_set(err, ERR_NOMEM, 0, "no memory");
    }
    for (int k = 0; k < s->pages && code == ERR_OK; k++) {
        code = picture_of(&s->page[k].canvas, &cache->at[k], err);
    }
    for (size_t i = (size_t)s->pages; i < cache->n; i++) {
        cache->at[i] = cache->at[i % (size_t)s->pages];
    }
    return code;
}

/* ---- as the reader wants them ---- */

static enum err_code read_layout(const struct str *json,
                                 struct acc_foreign *f, struct err *err)
{
    struct layout *plain = NULL;
    struct str yaml;
    str_init(&yaml, LIMIT_YAML_BYTES);
    enum err_code code =
        layout_parse(json->text, json->n, f->layout, NULL, &plain, err);
    if (code == ERR_OK) {
        code = layout_check_foreign(plain, f->layout, err);
    }
    if (code == ERR_OK) {
        layout_to_form(plain, &yaml);
        code = questionnaire_parse(yaml.text, yaml.n, "form", &f->q, err);
    }
    if (code == ERR_OK) {
        code = layout_parse(json->text, json->n, f->layout, f->q, &f->sheet,
                            err);
    }
    layout_free(plain);
    str_deinit(&yaml);
    return code;
}

static enum err_code learn_blank(const struct drawn_sheet *s,
                                 struct acc_foreign *f, struct err *err)
{
    static const struct draw_scan clean = {300, 0.4, 1, 0, 0,
                                           245, 20,  2, false, 1};
    double *cover = mem_alloc(BOX_PAGE_MAX, sizeof *cover);
    enum err_code code =
        cover ? ERR_OK : err_set(err, ERR_NOMEM, 0, "no memory");
    for (int k = 0; k < s->pages && code == ERR_OK; k++) {
        struct foreign_trial trial = {.cover = cover};
        struct image image = canvas_scan(&s->page[k].canvas, &clean);
        code = foreign_try(f->sheet, &image, &trial, err);
        if (code == ERR_OK && trial.side != k + 1) {
            code = err_set(err, ERR_FORMAT, 0, "the blank sheet %s is not "
                           "found", s->name);
        }
        for (size_t i = 0; i < s->page[k].n && code == ERR_OK; i++) {
            layout_set_printed(f->sheet, (size_t)k, i, cover[i]);
        }
        image_deinit(&image);
    }
    free(cover);
    return code;
}

enum err_code acc_foreign_open(const char *name, const char *folder,
                               size_t copies, struct acc_foreign *f,
                               struct err *err)
{
    struct str json, list;
    size_t i = 0;
    *f = (struct acc_foreign){.bubbles = false};
    while (i < SHEET_COUNT && strcmp(sheets[i].name, name) != 0) {
        i++;
    }
    if (i == SHEET_COUNT) {
        return err_set(err, ERR_NOTFOUND, 0, "no foreign sheet %s", name);
    }
    snprintf(f->layout, sizeof f->layout, "%s/%s.json", folder, name);
    snprintf(f->printed, sizeof f->printed, "%s/%s.print.json", folder, name);
    str_init(&json, JSON_MAX);
    str_init(&list, JSON_MAX);
    struct drawn_sheet *s = sheets[i].draw();
    f->bubbles = strcmp(s->style, "fill") == 0;
    sheet_json(s, &json);
    list_copies(s, copies, &list);
    enum err_code code = put(f->layout, &json, err);
    if (code == ERR_OK) {
        code = put(f->printed, &list, err);
    }
    if (code == ERR_OK) {
        code = draw_copies(s, copies, &f->cache, err);
    }
    if (code == ERR_OK) {
        code = read_layout(&json, f, err);
    }
    if (code == ERR_OK) {
        code = learn_blank(s, f, err);
    }
    f->form = (struct reader_form){.revision = 1, .q = f->q};
    *(s->open ? &f->form.open : &f->form.numbered) = f->sheet;
    f->survey = (struct reader_survey){
        .form_count = 1, .forms = &f->form, .params = judge_usual};
    sheet_free(s);
    str_deinit(&json);
    str_deinit(&list);
    return code;
}

void acc_foreign_close(struct acc_foreign *f)
{
    for (size_t i = 0; f->cache.at && f->sheet &&
                       i < f->sheet->page_count; i++) {
        picture_deinit(&f->cache.at[i]); /* the others are the same */
    }
    free(f->cache.at);
    layout_free(f->sheet);
    questionnaire_free(f->q);
    (void)unlink(f->layout);
    (void)unlink(f->printed);
    *f = (struct acc_foreign){.bubbles = false};
}
