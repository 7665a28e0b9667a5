-- The bytes of messages, encrypted. The id of a chunk is the content's id and the chunk's number from 1 (20 bits).
CREATE TABLE content (
    id ${identity},
    size_bytes BIGINT NOT NULL,
    kept INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    salt ${blob} NOT NULL,
    head ${blob} NOT NULL
);
CREATE INDEX content_unkept ON content (created_at) WHERE kept = 0;
CREATE TABLE content_chunk (
    id ${number},
    bytes ${blob} NOT NULL
);
