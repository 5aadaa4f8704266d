package io.millrace.catalog.glue;

import static io.millrace.catalog.glue.GlueError.ENTITY_NOT_FOUND;
import static io.millrace.catalog.glue.GlueError.OPERATION_NOT_SUPPORTED;

import io.millrace.frontdoor.Operation;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An operation that takes requests whole or not at all: a request with a member that would be passed over, or for
 * another catalog, is refused.
 */
record Whole<I extends SdkPojo, O extends SdkPojo>(Operation<I, O> operation, String catalogId)
        implements Operation<I, O> {
    private static final String CATALOG_ID = "CatalogId";
    /** Members at any depth of which the answer could not be what they ask for. */
    private static final Set<String> NOT_BUILT = Set.of(
            "FederatedDatabase",
            "OpenTableFormatInput",
            "PartitionIndexes",
            "QueryAsOfTime",
            "Tags",
            "TargetDatabase",
            "TransactionId",
            "UpdateOpenTableFormatInput",
            "ViewDefinition",
            "ViewUpdateAction");

    @Override
    public String name() {
        return operation.name();
    }

    @Override
    public Class<I> inputType() {
        return operation.inputType();
    }

    @Override
    public O handle(I input) {
        for (SdkField<?> field : input.sdkFields()) {
            Object value = field.getValueOrDefault(input);
            if (field.memberName().equals(CATALOG_ID) && value != null && !value.equals(catalogId)) {
                throw ENTITY_NOT_FOUND.because("Catalog %s not found.".formatted(value));
            }
        }
        refuseNotBuilt(input);
        return operation.handle(input);
    }

    private static void refuseNotBuilt(SdkPojo pojo) {
        for (SdkField<?> field : pojo.sdkFields()) {
            Object value = field.getValueOrDefault(pojo);
            if (NOT_BUILT.contains(field.memberName()) && isGiven(value)) {
                throw OPERATION_NOT_SUPPORTED.because(field.memberName() + " is not supported.");
            }
            if (value instanceof SdkPojo nested) {
                refuseNotBuilt(nested);
            }
        }
    }

    private static boolean isGiven(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Collection<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }
}
