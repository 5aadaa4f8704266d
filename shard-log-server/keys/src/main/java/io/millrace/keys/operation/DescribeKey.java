package io.millrace.keys.operation;

import io.millrace.frontdoor.Operation;
import io.millrace.keys.keyring.Alias;
import io.millrace.keys.keyring.Contents;
import io.millrace.keys.keyring.Key;
import io.millrace.keys.keyring.Keyring;
import java.time.Instant;
import java.util.Set;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;

/** Says what a key is. A service's own key comes to be when it is first asked for by its alias, as on AWS. */
final class DescribeKey implements Operation<DescribeKeyRequest, DescribeKeyResponse> {
    /** The services of this house that encrypt. */
    private static final Set<String> SERVICE_ALIASES =
            Set.of(Alias.SERVICE_PREFIX + "kinesis", Alias.SERVICE_PREFIX + "firehose", Alias.SERVICE_PREFIX + "s3");

    private final Keyring keyring;
    private final KeyFinder finder;
    private final KeyView view;

    DescribeKey(Keyring keyring, KeyFinder finder, KeyView view) {
        this.keyring = keyring;
        this.finder = finder;
        this.view = view;
    }

    @Override
    public Class<DescribeKeyRequest> inputType() {
        return DescribeKeyRequest.class;
    }

    @Override
    public DescribeKeyResponse handle(DescribeKeyRequest input) {
        GrantTokens.refuse(input.grantTokens());
        Contents contents = keyring.contents();
        String name = finder.local(input.keyId());
        if (SERVICE_ALIASES.contains(name) && contents.alias(name).isEmpty()) {
            contents = make(name);
        }
        Key key = finder.find(contents, input.keyId());
        return DescribeKeyResponse.builder().keyMetadata(view.of(key)).build();
    }

    private Contents make(String alias) {
        Key key = keyring.newKey(
                "Default key that protects my data when no other key is defined: " + alias, Key.Owner.SERVICE);
        Instant now = keyring.now();
        return keyring.change(contents -> contents.alias(alias).isPresent()
                ? contents
                : contents.with(key).with(new Alias(alias, key.id(), now, now)));
    }
}
