-- name: packed_list
SELECT unit, bytes FROM packed ORDER BY unit

-- name: packed_missing
SELECT u.id AS id, (SELECT count(*) FROM response AS r WHERE r.unit = u.id) AS n
FROM unit AS u
WHERE NOT EXISTS (SELECT 1 FROM packed AS k WHERE k.unit = u.id)
ORDER BY u.id

-- name: packed_put
INSERT INTO packed (unit, bytes) VALUES (:unit, :bytes)
ON CONFLICT (unit) DO UPDATE SET bytes = excluded.bytes

-- name: response_of_unit
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
WHERE r.unit = :unit
ORDER BY r.id, a.item
