/* engine/commands.c - the rows this room adds to the command table. */
#include "engine/commands.h"

#include "engine/base/i18n.h"

static const char *const issue_help[] = {
    N_("--batch N            the print run"),
    N_("--unit CODE          or the unit, where it has one print run"),
    N_("--issued N           how many were handed out"),
    N_("--refused N          how many of these were refused (0 if not given)"),
    N_("Without options the print runs are listed."),
    NULL,
};

static const char *const design_help[] = {
    N_("census               everybody is asked (普查)"),
    N_("stratified           people drawn at random inside units (分层随机)"),
    N_("cluster              villages drawn inside units, then people (整群)"),
    N_("quota, convenience   not drawn at random (配额, 方便)"),
    N_("--strata CLASS       the units people or villages were drawn in: 乡镇"),
    N_("--clusters CLASS     the units that were drawn: 村"),
    N_("--fpc                units.csv lists the whole frame: correct for it"),
    N_("--margins FILE       known totals question,choice,population to rake "
       "the weights to"),
    N_("--interval beta      Korn-Graubard in place of Wilson"),
    N_("Without a design nothing is inferred from the answers.  Without words "
       "the design is shown."),
    NULL,
};

static const char *const close_help[] = {
    N_("Without options: what closing would destroy, and what still waits for "
       "a person."),
    N_("--apply --who NAME   close the round, for good"),
    N_("--unsettled          though questions wait for a person: they stay "
       "unanswered"),
    N_("On a closed round: removes what an interrupted closing left over."),
    NULL,
};

static const char *const check_help[] = {
    N_("FORM.yaml            the questionnaire; its format is told in "
       "docs/formats.md"),
    N_("--json               the summary, or every problem with line and "
       "column"),
    NULL,
};

static const char *const tally_help[] = {
    N_("--by question        counts and rates of every question (usual)"),
    N_("--by unit            the units with their rates and verdicts"),
    N_("--by channel         paper and other channels apart"),
    N_("--unit CODE          the questions of this unit and all below it"),
    N_("Exit code 3: answers still wait for a person, or more came back than "
       "was issued."),
    NULL,
};

static const char *const quality_help[] = {
    N_("Print runs worth a second look: one answer to everything, sheets "
       "exactly alike,"),
    N_("nobody who does not know, everything back, channels far apart, people "
       "told what to answer."),
    N_("About batches, never about people.  Exit code 3 when there are any."),
    NULL,
};

static const char *const compare_help[] = {
    N_("EARLIER              the workspace of the round before this one"),
    N_("Only questions, units and channels that are the same in both are "
       "compared; intervals need random samples in both."),
    NULL,
};

static const char *const export_help[] = {
    N_("csv                  codes and labels, for spreadsheets"),
    N_("jsonl                one response a line"),
    N_("xlsx                 counts, rates, units and answers as sheets"),
    N_("sav                  SPSS and PSPP, with labels"),
    N_("ddi                  the codebook, DDI-Codebook 2.5"),
    N_("--out FILE           else out/FORM-answers.csv in the workspace; - is "
       "the standard output"),
    N_("--raw                with the sheets' serials; logged, and refused "
       "on anonymous surveys"),
    NULL,
};

static const char *const measure_help[] = {
    N_("add --problem TEXT   a new one; with --item Q1 it is tied to a question"),
    N_("set N, close N       change it; closing (销号) demands --action and "
       "--evidence"),
    N_("  --item --unit --source --basis --cause --action --office --person"),
    N_("  --kind --started --rule --due --state --progress --effect --feedback"),
    N_("  --told --finished --closed, as in the file; --file FILE: the "
       "evidence's digest"),
    N_("  --who NAME --why TEXT into the audit log; opening a closed one needs "
       "--why"),
    N_("list, show N         what there is; --state --unit --office --person"),
    N_("overdue              late ones (exit 3), due --within 7 days, undated"),
    N_("  --today DATE       with list, overdue and --rule: as if it were that day"),
    N_("effect EARLIER       did the questions of that round's measures move?"),
    N_("export csv|yaml      for a spreadsheet or by hand; --out FILE"),
    N_("import FILE          all of it or nothing; 序号 empty = a new one"),
    N_("rules                deadlines (--rule CODE) and where their files are"),
    NULL,
};

static const char *const import_help[] = {
    N_("zf                   results of the government-run 政风行风评议"),
    N_("hotline              months of the 12356 hotline"),
    N_("weights              populations, by which figures are weighted"),
    N_("FILE                 CSV (UTF-8 or as Excel writes it) or xlsx; all of "
       "it or nothing"),
    N_("--sheet NAME         the worksheet, where several have the columns"),
    N_("--year 2026          of months written without one (3月)"),
    N_("--replace            rows of the file's years that it does not have "
       "are removed"),
    N_("--check              look only; nothing is stored"),
    N_("--who NAME           into the audit log"),
    N_("Without FILE: what is stored.  Columns: docs/formats.md#imports."),
    NULL,
};

static const char *const doctor_help[] = {
    N_("Inside a workspace, or with -C DIR, that one is checked too."),
    N_("Exit code 1 when something is bad; a warning alone gives 0."),
    NULL,
};

static const char *const serve_help[] = {
    N_("--listen PORT        8017 if not given; 0 = any free one"),
    N_("--slowest SECONDS    a request may take so long (30 if not given)"),
    N_("--admin NAME         make an administrator first; asks for a password"),
    N_("--sign KEY           what leaders sign with; the page asks for its "
       "passphrase each time"),
    N_("--seal FILE.png, --tsa URL, --trust FILE   as for report and verify"),
    N_("Only this computer can open it.  Ctrl-C stops."),
    NULL,
};

const struct command engine_commands[] = {
    {
        .name = "form",
        .order = 15,
        .usage = N_("FILE.yaml"),
        .summary = N_("Register a changed questionnaire as a new revision"),
        .run = cmd_form,
    },
    {
        .name = "check",
        .order = 20,
        .usage = N_("FORM.yaml [--json]"),
        .summary = N_("Check a questionnaire file; every problem with its place"),
        .help = check_help,
        .run = cmd_check,
    },
    {
        .name = "design",
        .order = 25,
        .usage = N_("[census|stratified|cluster|quota|convenience] "
                    "[--strata CLASS] [--clusters CLASS] [--fpc] "
                    "[--margins FILE] [--interval wilson|beta] [--json]"),
        .summary = N_("State how those who are asked were chosen"),
        .help = design_help,
        .run = cmd_design,
    },
    {
        .name = "issue",
        .order = 45,
        .usage = N_("[--batch N | --unit CODE] [--issued N] [--refused N]"),
        .summary = N_("Record how many sheets were handed out and refused"),
        .help = issue_help,
        .run = cmd_issue,
    },
    {
        .name = "tally",
        .order = 60,
        .usage = N_("[--by unit|question|channel] [--unit CODE] [--json]"),
        .summary = N_("Count answers; rates with their numbers, intervals "
                      "and verdicts"),
        .help = tally_help,
        .run = cmd_tally,
    },
    {
        .name = "quality",
        .order = 61,
        .usage = N_("[--json]"),
        .summary = N_("Batches worth a second look"),
        .help = quality_help,
        .run = cmd_quality,
    },
    {
        .name = "compare",
        .order = 62,
        .usage = N_("EARLIER [--json]"),
        .summary = N_("This round beside an earlier one"),
        .help = compare_help,
        .run = cmd_compare,
    },
    {
        .name = "measure",
        .order = 66,
        .usage = N_("add|set|close|list|show|overdue|effect|export|import|"
                    "rules [N|FILE] [--json]"),
        .summary = N_("The rectification ledger (整改台账): problems, measures, "
                      "deadlines"),
        .help = measure_help,
        .run = cmd_measure,
    },
    {
        .name = "import",
        .order = 68,
        .usage = N_("[zf|hotline|weights [FILE]] [--sheet NAME] [--year N] "
                    "[--replace] [--check] [--who NAME] [--json]"),
        .summary = N_("Take in what others found and counted: 政风行风, 12356, "
                      "populations"),
        .help = import_help,
        .run = cmd_import,
    },
    {
        .name = "export",
        .order = 70,
        .usage = N_("csv|jsonl|xlsx|sav|ddi [--raw] [--out FILE]"),
        .summary = N_("Write the answers to a file"),
        .help = export_help,
        .run = cmd_export,
    },
    {
        .name = "serve",
        .order = 170,
        .usage = N_("[--listen PORT] [--slowest SECONDS] [--admin NAME] [--sign KEY] [--json]"),
        .summary = N_("The office page, for the browser of this computer"),
        .help = serve_help,
        .run = cmd_serve,
    },
    {
        .name = "close",
        .order = 180,
        .usage = N_("[--apply --who NAME [--unsettled]] [--json]"),
        .summary = N_("Close the round: answers stay, the way from them to "
                      "the sheets is destroyed"),
        .help = close_help,
        .run = cmd_close,
    },
    {
        .name = "doctor",
        .order = 190,
        .usage = N_("[--json]"),
        .summary = N_("Check what is installed and whether the workspace is "
                      "sound"),
        .help = doctor_help,
        .run = cmd_doctor,
    },
    {.name = NULL},
};
