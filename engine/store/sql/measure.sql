-- name: measure_add
INSERT INTO measure (id, version, problem, item, unit, source, basis, cause,
    action, office, person, kind, started, rule, due, state, progress, effect,
    evidence, feedback, told, finished, closed)
SELECT coalesce(max(id), 0) + 1, 1, :problem, :item, :unit, :source, :basis,
    :cause, :action, :office, :person, :kind, :started, :rule, :due, :state,
    :progress, :effect, :evidence, :feedback, :told, :finished, :closed
FROM measure
RETURNING id

-- name: measure_set
UPDATE measure
SET version = version + 1, problem = :problem, item = :item, unit = :unit,
    source = :source, basis = :basis, cause = :cause, action = :action,
    office = :office, person = :person, kind = :kind, started = :started,
    rule = :rule, due = :due, state = :state, progress = :progress,
    effect = :effect, evidence = :evidence, feedback = :feedback,
    told = :told, finished = :finished, closed = :closed
WHERE id = :id

-- name: measure_list
SELECT id, version, problem, item, unit, source, basis, cause, action, office,
    person, kind, started, rule, due, state, progress, effect, evidence,
    feedback, told, finished, closed
FROM measure
ORDER BY id
