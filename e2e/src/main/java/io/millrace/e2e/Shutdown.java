package io.millrace.e2e;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a house when the process is told to end, so that no engine outlives it. */
final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    private Shutdown() {}

    /** From now on the end of the process closes the house first. */
    static Thread closeOnExit(House house) {
        Thread thread = new Thread(
                () -> {
                    try {
                        house.close();
                    } catch (IOException e) {
                        log.error("the house did not stop cleanly", e);
                    }
                },
                "shutdown");
        Runtime.getRuntime().addShutdownHook(thread);
        return thread;
    }

    /** The house is about to be closed by its owner. */
    static void forget(Thread hook) {
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
