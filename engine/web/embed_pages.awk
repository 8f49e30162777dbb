# embed_pages.awk - the files of a room's pages folder become byte arrays and
# one table, ROOM_pages, of struct web_page.  -v room=engine_web
# Input: for each file a line "file NAME", then the lines of `od -An -v -tu1`.
# index.html is served as "/", NAME.html as "/NAME", others by their name.
BEGIN {
    print "/* made by engine/web/embed_pages.awk */"
    type["html"] = "text/html; charset=utf-8"
    type["css"] = "text/css; charset=utf-8"
    type["mjs"] = "text/javascript; charset=utf-8"
    type["js"] = "text/javascript; charset=utf-8"
    type["svg"] = "image/svg+xml"
    type["json"] = "application/json"
    type["webmanifest"] = "application/manifest+json"
    type["png"] = "image/png"
}
$1 == "file" {
    if (open)
        print "};"
    n++
    name[n] = $2
    id[n] = $2
    gsub(/[^a-zA-Z0-9]/, "_", id[n])
    printf "static const unsigned char page_%s[] = {\n", id[n]
    open = 1
    next
}
{ line = ""; for (i = 1; i <= NF; i++) line = line $i ","; print line }
END {
    print "};"
    printf "static const struct web_page %s_pages[] = {\n", room
    for (k = 1; k <= n; k++) {
        ext = name[k]
        sub(/.*\./, "", ext)
        path = name[k]
        if (ext == "html")
            path = path == "index.html" ? "" : substr(path, 1, length(path) - 5)
        if (!(ext in type)) {
            print "no Content-Type for " name[k] >"/dev/stderr"
            exit 1
        }
        printf "    {\"/%s\", \"%s\", page_%s, sizeof page_%s},\n", path, type[ext], id[k], id[k]
    }
    print "    {.path = NULL},\n};"
}
