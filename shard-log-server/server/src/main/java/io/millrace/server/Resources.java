package io.millrace.server;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened, closed in reverse order; what fails to close does not keep the rest open. */
final class Resources implements Closeable {
    private static final Logger logger = LoggerFactory.getLogger(Resources.class);

    private final Deque<Closeable> open = new ArrayDeque<>();

    void push(Closeable resource) {
        open.push(resource);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException | RuntimeException e) {
                logger.error("Closing failed", e);
            }
        }
    }
}
