Plans, from ten people
======================

Each of the files in `examples/` is a person with goals, dates and means. What follows are their plans and sessions
only; without `--short` every line comes with its reasons and sources, and with all that was not planned.

Melasma in brown skin, and a wedding in June. Light and lasers stay out; peels begin weak, after two weeks of preparation.

$ serein plan ../examples/melasma-dark-skin.json --short
| Asked on Mon 2 Mar 2026
|
| BALANCED - 6 visits, 720 USD, 6 quiet days, about 64 % less of what bothers
|   the best there is by its figures: 18892 points, none above 18892
|   ● Mon 16 Mar 2026  Glycolic acid peel 20 % [caution], 30 min, 120 USD, an aesthetician
|   ● Mon 30 Mar 2026  Glycolic acid peel 20 % [caution], 30 min, 120 USD, an aesthetician
|   ● Mon 13 Apr 2026  Glycolic acid peel 20 % [caution], 30 min, 120 USD, an aesthetician
|   ● Mon 27 Apr 2026  Glycolic acid peel 25 % [caution], 30 min, 120 USD, an aesthetician
|   ● Mon 11 May 2026  Glycolic acid peel 25 % [caution], 30 min, 120 USD, an aesthetician
|   ● Mon 25 May 2026  Glycolic acid peel 30 % [caution], 30 min, 120 USD, an aesthetician
|
| AT HOME - 0 visits, 0 USD, 0 quiet days, about 62 % less of what bothers

Acne under isotretinoin. The label asks for six months after the last dose: nothing is done in the room, and the plan says
what can be done at home.

$ serein plan ../examples/acne-on-isotretinoin.json --short
| Asked on Mon 2 Mar 2026
|
| AT HOME - 0 visits, 0 USD, 0 quiet days, about 35 % less of what bothers
|
| BALANCED - 8 visits, 360 USD, 0 quiet days, about 39 % less of what bothers
|   the best there is by its figures: 69576 points, none above 69576
|   ◆ Tue 3 Mar 2026  Blue LED [review], 30 min, 45 USD, an aesthetician
|   ◆ Thu 5 Mar 2026  Blue LED [review], 30 min, 45 USD, an aesthetician
|   ◆ Sat 7 Mar 2026  Blue LED [review], 30 min, 45 USD, an aesthetician
|   ◆ Mon 9 Mar 2026  Blue LED [review], 30 min, 45 USD, an aesthetician
|   ◆ Wed 11 Mar 2026  Blue LED [review], 30 min, 45 USD, an aesthetician
|   ◆ Fri 13 Mar 2026  Blue LED [review], 30 min, 45 USD, an aesthetician
|   ◆ Sun 15 Mar 2026  Blue LED [review], 30 min, 45 USD, an aesthetician
|   ◆ Tue 17 Mar 2026  Blue LED [review], 30 min, 45 USD, an aesthetician

A wedding in sixteen weeks, with an absence in April. The toxin comes late enough to last.

$ serein plan ../examples/wedding-in-16-weeks.json --short
| Asked on Mon 2 Mar 2026
|
| BALANCED - 7 visits, 1910 USD, 0 quiet days, about 39 % less of what bothers
|   the best there is by its figures: 46032 points, none above 46032
|   ● Mon 2 Mar 2026  Hydrating facial [allow], 60 min, 110 USD, an aesthetician
|   ● Mon 2 Mar 2026  Hydradermabrasion [allow], 60 min, 175 USD, an aesthetician
|   ● Mon 16 Mar 2026  Hydradermabrasion [allow], 60 min, 175 USD, an aesthetician
|   ● Mon 30 Mar 2026  Hydrating facial [allow], 60 min, 110 USD, an aesthetician
|   ● Mon 30 Mar 2026  Hydradermabrasion [allow], 60 min, 175 USD, an aesthetician
|   ● Mon 13 Apr 2026  Hydradermabrasion [allow], 60 min, 175 USD, an aesthetician
|   ● Mon 27 Apr 2026  Hydrating facial [allow], 60 min, 110 USD, an aesthetician
|   ● Mon 27 Apr 2026  Hydradermabrasion [allow], 60 min, 175 USD, an aesthetician
|   ● Mon 11 May 2026  Hydradermabrasion [allow], 60 min, 175 USD, an aesthetician
|   ● Mon 25 May 2026  Hydrating facial [allow], 60 min, 110 USD, an aesthetician
|   ● Mon 25 May 2026  Botulinum toxin, forehead, glabella, left periorbital, right periorbital [allow], 30 min, 420 USD, a registered nurse
|
| LEAN - 1 visits, 420 USD, 0 quiet days, about 27 % less of what bothers
|   the best there is by its figures: 21840 points, none above 21840
|   ● Mon 13 Apr 2026  Botulinum toxin, forehead, glabella, left periorbital, right periorbital [allow], 30 min, 420 USD, a registered nurse

Rosacea, controlled.

$ serein plan ../examples/rosacea.json --short
| Asked on Mon 12 Jan 2026
|
| BALANCED - 5 visits, 1750 USD, 0 quiet days, about 64 % less of what bothers
|   the best there is by its figures: 67264 points, none above 67264
|   ● Mon 12 Jan 2026  Intense pulsed light [allow], 45 min, 350 USD, a registered nurse
|   ● Mon 2 Feb 2026  Intense pulsed light [allow], 45 min, 350 USD, a registered nurse
|   ● Mon 23 Feb 2026  Intense pulsed light [allow], 45 min, 350 USD, a registered nurse
|   ● Mon 16 Mar 2026  Intense pulsed light [allow], 45 min, 350 USD, a registered nurse
|   ● Mon 6 Apr 2026  Intense pulsed light [allow], 45 min, 350 USD, a registered nurse
|
| LEAN - 3 visits, 1050 USD, 0 quiet days, about 55 % less of what bothers
|   the best there is by its figures: 15101 points, none above 15101
|   ● Mon 12 Jan 2026  Vascular laser (PDL, KTP) [allow], 30 min, 350 USD, a registered nurse
|   ● Mon 2 Feb 2026  Vascular laser (PDL, KTP) [allow], 30 min, 350 USD, a registered nurse
|   ● Mon 23 Feb 2026  Vascular laser (PDL, KTP) [allow], 30 min, 350 USD, a registered nurse

Sunken scars in a type that marks easily. What waits for a prescriber's signature is marked with a lozenge.

$ serein plan ../examples/atrophic-scars.json --short
| Asked on Mon 7 Sep 2026
|
| BALANCED - 10 visits, 4450 USD, 13 quiet days, about 68 % less of what bothers
|   the best there is by its figures: 115812 points, none above 115812
|   ◆ Tue 8 Sep 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Tue 6 Oct 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Tue 3 Nov 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ● Tue 24 Nov 2026  Mandelic acid peel 20 % [caution], 30 min, 110 USD, an aesthetician
|   ● Wed 9 Dec 2026  Mandelic acid peel 20 % [caution], 30 min, 110 USD, an aesthetician
|   ● Wed 6 Jan 2027  Mandelic acid peel 30 % [caution], 30 min, 110 USD, an aesthetician
|   ● Wed 20 Jan 2027  Mandelic acid peel 30 % [caution], 30 min, 110 USD, an aesthetician
|   ● Wed 3 Feb 2027  Mandelic acid peel 30 % [caution], 30 min, 110 USD, an aesthetician
|   ◆ Wed 3 Mar 2027  Fractional ablative laser, left inner cheek, right inner cheek [review], 120 min, 1500 USD, a physician
|   ◆ Tue 1 Jun 2027  Fractional ablative laser, left inner cheek, right inner cheek [review], 120 min, 1500 USD, a physician
|
| GENTLE - 10 visits, 2050 USD, 5 quiet days, about 57 % less of what bothers
|   the best there is by its figures: 75874 points, none above 75874
|   ● Mon 21 Sep 2026  Mandelic acid peel 20 % [caution], 30 min, 110 USD, an aesthetician
|   ● Mon 5 Oct 2026  Mandelic acid peel 20 % [caution], 30 min, 110 USD, an aesthetician
|   ● Mon 19 Oct 2026  Mandelic acid peel 30 % [caution], 30 min, 110 USD, an aesthetician
|   ● Mon 2 Nov 2026  Mandelic acid peel 30 % [caution], 30 min, 110 USD, an aesthetician
|   ● Mon 16 Nov 2026  Mandelic acid peel 30 % [caution], 30 min, 110 USD, an aesthetician
|   ◆ Mon 7 Dec 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Wed 6 Jan 2027  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Wed 3 Feb 2027  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Wed 3 Mar 2027  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Wed 31 Mar 2027  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|
| SWIFT - 9 visits, 4340 USD, 13 quiet days, about 65 % less of what bothers
|   the best there is by its figures: 112765 points, none above 112765
|   ● Mon 21 Sep 2026  Mandelic acid peel 20 % [caution], 30 min, 110 USD, an aesthetician
|   ● Mon 5 Oct 2026  Mandelic acid peel 20 % [caution], 30 min, 110 USD, an aesthetician
|   ● Mon 19 Oct 2026  Mandelic acid peel 30 % [caution], 30 min, 110 USD, an aesthetician
|   ● Mon 2 Nov 2026  Mandelic acid peel 30 % [caution], 30 min, 110 USD, an aesthetician
|   ◆ Mon 16 Nov 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Mon 14 Dec 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Mon 11 Jan 2027  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Fri 12 Mar 2027  Fractional ablative laser, left inner cheek, right inner cheek [review], 120 min, 1500 USD, a physician
|   ◆ Thu 10 Jun 2027  Fractional ablative laser, left inner cheek, right inner cheek [review], 120 min, 1500 USD, a physician
|
| LEAN - 6 visits, 1800 USD, 6 quiet days, about 51 % less of what bothers
|   the best there is by its figures: 56705 points, none above 56705
|   ◆ Tue 8 Sep 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Thu 8 Oct 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Sat 7 Nov 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Mon 7 Dec 2026  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Wed 6 Jan 2027  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse
|   ◆ Wed 3 Feb 2027  Microneedling, left inner cheek, right inner cheek [review], 105 min, 300 USD, a registered nurse

Sun damage, and a blood thinner that nobody touches.

$ serein plan ../examples/photodamage-on-blood-thinner.json --short
| Asked on Mon 14 Sep 2026
|
| BALANCED - 5 visits, 1750 USD, 0 quiet days, about 62 % less of what bothers
|   the best there is by its figures: 54647 points, none above 54647
|   ● Mon 14 Sep 2026  Intense pulsed light [caution], 45 min, 350 USD, a registered nurse
|   ● Mon 5 Oct 2026  Intense pulsed light [caution], 45 min, 350 USD, a registered nurse
|   ● Mon 26 Oct 2026  Intense pulsed light [caution], 45 min, 350 USD, a registered nurse
|   ● Mon 16 Nov 2026  Intense pulsed light [caution], 45 min, 350 USD, a registered nurse
|   ● Mon 7 Dec 2026  Intense pulsed light [caution], 45 min, 350 USD, a registered nurse
|
| LEAN - 3 visits, 1050 USD, 0 quiet days, about 58 % less of what bothers
|   the best there is by its figures: 14301 points, none above 14301
|   ● Mon 14 Sep 2026  Intense pulsed light [caution], 45 min, 350 USD, a registered nurse
|   ● Mon 5 Oct 2026  Intense pulsed light [caution], 45 min, 350 USD, a registered nurse
|   ● Mon 26 Oct 2026  Intense pulsed light [caution], 45 min, 350 USD, a registered nurse

Pregnant.

$ serein plan ../examples/pregnancy.json --short
| Asked on Mon 6 Apr 2026
|
| BALANCED - 5 visits, 550 USD, 0 quiet days, about 61 % less of what bothers
|   the best there is by its figures: 44080 points, none above 44080
|   ● Mon 6 Apr 2026  Massage, back, left shoulder, right shoulder [caution], 90 min, 110 USD, an aesthetician
|   ● Mon 20 Apr 2026  Massage, back, left shoulder, right shoulder [caution], 90 min, 110 USD, an aesthetician
|   ● Mon 4 May 2026  Massage, back, left shoulder, right shoulder [caution], 90 min, 110 USD, an aesthetician
|   ● Mon 18 May 2026  Massage, back, left shoulder, right shoulder [caution], 90 min, 110 USD, an aesthetician
|   ● Mon 1 Jun 2026  Massage, back, left shoulder, right shoulder [caution], 90 min, 110 USD, an aesthetician
|
| LEAN - 1 visits, 110 USD, 0 quiet days, about 46 % less of what bothers
|   the best there is by its figures: 12770 points, none above 12770
|   ● Mon 6 Apr 2026  Massage, back, left shoulder, right shoulder [caution], 90 min, 110 USD, an aesthetician

Fifteen years old. A guardian and a prescriber are part of every session.

$ serein plan ../examples/teenager.json --short
| Asked on Mon 2 Mar 2026
|
| BALANCED - 6 visits, 720 USD, 6 quiet days, about 64 % less of what bothers
|   the best there is by its figures: 59058 points, none above 59058
|   ◆ Tue 3 Mar 2026  Salicylic acid peel 20 % [review], 30 min, 120 USD, a registered nurse
|   ◆ Tue 17 Mar 2026  Salicylic acid peel 30 % [review], 30 min, 120 USD, a registered nurse
|   ◆ Tue 31 Mar 2026  Salicylic acid peel 30 % [review], 30 min, 120 USD, a registered nurse
|   ◆ Tue 14 Apr 2026  Salicylic acid peel 30 % [review], 30 min, 120 USD, a registered nurse
|   ◆ Tue 28 Apr 2026  Salicylic acid peel 30 % [review], 30 min, 120 USD, a registered nurse
|   ◆ Tue 12 May 2026  Salicylic acid peel 30 % [review], 30 min, 120 USD, a registered nurse
|
| AT HOME - 0 visits, 0 USD, 0 quiet days, about 34 % less of what bothers

Keeping what was reached.

$ serein plan ../examples/maintenance.json --short
| Asked on Mon 4 May 2026
|
| BALANCED - 1 visits, 530 USD, 0 quiet days, about 33 % less of what bothers
|   the best there is by its figures: 60735 points, none above 60735
|   ● Sun 17 May 2026  Hydrating facial [allow], 60 min, 110 USD, an aesthetician
|   ● Sun 17 May 2026  Botulinum toxin, glabella [allow], 30 min, 420 USD, a registered nurse
|
| SWIFT - 2 visits, 620 USD, 0 quiet days, about 34 % less of what bothers
|   the best there is by its figures: 66759 points, none above 66759
|   ● Sat 9 May 2026  Hydrating facial [allow], 60 min, 110 USD, an aesthetician
|   ● Sat 9 May 2026  Dermaplaning [caution], 45 min, 90 USD, an aesthetician
|   ● Sun 17 May 2026  Botulinum toxin, glabella [allow], 30 min, 420 USD, a registered nurse

Somebody who only wants rest, with a varicose vein on one leg.

$ serein plan ../examples/only-rest.json --short
| Asked on Mon 2 Feb 2026
|
| BALANCED - 2 visits, 480 USD, 0 quiet days, 360 minutes of rest
|   the best there is by its figures: 115526 points, none above 115526
|   ● Mon 2 Feb 2026  Massage, back [allow], 90 min, 110 USD, an aesthetician
|   ● Mon 2 Feb 2026  Body wrap, back [allow], 90 min, 130 USD, an aesthetician
|   ● Mon 16 Feb 2026  Massage, back [allow], 90 min, 110 USD, an aesthetician
|   ● Mon 16 Feb 2026  Body wrap, back [allow], 90 min, 130 USD, an aesthetician
|
| GENTLE - 4 visits, 440 USD, 0 quiet days, 360 minutes of rest
|   the best there is by its figures: 116330 points, none above 116330
|   ● Mon 2 Feb 2026  Massage, back [allow], 90 min, 110 USD, an aesthetician
|   ● Mon 16 Feb 2026  Massage, back [allow], 90 min, 110 USD, an aesthetician
|   ● Mon 2 Mar 2026  Massage, back [allow], 90 min, 110 USD, an aesthetician
|   ● Mon 16 Mar 2026  Massage, back [allow], 90 min, 110 USD, an aesthetician
|
| LEAN - 3 visits, 460 USD, 0 quiet days, 360 minutes of rest
|   the best there is by its figures: 53540 points, none above 53540
|   ● Mon 2 Feb 2026  Massage, back [allow], 90 min, 110 USD, an aesthetician
|   ● Mon 2 Feb 2026  Body wrap, back [allow], 90 min, 130 USD, an aesthetician
|   ● Mon 16 Feb 2026  Massage, back [allow], 90 min, 110 USD, an aesthetician
|   ● Mon 2 Mar 2026  Massage, back [allow], 90 min, 110 USD, an aesthetician

What if the guest with rosacea would rather have nothing of light?

$ serein plan ../examples/rosacea.json --what-if ban=ipl
| balanced changes: -2 visits, -700.00 money, +0 quiet days, -9 points of result
|   + Mon 12 Jan 2026  Vascular laser (PDL, KTP)
|   + Mon 2 Feb 2026  Vascular laser (PDL, KTP)
|   + Mon 23 Feb 2026  Vascular laser (PDL, KTP)
|   - Mon 12 Jan 2026  Intense pulsed light
|   - Mon 2 Feb 2026  Intense pulsed light
|   - Mon 23 Feb 2026  Intense pulsed light
|   - Mon 16 Mar 2026  Intense pulsed light
|   - Mon 6 Apr 2026  Intense pulsed light
| lean is no longer possible or worth it: -3 visits, -1050.00 money, +0 quiet days, -55 points of result
|   - Mon 12 Jan 2026  Vascular laser (PDL, KTP)
|   - Mon 2 Feb 2026  Vascular laser (PDL, KTP)
|   - Mon 23 Feb 2026  Vascular laser (PDL, KTP)
| at home comes into being: +0 visits, +0.00 money, +0 quiet days, +32 points of result

A code that does not exist is answered with the nearest one, and nothing else.

$ serein plan ../examples/rosacea.json --what-if ban=ipll
! ../examples/rosacea.json: unknown treatment or product `ipll`; did you mean `ipl`?
[status 2]

A case without goals cannot be planned.

$ serein plan - <<CASE
{ "today": "2026-03-02", "patient": {} }
CASE
! -: goals: a plan needs the block `goals` with at least one concern
[status 2]
