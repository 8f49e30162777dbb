/* reports/opinions.c - see opinions.h. */
#include "reports/opinions.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

enum { ARENA_BYTES = 256 * 1024 * 1024 };

struct piece { /* an opinion with its place in the order */
    uint8_t hash[SHA256_BYTES];
    struct opinion opinion;
};

struct loader {
    struct arena *arena;
    struct piece *list;
    size_t count, room;
    bool failed;
};

/* Breaks and tabs become spaces; NULL when nothing else is left. */
static const char *one_line(struct loader *l, const char *text)
{
    size_t n = strlen(text), kept = 0;
    char *copy = arena_alloc(l->arena, n + 1, 1);

    if (!copy) {
        l->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        bool space = (unsigned char)text[i] <= ' ' || text[i] == 0x7f;

        if (!space)
            copy[kept++] = text[i];
        else if (kept > 0 && copy[kept - 1] != ' ')
            copy[kept++] = ' ';
    }
    while (kept > 0 && copy[kept - 1] == ' ')
        kept--;
    copy[kept] = '\0';
    return kept > 0 ? copy : NULL;
}

static void keep(struct loader *l, size_t unit, size_t item, const char *text)
{
    const char *line = one_line(l, text);

    if (!line)
        return;
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        struct piece *list = realloc(l->list, room * sizeof(*list));

        if (!list) {
            l->failed = true;
            return;
        }
        l->list = list;
        l->room = room;
    }
    struct piece *p = &l->list[l->count++];
    crypto_sha256(line, strlen(line), p->hash);
    p->opinion = (struct opinion){unit, item, line};
}

static bool take(void *ctx, const struct response_row *row)
{
    struct loader *l = ctx;

    if (!disposition_valid(row->disposition))
        return false;
    for (size_t i = 0; i < row->answer_count; i++) {
        const struct answer_row *a = &row->answers[i];

        if (a->text && *a->text && a->writing == WRITING_TYPED)
            keep(l, row->unit, a->item, a->text);
    }
    return l->failed;
}

static int by_hash(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    int order = memcmp(x->hash, y->hash, sizeof(x->hash));

    if (order == 0)
        order = (x->opinion.unit > y->opinion.unit) -
                (x->opinion.unit < y->opinion.unit);
    return order ? order
                 : (x->opinion.item > y->opinion.item) -
                       (x->opinion.item < y->opinion.item);
}

static enum err_code finish(struct loader *l, struct opinions **out,
                            struct err *err)
{
    struct opinions *o = arena_alloc(l->arena, 1, sizeof(*o));

    if (o)
        o->list = arena_alloc(l->arena, l->count ? l->count : 1,
                              sizeof(*o->list));
    if (l->failed || !o || !o->list)
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    if (l->count > 1)
        qsort(l->list, l->count, sizeof(*l->list), by_hash);
    for (size_t i = 0; i < l->count; i++)
        o->list[i] = l->list[i].opinion;
    o->count = l->count;
    o->arena = l->arena;
    *out = o;
    return ERR_OK;
}

enum err_code opinions_load(struct store *store, struct opinions **out,
                            struct err *err)
{
    struct loader l = {.arena = arena_new(ARENA_BYTES)};
    enum err_code code;

    *out = NULL;
    if (!l.arena)
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    code = store_responses(store, take, &l, err);
    if (code == ERR_OK)
        code = finish(&l, out, err);
    free(l.list);
    if (code != ERR_OK)
        arena_free(l.arena);
    return code;
}

void opinions_free(struct opinions *opinions)
{
    if (opinions)
        arena_free(opinions->arena);
}
