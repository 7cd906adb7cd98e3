The evening after a filler
==========================

A guest had filler in the fold beside her nose at half past three. In the evening she writes. Swelling and a bruise on
the first evening are what everybody has.

$ serein triage - <<END
{ "today": "2026-02-09", "patient": { "born": "1985-04-12" },
  "after": { "procedure": "filler_ha", "at": "2026-02-09T15:30", "zone": "nasolabial_l" },
  "now": "2026-02-09T18:10", "symptoms": ["swelling", "bruise"], "text": "no pain, I can see fine" }
END
| ● E4 expected
|   Hyaluronic acid filler, left nasolabial, 0 d 2 h 40 min ago
|   Do: This belongs to the course. Keep tracking it, and write again if anything changes.
|   - bruise belongs to the course on day 0
|   - swelling belongs to the course on day 0
|   [JUV]

An hour later the skin beside the nose is pale. She finds it not worth a word of its own and writes it as an aside.

$ serein triage - <<END
{ "today": "2026-02-09", "patient": { "born": "1985-04-12" },
  "after": { "procedure": "filler_ha", "at": "2026-02-09T15:30", "zone": "nasolabial_l" },
  "now": "2026-02-09T19:10", "symptoms": ["swelling", "bruise"], "text": "no pain but the skin has gone a bit white" }
END
| ■ E1 call back within 15 minutes
|   Hyaluronic acid filler, left nasolabial, 0 d 3 h 40 min ago
|   Do: A clinician calls back within 15 minutes, at any hour: stop, come back now, high-dose hyaluronidase by protocol from a trained injector.
|   - blanching: After filler this is presumed to be a blocked vessel. Lidocaine may hide the pain (recalled). Waiting until morning is never an answer.
|   - the text says more than the program understands (`gone`): a person reads it
|   - bruise belongs to the course on day 0
|   - swelling belongs to the course on day 0
|   - `white` in the patient's words is read as blanching
|   [CMAC-VO, VO-CRT]

The same for a program. Her left eye is blurred now, and that is an emergency.

$ serein triage - --json <<END
{ "today": "2026-02-09", "patient": { "born": "1985-04-12" },
  "after": { "procedure": "filler_ha", "at": "2026-02-09T15:30", "zone": "nasolabial_l" },
  "now": "2026-02-09T19:25", "symptoms": ["swelling", "blanching", "vision_blurred"] }
END
| {
|   "level": "E0",
|   "act_within_minutes": 0,
|   "reply_within": null,
|   "action": "Call the emergency number now; immediate transfer to an emergency department with ophthalmology. Treat as arterial embolism; whoever is no ophthalmologist uses non-invasive steps only, and no hyaluronidase behind the eye. The clinic phones back at once.",
|   "because": [
|     "vision_blurred: After filler this may be an arterial embolism; in 93 reported vascular cases blindness was the main outcome (61 %), and 72 % did not improve.",
|     "blanching: After filler this is presumed to be a blocked vessel. Lidocaine may hide the pain (recalled). Waiting until morning is never an answer.",
|     "swelling belongs to the course on day 0"
|   ],
|   "sources": [
|     "CMAC-V",
|     "SITO",
|     "CMAC-VO",
|     "VO-CRT"
|   ]
| }

A time before the treatment is a slip of the keyboard, and no answer is given to it.

$ serein triage - <<END
{ "today": "2026-02-09", "patient": {},
  "after": { "procedure": "filler_ha", "at": "2026-02-09T15:30" }, "now": "2026-02-09T08:10", "symptoms": ["swelling"] }
END
! <stdin>:2:75: now: `now` is before the procedure; allowed is its minute or later
[status 2]
