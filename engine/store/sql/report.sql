-- name: report_insert
INSERT INTO report (id, edition, file, sha256, figures_sha256, issued, signer)
SELECT coalesce(max(id), 0) + 1, :edition, :file, :sha256, :figures_sha256,
       :issued, :signer
FROM report

-- name: report_list
SELECT edition, file, sha256, figures_sha256, issued, signer
FROM report
ORDER BY id
