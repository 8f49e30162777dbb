-- name: page_by_identity
SELECT id, outcome FROM page WHERE identity = :identity

-- name: page_by_image
SELECT id
FROM page
WHERE image_hash = :image_hash AND response IS NOT NULL
ORDER BY id
LIMIT 1

-- name: page_insert
INSERT INTO page (id, identity, file, file_page, image_hash, store_hash,
                  kept, wide, high, outcome, standing, reason, response, same_as, bag,
                  judged, batch, serial, side, revision, copyable, dpi, skew_deg, residual_mm,
                  worst_mm, turned, map_0, map_1, map_2, map_3, map_4, map_5, map_6,
                  map_7, map_8)
VALUES (:id, :identity, :file, :file_page, :image_hash, :store_hash,
        :kept, :wide, :high, :outcome, :standing, :reason, :response, :same_as, :bag,
        :judged, :batch, :serial, :side, :revision, :copyable, :dpi, :skew_deg, :residual_mm,
        :worst_mm, :turned, :map_0, :map_1, :map_2, :map_3, :map_4, :map_5, :map_6,
        :map_7, :map_8)
RETURNING id

-- name: page_delete
DELETE FROM page WHERE id = :id AND response IS NULL

-- name: page_stand
UPDATE page SET standing = :standing WHERE id = :id AND response IS NOT NULL

-- name: page_broken
SELECT id, file, file_page
FROM page
WHERE outcome = 'broken' AND same_as IS NULL
ORDER BY id

-- name: page_mend
UPDATE page SET same_as = id WHERE id = :id AND outcome = 'broken'

-- name: page_get
SELECT id, file, file_page, outcome, reason, batch, serial, side, revision,
       copyable, dpi, skew_deg, residual_mm, worst_mm, map_0, map_1, map_2, map_3,
       map_4, map_5, map_6, map_7, map_8, store_hash, kept, wide, high,
       standing, bag, judged, coalesce(response, 0) AS response,
       coalesce(same_as, 0) = id AS mended
FROM page
WHERE id = :id

-- name: page_list
SELECT id, file, file_page, outcome, reason, batch, serial, side, revision,
       copyable, dpi, skew_deg, residual_mm, worst_mm, map_0, map_1, map_2, map_3,
       map_4, map_5, map_6, map_7, map_8, store_hash, kept, wide, high,
       standing, bag, judged, coalesce(response, 0) AS response,
       coalesce(same_as, 0) = id AS mended
FROM page
WHERE NOT (response IS NOT NULL AND batch = 0) -- what came without paper
ORDER BY id

-- name: page_hashes
SELECT identity, image_hash, store_hash, kept FROM page WHERE id = :id

-- name: page_of_response
SELECT id, side, standing
FROM page
WHERE response = :response
ORDER BY side, id

-- name: box_insert
INSERT INTO box (page, item, choice, state, p_marked, reason, cover, solid,
                 ring, ink, extent, strike, specks, through, noise, shift_x, shift_y,
                 outline, masked, exits, arms)
VALUES (:page, :item, :choice, :state, :p_marked, :reason, :cover, :solid,
        :ring, :ink, :extent, :strike, :specks, :through, :noise, :shift_x, :shift_y,
        :outline, :masked, :exits, :arms)

-- name: box_list
SELECT item, choice, state, p_marked, reason, cover, solid, ring, ink, extent,
       strike, specks, through, noise, shift_x, shift_y, outline, masked,
       exits, arms
FROM box
WHERE page = :page
ORDER BY item, choice

-- name: hand_list
SELECT coalesce(r.batch, 0) AS batch, r.unit, avg(b.cover) AS cover,
       avg(b.ink) AS ink, avg(b.extent) AS extent, count(*) AS marks
FROM response AS r
JOIN page AS p ON p.response = r.id AND p.standing = 'counts'
JOIN box AS b ON b.page = p.id AND b.state = 1
WHERE r.disposition = 'complete' OR r.disposition = 'partial'
GROUP BY r.id, r.batch, r.unit
