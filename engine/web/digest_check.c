/* engine/web/digest_check.c - a request on a WEB_DIGEST row: who is it? */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/base/num.h"
#include "engine/base/str.h"
#include "engine/web/digest.h"
#include "engine/web/internal.h"

static void ask(struct web_call *call, bool stale)
{
    char nonce[80], header[512];
    digests_offer(call->digests, nonce);
    (void)snprintf(header, sizeof header,
                   "Digest realm=\"" DIGEST_REALM "\", nonce=\"%s\", "
                   "qop=\"auth\", opaque=\"pingyi\", algorithm=MD5%s",
                   nonce, stale ? ", stale=true" : "");
    web_header_out(call, "WWW-Authenticate", header);
    web_header_out(call, "X-OpenRosa-Version", "1.0");
    call_refuse(call, 401, "401 sign in with the name and password of the QR "
                           "code\n");
}

/* "/openrosa/formList?a=b" asks for what the request asks for. */
static bool same_path(const struct web_call *call, const char *uri)
{
    const char *path = strstr(uri, "://");
    if (path != NULL) /* a whole URL: skip the host */
        path = strchr(path + 3, '/');
    else
        path = uri;
    if (path == NULL)
        return false;
    char plain[2048];
    (void)snprintf(plain, sizeof plain, "%.*s", (int)strcspn(path, "?"), path);
    door_unescape(plain);
    return strcmp(plain, call->path) == 0;
}

static bool well_formed(const struct web_call *call,
                        const struct digest_fields *f, uint32_t *nc)
{
    uint64_t n = 0;
    *nc = 0;
    if (strcmp(f->realm, DIGEST_REALM) != 0 || strcmp(f->qop, "auth") != 0 ||
        strlen(f->response) != MD5_HEX - 1 || strlen(f->nc) != 8 ||
        f->cnonce[0] == '\0' ||
        (f->algorithm[0] != '\0' && strcasecmp(f->algorithm, "MD5") != 0))
        return false;
    for (const char *p = f->nc; *p != '\0'; p++) {
        const char *digits = "0123456789abcdef";
        const char *digit = strchr(digits, *p >= 'A' && *p <= 'F'
                                               ? *p - 'A' + 'a'
                                               : *p);
        if (digit == NULL)
            return false;
        n = n << 4 | (uint64_t)(digit - digits);
    }
    *nc = (uint32_t)n;
    return same_path(call, f->uri);
}

/* The account, if the response is made with its password.  A login that does
 * not exist takes as long. */
static bool proves(struct web_call *call, const struct digest_fields *f,
                   struct account_row *row)
{
    struct store *store = NULL;
    struct err err = ERR_INIT;
    char password[DIGEST_PASSWORD_BYTES] = "", wanted[MD5_HEX];
    char hash[ACCOUNT_HASH_BYTES] = "";
    if (web_store(call, &store, &err) != ERR_OK)
        return false;
    bool found = store_account_find(store, f->username, row, hash, &err) ==
                     ERR_OK &&
                 !row->shut &&
                 web_role_may(web_role_of(row->role), WEB_FIELD);
    if (!found)
        *row = (struct account_row){.id = 0};
    digest_password(store_survey(store), row, hash, password);
    digest_response(f, call->method, password, wanted);
    crypto_wipe(password, sizeof password);
    crypto_wipe(hash, sizeof hash);
    stores_give(call->stores, store); /* the body may take its time */
    call->store = NULL;
    return crypto_equal(wanted, f->response, MD5_HEX - 1) && found;
}

static void sign_in(struct web_call *call, const struct account_row *row)
{
    call->has_account = true;
    call->account = (struct web_account){.id = row->id,
                                         .role = web_role_of(row->role)};
    (void)snprintf(call->account.login, sizeof call->account.login, "%.63s",
                   row->login);
    (void)snprintf(call->account.name, sizeof call->account.name, "%.63s",
                   row->name);
    (void)snprintf(call->account.unit, sizeof call->account.unit, "%s",
                   row->unit);
}

void digest_check(struct web_call *call)
{
    const char *header = door_header(call, "Authorization");
    struct digest_fields f;
    struct account_row row;
    uint32_t nc = 0;
    call->drain = true; /* whoever sends his body first still hears why not */
    if (header == NULL || !digest_parse(header, &f) ||
        !well_formed(call, &f, &nc) || !proves(call, &f, &row)) {
        ask(call, false);
        return;
    }
    if (digests_use(call->digests, f.nonce, nc) != NONCE_GOOD) {
        ask(call, true);
        return;
    }
    call->drain = false;
    sign_in(call, &row);
}
