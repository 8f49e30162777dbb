/* tests/engine/tally_fixture.h - whole rounds for the tally and the exports:
 * a form and units of one's own, then sheets by the line. */
#ifndef TESTS_ENGINE_TALLY_FIXTURE_H
#define TESTS_ENGINE_TALLY_FIXTURE_H

#include "tests/engine/store_fixture.h"

#include "engine/tally/tally.h"

/* K1 K2 K3 K4 K5 | Q1 Q2a Q2b T0 | F1 | P1 (Q1 Q2a Q2b) | O1 */
enum { RT_K1, RT_K5 = 4, RT_Q1, RT_Q2A, RT_Q2B, RT_T0, RT_F1, RT_P1, RT_O1 };

static const char round_form[] =
    "form: RT\ntitle: 统计测试\nobject: 某机构\nintro: 请打√。\n%s"
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
    "      - {text: 听说过但不清楚, means: heard}\n"
    "      - {text: 不知道, means: knows-not}\n"
    "  - code: Y3\n"
    "    choices:\n"
    "      - {text: 有, means: happened}\n"
    "      - {text: 没有, means: not-happened}\n"
    "      - {text: 不清楚, means: unknown}\n"
    "pools:\n"
    "  - {code: Q2, text: 免费基本技术服务、奖励优惠政策落实情况}\n"
    "sections:\n"
    "  - text: 知晓\n"
    "    items:\n"
    "      - {code: K1, role: aware, scale: Z3, text: 甲}\n"
    "      - {code: K2, role: aware, scale: Z3, text: 乙}\n"
    "      - {code: K3, role: aware, scale: Z3, text: 丙}\n"
    "      - {code: K4, role: aware, scale: Z3, text: 丁}\n"
    "      - {code: K5, role: aware, scale: Z3, text: 戊}\n"
    "  - text: 满意\n"
    "    items:\n"
    "      - {code: Q1, role: satisfy, scale: M4, text: 办事公开情况}\n"
    "      - {code: Q2a, role: satisfy, scale: M4, pool: Q2, text: 服务}\n"
    "      - {code: Q2b, role: satisfy, scale: M4, pool: Q2, text: 奖励}\n"
    "      - {code: T0, role: overall, scale: M4, text: %s}\n"
    "  - text: 其他\n"
    "    items:\n"
    "      - {code: F1, role: fact, scale: Y3, text: 乱收费?}\n"
    "      - {code: P1, role: priority, max: 2, text: 改进,"
    " of: [Q1, Q2a, Q2b]}\n"
    "      - {code: O1, role: text, text: 意见}\n";

/* A workspace with form text `form` and units `units`. */
static inline void round_create(struct fixture *f, const char *form,
                                const char *units_text)
{
    struct questionnaire *q = NULL;
    struct units *units = NULL;
    fixture_dir(f);
    ok(questionnaire_parse(form, strlen(form), "form", &q, &fixture_err));
    ok(units_parse(units_text, strlen(units_text), "units", &units,
                   &fixture_err));
    const struct survey_new what = {.form = q, .units = units,
                                    .period = "2026年上半年"};
    ok(store_create(f->space, &what, &fixture_err));
    units_free(units);
    questionnaire_free(q);
    fixture_open(f);
}

static inline void round_make(struct fixture *f, const char *units_text)
{
    char form[4096];
    (void)snprintf(form, sizeof form, round_form, "", "总的");
    round_create(f, form, units_text);
}

/* Sheets for one unit, and as many returns as there are lines. */
static inline struct batch round_print(struct fixture *f, size_t unit,
                                       bool open, int64_t copies,
                                       uint64_t serials[])
{
    struct batch batch;
    int revision = 0;
    const struct questionnaire *q = NULL;
    ok(store_form(f->store, 0, &q, &revision, &fixture_err));
    ok(store_begin(f->store, &fixture_err));
    ok(store_batch_add(f->store, unit, revision, open, copies, serials,
                       &batch, &fixture_err));
    ok(store_commit(f->store, &fixture_err));
    return batch;
}

/* What one letter says about an item: '1'..'9' a choice, 'a' = choices 1+2,
 * 'b' = 1+3, 'c' = 2+3, 'C' = choice 1 after a correction, '.' blank, '?'
 * doubtful, '!' invalid, 'w' ink in a text area. */
static inline struct answer_read round_answer(char letter, size_t item)
{
    struct answer_read a = {.item = item, .reason = "", .state = ANSWER_GIVEN};
    switch (letter) {
    case '.': a.state = ANSWER_BLANK; break;
    case '?':
        a.state = ANSWER_DOUBTFUL;
        a.reason = "faint";
        break;
    case '!':
        a.state = ANSWER_INVALID;
        a.choices = 3;
        break;
    case 'w': a.ink = true; break;
    case 'a': a.choices = 3; break;
    case 'b': a.choices = 5; break;
    case 'c': a.choices = 6; break;
    case 'C':
        a.choices = 1;
        a.corrected = true;
        break;
    default: a.choices = UINT64_C(1) << (letter - '1'); break;
    }
    return a;
}

/* One sheet (or one side of it) as a line of letters, one per item from
 * `first`.  Inside a transaction. */
static inline void round_gate(struct fixture *f, const struct batch *batch,
                              uint64_t serial, int side, size_t first,
                              const char *letters)
{
    static unsigned image; /* makes every page's pixels unique */
    struct answer_read answers[32];
    char file[64];
    size_t n = strlen(letters);
    assert_true(n <= 32);
    for (size_t i = 0; i < n; i++)
        answers[i] = round_answer(letters[i], first + i);
    image++;
    (void)snprintf(file, sizeof file, "scan%u.png", image);
    struct page_scan scan = {.file = file,
                             .outcome = PAGE_READ,
                             .reason = "",
                             .batch = batch->number,
                             .serial = batch->open ? 0 : serial,
                             .side = side,
                             .revision = batch->revision,
                             .open = batch->open,
                             .dpi = 300,
                             .map = {1, 0, 0, 0, 1, 0, 0, 0, 1},
                             .answer_count = n,
                             .answers = answers};
    crypto_sha256(&image, sizeof image, scan.image_hash);
    memcpy(scan.store_hash, scan.image_hash, SHA256_BYTES);
    struct gate_result result;
    ok(gate_page(f->store, &scan, &result, &fixture_err));
    assert_int_equal(result.outcome, PAGE_READ);
}

/* `n` equal sheets of a batch; serials are used up from serials[*used]. */
static inline void round_sheets(struct fixture *f, const struct batch *batch,
                                const uint64_t serials[], size_t *used,
                                size_t n, const char *letters)
{
    ok(store_begin(f->store, &fixture_err));
    for (size_t i = 0; i < n; i++)
        round_gate(f, batch, batch->open ? 0 : serials[(*used)++], 1, 0,
                   letters);
    ok(store_commit(f->store, &fixture_err));
}

/* Print `copies` for a unit and return `n` equal ones. */
static inline void round_unit(struct fixture *f, size_t unit, bool open,
                              int64_t copies, size_t n, const char *letters)
{
    uint64_t serials[512];
    size_t used = 0;
    assert_true(copies <= 512 && (size_t)copies >= n);
    struct batch batch = round_print(f, unit, open, copies, serials);
    round_sheets(f, &batch, serials, &used, n, letters);
}

static inline struct tally *round_tally(struct fixture *f)
{
    struct tally *t = NULL;
    ok(tally_run(f->store, &t, &fixture_err));
    return t;
}

#define assert_ratio(value, n, d)                                             \
    do {                                                                      \
        struct ratio r_ = (value);                                            \
        if (r_.num != (n) || r_.den != (d))                                   \
            fail_msg("%s is %lld/%lld, not %lld/%lld", #value,                \
                     (long long)r_.num, (long long)r_.den, (long long)(n),    \
                     (long long)(d));                                         \
    } while (0)

#endif
