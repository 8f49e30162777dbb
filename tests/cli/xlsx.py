"""Write workbooks for the tests, sound ones and odd ones, part by part."""
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# cell styles of `styles`: 0 plain, 1 percent, 2 date, 3 年月, 4 text
STYLES = (
    HEAD + f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" '
    'formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs count="5">'
    '<xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="49"/>'
    "</cellXfs></styleSheet>"
)


def esc(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def ref(row, col):
    letters = ""
    col += 1
    while col:
        col, k = divmod(col - 1, 26)
        letters = chr(65 + k) + letters
    return f"{letters}{row + 1}"


class Raw(str):
    """A whole <c> element; R is replaced by its place."""


def percent(x):
    return Raw(f'<c r="R" s="1"><v>{x!r}</v></c>')


def date(serial, style=2):
    return Raw(f'<c r="R" s="{style}"><v>{serial}</v></c>')


def inline(text):
    return Raw(f'<c r="R" t="inlineStr"><is><t>{esc(text)}</t></is></c>')


def formula(f, value=None, kind=""):
    t = f' t="{kind}"' if kind else ""
    v = "" if value is None else f"<v>{value}</v>"
    return Raw(f'<c r="R"{t}><f>{esc(f)}</f>{v}</c>')


def sheet_xml(rows, strings, merges=(), extra=""):
    out = []
    for i, row in enumerate(rows):
        cells = []
        for k, v in enumerate(row):
            if v is None or v == "":
                continue
            if isinstance(v, Raw):
                cells.append(v.replace('r="R"', f'r="{ref(i, k)}"'))
            elif isinstance(v, str):
                if v not in strings:
                    strings.append(v)
                cells.append(f'<c r="{ref(i, k)}" t="s"><v>{strings.index(v)}</v></c>')
            else:
                cells.append(f'<c r="{ref(i, k)}"><v>{v!r}</v></c>')
        out.append(f'<row r="{i + 1}">{"".join(cells)}</row>')
    merged = "".join(f'<mergeCell ref="{m}"/>' for m in merges)
    merged = f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else ""
    return HEAD + f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(out)}</sheetData>{merged}{extra}</worksheet>'


def parts(sheets, merges=(), date_1904=False, hidden=()):
    """{path: text}; sheets is {name: rows}, merges go to the last one."""
    strings, files, list_, rels = [], {}, "", ""
    for i, (name, rows) in enumerate(sheets.items(), 1):
        last = i == len(sheets)
        files[f"xl/worksheets/sheet{i}.xml"] = sheet_xml(rows, strings, merges if last else ())
        state = ' state="hidden"' if name in hidden else ""
        list_ += f'<sheet name="{esc(name)}" sheetId="{i}"{state} r:id="rId{i}"/>'
        rels += f'<Relationship Id="rId{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
    files["[Content_Types].xml"] = HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    files["_rels/.rels"] = HEAD + f'<Relationships xmlns="{PKG}"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    pr = '<workbookPr date1904="1"/>' if date_1904 else ""
    files["xl/workbook.xml"] = HEAD + f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{pr}<sheets>{list_}</sheets></workbook>'
    rels += f'<Relationship Id="s" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="t" Type="{REL}/styles" Target="/xl/styles.xml"/>'
    files["xl/_rels/workbook.xml.rels"] = HEAD + f'<Relationships xmlns="{PKG}">{rels}</Relationships>'
    si = "".join(f'<si><t xml:space="preserve">{esc(s)}</t></si>' for s in strings)
    files["xl/sharedStrings.xml"] = HEAD + f'<sst xmlns="{MAIN}">{si}</sst>'
    files["xl/styles.xml"] = STYLES
    return files


def save(path, files, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as z:
        for name, text in files.items():
            z.writestr(name, text)


def book(path, sheets, **how):
    save(path, parts(sheets, **how))
