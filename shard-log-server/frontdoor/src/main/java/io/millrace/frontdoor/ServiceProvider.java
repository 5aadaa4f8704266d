package io.millrace.frontdoor;

import java.io.IOException;

/** Makes one AWS-style service; found by {@link java.util.ServiceLoader}. */
public interface ServiceProvider {
    /** The AWS API's short name, such as {@code kinesis}: names the data directory and the settings. */
    String name();

    /** Opens the service's stores. It is served once every service is open. */
    Service open(ServiceContext context) throws IOException;
}
