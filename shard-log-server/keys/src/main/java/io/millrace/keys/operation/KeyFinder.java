package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.ACCESS_DENIED;
import static io.millrace.keys.operation.KmsError.DISABLED;
import static io.millrace.keys.operation.KmsError.KMS_INVALID_STATE;
import static io.millrace.keys.operation.KmsError.NOT_FOUND;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.ApiException;
import io.millrace.keys.keyring.Alias;
import io.millrace.keys.keyring.Contents;
import io.millrace.keys.keyring.Key;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the key that a request means by its id, its ARN, an alias or that one's ARN. */
final class KeyFinder {
    private static final Pattern ARN = Pattern.compile("arn:[^:]*:kms:([^:]*):([^:]*):(key/[^:]+|alias/[^:]+)");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String KEY_PREFIX = "key/";

    private final Account account;

    KeyFinder(Account account) {
        this.account = account;
    }

    Account account() {
        return account;
    }

    String arn(UUID id) {
        return account.arn("kms", KEY_PREFIX + id);
    }

    String arn(Alias alias) {
        return aliasArn(alias.name());
    }

    String aliasArn(String name) {
        return account.arn("kms", name);
    }

    /** Finds a key by any of its names. */
    Key find(Contents contents, String keyId) {
        String name = local(keyId);
        if (!name.startsWith(Alias.PREFIX)) {
            return byId(contents, keyId, name);
        }
        return contents.alias(name)
                .flatMap(alias -> contents.key(alias.key()))
                .orElseThrow(() -> NOT_FOUND.because("Alias %s is not found.".formatted(aliasArn(name))));
    }

    /** Finds a key that is to be changed: an alias does not do. */
    Key findByKeyId(Contents contents, String keyId) {
        return byId(contents, keyId, local(keyId));
    }

    /** As {@link #findByKeyId}, which must be the caller's to change. */
    Key findOwned(Contents contents, String keyId) {
        Key key = findByKeyId(contents, keyId);
        if (key.owner() == Key.Owner.SERVICE) {
            throw ACCESS_DENIED.because(
                    "The key %s is managed by a service and cannot be changed.".formatted(arn(key.id())));
        }
        return key;
    }

    /** The alias that a key id says, if it is one of this account. */
    String local(String keyId) {
        if (!keyId.startsWith("arn:")) {
            return keyId;
        }
        Matcher matcher = ARN.matcher(keyId);
        if (!matcher.matches()) {
            throw NOT_FOUND.because("Invalid arn " + keyId);
        }
        if (!matcher.group(1).equals(account.region())) {
            throw NOT_FOUND.because("Invalid arn " + matcher.group(1));
        }
        if (!matcher.group(2).equals(account.id())) {
            throw NOT_FOUND.because("Key '%s' does not exist".formatted(keyId));
        }
        String resource = matcher.group(3);
        return resource.startsWith(KEY_PREFIX) ? resource.substring(KEY_PREFIX.length()) : resource;
    }

    private Key byId(Contents contents, String keyId, String id) {
        if (!ID.matcher(id).matches()) {
            throw NOT_FOUND.because("Invalid keyId '%s'".formatted(keyId));
        }
        UUID uuid = UUID.fromString(id);
        return contents.key(uuid).orElseThrow(() -> notFound(uuid));
    }

    ApiException notFound(UUID id) {
        return NOT_FOUND.because("Key '%s' does not exist".formatted(arn(id)));
    }

    /** Refuses a key that is disabled or about to be deleted. */
    Key usable(Key key) {
        return switch (key.state()) {
            case ENABLED -> key;
            case DISABLED -> throw DISABLED.because(arn(key.id()) + " is disabled.");
            case PENDING_DELETION -> throw pendingDeletion(key);
        };
    }

    /** Refuses a key that is about to be deleted. */
    Key staying(Key key) {
        if (key.state() == Key.State.PENDING_DELETION) {
            throw pendingDeletion(key);
        }
        return key;
    }

    private ApiException pendingDeletion(Key key) {
        return KMS_INVALID_STATE.because(arn(key.id()) + " is pending deletion.");
    }
}
