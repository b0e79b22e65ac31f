-- Whom to serve something on: the people of a business or laboratory.
CREATE INDEX place_person_holder ON place_person (holder) WHERE holder <> '';
