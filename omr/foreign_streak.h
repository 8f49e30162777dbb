/* omr/foreign_streak.h - a page made elsewhere without the streaks of dirty
 * glass.
 *
 * Its own printed lines run as straight and as far, so a line that lies on
 * outlines of the layout is print.  What is left is painted over in a copy of
 * the page; what a wide one hides is told box by box.
 */
#ifndef OMR_FOREIGN_STREAK_H
#define OMR_FOREIGN_STREAK_H

#include "engine/store/store.h"
#include "forms/layout.h"
#include "omr/levels.h"
#include "omr/map.h"

struct foreign_clean; /* reused from page to page */
MUST_USE enum err_code foreign_clean_new(struct foreign_clean **out,
                                         struct err *err);
void foreign_clean_free(struct foreign_clean *clean);

/* The page as it is to be measured: `image` itself where it has no streak,
 * else a copy that lives until the next call.  ERR_NOMEM */
MUST_USE enum err_code foreign_clean_page(struct foreign_clean *clean,
                                          const struct image *image,
                                          const struct levels *levels,
                                          const struct layout_page *page,
                                          const struct page_map *map,
                                          const struct image **out,
                                          struct err *err);

/* Sets measure.masked of the page's boxes: the share of each that a wide
 * streak of the page cleaned last hides. */
void foreign_clean_hidden(const struct foreign_clean *clean,
                          const struct layout_page *page,
                          const struct page_map *map, struct box_read box[]);

#endif
