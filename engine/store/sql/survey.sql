-- name: survey_insert
INSERT INTO survey (one, id, secret, form, title, period, issuer, anonymous,
                    seeded, created, closed)
VALUES (1, :id, :secret, :form, :title, :period, :issuer, :anonymous,
        :seeded, :created, NULL)

-- name: survey_get
SELECT id, secret, form, title, period, issuer, anonymous, seeded,
       closed IS NOT NULL AS sealed
FROM survey

-- name: survey_sealed
SELECT closed IS NOT NULL AS sealed FROM survey

-- name: unit_insert
INSERT INTO unit (id, code, parent, name, class, households, population,
                  issued)
VALUES (:id, :code, :parent, :name, :class, :households, :population, :issued)

-- name: unit_list
SELECT id, code, coalesce(parent, -1) AS parent, name, class,
       coalesce(households, -1) AS households,
       coalesce(population, -1) AS population,
       coalesce(issued, -1) AS issued
FROM unit
ORDER BY id
