/**
 * JSON and CBOR bodies to and from the AWS SDK's model classes. The dispatcher stands above it; below it there are only
 * Jackson and the SDK.
 */
@NullMarked
package io.millrace.frontdoor.wire;

import org.jspecify.annotations.NullMarked;
