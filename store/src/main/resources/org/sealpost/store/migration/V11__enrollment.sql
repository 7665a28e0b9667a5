-- Templates as names and values, one a line (identity.TemplateFields). Never removed: certificates refer to them.
CREATE TABLE template (
    name TEXT PRIMARY KEY,
    fields TEXT NOT NULL
);
CREATE TABLE template_offer (
    authority TEXT NOT NULL,
    template TEXT NOT NULL REFERENCES template (name),
    PRIMARY KEY (authority, template)
);
-- Policy objects. Switches are 0, 1, or NULL for what the policy above says; domain is NULL for the whole organisation.
CREATE TABLE enrollment_policy (
    name TEXT PRIMARY KEY,
    domain TEXT,
    unit TEXT NOT NULL,
    enforced INTEGER NOT NULL,
    enroll INTEGER,
    renew INTEGER,
    follow INTEGER,
    templates TEXT NOT NULL,
    trustees TEXT NOT NULL
);
CREATE TABLE enrollment_block (
    place TEXT PRIMARY KEY
);
CREATE TABLE enrollment_request (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    template TEXT NOT NULL,
    template_version INTEGER NOT NULL,
    replaces TEXT,
    public_key ${blob},
    state TEXT NOT NULL,
    agents TEXT NOT NULL,
    reason TEXT NOT NULL,
    requested_at BIGINT NOT NULL
);
CREATE INDEX enrollment_request_owner ON enrollment_request (owner);
CREATE INDEX enrollment_request_state ON enrollment_request (state, requested_at);
CREATE TABLE enrollment_setback (
    owner TEXT NOT NULL,
    template TEXT NOT NULL,
    failures INTEGER NOT NULL,
    reason TEXT NOT NULL,
    next_try BIGINT NOT NULL,
    PRIMARY KEY (owner, template)
);
-- In which groups somebody is.
CREATE INDEX group_member_address ON group_member (LOWER(address));
