/* engine/survey/privacy.c - what a questionnaire must never ask.
 *
 * Two kinds of words.  Identity (姓名, 身份证, 电话 …) is refused wherever an
 * answer could carry it: free text, questions about the person, and the
 * printed lines between the questions.  Reproductive health (怀孕, 上环,
 * 避孕方式 …) is refused as a fact about a person; a question whether a public
 * service is known or satisfying is not such a fact, so there the word may
 * stand beside a service word (免费, 服务, 领取 …).
 *
 * The lists err on the side of refusal: an author can reword a question, a
 * respondent cannot take an answer back.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/str.h"
#include "engine/base/utf8.h"
#include "engine/survey/internal.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Matched without spaces; ASCII in lower case. */
static const char *const identity_words[] = {
    "姓名",     "名字",     "身份证",   "身份證",   "证件号",   "證件號",
    "户口本",   "戶口本",   "电话",     "電話",     "手机",     "手機",
    "联系方式", "聯繫方式", "聯系方式", "家庭住址", "家庭地址", "住址",
    "门牌",     "門牌",     "微信",     "qq号",     "银行卡",   "銀行卡",
    "银行账",   "签名",     "簽名",     "签字",     "社保卡号", "出生日期",
    "出生年月", "车牌",     "yourname", "fullname", "phone",    "idcard",
    "idnumber", "address",  "e-mail",   "email",
};

/* The same words where they name a thing of the office, not of a person. */
static const char *const identity_harmless[] = {
    "监督电话", "監督電話", "举报电话", "舉報電話", "投诉电话", "投訴電話",
    "服务电话", "服務電話", "咨询电话", "諮詢電話", "热线电话", "熱線電話",
    "办公电话", "電話熱線", "电话热线", "电话访谈", "電話訪談", "身份证明",
    "身份證明", "电话：12356", "微信公众号", "手机短信通知",
};

/* 「请勿填写姓名」 asks for nothing. */
static const char *const negations[] = {
    "请勿",   "請勿",   "不要",   "不需",   "无需",   "無需", "无须",
    "不必",   "不得",   "不用",   "不填",   "不写",   "不寫", "不留",
    "不记",   "不記",   "不署",   "不问",   "不問",   "不收集",
};

static const char *const health_words[] = {
    "怀孕",     "懷孕",     "孕情",     "孕检",     "孕檢",     "妇检",
    "婦檢",     "孕周",     "孕次",     "产次",     "產次",     "胎次",
    "月经",     "月經",     "上环",     "上環",     "取环",     "取環",
    "环检",     "環檢",     "宫内节育", "宮內節育", "结扎",     "結紮",
    "结紮",     "绝育",     "絕育",     "节育",     "節育",     "避孕方式",
    "避孕方法", "避孕措施", "避孕手段", "避孕情况", "避孕情況", "避孕套",
    "避孕药",   "避孕藥",   "人流",     "流产",     "流產",     "引产",
    "引產",     "堕胎",     "墮胎",     "生育史",   "生育情况", "生育情況",
    "几个孩子", "幾個孩子", "几孩",     "子女数",   "子女數",   "孩次",
    "不孕",     "不育",     "性病",     "艾滋",     "性生活",   "pregnan",
    "contracept", "abortion", "menstru", "steriliz",
};

/* A supply named as a supply. */
static const char *const health_harmless[] = {
    "避孕药具",
    "避孕藥具",
};

/* Beside one of these, an opinion or awareness item speaks of a service. */
static const char *const service_words[] = {
    "免费", "免費", "服务", "服務", "领取", "領取", "发放", "發放",
    "咨询", "諮詢", "宣传", "宣傳", "政策", "奖励", "獎勵", "补助",
    "補助", "易得", "公开",
};

/* Beside one of these, a fact item asks after abuse, not after a body. */
static const char *const abuse_words[] = {
    "强制", "強制", "强迫", "強迫", "逼", "乱收费", "亂收費", "罚款", "罰款",
};

/* `text` without spaces of any width, ASCII lowered and full-width forms made
 * ASCII: 「姓　名」 and 「ＱＱ号」 are found too. */
static void squeeze(const char *text, struct str *out)
{
    str_clear(out);
    for (const char *p = text; *p != '\0';) {
        uint32_t c = utf8_next(&p);
        if (c == ' ' || c == '\n' || c == 0x3000 || c == 0xA0 ||
            (c >= 0x2000 && c <= 0x200F) || c == '_' || c == 0xFF3F)
            continue;
        if (c > 0xFF00 && c < 0xFF5F && c != 0xFF1A && c != 0xFF0C)
            c -= 0xFEE0;
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        char put[5];
        str_add_bytes(out, put, utf8_put(c, put));
    }
}

/* Does `word` at `at` lie inside one of the harmless phrases? */
static bool inside(const char *text, const char *at, size_t word_n,
                   const char *const harmless[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t phrase_n = strlen(harmless[i]);
        for (const char *p = strstr(text, harmless[i]); p != NULL;
             p = strstr(p + 1, harmless[i]))
            if (p <= at && at + word_n <= p + phrase_n)
                return true;
    }
    return false;
}

static bool has_any(const char *text, const char *const words[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(text, words[i]) != NULL)
            return true;
    return false;
}

/* Start of the clause that holds `at`: after the last stop before it. */
static const char *clause(const char *text, const char *at)
{
    static const char *const stops[] = {"，", "。", "；", "？", "！", "：",
                                        ",",  ";",  "?",  "!"};
    const char *start = text;
    for (size_t i = 0; i < COUNT(stops); i++)
        for (const char *p = strstr(text, stops[i]); p != NULL && p < at;
             p = strstr(p + 1, stops[i]))
            if (p + strlen(stops[i]) > start)
                start = p + strlen(stops[i]);
    return start;
}

static bool negated(const char *text, const char *at)
{
    const char *start = clause(text, at);
    for (size_t i = 0; i < COUNT(negations); i++) {
        const char *p = strstr(start, negations[i]);
        if (p != NULL && p < at)
            return true;
    }
    return false;
}

/* The first identity word that asks, or NULL. */
static const char *asks_identity(const char *text)
{
    for (size_t i = 0; i < COUNT(identity_words); i++) {
        const char *word = identity_words[i];
        for (const char *p = strstr(text, word); p != NULL;
             p = strstr(p + 1, word))
            if (!inside(text, p, strlen(word), identity_harmless,
                        COUNT(identity_harmless)) &&
                !negated(text, p))
                return word;
    }
    return NULL;
}

static const char *asks_health(const char *text)
{
    for (size_t i = 0; i < COUNT(health_words); i++) {
        const char *word = health_words[i];
        for (const char *p = strstr(text, word); p != NULL;
             p = strstr(p + 1, word))
            if (!inside(text, p, strlen(word), health_harmless,
                        COUNT(health_harmless)))
                return word;
    }
    return NULL;
}

/* What is looked for in a piece of text. */
struct rule {
    bool identity; /* identity words are refused */
    bool service;  /* health words may stand beside a service word */
    bool abuse;    /* health words may stand beside an abuse word */
};

static const struct rule item_rules[] = {
    [ROLE_SCREEN] = {.identity = true},
    [ROLE_PERSON] = {.identity = true},
    [ROLE_AWARE] = {.service = true},
    [ROLE_SATISFY] = {.service = true},
    [ROLE_OVERALL] = {.service = true},
    [ROLE_FACT] = {.abuse = true},
    [ROLE_PRIORITY] = {.service = true},
    [ROLE_TEXT] = {.identity = true},
    [ROLE_VOTE] = {.service = true},
    [ROLE_CODE] = {.identity = true},
};
_Static_assert(sizeof item_rules / sizeof item_rules[0] == ROLE_COUNT,
               "one rule per role");

/* Printed lines: a blank for a name there is a question too. */
static const struct rule line_rule = {.identity = true, .service = true};

static void check_text(struct reader *r, const struct ynode *at,
                       const char *text, struct rule rule,
                       struct str *scratch)
{
    if (text == NULL || at == NULL || strlen(text) > LIMIT_INTRO_BYTES)
        return; /* too long was said already */
    squeeze(text, scratch);
    if (!str_ok(scratch)) {
        r->no_memory = true;
        return;
    }
    const char *word = rule.identity ? asks_identity(scratch->text) : NULL;
    if (word != NULL)
        bad(r, at, ERR_DENIED,
            _("this asks who the person is ('%s'); expected no name, number, "
              "telephone or address of a respondent"),
            word);
    word = asks_health(scratch->text);
    if (word == NULL)
        return;
    if (rule.service &&
        has_any(scratch->text, service_words, COUNT(service_words)))
        return;
    if (rule.abuse && has_any(scratch->text, abuse_words, COUNT(abuse_words)))
        return;
    bad(r, at, ERR_DENIED,
        _("this asks for a person's pregnancy or contraception ('%s'); "
          "expected questions about services only"),
        word);
}

static void check_item(struct reader *r, size_t index, struct str *scratch)
{
    const struct item *item = &r->items[index];
    const struct ynode *map = r->item_node[index];
    struct rule rule = item_rules[item->role];
    if (r->q->anonymous && item->role == ROLE_PERSON)
        bad(r, map, ERR_DENIED,
            _("item %s asks about the person on an anonymous form; expected "
              "no item of role person"),
            item->code);
    if (r->q->anonymous && item->grid != NULL && item->place == 0)
        bad(r, map, ERR_DENIED,
            _("%s is a number on an anonymous form; expected none, because a "
              "number finds its sheet again"),
            item->grid->code);
    if (item->cells != NULL)
        check_text(r, map, item->text, rule, scratch);
    if (item->place == 0) { /* a number is looked at once */
        check_text(r, ynode_get(map, "text"), item->text, rule, scratch);
        check_text(r, ynode_get(map, "gloss"), item->gloss, rule, scratch);
    }
    const struct ynode *list = r->choices_node[index];
    const struct ynode *n =
        list != NULL && list->kind == YNODE_LIST ? list->first : NULL;
    for (size_t i = 0; n != NULL && item->scale != NULL &&
                       i < item->scale->choice_count;
         i++, n = n->next)
        check_text(r, n, item->scale->choices[i].text, rule, scratch);
}

/* A shared scale is judged by every role that uses it: once is enough. */
static void check_shared(struct reader *r, const struct ynode *root,
                         struct str *scratch)
{
    const struct ynode *list = ynode_get(root, "scales");
    const struct ynode *n = list != NULL ? list->first : NULL;
    for (size_t s = 0; s < r->q->scale_count && n != NULL; s++, n = n->next) {
        const struct ynode *choices = ynode_get(n, "choices");
        const struct ynode *c = choices != NULL ? choices->first : NULL;
        for (size_t i = 0; i < r->scales[s].choice_count && c != NULL;
             i++, c = c->next)
            check_text(r, c, r->scales[s].choices[i].text,
                       (struct rule){.identity = true}, scratch);
    }
}

/* 「联系电话：0551-1234567」 gives a number and asks for none. */
static bool gives_number(const char *text)
{
    int digits = 0;
    for (; *text != '\0'; text++)
        digits += *text >= '0' && *text <= '9';
    return digits >= 5;
}

/* A translation may not ask for more than what it translates.  The words are
 * Chinese ones: of other languages the author must see to it. */
static void check_translations(struct reader *r, const struct ynode *root,
                               struct str *scratch)
{
    const struct ynode *list = ynode_get(root, "languages");
    const struct ynode *l =
        list != NULL && list->kind == YNODE_LIST ? list->first : NULL;
    for (; l != NULL; l = l->next) {
        const struct ynode *texts =
            l->kind == YNODE_MAP ? ynode_get(l, "texts") : NULL;
        const struct ynode *t =
            texts != NULL && texts->kind == YNODE_LIST ? texts->first : NULL;
        for (; t != NULL; t = t->next) {
            const struct ynode *is =
                t->kind == YNODE_MAP ? ynode_get(t, "is") : NULL;
            if (is != NULL && is->kind == YNODE_TEXT)
                check_text(r, is, is->text,
                           (struct rule){.identity = !gives_number(is->text)},
                           scratch);
        }
    }
}

void check_privacy(struct reader *r, const struct ynode *root)
{
    static const char *const lines[] = {"title",  "object", "unit", "intro",
                                        "thanks", "return", "hotline"};
    struct str scratch;
    str_init(&scratch, 2 * LIMIT_INTRO_BYTES);
    for (size_t i = 0; i < COUNT(lines); i++) {
        const struct ynode *n = ynode_get(root, lines[i]);
        if (n == NULL || n->kind != YNODE_TEXT)
            continue;
        struct rule rule = line_rule;
        if (strcmp(lines[i], "hotline") == 0 && gives_number(n->text))
            rule.identity = false;
        check_text(r, n, n->text, rule, &scratch);
    }
    for (size_t s = 0; s < r->q->section_count; s++) {
        const struct ynode *map = r->section_node[s];
        check_text(r, ynode_get(map, "text"), r->sections[s].text, line_rule,
                   &scratch);
        check_text(r, ynode_get(map, "hint"), r->sections[s].hint, line_rule,
                   &scratch);
    }
    for (size_t i = 0; i < r->q->item_count; i++)
        check_item(r, i, &scratch);
    check_shared(r, root, &scratch);
    check_translations(r, root, &scratch);
    str_deinit(&scratch);
}
