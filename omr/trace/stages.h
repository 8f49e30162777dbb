/* omr/trace/stages.h - one function for each stage's part of a trace. */
#ifndef OMR_TRACE_STAGES_H
#define OMR_TRACE_STAGES_H

#include "omr/reader.h"
#include "omr/trace/html.h"

struct trace { /* everything a stage may show; all borrowed */
    const struct image *image;
    const struct page_scan *page;
    struct reader_look look;
};

/* Light and dark, and the shapes that could be marks. */
void stage_levels(struct html *html, const struct trace *t);
/* The frame: where each mark should be and was. */
void stage_marks(struct html *html, const struct trace *t);
/* The codes, cut out and straightened.  ERR_NOMEM */
MUST_USE enum err_code stage_codes(struct html *html, const struct trace *t,
                                   struct err *err);
/* Every box on the page, by state. */
void stage_boxes(struct html *html, const struct trace *t);
/* Boxes with ink: crop and measures; then the answers.  ERR_NOMEM */
MUST_USE enum err_code stage_judge(struct html *html, const struct trace *t,
                                   struct err *err);

#endif
