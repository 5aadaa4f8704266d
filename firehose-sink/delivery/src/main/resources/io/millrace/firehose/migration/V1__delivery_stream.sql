-- request: the CreateDeliveryStream that defined it, as JSON.
-- positions: what is delivered, by shard. intent: the delivery under way, written before its data is.
CREATE TABLE delivery_stream (
    name           VARCHAR(64)  NOT NULL PRIMARY KEY,
    id             VARCHAR(36)  NOT NULL UNIQUE,
    status         VARCHAR(32)  NOT NULL,
    failure        VARCHAR(2048),
    created_millis BIGINT       NOT NULL,
    request        TEXT         NOT NULL,
    positions      TEXT         NOT NULL,
    intent         TEXT
);
