package io.millrace.keys.operation;

import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.JsonApi;
import io.millrace.keys.keyring.Keyring;
import java.util.List;

/** The KMS API as the front door serves it. */
public final class KmsApi {
    private KmsApi() {}

    /** Wires the operations that are built; any other of the API answers UnsupportedOperationException. */
    public static JsonApi over(Account account, Keyring keyring, int keysMax) {
        KeyFinder finder = new KeyFinder(account);
        KeyView view = new KeyView(finder);
        KeyUse use = new KeyUse(keyring, finder);
        return new JsonApi(
                "kms",
                "TrentService",
                "kms",
                KmsError.UNSUPPORTED_OPERATION,
                List.of(
                        new CancelKeyDeletion(keyring, finder),
                        new CreateAlias(keyring, finder),
                        new CreateKey(keyring, view, keysMax),
                        new Decrypt(use),
                        new DeleteAlias(keyring, finder),
                        new DescribeKey(keyring, finder, view),
                        new DisableKey(keyring, finder),
                        new DisableKeyRotation(keyring, finder),
                        new EnableKey(keyring, finder),
                        new EnableKeyRotation(keyring, finder),
                        new Encrypt(use),
                        new GenerateDataKey(use),
                        new GenerateDataKeyWithoutPlaintext(use),
                        new GetKeyRotationStatus(keyring, finder),
                        new ListAliases(keyring, finder),
                        new ListKeyRotations(keyring, finder),
                        new ListKeys(keyring, finder),
                        new ReEncrypt(use),
                        new RotateKeyOnDemand(keyring, finder),
                        new ScheduleKeyDeletion(keyring, finder),
                        new UpdateAlias(keyring, finder)),
                new KmsAccess(keyring, finder));
    }
}
