package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.ALREADY_EXISTS;
import static io.millrace.keys.operation.KmsError.LIMIT_EXCEEDED;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Alias;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import java.time.Instant;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;

/** Gives a key another name. */
final class CreateAlias implements Operation<CreateAliasRequest, CreateAliasResponse> {
    private static final int ALIASES_MAX = 50;

    private final Keyring keyring;
    private final KeyFinder finder;

    CreateAlias(Keyring keyring, KeyFinder finder) {
        this.keyring = keyring;
        this.finder = finder;
    }

    @Override
    public Class<CreateAliasRequest> inputType() {
        return CreateAliasRequest.class;
    }

    @Override
    public CreateAliasResponse handle(CreateAliasRequest input) {
        AliasNames.check(input.aliasName());
        Instant now = keyring.now();
        keyring.change(contents -> {
            Key key = finder.staying(finder.findOwned(contents, input.targetKeyId()));
            if (contents.alias(input.aliasName()).isPresent()) {
                throw ALREADY_EXISTS.because(
                        "An alias with the name %s already exists".formatted(finder.aliasArn(input.aliasName())));
            }
            long aliases = contents.aliases().stream()
                    .filter(alias -> alias.key().equals(key.id()))
                    .count();
            if (aliases >= ALIASES_MAX) {
                throw LIMIT_EXCEEDED.because(
                        "%s has %d aliases, the most it may have.".formatted(finder.arn(key.id()), aliases));
            }
            return contents.with(new Alias(input.aliasName(), key.id(), now, now));
        });
        return CreateAliasResponse.builder().build();
    }
}
