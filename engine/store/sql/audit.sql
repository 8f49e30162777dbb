-- name: audit_head
SELECT number, hash FROM audit_head

-- name: audit_head_set
UPDATE audit_head SET number = :number, hash = :hash

-- name: audit_insert
INSERT INTO audit (number, at, action, who, detail, hash)
VALUES (:number, :at, :action, :who, :detail, :hash)

-- name: audit_list
SELECT number, at, action, who, detail, hash FROM audit ORDER BY number

-- name: audit_newest
SELECT detail FROM audit WHERE action = :action ORDER BY number DESC LIMIT 1
