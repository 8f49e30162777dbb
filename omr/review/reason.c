/* omr/review/reason.c - see reason.h. */
#include "omr/review/reason.h"

#include <stddef.h>
#include <string.h>

#include "engine/base/i18n.h"

static const struct {
    const char *word, *text;
} reasons[] = {
    {"faint", N_("a very faint mark")},
    {"ring", N_("ink round the box, not in it")},
    {"edge", N_("ink that only touches the box")},
    {"through", N_("a stroke that passes through from another box")},
    {"small", N_("a dot too small to be a mark")},
    {"pale", N_("a pale mark: pencil, or half erased")},
    {"scrawl", N_("a box scribbled over: a mark or a cancellation")},
    {"over", N_("ink that runs over the box from outside")},
    {"dirty", N_("dirt, print or a seal over this part of the page")},
    {"dust", N_("a speck beside a clear mark")},
    {"circled", N_("a circle round the box, the only ink of the question")},
    {"lone", N_("the only ink of the question, small but clear")},
    {"struck", N_("a mark that may be crossed out")},
    {"filled", N_("a filled box that may be a cancellation")},
    {"cancelled", N_("a cancelled box")},
    {"several", N_("several boxes with ink, not clearly a correction")},
    {"gap", N_("a number with an empty column")},
    {"check", N_("the number breaks its check rule: one digit is wrong")},
    {"second", N_("the second reader reads it otherwise")},
    {"agreed", N_("settled by the second reader")},
    {"masked", N_("a streak hides the box")},
    {"lost", N_("the printed box was not found")},
    {"no_code", N_("neither code can be read; type the text beside one")},
    {"conflict", N_("the same sheet came twice with different marks")},
};

const char *reason_text(const char *word)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (strcmp(reasons[i].word, word) == 0)
            return _(reasons[i].text);
    return word;
}
