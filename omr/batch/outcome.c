/* omr/batch/outcome.c - see outcome.h. */
#include "omr/batch/outcome.h"

#include "engine/base/i18n.h"

/* In the order of the sum. */
enum group { GROUP_READ, GROUP_REPEATED, GROUP_BLANK, GROUP_SEPARATOR,
             GROUP_MENDED, GROUP_PERSON, GROUP_COUNT };

static const char *const groups[] = {
    [GROUP_READ] = N_("read"),
    [GROUP_REPEATED] = N_("repeated"),
    [GROUP_BLANK] = N_("blank"),
    [GROUP_SEPARATOR] = N_("separators"),
    [GROUP_MENDED] = N_("damaged and read well later"),
    [GROUP_PERSON] = N_("to look after"),
};
_Static_assert(sizeof groups / sizeof groups[0] == GROUP_COUNT,
               "one name per group");

static const struct {
    const char *text; /* N_() */
    enum group group;
} outcomes[] = {
    [PAGE_READ] = {N_("read"), GROUP_READ},
    [PAGE_SAME_IMAGE] = {N_("the same image again, ignored"),
                         GROUP_REPEATED},
    [PAGE_SAME_SHEET] = {N_("the same sheet again, same marks, ignored"),
                         GROUP_REPEATED},
    [PAGE_RESCAN] = {N_("the same sheet again, the better scan counts"),
                     GROUP_REPEATED},
    [PAGE_CONFLICT] = {N_("the same sheet again with other marks"),
                       GROUP_PERSON},
    [PAGE_OTHER_SURVEY] = {N_("sheets of another survey"), GROUP_PERSON},
    [PAGE_OTHER_REVISION] = {N_("sheets this workspace never printed"),
                             GROUP_PERSON},
    [PAGE_WRONG_SIDE] = {N_("a side the form does not have"), GROUP_PERSON},
    [PAGE_FORGED] = {N_("forged codes"), GROUP_PERSON},
    [PAGE_FOREIGN] = {N_("foreign paper"), GROUP_PERSON},
    [PAGE_BLANK] = {N_("blank pages"), GROUP_BLANK},
    [PAGE_BLANK_BACK] = {N_("blank backs"), GROUP_BLANK},
    [PAGE_SEPARATOR] = {N_("separator sheets"), GROUP_SEPARATOR},
    [PAGE_NO_CODE] = {N_("code unreadable"), GROUP_PERSON},
    [PAGE_UNREADABLE] = {N_("page not readable"), GROUP_PERSON},
    [PAGE_BROKEN] = {N_("damaged files"), GROUP_PERSON},
};
_Static_assert(sizeof outcomes / sizeof outcomes[0] == PAGE_OUTCOME_COUNT,
               "one text per outcome");

const char *outcome_text(enum page_outcome outcome)
{
    return _(outcomes[outcome].text);
}

bool outcome_needs_person(enum page_outcome outcome)
{
    return outcomes[outcome].group == GROUP_PERSON;
}

void outcome_print(size_t pages, const size_t by_outcome[PAGE_OUTCOME_COUNT],
                   size_t mended, struct str *out)
{
    size_t sums[GROUP_COUNT] = {0};
    for (size_t i = 0; i < PAGE_OUTCOME_COUNT; i++)
        sums[outcomes[i].group] += by_outcome[i];
    sums[GROUP_PERSON] -= mended;
    sums[GROUP_MENDED] += mended;
    str_addf(out, _("%zu pages = %zu %s"), pages, sums[GROUP_READ],
             _(groups[GROUP_READ]));
    for (size_t g = GROUP_READ + 1; g < GROUP_COUNT; g++)
        if (sums[g] > 0)
            str_addf(out, " + %zu %s", sums[g], _(groups[g]));
    str_add(out, "\n");
    for (size_t i = 0; i < PAGE_OUTCOME_COUNT; i++)
        if (by_outcome[i] > 0)
            str_addf(out, "  %6zu  %s\n", by_outcome[i],
                     outcome_text((enum page_outcome)i));
}

void outcome_json(size_t pages, const size_t by_outcome[PAGE_OUTCOME_COUNT],
                  struct jout *j)
{
    size_t sum = 0;
    jout_begin_object(j, "outcomes");
    for (size_t i = 0; i < PAGE_OUTCOME_COUNT; i++) {
        jout_int(j, page_outcome_word((enum page_outcome)i),
                 (int64_t)by_outcome[i]);
        sum += by_outcome[i];
    }
    jout_end_object(j);
    jout_bool(j, "adds_up", sum == pages);
}
