/**
 * Records sealed at rest: data keys under a key service, and what they make of a record's bytes. Operations stand above it;
 * below it are the key service, reached in this process or over HTTP, and Tink.
 */
@NullMarked
package io.millrace.server.encryption;

import org.jspecify.annotations.NullMarked;
