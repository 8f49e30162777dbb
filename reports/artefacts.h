/* reports/artefacts.h - everything a round leaves on file, by what the
 * regulation asks for: plan, questionnaire, results, measures, accountability,
 * summary, notice.
 *
 * Three sources: the register of issued documents (the file is read again and
 * its digest compared), the workspace (questionnaire revisions, printed
 * sheets, exports, the rectification ledger), and files/, where the office puts
 * what it has on paper or elsewhere, in folders named like the kinds
 * (docs/formats.md#files).
 */
#ifndef REPORTS_ARTEFACTS_H
#define REPORTS_ARTEFACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/mem.h"
#include "engine/store/measures.h"
#include "engine/store/store.h"

enum artefact_kind {
    ARTEFACT_PLAN,     /* 方案 */
    ARTEFACT_FORM,     /* 问卷 */
    ARTEFACT_RESULT,   /* 结果 */
    ARTEFACT_FEEDBACK, /* 反馈 */
    ARTEFACT_NOTICE,   /* 公示 */
    ARTEFACT_MEASURES, /* 整改 */
    ARTEFACT_ACCOUNT,  /* 问责 */
    ARTEFACT_SUMMARY,  /* 总结 */
    ARTEFACT_OTHER,    /* 其他: not required */
    ARTEFACT_KIND_COUNT
};

enum artefact_state {
    ARTEFACT_KEPT,     /* on file, its digest as registered or just made */
    ARTEFACT_CHANGED,  /* registered, but the file is another now */
    ARTEFACT_GONE,     /* registered, but the file cannot be read */
    ARTEFACT_TOO_LARGE,/* there, not hashed: over ARTEFACT_MAX_BYTES */
};

#define ARTEFACT_MAX_BYTES (512L * 1024 * 1024)

struct artefact {
    enum artefact_kind kind;
    enum artefact_state state;
    const char *name;       /* 评议结果通报, 问卷第1版 … */
    const char *file;       /* inside the workspace, or "" */
    char sha256[SHA256_HEX];/* hex, or "" */
    const char *date;       /* "2026-11-23", or "" = not known */
    const char *signer;     /* or "" */
    bool document;          /* of the register: signer "" means not signed */
};

struct artefacts {
    size_t count;
    struct artefact *list;  /* by kind, oldest first within it */
    int64_t audit_rows;     /* the audit log ends with this row … */
    char audit_head[SHA256_HEX]; /* … whose digest this is */
};

/* Everything from `arena`.  ERR_NOMEM, ERR_RANGE (more than 100,000 files),
 * ERR_IO and those of the store. */
MUST_USE enum err_code artefacts_load(struct store *store, struct arena *arena,
                                      struct artefacts **out, struct err *err);

const char *artefact_kind_title(enum artefact_kind kind); /* 方案 … */

#endif
