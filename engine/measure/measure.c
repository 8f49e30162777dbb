/* engine/measure/measure.c - what a measure may say; see measure.h. */
#include "engine/measure/measure.h"

#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/survey/problems.h"

enum field_kind { FIELD_TEXT, FIELD_DATE, FIELD_ITEM, FIELD_UNIT, FIELD_RULE,
                  FIELD_KIND, FIELD_STATE };

static const struct {
    const char *title;
    enum field_kind kind;
} fields[] = {
    [MEASURE_PROBLEM] = {"问题", FIELD_TEXT},
    [MEASURE_ITEM] = {"题号", FIELD_ITEM},
    [MEASURE_UNIT] = {"涉及单位", FIELD_UNIT},
    [MEASURE_SOURCE] = {"来源", FIELD_TEXT},
    [MEASURE_BASIS] = {"依据", FIELD_TEXT},
    [MEASURE_CAUSE] = {"原因", FIELD_TEXT},
    [MEASURE_ACTION] = {"整改措施", FIELD_TEXT},
    [MEASURE_OFFICE] = {"责任单位", FIELD_TEXT},
    [MEASURE_PERSON] = {"责任人", FIELD_TEXT},
    [MEASURE_KIND] = {"类型", FIELD_KIND},
    [MEASURE_STARTED] = {"立项日期", FIELD_DATE},
    [MEASURE_RULE] = {"时限规则", FIELD_RULE},
    [MEASURE_DUE] = {"整改时限", FIELD_DATE},
    [MEASURE_STATE] = {"状态", FIELD_STATE},
    [MEASURE_PROGRESS] = {"进展", FIELD_TEXT},
    [MEASURE_EFFECT] = {"成效", FIELD_TEXT},
    [MEASURE_EVIDENCE] = {"销号证据", FIELD_TEXT},
    [MEASURE_FEEDBACK] = {"反馈方式", FIELD_TEXT},
    [MEASURE_TOLD] = {"反馈日期", FIELD_DATE},
    [MEASURE_FINISHED] = {"完成日期", FIELD_DATE},
    [MEASURE_CLOSED] = {"销号日期", FIELD_DATE},
};
_Static_assert(sizeof fields / sizeof fields[0] == MEASURE_FIELDS,
               "one row per field");

struct word {
    const char *word, *title;
};

static const struct word states[] = {
    {"open", "待整改"},       {"doing", "整改中"},  {"done", "已完成"},
    {"standing", "长期坚持"}, {"closed", "销号"},   {NULL, NULL},
};

static const struct word kinds[] = {
    {"", ""},
    {"now", "立行立改"},
    {"dated", "限期整改"},
    {"standing", "长期坚持"},
    {NULL, NULL},
};

static const struct word *find_word(const struct word *list, const char *text)
{
    for (; list->word != NULL; list++)
        if (strcmp(list->word, text) == 0 || strcmp(list->title, text) == 0)
            return list;
    return NULL;
}

const char *measure_field_title(enum measure_field field)
{
    return fields[field].title;
}

const char *measure_state_title(const char *state)
{
    const struct word *w = find_word(states, state);
    return w != NULL ? w->title : state;
}

const char *measure_kind_title(const char *kind)
{
    const struct word *w = find_word(kinds, kind);
    return w != NULL ? w->title : kind;
}

static bool has_state(const char *const text[], const char *state)
{
    return strcmp(text[MEASURE_STATE], state) == 0;
}

bool measure_overdue(const struct measure *m, const char *today)
{
    int64_t days = 0;
    return measure_days_left(m, today, &days) && days < 0;
}

bool measure_days_left(const struct measure *m, const char *today,
                       int64_t *days)
{
    int64_t due = 0;
    int64_t now = 0;
    if ((!has_state(m->text, "open") && !has_state(m->text, "doing")) ||
        !day_parse(m->text[MEASURE_DUE], &due) || !day_parse(today, &now))
        return false;
    *days = due - now;
    return true;
}

/* ---- one field ---- */

struct settle {
    const struct measure_rules *r;
    const struct measure *was;
    const char **text;
    enum measure_field *at;
    struct err *err;
};

static const char *title(enum measure_field f)
{
    return fields[f].title;
}

static enum err_code keep(struct settle *s, enum measure_field f,
                          const char *text)
{
    s->text[f] = arena_text(s->r->arena, text);
    return s->text[f] != NULL
               ? ERR_OK
               : err_set(s->err, ERR_NOMEM, 0,
                         _("the ledger: out of memory"));
}

static enum err_code check_text(struct settle *s, enum measure_field f)
{
    size_t n = strlen(s->text[f]);
    bool control = false;
    for (size_t i = 0; i < n; i++)
        control = control || ((unsigned char)s->text[f][i] < 0x20 &&
                              s->text[f][i] != '\n') ||
                  s->text[f][i] == 0x7F;
    if (n > LIMIT_MEASURE_BYTES || control)
        return err_set(s->err, ERR_FORMAT, 0,
                       _("%s has %zu bytes%s; expected at most %d of plain "
                         "text"),
                       title(f), n,
                       control ? _(" and a control character") : "",
                       LIMIT_MEASURE_BYTES);
    return ERR_OK;
}

static enum err_code take_date(struct settle *s, enum measure_field f)
{
    char shown[EXCERPT_MAX];
    char date[DATE_BYTES];
    int64_t day = 0;
    if (s->text[f][0] == '\0')
        return ERR_OK;
    if (!day_parse(s->text[f], &day))
        return err_set(s->err, ERR_FORMAT, 0,
                       _("%s is '%s', which is no date; expected 2026-12-31"),
                       title(f), excerpt(s->text[f], shown));
    day_print(day, date);
    return keep(s, f, date);
}

static enum err_code take_word(struct settle *s, enum measure_field f,
                               const struct word *list)
{
    char shown[EXCERPT_MAX];
    const struct word *w = find_word(list, s->text[f]);
    if (w != NULL) {
        s->text[f] = w->word;
        return ERR_OK;
    }
    return err_set(s->err, ERR_FORMAT, 0,
                   f == MEASURE_STATE
                       ? _("%s is '%s'; expected 待整改, 整改中, 已完成, 长期坚持 "
                           "or 销号 (open, doing, done, standing, closed)")
                       : _("%s is '%s'; expected 立行立改, 限期整改 or 长期坚持 "
                           "(now, dated, standing), or nothing"),
                   title(f), excerpt(s->text[f], shown));
}

/* "0101" or "0101 城关镇": spreadsheets eat the zeros of a bare number. */
static enum err_code take_unit(struct settle *s, enum measure_field f)
{
    char shown[EXCERPT_MAX];
    char code[LIMIT_UNIT_CODE_BYTES + 2] = "";
    size_t n = strcspn(s->text[f], " \n");
    if (n == 0 && s->text[f][0] == '\0')
        return ERR_OK;
    if (n <= LIMIT_UNIT_CODE_BYTES) {
        memcpy(code, s->text[f], n);
        code[n] = '\0';
    }
    if (code[0] == '\0' || units_find(s->r->units, code) < 0)
        return err_set(s->err, ERR_FORMAT, 0,
                       _("%s is '%s'; this round has no unit with that code "
                         "(or a spreadsheet dropped its leading zeros)"),
                       title(f), excerpt(s->text[f], shown));
    return keep(s, f, code);
}

static enum err_code take_code(struct settle *s, enum measure_field f)
{
    char shown[EXCERPT_MAX];
    if (s->text[f][0] == '\0')
        return ERR_OK;
    if (f == MEASURE_ITEM && questionnaire_find(s->r->q, s->text[f]) < 0)
        return err_set(s->err, ERR_FORMAT, 0,
                       _("%s is '%s'; the questionnaire has no such question"),
                       title(f), excerpt(s->text[f], shown));
    if (f == MEASURE_RULE &&
        deadlines_find(s->r->deadlines, s->text[f]) == NULL)
        return err_set(s->err, ERR_FORMAT, 0,
                       _("%s is '%s'; `pingyi measure rules` lists the rules"),
                       title(f), excerpt(s->text[f], shown));
    return ERR_OK;
}

static enum err_code take_field(struct settle *s, enum measure_field f)
{
    enum err_code code = check_text(s, f);
    if (code != ERR_OK)
        return code;
    switch (fields[f].kind) {
    case FIELD_TEXT: return ERR_OK;
    case FIELD_DATE: return take_date(s, f);
    case FIELD_UNIT: return take_unit(s, f);
    case FIELD_ITEM:
    case FIELD_RULE: return take_code(s, f);
    case FIELD_KIND: return take_word(s, f, kinds);
    case FIELD_STATE: return take_word(s, f, states);
    }
    return ERR_OK;
}

static enum err_code take_all(struct settle *s)
{
    enum err_code code = ERR_OK;
    for (int f = 0; f < MEASURE_FIELDS && code == ERR_OK; f++) {
        *s->at = (enum measure_field)f;
        /* An empty cell means: as it is; these two are never empty. */
        bool kept = s->text[f] != NULL && s->text[f][0] == '\0' &&
                    (f == MEASURE_STATE || f == MEASURE_STARTED);
        if (s->text[f] == NULL || kept)
            s->text[f] = s->was != NULL        ? s->was->text[f]
                         : f == MEASURE_STATE   ? "open"
                         : f == MEASURE_STARTED ? s->r->today
                                                : "";
        else
            code = take_field(s, *s->at);
    }
    return code;
}

/* ---- all of them together ---- */

static bool changed(const struct settle *s, enum measure_field f)
{
    return strcmp(s->text[f], s->was != NULL ? s->was->text[f] : "") != 0;
}

/* The rule gives the date where nobody gave one. */
static enum err_code set_due(struct settle *s, bool given)
{
    char date[DATE_BYTES];
    int64_t start = 0;
    const struct deadline_rule *rule =
        deadlines_find(s->r->deadlines, s->text[MEASURE_RULE]);
    *s->at = MEASURE_DUE;
    if (!given && rule != NULL &&
        (changed(s, MEASURE_RULE) || changed(s, MEASURE_STARTED) ||
         s->text[MEASURE_DUE][0] == '\0') &&
        day_parse(s->text[MEASURE_STARTED], &start)) {
        day_print(deadlines_end(s->r->deadlines, rule, start), date);
        enum err_code code = keep(s, MEASURE_DUE, date);
        if (code != ERR_OK)
            return code;
    }
    if (s->text[MEASURE_DUE][0] != '\0' && s->text[MEASURE_STARTED][0] != '\0' &&
        strcmp(s->text[MEASURE_DUE], s->text[MEASURE_STARTED]) < 0)
        return err_set(s->err, ERR_FORMAT, 0,
                       _("%s %s lies before %s %s"), title(MEASURE_DUE),
                       s->text[MEASURE_DUE], title(MEASURE_STARTED),
                       s->text[MEASURE_STARTED]);
    return ERR_OK;
}

/* A closed one keeps what was closed. */
static enum err_code check_closed(struct settle *s)
{
    bool was_closed = s->was != NULL && has_state(s->was->text, "closed");
    if (!was_closed)
        return ERR_OK;
    if (!has_state(s->text, "closed")) {
        *s->at = MEASURE_STATE;
        return s->r->reopen
                   ? ERR_OK
                   : err_set(s->err, ERR_NOTNOW, 0,
                             _("it is closed (销号); to open it again give the "
                               "reason: `pingyi measure set %lld --state "
                               "doing --why …`"),
                             (long long)s->was->id);
    }
    for (int f = 0; f < MEASURE_FIELDS; f++) {
        *s->at = (enum measure_field)f;
        if (f != MEASURE_FEEDBACK && f != MEASURE_TOLD &&
            changed(s, (enum measure_field)f))
            return err_set(s->err, ERR_NOTNOW, 0,
                           _("it is closed (销号): %s cannot be changed, only "
                             "the feedback; open it again first"),
                           title((enum measure_field)f));
    }
    return ERR_OK;
}

/* Nothing is closed on somebody's word alone. */
static enum err_code set_state_dates(struct settle *s)
{
    bool closed = has_state(s->text, "closed");
    bool done = closed || has_state(s->text, "done");
    *s->at = MEASURE_ACTION;
    if (done && s->text[MEASURE_ACTION][0] == '\0')
        return err_set(s->err, ERR_FORMAT, 0,
                       _("%s cannot be empty when it is done or closed: say "
                         "what was done"),
                       title(MEASURE_ACTION));
    *s->at = MEASURE_EVIDENCE;
    if (closed && s->text[MEASURE_EVIDENCE][0] == '\0')
        return err_set(s->err, ERR_FORMAT, 0,
                       _("closing (销号) demands %s: name what proves it and "
                         "where it lies"),
                       title(MEASURE_EVIDENCE));
    if (done && s->text[MEASURE_FINISHED][0] == '\0')
        s->text[MEASURE_FINISHED] = s->r->today;
    if (closed && s->text[MEASURE_CLOSED][0] == '\0')
        s->text[MEASURE_CLOSED] = s->r->today;
    if (!closed)
        s->text[MEASURE_CLOSED] = "";
    if (!done && !has_state(s->text, "standing"))
        s->text[MEASURE_FINISHED] = "";
    return ERR_OK;
}

enum err_code measure_settle(const struct measure_rules *rules,
                             const struct measure *was, const char *text[],
                             enum measure_field *at, struct err *err)
{
    struct settle s = {rules, was, text, at, err};
    bool due_given =
        text[MEASURE_DUE] != NULL && text[MEASURE_DUE][0] != '\0' &&
        (was == NULL || strcmp(text[MEASURE_DUE], was->text[MEASURE_DUE]) != 0);
    enum err_code code = take_all(&s);
    if (code == ERR_OK && text[MEASURE_PROBLEM][0] == '\0') {
        *at = MEASURE_PROBLEM;
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s is empty; say what is to be put right"),
                       title(MEASURE_PROBLEM));
    }
    if (code == ERR_OK)
        code = set_due(&s, due_given);
    if (code == ERR_OK)
        code = set_state_dates(&s);
    if (code == ERR_OK)
        code = check_closed(&s);
    return code;
}
