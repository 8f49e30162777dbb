/* omr/commands.c - the rows this room adds to the command table. */
#include "engine/base/i18n.h"
#include "engine/cli/command.h"
#include "omr/batch/scan.h"
#include "omr/fit/fit.h"
#include "omr/review/review.h"

static const char *const new_help[] = {
    N_("--preset NM          a questionnaire that comes with pingyi: NM, LD, "
       "XP …"),
    N_("--form FILE.yaml     your own questionnaire instead"),
    N_("--rows FILE.csv      the rows of the form's table (PJ, MC): the first "
       "line names the columns"),
    N_("--units FILE.csv     the units of the round; without it the round has "
       "one unit"),
    N_("--title TEXT         of the round; else the questionnaire's title"),
    N_("--period TEXT        such as 2026年上半年"),
    N_("--issuer TEXT        the office that issues the reports"),
    N_("--identity FILE      fixed survey id and key, for demonstrations only: "
       "anyone can forge its codes"),
    N_("--layout FILE.json   sheets made elsewhere: their marks and boxes, as "
       "`pingyi layout fit` proposes them"),
    N_("--blank SCAN         a scan of the blank sheet: what is printed in the "
       "boxes is taken off"),
    NULL,
};

static const char *const layout_help[] = {
    N_("--json       every mark, code, box and area in mm"),
    N_("--open       the copyable sheet"),
    N_("--form FILE  a questionnaire file instead of the workspace's"),
    N_("--pdf FILE   also write a specimen without a serial, to look at"),
    N_("fit SCAN         propose a layout for sheets made elsewhere, from a "
       "blank one:"),
    N_("    [--pdf FILE]        the sheet as PDF: exact places; SCAN then "
       "checks them"),
    N_("    [--out FILE.json]   where to write it, else the standard output"),
    N_("    [--overlay FILE.png]  what was found, to be looked at"),
    N_("    [--style tick|fill] [--form CODE]  how boxes are marked; a name"),
    NULL,
};

static const char *const scan_help[] = {
    N_("PATH       files and folders; PDF, TIFF, PNG and JPEG, told by content"),
    N_("--watch DIR  read what comes into a folder, until Ctrl-C"),
    N_("--jobs N   reading processes (usual: one per core)"),
    N_("--boxes    with --json: every box with its state and measures"),
    N_("--trace DIR  explain each page in DIR, one HTML file a page"),
    N_("--unit CODE  whose sheets these are, where the sheets do not say it "
       "(new --layout)"),
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
    N_("texts [--all] [--out FILE]   handwriting that waits to be typed; FILE.csv to type into"),
    N_("type ID TEXT --who NAME      its words; or: illegible, nothing (no writing at all)"),
    N_("type --from FILE.csv --who NAME   many: id,item,picture,text"),
    NULL,
};

static const char *const rejudge_help[] = {
    N_("(nothing)              show what this program would read differently"),
    N_("--set NAME=NUMBER …    with these parameters instead of the round's"),
    N_("--params FILE.json     with the parameters of this file"),
    N_("--defaults             with the program's usual parameters"),
    N_("--table                every parameter, its range and meaning (Markdown; --json)"),
    N_("--list                 also every answer that changes"),
    N_("--apply --who NAME     do it; decisions of people stay as they are"),
    N_("    [--why TEXT]"),
    NULL,
};

const struct command omr_commands[] = {
    {
        .name = "new",
        .order = 10,
        .usage = N_("DIR --preset NM | --form FILE.yaml | --layout FILE.json "
                    "[--units FILE.csv] [--title …]"),
        .summary = N_("Make a workspace for a round of evaluation"),
        .help = new_help,
        .run = cmd_new_any,
    },
    {.name = "layout",
     .order = 40,
     .usage = N_("[--json] [--open] [--form FILE] [--pdf FILE] | fit SCAN"),
     .summary = N_("Where everything stands on the sheet, in mm"),
     .help = layout_help,
     .run = cmd_layout_any},
    {.name = "scan",
     .order = 50,
     .usage = N_("PATH… | --watch DIR [--unit CODE] [--jobs N] [--boxes] [--trace DIR] "
                 "[--pdf-password-file FILE]"),
     .summary = N_("Read scanned sheets into the workspace"),
     .help = scan_help,
     .run = cmd_scan},
    {.name = "review",
     .order = 54,
     .usage = N_("[list|show|set|key|texts|type] …"),
     .summary = N_("Settle what the machine would not guess"),
     .help = review_help,
     .run = cmd_review},
    {.name = "pages",
     .order = 52,
     .usage = N_("[--json]"),
     .summary = N_("What became of every scanned page, and which are missing"),
     .help = NULL,
     .run = cmd_pages},
    {.name = "rejudge",
     .order = 56,
     .usage = N_("[--set NAME=NUMBER …] [--list] [--apply --who NAME]"),
     .summary = N_("Judge the whole round anew, without its images"),
     .help = rejudge_help,
     .run = cmd_rejudge},
    {.name = NULL},
};
