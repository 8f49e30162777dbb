/* tests/web/when_cases.c - random questionnaires with conditions, random
 * answers to them, and what the evaluator in C says: one JSON object a line.
 *
 *   when_cases COUNT SEED [xforms]
 *
 * {"items":[…],"rounds":[{"answers":{…},"asked":[codes]}],
 *  "spellings":[{"text","good":bool}],"xform":"…"}, the conditions once as they were made
 * and once as when_print() spells them.  They are made as text, not from the
 * parser's trees. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/json.h"
#include "engine/base/num.h"
#include "engine/survey/problems.h"
#include "engine/survey/when.h"
#include "forms/xforms/xform.h"

static uint64_t state;

static unsigned draw(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 11) % n);
}

static const char *const words[] = {"有",   "没有", "记不清", "满意",
                                    "一般", "很 好", "60岁",  "A"};

enum { ITEMS = 9 };

/* How the items of one questionnaire look. */
struct plan {
    int kind[ITEMS];    /* 0 single, 1 multi, 2 text */
    unsigned choices[ITEMS];
    bool ends[ITEMS];   /* its last choice ends the interview */
};

static void put_choice(struct str *out, const struct plan *p, unsigned item)
{
    unsigned k = draw(p->choices[item]);
    unsigned how = draw(3);
    if (how == 0)
        str_addf(out, draw(2) ? "\"%s\"" : "'%s'", words[k]);
    else if (how == 1 && strchr(words[k], ' ') == NULL)
        str_add(out, words[k]);
    else
        str_addf(out, "%u", k + 1);
}

static void put_space(struct str *out)
{
    for (unsigned n = draw(3); n > 0; n--)
        str_add_char(out, ' ');
}

static void put_test(struct str *out, const struct plan *p, unsigned before)
{
    unsigned item = draw(before);
    if (p->kind[item] == 2 || draw(6) == 0) {
        str_addf(out, "answered(I%u)", item);
        return;
    }
    if (p->kind[item] == 1 || draw(4) == 0) {
        str_addf(out, "selected( I%u,", item);
        put_choice(out, p, item);
        str_add(out, ")");
        return;
    }
    str_addf(out, "I%u", item);
    put_space(out);
    unsigned how = draw(3);
    str_add(out, how == 0 ? "=" : how == 1 ? "!=" : " in (");
    put_space(out);
    put_choice(out, p, item);
    for (unsigned n = how == 2 ? draw(3) : 0; n > 0; n--) {
        str_add(out, ", ");
        put_choice(out, p, item);
    }
    if (how == 2)
        str_add(out, " )");
}

static void put_condition(struct str *out, const struct plan *p,
                          unsigned before, unsigned depth)
{
    unsigned how = depth > 3 ? 0 : draw(6);
    if (how < 2) {
        put_test(out, p, before);
    } else if (how == 2) {
        str_add(out, "not ");
        put_condition(out, p, before, depth + 2);
    } else if (how == 3) {
        str_add(out, "(");
        put_condition(out, p, before, depth + 1);
        str_add(out, ")");
    } else {
        put_condition(out, p, before, depth + 1);
        str_add(out, how == 4 ? " and " : " or ");
        put_condition(out, p, before, depth + 1);
    }
}

/* Quoted for YAML: single quotes doubled, so the text is the same again. */
static void put_yaml(struct str *out, const char *text)
{
    str_add_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            str_add_char(out, '\'');
        str_add_char(out, *text);
    }
    str_add_char(out, '\'');
}

static void put_item(struct str *out, const struct plan *p, unsigned i)
{
    static const char *const kinds[] = {"single", "multi", "text"};
    str_addf(out, "      - code: I%u\n        text: 题%u\n        role: %s\n",
             i, i,
             p->kind[i] == 2 ? "text"
             : p->ends[i]    ? "screen"
                             : "person");
    str_addf(out, "        kind: %s\n", kinds[p->kind[i]]);
    if (p->kind[i] != 2)
        str_add(out, "        choices:\n");
    for (unsigned k = 0; p->kind[i] != 2 && k < p->choices[i]; k++)
        str_addf(out, "          - {text: %s%s}\n", words[k],
                 p->ends[i] && k + 1 == p->choices[i] ? ", means: ends" : "");
    if (i == 0 || p->ends[i] || draw(3) == 0)
        return;
    struct str when;
    str_init(&when, 4096);
    put_condition(&when, p, i, 0);
    str_add(out, "        when: ");
    put_yaml(out, when.text);
    str_add_char(out, '\n');
    str_deinit(&when);
}

static void make_form(struct str *out, struct plan *p)
{
    str_add(out, "form: W\ntitle: t\nobject: o\nintro: i\nsections:\n"
                 "  - text: s\n    items:\n");
    for (unsigned i = 0; i < ITEMS; i++) {
        p->ends[i] = draw(8) == 0;
        p->kind[i] = p->ends[i] ? 0 : (int)draw(4) % 3;
        p->choices[i] = 2 + draw(7);
        put_item(out, p, i);
    }
}

/* ---- what C says ---- */

static void put_items(struct jout *j, const struct questionnaire *q,
                      bool canonical, const char *const source[])
{
    jout_begin_array(j, "items");
    for (size_t i = 0; i < q->item_count; i++) {
        const struct item *it = &q->items[i];
        jout_begin_object(j, NULL);
        jout_string(j, "code", it->code);
        jout_string(j, "kind", item_kind_word(it->kind));
        jout_begin_array(j, "choices");
        for (size_t k = 0; it->scale && k < it->scale->choice_count; k++) {
            jout_begin_object(j, NULL);
            jout_string(j, "code", it->scale->choices[k].code);
            jout_string(j, "text", it->scale->choices[k].text);
            jout_end_object(j);
        }
        jout_end_array(j);
        jout_begin_array(j, "ends");
        for (size_t k = 0; it->scale && k < it->scale->choice_count; k++)
            if (it->scale->choices[k].meaning == MEANS_ENDS)
                jout_string(j, NULL, it->scale->choices[k].code);
        jout_end_array(j);
        if (it->when_text != NULL)
            jout_string(j, "when", canonical ? it->when_text : source[i]);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void put_round(struct jout *j, const struct questionnaire *q)
{
    struct when_given given[ITEMS] = {{.choices = 0}};
    bool asked[ITEMS];
    jout_begin_object(j, NULL);
    jout_begin_object(j, "answers");
    for (size_t i = 0; i < q->item_count; i++) {
        const struct item *it = &q->items[i];
        if (draw(5) == 0)
            continue; /* not answered */
        if (it->kind == ITEM_TEXT) {
            given[i].written = draw(2);
            jout_string(j, it->code, given[i].written ? "话" : "");
        } else if (it->kind == ITEM_SINGLE) {
            size_t k = draw((unsigned)it->scale->choice_count);
            given[i].choices = UINT64_C(1) << k;
            jout_string(j, it->code, it->scale->choices[k].code);
        } else {
            jout_begin_array(j, it->code);
            for (size_t k = 0; k < it->scale->choice_count; k++)
                if (draw(3) == 0) {
                    given[i].choices |= UINT64_C(1) << k;
                    jout_string(j, NULL, it->scale->choices[k].code);
                }
            jout_end_array(j);
        }
    }
    jout_end_object(j);
    when_route(q, given, asked);
    jout_begin_array(j, "asked");
    for (size_t i = 0; i < q->item_count; i++)
        if (asked[i])
            jout_string(j, NULL, q->items[i].code);
    jout_end_array(j);
    jout_end_object(j);
}

/* Conditions with a piece cut out, doubled or exchanged: good or not? */
static void put_spellings(struct jout *j, const struct questionnaire *q,
                          const struct plan *p)
{
    static const char *const bits[] = {"and", "or", "not", "(", ")", ",", "=",
                                       "!=", "in", "!", "I1", "I8", "9", "\"",
                                       "有", "selected", "answered", "+", ""};
    jout_begin_array(j, "spellings");
    for (int n = 0; n < 12; n++) {
        struct str text;
        struct arena *arena = arena_new(1024 * 1024);
        struct when_problem problem;
        str_init(&text, 8192);
        put_condition(&text, p, 5, 0);
        for (unsigned edits = draw(3); edits > 0 && text.n > 0; edits--) {
            struct str next;
            size_t at = draw((unsigned)text.n + 1);
            while (at < text.n && ((unsigned char)text.text[at] & 0xC0) == 0x80)
                at++;
            size_t to = at + draw(4);
            to = to < text.n ? to : text.n;
            while (to < text.n && ((unsigned char)text.text[to] & 0xC0) == 0x80)
                to++;
            str_init(&next, 8192);
            str_add_bytes(&next, text.text, at);
            str_add(&next, bits[draw(sizeof bits / sizeof bits[0])]);
            str_add(&next, text.text + to);
            str_deinit(&text);
            text = next;
        }
        const struct when *w = when_parse(q, 5, text.text, arena, &problem);
        jout_begin_object(j, NULL);
        jout_string(j, "text", text.text);
        jout_bool(j, "good", w != NULL);
        jout_end_object(j);
        arena_free(arena);
        str_deinit(&text);
    }
    jout_end_array(j);
}

/* The lines after "when: ", as the author wrote them. */
static void sources(char *yaml, const char *source[])
{
    long item = -1;
    for (char *line = strtok_r(yaml, "\n", &yaml); line != NULL;
         line = strtok_r(NULL, "\n", &yaml)) {
        char *when = strstr(line, "when: '");
        if (strstr(line, "- code: I") != NULL)
            item++;
        if (when == NULL || item < 0)
            continue;
        char *to = when + 7;
        source[item] = to;
        for (char *from = to; *from != '\0'; from++) {
            if (from[0] == '\'' && from[1] != '\'')
                break; /* the end */
            if (from[0] == '\'')
                from++;
            *to++ = *from;
        }
        *to = '\0';
    }
}

static bool put_xform(struct jout *j, const struct questionnaire *q)
{
    struct xform form;
    struct err err = ERR_INIT;
    const struct xform_source s = {.q = q, .revision = 1};
    enum err_code code = xform_make(&s, &form, &err);
    jout_string(j, "xform", form.xml.text);
    xform_deinit(&form);
    return code == ERR_OK;
}

static int one_case(struct str *out, bool xforms)
{
    struct str yaml;
    struct plan plan;
    struct questionnaire *q = NULL;
    struct err err = ERR_INIT;
    const char *source[ITEMS] = {NULL};
    str_init(&yaml, 256 * 1024);
    make_form(&yaml, &plan);
    if (questionnaire_parse(yaml.text, yaml.n, "w.yaml", &q, &err) !=
        ERR_OK) {
        (void)fprintf(stderr, "%s\n%s\n", err.text, yaml.text);
        return 1;
    }
    char *copy = strdup(yaml.text);
    sources(copy, source);
    for (int canonical = 0; canonical < 2; canonical++) {
        struct jout j = {.out = out};
        jout_begin_object(&j, NULL);
        put_items(&j, q, canonical, source);
        jout_begin_array(&j, "rounds");
        for (int n = 0; n < 20; n++)
            put_round(&j, q);
        jout_end_array(&j);
        put_spellings(&j, q, &plan);
        if (xforms && !put_xform(&j, q))
            return 1;
        jout_end_object(&j);
        str_add_char(out, '\n');
    }
    free(copy);
    str_deinit(&yaml);
    questionnaire_free(q);
    return 0;
}

int main(int argc, char **argv)
{
    int64_t count = 100, seed = 1;
    if ((argc > 1 && !num_parse_int(argv[1], 1, 1000000, &count)) ||
        (argc > 2 && !num_parse_int(argv[2], 1, 1000000000, &seed)))
        return 2;
    state = (uint64_t)seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    struct str out;
    str_init(&out, 64 * 1024 * 1024);
    int failed = 0;
    for (int64_t i = 0; i < count && !failed; i++) {
        failed = one_case(&out, argc > 3);
        if (!str_ok(&out) || fwrite(out.text, 1, out.n, stdout) != out.n)
            failed = 1;
        str_clear(&out);
    }
    str_deinit(&out);
    return failed;
}
