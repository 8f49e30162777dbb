PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE survey (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- a single row
    id          INTEGER NOT NULL CHECK (id BETWEEN 1 AND 1073741823), -- in every code: 30 random bits
    secret      BLOB    NOT NULL CHECK (length(secret) = 32), -- HMAC key of the codes; never logged
    form        TEXT    NOT NULL, -- the questionnaire's code: NM
    title       TEXT    NOT NULL, -- of the round
    period      TEXT    NOT NULL, -- 2026年上半年, or ''
    issuer      TEXT    NOT NULL, -- 发文机关, or ''
    anonymous   INTEGER NOT NULL CHECK (anonymous IN (0, 1)), -- 1 = no way from an answer back to a sheet
    seeded      INTEGER NOT NULL CHECK (seeded IN (0, 1)), -- 1 = a demonstration: serials follow from the secret, so that shipped scans fit
    created     TEXT    NOT NULL, -- when the workspace was made
    closed      TEXT              -- when the round was sealed; NULL = still running
) STRICT;
INSERT INTO survey VALUES(1,829348892,X'93472fb09b85a0592bc246f526e07320792b955b72dcdaae431f52429ad5bdab','TT','永宁县2026年评议','2026年上半年','',0,0,'2026-11-23T00:19:42Z',NULL);
CREATE TABLE form (
    revision    INTEGER NOT NULL PRIMARY KEY CHECK (revision BETWEEN 1 AND 31), -- 5 bits of the code
    source      TEXT    NOT NULL, -- the YAML text, byte for byte
    created     TEXT    NOT NULL, -- when it was registered
    printed     INTEGER NOT NULL CHECK (printed IN (0, 1)) -- 1 = sheets exist; never changed again
) STRICT;
INSERT INTO form VALUES(1,replace('form: TT\ntitle: 测试问卷\nobject: 某机构\nintro: 请打√。\nbook: 100/60/0\nthresholds: {aware: 80, satisfied: 90}\nscales:\n  - code: M4\n    choices:\n      - {text: 满意, means: satisfied, score: 100}\n      - {text: 基本满意, means: partly, score: 60}\n      - {text: 不满意, means: dissatisfied, score: 0}\n      - {text: 不了解, means: unknown}\n  - code: Z3\n    choices:\n      - {text: 知道, means: knows}\n      - {text: 听说过, means: heard}\n      - {text: 不知道, means: knows-not}\n  - code: E2\n    choices:\n      - {text: 不足1个月, means: ends}\n      - {text: 1个月以上}\nsections:\n  - text: 基本情况\n    items:\n      - {code: E1, role: screen, scale: E2, text: 您住多久?}\n  - text: 知晓\n    items:\n      - {code: K1, role: aware, scale: Z3, text: 知道甲?}\n      - {code: K2, role: aware, scale: Z3, text: 知道乙?}\n  - text: 满意\n    items:\n      - {code: Q1, role: satisfy, scale: M4, text: 丙}\n      - {code: Q2, role: satisfy, scale: M4, text: 丁}\n      - {code: T0, role: overall, scale: M4, text: 总的}\n  - text: 其他\n    items:\n      - {code: P1, role: priority, max: 2, text: 改进, choices: [Q1, Q2, T0]}\n      - {code: O1, role: text, text: 意见, area_mm: 20}\n','\n',char(10)),'2026-11-23T00:19:42Z',1);
CREATE TABLE layout (
    revision    INTEGER NOT NULL REFERENCES form, -- the questionnaire it lays out
    copyable    INTEGER NOT NULL CHECK (copyable IN (0, 1)), -- 1 = of open sheets
    json        TEXT    NOT NULL, -- what `pingyi layout --json` prints
    PRIMARY KEY (revision, copyable)
) STRICT, WITHOUT ROWID;
INSERT INTO layout VALUES(1,0,'{"pages":[{"boxes":[{"question":"E1"},{"question":"K1"},{"question":"K2"},{"question":"Q1"}],"areas":[]},{"boxes":[{"question":"Q2"},{"question":"T0"},{"question":"P1"}],"areas":[{"question":"O1"}]}]}');
CREATE TABLE unit (
    id          INTEGER NOT NULL PRIMARY KEY CHECK (id >= 0), -- 0, 1, 2 …; parents before children
    code        TEXT    NOT NULL UNIQUE, -- as printed
    parent      INTEGER REFERENCES unit, -- NULL = the root
    name        TEXT    NOT NULL, -- as printed
    class       TEXT    NOT NULL, -- 序列: ranked only inside a class
    households  INTEGER CHECK (households >= 0), -- NULL = unknown
    population  INTEGER CHECK (population >= 0), -- NULL = unknown
    issued      INTEGER CHECK (issued >= 0)      -- 发放 as the units file says; NULL = unknown
) STRICT;
INSERT INTO unit VALUES(0,'01',NULL,'永宁县','县',NULL,NULL,NULL);
INSERT INTO unit VALUES(1,'0101',0,'东乡','乡镇',800,2600,NULL);
INSERT INTO unit VALUES(2,'0102',0,'西乡','乡镇',NULL,NULL,NULL);
CREATE TABLE batch (
    number      INTEGER NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 1048575), -- 20 bits of the code
    unit        INTEGER NOT NULL REFERENCES unit, -- whose sheets they are
    revision    INTEGER NOT NULL REFERENCES form, -- what is printed on them
    copyable    INTEGER NOT NULL CHECK (copyable IN (0, 1)), -- 1 = open sheets, no serial
    copies      INTEGER NOT NULL CHECK (copies >= 0), -- 印制
    issued      INTEGER NOT NULL CHECK (issued >= 0), -- 发放; = copies until recorded
    refused     INTEGER NOT NULL CHECK (refused BETWEEN 0 AND issued), -- 拒收
    created     TEXT    NOT NULL  -- when it was printed
) STRICT;
INSERT INTO batch VALUES(1,1,1,0,8,8,0,'2026-11-23T00:19:42Z');
CREATE TABLE sheet (
    batch       INTEGER NOT NULL REFERENCES batch, -- the print run
    serial      INTEGER NOT NULL CHECK (serial BETWEEN 1 AND 34359738367), -- 35 random bits
    PRIMARY KEY (batch, serial)
) STRICT, WITHOUT ROWID;
INSERT INTO sheet VALUES(1,1939389847);
INSERT INTO sheet VALUES(1,2528704232);
INSERT INTO sheet VALUES(1,2561631749);
INSERT INTO sheet VALUES(1,3520068330);
INSERT INTO sheet VALUES(1,4660644414);
INSERT INTO sheet VALUES(1,6401904081);
INSERT INTO sheet VALUES(1,9533508154);
INSERT INTO sheet VALUES(1,27665459401);
CREATE TABLE response (
    id          INTEGER NOT NULL PRIMARY KEY, -- random on anonymous surveys, so that it tells no order
    unit        INTEGER NOT NULL REFERENCES unit, -- the unit it speaks about
    revision    INTEGER NOT NULL REFERENCES form, -- the questions it answers
    batch       INTEGER REFERENCES batch, -- the sheet's print run
    serial      INTEGER, -- the sheet; NULL = open sheet, or the link was destroyed
    side        INTEGER NOT NULL CHECK (side BETWEEN 0 AND 8), -- 0 = the whole sheet; else the one side of an open sheet
    channel     TEXT    NOT NULL CHECK (channel IN ('paper', 'tablet', 'web', 'phone')), -- the way it came
    disposition TEXT    NOT NULL CHECK (disposition IN ('complete', 'partial', 'break_off', 'blank', 'missing_side', 'conflict', 'screened')), -- what it is worth
    UNIQUE (batch, serial),
    FOREIGN KEY (batch, serial) REFERENCES sheet (batch, serial)
) STRICT;
INSERT INTO response VALUES(1,1,1,1,1939389847,0,'paper','conflict');
INSERT INTO response VALUES(2,1,1,1,6401904081,0,'paper','complete');
INSERT INTO response VALUES(3,1,1,1,3520068330,0,'paper','complete');
INSERT INTO response VALUES(4,1,1,1,4660644414,0,'paper','missing_side');
CREATE TABLE page (
    id          INTEGER NOT NULL PRIMARY KEY, -- random on anonymous surveys
    identity    BLOB    NOT NULL UNIQUE CHECK (length(identity) = 32), -- keyed hash of file name, page and content: a second scan of a folder adds no row
    file        TEXT    NOT NULL, -- as given; '' on answers of anonymous surveys
    file_page   INTEGER NOT NULL CHECK (file_page >= 0), -- 0 = the first page of the file; 0 where file is ''
    image_hash  BLOB    CHECK (length(image_hash) = 32), -- of the decoded pixels; NULL = nothing was decoded
    store_hash  BLOB    CHECK (length(store_hash) = 32), -- names the kept PNG; NULL = none is kept
    outcome     TEXT    NOT NULL CHECK (outcome IN ('read', 'same_image', 'same_sheet', 'conflict', 'other_survey', 'other_revision', 'forged', 'foreign', 'blank', 'no_code', 'unreadable', 'broken')), -- what the gate said when it came
    standing    TEXT    NOT NULL CHECK (standing IN ('none', 'counts', 'contested', 'rejected')), -- none = carries no answers; counts; contested = waits for a person; rejected = another page was chosen
    reason      TEXT    NOT NULL, -- a sentence for a person, or ''
    response    INTEGER REFERENCES response, -- whose answers; NULL = carries none
    same_as     INTEGER REFERENCES page, -- the page this one repeats
    batch       INTEGER NOT NULL CHECK (batch >= 0), -- as the code says; 0 = unknown; of other surveys too, so no key
    serial      INTEGER NOT NULL CHECK (serial >= 0), -- as the code says; 0 = none
    side        INTEGER NOT NULL CHECK (side BETWEEN 0 AND 8), -- as the code says; 0 = unknown
    revision    INTEGER NOT NULL CHECK (revision BETWEEN 0 AND 31), -- as the code says; 0 = unknown
    copyable    INTEGER NOT NULL CHECK (copyable IN (0, 1)), -- as the code says
    dpi         REAL    NOT NULL, -- of the registration; 0 = unknown
    skew_deg    REAL    NOT NULL, -- how far the page was turned
    residual_mm REAL    NOT NULL, -- what registration left over
    turned      INTEGER NOT NULL CHECK (turned IN (0, 90, 180, 270)), -- how it lay on the glass
    map_0       REAL    NOT NULL, -- page mm to pixels of the kept image: a homography, row by row
    map_1       REAL    NOT NULL, -- row 1, column 2
    map_2       REAL    NOT NULL, -- row 1, column 3
    map_3       REAL    NOT NULL, -- row 2, column 1
    map_4       REAL    NOT NULL, -- row 2, column 2
    map_5       REAL    NOT NULL, -- row 2, column 3
    map_6       REAL    NOT NULL, -- row 3, column 1
    map_7       REAL    NOT NULL, -- row 3, column 2
    map_8       REAL    NOT NULL, -- row 3, column 3
    CHECK ((standing = 'none') = (response IS NULL)),
    CHECK ((outcome IN ('read', 'conflict')) = (response IS NOT NULL))
) STRICT;
INSERT INTO page VALUES(1,X'd5c05078aa68dba75d1ca690b733760c410c2e38b7b8bde9684e49082290cc24','scans/scan10.png',0,X'075de2b906dbd7066da008cab735bee896370154603579a50122f9b88545bd45',X'075de2b906dbd7066da008cab735bee896370154603579a50122f9b88545bd45','read','contested','',1,NULL,1,1939389847,1,1,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(2,X'234e0ea40791a3a7da9ca62f4862fdd15e0413d5a1020e29abe0d529d1762818','scans/scan20.png',0,X'447e12701a0d03cf90a4ad7f02f1a045b35d284e26fe520440edb116d76bf700',X'447e12701a0d03cf90a4ad7f02f1a045b35d284e26fe520440edb116d76bf700','read','counts','',1,NULL,1,1939389847,2,1,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(3,X'90a3da4a42228321f4a6404f5a76583535eb979df018090308d2eee7e4ad2704','scans/scan11.png',0,X'cb30e91817239109ffd0a5870046e128f04619da80c7624d921162fdfe514f76',X'cb30e91817239109ffd0a5870046e128f04619da80c7624d921162fdfe514f76','read','counts','',2,NULL,1,6401904081,1,1,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(4,X'31652561c30cfa0e2e65e9e3659bb6656d006b108f3d8a3987b7090310014705','scans/scan21.png',0,X'44b34ba1e158565cd98b8b42da82ab3da3855b9828ef66847eed4a66a20c22b4',X'44b34ba1e158565cd98b8b42da82ab3da3855b9828ef66847eed4a66a20c22b4','read','counts','',2,NULL,1,6401904081,2,1,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(5,X'b7f86f9fbdce6d598b7001c3a58940f63668c0c32c3c99ec316f0ac39a32f655','scans/scan12.png',0,X'42f4aeb81c1ef81f771f3de8abca9dcf66901c575530e7672e4b1146474ae650',X'42f4aeb81c1ef81f771f3de8abca9dcf66901c575530e7672e4b1146474ae650','read','counts','',3,NULL,1,3520068330,1,1,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(6,X'a0fdd2ae31e80f156615ab86c11bfb0960f80f0c0cde11590727653f81c0937d','scans/scan22.png',0,X'f59d756696b2089fca5969fdfde2674e333765e1dad0a51c8ebbc63f351c4ca5',X'f59d756696b2089fca5969fdfde2674e333765e1dad0a51c8ebbc63f351c4ca5','read','counts','',3,NULL,1,3520068330,2,1,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(7,X'00c587b21fb206ed376be6add1ab99f482a6b971691e7b69fd1344ff7b1a87b0','scans/scan13.png',0,X'43c66c260828c9839f26474151db105481ff92f5e01377f75389d4ce3d2dd574',X'43c66c260828c9839f26474151db105481ff92f5e01377f75389d4ce3d2dd574','read','counts','',4,NULL,1,4660644414,1,1,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(8,X'4c831efe1aca07bee3fb0f1952b047cc59fbfd712a45725d9c544073c5d188c2','scans/scan30.png',0,X'4f5e1d312b4d1bb8ccaf069c18cddeca414ae78160fb3c793ffc730eef4e4f17',X'4f5e1d312b4d1bb8ccaf069c18cddeca414ae78160fb3c793ffc730eef4e4f17','conflict','contested','this side of this sheet was read before, with other marks; neither counts until a person decides',1,NULL,1,1939389847,1,1,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(9,X'eec55d671c18e0928ccb941f1cc135797d3da7c023897bd9ebbc802fb8165266','scans/scan31.png',0,X'efbe2f505a2756a0891b40d01d0a7135774bbd38cdc526def968d28a7e309452',X'efbe2f505a2756a0891b40d01d0a7135774bbd38cdc526def968d28a7e309452','same_sheet','none','this side of this sheet was read before, with the same marks',NULL,3,1,6401904081,1,1,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(10,X'd8493f20ab2b03e67b9f45d48ab6022d265799d0dee0e568bc19989bc9d9ee31','scans/scan40.png',0,X'1a00f51f3029fa4b7e61b9bf7aa9de5a64798857872981f7e056e4f437171955',X'1a00f51f3029fa4b7e61b9bf7aa9de5a64798857872981f7e056e4f437171955','no_code','none','why',NULL,NULL,0,0,0,0,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(11,X'5a8263b1ff061878097eabe4ed75fad3a3dd51ce2a013db6c1d0c91dafd34667','scans/scan41.png',0,X'4f2d892d6af406902c1aae6e58a78b2e6865fd4b782fc96b12de65d3bf3dc03e',NULL,'blank','none','why',NULL,NULL,0,0,0,0,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(12,X'93c71e54444dc7fd20cd648cc8b1c87a1f822884855df5aa5ae17d6ec9838151','scans/scan42.png',0,X'e8a4b2ee7ede79a3afb332b5b6cc3d952a65fd8cffb897f5d18016577c33d7cc',NULL,'foreign','none','why',NULL,NULL,0,0,0,0,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(13,X'41626b915c3260748473e7823831f221cd4ecb94cdd7c509edb04e810348f614','scans/scan43.png',0,X'7c9bf6a88aed1539a3276462bb9e977bede22cf2c89f96bf61f590da5504ccc7',NULL,'broken','none','why',NULL,NULL,0,0,0,0,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
INSERT INTO page VALUES(14,X'9cf74b70549acaedbdd9b2c097ca346ccf98d02fb918a3a5eef1f429fa0040b5','scans/scan44.png',0,X'32434dc5b0f72c9b863c24daa5d4e79b9c43bd73b38c469fb65fd13d996b7b32',NULL,'other_survey','none','why',NULL,NULL,0,0,0,0,0,300.0,0.0,0.0,0,1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0);
CREATE TABLE box (
    page        INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, -- where it was printed
    item        INTEGER NOT NULL, -- index into the questionnaire
    choice      INTEGER NOT NULL, -- index into the item's scale
    state       INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), -- 0 empty, 1 marked, 2 cancelled, 3 doubtful
    p_marked    INTEGER NOT NULL, -- how sure the judge was that it is marked
    reason      TEXT    NOT NULL, -- the judge's word, or ''
    cover       INTEGER NOT NULL, -- dark share inside the outline
    solid       INTEGER NOT NULL, -- share of the inside's sixteen cells that are at least half dark
    ring        INTEGER NOT NULL, -- dark share of the ring outside
    ink         INTEGER NOT NULL, -- mean darkness against the page's own ink
    extent      INTEGER NOT NULL, -- larger side of the largest stroke
    strike      INTEGER NOT NULL, -- how much of a line runs straight across and out on both sides
    specks      INTEGER NOT NULL, -- dark share inside that is too small to be strokes
    through     INTEGER NOT NULL, -- share of ink that belongs to another box
    noise       INTEGER NOT NULL, -- cover that empty boxes of this page show
    shift_x     INTEGER NOT NULL, -- where the outline was found
    shift_y     INTEGER NOT NULL, -- the same, downward
    outline     INTEGER NOT NULL, -- how much of the outline was found
    masked      INTEGER NOT NULL, -- share hidden by streaks
    PRIMARY KEY (page, item, choice)
) STRICT, WITHOUT ROWID;
INSERT INTO box VALUES(1,0,0,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,0,1,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,1,0,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,1,1,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,1,2,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,2,0,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,2,1,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,2,2,3,100,'faint',130,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,3,0,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,3,1,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,3,2,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(1,3,3,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,0,0,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,0,1,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,1,0,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,1,1,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,1,2,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,2,0,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,2,1,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,2,2,3,100,'faint',130,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,3,0,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,3,1,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,3,2,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(3,3,3,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,0,0,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,0,1,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,1,0,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,1,1,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,1,2,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,2,0,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,2,1,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,2,2,3,100,'faint',130,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,3,0,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,3,1,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,3,2,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(5,3,3,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,0,0,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,0,1,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,1,0,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,1,1,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,1,2,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,2,0,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,2,1,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,2,2,3,100,'faint',130,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,3,0,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,3,1,1,9980,'',1200,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,3,2,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
INSERT INTO box VALUES(7,3,3,0,100,'',20,1000,100,7000,800,2000,10,0,20,30,-20,9700,0);
CREATE TABLE answer (
    page            INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, -- where it stands
    item            INTEGER NOT NULL CHECK (item >= 0), -- index into the questionnaire
    read_state      TEXT    NOT NULL CHECK (read_state IN ('given', 'blank', 'invalid', 'doubtful')), -- what the machine read; never changed
    read_choices    INTEGER NOT NULL, -- the choices it read
    decided_state   TEXT    CHECK (decided_state IN ('given', 'blank', 'invalid')), -- what a person decided; NULL = nothing
    decided_choices INTEGER, -- the choices decided
    state           TEXT    NOT NULL, -- what counts
    choices         INTEGER NOT NULL, -- the choices that count
    corrected       INTEGER NOT NULL CHECK (corrected IN (0, 1)), -- 1 = valid after a printed cancellation
    ink             INTEGER NOT NULL CHECK (ink IN (0, 1)), -- 1 = something is written in the text area
    PRIMARY KEY (page, item),
    CHECK ((decided_state IS NULL) = (decided_choices IS NULL)),
    CHECK (state = coalesce(decided_state, read_state)),
    CHECK (choices = coalesce(decided_choices, read_choices))
) STRICT, WITHOUT ROWID;
INSERT INTO answer VALUES(1,0,'given',2,NULL,NULL,'given',2,0,0);
INSERT INTO answer VALUES(1,1,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(1,2,'given',4,NULL,NULL,'given',4,0,0);
INSERT INTO answer VALUES(1,3,'given',8,NULL,NULL,'given',8,0,0);
INSERT INTO answer VALUES(2,4,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(2,5,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(2,6,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(2,7,'blank',0,NULL,NULL,'blank',0,0,0);
INSERT INTO answer VALUES(3,0,'given',2,NULL,NULL,'given',2,0,0);
INSERT INTO answer VALUES(3,1,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(3,2,'given',4,NULL,NULL,'given',4,0,0);
INSERT INTO answer VALUES(3,3,'given',8,NULL,NULL,'given',8,0,0);
INSERT INTO answer VALUES(4,4,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(4,5,'doubtful',0,'given',2,'given',2,0,0);
INSERT INTO answer VALUES(4,6,'blank',0,NULL,NULL,'blank',0,0,0);
INSERT INTO answer VALUES(4,7,'given',0,NULL,NULL,'given',0,0,1);
INSERT INTO answer VALUES(5,0,'given',2,NULL,NULL,'given',2,0,0);
INSERT INTO answer VALUES(5,1,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(5,2,'doubtful',0,NULL,NULL,'doubtful',0,0,0);
INSERT INTO answer VALUES(5,3,'given',8,NULL,NULL,'given',8,0,0);
INSERT INTO answer VALUES(6,4,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(6,5,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(6,6,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(6,7,'blank',0,NULL,NULL,'blank',0,0,0);
INSERT INTO answer VALUES(7,0,'given',2,NULL,NULL,'given',2,0,0);
INSERT INTO answer VALUES(7,1,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(7,2,'given',4,NULL,NULL,'given',4,0,0);
INSERT INTO answer VALUES(7,3,'given',8,NULL,NULL,'given',8,0,0);
INSERT INTO answer VALUES(8,0,'given',2,NULL,NULL,'given',2,0,0);
INSERT INTO answer VALUES(8,1,'given',1,NULL,NULL,'given',1,0,0);
INSERT INTO answer VALUES(8,2,'given',4,NULL,NULL,'given',4,0,0);
INSERT INTO answer VALUES(8,3,'given',1,NULL,NULL,'given',1,0,0);
CREATE TABLE review (
    id              INTEGER NOT NULL PRIMARY KEY, -- the question's name for people; random on anonymous surveys
    page            INTEGER NOT NULL REFERENCES page ON DELETE CASCADE, -- where to look
    item            INTEGER CHECK (item >= 0), -- NULL = the page as a whole (conflict, no code)
    reason          TEXT    NOT NULL, -- a word: faint, conflict, no_code …
    doubt           REAL    NOT NULL CHECK (doubt BETWEEN 0 AND 1), -- the most doubtful comes first
    decided_state   TEXT    CHECK (decided_state IN ('given', 'blank', 'invalid')), -- NULL = open
    decided_choices INTEGER, -- the choices decided
    who             TEXT    NOT NULL, -- who decided, or ''
    why             TEXT    NOT NULL, -- in that person's words, or ''
    CHECK ((decided_state IS NULL) = (decided_choices IS NULL))
) STRICT;
INSERT INTO review VALUES(1,4,5,'faint',0.25,'given',2,'王敏','看得清');
INSERT INTO review VALUES(2,5,2,'faint',0.25,NULL,NULL,'','');
INSERT INTO review VALUES(3,1,NULL,'conflict',1.0,NULL,NULL,'','');
INSERT INTO review VALUES(4,8,NULL,'conflict',1.0,NULL,NULL,'','');
INSERT INTO review VALUES(5,10,NULL,'no_code',1.0,NULL,NULL,'','');
CREATE TABLE report (
    id             INTEGER NOT NULL PRIMARY KEY, -- 1, 2, 3 …
    edition        TEXT    NOT NULL, -- bulletin, rectify …
    file           TEXT    NOT NULL, -- as written, inside out/
    sha256         TEXT    NOT NULL CHECK (length(sha256) = 64), -- of the file, hex
    figures_sha256 TEXT    NOT NULL CHECK (length(figures_sha256) = 64), -- of the figures it carries, hex
    issued         TEXT    NOT NULL, -- when
    signer         TEXT    NOT NULL  -- who signed, or ''
) STRICT;
CREATE TABLE audit (
    number      INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1), -- 1, 2, 3 … without a gap
    at          TEXT    NOT NULL, -- when
    action      TEXT    NOT NULL, -- print, review.set …
    who         TEXT    NOT NULL, -- a person's name, or ''
    detail      TEXT    NOT NULL, -- a JSON object without secrets
    hash        BLOB    NOT NULL CHECK (length(hash) = 32) -- docs/store.md#audit
) STRICT;
INSERT INTO audit VALUES(1,'2026-11-23T00:19:42Z','new','','{"form":"TT","units":3,"anonymous":false}',X'599d78365d25c0f9eb3be808e9f12d058f47dbb81a902f700258c9c56e5d27a8');
INSERT INTO audit VALUES(2,'2026-11-23T00:19:42Z','form','','{"revision":1,"sha256":"efb79618bc795c94ae2d34836c354e1622b6e364c8e205cdc45d539840f4ee0e"}',X'c1ca120049eeaaaea373e4acb0244af8dc816b940bb45807a0bee17d92a19610');
INSERT INTO audit VALUES(3,'2026-11-23T00:19:42Z','page','','{"page":1,"outcome":"read","image":"075de2b906dbd7066da008cab735bee896370154603579a50122f9b88545bd45"}',X'28aa0a233c90ca9cdbeaf28453aace645427f03e892082f341d9d306f59efaa4');
INSERT INTO audit VALUES(4,'2026-11-23T00:19:42Z','page','','{"page":2,"outcome":"read","image":"447e12701a0d03cf90a4ad7f02f1a045b35d284e26fe520440edb116d76bf700"}',X'b5349ea6633e6b87d9d1c8626b7f9ef1172313612b33ccecb8fb9f1383172201');
INSERT INTO audit VALUES(5,'2026-11-23T00:19:42Z','page','','{"page":3,"outcome":"read","image":"cb30e91817239109ffd0a5870046e128f04619da80c7624d921162fdfe514f76"}',X'0f361de3982eeaff9d0e5a4165fff5d3800ac5dd3798e5060495e84b9b42d7f9');
INSERT INTO audit VALUES(6,'2026-11-23T00:19:42Z','page','','{"page":4,"outcome":"read","image":"44b34ba1e158565cd98b8b42da82ab3da3855b9828ef66847eed4a66a20c22b4"}',X'933df8acf0203ad3a64cde030317501daa46ba1c2b7b6a99e2204bfab5da51b0');
INSERT INTO audit VALUES(7,'2026-11-23T00:19:42Z','page','','{"page":5,"outcome":"read","image":"42f4aeb81c1ef81f771f3de8abca9dcf66901c575530e7672e4b1146474ae650"}',X'b327fb04d22165d79ac8868625c195cfc6375680d27af29970e24e60d8ffc10e');
INSERT INTO audit VALUES(8,'2026-11-23T00:19:42Z','page','','{"page":6,"outcome":"read","image":"f59d756696b2089fca5969fdfde2674e333765e1dad0a51c8ebbc63f351c4ca5"}',X'c4e83ea2253a4a193a2d0e3569c1070284c706aa2659040e3a30212e7b02d98d');
INSERT INTO audit VALUES(9,'2026-11-23T00:19:42Z','page','','{"page":7,"outcome":"read","image":"43c66c260828c9839f26474151db105481ff92f5e01377f75389d4ce3d2dd574"}',X'592e1cbea222dc37a0d5893c632caa4a20711690816e1c49f78dace5c9e946c2');
INSERT INTO audit VALUES(10,'2026-11-23T00:19:42Z','page','','{"page":8,"outcome":"conflict","image":"4f5e1d312b4d1bb8ccaf069c18cddeca414ae78160fb3c793ffc730eef4e4f17"}',X'33d9cf97a569f11acd6f1a8ce5174d157bfa46d5f00b198798891703cb6f7379');
INSERT INTO audit VALUES(11,'2026-11-23T00:19:42Z','review.set','王敏','{"review":1,"page":4,"item":"T0","reason":"faint","read":{"state":"doubtful","choices":[]},"decided":{"state":"given","choices":["2"]},"why":"看得清"}',X'90beb361f50e467ac3050c57d6fe3e49ad14a2079e118367c39dd0125e47720d');
CREATE TABLE audit_head (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- a single row
    number      INTEGER NOT NULL, -- of the last row; 0 = none yet
    hash        BLOB    NOT NULL CHECK (length(hash) = 32) -- of the last row; zeros = none yet
) STRICT;
INSERT INTO audit_head VALUES(1,11,X'90beb361f50e467ac3050c57d6fe3e49ad14a2079e118367c39dd0125e47720d');
CREATE INDEX batch_by_unit ON batch (unit);
CREATE INDEX response_by_unit ON response (unit, id);
CREATE INDEX page_by_image ON page (image_hash);
CREATE INDEX page_by_response ON page (response, side);
CREATE INDEX page_by_same ON page (same_as);
CREATE UNIQUE INDEX review_by_page ON review (page, coalesce(item, -1));
COMMIT;
