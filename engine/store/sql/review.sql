-- name: review_insert
INSERT INTO review (id, page, item, reason, doubt, decided_state,
                    decided_choices, who, why)
VALUES (:id, :page, :item, :reason, :doubt, NULL, NULL, '', '')

-- name: review_newest
SELECT coalesce(max(id), 0) AS id FROM review

-- name: review_taken
SELECT count(*) AS taken FROM review WHERE id = :id

-- name: review_of_page
SELECT id, decided_state IS NOT NULL AS decided
FROM review
WHERE page = :page AND item IS NULL

-- name: review_decide
UPDATE review
SET decided_state = :state, decided_choices = :choices, who = :who, why = :why
WHERE id = :id

-- name: review_reopen
UPDATE review
SET decided_state = NULL, decided_choices = NULL, who = '', why = ''
WHERE id = :id

-- name: review_get
SELECT v.id, v.page, coalesce(p.response, 0) AS response,
       coalesce(v.item, -1) AS item, p.revision, v.reason,
       coalesce(a.read_state, 'doubtful') AS read_state,
       coalesce(a.read_choices, 0) AS read_choices, v.decided_state,
       coalesce(v.decided_choices, 0) AS decided_choices, v.who, v.why,
       v.doubt, p.standing, p.side
FROM review AS v
JOIN page AS p ON p.id = v.page
LEFT JOIN answer AS a ON a.page = v.page AND a.item = v.item
WHERE v.id = :id

-- name: review_waiting
SELECT count(*) AS waiting
FROM review AS v
JOIN page AS p ON p.id = v.page
WHERE v.decided_state IS NULL AND (v.item IS NULL OR p.standing = 'counts')

-- name: review_list
SELECT v.id, v.page, coalesce(p.response, 0) AS response,
       coalesce(v.item, -1) AS item, p.revision, v.reason,
       coalesce(a.read_state, 'doubtful') AS read_state,
       coalesce(a.read_choices, 0) AS read_choices, v.decided_state,
       coalesce(v.decided_choices, 0) AS decided_choices, v.who, v.why,
       v.doubt, p.standing, p.side,
       (CASE WHEN v.item IS NOT NULL THEN v.doubt / :item_seconds
             WHEN p.response IS NULL THEN :page_items / :key_seconds
             ELSE (SELECT count(DISTINCT a2.item)
                   FROM page AS p2 JOIN answer AS a2 ON a2.page = p2.id
                   WHERE p2.response = p.response) / :page_seconds END) AS gain
FROM review AS v
JOIN page AS p ON p.id = v.page
LEFT JOIN answer AS a ON a.page = v.page AND a.item = v.item
WHERE (:which = 2 OR :which = (CASE WHEN v.decided_state IS NULL THEN 0 ELSE 1 END))
  AND (:which <> 0 OR v.item IS NULL OR p.standing = 'counts')
ORDER BY CAST(gain * :steps AS INTEGER) DESC, v.item IS NOT NULL, p.revision,
         v.item, v.reason, p.response, v.id
