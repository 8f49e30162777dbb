-- Version 8: what others found and counted: 政风行风评议, the 12356 hotline.

-- A file that was imported and changed something; the newest has the highest number.
CREATE TABLE outside_file (
    number      INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1), -- 1, 2, 3 …
    kind        TEXT    NOT NULL CHECK (kind IN ('zf', 'hotline', 'weights')), -- what it told
    name        TEXT    NOT NULL, -- the file's name, without folders
    sheet       TEXT    NOT NULL, -- of a workbook, or ''
    sha256      TEXT    NOT NULL CHECK (length(sha256) = 64), -- of the file, hex
    imported    TEXT    NOT NULL, -- when
    who         TEXT    NOT NULL  -- a person's name, or ''
) STRICT;

-- A month of the 12356 hotline in one unit.  NULL = not told.
CREATE TABLE hotline (
    month       INTEGER NOT NULL CHECK (month BETWEEN 190001 AND 220012 AND month % 100 BETWEEN 1 AND 12), -- 202603
    unit        INTEGER NOT NULL REFERENCES unit, -- whose calls; 0 = the whole round's
    total       INTEGER NOT NULL CHECK (total >= 0), -- 受理总量: the base of every share
    consult     INTEGER CHECK (consult BETWEEN 0 AND total), -- 咨询
    help        INTEGER CHECK (help BETWEEN 0 AND total), -- 求助
    complaint   INTEGER CHECK (complaint BETWEEN 0 AND total), -- 投诉
    report      INTEGER CHECK (report BETWEEN 0 AND total), -- 举报
    accuse      INTEGER CHECK (accuse BETWEEN 0 AND total), -- 投诉举报, where they are counted as one
    suggest     INTEGER CHECK (suggest BETWEEN 0 AND total), -- 意见建议
    other       INTEGER CHECK (other BETWEEN 0 AND total), -- 其他
    forwarded   INTEGER CHECK (forwarded BETWEEN 0 AND total), -- 转办
    settled     INTEGER CHECK (settled >= 0), -- 办结: of earlier months too
    told        INTEGER CHECK (told >= 0), -- 反馈: the same
    file        INTEGER NOT NULL REFERENCES outside_file, -- where it was told last
    PRIMARY KEY (month, unit),
    CHECK (accuse IS NULL OR (complaint IS NULL AND report IS NULL))
) STRICT, WITHOUT ROWID;

-- A result of the 政风行风评议 the government ran.  Numbers are kept as they were
-- printed (92.50); '' = not told.
CREATE TABLE zf (
    period      TEXT    NOT NULL, -- 2026年, 2026年上半年
    year        INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200), -- its year
    unit        INTEGER NOT NULL REFERENCES unit, -- who was judged; 0 = the county's office
    item        TEXT    NOT NULL, -- 项目: 依法办事 …; '' = the whole result
    organiser   TEXT    NOT NULL, -- 组织单位
    class       TEXT    NOT NULL, -- 序列 it was ranked in
    score       TEXT    NOT NULL, -- 得分
    full        TEXT    NOT NULL, -- 满分
    place       TEXT    NOT NULL, -- 名次
    ranked      TEXT    NOT NULL, -- 参评数
    grade       TEXT    NOT NULL, -- 等次
    satisfied   TEXT    NOT NULL, -- 满意票
    valid       TEXT    NOT NULL, -- 有效票: the base of the share
    share       TEXT    NOT NULL, -- 满意率, per cent
    document    TEXT    NOT NULL, -- 文号
    published   TEXT    NOT NULL CHECK (published = '' OR published GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- 通报日期
    note        TEXT    NOT NULL, -- 备注
    file        INTEGER NOT NULL REFERENCES outside_file, -- where it was told last
    PRIMARY KEY (period, unit, item)
) STRICT, WITHOUT ROWID;
