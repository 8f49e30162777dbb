-- name: params_newest
SELECT number, json, created, who, why
FROM params
ORDER BY number DESC
LIMIT 1

-- name: params_insert
INSERT INTO params (number, json, created, who, why)
SELECT coalesce(max(number), 0) + 1, :json, :created, :who, :why
FROM params
RETURNING number
