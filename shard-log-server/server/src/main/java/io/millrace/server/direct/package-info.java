/**
 * Bodies of the operations that carry records, in CBOR, read and written without the SDK's classes. Used by {@code
 * operation}; knows nothing of the log.
 */
@NullMarked
package io.millrace.server.direct;

import org.jspecify.annotations.NullMarked;
