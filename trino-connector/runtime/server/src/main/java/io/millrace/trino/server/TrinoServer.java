package io.millrace.trino.server;

import io.trino.server.Server;
import java.io.IOException;
import java.io.InputStream;

/**
 * Runs Trino's server until the process is told to stop. With the system property {@code millrace.stop-with-parent} it
 * also stops when its standard input ends, which is when whoever started it is gone, however that came about.
 */
public final class TrinoServer {
    private static final String STOP_WITH_PARENT = "millrace.stop-with-parent";

    private TrinoServer() {}

    public static void main(String[] arguments) {
        if (Boolean.getBoolean(STOP_WITH_PARENT)) {
            Thread.ofPlatform().daemon().name("parent-watch").start(() -> exitAtEndOf(System.in));
        }
        new Server().start(version());
    }

    private static void exitAtEndOf(InputStream input) {
        try (input) {
            while (input.read() >= 0) {
                // Only the end says something.
            }
        } catch (IOException e) {
            System.err.println("standard input failed, which is taken for its end: " + e);
        }
        System.exit(0);
    }

    /** What every node of a cluster must agree on: the version of the jar that the server's class came from. */
    private static String version() {
        String version = Server.class.getPackage().getImplementationVersion();
        if (version == null) {
            throw new IllegalStateException("the jar of Trino's server does not tell its version");
        }
        return version;
    }
}
