/* omr/commands.c - the rows this room adds to the command table. */
#include "engine/base/i18n.h"
#include "engine/cli/command.h"
#include "omr/batch/scan.h"
#include "omr/review/review.h"

static const char *const scan_help[] = {
    N_("PATH       files and folders; PDF, TIFF, PNG and JPEG, told by content"),
    N_("--jobs N   reading processes (usual: one per core)"),
    N_("--boxes    with --json: every box with its state and measures"),
    N_("--trace DIR  explain each page in DIR, one HTML file a page"),
    N_("--pdf-password-file FILE  first line: the password of locked PDF "
       "files"),
    N_("             (or the environment variable PINGYI_PDF_PASSWORD)"),
    NULL,
};

static const char *const review_help[] = {
    N_("list [--all]                 what waits for a person, most doubtful first"),
    N_("show ID [--out FILE]         the question, and its picture as a PNG"),
    N_("set ID ANSWER --who NAME     decide: a choice (2), several (Q2;Q5), blank, invalid;"),
    N_("    [--why TEXT]             keep or void for a whole page"),
    N_("set --from FILE.csv          many decisions: sheet,side,item,answer,who,why"),
    N_("key ID CODE --who NAME       a dead code, typed from the text beside it"),
    NULL,
};

static const char *const rejudge_help[] = {
    N_("(nothing)              show what this program would read differently"),
    N_("--set NAME=NUMBER …    with these parameters instead of the round's"),
    N_("--params FILE.json     with the parameters of this file"),
    N_("--defaults             with the program's usual parameters"),
    N_("--list                 also every answer that changes"),
    N_("--apply --who NAME     do it; decisions of people stay as they are"),
    N_("    [--why TEXT]"),
    NULL,
};

const struct command omr_commands[] = {
    {.name = "scan",
     .order = 50,
     .usage = N_("PATH… [--jobs N] [--boxes] [--trace DIR] [--pdf-password-file FILE]"),
     .summary = N_("read scanned sheets into the workspace"),
     .help = scan_help,
     .run = cmd_scan},
    {.name = "review",
     .order = 60,
     .usage = N_("[list|show|set|key] …"),
     .summary = N_("settle what the machine would not guess"),
     .help = review_help,
     .run = cmd_review},
    {.name = "pages",
     .order = 52,
     .usage = N_("[--json]"),
     .summary = N_("what became of every scanned page, and which are missing"),
     .help = NULL,
     .run = cmd_pages},
    {.name = "rejudge",
     .order = 62,
     .usage = N_("[--set NAME=NUMBER …] [--list] [--apply --who NAME]"),
     .summary = N_("judge the whole round anew, without its images"),
     .help = rejudge_help,
     .run = cmd_rejudge},
    {.name = NULL},
};
