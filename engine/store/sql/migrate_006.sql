-- Version 6: what is to be put right, by whom and until when.

-- One problem and its measure (整改台账).  Rows are never deleted; every change
-- is a row of the audit log.  Dates are YYYY-MM-DD or ''.
CREATE TABLE measure (
    id          INTEGER NOT NULL PRIMARY KEY, -- 序号, from 1
    version     INTEGER NOT NULL CHECK (version >= 1), -- goes up with every change: a file that was written before is known by it
    problem     TEXT    NOT NULL CHECK (problem <> ''), -- 问题
    item        TEXT    NOT NULL, -- code of the question that shows it, or ''
    unit        TEXT    NOT NULL, -- code of the unit it concerns; '' = the whole round
    source      TEXT    NOT NULL, -- 来源, where it is not a question: 意见箱, 12356 …
    basis       TEXT    NOT NULL, -- 依据: figures, opinions
    cause       TEXT    NOT NULL, -- 原因
    action      TEXT    NOT NULL, -- 整改措施
    office      TEXT    NOT NULL, -- 责任单位
    person      TEXT    NOT NULL, -- 责任人
    kind        TEXT    NOT NULL CHECK (kind IN ('', 'now', 'dated', 'standing')), -- 立行立改, 限期整改, 长期坚持
    started     TEXT    NOT NULL CHECK (started = '' OR started GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- 立项日期
    rule        TEXT    NOT NULL, -- code of the deadline rule, or ''
    due         TEXT    NOT NULL CHECK (due = '' OR due GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- 整改时限
    state       TEXT    NOT NULL CHECK (state IN ('open', 'doing', 'done', 'standing', 'closed')), -- 待整改, 整改中, 已完成, 长期坚持, 销号
    progress    TEXT    NOT NULL, -- 进展
    effect      TEXT    NOT NULL, -- 成效
    evidence    TEXT    NOT NULL CHECK (evidence <> '' OR state <> 'closed'), -- 销号证据
    feedback    TEXT    NOT NULL, -- 反馈方式
    told        TEXT    NOT NULL CHECK (told = '' OR told GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- 反馈日期
    finished    TEXT    NOT NULL CHECK (finished = '' OR finished GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- 完成日期
    closed      TEXT    NOT NULL CHECK (closed = '' OR closed GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') -- 销号日期
) STRICT;
