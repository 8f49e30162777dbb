/* omr/foreign.h - a page of a sheet made elsewhere, from pixels to answers.
 *
 * Takes the place of registration, code and boxes in reader.c when the
 * workspace's layout was given by hand (layout->style).  Which side it is and
 * which way up is told by the outlines of the boxes; a code, where the layout
 * has one, must then say what the layout expects.
 */
#ifndef OMR_FOREIGN_H
#define OMR_FOREIGN_H

#include "omr/reader.h"

struct foreign_reader;

/* NULL in *out when the survey's layouts are all our own. */
MUST_USE enum err_code foreign_reader_new(const struct reader_survey *survey,
                                          struct foreign_reader **out,
                                          struct err *err);
void foreign_reader_free(struct foreign_reader *reader);

/* Room the caller lends for one page. */
struct foreign_room {
    char *reason; /* reason_bytes */
    size_t reason_bytes;
    struct box_read *box;       /* BOX_PAGE_MAX */
    struct answer_read *answer; /* LIMIT_ITEMS */
};

/* Read a page whose levels are built.  Fills *out as reader_page() does, and
 * *reg for whoever explains the reading; *page is the side it was read as, or
 * NULL.  batch stays 0: foreign sheets carry no unit.  ERR_NOMEM */
MUST_USE enum err_code foreign_page(struct foreign_reader *reader,
                                    const struct image *image,
                                    const struct levels *levels,
                                    const struct foreign_room *room,
                                    struct registration *reg,
                                    const struct layout_page **page,
                                    struct page_scan *out, struct err *err);

/* The same for a sheet whose number a person read from the paper. */
MUST_USE enum err_code foreign_page_numbered(
    struct foreign_reader *reader, const struct image *image,
    const struct levels *levels, uint64_t serial,
    const struct foreign_room *room, struct registration *reg,
    const struct layout_page **page, struct page_scan *out, struct err *err);

/* The sheet's number from what stands beside its code, typed: the whole text
 * of the code or the digits after its prefix; spaces do not matter.  false
 * when no code of the layout says so. */
bool foreign_number(const struct layout *layout, const char *typed,
                    uint64_t *serial);

/* Does a blank sheet fit a layout?  For `layout fit` and `new --blank`. */
struct foreign_trial {
    int side;            /* that fits best, 1..; 0 = none */
    double found;        /* share of its outlines that are there */
    double other;        /* the same of the next best side or way up */
    double residual_mm, worst_mm;
    size_t marks, points;
    double *cover;       /* of every box of that side, nothing taken off; NULL
                          * or room for BOX_PAGE_MAX */
};
MUST_USE enum err_code foreign_try(const struct layout *layout,
                                   const struct image *image,
                                   struct foreign_trial *trial,
                                   struct err *err);

#endif
