package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Keyring;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;

/** Takes a name from a key, which stays. */
final class DeleteAlias implements Operation<DeleteAliasRequest, DeleteAliasResponse> {
    private final Keyring keyring;
    private final KeyFinder finder;

    DeleteAlias(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<DeleteAliasRequest> inputType() {
        return DeleteAliasRequest.class;
    }

    @Override
    public DeleteAliasResponse handle(DeleteAliasRequest input) {
        AliasNames.check(input.aliasName());
        keyring.change(contents -> {
            finder.find(contents, input.aliasName());
            return contents.withoutAlias(input.aliasName());
        });
        return DeleteAliasResponse.builder().build();
    }
}
