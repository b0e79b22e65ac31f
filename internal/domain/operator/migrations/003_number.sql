CREATE INDEX operator_licence_number ON operator_licence (number);
