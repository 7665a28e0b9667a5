-- Keys with which our domains sign mail (DKIM). The private halves lie where all private keys lie.
CREATE TABLE domain_key (
    domain TEXT NOT NULL,
    selector TEXT NOT NULL,
    key_id TEXT NOT NULL REFERENCES private_key (key_id),
    public_key ${blob} NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (domain, selector)
);
