/* engine/store/words.c - the words that stand in the database and in --json,
 * one table per enum. */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

static const char *const outcomes[] = {
    [PAGE_READ] = "read",
    [PAGE_SAME_IMAGE] = "same_image",
    [PAGE_SAME_SHEET] = "same_sheet",
    [PAGE_RESCAN] = "rescan",
    [PAGE_CONFLICT] = "conflict",
    [PAGE_OTHER_SURVEY] = "other_survey",
    [PAGE_OTHER_REVISION] = "other_revision",
    [PAGE_WRONG_SIDE] = "wrong_side",
    [PAGE_FORGED] = "forged",
    [PAGE_FOREIGN] = "foreign",
    [PAGE_BLANK] = "blank",
    [PAGE_BLANK_BACK] = "blank_back",
    [PAGE_SEPARATOR] = "separator",
    [PAGE_NO_CODE] = "no_code",
    [PAGE_UNREADABLE] = "unreadable",
    [PAGE_BROKEN] = "broken",
};
_Static_assert(sizeof outcomes / sizeof outcomes[0] == PAGE_OUTCOME_COUNT,
               "one word per outcome");

static const char *const standings[] = {
    [STANDING_NONE] = "none",
    [STANDING_COUNTS] = "counts",
    [STANDING_SPARE] = "spare",
    [STANDING_CONTESTED] = "contested",
    [STANDING_REJECTED] = "rejected",
};
_Static_assert(sizeof standings / sizeof standings[0] == STANDING_COUNT,
               "one word per standing");

static const char *const states[] = {
    [ANSWER_GIVEN] = "given",
    [ANSWER_BLANK] = "blank",
    [ANSWER_INVALID] = "invalid",
    [ANSWER_DOUBTFUL] = "doubtful",
};
_Static_assert(sizeof states / sizeof states[0] == ANSWER_STATE_COUNT,
               "one word per answer state");

static const char *const boxes[] = {
    [BOX_EMPTY] = "empty",
    [BOX_MARKED] = "marked",
    [BOX_CANCELLED] = "cancelled",
    [BOX_DOUBTFUL] = "doubtful",
};
_Static_assert(sizeof boxes / sizeof boxes[0] == BOX_STATE_COUNT,
               "one word per box state");

static const char *const dispositions[] = {
    [DISP_COMPLETE] = "complete",
    [DISP_PARTIAL] = "partial",
    [DISP_BREAK_OFF] = "break_off",
    [DISP_BLANK] = "blank",
    [DISP_MISSING_SIDE] = "missing_side",
    [DISP_CONFLICT] = "conflict",
    [DISP_SCREENED] = "screened",
};
_Static_assert(sizeof dispositions / sizeof dispositions[0] == DISP_COUNT,
               "one word per disposition");

static const char *const kinds[] = {
    [KEPT_NONE] = "",
    [KEPT_PNG] = "png",
    [KEPT_JPEG] = "jpg",
    [KEPT_TIFF] = "tif",
};
_Static_assert(sizeof kinds / sizeof kinds[0] == KEPT_COUNT,
               "one word per kind of kept file");

const char *page_outcome_word(enum page_outcome outcome)
{
    return (unsigned)outcome < PAGE_OUTCOME_COUNT ? outcomes[outcome] : "";
}

const char *page_standing_word(enum page_standing standing)
{
    return (unsigned)standing < STANDING_COUNT ? standings[standing] : "";
}

const char *kept_kind_word(enum kept_kind kind)
{
    return (unsigned)kind < KEPT_COUNT ? kinds[kind] : "";
}

const char *answer_state_word(enum answer_state state)
{
    return (unsigned)state < ANSWER_STATE_COUNT ? states[state] : "";
}

const char *box_state_word(enum box_state state)
{
    return (unsigned)state < BOX_STATE_COUNT ? boxes[state] : "";
}

const char *disposition_word(enum disposition d)
{
    return (unsigned)d < DISP_COUNT ? dispositions[d] : "";
}

bool disposition_valid(enum disposition d)
{
    return d == DISP_COMPLETE || d == DISP_PARTIAL;
}

/* ---- back again ---- */

static enum err_code find(const struct store *store,
                          const char *const words[], int n, const char *word,
                          int *out, struct err *err)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(words[i], word) == 0) {
            *out = i;
            return ERR_OK;
        }
    }
    return err_set(err, ERR_CORRUPT, 0,
                   _("%s holds the word '%s', which means nothing to this "
                     "program; restore it from a copy"),
                   store->path, word);
}

enum err_code word_outcome(struct store *store, const char *word,
                           enum page_outcome *out, struct err *err)
{
    int i = PAGE_BROKEN;
    enum err_code code =
        find(store, outcomes, PAGE_OUTCOME_COUNT, word, &i, err);
    *out = (enum page_outcome)i;
    return code;
}

enum err_code word_standing(struct store *store, const char *word,
                            enum page_standing *out, struct err *err)
{
    int i = STANDING_NONE;
    enum err_code code =
        find(store, standings, STANDING_COUNT, word, &i, err);
    *out = (enum page_standing)i;
    return code;
}

enum err_code word_kept(struct store *store, const char *word,
                        enum kept_kind *out, struct err *err)
{
    int i = KEPT_NONE;
    enum err_code code = find(store, kinds, KEPT_COUNT, word, &i, err);
    *out = (enum kept_kind)i;
    return code;
}

enum err_code word_state(struct store *store, const char *word,
                         enum answer_state *out, struct err *err)
{
    int i = ANSWER_DOUBTFUL;
    enum err_code code =
        find(store, states, ANSWER_STATE_COUNT, word, &i, err);
    *out = (enum answer_state)i;
    return code;
}

enum err_code word_disposition(struct store *store, const char *word,
                               enum disposition *out, struct err *err)
{
    int i = DISP_CONFLICT;
    enum err_code code = find(store, dispositions, DISP_COUNT, word, &i, err);
    *out = (enum disposition)i;
    return code;
}

/* ---- kept words ---- */

struct word {
    struct word *next;
    const char *text;
};

const char *word_keep(struct store *store, const char *text)
{
    if (text[0] == '\0')
        return "";
    for (const struct word *w = store->words; w != NULL; w = w->next)
        if (strcmp(w->text, text) == 0)
            return w->text;
    struct word *w = arena_alloc(store->arena, 1, sizeof *w);
    if (w == NULL)
        return NULL;
    w->text = arena_text(store->arena, text);
    if (w->text == NULL)
        return NULL;
    w->next = store->words;
    store->words = w;
    return w->text;
}
