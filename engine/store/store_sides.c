/* engine/store/store_sides.c - which item stands on which side, from the
 * layout as it was printed. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

static enum err_code bad_layout(int revision, struct err *err)
{
    return err_set(err, ERR_CORRUPT, 0,
                   _("the stored layout of revision %d does not fit its "
                     "questionnaire; restore survey.db from a copy"),
                   revision);
}

/* Note `number` for the item of every entry of `list` (boxes or areas).
 * False when an entry names no item of the questionnaire. */
static bool note(const struct questionnaire *q, const struct jval *list,
                 uint8_t number, uint8_t side[])
{
    for (size_t i = 0; i < jval_count(list); i++) {
        const char *code = jval_text(jval_get(jval_at(list, i), "question"));
        long item = code != NULL ? questionnaire_find(q, code) : -1;
        if (item < 0)
            return false;
        if (side[item] == 0)
            side[item] = number;
    }
    return true;
}

static enum err_code parse(struct store *store, int revision,
                           const struct questionnaire *q, const char *json,
                           struct form_sides **out, struct err *err)
{
    struct jval *root = NULL;
    enum err_code code =
        jval_parse(json, strlen(json), "survey.db:layout", &root, err);
    if (code != ERR_OK)
        return code;
    const struct jval *pages = jval_get(root, "pages");
    size_t n = jval_count(pages);
    struct form_sides *sides = arena_alloc(store->arena, 1, sizeof *sides);
    uint8_t *side = arena_alloc(store->arena, q->item_count + 1, 1);
    if (sides == NULL || side == NULL) {
        jval_free(root);
        return no_memory(store, err);
    }
    if (n < 1 || n > LIMIT_SIDES)
        code = bad_layout(revision, err);
    for (size_t p = 0; code == ERR_OK && p < n; p++) {
        const struct jval *page = jval_at(pages, p);
        uint8_t number = (uint8_t)(p + 1);
        if (!note(q, jval_get(page, "boxes"), number, side) ||
            !note(q, jval_get(page, "areas"), number, side))
            code = bad_layout(revision, err);
    }
    jval_free(root);
    if (code != ERR_OK)
        return code;
    *sides = (struct form_sides){.count = (int)n, .side = side};
    *out = sides;
    return ERR_OK;
}

/* Every item on the one side there is. */
static enum err_code one_side(struct store *store,
                              const struct questionnaire *q,
                              const struct form_sides **out, struct err *err)
{
    struct form_sides *sides = arena_alloc(store->arena, 1, sizeof *sides);
    uint8_t *side = arena_alloc(store->arena, q->item_count + 1, 1);
    if (sides == NULL || side == NULL)
        return no_memory(store, err);
    memset(side, 1, q->item_count);
    *sides = (struct form_sides){.count = 1, .side = side};
    *out = sides;
    return ERR_OK;
}

enum err_code store_sides(struct store *store, int revision, bool open,
                          const struct form_sides **out, struct err *err)
{
    const struct questionnaire *q;
    struct form_sides *sides = NULL;
    char *json = NULL;
    *out = NULL;
    enum err_code code = store_form(store, revision, &q, &revision, err);
    if (code != ERR_OK)
        return code;
    *out = store->sides[revision][open];
    if (*out != NULL)
        return ERR_OK;
    struct err missing = ERR_INIT;
    code = store_layout_get(store, revision, open, &json, &missing);
    if (code == ERR_OK)
        code = parse(store, revision, q, json, &sides, err);
    else if (code == ERR_NOTFOUND)
        return one_side(store, q, out, err); /* not cached: it may come yet */
    else
        (void)err_set(err, code, missing.native, "%s", missing.text);
    free(json);
    if (code != ERR_OK)
        return code;
    store->sides[revision][open] = sides;
    *out = sides;
    return ERR_OK;
}
