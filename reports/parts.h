/* reports/parts.h - sentences, tables and charts that editions are put
 * together from, so that every edition says the same in the same words.
 *
 * The text is 公文 Chinese whatever the language of the program; it stands in
 * parts_*.c and the editions only, never in a message catalogue.
 */
#ifndef REPORTS_PARTS_H
#define REPORTS_PARTS_H

#include "reports/document.h"
#include "reports/model.h"

/* ---- sentences (parts_text.c); NULL = there is nothing to say ---- */
/* “满意”＋“基本满意”: choices of the satisfaction scale, joined. */
enum choice_set { CHOICES_SATISFIED, CHOICES_DISSATISFIED, CHOICES_JUDGED };
const char *say_choices(struct report_model *m, enum choice_set set,
                        const char *joiner);
const char *say_object(struct report_model *m);      /* 评议对象、问卷、方式 */
const char *say_scope(struct report_model *m);       /* 范围 */
const char *say_returns(struct report_model *m);     /* 发放、回收 */
const char *say_not_counted(struct report_model *m); /* 废卷 by reason */
/* Why there are none: no valid sheet, or too few to show. */
const char *say_no_figures(struct report_model *m);
/* 填写人构成, groups of ten and more only */
const char *say_persons(struct report_model *m);
const char *say_aware_title(struct report_model *m);
const char *say_aware(struct report_model *m);
const char *say_satisfied_title(struct report_model *m);
const char *say_satisfied(struct report_model *m);
const char *say_both_bases(struct report_model *m);  /* when they disagree */
const char *say_score(struct report_model *m);
const char *say_open_reviews(struct report_model *m);
/* Lowest and highest of a list of items, worded for its role. */
const char *say_items(struct report_model *m, const struct item_list *list);
const char *say_class(struct report_model *m, const struct rank_class *c);
const char *say_worst(struct report_model *m);
const char *say_priority(struct report_model *m);
const char *say_opinions(struct report_model *m);
const char *say_facts(struct report_model *m);
/* A problem in words, and what it rests on. */
const char *say_problem(struct report_model *m, const struct problem *p);
const char *say_evidence(struct report_model *m, const struct problem *p);
/* 按人口加权后满意率为…，95%区间为…；统计结论为临界（…）。  "" = nothing. */
const char *say_inference(struct report_model *m, const char *what,
                          const struct inference *inf, struct interval w,
                          int permille);
/* 2026年上半年请农民兄弟姐妹评计生活动评议: for titles and openings. */
const char *say_round(struct report_model *m);
/* The same, ending in 评议, 测评 or 票决. */
const char *say_evaluation(struct report_model *m);
/* 各乡镇、各有关单位 */
const char *say_addressee(struct report_model *m);

/* ---- how people were chosen (parts_sample.c) ---- */
const char *say_design(struct report_model *m);
const char *say_drawn(struct report_model *m);   /* its first half: no counts */
const char *say_outcome(struct report_model *m); /* AAPOR response rates */
/* Head of a column of intervals or bounds; NULL: there is no such column. */
const char *spread_label(const struct report_model *m);
const char *spread_text(struct report_model *m, const struct inference *inf,
                        struct interval w);

/* ---- this round and the one before it (parts_round.c) ---- */
/* 满意率由60.0%变为80.0%，上升20.0个百分点（…），变化显著。 */
const char *say_change(struct report_model *m, const char *what,
                       const struct compared *x);
void add_comparison(struct document *doc, struct report_model *m);
/* What the rank intervals say; NULL where the design gives none. */
const char *say_rank_trust(struct report_model *m,
                           const struct rank_class *c);
const char *text_place(struct report_model *m, const struct rank_row *row);

/* ---- data quality (parts_quality.c): numbered paragraphs ---- */
void add_quality(struct document *doc, struct report_model *m, bool signed_);
void add_formulas(struct document *doc, struct report_model *m);

/* ---- what others found and counted (parts_outside.c) ---- */
/* Of one year; room to write by hand where nothing was imported. */
void add_outside(struct document *doc, struct report_model *m, int year);

/* ---- tables (parts_table.c) ---- */
void add_return_table(struct document *doc, struct report_model *m);
void add_verdict_table(struct document *doc, struct report_model *m);
/* One table per scale found among the items. */
void add_item_tables(struct document *doc, struct report_model *m,
                     const struct item_list *list, const char *what);
void add_pool_table(struct document *doc, struct report_model *m);
/* Untitled when it is an attachment of its own. */
void add_rank_table(struct document *doc, struct report_model *m,
                    const struct rank_class *c, bool titled);
void add_worst_table(struct document *doc, struct report_model *m);
void add_problem_table(struct document *doc, struct report_model *m);

/* ---- the rectification ledger (parts_ledger.c) ---- */
/* What was typed of this problem; false: nothing was. */
bool add_measures_of(struct document *doc, struct report_model *m,
                     const struct problem *p);
/* Measures about none of the listed problems. */
void add_other_measures(struct document *doc, struct report_model *m);
void add_ledger_table(struct document *doc, struct report_model *m);
/* Measures of the round before, and how their questions moved; nothing
 * without one. */
void add_followup(struct document *doc, struct report_model *m);

/* ---- one unit beside the others (parts_unit.c): model.at ---- */
const char *say_beside_whole(struct report_model *m);
const char *say_own_place(struct report_model *m);
/* Every question's rate here, in the whole round, and the difference. */
void add_unit_items(struct document *doc, struct report_model *m);
/* An attachment with the counts of the questions that allow it; nothing
 * without any. */
void add_unit_counts(struct document *doc, struct report_model *m,
                     const char *title);
/* As typed, in an order of their own; only where enough wrote. */
void add_opinions(struct document *doc, struct report_model *m);
void add_unit_measures(struct document *doc, struct report_model *m);

/* ---- votes (parts_vote.c) ---- */
bool vote_is(const struct report_model *m, size_t item);
size_t vote_count(const struct report_model *m);
const char *vote_name(struct report_model *m, const struct item *q);
const char *vote_text(struct report_model *m, size_t item); /* 同意31　…　通过 */
void add_vote_table(struct document *doc, struct report_model *m);

/* ---- charts (parts_chart.c, parts_panel.c, parts_trend.c,
 * parts_quadrant.c) ----
 * Where there is too little to draw they add a sentence that says so (where
 * nobody is ranked, say_class() has it).  The
 * first two repeat a table that stands near (add_item_tables(),
 * add_rank_table()); the others add theirs. */
void add_likert_chart(struct document *doc, struct report_model *m);
void add_rank_chart(struct document *doc, struct report_model *m,
                    const struct rank_class *c);
/* Every unit of a class with its 满意率 (else 知晓率) item by item; at most
 * PANEL_UNITS units and CHART_ITEMS items, the weakest. */
enum { PANEL_UNITS = 60 };
void add_panels(struct document *doc, struct report_model *m,
                const struct rank_class *c);
/* 满意率, 知晓率 and each aspect over the rounds of report_model_rounds() or
 * report_model_compare(), and this one. */
void add_trend(struct document *doc, struct report_model *m);
/* The headline of each township over the same rounds; nothing where fewer
 * than two can be compared. */
void add_unit_trend(struct document *doc, struct report_model *m);
/* Aspects by 满意率 and by how many want them improved (P1). */
void add_quadrant(struct document *doc, struct report_model *m);

#endif
