/* engine/export/export_ddi.c - the codebook: DDI-Codebook 2.5 (ddialliance.org,
 * schema codebook.xsd of 2.5).  No answers, only what was asked, how it is
 * coded, and the counts the tally allows to be shown. */
#include <inttypes.h>
#include <stdio.h>

#include "engine/base/i18n.h"
#include "engine/export/internal.h"
#include "engine/tally/tally.h"

/* Text of an element or an attribute; what XML 1.0 cannot carry is dropped. */
static void put_text(struct str *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        switch (*p) {
        case '&': str_add(out, "&amp;"); break;
        case '<': str_add(out, "&lt;"); break;
        case '>': str_add(out, "&gt;"); break;
        case '"': str_add(out, "&quot;"); break;
        default:
            if ((unsigned char)*p >= 0x20 || *p == '\n' || *p == '\t')
                str_add_char(out, *p);
        }
}

static void put_element(struct str *out, const char *indent, const char *name,
                        const char *text)
{
    str_addf(out, "%s<%s>", indent, name);
    put_text(out, text);
    str_addf(out, "</%s>\n", name);
}

static const char *design_text(enum design_kind kind)
{
    switch (kind) {
    case DESIGN_CENSUS: return "普查";
    case DESIGN_STRATIFIED: return "分层随机抽样";
    case DESIGN_CLUSTER: return "整群抽样";
    case DESIGN_QUOTA: return "配额（非随机）";
    case DESIGN_CONVENIENCE: return "方便（非随机）";
    case DESIGN_NONE:
    case DESIGN_KIND_COUNT: break;
    }
    return "未登记";
}

static void put_title(struct str *out, const char *indent, const char *title,
                      const char *id)
{
    str_addf(out, "%s<citation><titlStmt>", indent);
    str_add(out, "<titl>");
    put_text(out, title);
    str_add(out, "</titl><IDNo agency=\"pingyi\">");
    put_text(out, id);
    str_add(out, "</IDNo></titlStmt>");
}

static void put_study(const struct export_table *t, const struct tally *tally,
                      struct str *out)
{
    const struct survey_info *s = store_survey(t->x.store);
    char id[64];
    (void)snprintf(id, sizeof id, "%s-%u", s->form, (unsigned)s->id);
    str_add(out, "  <docDscr>\n");
    put_title(out, "    ", s->title, id);
    str_add(out, "<prodStmt><software>pingyi</software></prodStmt></citation>"
                 "\n  </docDscr>\n  <stdyDscr>\n");
    put_title(out, "    ", s->title, id);
    if (s->issuer[0] != '\0') {
        str_add(out, "<rspStmt><AuthEnty>");
        put_text(out, s->issuer);
        str_add(out, "</AuthEnty></rspStmt>");
    }
    str_add(out, "</citation>\n    <stdyInfo>\n");
    put_element(out, "      ", "abstract", tally->q->intro);
    str_add(out, "      <sumDscr>\n");
    if (s->period[0] != '\0')
        put_element(out, "        ", "timePrd", s->period);
    put_element(out, "        ", "geogCover",
                store_units(t->x.store)->unit[0].name);
    put_element(out, "        ", "anlyUnit", "答卷");
    put_element(out, "        ", "universe", tally->q->object);
    str_add(out, "      </sumDscr>\n    </stdyInfo>\n    <method><dataColl>\n");
    put_element(out, "      ", "sampProc", design_text(tally->design.kind));
    str_add(out, "    </dataColl></method>\n  </stdyDscr>\n");
}

static void put_file(const struct export_table *t, struct str *out)
{
    str_addf(out,
             "  <fileDscr ID=\"F1\"><fileTxt><fileName>%s-answers.sav"
             "</fileName><dimensns>",
             store_survey(t->x.store)->form);
    str_addf(out, "<caseQnty>%zu</caseQnty><varQnty>%zu</varQnty>",
             t->row_count, t->var_count);
    str_add(out, "</dimensns></fileTxt></fileDscr>\n");
}

/* The tally of the same item, where its counts may be shown. */
static const struct item_tally *counts_of(const struct export_var *v,
                                          const struct tally *tally)
{
    long at = questionnaire_find(tally->q, v->item->code);
    if (at < 0 || tally->q->items[at].scale == NULL ||
        tally->unit[0].suppressed || tally->unit[0].items[at].suppressed ||
        v->revision != tally->revision)
        return NULL;
    return &tally->unit[0].items[at];
}

static void put_category(struct str *out, int value, const char *label,
                         bool missing, bool counted, int64_t n)
{
    str_addf(out, "      <catgry%s><catValu>%d</catValu><labl>",
             missing ? " missing=\"Y\"" : "", value);
    put_text(out, label);
    str_add(out, "</labl>");
    if (counted)
        str_addf(out, "<catStat type=\"freq\">%" PRId64 "</catStat>", n);
    str_add(out, "</catgry>\n");
}

static void put_categories(const struct export_var *v,
                           const struct item_tally *n, struct str *out)
{
    if (v->kind == VAR_FLAG) {
        put_category(out, 0, "未选", false, false, 0);
        put_category(out, 1, v->item->scale->choices[v->choice].text, false,
                     n != NULL, n != NULL ? n->counts[v->choice] : 0);
    }
    for (size_t k = 0;
         v->kind == VAR_CHOICE && k < v->item->scale->choice_count; k++)
        put_category(out, (int)k + 1, v->item->scale->choices[k].text, false,
                     n != NULL, n != NULL ? n->counts[k] : 0);
    put_category(out, CELL_BLANK, export_cell_title(CELL_BLANK), true,
                 n != NULL, n != NULL ? n->blank : 0);
    put_category(out, CELL_INVALID, export_cell_title(CELL_INVALID), true,
                 n != NULL, n != NULL ? n->invalid : 0);
    put_category(out, CELL_DOUBTFUL, export_cell_title(CELL_DOUBTFUL), true,
                 n != NULL, n != NULL ? n->doubtful : 0);
}

static void put_var(const struct export_table *t, const struct tally *tally,
                    size_t i, struct str *out)
{
    const struct export_var *v = &t->var[i];
    bool text = v->kind == VAR_TEXT;
    str_addf(out, "    <var ID=\"V%zu\" name=\"", i + 1);
    put_text(out, v->name);
    str_addf(out, "\" files=\"F1\" intrvl=\"discrete\">\n");
    put_element(out, "      ", "labl", export_var_label(v));
    str_add(out, "      <qstn><qstnLit>");
    put_text(out, export_var_label(v));
    str_add(out, "</qstnLit></qstn>\n");
    if (!text)
        put_categories(v, counts_of(v, tally), out);
    str_addf(out, "      <varFormat type=\"%s\"/>\n    </var>\n",
             text ? "character" : "numeric");
}

enum err_code export_ddi(const struct export_table *t,
                         const struct tally *tally, struct str *out,
                         struct err *err)
{
    str_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<codeBook xmlns=\"ddi:codebook:2_5\" version=\"2.5\" "
                 "xml:lang=\"zh\">\n");
    put_study(t, tally, out);
    put_file(t, out);
    str_add(out, "  <dataDscr>\n");
    for (size_t i = 0; i < t->var_count; i++)
        put_var(t, tally, i, out);
    str_add(out, "  </dataDscr>\n</codeBook>\n");
    return str_check(out, _("the codebook"), err);
}
