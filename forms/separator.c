/* forms/separator.c - see separator.h. */
#include "forms/separator.h"

#include <stdio.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/units.h"
#include "engine/base/utf8.h"
#include "forms/design.h"
#include "forms/frame.h"
#include "forms/print.h"

enum { SCENE_BYTES = 1024 * 1024 };

#define OUTLINE_MM .2
#define UNIT_PT_MAX 40.0

static double width_em(struct pdf *pdf, enum font_role role, const char *text)
{
    double w = 0;
    for (const char *at = text; *at != '\0';)
        w += pdf_advance(pdf, role, utf8_next(&at));
    return w;
}

/* Centred on the paper, at most `size_pt` and no wider than the content. */
static void centred(struct pdf *pdf, enum font_role role, double size_pt,
                    double baseline_y, const char *text)
{
    double em = width_em(pdf, role, text);
    double widest = mm_to_pt(FRAME_WIDTH);
    if (em * size_pt > widest)
        size_pt = widest / em;
    pdf_text(pdf, role, size_pt,
             A4_W_MM / 2 - pt_to_mm(em * size_pt) / 2, baseline_y, 0, BLACK,
             text);
}

/* The words on it are for whoever packs and scans, so Chinese. */
static void put_words(struct pdf *pdf, const struct survey_info *survey,
                      const struct batch *batch, const struct unit *unit,
                      const char *name)
{
    char line[128];
    centred(pdf, FONT_HEI, 60, 80, "分 隔 页");
    centred(pdf, FONT_KAI, UNIT_PT_MAX, 120, name);
    (void)snprintf(line, sizeof line, "%s　第 %u 批　%lld 份", unit->code,
                   batch->number, (long long)batch->copies);
    centred(pdf, FONT_SONG, 24, 140, line);
    centred(pdf, FONT_SONG, 16, 160, survey->title);
    centred(pdf, FONT_SONG, 14, 200,
            "放在本袋问卷之前一起扫描。本页不计票，不发给填答人。");
}

static void put_page(struct store *store, struct pdf *pdf,
                     const struct scene *frame, const struct batch *batch,
                     const char *name)
{
    const struct survey_info *survey = store_survey(store);
    const struct payload payload = {.separator = true,
                                    .survey = survey->id,
                                    .revision = batch->revision,
                                    .side = 1,
                                    .batch = batch->number};
    char code[PAYLOAD_CHARS + 1];
    payload_write(&payload, survey->key, code);
    pdf_page(pdf, A4_W_MM, A4_H_MM);
    scene_draw(frame, pdf);
    design_draw_code(pdf, code);
    put_words(pdf, survey, batch, &store_units(store)->unit[batch->unit],
              name);
}

static enum err_code put_pages(struct store *store, struct pdf *pdf,
                               const struct scene *frame, size_t n,
                               const struct batch batches[], struct err *err)
{
    enum err_code code = ERR_OK;
    struct str name;
    str_init(&name, LIMIT_PATH_BYTES);
    for (size_t i = 0; code == ERR_OK && i < n; i++) {
        str_clear(&name);
        print_unit_name(store_units(store), batches[i].unit, &name);
        code = str_check(&name, _("the unit's name"), err);
        if (code == ERR_OK)
            code = pdf_check_text(pdf, FONT_KAI, name.text,
                                  _("the unit's name"), err);
        if (code == ERR_OK)
            put_page(store, pdf, frame, &batches[i], name.text);
    }
    str_deinit(&name);
    return code;
}

enum err_code separator_file_write(struct store *store, size_t n,
                                   const struct batch batches[],
                                   const char *path, struct err *err)
{
    const struct pdf_info info = {.title = "分隔页"};
    struct pdf *pdf = NULL;
    struct arena *arena = arena_new(SCENE_BYTES);
    struct draft *draft = draft_new("", 1, false, OUTLINE_MM);
    struct scene *frame = arena != NULL ? scene_new(arena) : NULL;
    enum err_code code = ERR_OK;
    if (draft == NULL || frame == NULL) {
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
        goto done;
    }
    draft_page(draft, A4_W_MM, A4_H_MM);
    frame_add(draft, frame, OUTLINE_MM);
    code = pdf_new(&info, &pdf, err);
    if (code == ERR_OK)
        code = put_pages(store, pdf, frame, n, batches, err);
    if (code == ERR_OK)
        code = pdf_save(pdf, path, err);
done:
    pdf_free(pdf);
    draft_free(draft);
    arena_free(arena);
    return code;
}
