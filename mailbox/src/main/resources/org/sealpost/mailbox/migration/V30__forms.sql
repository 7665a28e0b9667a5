-- Whose mail is given another form where it lies: 'open', or 'sealed' and for whom. done_at is 0 until all of it has it.
CREATE TABLE mailbox_form (
    owner TEXT PRIMARY KEY,
    form TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    done_at BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    left_alone BIGINT NOT NULL
);
-- How far a folder was gone through, so that who was cut off goes on there.
CREATE TABLE mailbox_form_folder (
    mailbox BIGINT PRIMARY KEY REFERENCES mailbox (id) ON DELETE CASCADE,
    checked_uid BIGINT NOT NULL
);
