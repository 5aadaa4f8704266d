package io.millrace.batch.cluster;

import java.util.random.RandomGenerator;

/** Makes ids as EMR does: a prefix and thirteen capitals and digits. Any thread, if its random is so. */
public final class Identifiers {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int CHARACTERS = 13;

    private final RandomGenerator random;

    public Identifiers(RandomGenerator random) {
        this.random = random;
    }

    public String cluster() {
        return next("j-");
    }

    public String step() {
        return next("s-");
    }

    public String instanceGroup() {
        return next("ig-");
    }

    private String next(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < CHARACTERS; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
