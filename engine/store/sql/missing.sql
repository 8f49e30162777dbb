-- name: missing_numbered
SELECT r.id, r.unit, r.batch, r.serial, r.revision, coalesce(p.side, 0) AS side,
       coalesce(p.file, '') AS file
FROM response AS r
LEFT JOIN page AS p ON p.response = r.id
WHERE r.disposition = 'missing_side' AND r.serial IS NOT NULL
ORDER BY r.unit, r.batch, r.serial, p.side, p.id

-- name: missing_open
SELECT r.unit, r.batch, r.revision, r.side, count(*) AS came
FROM response AS r
JOIN batch AS b ON b.number = r.batch
WHERE b.copyable = 1 AND r.side > 0
GROUP BY r.unit, r.batch, r.revision, r.side
ORDER BY r.unit, r.batch, r.revision, r.side
