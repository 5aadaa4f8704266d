package io.millrace.frontdoor;

import java.io.Closeable;
import java.util.List;

/** An open service: what it answers, and its life. */
public interface Service extends Closeable {
    /** APIs spoken as {@code POST /} with an {@code X-Amz-Target}. */
    default List<JsonApi> apis() {
        return List.of();
    }

    /** APIs spoken on paths of their own. */
    default List<PathApi> paths() {
        return List.of();
    }

    /** Called once when the door is open, so that peers can be called: starts background work. */
    default void started() {}

    /** Called once before the door closes, while peers can still be called: ends background work. */
    default void stopping() {}
}
