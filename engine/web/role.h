/* engine/web/role.h - who may do what on the web page.
 *
 * Roles and their rights are those of the regulation: who scans and settles
 * marks does not see rankings; who overrides a settled answer did not scan;
 * who reads verdicts and signs touches no sheet.  One role an account.
 */
#ifndef ENGINE_WEB_ROLE_H
#define ENGINE_WEB_ROLE_H

#include <stdbool.h>
#include <stdint.h>

enum web_role {
    WEB_ROLE_ADMIN,     /* 管理员: accounts, the round, printing */
    WEB_ROLE_CLERK,     /* 录入员: scans, settles doubtful marks */
    WEB_ROLE_REVIEWER,  /* 复核员: second keying, overrides */
    WEB_ROLE_EVALUATOR, /* 评议员: hands out, records 发放/未发/拒收, tablets */
    WEB_ROLE_LEADER,    /* 领导: results, rankings, rectification, signs */
    WEB_ROLE_COUNT
};

enum web_right {
    WEB_PUBLIC,    /* anybody who reaches the page */
    WEB_SIGNED_IN, /* any account */
    WEB_MANAGE,    /* accounts, the round's title, units, design, closing */
    WEB_PRINT,     /* print sheets */
    WEB_FIELD,     /* 发放, 未发, 拒收; tablets */
    WEB_SCAN,      /* scan, look after what was not read */
    WEB_REVIEW,    /* settle doubtful marks, type comments */
    WEB_OVERRIDE,  /* change what was settled; third keying; void a sheet */
    WEB_PROGRESS,  /* 回收率, what is missing */
    WEB_RESULTS,   /* tallies, rankings, reports */
    WEB_MEASURES,  /* 整改台账 */
    WEB_SIGN,      /* issue and sign */
    WEB_DEVICE,    /* an enrolled tablet, by its token */
    WEB_OWN,       /* the handler checks credentials of its own kind */
    WEB_DIGEST,    /* an account that may do fieldwork, by digest
                    * authentication (digest.h) */
    WEB_RIGHT_COUNT
};

struct web_account {
    int64_t id;
    char name[256]; /* shown, and in the audit log */
    char login[132];
    enum web_role role;
    char unit[32];  /* code of the unit he belongs to, or "" */
};

/* "admin", "clerk", …: in the store and in JSON.  WEB_ROLE_COUNT for no role. */
const char *web_role_word(enum web_role role);
enum web_role web_role_of(const char *word);
/* 管理员 …: in the language of messages. */
const char *web_role_name(enum web_role role);

bool web_role_may(enum web_role role, enum web_right right);
/* Does the role touch sheets, so that nobody of an evaluated unit holds it? */
bool web_role_is_fieldwork(enum web_role role);

#endif
