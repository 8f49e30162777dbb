/* tests/sim/truth.h - the truth beside the pictures: one line a page.
 *
 * {"file","page","kind","serial","unit","side","form","format","dpi",
 *  "bilevel","turned","profile","conditions":["skew/2"],"hand":{…},
 *  "corners":[[x,y] of the page's (0,0), (w,0), (0,h) in scanned pixels],
 *  "box_count":n,
 *  "items":[{"question","state":"given|blank|invalid","choices":["2"],
 *            "corrected":true}],
 *  "boxes":[{"question","choice","state","kind","meant","cover","seen"}]}
 * Boxes without any ink are left out; kind is "sheet", "blank", "foreign" …
 */
#ifndef SIM_TRUTH_H
#define SIM_TRUTH_H

#include "engine/base/str.h"
#include "tests/sim/form.h"
#include "tests/sim/profile.h"

struct truth_page {
    const char *file; /* without folder */
    int page;         /* 0.. in the file */
    const char *kind;
    const struct printed_page *printed; /* NULL for what is no sheet */
    const struct form *form;
    size_t side; /* 0.. */
    const struct situation *situation;
    const char *profile;
    size_t condition_count;
    const char *const *conditions; /* "skew/2" */
    const struct view *view;
    const struct respondent *person;
    const struct drawn *drawn; /* by box of the side */
};

void truth_line(const struct truth_page *t, struct str *out);

#endif
