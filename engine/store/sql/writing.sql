-- name: writing_insert
INSERT INTO writing (id, page, item, crop_hash, state, typed, who)
VALUES (:id, :page, :item, :crop_hash, 'open', NULL, '')

-- name: writing_of_page
SELECT id FROM writing WHERE page = :page AND item = :item

-- name: writing_newest
SELECT coalesce(max(id), 0) AS id FROM writing

-- name: writing_taken
SELECT count(*) AS taken FROM writing WHERE id = :id

-- name: writing_type
UPDATE writing SET state = :state, typed = :typed, who = :who WHERE id = :id

-- name: writing_get
SELECT w.id, w.page, w.item, w.crop_hash, w.state, coalesce(w.typed, '') AS typed,
       w.who, p.response, p.revision, p.side, p.standing, r.unit
FROM writing AS w
JOIN page AS p ON p.id = w.page
JOIN response AS r ON r.id = p.response
WHERE w.id = :id

-- name: writing_list
SELECT w.id, w.page, w.item, w.crop_hash, w.state, coalesce(w.typed, '') AS typed,
       w.who, p.response, p.revision, p.side, p.standing, r.unit
FROM writing AS w
JOIN page AS p ON p.id = w.page
JOIN response AS r ON r.id = p.response
WHERE p.standing = 'counts' AND (:which = 1 OR w.state = 'open')
ORDER BY w.id
