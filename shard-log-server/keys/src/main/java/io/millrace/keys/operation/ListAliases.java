package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Alias;
import io.millrace.keys.keyring.Contents;
import io.millrace.keys.keyring.Keyring;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;

/** Lists aliases in order of their names, all or those of one key. */
final class ListAliases implements Operation<ListAliasesRequest, ListAliasesResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    ListAliases(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<ListAliasesRequest> inputType() {
        return ListAliasesRequest.class;
    }

    @Override
    public ListAliasesResponse handle(ListAliasesRequest input) {
        Contents contents = keyring.contents();
        Optional<UUID> key = Optional.ofNullable(input.keyId())
                .map(id -> finder.findByKeyId(contents, id).id());
        Collection<Alias> rest = input.marker() == null ? contents.aliases() : contents.aliasesAfter(input.marker());
        List<Alias> listed = rest.stream()
                .filter(alias -> key.isEmpty() || key.get().equals(alias.key()))
                .toList();
        Page<Alias> page = Page.of(listed, input.limit(), Alias::name);
        return ListAliasesResponse.builder()
                .aliases(page.items().stream()
                        .map(alias -> AliasListEntry.builder()
                                .aliasName(alias.name())
                                .aliasArn(finder.arn(alias))
                                .targetKeyId(alias.key().toString())
                                .creationDate(alias.created())
                                .lastUpdatedDate(alias.updated())
                                .build())
                        .toList())
                .truncated(page.isTruncated())
                .nextMarker(page.marker().orElse(null))
                .build();
    }
}
