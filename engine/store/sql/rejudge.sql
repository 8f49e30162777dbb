-- name: box_former
INSERT INTO box_reading (page, item, choice, until, state, p_marked, reason)
VALUES (:page, :item, :choice, :until, :state, :p_marked, :reason)

-- name: box_judged
UPDATE box SET state = :state, p_marked = :p_marked, reason = :reason
WHERE page = :page AND item = :item AND choice = :choice

-- name: judged_pages
SELECT p.id, p.response, p.revision, r.unit, p.batch, p.serial, p.side,
       p.standing, p.judged
FROM page AS p JOIN response AS r ON r.id = p.response
WHERE p.batch <> 0 -- nobody judged what came without paper
ORDER BY p.response, p.side, p.id

-- name: judged_page
UPDATE page SET judged = :judged WHERE id = :id

-- name: judged_answers
SELECT a.item, a.read_state, a.read_choices, a.corrected,
       a.decided_state IS NOT NULL AS decided, coalesce(v.id, 0) AS review,
       v.reason, v.doubt, v.decided_state IS NOT NULL AS settled
FROM answer AS a
LEFT JOIN review AS v ON v.page = a.page AND coalesce(v.item, -1) = a.item
WHERE a.page = :page
ORDER BY a.item

-- name: answer_former
INSERT INTO reading (page, item, until, state, choices, corrected)
SELECT page, item, :until, read_state, read_choices, corrected
FROM answer
WHERE page = :page AND item = :item

-- name: answer_judged
UPDATE answer
SET read_state = :state, read_choices = :choices, corrected = :corrected,
    state = coalesce(decided_state, :state),
    choices = coalesce(decided_choices, :choices)
WHERE page = :page AND item = :item

-- name: review_withdraw
DELETE FROM review WHERE id = :id AND decided_state IS NULL

-- name: review_reword
UPDATE review SET reason = :reason, doubt = :doubt WHERE id = :id
