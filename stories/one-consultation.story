One consultation, three questions
=================================

A guest of 30 would like a salicylic peel today, filler in her lips before a dental visit, and a calm facial. She ended
isotretinoin in January, and does not know whether she ever had a cold sore.

$ serein gate - <<END
{ "today": "2026-02-09",
  "patient": { "born": "1995-04-12", "sex": "female", "phototype": "III" },
  "facts": [ { "drug": "Claravis", "status": "past", "until": "2026-01-05" },
             { "condition": "hsv_history", "status": "unknown" },
             { "condition": "dental_work", "on": "2026-02-19" } ],
  "unstated": "absent",
  "ask": [ { "treatment": "peel_salicylic", "performer": "rn" },
           { "treatment": "filler_ha", "zone": "lip_upper", "params": { "lidocaine": true } },
           { "treatment": "facial_hydrating" } ] }
END
| Asked on Mon 9 Feb 2026
|
| ■ stop   Salicylic acid peel, Mon 9 Feb 2026  [defer]
|          First free day: Tue 7 Jul 2026
|          defer The label asks for six months between the last dose of isotretinoin and a peel.
|            isotretinoin-superficial-peel [WALD, SPRING] guideline or consensus, free from 2026-07-07
|          ask  Have you ever had a cold sore?
|
| ■ stop   Hyaluronic acid filler, upper lip, Mon 9 Feb 2026  [defer]
|          First free day: Thu 5 Mar 2026
|          defer Bacteria from dental work can settle on fresh filler; the filler waits 14 days on either side.
|            dental-work-filler [DENT, ACE-VAX] expert opinion or house default, free from 2026-03-05
|          ask  Have you ever had a cold sore?
|
| ● clear  Hydrating facial, Mon 9 Feb 2026  [caution]
|          caution Isotretinoin thins and dries the barrier; a gentle facial is acceptable.
|            Do: Fragile, dry skin: gentle cleansing, no exfoliation, no steam, plenty of moisturiser.
|            isotretinoin-facial [SPRING, WALD] guideline or consensus

A medicine that no list knows is no error. It is asked about, with the name that comes nearest.

$ serein gate - <<END
{ "today": "2026-02-09",
  "patient": { "born": "1995-04-12", "phototype": "III" },
  "facts": [ { "drug": "Claravix", "status": "present" } ],
  "unstated": "absent",
  "ask": [ { "treatment": "microneedling" } ] }
END
| Asked on Mon 9 Feb 2026
|
| ◆ ask    Microneedling, Mon 9 Feb 2026  [review]
|          review The medicine `Claravix` is on no list here, and some medicines stop or move this treatment. The nearest known name is Claravis.
|            drug-unknown [HOUSE] expert opinion or house default
|          ask  What is `Claravix`, and what is it taken for? Is it Claravis?

A code that is misspelt is one: status 2, nothing on standard output, the place and the nearest word.

$ serein gate - <<END
{ "today": "2026-02-09", "patient": {}, "facts": [ { "condition": "rosacea", "status": "present", "detail": "flair" } ] }
END
! <stdin>:1:109: facts[0].detail: unknown detail `flair`; allowed flare, controlled; did you mean `flare`?
[status 2]
