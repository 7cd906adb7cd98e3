WITH likely AS (
  SELECT patient, COUNT(*) AS hits FROM (PIECES) AS held GROUP BY patient ORDER BY hits DESC, patient DESC LIMIT MOST
)
SELECT likely.patient, joined.kept, patient_key.wrapped, entry.id, entry.version, entry.body
FROM likely
CROSS JOIN patient_key
CROSS JOIN entry
LEFT JOIN joined ON joined.site = $1 AND joined.folded = likely.patient
WHERE patient_key.site = $1 AND patient_key.patient = likely.patient
  AND entry.site = $1 AND entry.book = 'chart/' || likely.patient AND entry.kind IN ('identity', 'amendment')
ORDER BY likely.hits DESC, likely.patient, entry.seq DESC
