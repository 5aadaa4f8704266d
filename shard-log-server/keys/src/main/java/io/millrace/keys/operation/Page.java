package io.millrace.keys.operation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a listing.
 *
 * @param marker where the next part begins, empty after the last
 */
record Page<T>(List<T> items, Optional<String> marker) {
    static final int LIMIT_DEFAULT = 100;

    Page {
        items = List.copyOf(items);
    }

    /**
     * The first items of a listing that begins behind the caller's marker.
     *
     * @param limit null for AWS's default
     * @param marker of the last item of a page
     */
    static <T> Page<T> of(Iterable<T> listing, @Nullable Integer limit, Function<T, String> marker) {
        int max = limit == null ? LIMIT_DEFAULT : limit;
        List<T> items = new ArrayList<>();
        Iterator<T> all = listing.iterator();
        while (all.hasNext() && items.size() < max) {
            items.add(all.next());
        }
        return new Page<>(items, all.hasNext() ? Optional.of(marker.apply(items.getLast())) : Optional.empty());
    }

    boolean isTruncated() {
        return marker.isPresent();
    }
}
