A house adds a rule of its own
==============================

The medical director wants nobody to fly within two days of a filler. She writes one file into the folder of her house,
and asks whether it can be used.

$ serein kb check ../docs/guide/example-clinic --json
| []

The gate uses it at once. The filler moves; nobody is told to move the flight.

$ serein gate files/flight.json --clinic ../docs/guide/example-clinic
| Asked on Mon 2 Mar 2026
|
| ■ stop   Hyaluronic acid filler, Mon 2 Mar 2026  [defer]
|          First free day: Thu 5 Mar 2026
|          defer A blocked vessel shows within the first two days, and then help has to be near.
|            flight-planned-filler [HOUSE] expert opinion or house default, needs sign-off, free from 2026-03-05

Had she mistyped a word, nothing would have been used, and she would have been shown where.

$ serein kb check files/clinic-with-a-fault
!   × files/clinic-with-a-fault/conditions/flight_planned.toml: unknown verdict `defur`; allowed
!   │ allow, caution, review, defer, refuse
!     ╭─[files/clinic-with-a-fault/conditions/flight_planned.toml:14:16]
!  13 │ for         = ["FIL"]
!  14 │ verdict     = "defur"
!     ·                ──┬──
!     ·                  ╰── here
!  15 │ days        = 1
!     ╰────
!   help: did you mean `defer`?
! 1 fault
[status 2]

What does the rule rest on, and is it signed?

$ serein kb show flight-planned-filler --clinic ../docs/guide/example-clinic
| flight-planned-filler  (rule)
| A long flight soon after: filler
| ■ stop  [defer]
|
| Fires     Around the day on which it happens.
|           Free again 1 day after the day itself; that day is free.
|           Also stands less than 3 days before it; 3 days before is free.
|
| Days      after: 1 day
|           before: 3 days
|
| Why       A blocked vessel shows within the first two days, and then help has to be near.
|
| Until     no long flight within 2 d after
|
| Touches   filler_ha
|
| Strength  expert opinion or house default
|
| Sources   [HOUSE] A default of this house: general professional knowledge that was not looked up. It
|             needs the sign-off of a medical director. (E)
|
| Sign-off  written by Example House, not yet checked by a licensed person
|           read on 2026-11-24, to be read again by 2027-05-24
|           recalled, not looked up: needs sign-off
|
| File      conditions/flight_planned.toml

Does it make anything laxer than what is shipped?

$ serein kb changed ../docs/guide/example-clinic
| new  1
|   flight-planned-filler  A long flight soon after: filler
|       defer
|       touches filler_ha
| 1 differ; 0 of them may let through more than before.

A name that nobody knows is an error, with the nearest one that somebody does.

$ serein kb show flight-planned-filer --clinic ../docs/guide/example-clinic
! error: no code, rule, drug or source is called `flight-planned-filer`; did you mean `flight-planned-filler`?
! help: `serein kb list` shows what there is
[status 2]
