package io.millrace.frontdoor.auth;

/** Why a caller is not let in. */
public enum Refusal {
    /** No signature at all. */
    MISSING_TOKEN,
    /** A signature that lacks a part, or has one that cannot be read. */
    INCOMPLETE_SIGNATURE,
    /** No such access key, or not with this session token. */
    UNRECOGNIZED_CLIENT,
    /** A whole signature that does not hold for this request, now and here. */
    INVALID_SIGNATURE,
    /** The access key was good once. */
    EXPIRED_TOKEN
}
