What to expect, and what a second measurement changes
=====================================================

A guest with melasma begins with azelaic acid and a strict sunscreen. On the first day nothing but published groups is
known, and the curve says so.

$ serein forecast - <<END
{ "today": "2026-03-02",
  "patient": { "born": "1988-04-12", "sex": "female", "phototype": "III" },
  "unstated": "absent",
  "goals": { "concerns": [ { "concern": "melasma", "scale": "mmasi", "score": 8.4, "target": 4.5 } ], "until": "2026-08-30" },
  "plan": { "home_care": [ { "product": "azelaic", "percent": 15, "from": "2026-03-09" },
                           { "product": "sunscreen", "from": "2026-03-02" } ] } }
END
| melasma (mmasi)  [published groups only]
|   day         week  median             half             80 %
|   2026-03-02     0     8.4       7.4 to 9.6      6.6 to 10.7
|   2026-03-30     4     5.7       4.6 to 7.4       3.5 to 8.9
|   2026-04-27     8     4.1       2.8 to 6.5       1.7 to 8.6
|   2026-05-25    12     3.2       2.0 to 6.0       1.0 to 8.5
|   2026-06-22    16     2.7       1.6 to 5.8       0.6 to 8.5
|   2026-07-20    20     2.4       1.4 to 5.6       0.4 to 8.5
|   2026-08-17    24     2.3       1.2 to 5.5       0.3 to 8.5
|   2026-08-30    26     2.2       1.2 to 5.5       0.2 to 8.5
|   goal 4.5 by 2026-08-30: about 14 of 20 people like this one reach it
|   a change below 3.8 cannot be told from noise
|   rests on: azelaic: 1 series, one azelaic arm
|   rests on: sunscreen: 4 series, sunscreen arms
|   rests on: course without treatment: no placebo arm among the training arms: the context is small and wide; relapse after a stop ranges from none to complete within 3 months; just after the end most arms stay near their last value, so the offset is slow and wide
|   rests on: for melasma no advantage over the mean of published arms was shown

Nine weeks later two people have rated her again. The change is smaller than what can be measured, the curve lies
higher than before, and the goal is less likely. Of massage nothing is known for melasma, so it counts for nothing.

$ serein forecast - <<END
{ "today": "2026-05-04",
  "patient": { "born": "1988-04-12", "sex": "female", "phototype": "III" },
  "unstated": "absent",
  "goals": { "concerns": [ { "concern": "melasma", "scale": "mmasi", "target": 4.5 } ], "until": "2026-08-30" },
  "plan": { "sessions": [ { "treatment": "massage", "on": "2026-05-12" } ],
            "home_care": [ { "product": "azelaic", "percent": 15, "from": "2026-03-09" },
                           { "product": "sunscreen", "from": "2026-03-02" } ] },
  "measured": [ { "on": "2026-03-02", "concern": "melasma", "scale": "mmasi", "score": 8.4, "raters": 1 },
                { "on": "2026-05-04", "concern": "melasma", "scale": "mmasi", "score": 7.9, "raters": 2 } ] }
END
| melasma (mmasi)
|   day         week  median             half             80 %
|   2026-03-02     0     8.9      8.0 to 10.2      7.1 to 11.2
|   2026-03-30     4     8.2       7.6 to 8.9       7.0 to 9.6
|   2026-04-27     8     7.7       7.1 to 8.4       6.5 to 9.1
|   2026-05-25    12     7.4       6.6 to 8.3       5.9 to 9.2
|   2026-06-22    16     7.2       6.3 to 8.3       5.5 to 9.3
|   2026-07-20    20     7.0       6.1 to 8.3       5.2 to 9.5
|   2026-08-17    24     7.0       6.0 to 8.3       5.0 to 9.6
|   2026-08-30    26     7.0       5.9 to 8.4       5.0 to 9.6
|   goal 4.5 by 2026-08-30: about 1 of 20 people like this one reach it
|   a change below 3.3 cannot be told from noise
|   so far: no detectable change; own data weigh 85 %
|   rests on: azelaic: 1 series, one azelaic arm
|   rests on: sunscreen: 4 series, sunscreen arms
|   rests on: course without treatment: no placebo arm among the training arms: the context is small and wide; relapse after a stop ranges from none to complete within 3 months; just after the end most arms stay near their last value, so the offset is slow and wide
|   rests on: for melasma no advantage over the mean of published arms was shown
|   nothing is known, and nothing is counted, of: massage

A table of groups is answered row by row. A name that nobody knows gets the wide prior of its group.

$ serein forecast --arms - <<END
id,concern,scale,n,week,klass,regimen
A,acne,inflammatory lesions,40,12,adapalene_bpo,adapalene_bpo:C:0:12
B,acne,inflammatory lesions,40,12,moonlight,moonlight:C:0:12
END
| id    week    change            80 % band  rests on
| A       12   -65.0 %     -90.7 to -38.1 %  adapalene_bpo: no series of its own, read like topical_combo
| B       12   -59.6 %     -85.3 to -34.7 %  moonlight: unknown for acne, wide prior of all continuous treatments

A table that cannot be read is told by line and column.

$ serein forecast --arms - <<END
id,concern,week,klass,regimen
A,acne,soon,topical,topical:C:0:12
END
! -:2:8: week: `soon` is not such a number; allowed 0 to 520, or nothing
[status 2]
