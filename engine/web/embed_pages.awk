# embed_pages.awk - the files of engine/web/pages become byte arrays.
# Input: for each file a line "file NAME", then the lines of `od -An -v -tu1`.
# index.html gives page_index_html.
BEGIN { print "/* made by engine/web/embed_pages.awk */" }
$1 == "file" {
    if (open)
        print "};"
    name = $2
    gsub(/[^a-z0-9]/, "_", name)
    printf "static const unsigned char page_%s[] = {\n", name
    open = 1
    next
}
{ line = ""; for (i = 1; i <= NF; i++) line = line $i ","; print line }
END { print "};" }
