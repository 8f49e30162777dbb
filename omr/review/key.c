/* omr/review/key.c - see key.h. */
#include "omr/review/key.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "forms/payload.h"
#include "omr/batch/params.h"
#include "omr/batch/survey.h"
#include "omr/foreign.h"
#include "omr/review/page_image.h"

/* ---- the code ---- */

/* Point at the character, if one explains it. */
static enum err_code mistyped(struct store *store, const char *typed,
                              struct err *err)
{
    const struct survey_info *info = store_survey(store);
    struct payload_slip slip;
    if (!payload_mend(typed, info->id, info->key, &slip))
        return err_set(err, ERR_FORMAT, 0,
                       _("this is not a code of this workspace: more than one "
                         "character is wrong, or it stands on another "
                         "survey's sheet; compare it with the paper"));
    if (slip.swapped)
        return err_set(err, ERR_FORMAT, 0,
                       _("the code does not add up: in group %d, characters "
                         "%d and %d (%c%c) look swapped; compare them with "
                         "the paper"),
                       slip.group, slip.place, slip.place + 1, slip.typed,
                       slip.meant);
    return err_set(err, ERR_FORMAT, 0,
                   _("the code does not add up: in group %d, character %d "
                     "looks wrong, '%c' where '%c' would fit; compare it with "
                     "the paper"),
                   slip.group, slip.place, slip.typed, slip.meant);
}

static enum err_code read_code(struct store *store, const char *typed,
                               struct payload *out, struct err *err)
{
    const struct survey_info *info = store_survey(store);
    char code[PAYLOAD_CHARS + 1];
    struct err why = ERR_INIT;
    struct payload_slip slip;
    if (payload_typed(typed, code, &why) == ERR_OK) {
        enum payload_verdict v =
            payload_read(code, info->id, info->key, out);
        if (v == PAYLOAD_OK && out->separator)
            return err_set(err, ERR_FORMAT, 0,
                           _("this is the code of a separator sheet"));
        if (v == PAYLOAD_OK)
            return ERR_OK;
        return mistyped(store, typed, err);
    }
    if (payload_mend(typed, info->id, info->key, &slip))
        return mistyped(store, typed, err);
    return err_set(err, why.code, why.native, "%s", why.text);
}

/* ---- sheets made elsewhere ---- */

static const struct layout *foreign_layout(const struct reader_survey *survey)
{
    for (size_t i = survey->form_count; i-- > 0;) {
        const struct layout *layout = survey->forms[i].numbered;
        if (layout != NULL && layout->style != SHEET_OURS)
            return layout;
    }
    return NULL;
}

static enum err_code read_number(const struct layout *layout,
                                 const char *typed, uint64_t *serial,
                                 struct err *err)
{
    if (foreign_number(layout, typed, serial))
        return ERR_OK;
    return err_set(err, ERR_FORMAT, 0,
                   _("'%.40s' is no number of these sheets; type the digits "
                     "beside the code, as many as the layout says"),
                   typed);
}

/* ---- the page ---- */

static enum err_code check_review(struct store *store, int64_t id,
                                  struct page_row *page, struct err *err)
{
    struct review_row row;
    enum err_code code = store_review_get(store, id, &row, err);
    if (code == ERR_OK)
        code = store_page_get(store, row.page, page, err);
    if (code == ERR_OK &&
        (row.item != SIZE_MAX || page->outcome != PAGE_NO_CODE))
        code = err_set(err, ERR_NOTNOW, 0,
                       _("question %lld is not about a page whose code could "
                         "not be read"),
                       (long long)id);
    return code;
}

/* What the page says, read with the code.  The arrays of *out are the
 * reader's. */
static enum err_code read_again(struct reader *reader,
                                const struct image *image,
                                const struct payload *payload,
                                uint64_t serial, struct page_scan *out,
                                struct err *err)
{
    enum err_code code =
        serial != 0 ? reader_page_numbered(reader, image, serial, out, err)
                    : reader_page_keyed(reader, image, payload, out, err);
    if (code == ERR_OK && out->outcome != PAGE_READ)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("the page cannot be read with this code: %s"),
                       out->reason);
    out->wide = image->w;
    out->high = image->h;
    return code;
}

enum err_code review_key(struct store *store, int64_t review,
                         const char *typed, const char *who, const char *why,
                         struct gate_result *result, struct err *err)
{
    struct payload payload;
    uint64_t serial = 0; /* of a sheet made elsewhere */
    struct judge_params params;
    struct page_scan scan;
    struct image image = {0};
    struct reader_survey *survey = NULL;
    struct reader *reader = NULL;
    *result = (struct gate_result){.outcome = PAGE_NO_CODE};
    struct page_row *page = mem_alloc(1, sizeof *page);
    if (page == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = check_review(store, review, page, err);
    if (code == ERR_OK)
        code = reader_survey_load(store, &survey, err);
    const struct layout *layout =
        code == ERR_OK ? foreign_layout(survey) : NULL;
    if (code == ERR_OK)
        code = layout != NULL ? read_number(layout, typed, &serial, err)
                              : read_code(store, typed, &payload, err);
    if (code == ERR_OK)
        code = round_params_ensure(store, &params, &survey->judged, err);
    if (code == ERR_OK)
        code = page_image_open(store, page, &image, err);
    if (code == ERR_OK)
        code = reader_new(survey, &reader, err);
    if (code == ERR_OK)
        code = read_again(reader, &image, &payload, serial, &scan, err);
    if (code == ERR_OK) {
        scan.judged = survey->judged;
        if (layout != NULL)
            scan.batch = page->batch; /* the unit it was scanned for */
        code = gate_key_page(store, page->id, &scan, layout != NULL, who, why,
                             result, err);
    }
    reader_free(reader);
    reader_survey_free(survey);
    image_deinit(&image);
    free(page);
    return code;
}
