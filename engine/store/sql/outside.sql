-- name: outside_file_add
INSERT INTO outside_file (number, kind, name, sheet, sha256, imported, who)
SELECT coalesce(max(number), 0) + 1, :kind, :name, :sheet, :sha256, :imported,
    :who
FROM outside_file
RETURNING number

-- name: outside_file_list
SELECT number, kind, name, sheet, sha256, imported, who
FROM outside_file
ORDER BY number

-- name: hotline_add
INSERT INTO hotline (month, unit, total, consult, help, complaint, report,
    accuse, suggest, other, forwarded, settled, told, file)
VALUES (:month, :unit, :total, :consult, :help, :complaint, :report, :accuse,
    :suggest, :other, :forwarded, :settled, :told, :file)

-- name: hotline_remove
DELETE FROM hotline WHERE month = :month AND unit = :unit

-- name: hotline_list
SELECT month, unit, total, consult, help, complaint, report, accuse, suggest,
    other, forwarded, settled, told, file
FROM hotline
ORDER BY month, unit

-- name: zf_add
INSERT INTO zf (period, year, unit, item, organiser, class, score, full,
    place, ranked, grade, satisfied, valid, share, document, published, note,
    file)
VALUES (:period, :year, :unit, :item, :organiser, :class, :score, :full,
    :place, :ranked, :grade, :satisfied, :valid, :share, :document, :published,
    :note, :file)

-- name: zf_remove
DELETE FROM zf WHERE period = :period AND unit = :unit AND item = :item

-- name: zf_list
SELECT period, year, unit, item, organiser, class, score, full, place, ranked,
    grade, satisfied, valid, share, document, published, note, file
FROM zf
ORDER BY year, period, unit, item

-- name: unit_people
UPDATE unit SET households = :households, population = :population
WHERE id = :id
