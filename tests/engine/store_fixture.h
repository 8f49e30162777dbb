/* tests/engine/store_fixture.h - a small survey in a folder of its own.
 *
 * Items: E1 screen (1 = ends), K1 K2 Q1 Q2 T0 core, P1 up to two of three,
 * O1 text.  With a two-sided layout E1..Q1 stand on side 1, the rest on 2.
 */
#ifndef TESTS_ENGINE_STORE_FIXTURE_H
#define TESTS_ENGINE_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/file.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/gate/gate.h"
#include "engine/store/internal.h"

enum { IT_E1, IT_K1, IT_K2, IT_Q1, IT_Q2, IT_T0, IT_P1, IT_O1, IT_COUNT };

static const char fixture_form[] =
    "form: TT\n"
    "title: 测试问卷\n"
    "object: 某机构\n"
    "intro: 请打√。\n"
    "book: 100/60/0\n"
    "%s"
    "thresholds: {aware: 80, satisfied: 90}\n"
    "scales:\n"
    "  - code: M4\n"
    "    choices:\n"
    "      - {text: 满意, means: satisfied, score: 100}\n"
    "      - {text: 基本满意, means: partly, score: 60}\n"
    "      - {text: 不满意, means: dissatisfied, score: 0}\n"
    "      - {text: 不了解, means: unknown}\n"
    "  - code: Z3\n"
    "    choices:\n"
    "      - {text: 知道, means: knows}\n"
    "      - {text: 听说过, means: heard}\n"
    "      - {text: 不知道, means: knows-not}\n"
    "  - code: E2\n"
    "    choices:\n"
    "      - {text: 不足1个月, means: ends}\n"
    "      - {text: 1个月以上}\n"
    "sections:\n"
    "  - text: 基本情况\n"
    "    items:\n"
    "      - {code: E1, role: screen, scale: E2, text: 您住多久?}\n"
    "  - text: 知晓\n"
    "    items:\n"
    "      - {code: K1, role: aware, scale: Z3, text: 知道甲?}\n"
    "      - {code: K2, role: aware, scale: Z3, text: 知道乙?}\n"
    "  - text: 满意\n"
    "    items:\n"
    "      - {code: Q1, role: satisfy, scale: M4, text: 丙}\n"
    "      - {code: Q2, role: satisfy, scale: M4, text: 丁}\n"
    "      - {code: T0, role: overall, scale: M4, text: 总的}\n"
    "  - text: 其他\n"
    "    items:\n"
    "      - {code: P1, role: priority, max: 2, text: 改进,"
    " choices: [Q1, Q2, T0]}\n"
    "      - {code: O1, role: text, text: 意见, area_mm: 20}\n";

static const char fixture_units[] =
    "code,parent,name,class,households,population\n"
    "01,,永宁县,县,,\n"
    "0101,01,东乡,乡镇,800,2600\n"
    "0102,01,西乡,乡镇,,\n";

static const char fixture_two_sides[] =
    "{\"pages\":[{\"boxes\":[{\"question\":\"E1\"},{\"question\":\"K1\"},"
    "{\"question\":\"K2\"},{\"question\":\"Q1\"}],\"areas\":[]},"
    "{\"boxes\":[{\"question\":\"Q2\"},{\"question\":\"T0\"},"
    "{\"question\":\"P1\"}],\"areas\":[{\"question\":\"O1\"}]}]}";

#define ok(expression)                                                        \
    do {                                                                      \
        struct err *e_ = &fixture_err;                                        \
        err_clear(e_);                                                        \
        if ((expression) != ERR_OK)                                           \
            fail_msg("%s: %s", #expression, e_->text);                        \
    } while (0)

/* The failure `code`; its sentence is left in fixture_err. */
#define fails(code, expression)                                               \
    do {                                                                      \
        err_clear(&fixture_err);                                              \
        assert_string_equal(err_code_word(expression), err_code_word(code));  \
        assert_true(fixture_err.text[0] != '\0');                             \
    } while (0)

static struct err fixture_err;

struct fixture {
    char dir[64];     /* a fresh folder for everything */
    char space[96];   /* dir/w, the workspace */
    struct store *store;
    struct batch batch;        /* numbered, unless the survey is anonymous */
    uint64_t serial[8];
};

static inline void fixture_dir(struct fixture *f)
{
    *f = (struct fixture){.dir = "/tmp/pingyi-test-XXXXXX"};
    assert_non_null(mkdtemp(f->dir));
    (void)snprintf(f->space, sizeof f->space, "%s/w", f->dir);
}

static inline struct questionnaire *fixture_parse(const char *extra)
{
    char text[4096];
    struct questionnaire *q = NULL;
    int n = snprintf(text, sizeof text, fixture_form, extra);
    ok(questionnaire_parse(text, (size_t)n, "fixture", &q, &fixture_err));
    assert_int_equal(q->item_count, IT_COUNT);
    return q;
}

static inline void fixture_create(struct fixture *f, const char *extra)
{
    struct units *units = NULL;
    struct questionnaire *q = fixture_parse(extra);
    ok(units_parse(fixture_units, strlen(fixture_units), "units", &units,
                   &fixture_err));
    const struct survey_new what = {.form = q,
                                    .units = units,
                                    .title = "永宁县2026年评议",
                                    .period = "2026年上半年"};
    ok(store_create(f->space, &what, &fixture_err));
    units_free(units);
    questionnaire_free(q);
}

static inline void fixture_open(struct fixture *f)
{
    ok(store_open(f->space, &f->store, &fixture_err));
}

/* A workspace with one batch of eight sheets of 东乡. */
static inline void fixture_make(struct fixture *f, const char *extra,
                                bool open, bool two_sides)
{
    fixture_dir(f);
    fixture_create(f, extra);
    fixture_open(f);
    if (two_sides)
        ok(store_layout_put(f->store, 1, open, fixture_two_sides,
                            &fixture_err));
    ok(store_begin(f->store, &fixture_err));
    ok(store_batch_add(f->store, 1, 1, open, 8, f->serial, &f->batch,
                       &fixture_err));
    ok(store_commit(f->store, &fixture_err));
}

static inline void fixture_remove(struct fixture *f)
{
    char command[128];
    store_close(f->store);
    f->store = NULL;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", f->dir);
    assert_int_equal(system(command), 0);
}

/* ---- pages ---- */

struct fixture_page {
    struct page_scan scan;
    struct answer_read answers[IT_COUNT];
    struct box_read boxes[64];
    char file[64];
};

/* A page of sheet `serial` whose answers are given as one letter per item of
 * its side, in order: '1'..'4' that choice, '.' blank, '?' doubtful,
 * '!' invalid, 'w' text area with ink.  `image` makes its pixels unique. */
static inline struct page_scan *
fixture_page(const struct fixture *f, struct fixture_page *p, uint64_t serial,
             int side, size_t first_item, const char *letters,
             unsigned image)
{
    memset(p, 0, sizeof *p);
    (void)snprintf(p->file, sizeof p->file, "scans/scan%u.png", image);
    size_t n = strlen(letters);
    for (size_t i = 0; i < n; i++) {
        struct answer_read *a = &p->answers[i];
        *a = (struct answer_read){.item = first_item + i,
                                  .state = ANSWER_BLANK,
                                  .reason = ""};
        if (letters[i] == '?') {
            a->state = ANSWER_DOUBTFUL;
            a->reason = "faint";
            a->doubt = 0.25F;
        } else if (letters[i] == '!') {
            a->state = ANSWER_INVALID;
            a->choices = 3;
        } else if (letters[i] == 'w') {
            a->ink = true;
            a->state = ANSWER_GIVEN;
        } else if (letters[i] != '.') {
            a->state = ANSWER_GIVEN;
            a->choices = UINT64_C(1) << (letters[i] - '1');
        }
    }
    p->scan = (struct page_scan){.file = p->file,
                                 .outcome = PAGE_READ,
                                 .reason = "",
                                 .batch = f->batch.number,
                                 .serial = f->batch.open ? 0 : serial,
                                 .side = side,
                                 .revision = f->batch.revision,
                                 .open = f->batch.open,
                                 .dpi = 300,
                                 .map = {1, 0, 0, 0, 1, 0, 0, 0, 1},
                                 .answer_count = n,
                                 .answers = p->answers,
                                 .boxes = p->boxes};
    crypto_sha256(&image, sizeof image, p->scan.image_hash);
    memcpy(p->scan.store_hash, p->scan.image_hash, SHA256_BYTES);
    return &p->scan;
}

/* Through the gate in a transaction of its own. */
static inline struct gate_result fixture_gate(struct fixture *f,
                                              const struct page_scan *scan)
{
    struct gate_result result;
    ok(store_begin(f->store, &fixture_err));
    ok(gate_page(f->store, scan, &result, &fixture_err));
    ok(store_commit(f->store, &fixture_err));
    return result;
}

/* All items of a one-sided sheet. */
static inline struct gate_result fixture_sheet(struct fixture *f,
                                               uint64_t serial,
                                               const char *letters,
                                               unsigned image)
{
    struct fixture_page p;
    return fixture_gate(f, fixture_page(f, &p, serial, 1, 0, letters, image));
}

#endif
