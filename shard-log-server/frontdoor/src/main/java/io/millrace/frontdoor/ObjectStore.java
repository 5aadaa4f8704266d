package io.millrace.frontdoor;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Where {@code s3://} leads.
 *
 * @param warehouse the location under which tables without one of their own are put, such as {@code s3://millrace/warehouse}
 */
public record ObjectStore(URI endpoint, String region, AwsCredentials credentials, URI warehouse) {}
