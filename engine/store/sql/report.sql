-- name: report_insert
INSERT INTO report (id, edition, file, sha256, figures_sha256, issued, signer)
SELECT coalesce(max(id), 0) + 1, :edition, :file, :sha256, :figures_sha256,
       :issued, :signer
FROM report

-- name: report_list
SELECT edition, file, sha256, figures_sha256, issued, signer
FROM report
ORDER BY id

-- name: figures_insert
INSERT INTO figures (sha256, json) VALUES (:sha256, :json)
ON CONFLICT DO NOTHING

-- name: figures_list
SELECT f.sha256, f.json, min(r.issued) AS issued, min(r.edition) AS edition
FROM figures AS f JOIN report AS r ON r.figures_sha256 = f.sha256
WHERE r.signer <> ''
GROUP BY f.sha256, f.json
ORDER BY f.sha256
