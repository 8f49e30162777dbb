/* omr/review/decision.c - see decision.h. */
#include "omr/review/decision.h"

#include <string.h>

#include "engine/base/i18n.h"
#include "engine/gate/gate.h"

static const struct item *item_of(struct store *store,
                                  const struct review_row *row)
{
    const struct questionnaire *q = NULL;
    if (row->item == SIZE_MAX ||
        store_form(store, row->revision, &q, NULL, NULL) != ERR_OK ||
        row->item >= q->item_count)
        return NULL;
    return &q->items[row->item];
}

static bool whole_word(const char *text, enum answer_state *state)
{
    static const struct {
        const char *word;
        enum answer_state state;
    } words[] = {
        {"blank", ANSWER_BLANK},     {"未答", ANSWER_BLANK},
        {"invalid", ANSWER_INVALID}, {"无效", ANSWER_INVALID},
        {"void", ANSWER_INVALID},    {"作废", ANSWER_INVALID},
        {"keep", ANSWER_GIVEN},      {"有效", ANSWER_GIVEN},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].word, text) != 0)
            continue;
        *state = words[i].state;
        return true;
    }
    return false;
}

static enum err_code unknown_choice(const struct item *item, const char *text,
                                    struct err *err)
{
    struct str list;
    str_init(&list, 512);
    for (size_t i = 0; i < item->scale->choice_count; i++)
        str_addf(&list, "%s%s %s", i > 0 ? ", " : "",
                 item->scale->choices[i].code, item->scale->choices[i].text);
    enum err_code code = err_set(
        err, ERR_RANGE, 0,
        _("%s: '%s' is none of its choices (%s), nor blank or invalid"),
        item->code, text, list.text);
    str_deinit(&list);
    return code;
}

/* "Q2;Q5" against the item's scale. */
static enum err_code parse_choices(const struct item *item, const char *text,
                                   struct decision *out, struct err *err)
{
    char word[32];
    for (const char *p = text; *p != '\0';) {
        size_t n = strcspn(p, ";,");
        long choice = -1;
        if (n > 0 && n < sizeof word) {
            memcpy(word, p, n);
            word[n] = '\0';
            choice = item_find_choice(item, word);
        }
        if (choice < 0)
            return unknown_choice(item, text, err);
        out->choices |= UINT64_C(1) << choice;
        p += n + (p[n] != '\0');
    }
    if (out->choices == 0)
        return unknown_choice(item, text, err);
    out->state = ANSWER_GIVEN;
    return ERR_OK;
}

enum err_code decision_parse(struct store *store,
                             const struct review_row *row, const char *text,
                             struct decision *out, struct err *err)
{
    const struct item *item = item_of(store, row);
    *out = (struct decision){ANSWER_BLANK, 0};
    bool keep = strcmp(text, "keep") == 0 || strcmp(text, "有效") == 0;
    if (whole_word(text, &out->state) && (item == NULL || !keep))
        return ERR_OK;
    if (item == NULL)
        return err_set(err, ERR_RANGE, 0,
                       _("'%s': for a whole page say keep or void"), text);
    if (item->scale == NULL)
        return err_set(err, ERR_RANGE, 0,
                       _("%s is free text; say blank or invalid"),
                       item->code);
    return parse_choices(item, text, out, err);
}

void decision_print(struct store *store, const struct review_row *row,
                    enum answer_state state, uint64_t choices,
                    struct str *out)
{
    decision_print_item(item_of(store, row), state, choices, out);
}

void decision_print_item(const struct item *item, enum answer_state state,
                         uint64_t choices, struct str *out)
{
    if (item == NULL || item->scale == NULL) {
        str_add(out, state == ANSWER_GIVEN ? "keep" : "void");
        return;
    }
    if (choices == 0) {
        str_add(out, state == ANSWER_INVALID    ? "invalid"
                     : state == ANSWER_DOUBTFUL ? "?"
                                                : "blank");
        return;
    }
    bool any = false;
    for (size_t i = 0; i < item->scale->choice_count; i++) {
        if ((choices >> i & 1) == 0)
            continue;
        str_addf(out, "%s%s", any ? ";" : "", item->scale->choices[i].code);
        any = true;
    }
    if (state == ANSWER_DOUBTFUL)
        str_add(out, "?");
}

enum err_code decision_apply(struct store *store, int64_t id,
                             const char *answer, const char *who,
                             const char *why, size_t *decided,
                             struct err *err)
{
    struct review_row row;
    struct decision decision;
    *decided = 1;
    enum err_code code = store_review_get(store, id, &row, err);
    if (code == ERR_OK && decision_is_number(store, &row, answer))
        return decision_number(store, &row, answer, who, why, decided, err);
    if (code == ERR_OK)
        code = decision_parse(store, &row, answer, &decision, err);
    if (code == ERR_OK)
        code = gate_decide(store, id, decision.state, decision.choices, who,
                           why, err);
    return code;
}
