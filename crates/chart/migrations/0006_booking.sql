-- Who and what can be booked. A practitioner's id is the id of the person.
CREATE TABLE resource (
  site     TEXT   NOT NULL,
  resource TEXT   NOT NULL,
  kind     TEXT   NOT NULL,
  place    BIGINT NOT NULL,
  body     TEXT   NOT NULL,
  PRIMARY KEY (site, resource)
);
-- Opening hours (resource empty), shifts and breaks: cells of five minutes on the clock of the wall, Monday 0.
CREATE TABLE hours (
  site      TEXT   NOT NULL,
  resource  TEXT   NOT NULL,
  kind      TEXT   NOT NULL,
  weekday   BIGINT NOT NULL,
  from_cell BIGINT NOT NULL,
  to_cell   BIGINT NOT NULL,
  PRIMARY KEY (site, resource, kind, weekday, from_cell)
);
-- Leave, closed days, service of a device: whole days, or some cells of one day.
CREATE TABLE away (
  site      TEXT   NOT NULL,
  resource  TEXT   NOT NULL,
  away      TEXT   NOT NULL,
  kind      TEXT   NOT NULL,
  first_day BIGINT NOT NULL,
  last_day  BIGINT NOT NULL,
  from_cell BIGINT NOT NULL,
  to_cell   BIGINT NOT NULL,
  reason    TEXT   NOT NULL,
  PRIMARY KEY (site, resource, away)
);
-- What can be booked: its segments, what each needs, its price.
CREATE TABLE service (
  site    TEXT   NOT NULL,
  service TEXT   NOT NULL,
  place   BIGINT NOT NULL,
  body    TEXT   NOT NULL,
  PRIMARY KEY (site, service)
);
-- One visit. The name of the guest and the reasons of the gate are sealed with the key of the patient, and go with it.
CREATE TABLE booking (
  site       TEXT   NOT NULL,
  booking    TEXT   NOT NULL,
  day        BIGINT NOT NULL,
  patient    TEXT   NOT NULL,
  series     TEXT   NOT NULL,
  status     TEXT   NOT NULL,
  hold_until BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  sealed     TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  PRIMARY KEY (site, booking)
);
CREATE INDEX booking_day ON booking (site, day);
CREATE INDEX booking_patient ON booking (site, patient, day);
CREATE INDEX booking_status ON booking (site, status, hold_until);
-- What happened to a visit; never changed, never deleted.
CREATE TABLE booking_event (
  site    TEXT   NOT NULL,
  booking TEXT   NOT NULL,
  seq     BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  author  TEXT   NOT NULL,
  kind    TEXT   NOT NULL,
  body    TEXT   NOT NULL,
  PRIMARY KEY (site, booking, seq)
);
-- One row a resource and five minutes: the key is what makes a second booking impossible. Lane 0 is the ordinary claim,
-- a higher lane an intended overlap, whose reason stands in its booking.
CREATE TABLE claim (
  site     TEXT   NOT NULL,
  resource TEXT   NOT NULL,
  quantum  BIGINT NOT NULL,
  lane     BIGINT NOT NULL,
  booking  TEXT   NOT NULL,
  PRIMARY KEY (site, resource, quantum, lane)
);
-- Seven days of a resource as bits: when it is there, and what is claimed. Kept with the claims in one transaction.
CREATE TABLE week_cells (
  site     TEXT   NOT NULL,
  resource TEXT   NOT NULL,
  week     BIGINT NOT NULL,
  present  TEXT   NOT NULL,
  claimed  TEXT   NOT NULL,
  PRIMARY KEY (site, resource, week)
);
