/* Line breaking and justification: the rules of docs/typography.md#lines. */
#include <math.h>

#include "engine/type/para_internal.h"
#include "tests/engine/type_util.h"

#define SIZE_PT 10.0
static struct pdf *pdf;
static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    pdf = new_pdf();
    pdf_page(pdf, 210, 297);
    arena = arena_new(256u << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pdf_free(pdf);
    arena_free(arena);
    return 0;
}

static void assert_near(double got, double want, double within)
{
    if (!(fabs(got - want) <= within))
        fail_msg("%.9f, not %.9f", got, want);
}

static double em_mm(double em)
{
    return pt_to_mm(em * SIZE_PT);
}

static const struct para *set(const struct para_style *style, double em,
                              const char *text)
{
    struct para_style s = *style;
    s.size_pt = SIZE_PT;
    const struct para *p = para_set(pdf, arena, &s, em_mm(em), text);
    struct err err = ERR_INIT;
    if (p == NULL)
        fail_msg("code %d: %s", (int)pdf_status(pdf, &err), err.text);
    return p;
}

/* Lines joined by |. */
static const char *lines_of(const struct para *p)
{
    static char out[8192];
    out[0] = '\0';
    for (size_t i = 0; i < p->line_count; i++) {
        if (i > 0)
            strncat(out, "|", sizeof out - strlen(out) - 1);
        strncat(out, p->lines[i].text, sizeof out - strlen(out) - 1);
    }
    return out;
}

/* ---- what is never parted ---- */

/* `_` stands where no line may ever end, `^` where one must be able to. */
static const char *const NEVER[] = {
    "甲乙_，丙丁^戊己",        /* 。，、；： not at a line start */
    "甲乙_。_”丙丁",
    "甲乙_、^丙丁_；戊己_：庚辛",
    "真的_？_！当然",
    "甲乙^“_丙丁_”^戊己",      /* quotes and brackets */
    "甲乙^（_丙丁_）^戊己",
    "甲乙^《_丙丁_》、^《_戊己_》",
    "甲乙^〔_2_0_1_3_〕_5_号^丙丁",
    "甲乙_—_—^丙丁戊己",       /* never split, not at a line start */
    "甲乙_…_…^丙丁戊己",
    "阿_·^凡提先生",           /* interpunct not at a line start */
    "甲乙_/_丙丁戊",           /* slash at neither end */
    "共^5_～_6_万^平方公里",   /* libunibreak parts 5|～|6 */
    "于^2_0_1_3_年^8_月^5_日起",  /* and 2013|年 */
    "占^1_._7_个百分点",       /* and 1.7|个 */
    "满意率^≥_9_0_%^以上",     /* and ≥|90% */
    "气温^3_6_℃^左右",
    "共^2_,_4_0_0_份^问卷",
    "费用^¥_3_5_0_0^由县承担",
    "按照^第_1_2_条^办理",
    "按照^第_十_二_条^办理",
    "约^5_ _m_m^厚度",
    "他说^h_e_l_l_o^就走",     /* Latin words are whole */
    "见^h_t_t_p_s_:_/_/_a_._b_/_c^网址",
    "见^Q_1_2^与丙",
    "一是^①_甲乙^②_丙丁",
    "标题^1_．^甲乙丙丁",
};

struct row {
    char text[256];
    unsigned char mark[256]; /* by byte offset of the boundary */
};

static struct row parse_row(const char *row)
{
    struct row r = {"", {0}};
    size_t n = 0;
    for (const char *p = row; *p != '\0'; p++) {
        if (*p == '_' || *p == '^')
            r.mark[n] = (unsigned char)*p;
        else
            r.text[n++] = *p;
    }
    return r;
}

static void test_what_belongs_together_is_never_parted(void **state)
{
    (void)state;
    struct para_style s = {.size_pt = SIZE_PT};
    for (size_t i = 0; i < sizeof NEVER / sizeof *NEVER; i++) {
        struct row r = parse_row(NEVER[i]);
        size_t n = 0;
        struct cell *c =
            para_cells(pdf, arena, &s, r.text, strlen(r.text), &n);
        assert_non_null(c);
        for (size_t k = 0; k + 1 < n; k++) {
            unsigned char mark = r.mark[c[k + 1].at];
            if ((mark == '_' && c[k].may_end) ||
                (mark == '^' && !c[k].may_end))
                fail_msg("\"%s\" at byte %zu", NEVER[i], c[k + 1].at);
        }
    }
}

/* The same through whole paragraphs, at every measure. */
static void test_no_measure_parts_what_belongs_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof NEVER / sizeof *NEVER; i++) {
        struct row r = parse_row(NEVER[i]);
        for (double em = 7; em < 16; em += .5) {
            const struct para *p = set(&(struct para_style){0}, em, r.text);
            size_t at = 0;
            for (size_t k = 0; k + 1 < p->line_count; k++) {
                at += strlen(p->lines[k].text);
                while (r.text[at] == ' ')
                    at++;
                if (r.mark[at] == '_')
                    fail_msg("at %.1f em: %s", em, lines_of(p));
            }
        }
    }
}

/* ---- whole lines ---- */

static const struct {
    double em;
    const char *text, *lines;
} LINES[] = {
    {4, "甲乙丙丁戊己庚辛", "甲乙丙丁|戊己庚辛"},
    /* the mark at a line end takes half an em */
    {4.5, "甲乙丙丁，戊己庚辛", "甲乙丙丁，|戊己庚辛"},
    /* squeezed in first (先挤进), pushed out only when it cannot be */
    {6, "甲，乙，丙丁，戊己庚辛", "甲，乙，丙丁，|戊己庚辛"},
    {4, "甲乙丙丁，戊己庚辛", "甲乙丙|丁，戊己|庚辛"},
    /* no lonely last character */
    {10, "甲乙丙丁戊己庚辛壬癸子", "甲乙丙丁戊己庚辛壬|癸子"},
    {10, "甲乙丙丁戊己庚辛壬癸子。", "甲乙丙丁戊己庚辛壬|癸子。"},
    {10, "甲乙丙丁戊己，庚辛壬癸子", "甲乙丙丁戊己，庚辛壬|癸子"},
    /* an opening mark at the line start gives up its blank */
    {3, "甲乙丙（丁戊）", "甲乙丙|（丁戊）"},
    {20, "一段\n二段", "一段|二段"},
    {20, "一段\n\n三段\n", "一段||三段"},
    {6, "we won’t go home", "we won’t|go home"},
};

static void test_lines_are_broken_where_a_setter_would(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        const struct para *p =
            set(&(struct para_style){0}, LINES[i].em, LINES[i].text);
        assert_string_equal(lines_of(p), LINES[i].lines);
    }
}

/* ---- widths ---- */

static const struct {
    const char *text;
    double em;
} WIDTHS[] = {
    {"甲乙丙", 3},        {"甲。", 1.5},        {"“甲", 1.5},
    {"甲）、乙", 3.5},    {"甲”。乙", 3.5},     {"甲，“乙", 3.5},
    {"甲（“乙", 3.5},     {"甲？！乙", 3.5},    {"甲。”、乙", 4},
    {"甲——乙", 4},        {"甲……乙", 4},        {"甲、乙", 3},
};

static void test_neighbouring_marks_are_squeezed(void **state)
{
    (void)state;
    struct para_style s = {.size_pt = SIZE_PT};
    for (size_t i = 0; i < sizeof WIDTHS / sizeof *WIDTHS; i++) {
        double w = para_width(pdf, &s, WIDTHS[i].text) / em_mm(1);
        if (fabs(w - WIDTHS[i].em) > 1e-6)
            fail_msg("%s: %.3f em, not %.3f", WIDTHS[i].text, w,
                     WIDTHS[i].em);
    }
}

static void test_autospace_stands_between_hanzi_and_latin(void **state)
{
    (void)state;
    struct para_style s = {.size_pt = SIZE_PT, .autospace_em = .25};
    double year = para_width(pdf, &s, "2026");
    assert_near(para_width(pdf, &s, "于2026年"),
                       year + em_mm(2.5), 1e-9);
    /* not beside marks, nor where a space is typed */
    assert_near(para_width(pdf, &s, "，2026，"),
                       year + em_mm(1.5), 1e-9);
    double space = para_width(pdf, &s, "a a") - para_width(pdf, &s, "aa");
    assert_near(para_width(pdf, &s, "于 2026"),
                       year + space + em_mm(1), 1e-9);
}

static const char *const SAMPLE =
    "根据《关于开展2026年民主评议的通知》（永政发〔2026〕15号）要求，县评议办于"
    "2026年9月1日至10月20日，对24个村（居）委会、6个乡镇进行了满意度评议。"
    "It's said that the English word representation won't break; 现将结果"
    "通报如下：回收率96.6％，有效率≥98.7%，“很满意”占1.7个百分点。";

static void test_justified_lines_fill_the_measure_exactly(void **state)
{
    (void)state;
    struct para_style s = {.indent_em = 2, .autospace_em = .125};
    for (double em = 12; em < 45; em += 1.37) {
        const struct para *p = set(&s, em, SAMPLE);
        for (size_t i = 0; i < p->line_count; i++) {
            const struct para_line *l = &p->lines[i];
            double right = l->indent_mm + l->width_mm;
            assert_near(l->indent_mm, i == 0 ? em_mm(2) : 0, 1e-9);
            bool one_word = strpbrk(l->text, " ") == NULL &&
                            utf8_count(l->text) == strlen(l->text);
            if (l->last || one_word)
                assert_true(right <= em_mm(em) + 1e-9);
            else
                assert_near(right, em_mm(em), 1e-6);
        }
    }
}

static void test_alignment_puts_lines_where_it_says(void **state)
{
    (void)state;
    const struct { enum align align; double left; } ROWS[] = {
        {ALIGN_JUSTIFY, 0}, {ALIGN_LEFT, 0}, {ALIGN_CENTRE, 3.5},
        {ALIGN_RIGHT, 7}, {ALIGN_SPREAD, 0},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct para_style s = {.align = ROWS[i].align};
        const struct para *p = set(&s, 10, "甲乙丙");
        assert_near(p->lines[0].indent_mm, em_mm(ROWS[i].left), 1e-9);
        assert_near(p->lines[0].width_mm,
                           em_mm(ROWS[i].align == ALIGN_SPREAD ? 10 : 3),
                           1e-9);
    }
    /* a lone character is centred, not thrown to one side */
    const struct para *one =
        set(&(struct para_style){.align = ALIGN_SPREAD}, 5, "甲");
    assert_near(one->lines[0].indent_mm, em_mm(2), 1e-9);
}

static void test_centred_titles_are_of_even_lines(void **state)
{
    (void)state;
    struct para_style s = {.align = ALIGN_CENTRE};
    const struct para *p =
        set(&s, 12, "甲乙丙丁戊己庚辛壬癸子丑寅卯");
    assert_string_equal(lines_of(p), "甲乙丙丁戊己庚|辛壬癸子丑寅卯");
}

static void test_a_word_longer_than_the_measure_is_cut(void **state)
{
    (void)state;
    const struct para *p = set(&(struct para_style){0}, 4,
                               "abcdefghijklmnopqrstuvwxyz");
    assert_true(p->line_count > 1);
    for (size_t i = 0; i < p->line_count; i++)
        assert_true(p->lines[i].width_mm <= em_mm(4) + 1e-9);
    /* one character never fits: a line each, and no endless loop */
    assert_int_equal(set(&(struct para_style){0}, .5, "甲乙丙")->line_count,
                     3);
}

/* ---- any text ---- */

static uint32_t seed;

static uint32_t roll(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static const char *const ALPHABET[] = {
    "甲", "乙", "丙", "丁", "满", "意", "评", "议", "县", "年", "月", "个",
    "，", "。", "、", "；", "：", "？", "！", "（", "）", "《", "》", "“",
    "”", "〔", "〕", "——", "……", "·", "～", "2", "0", "1", "%", "≥", "第",
    "a", "b", "Q", " ", "一", "十", "①", "/",
};
enum { ALPHABET_N = sizeof ALPHABET / sizeof *ALPHABET };

/* Written anew, without the engine's tables: what must not begin or end a
 * line. */
static bool begins_badly(const char *line)
{
    static const char *const BAD[] = {
        "，", "。", "、", "；", "：", "？", "！", "）", "》", "”", "〕", "—",
        "…", "·", "～", "/"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        if (strncmp(line, BAD[i], strlen(BAD[i])) == 0)
            return true;
    return false;
}

static bool ends_badly(const char *line)
{
    static const char *const BAD[] = {"（", "《", "“", "〔", "/", "①"};
    size_t n = strlen(line);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        size_t b = strlen(BAD[i]);
        if (n >= b && strcmp(line + n - b, BAD[i]) == 0)
            return true;
    }
    return false;
}

/* Must something be cut that belongs together, the measure being too short? */
static bool too_narrow(const struct para_style *style, double em,
                       const char *text)
{
    struct para_style s = *style;
    s.size_pt = SIZE_PT;
    size_t n = 0;
    const struct cell *c =
        para_cells(pdf, arena, &s, text, strlen(text), &n);
    double chunk = 0;
    for (size_t i = 0; i < n; i++) {
        chunk += c[i].width + c[i].gap;
        if (chunk > em)
            return true;
        if (c[i].may_end)
            chunk = 0;
    }
    return false;
}

static bool check_random(const char *text, double em, enum align align)
{
    struct para_style s = {.align = align, .autospace_em = .25};
    bool cut = too_narrow(&s, em, text);
    const struct para *p = set(&s, em, text);
    char joined[2048] = "", plain[2048] = "";
    for (size_t i = 0; i < p->line_count; i++) {
        const struct para_line *l = &p->lines[i];
        strcat(joined, l->text);
        if (l->indent_mm + l->width_mm > em_mm(em) + 1e-6)
            fail_msg("wider than %.2f em: %s", em, lines_of(p));
        if (!cut && i > 0 && begins_badly(l->text))
            fail_msg("begins badly at %.2f em: %s", em, lines_of(p));
        if (!cut && i + 1 < p->line_count && ends_badly(l->text))
            fail_msg("ends badly at %.2f em: %s", em, lines_of(p));
    }
    char *to = joined;
    for (const char *from = joined; *from != '\0'; from++)
        if (*from != ' ')
            *to++ = *from;
    *to = '\0';
    to = plain;
    for (const char *from = text; *from != '\0'; from++)
        if (*from != ' ')
            *to++ = *from;
    assert_string_equal(joined, plain);
    return cut;
}

static void test_random_text_keeps_every_rule_and_character(void **state)
{
    (void)state;
    size_t whole = 0;
    for (uint32_t start = 1; start < 3000; start++) {
        seed = start;
        char text[2048] = "";
        uint32_t n = 1 + roll(120);
        for (uint32_t i = 0; i < n; i++)
            strcat(text, ALPHABET[roll(3) > 0 ? roll(9) : roll(ALPHABET_N)]);
        double em = 8 + roll(300) / 10.0;
        if (!check_random(text, em, (enum align)roll(4)))
            whole++;
        arena_free(arena);
        arena = arena_new(256u << 20);
    }
    assert_true(whole > 2700); /* most were judged by the rules */
}

static void test_text_no_font_has_is_named(void **state)
{
    (void)state;
    struct para_style s = {.size_pt = 10};
    struct err err = ERR_INIT;
    assert_null(para_set(pdf, arena, &s, 50, "甲😀乙"));
    assert_int_equal(pdf_status(pdf, &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "😀"));
    assert_non_null(strstr(err.text, "U+1F600"));
}

static void test_bytes_that_are_not_utf8_are_named(void **state)
{
    (void)state;
    struct para_style s = {.size_pt = 10};
    struct err err = ERR_INIT;
    assert_null(para_set(pdf, arena, &s, 50, "甲\xD2\xBB\xFF乙"));
    assert_int_equal(pdf_status(pdf, &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "UTF-8"));
}

/* A page of 10,000 characters in one paragraph stays quick and small. */
static void test_a_long_paragraph_is_no_trouble(void **state)
{
    (void)state;
    char *text = malloc(10000 * 3 + 1);
    for (int i = 0; i < 10000; i++)
        memcpy(text + 3 * i, i % 17 == 16 ? "，" : "甲", 3);
    text[30000] = '\0';
    const struct para *p = set(&(struct para_style){0}, 28, text);
    assert_in_range(p->line_count, 340, 365);
    free(text);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_what_belongs_together_is_never_parted),
        T(test_no_measure_parts_what_belongs_together),
        T(test_lines_are_broken_where_a_setter_would),
        T(test_neighbouring_marks_are_squeezed),
        T(test_autospace_stands_between_hanzi_and_latin),
        T(test_justified_lines_fill_the_measure_exactly),
        T(test_alignment_puts_lines_where_it_says),
        T(test_centred_titles_are_of_even_lines),
        T(test_a_word_longer_than_the_measure_is_cut),
        T(test_random_text_keeps_every_rule_and_character),
        T(test_text_no_font_has_is_named),
        T(test_bytes_that_are_not_utf8_are_named),
        T(test_a_long_paragraph_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
