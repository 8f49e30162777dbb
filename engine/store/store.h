/* engine/store/store.h - a whole survey in one SQLite file.
 *
 * The only interface to the database; no SQL and no sqlite3.h outside
 * engine/store.  A workspace is a folder with survey.db, pages/ and out/.
 * STRICT tables, foreign keys, WAL, synchronous=FULL; schema and statements
 * in the .sql files of engine/store/sql, named by an enum made at build.
 *
 * What the machine read, what a person decided and what counts stand in three
 * different columns.  Every state change is one row of the hash-chained audit
 * log, written in the same transaction (store_audit()).
 *
 * Strings given out in structs are copies owned by the struct (release with
 * the named _free) unless a comment says borrowed.  One thread per handle.
 * Errors of every function: ERR_IO, ERR_FULL, ERR_BUSY (another process is
 * writing; retried 10 s first), ERR_CORRUPT, ERR_NOMEM.
 */
#ifndef ENGINE_STORE_STORE_H
#define ENGINE_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/crypto.h"
#include "engine/base/err.h"
#include "engine/base/str.h"
#include "engine/survey/design.h"
#include "engine/survey/questionnaire.h"
#include "engine/survey/units.h"

struct store;

/* ---- workspace ---- */

struct survey_info {
    uint32_t id;             /* 30 random bits, in every sheet's code */
    uint8_t key[32];         /* HMAC key of the codes; never logged */
    char form[32];           /* "NM" */
    char title[256];
    char period[64];         /* 2026年上半年, or "" */
    char issuer[128];        /* 发文机关, or "" */
    bool anonymous;          /* no serial-to-answer link is ever kept */
    bool closed;             /* sealed by `pingyi close` */
    bool seeded;             /* a demonstration: see struct survey_identity */
};

/* A fixed identity, for demonstrations and tests only: the id and the key are
 * given, and serials follow from the key, the batch and the copy, so that the
 * same print run gives the same sheets and shipped scans can be read.  Such
 * a survey's codes protect nothing. */
struct survey_identity {
    uint32_t id;             /* 1..2^30-1 */
    uint8_t key[32];
};

struct survey_new {
    const char *title;       /* NULL = the questionnaire's own */
    const char *period, *issuer; /* may be NULL */
    const struct questionnaire *form;
    const struct units *units;
    const struct survey_identity *identity; /* NULL = drawn at random */
    const char *layout;      /* JSON of sheets made elsewhere, or NULL */
    bool layout_open;        /* they carry no number */
};

/* Make DIR (which must not exist or be empty), its survey.db, pages/, out/.
 * Built aside and renamed: a failure leaves nothing behind.
 *   ERR_EXISTS */
MUST_USE enum err_code store_create(const char *dir,
                                    const struct survey_new *what,
                                    struct err *err);

/* Open and, where the file is older, migrate (a copy is kept beside it).
 *   ERR_NOTFOUND  no survey.db there   ERR_FORMAT  not a pingyi database
 *   ERR_RANGE     made by a newer program */
MUST_USE enum err_code store_open(const char *dir, struct store **out,
                                  struct err *err);
void store_close(struct store *store);

const char *store_dir(const struct store *store);           /* borrowed */
const struct survey_info *store_survey(const struct store *store); /* same */
const struct units *store_units(const struct store *store); /* borrowed */
int64_t store_size(const struct store *store);   /* bytes of survey.db */

/* Has the round been sealed, by this or another process? */
MUST_USE enum err_code store_sealed(struct store *store, bool *sealed,
                                    struct err *err);
/* ERR_NOTNOW when it has: for whatever would change what is counted. */
MUST_USE enum err_code store_not_sealed(struct store *store,
                                        struct err *err);

/* One user action, one transaction.  Not nestable.  After a failed write the
 * commit fails too, and nothing of the transaction is kept. */
MUST_USE enum err_code store_begin(struct store *store, struct err *err);
MUST_USE enum err_code store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store);

/* One row of the audit log: action ("print", "review.set"), who (may be ""),
 * and a JSON object of details without secrets.  Inside a transaction. */
MUST_USE enum err_code store_audit(struct store *store, const char *action,
                                   const char *who, const char *detail_json,
                                   struct err *err);
/* The details of the newest row with this action; *detail malloc'd, NULL when
 * there is none. */
MUST_USE enum err_code store_audit_newest(struct store *store,
                                          const char *action, char **detail,
                                          struct err *err);
/* Walk the chain: ERR_CORRUPT names the first row that does not fit. */
MUST_USE enum err_code store_audit_verify(struct store *store,
                                          int64_t *rows, struct err *err);
/* The end of the chain: number of rows, and the hash of the last one as hex.
 * A report that prints it proves later that nothing before it was changed. */
MUST_USE enum err_code store_audit_head(struct store *store, int64_t *rows,
                                        char hex[SHA256_HEX],
                                        struct err *err);
/* PRAGMA integrity_check and foreign_key_check: ERR_CORRUPT says what. */
MUST_USE enum err_code store_check(struct store *store, struct err *err);

/* ---- questionnaire revisions and layouts ---- */

/* The questionnaire with this revision (1..31); 0 = the newest.  Parsed once
 * and cached: borrowed until store_close().  ERR_NOTFOUND */
MUST_USE enum err_code store_form(struct store *store, int revision,
                                  const struct questionnaire **q,
                                  int *found_revision, struct err *err);

/* Register a changed questionnaire.  Same text as the newest: nothing
 * changes.  The newest was never printed: it is replaced.  Else a new
 * revision; ERR_RANGE after 31. */
MUST_USE enum err_code store_form_add(struct store *store,
                                      const struct questionnaire *q,
                                      int *revision, struct err *err);

/* It was given out: printed, or fetched by a tablet.  From now on a change
 * makes a new revision.  Inside a transaction. */
MUST_USE enum err_code store_form_used(struct store *store, int revision,
                                       struct err *err);

/* Layout JSON of (revision, open).  put: written once; a different text for
 * the same key is ERR_EXISTS.  get: ERR_NOTFOUND; *json is malloc'd. */
MUST_USE enum err_code store_layout_put(struct store *store, int revision,
                                        bool open, const char *json,
                                        struct err *err);
MUST_USE enum err_code store_layout_get(struct store *store, int revision,
                                        bool open, char **json,
                                        struct err *err);

/* On which side of the sheet each item stands, from the stored layout. */
struct form_sides {
    int count;               /* sides of the sheet, 1.. */
    const uint8_t *side;     /* by item: 1..count, 0 = nowhere */
};

/* Parsed once and cached: borrowed until store_close().  Without a stored
 * layout the sheet has one side, which carries every item. */
MUST_USE enum err_code store_sides(struct store *store, int revision,
                                   bool open, const struct form_sides **out,
                                   struct err *err);

/* ---- batches and sheets ---- */

struct batch {
    uint32_t number;     /* 1..; in the code */
    size_t unit;         /* index into store_units() */
    int revision;
    bool open;
    int64_t copies;      /* printed */
    int64_t issued;      /* handed out; copies unless recorded otherwise */
    int64_t refused;     /* 拒收 */
    char created[32];    /* ISO 8601 UTC */
};

/* Create a print batch inside a transaction: assigns the number, draws
 * `copies` unique random serials (35 bits, never 0) unless open, marks the
 * revision as printed.  serials has room for `copies` (ignored when open). */
MUST_USE enum err_code store_batch_add(struct store *store, size_t unit,
                                       int revision, bool open,
                                       int64_t copies, uint64_t serials[],
                                       struct batch *out, struct err *err);
MUST_USE enum err_code store_batch_get(struct store *store, uint32_t number,
                                       struct batch *out, struct err *err);
/* All batches; *out malloc'd. */
MUST_USE enum err_code store_batches(struct store *store, struct batch **out,
                                     size_t *n, struct err *err);
/* Sheets made elsewhere come in without a print run: the unit's batch that
 * stands for all of them, made (with 0 copies) when there is none yet.  Inside
 * a transaction. */
MUST_USE enum err_code store_batch_of_unit(struct store *store, size_t unit,
                                           int revision, bool open,
                                           struct batch *out,
                                           struct err *err);
/* Note that a sheet with this number exists in such a batch.  Inside a
 * transaction. */
MUST_USE enum err_code store_sheet_add(struct store *store, uint32_t batch,
                                       uint64_t serial, struct err *err);
/* Record what happened in the field: 发放 and 拒收 of a batch. */
MUST_USE enum err_code store_batch_issued(struct store *store,
                                          uint32_t number, int64_t issued,
                                          int64_t refused, struct err *err);
/* Is (batch, serial) a sheet we printed? */
MUST_USE enum err_code store_sheet_known(struct store *store, uint32_t batch,
                                         uint64_t serial, bool *known,
                                         struct err *err);

/* ---- design of the round ---- */

/* kind DESIGN_NONE: not stated. */
MUST_USE enum err_code store_design(struct store *store, struct design *out,
                                    struct err *err);
/* State it, or state it anew; audited.
 *   ERR_NOTNOW  the round is sealed   and as design_check() */
MUST_USE enum err_code store_design_set(struct store *store,
                                        const struct design *design,
                                        struct err *err);

/* ---- scanned pages ---- */

enum page_outcome {
    PAGE_READ,        /* measured; its answers went through the gate */
    PAGE_SAME_IMAGE,  /* these very pixels were read before: a rescan of the
                       * same file, ignored */
    PAGE_SAME_SHEET,  /* the same serial and side again, same answers: ignored */
    PAGE_RESCAN,      /* the same serial and side again; where both scans are
                       * clear they agree, so the better one counts */
    PAGE_CONFLICT,    /* same serial and side, different marks: both kept,
                       * neither counts until a person decides */
    PAGE_OTHER_SURVEY,
    PAGE_OTHER_REVISION, /* this survey, a revision or batch never printed */
    PAGE_WRONG_SIDE,  /* ours, but its form has no such side */
    PAGE_FORGED,      /* code of this survey with a wrong HMAC */
    PAGE_FOREIGN,     /* paper that is not ours: no marks and no code */
    PAGE_BLANK,       /* an empty sheet, or an empty back where a printed
                       * side was due */
    PAGE_BLANK_BACK,  /* the empty back of a sheet printed on one side */
    PAGE_SEPARATOR,   /* a separator sheet: names the bag of what follows */
    PAGE_NO_CODE,     /* our marks, but no code can be read: keyed by hand */
    PAGE_UNREADABLE,  /* ours, but not squared up within the limits */
    PAGE_BROKEN,      /* the file (or this page of it) cannot be decoded */
    PAGE_OUTCOME_COUNT
};

const char *page_outcome_word(enum page_outcome outcome); /* "same_image" */

enum kept_kind { /* of the page's file in pages/ */
    KEPT_NONE, KEPT_PNG, KEPT_JPEG, KEPT_TIFF, KEPT_COUNT
};

const char *kept_kind_word(enum kept_kind kind); /* "jpg": the extension */

enum box_state {
    BOX_EMPTY, BOX_MARKED, BOX_CANCELLED, BOX_DOUBTFUL, BOX_STATE_COUNT
};

/* Raw measurements of one box; judged elsewhere, stored as they are.
 * Shares run 0..1, lengths are in box sides. */
struct box_measure {
    float cover;      /* dark share inside the outline, outline removed */
    float solid;      /* share of the inside's 4 x 4 cells that are at least
                       * half dark: 1 only for a fill */
    float ring;       /* dark share of the ring outside the outline; of an empty
                       * box without the tails of other boxes' marks */
    float ink;        /* mean darkness inside against the page's own ink, 0..1 */
    float extent;     /* larger side of the largest connected stroke inside */
    float strike;     /* dark share of the best line straight across the box
                       * and 1 mm out on both sides: a crossing-out */
    float specks;     /* dark share inside too small to be strokes, the largest
                       * of them left out: a single one is dust; in a question
                       * without any other ink it counts too */
    float through;    /* share of the ink that belongs to a stroke whose elbow
                       * or most of whose length lies in another box */
    float noise;      /* cover that this page's empty boxes show */
    float shift_x_mm, shift_y_mm; /* where the outline was found */
    float outline;    /* how much of the printed outline was found, 0..1 */
    float masked;     /* share hidden by streaks */
    float exits;      /* places where the ink inside leaves the bare paper
                       * round the box, but for one above or to the right:
                       * that is a tick's tail */
    float arms;       /* arms the ink inside has 0.6 mm outside the outline; of
                       * a box without ink, pieces of ink there */
};

/* Measures are stored in whole steps; what is judged is what is stored, so
 * that the same parameters give the same reading again. */
void store_measure_round(struct box_measure *measure);

struct box_read {
    size_t item, choice;
    struct box_measure measure;
    enum box_state state;  /* what the judge said */
    float p_marked;        /* 0..1 */
    const char *reason;    /* static word: "faint", "filled", "ring" …, or "" */
};

enum answer_state {
    ANSWER_GIVEN,    /* `choices` holds what was chosen (1 or more) */
    ANSWER_BLANK,    /* 未答 */
    ANSWER_INVALID,  /* 无效: more marks than allowed */
    ANSWER_DOUBTFUL, /* needs a person */
    ANSWER_STATE_COUNT
};

struct answer_read {
    size_t item;
    enum answer_state state;
    uint64_t choices;      /* bit k = choice k of the item's scale */
    bool corrected;        /* valid after a cancellation */
    bool ink;              /* ITEM_TEXT: something is written there */
    const char *reason;    /* static word why doubtful or invalid, or "" */
    float doubt;           /* 0..1, orders the review */
};

const char *answer_state_word(enum answer_state state); /* "given" */
const char *box_state_word(enum box_state state);       /* "marked" */

/* A picture of a writing area with ink, deskewed, 200 dpi. */
struct crop_read {
    size_t item;
    uint8_t hash[SHA256_BYTES]; /* names the kept PNG */
};

struct page_scan {
    const char *file;      /* as given on the command line */
    int page;              /* 0.. within the file */
    uint8_t file_hash[SHA256_BYTES];  /* of the file's bytes; zero = unknown.
                            * Tells pages without pixels (broken files) apart */
    uint8_t image_hash[SHA256_BYTES]; /* of the decoded pixels; zero = none */
    uint8_t store_hash[SHA256_BYTES]; /* name of the kept file; zero = none */
    enum kept_kind kept;   /* its kind; NONE with a hash = PNG */
    int wide, high;        /* pixels of the image `map` leads to; 0 = unknown */
    enum page_outcome outcome;
    const char *reason;    /* a sentence for a person, or "" */
    uint32_t bag;          /* print run of the separator sheet before it; 0 */
    int judged;            /* number of the params its readings were made
                            * with (store_params_add); 0 = unknown */
    uint32_t batch;        /* 0 = unknown */
    uint64_t serial;       /* 0 = none */
    int side, revision;
    bool open;
    double dpi, skew_deg;  /* of the registration; 0 = unknown, as below */
    double residual_mm, worst_mm; /* how far its marks were off: root mean
                            * square, and the one that was furthest */
    int turned;            /* 0, 90, 180, 270: how the page lay */
    double map[9];         /* page mm -> pixels of the kept image, row-major
                            * homography after turning; for crops */
    size_t box_count;
    const struct box_read *boxes;
    size_t answer_count;
    const struct answer_read *answers;
    size_t crop_count;         /* at most one per answer with ink */
    const struct crop_read *crops;
};

/* Was a page with these very pixels accepted (READ, RESCAN or CONFLICT)? */
MUST_USE enum err_code store_page_seen(struct store *store,
                                       const uint8_t hash[SHA256_BYTES],
                                       bool *seen, struct err *err);

/* ---- what the round is judged with ---- */

/* The judge's parameters as JSON; what they mean is omr/judge's business.
 * The newest row is the round's; pages name theirs (page_row.judged). */
struct params_row {
    int number;            /* 1..; 0 = none was stored yet */
    char *json;            /* owned: store_params_free(); NULL when none */
    char created[32];      /* ISO 8601 UTC */
    char who[64], why[256];
};
void store_params_free(struct params_row *row);
MUST_USE enum err_code store_params_newest(struct store *store,
                                           struct params_row *out,
                                           struct err *err);
/* Calls `each` for every set of parameters that pages with answers were judged
 * with, by number: how many pages, and the JSON ("" when it was not stored:
 * number 0).  A true return stops. */
MUST_USE enum err_code
store_params_used(struct store *store,
                  bool (*each)(void *ctx, int number, size_t pages,
                               const char *json),
                  void *ctx, struct err *err);
/* Inside a transaction; the caller audits. */
MUST_USE enum err_code store_params_add(struct store *store, const char *json,
                                        const char *who, const char *why,
                                        int *number, struct err *err);

/* Pages that carry answers are known again by their pixels; all others by
 * file name (without folder), page number and content, so that scanning a
 * folder twice adds no rows.  Pages and answers are written by the gate only
 * (engine/gate/gate.h, engine/store/records.h). */

/* Path inside the workspace of the kept file with this name,
 * "pages/ab/cdef….jpg", or "" when the hash is zero. */
enum { STORE_IMAGE_PATH = 128 };
void store_image_path(const uint8_t store_hash[SHA256_BYTES],
                      enum kept_kind kind, char out[STORE_IMAGE_PATH]);

/* What a page's answers are worth now.  The outcome is what the gate said
 * when the page came and never changes; this does. */
enum page_standing {
    STANDING_NONE,      /* carries no answers */
    STANDING_COUNTS,
    STANDING_SPARE,     /* another scan of the same paper counts */
    STANDING_CONTESTED, /* one of several; waits for a person */
    STANDING_REJECTED,  /* a person chose another page, or voided the sheet */
    STANDING_COUNT
};

const char *page_standing_word(enum page_standing standing); /* "spare" */

struct page_row {          /* one scanned page, for lists and crops */
    int64_t id;
    int64_t response;      /* whose answers it carries; 0 = none */
    enum page_standing standing;
    char file[1024];
    int page;
    enum page_outcome outcome;
    char reason[512];
    uint32_t batch;
    uint64_t serial;
    int side, revision;
    bool open;
    double dpi, skew_deg, residual_mm, worst_mm;
    double map[9];
    int wide, high;        /* see page_scan */
    uint32_t bag;          /* see page_scan */
    int judged;
    bool mended;           /* BROKEN, and read well from the same place later */
    char image[STORE_IMAGE_PATH]; /* path of the kept file inside the
                            * workspace, or "" */
};

MUST_USE enum err_code store_page_get(struct store *store, int64_t id,
                                      struct page_row *out, struct err *err);
/* Calls `each` for every page row in id order; a true return stops. */
MUST_USE enum err_code store_pages(struct store *store,
                                   bool (*each)(void *ctx,
                                                const struct page_row *row),
                                   void *ctx, struct err *err);
/* The pages that could not be decoded and still wait: `each` gets the row, the
 * file as it was given (borrowed) and the page in it, 0 = the first; a true
 * return stops. */
MUST_USE enum err_code store_pages_broken(struct store *store,
                                          bool (*each)(void *ctx, int64_t id,
                                                       const char *file,
                                                       int page),
                                          void *ctx, struct err *err);
/* The boxes of a page as they were read; *out malloc'd; reason is static. */
MUST_USE enum err_code store_page_boxes(struct store *store, int64_t page,
                                        struct box_read **out, size_t *n,
                                        struct err *err);

/* ---- review ---- */

struct review_row {
    int64_t id;            /* stable name of the question for a person */
    int64_t page;          /* page row */
    int64_t response;
    size_t item;           /* SIZE_MAX: the page as a whole (conflict, no code) */
    int revision;
    char reason[64];       /* the answer's reason word */
    enum answer_state read_state; /* DOUBTFUL for a page as a whole */
    uint64_t read_choices;
    enum page_standing standing;  /* of its page */
    bool decided;
    enum answer_state state; /* the decision */
    uint64_t choices;
    char who[64], why[256];
    double doubt;
    double gain;           /* wrong or missing answers that deciding it removes,
                            * expected, per second of work; in lists only */
};

/* OPEN leaves out the items of a page that does not count (contested or
 * rejected): the page as a whole is decided first. */
enum review_filter { REVIEW_OPEN, REVIEW_DECIDED, REVIEW_ALL };

/* What removes the most doubt per second of work comes first: pages that keep
 * many answers from counting, then items by their doubt; of equal worth, those
 * of one item and reason follow each other, so that the eye stays on one kind
 * of picture (docs/store.md#review).  `each` must not decide; collect the ids
 * and decide afterwards. */
MUST_USE enum err_code store_reviews(struct store *store,
                                     enum review_filter filter,
                                     bool (*each)(void *ctx,
                                                  const struct review_row *),
                                     void *ctx, struct err *err);
/* How many REVIEW_OPEN would list. */
MUST_USE enum err_code store_reviews_waiting(struct store *store, size_t *n,
                                             struct err *err);
MUST_USE enum err_code store_review_get(struct store *store, int64_t id,
                                        struct review_row *out,
                                        struct err *err);

/* ---- what is written by hand ---- */

enum writing_state {
    WRITING_OPEN,      /* waits to be typed */
    WRITING_TYPED,
    WRITING_ILLEGIBLE, /* a person could not read it */
    WRITING_NOTHING,   /* a person saw that it is no writing */
    WRITING_STATE_COUNT
};

const char *writing_state_word(enum writing_state state); /* "open" */

struct writing_row {
    int64_t id;        /* stable name for people; tells no order on anonymous
                        * surveys */
    int64_t page;
    size_t item, unit;
    int revision, side;
    enum page_standing standing; /* of its page */
    enum writing_state state;
    char crop[STORE_IMAGE_PATH]; /* picture inside the workspace, or "" */
    const char *text, *who;      /* of a stream: borrowed until `each`
                                  * returns; of a single row: "" */
};

enum { WRITING_TEXT_MAX = 4000 }; /* bytes of one typed text */

/* Areas with ink on pages that count, by id; those that wait, or all.  A true
 * return stops. */
MUST_USE enum err_code store_writings(struct store *store, bool all,
                                      bool (*each)(
                                          void *ctx,
                                          const struct writing_row *row),
                                      void *ctx, struct err *err);
/* ERR_NOTFOUND */
MUST_USE enum err_code store_writing_get(struct store *store, int64_t id,
                                         struct writing_row *out,
                                         struct err *err);

/* ---- what counts, for tally and export ---- */

enum disposition {
    DISP_COMPLETE,   /* >= 80 % of the core items answered */
    DISP_PARTIAL,    /* 50-80 % */
    DISP_BREAK_OFF,  /* < 50 %: void */
    DISP_BLANK,      /* nothing marked: void */
    DISP_MISSING_SIDE, /* a side never came: void until it does */
    DISP_CONFLICT,   /* two different sheets with one serial: void */
    DISP_SCREENED,   /* an E item ended the interview: not in the base */
    DISP_COUNT
};

const char *disposition_word(enum disposition d);
bool disposition_valid(enum disposition d); /* complete or partial */

struct answer_row {
    size_t item;
    enum answer_state state; /* what counts: the decision, else the reading */
    uint64_t choices;
    bool corrected, decided, ink;
    enum writing_state writing; /* ITEM_TEXT with ink */
    const char *text;      /* what was typed of it, or ""; of a stream:
                            * borrowed until `each` returns */
};

struct response_row {
    int64_t id;            /* order-free random id on anonymous surveys */
    size_t unit;
    int revision;
    bool open;
    int side;              /* 0 = the whole sheet; else the only side of an
                            * open two-sided form this row speaks for */
    uint64_t serial;       /* 0 when open */
    uint32_t batch;        /* print run; 0 = none */
    const char *channel;   /* "paper" */
    enum disposition disposition;
    size_t answer_count;
    const struct answer_row *answers; /* by item, ascending */
};

/* Every response with its answers, streamed; nothing is kept between calls.
 * Order: unit, then id.  Units and items are valid indices.  Like the other
 * streams it may not be started again from its own `each`. */
MUST_USE enum err_code store_responses(struct store *store,
                                       bool (*each)(
                                           void *ctx,
                                           const struct response_row *row),
                                       void *ctx, struct err *err);

/* The same of one unit, by id. */
MUST_USE enum err_code store_responses_of(struct store *store, size_t unit,
                                          bool (*each)(
                                              void *ctx,
                                              const struct response_row *row),
                                          void *ctx, struct err *err);

/* From here to the end all reading sees one moment, whatever others write.
 * Within a transaction it does nothing. */
MUST_USE enum err_code store_snapshot_begin(struct store *store, bool *own,
                                            struct err *err);
void store_snapshot_end(struct store *store, bool own);

/* ---- copies for counting (engine/tally/pack.h) ---- */

struct packed_row {
    size_t unit;
    const void *bytes;     /* borrowed until `each` returns */
    size_t n;
};
/* By unit; a true return stops. */
MUST_USE enum err_code store_packed(struct store *store,
                                    bool (*each)(void *ctx,
                                                 const struct packed_row *row),
                                    void *ctx, struct err *err);

struct packed_missing {    /* a unit with responses and without a copy */
    size_t unit;
    int64_t responses;
};
MUST_USE enum err_code store_packed_missing(struct store *store,
                                            struct packed_missing **out,
                                            size_t *n, struct err *err);
/* Inside the transaction that read the unit's responses: the copy is dropped
 * by itself as soon as one of them changes. */
MUST_USE enum err_code store_packed_put(struct store *store, size_t unit,
                                        const void *bytes, size_t n,
                                        struct err *err);

/* How a sheet's marks look on the whole: means over its marked boxes. */
struct hand_row {
    uint32_t batch;        /* print run; 0 = none */
    size_t unit;
    double cover, ink;     /* shares, 0..1 */
    double extent;         /* in sides of a box */
    int64_t marks;         /* of how many */
};

/* Valid sheets with marks; a true return stops. */
MUST_USE enum err_code store_hands(struct store *store,
                                   bool (*each)(void *ctx,
                                                const struct hand_row *row),
                                   void *ctx, struct err *err);

/* A side that never came.  Of a numbered sheet: which; of copyable sheets,
 * whose sides nothing links: how many fewer came than of another side. */
struct missing_row {
    size_t unit;
    uint32_t batch;
    uint64_t serial;       /* 0 = copyable sheets */
    int revision, side;
    bool open;
    size_t count;          /* 1 of a numbered sheet */
    char file[1024];       /* a page of the sheet that did come, or "" */
};

/* Every missing side by unit, print run, serial and side; a true return
 * stops.  `each` may read the store but not start this again. */
MUST_USE enum err_code store_missing(struct store *store,
                                     bool (*each)(
                                         void *ctx,
                                         const struct missing_row *row),
                                     void *ctx, struct err *err);

/* ---- reports ---- */

struct report_row {
    char edition[32], file[256], sha256[SHA256_HEX], issued[32], signer[256];
    char figures_sha256[SHA256_HEX]; /* digest of the figures it carries */
};
MUST_USE enum err_code store_report_add(struct store *store,
                                        const struct report_row *row,
                                        struct err *err);
MUST_USE enum err_code store_reports(struct store *store,
                                     struct report_row **out, size_t *n,
                                     struct err *err);

/* The figures that signed documents carried (engine/tally/issued.h). */
struct figures_row {       /* borrowed until `each` returns */
    const char *sha256, *json;
    const char *issued, *edition; /* the first document with them */
};
/* Inside a transaction; the same figures twice are one row. */
MUST_USE enum err_code store_figures_add(struct store *store,
                                         const char *sha256,
                                         const char *json, struct err *err);
/* A true return stops. */
MUST_USE enum err_code store_figures(struct store *store,
                                     bool (*each)(
                                         void *ctx,
                                         const struct figures_row *row),
                                     void *ctx, struct err *err);

#endif
