/* omr/batch/place.c - see place.h. */
#include "omr/batch/place.h"

#include "engine/base/i18n.h"

/* Is this the last side of a form with an odd number of them? */
static bool ends_on_front(struct store *store, const struct page_scan *page)
{
    const struct form_sides *sides;
    if (page->outcome == PAGE_SEPARATOR)
        return true;
    if (page->side == 0 || page->revision == 0 ||
        page->outcome == PAGE_OTHER_SURVEY || page->outcome == PAGE_FORGED ||
        store_sides(store, page->revision, page->open, &sides, NULL) !=
            ERR_OK)
        return false;
    return sides->count % 2 == 1 && page->side == sides->count;
}

void place_next(struct place *place, struct store *store,
                struct page_scan *page)
{
    if (page->outcome == PAGE_SEPARATOR)
        place->bag = page->batch;
    page->bag = place->bag;
    if (page->outcome == PAGE_BLANK && place->back_empty) {
        page->outcome = PAGE_BLANK_BACK;
        page->reason = _("the empty back of the sheet before it");
        place->back_empty = false;
        return;
    }
    place->back_empty = ends_on_front(store, page);
}
