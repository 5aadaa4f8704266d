package io.millrace.frontdoor.policy;

import io.millrace.frontdoor.watch.WatchedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may do what, as IAM does: an explicit Deny has the last word; otherwise a policy of the user or of the
 * resource must allow it, and both if the user is of another account. Without a file of users' policies everybody who has
 * proven who it is may do everything that no policy of a resource denies. For any thread.
 */
public final class Authorizer {
    private static final int REMEMBERED_MAX = 10_000;

    private final String account;
    private final @Nullable WatchedFiles<Known> file;

    /** What the file says, and what was decided by it without asking about anything but these. */
    private record Known(Users users, Map<Asked, Verdict> decided) {}

    private record Asked(String user, String action, String resource) {}

    private Authorizer(String account, @Nullable WatchedFiles<Known> file) {
        this.account = account;
        this.file = file;
    }

    /**
     * Reads the file now, and again whenever it has changed.
     *
     * @param account the server's
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException in one line, if it makes no sense
     */
    public static Authorizer of(String account, Optional<Path> policies) throws IOException {
        return new Authorizer(
                account,
                policies.isEmpty() ? null : new WatchedFiles<>(List.of(policies.get()), () -> read(policies.get())));
    }

    private static Known read(Path file) throws IOException {
        try {
            return new Known(Users.parse(Files.readString(file)), new ConcurrentHashMap<>());
        } catch (NoSuchFileException e) {
            throw new IOException("no policies file " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("policies file %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Whether users have policies at all. */
    public boolean hasPolicies() {
        return file != null;
    }

    /** Whose account a user is of. */
    public Caller caller(String user) {
        if (file == null) {
            return new Caller(account, user);
        }
        Users.User known = file.current().users().byName().get(user);
        return new Caller(known == null || known.account().isEmpty() ? account : known.account(), user);
    }

    /**
     * Returns if the caller may do that.
     *
     * @param ofResource the policy of the resource, if it has one
     */
    public void authorize(AccessRequest request, Optional<Policy> ofResource) throws AccessDeniedException {
        Verdict user = file == null ? Verdict.ALLOW : ofUser(file.current(), request);
        if (user == Verdict.DENY) {
            throw denied(request, "with an explicit deny in an identity-based policy");
        }
        Verdict resource = ofResource.map(policy -> policy.judge(request)).orElse(Verdict.NONE);
        if (resource == Verdict.DENY) {
            throw denied(request, "with an explicit deny in a resource-based policy");
        }
        boolean foreign = !request.caller().account().equals(account);
        if (user != Verdict.ALLOW && (foreign || resource != Verdict.ALLOW)) {
            throw denied(request, "because no identity-based policy allows the %s action".formatted(request.action()));
        }
        if (foreign && resource != Verdict.ALLOW) {
            throw denied(request, "because no resource-based policy allows the %s action".formatted(request.action()));
        }
    }

    private static Verdict ofUser(Known known, AccessRequest request) {
        Users.User user = known.users().byName().get(request.caller().user());
        if (user == null) {
            return Verdict.NONE;
        }
        if (user.hasConditions()) {
            return user.judge(request);
        }
        if (known.decided().size() >= REMEMBERED_MAX) {
            known.decided().clear();
        }
        return known.decided()
                .computeIfAbsent(
                        new Asked(request.caller().user(), request.action(), request.resource()),
                        asked -> user.judge(request));
    }

    private static AccessDeniedException denied(AccessRequest request, String why) {
        return new AccessDeniedException("User: %s is not authorized to perform: %s on resource: %s %s"
                .formatted(request.caller().arn(), request.action(), request.resource(), why));
    }
}
