-- name: batch_newest
SELECT coalesce(max(number), 0) AS number FROM batch

-- name: batch_insert
INSERT INTO batch (number, unit, revision, copyable, copies, issued, refused,
                   created)
VALUES (:number, :unit, :revision, :copyable, :copies, :copies, 0, :created)

-- name: batch_get
SELECT number, unit, revision, copyable, copies, issued, refused, created
FROM batch
WHERE number = :number

-- name: batch_list
SELECT number, unit, revision, copyable, copies, issued, refused, created
FROM batch
ORDER BY number

-- name: batch_issued
UPDATE batch SET issued = :issued, refused = :refused
WHERE number = :number

-- name: sheet_insert
INSERT INTO sheet (batch, serial) VALUES (:batch, :serial)

-- name: sheet_note
INSERT INTO sheet (batch, serial) VALUES (:batch, :serial)
ON CONFLICT DO NOTHING

-- name: sheet_known
SELECT count(*) AS known FROM sheet WHERE batch = :batch AND serial = :serial
