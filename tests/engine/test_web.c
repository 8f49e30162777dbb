/* tests/engine/test_web.c - the rows of a room: paths, bodies, files, events,
 * and who may pass. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/web/web.h"
#include "tests/engine/store_fixture.h"

/* ---- a room ---- */

static enum err_code say_part(struct web_call *call, struct err *err)
{
    char text[600];
    (void)err;
    (void)snprintf(text, sizeof text, "%s|%s|%s", web_part(call, "code"),
                   web_query(call, "q") != NULL ? web_query(call, "q") : "-",
                   web_part(call, "rest") != NULL ? web_part(call, "rest")
                                                  : "-");
    web_text(call, 200, text);
    return ERR_OK;
}

static enum err_code echo(struct web_call *call, struct err *err)
{
    size_t n = 0;
    const char *bytes = web_body_bytes(call, &n);
    (void)err;
    web_header_out(call, "X-Frame-Options", "SAMEORIGIN");
    web_bytes(call, 201, "application/octet-stream", bytes, n);
    return ERR_OK;
}

/* The file's size, and the file itself is gone afterwards. */
static char spooled[4096];

static enum err_code count_file(struct web_call *call, struct err *err)
{
    struct stat s;
    char text[64];
    (void)err;
    (void)snprintf(spooled, sizeof spooled, "%s", web_body_file(call));
    assert_int_equal(stat(spooled, &s), 0);
    (void)snprintf(text, sizeof text, "%lld", (long long)s.st_size);
    web_text(call, 200, text);
    return ERR_OK;
}

static enum err_code give_file(struct web_call *call, struct err *err)
{
    return web_file(call, 200, "text/plain", web_query(call, "path"), false,
                    err);
}

static enum err_code fail_as_told(struct web_call *call, struct err *err)
{
    (void)call;
    return err_set(err, ERR_NOTNOW, 0, "not now");
}

static int ended;

static bool next_event(void *cls, struct str *out)
{
    int *count = cls;
    if (*count == 3)
        return false;
    str_addf(out, "data: %d\n\n", (*count)++);
    return true;
}

static void end_events(void *cls)
{
    (void)cls;
    ended++;
}

static enum err_code events(struct web_call *call, struct err *err)
{
    static int count;
    (void)err;
    count = 0;
    web_events(call, next_event, end_events, &count);
    return ERR_OK;
}

static const struct web_route rows[] = {
    {"GET", "/units/{code}", WEB_PUBLIC, WEB_NO_BODY, 0, say_part},
    {"GET", "/units/{code}/{rest*}", WEB_PUBLIC, WEB_NO_BODY, 0, say_part},
    {"POST", "/echo", WEB_PUBLIC, WEB_BYTES, 1000, echo},
    {"PUT", "/file", WEB_PUBLIC, WEB_FILE, 1 << 20, count_file},
    {"GET", "/give", WEB_PUBLIC, WEB_NO_BODY, 0, give_file},
    {"GET", "/fail", WEB_PUBLIC, WEB_NO_BODY, 0, fail_as_told},
    {"GET", "/events", WEB_PUBLIC, WEB_NO_BODY, 0, events},
    {"GET", "/secret", WEB_RESULTS, WEB_NO_BODY, 0, fail_as_told},
    {.path = NULL},
};
static const struct web_route *const tables[] = {rows, NULL};
static const struct web_room room = {tables, NULL};
static const struct web_room *const rooms[] = {&room, &engine_web, NULL};

/* ---- asking ---- */

#define OURS "X-Pingyi: 1\r\n"

static struct fixture fixture;
static struct web *web;
static char reply[1 << 16];

/* Sends the request and reads to the end; the status. */
static int ask(const char *line, const char *more, size_t body_n)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int port = atoi(strrchr(web_url(web), ':') + 1);
    to.sin_port = htons((uint16_t)port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    (void)dprintf(fd, "%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                      "Connection: close\r\n%s", line, port, more);
    if (body_n > 0)
        (void)dprintf(fd, "Content-Length: %zu\r\n", body_n);
    (void)dprintf(fd, "\r\n");
    for (size_t i = 0; i < body_n; i++)
        if (send(fd, "b", 1, MSG_NOSIGNAL) != 1)
            break;
    size_t n = 0;
    for (;;) {
        web_tend(web);
        ssize_t got = recv(fd, reply + n, sizeof reply - 1 - n, MSG_DONTWAIT);
        if (got == 0 || n == sizeof reply - 1)
            break;
        if (got > 0)
            n += (size_t)got;
        else
            (void)usleep(2000);
    }
    reply[n] = '\0';
    (void)close(fd);
    return n > 12 ? atoi(reply + 9) : 0;
}

static const char *body(void)
{
    const char *end = strstr(reply, "\r\n\r\n");
    return end != NULL ? end + 4 : "";
}

static void paths_meet_their_rows(void **state)
{
    (void)state;
    assert_int_equal(ask("GET /units/0102?q=a%26b", "", 0), 200);
    assert_string_equal(body(), "0102|a&b|-");
    assert_int_equal(ask("GET /units/0102/x/y", "", 0), 200);
    assert_string_equal(body(), "0102|-|x/y");
    assert_int_equal(ask("GET /units/", "", 0), 404);
    assert_int_equal(ask("GET /units", "", 0), 404);
    assert_int_equal(ask("PUT /units/0102", "", 0), 405);
    assert_non_null(strstr(reply, "Allow: GET, HEAD"));
    assert_int_equal(ask("GET /", "", 0), 200);
}

static void bodies_come_whole_or_not(void **state)
{
    (void)state;
    assert_int_equal(ask("POST /echo", OURS, 1000), 201);
    assert_int_equal(strlen(body()), 1000);
    assert_non_null(strstr(reply, "X-Frame-Options: SAMEORIGIN"));
    assert_null(strstr(reply, "X-Frame-Options: DENY"));
    assert_int_equal(ask("POST /echo", OURS, 1001), 413);
    assert_int_equal(ask("PUT /file", OURS, 70000), 200);
    assert_string_equal(body(), "70000");
    assert_int_not_equal(access(spooled, F_OK), 0);
    assert_int_equal(ask("GET /units/1", "", 5), 413);
    assert_int_equal(ask("POST /echo", "", 5), 403); /* another site's form */
    /* a chunked body longer than the row takes is cut off */
    char chunks[4096] = OURS "Transfer-Encoding: chunked\r\n\r\n7d0\r\n";
    memset(chunks + strlen(chunks), 'c', 2000);
    assert_int_equal(ask("POST /echo", chunks, 0), 0);
}

static void files_and_failures(void **state)
{
    char line[512];
    (void)state;
    (void)snprintf(line, sizeof line, "GET /give?path=%s/survey.db",
                   fixture.space);
    assert_int_equal(ask(line, "", 0), 200);
    assert_memory_equal(body(), "SQLite format 3", 15);
    assert_int_equal(ask("GET /give?path=/nowhere", "", 0), 404);
    assert_int_equal(ask("GET /fail", "", 0), 409);
    assert_string_equal(body(), "{\"error\":\"not now\",\"code\":\"notnow\"}");
}

static void events_come_and_end(void **state)
{
    (void)state;
    assert_int_equal(ask("GET /events", "", 0), 200);
    assert_non_null(strstr(reply, "text/event-stream"));
    assert_non_null(strstr(reply, "data: 0"));
    assert_non_null(strstr(reply, "data: 2"));
    for (int i = 0; i < 100 && ended == 0; i++)
        (void)usleep(5000);
    assert_int_equal(ended, 1);
}

static void without_a_session_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(ask("GET /secret", "", 0), 401);
    assert_int_equal(ask("GET /secret", "Cookie: session=1\r\n", 0), 401);
}

static void who_may_do_what(void **state)
{
    (void)state;
    assert_false(web_role_may(WEB_ROLE_CLERK, WEB_RESULTS));
    assert_false(web_role_may(WEB_ROLE_CLERK, WEB_OVERRIDE));
    assert_true(web_role_may(WEB_ROLE_REVIEWER, WEB_OVERRIDE));
    assert_true(web_role_may(WEB_ROLE_LEADER, WEB_SIGN));
    assert_false(web_role_may(WEB_ROLE_LEADER, WEB_SCAN));
    assert_false(web_role_may(WEB_ROLE_ADMIN, WEB_SIGN));
    assert_false(web_role_is_fieldwork(WEB_ROLE_LEADER));
    for (int r = 0; r < WEB_ROLE_COUNT; r++) {
        assert_int_equal(web_role_of(web_role_word((enum web_role)r)), r);
        assert_true(web_role_may((enum web_role)r, WEB_SIGNED_IN));
        assert_false(web_role_may((enum web_role)r, WEB_DEVICE));
    }
    assert_int_equal(web_role_of("root"), WEB_ROLE_COUNT);
}

static int start(void **state)
{
    struct err err = ERR_INIT;
    struct web_options options = {.listen = "0", .rooms = rooms};
    (void)state;
    fixture_make(&fixture, "", false, false);
    options.workspace = fixture.space;
    return web_open(&options, &web, &err) == ERR_OK ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    web_close(web);
    fixture_remove(&fixture);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_meet_their_rows),
        cmocka_unit_test(bodies_come_whole_or_not),
        cmocka_unit_test(files_and_failures),
        cmocka_unit_test(events_come_and_end),
        cmocka_unit_test(without_a_session_nothing_else),
        cmocka_unit_test(who_may_do_what),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
