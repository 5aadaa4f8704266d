package io.millrace.keys.keyring;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What a keyring holds at one moment; a change makes another value. */
public final class Contents {
    static final Contents NOTHING = new Contents(new TreeMap<>(), new TreeMap<>());

    // Neither is written to once a value is made.
    private final NavigableMap<UUID, Key> keys;
    private final NavigableMap<String, Alias> aliases;

    private Contents(NavigableMap<UUID, Key> keys, NavigableMap<String, Alias> aliases) {
        this.keys = keys;
        this.aliases = aliases;
    }

    public Optional<Key> key(UUID id) {
        return Optional.ofNullable(keys.get(id));
    }

    public Optional<Alias> alias(String name) {
        return Optional.ofNullable(aliases.get(name));
    }

    /** In order of their ids. */
    public Collection<Key> keys() {
        return Collections.unmodifiableCollection(keys.values());
    }

    /** Those whose ids come after one. */
    public Collection<Key> keysAfter(UUID id) {
        return Collections.unmodifiableCollection(keys.tailMap(id, false).values());
    }

    /** In order of their names. */
    public Collection<Alias> aliases() {
        return Collections.unmodifiableCollection(aliases.values());
    }

    /** Those whose names come after one. */
    public Collection<Alias> aliasesAfter(String name) {
        return Collections.unmodifiableCollection(aliases.tailMap(name, false).values());
    }

    /** With a key, in place of one of that id. */
    public Contents with(Key key) {
        TreeMap<UUID, Key> others = new TreeMap<>((SortedMap<UUID, Key>) keys);
        others.put(key.id(), key);
        return new Contents(others, aliases);
    }

    /** With an alias, in place of one of that name. */
    public Contents with(Alias alias) {
        TreeMap<String, Alias> others = new TreeMap<>((SortedMap<String, Alias>) aliases);
        others.put(alias.name(), alias);
        return new Contents(keys, others);
    }

    public Contents withoutAlias(String name) {
        TreeMap<String, Alias> others = new TreeMap<>((SortedMap<String, Alias>) aliases);
        others.remove(name);
        return new Contents(keys, others);
    }

    /** Without the keys whose time has come, and without their aliases. */
    Contents at(Instant now) {
        if (keys.values().stream().noneMatch(key -> key.isGoneAt(now))) {
            return this;
        }
        TreeMap<UUID, Key> left = new TreeMap<>((SortedMap<UUID, Key>) keys);
        left.values().removeIf(key -> key.isGoneAt(now));
        TreeMap<String, Alias> leftAliases = new TreeMap<>((SortedMap<String, Alias>) aliases);
        leftAliases.values().removeIf(alias -> !left.containsKey(alias.key()));
        return new Contents(left, leftAliases);
    }

    static Contents of(Map<UUID, Key> keys, Map<String, Alias> aliases) {
        return new Contents(new TreeMap<>(keys), new TreeMap<>(aliases));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Contents contents && keys.equals(contents.keys) && aliases.equals(contents.aliases);
    }

    @Override
    public int hashCode() {
        return keys.hashCode() * 31 + aliases.hashCode();
    }
}
