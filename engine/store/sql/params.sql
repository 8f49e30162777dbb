-- name: params_newest
SELECT number, json, created, who, why
FROM params
ORDER BY number DESC
LIMIT 1

-- name: params_used
SELECT p.judged AS number, count(*) AS pages, coalesce(s.json, '') AS json
FROM page AS p LEFT JOIN params AS s ON s.number = p.judged
WHERE p.response IS NOT NULL
GROUP BY p.judged, s.json
ORDER BY p.judged

-- name: params_insert
INSERT INTO params (number, json, created, who, why)
SELECT coalesce(max(number), 0) + 1, :json, :created, :who, :why
FROM params
RETURNING number
