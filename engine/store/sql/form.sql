-- name: form_insert
INSERT INTO form (revision, source, created, printed)
VALUES (:revision, :source, :created, 0)

-- name: form_get
SELECT source, printed FROM form WHERE revision = :revision

-- name: form_newest
SELECT coalesce(max(revision), 0) AS revision FROM form

-- name: form_replace
UPDATE form SET source = :source, created = :created
WHERE revision = :revision AND printed = 0

-- name: form_printed
UPDATE form SET printed = 1 WHERE revision = :revision AND printed = 0

-- name: layout_insert
INSERT INTO layout (revision, copyable, json)
VALUES (:revision, :copyable, :json)

-- name: layout_get
SELECT json FROM layout WHERE revision = :revision AND copyable = :copyable

-- name: layout_drop
DELETE FROM layout WHERE revision = :revision
