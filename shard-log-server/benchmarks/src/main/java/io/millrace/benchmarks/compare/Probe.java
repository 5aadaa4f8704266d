package io.millrace.benchmarks.compare;

/** One line of the table: what is asked of every server. Fails, or asserts, if the server does not do it. */
record Probe(String name, Question question) {
    /** Throws whatever says no. */
    @FunctionalInterface
    interface Question {
        void ask(Subject subject) throws Exception;
    }

    /** The table's cell. */
    String answer(Subject subject) {
        try {
            question.ask(subject);
            return "yes";
        } catch (Exception | AssertionError e) {
            return "no: " + Subject.reason(e);
        }
    }

    static void check(boolean held, String otherwise) {
        if (!held) {
            throw new AssertionError(otherwise);
        }
    }
}
