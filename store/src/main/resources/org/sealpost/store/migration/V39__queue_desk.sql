-- Recipients that an administrator suspended are due in a time that never comes.
ALTER TABLE queue_recipient ADD COLUMN suspended_at BIGINT;
-- Destinations to which nothing goes until an administrator says so.
CREATE TABLE queue_stop (
    domain TEXT PRIMARY KEY,
    since BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL
) ${clustered};
