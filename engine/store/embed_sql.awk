# embed_sql.awk - SQL files become one C header.
#
# migrate_NNN.sql gives migration number NNN: a list of statements, each of
# which ends with ';' at the end of a line.  Every other file holds named
# statements:
#
#     -- name: batch_get
#     SELECT number, unit FROM batch WHERE number = :number
#
# which give SQL_BATCH_GET, P_BATCH_GET_NUMBER (a parameter: SQLite counts
# them from 1 in the order of their first appearance) and C_BATCH_GET_UNIT (a
# result column, from 0: what stands between SELECT and FROM, or after
# RETURNING; its name is the last word).  A misspelt name does not compile,
# and tests/engine/test_store_sql.c compares all of them with SQLite's own.

function quoted(text)
{
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    gsub(/\n/, "\\n\"\n     \"", text)
    return "\"" text "\""
}

# The parameters of `text`, in order, separated by spaces.
function parameters(text,    list, seen, word)
{
    list = ""
    while (match(text, /:[a-z_][a-z_0-9]*/)) {
        word = substr(text, RSTART + 1, RLENGTH - 1)
        if (!(word in seen)) {
            seen[word] = 1
            list = list (list == "" ? "" : " ") word
        }
        text = substr(text, RSTART + RLENGTH)
    }
    return list
}

# The names of the result columns of `text`, separated by spaces.
function columns(text,    list, depth, i, c, word, rest)
{
    gsub(/[ \n]+/, " ", text)
    if (match(text, / RETURNING /))
        rest = substr(text, RSTART + RLENGTH) " "
    else if (text ~ /^SELECT /)
        rest = substr(text, 8) " "
    else
        return ""
    list = ""
    depth = 0
    word = ""
    for (i = 1; i <= length(rest); i++) {
        c = substr(rest, i, 1)
        if (c == "(")
            depth++
        if (c == ")")
            depth--
        if (depth == 0 && (c == "," || substr(rest, i, 6) == " FROM ")) {
            list = list (list == "" ? "" : " ") last_word(word)
            word = ""
            if (c != ",")
                return list
        } else {
            word = word c
        }
    }
    return list (list == "" ? "" : " ") last_word(word)
}

function last_word(text)
{
    sub(/ +$/, "", text)
    sub(/^.*[ .]/, "", text)
    return text
}

function finish_statement()
{
    if (name == "")
        return
    sub(/;?[ \n]*$/, "", body)
    names[++count] = name
    texts[count] = body
    name = ""
    body = ""
}

function enum_of(prefix, words, first,    part, n, i)
{
    n = split(words, part, " ")
    if (n == 0)
        return
    printf "enum {"
    for (i = 1; i <= n; i++)
        printf "%s\n    %s%s = %d", (i > 1 ? "," : ""), prefix, \
            toupper(part[i]), i - 1 + first
    print "\n};"
}

FNR == 1 {
    finish_statement()
    migrating = FILENAME ~ /migrate_[0-9]+\.sql$/
    if (migrating) {
        number = FILENAME
        gsub(/^.*migrate_0*|\.sql$/, "", number)
        if (number != ++migrations) {
            print "embed_sql.awk: " FILENAME " is out of order" \
                > "/dev/stderr"
            exit failed = 1
        }
        piece = ""
        pieces[migrations] = 0
    }
}

migrating {
    bare = $0
    sub(/ *--.*$/, "", bare)
    if (piece == "" && bare ~ /^ *$/)
        next # between the statements
    piece = piece (piece == "" ? "" : "\n") $0
    if (bare ~ /;$/) {
        migration[migrations, ++pieces[migrations]] = piece
        piece = ""
    }
    next
}

/^-- name: / {
    finish_statement()
    name = $3
    next
}

/^ *--/ || /^ *$/ { next }

{ body = body (body == "" ? "" : "\n") $0 }

END {
    if (failed)
        exit 1
    finish_statement()
    print "/* made from engine/store/sql by embed_sql.awk; do not edit */"
    print "#ifndef STORE_SQL_H\n#define STORE_SQL_H\n\nenum sql {"
    for (i = 1; i <= count; i++)
        print "    SQL_" toupper(names[i]) ","
    print "    SQL_COUNT\n};\n"
    for (i = 1; i <= count; i++) {
        up = toupper(names[i])
        enum_of("P_" up "_", parameters(texts[i]), 1)
        enum_of("C_" up "_", columns(texts[i]), 0)
    }
    print "\n#endif\n\n#ifdef STORE_SQL_TEXTS"
    print "static const struct sql_text sql_texts[SQL_COUNT] = {"
    for (i = 1; i <= count; i++)
        printf "    {\"%s\",\n     %s,\n     \"%s\", \"%s\"},\n", names[i], \
            quoted(texts[i]), parameters(texts[i]), columns(texts[i])
    print "};\n"
    for (m = 1; m <= migrations; m++) {
        print "static const char *const migration_" m "[] = {"
        for (i = 1; i <= pieces[m]; i++)
            print "    " quoted(migration[m, i]) ","
        print "    NULL};\n"
    }
    print "static const char *const *const store_migrations[] = {"
    for (m = 1; m <= migrations; m++)
        print "    migration_" m ","
    print "    NULL};\n#endif"
}
