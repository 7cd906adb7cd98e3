SELECT patient_key.patient, joined.kept, patient_key.wrapped, entry.id, entry.version, entry.body
FROM patient_key
CROSS JOIN entry
LEFT JOIN joined ON joined.site = $1 AND joined.folded = patient_key.patient
WHERE patient_key.site = $1 AND patient_key.patient IN (PATIENTS)
  AND entry.site = $1 AND entry.book = 'chart/' || patient_key.patient AND entry.kind IN ('identity', 'amendment')
ORDER BY patient_key.patient, entry.seq DESC
