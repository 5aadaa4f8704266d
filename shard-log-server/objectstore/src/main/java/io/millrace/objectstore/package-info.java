/**
 * The embedded default for {@code s3://}: S3 on loopback over a directory. The distribution and tests start it and hand
 * its {@link io.millrace.frontdoor.ObjectStore} to the services; it calls nobody.
 */
@NullMarked
package io.millrace.objectstore;

import org.jspecify.annotations.NullMarked;
