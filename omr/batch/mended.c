/* omr/batch/mended.c - see mended.h. */
#include "omr/batch/mended.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/gate/gate.h"

static bool add(void *ctx, int64_t id, const char *file, int page)
{
    struct mended *m = ctx;
    struct mended_page *grown = mem_grow(m->list, m->n + 1, sizeof *grown);
    char *copy = grown != NULL ? strdup(file) : NULL;
    if (grown != NULL)
        m->list = grown;
    if (copy == NULL)
        return true;
    m->list[m->n++] =
        (struct mended_page){.id = id, .file = copy, .page = page};
    return false;
}

static int by_place(const void *a, const void *b)
{
    const struct mended_page *x = a;
    const struct mended_page *y = b;
    int order = strcmp(x->file, y->file);
    return order != 0 ? order : (x->page > y->page) - (x->page < y->page);
}

static bool count(void *ctx, int64_t id, const char *file, int page)
{
    (void)id;
    (void)file;
    (void)page;
    ++*(size_t *)ctx;
    return false;
}

enum err_code mended_init(struct mended *m, struct store *store,
                          struct err *err)
{
    size_t wanted = 0;
    *m = (struct mended){.list = NULL};
    enum err_code code = store_pages_broken(store, count, &wanted, err);
    if (code == ERR_OK)
        code = store_pages_broken(store, add, m, err);
    if (code == ERR_OK && m->n < wanted)
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK && m->n > 1)
        qsort(m->list, m->n, sizeof *m->list, by_place);
    return code;
}

void mended_deinit(struct mended *m)
{
    for (size_t i = 0; i < m->n; i++)
        free(m->list[i].file);
    free(m->list);
    *m = (struct mended){.list = NULL};
}

/* Several broken copies may have lain in one place, one after another. */
enum err_code mended_page(struct mended *m, struct store *store,
                          const struct page_scan *page, struct err *err)
{
    char *file = (char *)(uintptr_t)page->file; /* only compared */
    struct mended_page key = {.file = file, .page = page->page};
    if (m->n == 0 || page->outcome == PAGE_BROKEN)
        return ERR_OK;
    struct mended_page *at =
        bsearch(&key, m->list, m->n, sizeof *m->list, by_place);
    if (at == NULL)
        return ERR_OK;
    while (at > m->list && by_place(at - 1, &key) == 0)
        at--;
    enum err_code code = ERR_OK;
    for (; code == ERR_OK && at < m->list + m->n && by_place(at, &key) == 0;
         at++)
        code = gate_page_mended(store, at->id, err);
    return code;
}
