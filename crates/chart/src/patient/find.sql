SELECT patient, COUNT(*) AS hits FROM piece WHERE site = $1 AND piece IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
GROUP BY patient ORDER BY hits DESC, patient LIMIT $26
