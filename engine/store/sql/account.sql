-- name: account_add
INSERT INTO account (login, name, role, unit, password, shut, made)
VALUES (:login, :name, :role, :unit, :password, 0, :made)
RETURNING id

-- name: account_list
SELECT id, login, name, role, unit, shut
FROM account
ORDER BY id

-- name: account_by_login
SELECT id, name, role, unit, password, shut
FROM account
WHERE login = :login

-- name: account_set
UPDATE account SET name = :name, role = :role, unit = :unit, shut = :shut
WHERE id = :id

-- name: account_set_password
UPDATE account SET password = :password WHERE id = :id

-- name: account_count_open
SELECT count(*) AS n FROM account WHERE shut = 0 AND role = :role AND id <> :but
