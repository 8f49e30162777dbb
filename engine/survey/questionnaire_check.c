/* engine/survey/questionnaire_check.c - rules between the parts. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/survey/internal.h"

static bool scale_has(const struct scale *s, enum choice_meaning meaning)
{
    for (size_t i = 0; i < s->choice_count; i++)
        if (s->choices[i].meaning == meaning)
            return true;
    return false;
}

/* The meaning a role cannot do without, and its word in the file. */
static const struct {
    bool needed;
    enum choice_meaning meaning;
} role_needs[] = {
    [ROLE_SCREEN] = {true, MEANS_ENDS},
    [ROLE_PERSON] = {false, MEANS_NOTHING},
    [ROLE_AWARE] = {true, MEANS_KNOWS},
    [ROLE_SATISFY] = {true, MEANS_SATISFIED},
    [ROLE_OVERALL] = {true, MEANS_SATISFIED},
    [ROLE_FACT] = {true, MEANS_HAPPENED},
    [ROLE_PRIORITY] = {false, MEANS_NOTHING},
    [ROLE_TEXT] = {false, MEANS_NOTHING},
    [ROLE_VOTE] = {false, MEANS_NOTHING},
    [ROLE_CODE] = {false, MEANS_NOTHING},
};
_Static_assert(sizeof role_needs / sizeof role_needs[0] == ROLE_COUNT,
               "one row per role");

static void check_role(struct reader *r, const struct item *item,
                       const struct ynode *at)
{
    if ((item->role == ROLE_TEXT) != (item->kind == ITEM_TEXT))
        bad(r, at, ERR_FORMAT,
            _("item %s: role %s and kind %s do not go together; expected "
              "text with text"),
            item->code, item_role_word(item->role),
            item_kind_word(item->kind));
    if (item->role == ROLE_VOTE && item->kind != ITEM_SINGLE)
        bad(r, at, ERR_FORMAT,
            _("item %s is a vote; expected kind single, because each row is "
              "voted on once"),
            item->code);
    bool rated = item->role == ROLE_AWARE || item->role == ROLE_SATISFY ||
                 item->role == ROLE_OVERALL;
    if (rated && item->kind == ITEM_MULTI)
        bad(r, at, ERR_FORMAT,
            _("item %s has role %s; expected kind single, because a rate "
              "needs one answer a person"),
            item->code, item_role_word(item->role));
    if (item->scale == NULL || !role_needs[item->role].needed)
        return;
    if (!scale_has(item->scale, role_needs[item->role].meaning))
        bad(r, at, ERR_FORMAT,
            _("item %s has role %s, but no choice of its scale means '%s'; "
              "expected at least one"),
            item->code, item_role_word(item->role),
            choice_meaning_word(role_needs[item->role].meaning));
    if (item->role != ROLE_SCREEN && scale_has(item->scale, MEANS_ENDS))
        bad(r, at, ERR_FORMAT,
            _("item %s has a choice that ends the interview; expected that "
              "only in items of role screen"),
            item->code);
}

static void check_max(struct reader *r, struct item *item,
                      const struct ynode *at)
{
    int choices = item->scale != NULL ? (int)item->scale->choice_count : 0;
    const struct ynode *max = ynode_get(at, "max");
    if (item->kind == ITEM_MULTI) {
        if (max != NULL && choices > 0 && item->max_choices > choices)
            bad(r, max, ERR_FORMAT,
                _("item %s allows %d of %d choices; expected at most %d"),
                item->code, item->max_choices, choices, choices);
        if (item->max_choices == 0)
            item->max_choices = choices;
        return;
    }
    if (max != NULL && !(item->kind == ITEM_SINGLE && item->max_choices == 1))
        bad(r, max, ERR_FORMAT,
            _("item %s takes one answer; expected no 'max' (or kind: multi)"),
            item->code);
    item->max_choices = item->kind == ITEM_SINGLE ? 1 : 0;
}

static void check_one_overall(struct reader *r)
{
    const struct item *first = NULL;
    for (size_t i = 0; i < r->q->item_count; i++) {
        if (r->items[i].role != ROLE_OVERALL)
            continue;
        if (first != NULL)
            bad(r, r->item_node[i], ERR_FORMAT,
                _("item %s is a second overall item after %s; expected at "
                  "most one, because it alone makes the headline rate"),
                r->items[i].code, first->code);
        else
            first = &r->items[i];
    }
}

/* A rule for carrying a vote needs rows to carry and a word for yes. */
static void check_pass(struct reader *r, const struct ynode *root)
{
    bool votes = false;
    if (r->q->pass.den == 0)
        return;
    for (size_t i = 0; i < r->q->item_count; i++) {
        const struct item *item = &r->items[i];
        votes = votes || item->role == ROLE_VOTE;
        if (item->role == ROLE_VOTE && item->scale != NULL &&
            !scale_has(item->scale, MEANS_FOR)) {
            bad(r, ynode_get(root, "pass"), ERR_FORMAT,
                _("the form says when a row is carried, but no choice of "
                  "item %s means 'for'; expected one"),
                item->code);
            return;
        }
    }
    if (!votes)
        bad(r, ynode_get(root, "pass"), ERR_FORMAT,
            _("the form says when a row is carried, but nothing is voted on; "
              "expected an item of role vote, or no 'pass'"));
}

/* Rows of a matrix share one scale, or the column heads would lie. */
static void check_matrix(struct reader *r, size_t section)
{
    const struct section *s = &r->sections[section];
    if (!s->matrix)
        return;
    for (size_t i = s->first_item; i < s->first_item + s->item_count; i++) {
        const struct item *item = &r->items[i];
        if (item->scale == NULL && item->kind != ITEM_TEXT)
            continue; /* said already */
        if (item->kind != ITEM_SINGLE || item->grid != NULL ||
            item->scale != r->items[s->first_item].scale)
            bad(r, r->item_node[i], ERR_FORMAT,
                _("item %s stands in a matrix; expected single choice on "
                  "the same scale as the rows above"),
                item->code);
    }
}

static void check_pools(struct reader *r)
{
    for (size_t i = 0; i < r->pool_count; i++)
        if (r->pools[i].used < 2)
            bad(r, r->pools[i].node, ERR_FORMAT,
                _("the pool '%s' joins %zu items; expected two or more items "
                  "with 'pool: %s'"),
                r->pools[i].code, r->pools[i].used, r->pools[i].code);
    for (size_t i = 0; i < r->q->item_count; i++)
        for (size_t j = 0; j < i; j++)
            if (r->items[i].pool != NULL &&
                r->items[i].pool == r->items[j].pool &&
                (r->items[i].scale != r->items[j].scale ||
                 r->items[i].role != r->items[j].role)) {
                bad(r, r->item_node[i], ERR_FORMAT,
                    _("items %s and %s share the pool '%s'; expected the "
                      "same role and scale"),
                    r->items[j].code, r->items[i].code, r->items[i].pool);
                return;
            }
}

/* 不了解 carries no score: a mean that counted it would punish honesty. */
static void check_scores(struct reader *r, const struct scale *s,
                         const struct ynode *at)
{
    const struct ynode *choices = ynode_get(at, "choices");
    const struct ynode *n = choices != NULL ? choices->first : NULL;
    size_t scored = 0;
    size_t substantive = 0;
    for (size_t i = 0; i < s->choice_count && n != NULL; i++, n = n->next) {
        const struct choice *c = &s->choices[i];
        bool opinion = c->meaning >= MEANS_SATISFIED &&
                       c->meaning <= MEANS_DISSATISFIED;
        scored += opinion && c->score != SCORE_NONE;
        substantive += opinion;
        if (!opinion && c->score != SCORE_NONE)
            bad(r, ynode_get(n, "score"), ERR_FORMAT,
                _("'%s' cannot carry a score; expected scores only on "
                  "satisfied, partly, neutral and dissatisfied"),
                c->text);
    }
    if (scored != 0 && scored != substantive)
        bad(r, at, ERR_FORMAT,
            _("scale %s scores %zu of %zu answers; expected all or none"),
            s->code, scored, substantive);
}

/* "100/60/0": the scores of a scale in printed order, "" when it has none. */
static void book_of(const struct scale *s, char *out, size_t room)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < s->choice_count && used < room; i++) {
        if (s->choices[i].score == SCORE_NONE)
            continue;
        int wrote = snprintf(out + used, room - used, "%s%d",
                             used > 0 ? "/" : "", s->choices[i].score);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

/* The printed name of the score book must be the book that is used. */
static void check_book(struct reader *r, const struct ynode *root)
{
    char book[64] = "";
    const char *shown = r->q->book;
    for (size_t i = 0; i < r->q->item_count; i++) {
        const struct item *item = &r->items[i];
        char own[64];
        if (item->scale == NULL ||
            (item->role != ROLE_SATISFY && item->role != ROLE_OVERALL))
            continue;
        book_of(item->scale, own, sizeof own);
        if (book[0] == '\0')
            memcpy(book, own, sizeof book);
        if (own[0] == '\0' || strcmp(own, book) == 0)
            continue;
        bad(r, r->item_node[i], ERR_FORMAT,
            _("item %s is scored %s, items before it %s; expected one score "
              "book for all"),
            item->code, own, book);
        return;
    }
    if (shown != NULL && strcmp(shown, book) != 0) {
        char cut[EXCERPT_MAX];
        bad(r, ynode_get(root, "book"), ERR_FORMAT,
            _("the score book is called '%s', but the scores are '%s'; "
              "expected them to agree"),
            excerpt(shown, cut), book);
    } else if (shown == NULL) {
        r->q->book = arena_text(r->arena, book);
        r->no_memory = r->no_memory || r->q->book == NULL;
    }
}

/* A threshold without the items it judges would never be shown. */
static void check_thresholds(struct reader *r, const struct ynode *root)
{
    bool aware = false;
    bool overall = false;
    for (size_t i = 0; i < r->q->item_count; i++) {
        aware = aware || r->items[i].role == ROLE_AWARE;
        overall = overall || r->items[i].role == ROLE_OVERALL;
    }
    const struct ynode *n = ynode_get(root, "thresholds");
    if (r->q->thresholds.aware_permille > 0 && !aware)
        bad(r, ynode_get(n, "aware"), ERR_FORMAT,
            _("a threshold for awareness, but no item of role aware; "
              "expected one, or no threshold"));
    if (r->q->thresholds.satisfied_permille > 0 && !overall)
        bad(r, ynode_get(n, "satisfied"), ERR_FORMAT,
            _("a threshold for satisfaction, but no item of role overall; "
              "expected one, or no threshold"));
}

void check_questionnaire(struct reader *r, const struct ynode *root)
{
    for (size_t i = 0; i < r->q->item_count; i++) {
        check_role(r, &r->items[i], r->item_node[i]);
        check_max(r, &r->items[i], r->item_node[i]);
        if (r->choices_node[i] != NULL && r->items[i].scale != NULL)
            check_scores(r, r->items[i].scale, r->item_node[i]);
    }
    const struct ynode *scales = ynode_get(root, "scales");
    const struct ynode *n = scales != NULL ? scales->first : NULL;
    for (size_t i = 0; i < r->q->scale_count && n != NULL; i++, n = n->next)
        check_scores(r, &r->scales[i], n);
    for (size_t s = 0; s < r->q->section_count; s++)
        check_matrix(r, s);
    check_one_overall(r);
    check_pass(r, root);
    check_pools(r);
    check_book(r, root);
    check_thresholds(r, root);
}
