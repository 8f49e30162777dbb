-- name: design_get
SELECT kind, strata, clusters, fpc, rule FROM design

-- name: design_clear
DELETE FROM design

-- name: design_insert
INSERT INTO design (one, kind, strata, clusters, fpc, rule, stated)
VALUES (1, :kind, :strata, :clusters, :fpc, :rule, :stated)

-- name: design_total_list
SELECT item, choice, population FROM design_total ORDER BY place, choice

-- name: design_total_clear
DELETE FROM design_total

-- name: design_total_insert
INSERT INTO design_total (item, choice, place, population)
VALUES (:item, :choice, :place, :population)
