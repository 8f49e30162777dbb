-- name: response_find
SELECT id FROM response WHERE batch = :batch AND serial = :serial

-- name: response_insert
INSERT INTO response (id, unit, revision, batch, serial, side, channel,
                      disposition)
VALUES (:id, :unit, :revision, :batch, :serial, :side, :channel, :disposition)
RETURNING id

-- name: response_dispose
UPDATE response SET disposition = :disposition
WHERE id = :id AND disposition <> :disposition

-- name: response_get
SELECT r.revision, coalesce(b.copyable, 0) AS copyable, r.side, r.disposition,
       r.batch IS NULL AS sheetless
FROM response AS r LEFT JOIN batch AS b ON b.number = r.batch
WHERE r.id = :id

-- name: response_list
SELECT r.id, r.unit, r.revision, coalesce(b.copyable, 0) AS copyable, r.side,
       coalesce(r.serial, 0) AS serial, coalesce(r.batch, 0) AS batch, r.channel, r.disposition,
       coalesce(a.item, -1) AS item, a.state, a.choices, a.corrected,
       a.decided_state IS NOT NULL AS decided, a.ink,
       coalesce(w.state, 'open') AS writing, coalesce(w.typed, '') AS typed
FROM response AS r
LEFT JOIN batch AS b ON b.number = r.batch
LEFT JOIN page AS p ON p.response = r.id AND p.standing = 'counts'
LEFT JOIN answer AS a ON a.page = p.id
LEFT JOIN writing AS w ON w.page = a.page AND w.item = a.item
ORDER BY r.unit, r.id, a.item

-- name: answer_insert
INSERT INTO answer (page, item, read_state, read_choices, decided_state,
                    decided_choices, state, choices, corrected, ink)
VALUES (:page, :item, :state, :choices, NULL, NULL, :state, :choices,
        :corrected, :ink)

-- name: answer_list
SELECT item, read_state, read_choices, state, choices, ink
FROM answer
WHERE page = :page
ORDER BY item

-- name: answer_of_response
SELECT a.item, a.state, a.choices, a.ink
FROM page AS p JOIN answer AS a ON a.page = p.id
WHERE p.response = :response AND p.standing = 'counts'
ORDER BY a.item

-- name: answer_decide
UPDATE answer
SET decided_state = :state, decided_choices = :choices, state = :state,
    choices = :choices
WHERE page = :page AND item = :item
RETURNING item

-- name: answer_decided
SELECT count(*) AS decided
FROM answer
WHERE page = :page AND decided_state IS NOT NULL
