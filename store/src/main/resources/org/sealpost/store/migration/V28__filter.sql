-- People's own filters, with earlier versions. They go with the person.
CREATE TABLE filter_script (
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (owner, name, version)
);
CREATE TABLE filter_setting (
    owner TEXT PRIMARY KEY,
    active TEXT,
    reads_opened INTEGER NOT NULL
);
-- To whom a filter answered by itself, so that nobody gets the same answer all the time. The answer is a hash.
CREATE TABLE filter_answer (
    owner TEXT NOT NULL,
    sender TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (owner, sender, answer)
);
CREATE INDEX filter_answer_time ON filter_answer (owner, answered_at);
