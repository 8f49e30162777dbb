/* omr/reader.h - from one page image to measured boxes and answers.
 *
 * Pure: no store, no files.  The stages (docs/reading.md) are levels ->
 * fiducials -> registration -> code -> boxes -> judge -> question rules, each
 * in its own file; this is their sum.
 */
#ifndef OMR_READER_H
#define OMR_READER_H

#include "engine/store/store.h"
#include "forms/layout.h"
#include "forms/payload.h"
#include "omr/image.h"
#include "omr/judge.h"
#include "omr/register.h"

/* What the reader knows of the survey: layouts by revision. */
struct reader_form {
    int revision;
    const struct questionnaire *q; /* borrowed */
    const struct layout *numbered, *open; /* borrowed; NULL if never printed */
};

struct reader_survey {
    uint32_t id;
    uint8_t key[32];
    size_t form_count;
    const struct reader_form *forms;
    struct judge_params params;
    int judged; /* number of the round's params row; 0 = none stored */
};

struct reader; /* scratch buffers and the code scanners; reused page to page */
MUST_USE enum err_code reader_new(const struct reader_survey *survey,
                                  struct reader **out, struct err *err);
void reader_free(struct reader *reader);

/* Read one page.  Never fails for what the paper shows: every page gets an
 * outcome (READ, OTHER_SURVEY, OTHER_REVISION, FORGED, FOREIGN, BLANK,
 * NO_CODE, UNREADABLE) with a reason.  out's arrays are borrowed from the
 * reader until its next page.  out->file, page, image_hash and store_hash are
 * left to the caller.  out->map is page mm -> pixels of `image` as it lies.
 *   ERR_NOMEM */
MUST_USE enum err_code reader_page(struct reader *reader,
                                   const struct image *image,
                                   struct page_scan *out, struct err *err);

/* The same for a sheet made elsewhere: `serial` is the number that a person
 * read on it (foreign_number() said it can be one). */
MUST_USE enum err_code reader_page_numbered(struct reader *reader,
                                            const struct image *image,
                                            uint64_t serial,
                                            struct page_scan *out,
                                            struct err *err);

/* The same for a page whose codes are dead: `keyed` is what a person read
 * beside one, verified (payload_read() said OK). */
MUST_USE enum err_code reader_page_keyed(struct reader *reader,
                                         const struct image *image,
                                         const struct payload *keyed,
                                         struct page_scan *out,
                                         struct err *err);

/* What each stage found on the last page, for whoever explains a reading
 * (omr/trace).  All borrowed until the reader's next page; a stage that was
 * not reached left NULL or zeroes. */
struct reader_look {
    const struct levels *levels;
    const struct blobs *blobs;
    const struct layout_page *frame;       /* whose marks were looked for */
    const struct registration *registration;
    enum payload_verdict verdict;          /* of the best code text found */
    bool any_code;
    const struct questionnaire *q;         /* NULL: no boxes were measured */
    const struct layout_page *page;
};

void reader_look(const struct reader *reader, struct reader_look *out);

#endif
