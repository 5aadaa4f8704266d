package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Alias;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import java.time.Instant;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;

/** Has an alias lead to another key. */
final class UpdateAlias implements Operation<UpdateAliasRequest, UpdateAliasResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    UpdateAlias(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<UpdateAliasRequest> inputType() {
        return UpdateAliasRequest.class;
    }

    @Override
    public UpdateAliasResponse handle(UpdateAliasRequest input) {
        AliasNames.check(input.aliasName());
        Instant now = keyring.now();
        keyring.change(contents -> {
            finder.find(contents, input.aliasName());
            Alias alias = contents.alias(input.aliasName()).orElseThrow();
            Key key = finder.staying(finder.findOwned(contents, input.targetKeyId()));
            return contents.with(new Alias(alias.name(), key.id(), alias.created(), now));
        });
        return UpdateAliasResponse.builder().build();
    }
}
