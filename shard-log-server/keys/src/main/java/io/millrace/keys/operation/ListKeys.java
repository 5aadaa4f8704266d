package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.INVALID_MARKER;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Contents;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;

/** Lists keys in order of their ids. */
final class ListKeys implements Operation<ListKeysRequest, ListKeysResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    ListKeys(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<ListKeysRequest> inputType() {
        return ListKeysRequest.class;
    }

    @Override
    public ListKeysResponse handle(ListKeysRequest input) {
        Page<Key> page = Page.of(
                after(keyring.contents(), input.marker()),
                input.limit(),
                key -> key.id().toString());
        return ListKeysResponse.builder()
                .keys(page.items().stream()
                        .map(key -> KeyListEntry.builder()
                                .keyId(key.id().toString())
                                .keyArn(finder.arn(key.id()))
                                .build())
                        .toList())
                .truncated(page.isTruncated())
                .nextMarker(page.marker().orElse(null))
                .build();
    }

    private static Collection<Key> after(Contents contents, @Nullable String marker) {
        if (marker == null) {
            return contents.keys();
        }
        try {
            return contents.keysAfter(UUID.fromString(marker));
        } catch (IllegalArgumentException e) {
            throw INVALID_MARKER.because("The marker is not one that this operation gave: " + marker);
        }
    }
}
