package io.millrace.keys.keyring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A symmetric key as it is at one moment; a change makes another value.
 *
 * @param owner who may disable and delete it
 * @param deletion empty unless asked for
 * @param rotation empty unless the key is rotated by itself
 * @param materials oldest first; the last one encrypts, all of them decrypt
 */
public record Key(
        UUID id,
        Instant created,
        String description,
        Owner owner,
        boolean enabled,
        Optional<Deletion> deletion,
        Optional<Rotation> rotation,
        List<Material> materials) {

    /** Whose a key is. */
    public enum Owner {
        /** Somebody who created it. */
        CUSTOMER,
        /** The account: it came to be when a service asked for it by its alias. */
        SERVICE
    }

    /** What a key may be used for. */
    public enum State {
        ENABLED,
        DISABLED,
        PENDING_DELETION
    }

    /**
     * When a key ceases to be.
     *
     * @param windowDays how long before it was asked for
     */
    public record Deletion(Instant at, int windowDays) {}

    /** How often a key gets new material by itself, and when next. */
    public record Rotation(int days, Instant next) {
        static Rotation from(Instant now, int days) {
            return new Rotation(days, now.plus(Duration.ofDays(days)));
        }
    }

    public Key {
        materials = List.copyOf(materials);
        if (materials.isEmpty()) {
            throw new IllegalArgumentException("key %s has no material".formatted(id));
        }
    }

    public State state() {
        if (deletion.isPresent()) {
            return State.PENDING_DELETION;
        }
        return enabled ? State.ENABLED : State.DISABLED;
    }

    /** The material that encrypts. */
    public Material current() {
        return materials.getLast();
    }

    boolean isGoneAt(Instant now) {
        return deletion.filter(planned -> !now.isBefore(planned.at())).isPresent();
    }

    boolean isRotationDueAt(Instant now) {
        return state() == State.ENABLED
                && rotation.filter(planned -> !now.isBefore(planned.next())).isPresent();
    }

    public Key enabled(boolean other) {
        return new Key(id, created, description, owner, other, deletion, rotation, materials);
    }

    /** To cease when {@code at} says. */
    public Key leaving(Instant at, int windowDays) {
        return new Key(
                id, created, description, owner, false, Optional.of(new Deletion(at, windowDays)), rotation, materials);
    }

    /** Not to cease after all; disabled, as AWS leaves it. */
    public Key staying() {
        return new Key(id, created, description, owner, false, Optional.empty(), rotation, materials);
    }

    /** To be rotated every so many days from now on. */
    public Key rotatedEvery(int days, Instant now) {
        return new Key(
                id, created, description, owner, enabled, deletion, Optional.of(Rotation.from(now, days)), materials);
    }

    /** Not to be rotated by itself any more. */
    public Key notRotated() {
        return new Key(id, created, description, owner, enabled, deletion, Optional.empty(), materials);
    }

    /** With one more material, which encrypts from now on. */
    Key with(Material material) {
        List<Material> all = new ArrayList<>(materials);
        all.add(material);
        Optional<Rotation> next = material.origin() == Material.Origin.AUTOMATIC_ROTATION
                ? rotation.map(planned -> Rotation.from(material.made(), planned.days()))
                : rotation;
        return new Key(id, created, description, owner, enabled, deletion, next, all);
    }
}
