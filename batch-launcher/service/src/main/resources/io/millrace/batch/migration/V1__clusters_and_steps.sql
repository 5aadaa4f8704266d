-- Instants are milliseconds since 1970; spec is JSON.
CREATE TABLE cluster (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id VARCHAR(32) NOT NULL UNIQUE,
    spec CLOB NOT NULL,
    state VARCHAR(32) NOT NULL,
    reason_code VARCHAR(32),
    reason_message VARCHAR(8192) NOT NULL,
    created_at BIGINT NOT NULL,
    ready_at BIGINT,
    ended_at BIGINT,
    keep_alive BOOLEAN NOT NULL,
    termination_protected BOOLEAN NOT NULL,
    last_step VARCHAR(32),
    any_step_failed BOOLEAN NOT NULL,
    master_address VARCHAR(255)
);

CREATE INDEX cluster_by_state ON cluster (state);

CREATE TABLE step (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id VARCHAR(32) NOT NULL UNIQUE,
    cluster_id VARCHAR(32) NOT NULL REFERENCES cluster (id),
    spec CLOB NOT NULL,
    action_on_failure VARCHAR(32) NOT NULL,
    state VARCHAR(32) NOT NULL,
    reason_message VARCHAR(8192) NOT NULL,
    failure_reason VARCHAR(8192),
    failure_message VARCHAR(8192),
    failure_log_file VARCHAR(8192),
    cancel_option VARCHAR(32),
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT
);

CREATE INDEX step_by_cluster ON step (cluster_id, state);
