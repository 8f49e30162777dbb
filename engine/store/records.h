/* engine/store/records.h - the rows behind an answer, for the gate only.
 *
 * store.h is what everyone reads; this is how answers come to be.  No rule is
 * decided here: the gate decides, these write.  All inside a transaction.
 */
#ifndef ENGINE_STORE_RECORDS_H
#define ENGINE_STORE_RECORDS_H

#include "engine/store/store.h"

/* ---- pages ---- */

/* What tells this page from every other: keyed hash of the file's name
 * without folder, the page number, and its content (the file's bytes, else
 * the pixels).  Two blank backs with equal pixels stay two pages. */
void record_identity(const struct store *store, const struct page_scan *scan,
                     uint8_t out[SHA256_BYTES]);

/* The page with this identity; *id = 0 when there is none. */
MUST_USE enum err_code record_page_find(struct store *store,
                                        const uint8_t identity[SHA256_BYTES],
                                        int64_t *id,
                                        enum page_outcome *outcome,
                                        struct err *err);
/* A page with these pixels that carries answers; *id = 0: none. */
MUST_USE enum err_code record_image_find(struct store *store,
                                         const uint8_t hash[SHA256_BYTES],
                                         int64_t *id, struct err *err);

/* What a stored page is known by: identity, and into *scan the hash of its
 * pixels and its kept file.  ERR_NOTFOUND */
MUST_USE enum err_code record_page_hashes(struct store *store, int64_t id,
                                          uint8_t identity[SHA256_BYTES],
                                          struct page_scan *scan,
                                          struct err *err);

struct record_page {
    const struct page_scan *scan;
    const uint8_t *identity;     /* SHA256_BYTES */
    enum page_outcome outcome;   /* the gate's, not the scan's */
    enum page_standing standing;
    int64_t response;            /* 0 = carries no answers */
    int64_t same_as;             /* the page it repeats; 0 = none */
    const char *reason;
};

/* The page; with a response also its boxes and answers.  On anonymous surveys
 * the id is random, and a page with answers keeps no file name. */
MUST_USE enum err_code record_page_add(struct store *store,
                                       const struct record_page *page,
                                       int64_t *id, struct err *err);
/* Forget a page without answers, because it was read anew. */
MUST_USE enum err_code record_page_drop(struct store *store, int64_t id,
                                        struct err *err);
/* A broken page was read well later.  The row stays (what came is accounted
 * for) and repeats itself: on anonymous rounds a file name must not lead to
 * answers. */
MUST_USE enum err_code record_page_mend(struct store *store, int64_t id,
                                        struct err *err);
MUST_USE enum err_code record_page_stand(struct store *store, int64_t id,
                                         enum page_standing standing,
                                         struct err *err);

/* One box of a page, for record_page_add(). */
MUST_USE enum err_code record_box_add(struct store *store, int64_t page,
                                      const struct box_read *box,
                                      struct err *err);

struct record_side {
    int64_t page;
    int side;
    enum page_standing standing;
};

/* The pages of a response by side, then id; *out is malloc'd. */
MUST_USE enum err_code record_pages_of(struct store *store, int64_t response,
                                       struct record_side **out, size_t *n,
                                       struct err *err);

/* ---- answers ---- */

/* What the machine read on a page: at most LIMIT_ITEMS, by item, all of them
 * items of `revision`.  Only item, state, choices and ink are filled. */
MUST_USE enum err_code record_reading(struct store *store, int64_t page,
                                      int revision, struct answer_read out[],
                                      size_t *n, struct err *err);
/* Did a person decide anything on this page? */
MUST_USE enum err_code record_decided(struct store *store, int64_t page,
                                      bool *decided, struct err *err);
/* What counts for a response, in the same way. */
MUST_USE enum err_code record_counting(struct store *store, int64_t response,
                                       int revision, struct answer_row out[],
                                       size_t *n, struct err *err);
/* ERR_NOTFOUND when the page has no such item. */
MUST_USE enum err_code record_decision(struct store *store, int64_t page,
                                       size_t item, enum answer_state state,
                                       uint64_t choices, struct err *err);

/* ---- what is written by hand ---- */

/* An area with ink; `crop` (SHA256_BYTES) names its picture, NULL = none. */
MUST_USE enum err_code record_writing_add(struct store *store, int64_t page,
                                          size_t item, const uint8_t *crop,
                                          struct err *err);
/* *id = 0 when there is none. */
MUST_USE enum err_code record_writing_find(struct store *store, int64_t page,
                                           size_t item, int64_t *id,
                                           struct err *err);
MUST_USE enum err_code record_writing_type(struct store *store, int64_t id,
                                           enum writing_state state,
                                           const char *text, const char *who,
                                           struct err *err);

/* ---- responses ---- */

struct record_response {
    size_t unit;
    int revision, side;
    uint32_t batch;       /* 0 = it came on no sheet */
    uint64_t serial;      /* 0 = open sheet */
    const char *channel;
};

/* *id = 0 when no page of this sheet came yet. */
MUST_USE enum err_code record_response_find(struct store *store,
                                            uint32_t batch, uint64_t serial,
                                            int64_t *id, struct err *err);
MUST_USE enum err_code record_response_add(struct store *store,
                                           const struct record_response *row,
                                           int64_t *id, struct err *err);
struct record_head {
    int revision, side;
    bool open;
    bool sheetless;       /* it came on no sheet: there are no sides to wait
                           * for */
    enum disposition disposition;
};
MUST_USE enum err_code record_response_get(struct store *store, int64_t id,
                                           struct record_head *out,
                                           struct err *err);
MUST_USE enum err_code record_response_dispose(struct store *store,
                                               int64_t id,
                                               enum disposition d,
                                               struct err *err);

/* ---- judging anew ---- */

/* Does a box read the same?  p_marked may differ. */
bool store_box_same(const struct box_read *a, const struct box_read *b);

/* One page that carries answers. */
struct record_judged {
    int64_t page, response;
    size_t unit;
    int revision, side, judged;
    uint32_t batch;
    uint64_t serial;
    enum page_standing standing;
};

/* All of them, a response's together; *out is malloc'd. */
MUST_USE enum err_code record_judged_pages(struct store *store,
                                           struct record_judged **out,
                                           size_t *n, struct err *err);

/* An item's reading and what hangs on it. */
struct record_reading_row {
    size_t item;
    enum answer_state state;
    uint64_t choices;
    bool corrected;
    bool decided;          /* a person's decision counts instead */
    int64_t review;        /* 0 = none */
    bool settled;          /* the review was decided */
    char reason[64];       /* of the review */
    double doubt;
};

/* Those of a page by item: at most LIMIT_ITEMS. */
MUST_USE enum err_code record_judged_answers(struct store *store,
                                             int64_t page, int revision,
                                             struct record_reading_row out[],
                                             size_t *n, struct err *err);

/* Write the new judgement of a box or an item; the former one is kept as what
 * was read until parameters `until`.  A person's decision stays. */
MUST_USE enum err_code record_box_judged(struct store *store, int64_t page,
                                         int until,
                                         const struct box_read *was,
                                         const struct box_read *now,
                                         struct err *err);
MUST_USE enum err_code record_answer_judged(struct store *store, int64_t page,
                                            int until,
                                            const struct answer_read *now,
                                            struct err *err);
MUST_USE enum err_code record_page_judged(struct store *store, int64_t page,
                                          int number, struct err *err);

/* ---- review ---- */

/* item SIZE_MAX = the page as a whole. */
MUST_USE enum err_code record_review_add(struct store *store, int64_t page,
                                         size_t item, const char *reason,
                                         double doubt, struct err *err);
/* The review of a page as a whole; *id = 0: none. */
MUST_USE enum err_code record_review_of_page(struct store *store,
                                             int64_t page, int64_t *id,
                                             bool *decided, struct err *err);
MUST_USE enum err_code record_review_decide(struct store *store, int64_t id,
                                            enum answer_state state,
                                            uint64_t choices,
                                            const char *who, const char *why,
                                            struct err *err);
/* An open question that is none any more. */
MUST_USE enum err_code record_review_withdraw(struct store *store, int64_t id,
                                              struct err *err);
MUST_USE enum err_code record_review_reword(struct store *store, int64_t id,
                                            const char *reason, double doubt,
                                            struct err *err);
MUST_USE enum err_code record_review_reopen(struct store *store, int64_t id,
                                            struct err *err);

#endif
