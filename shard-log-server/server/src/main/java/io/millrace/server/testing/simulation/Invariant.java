package io.millrace.server.testing.simulation;

/** What holds after every event, whatever disk, clock and machine do. */
public enum Invariant {
    /** A record that was acknowledged, or once read, is read until its retention ends. */
    NO_ACKNOWLEDGED_RECORD_LOST,
    /** What is read was appended, and byte for byte; what was refused comes whole batches at a time, after a restart only. */
    NONE_INVENTED,
    /** No record is read twice. */
    NONE_DUPLICATED,
    /** Records of a shard are read in the order of their acknowledgements. */
    ORDER_PER_SHARD,
    /** Sequences of a shard grow, and none is ever given twice. */
    SEQUENCE_GROWTH,
    /** While the disk is at work and after it failed, readers see what was durable before and nothing else. */
    READERS_SEE_DURABLE_ONLY,
    /** Arrivals of a shard never fall, even if the clock does; a time leads to the first record that arrived then. */
    ARRIVALS_NEVER_FALL,
    /** Streams, shards, their deletion and the key of tokens outlive everything; no shard's number is used again. */
    METADATA_NEVER_FORGETS,
    /** A closed shard ends where its stream says, for good; its children own its hash keys, and their numbers are above its own. */
    NOTHING_BEHIND_A_SEAL,
    /** A record whose time is over is gone, for good and with its bytes. */
    RETENTION_ENDS,
    /** A damaged byte is refused by the start or by the reader. */
    DAMAGE_IS_NEVER_SERVED,
    /** A stopped process has no file open. */
    FILES_ARE_CLOSED,
    /** Once the disk works again, so does the log. */
    THE_LOG_RECOVERS;

    void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvariantViolation(this, otherwise);
        }
    }
}
