-- name: seal_counts
SELECT (SELECT count(*) FROM response) AS responses,
       (SELECT count(*) FROM response WHERE serial IS NOT NULL) AS numbered,
       (SELECT count(*) FROM page) AS pages,
       (SELECT count(*) FROM page WHERE kept <> '') AS pictures,
       (SELECT count(*) FROM review AS v JOIN page AS p ON p.id = v.page
        WHERE v.decided_state IS NULL
          AND (v.item IS NULL OR p.standing = 'counts')) AS waiting,
       (SELECT count(*) FROM writing AS w JOIN page AS p ON p.id = w.page
        WHERE w.state = 'open' AND p.standing = 'counts') AS untyped,
       coalesce((SELECT closed FROM survey), '') AS closed
FROM survey

-- name: seal_detail
SELECT detail FROM audit WHERE action = 'close' ORDER BY number DESC LIMIT 1

-- name: seal_digest_responses
SELECT u.code AS unit, r.channel, r.revision, r.side, r.disposition,
       count(*) AS n
FROM response AS r
JOIN unit AS u ON u.id = r.unit
GROUP BY u.code, r.channel, r.revision, r.side, r.disposition
ORDER BY u.code, r.channel, r.revision, r.side, r.disposition

-- name: seal_digest_answers
SELECT u.code AS unit, r.channel, r.revision, r.disposition, a.item, a.state,
       a.choices, a.corrected, a.ink, count(*) AS n
FROM answer AS a
JOIN page AS p ON p.id = a.page AND p.standing = 'counts'
JOIN response AS r ON r.id = p.response
JOIN unit AS u ON u.id = r.unit
GROUP BY u.code, r.channel, r.revision, r.disposition, a.item, a.state,
         a.choices, a.corrected, a.ink
ORDER BY u.code, r.channel, r.revision, r.disposition, a.item, a.state,
         a.choices, a.corrected, a.ink

-- name: seal_digest_texts
SELECT u.code AS unit, w.item, w.state, coalesce(w.typed, '') AS typed
FROM writing AS w
JOIN page AS p ON p.id = w.page AND p.standing = 'counts'
JOIN response AS r ON r.id = p.response
JOIN unit AS u ON u.id = r.unit
ORDER BY u.code, w.item, w.state, coalesce(w.typed, '')

-- name: seal_responses
UPDATE response SET serial = NULL WHERE serial IS NOT NULL

-- name: seal_sheets
DELETE FROM sheet

-- name: seal_pages
UPDATE page
SET serial = 0, image_hash = NULL, store_hash = NULL, kept = '',
    file = (CASE WHEN response IS NULL THEN file ELSE '' END),
    file_page = (CASE WHEN response IS NULL THEN file_page ELSE 0 END)

-- name: seal_writings
UPDATE writing SET crop_hash = NULL WHERE crop_hash IS NOT NULL

-- name: seal_survey
UPDATE survey SET closed = :at, secret = :secret

-- name: seal_page_ids
SELECT id FROM page

-- name: seal_response_ids
SELECT id FROM response

-- name: seal_review_ids
SELECT id FROM review

-- name: seal_writing_ids
SELECT id FROM writing

-- name: seal_page_move
UPDATE page SET id = :new WHERE id = :old

-- name: seal_page_same
UPDATE page SET same_as = :new WHERE same_as = :old

-- name: seal_page_boxes
UPDATE box SET page = :new WHERE page = :old

-- name: seal_page_box_readings
UPDATE box_reading SET page = :new WHERE page = :old

-- name: seal_page_answers
UPDATE answer SET page = :new WHERE page = :old

-- name: seal_page_readings
UPDATE reading SET page = :new WHERE page = :old

-- name: seal_page_reviews
UPDATE review SET page = :new WHERE page = :old

-- name: seal_page_writings
UPDATE writing SET page = :new WHERE page = :old

-- name: seal_response_move
UPDATE response SET id = :new WHERE id = :old

-- name: seal_response_pages
UPDATE page SET response = :new WHERE response = :old

-- name: seal_review_move
UPDATE review SET id = :new WHERE id = :old

-- name: seal_writing_move
UPDATE writing SET id = :new WHERE id = :old
