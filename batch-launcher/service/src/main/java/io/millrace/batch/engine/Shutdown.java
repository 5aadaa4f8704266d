package io.millrace.batch.engine;

/** Does something when the virtual machine ends in order, unless it was done before. */
final class Shutdown {
    private final Thread hook;

    Shutdown(Runnable work) {
        this.hook = new Thread(work, "batch-shutdown");
    }

    void register() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void unregister() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine is ending, and the hook does its work again to no effect.
            assert e.getMessage() != null;
        }
    }
}
