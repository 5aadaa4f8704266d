package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.INVALID_MARKER;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import io.millrace.keys.keyring.Material;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.IncludeKeyMaterial;
import software.amazon.awssdk.services.kms.model.KeyMaterialState;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsRequest;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsResponse;
import software.amazon.awssdk.services.kms.model.RotationType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;

/** Lists when a key got new material, oldest first. */
final class ListKeyRotations implements Operation<ListKeyRotationsRequest, ListKeyRotationsResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    ListKeyRotations(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<ListKeyRotationsRequest> inputType() {
        return ListKeyRotationsRequest.class;
    }

    @Override
    public ListKeyRotationsResponse handle(ListKeyRotationsRequest input) {
        Key key = keyring.upToDate(finder.findByKeyId(keyring.contents(), input.keyId()));
        boolean all = input.includeKeyMaterial() == IncludeKeyMaterial.ALL_KEY_MATERIAL;
        int first = Math.max(all ? 0 : 1, start(input.marker()));
        List<Integer> listed =
                IntStream.range(first, key.materials().size()).boxed().toList();
        Page<Integer> page = Page.of(listed, input.limit(), place -> String.valueOf(place + 1));
        return ListKeyRotationsResponse.builder()
                .rotations(page.items().stream().map(place -> entry(key, place)).toList())
                .truncated(page.isTruncated())
                .nextMarker(page.marker().orElse(null))
                .build();
    }

    private RotationsListEntry entry(Key key, int place) {
        Material material = key.materials().get(place);
        RotationsListEntry.Builder entry = RotationsListEntry.builder()
                .keyId(finder.arn(key.id()))
                .keyMaterialId(material.id())
                .keyMaterialState(
                        material.equals(key.current()) ? KeyMaterialState.CURRENT : KeyMaterialState.NON_CURRENT);
        return switch (material.origin()) {
            case CREATION -> entry.build();
            case AUTOMATIC_ROTATION ->
                entry.rotationDate(material.made())
                        .rotationType(RotationType.AUTOMATIC)
                        .build();
            case ROTATION_ON_DEMAND ->
                entry.rotationDate(material.made())
                        .rotationType(RotationType.ON_DEMAND)
                        .build();
        };
    }

    private static int start(@Nullable String marker) {
        if (marker == null) {
            return 0;
        }
        try {
            return Integer.parseInt(marker);
        } catch (NumberFormatException e) {
            throw INVALID_MARKER.because("The marker is not one that this operation gave: " + marker);
        }
    }
}
