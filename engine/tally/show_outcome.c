/* engine/tally/show_outcome.c - outcomes and response rates, for people and
 * as --json. */
#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/num.h"
#include "engine/tally/show.h"

enum { TEXT_MAX = 64 };

static void show_rate(const char *name, struct ratio r, struct str *out)
{
    char a[TEXT_MAX];
    if (r.den > 0)
        str_addf(out, "  %s %s%% (%lld/%lld)", name,
                 num_print_percent(r.num, r.den, 1, a, sizeof a),
                 (long long)r.num, (long long)r.den);
}

void tally_show_outcome(const struct outcome *o, struct str *out)
{
    char a[TEXT_MAX];
    if (o->rr1.den == 0)
        return;
    str_addf(out,
             _("  complete %lld  partial %lld  refusals %lld  void for other "
               "reasons %lld  never came back %lld\n"),
             (long long)o->complete, (long long)o->partial,
             (long long)o->refusal, (long long)o->other,
             (long long)(o->no_contact + o->unknown));
    show_rate("RR1", o->rr1, out);
    show_rate("RR2", o->rr2, out);
    if (o->unknown > 0 && o->rr3 >= 0)
        str_addf(out, "  RR3 %s%% (e = %s%%)",
                 num_print_real(o->rr3 * 100, 1, a, sizeof a),
                 num_print_real(o->eligible * 100, 1, a + 24,
                                sizeof a - 24));
    str_add(out, _("  (AAPOR)\n"));
}

static void put_ratio(struct jout *j, const char *key, struct ratio r)
{
    if (r.den == 0) {
        jout_null(j, key);
        return;
    }
    jout_begin_object(j, key);
    jout_int(j, "num", r.num);
    jout_int(j, "den", r.den);
    jout_real(j, "share", (double)r.num / (double)r.den, 6);
    jout_end_object(j);
}

static void put_share(struct jout *j, const char *key, double share)
{
    if (share < 0)
        jout_null(j, key);
    else
        jout_real(j, key, share, 6);
}

void tally_put_outcome(struct jout *j, const char *key,
                       const struct outcome *o)
{
    jout_begin_object(j, key);
    jout_int(j, "unissued", o->unissued);
    jout_int(j, "complete", o->complete);
    jout_int(j, "partial", o->partial);
    jout_int(j, "refusal", o->refusal);
    jout_int(j, "other", o->other);
    jout_int(j, "no_contact", o->no_contact);
    jout_int(j, "unknown", o->unknown);
    jout_int(j, "ineligible", o->ineligible);
    put_share(j, "e", o->eligible);
    put_ratio(j, "rr1", o->rr1);
    put_ratio(j, "rr2", o->rr2);
    put_share(j, "rr3", o->rr3);
    put_share(j, "rr4", o->rr4);
    put_ratio(j, "refusal_rate", o->refusal_rate);
    put_ratio(j, "cooperation_rate", o->cooperation_rate);
    jout_end_object(j);
}
