-- Whose mail is stored sealed to the person's own certificate.
CREATE TABLE sealed_storage (
    trustee TEXT PRIMARY KEY
);
