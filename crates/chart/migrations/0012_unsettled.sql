-- Visits that the gate does not simply let go ahead: few, and the first that anybody looks at.
CREATE INDEX booking_unsettled ON booking (site, day)
  WHERE body NOT LIKE '%"verdict":"allow"%' AND body NOT LIKE '%"verdict":"caution"%';
