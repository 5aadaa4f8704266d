package io.millrace.keys;

import io.millrace.frontdoor.Service;
import io.millrace.frontdoor.ServiceContext;
import io.millrace.frontdoor.ServiceProvider;
import io.millrace.keys.keyring.Keyring;
import io.millrace.keys.operation.KmsApi;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Makes the key service over a local keyring. */
public final class KeysServiceProvider implements ServiceProvider {
    @Override
    public String name() {
        return "kms";
    }

    @Override
    public Service open(ServiceContext context) throws IOException {
        KeysConfig config = KeysConfig.of(context.settings());
        Path data = context.dataDirectory();
        Path masterKey = config.masterKeyFile().orElseGet(() -> data.resolve("master.key"));
        Keyring keyring = Keyring.open(
                new Keyring.Files(data.resolve("keyring"), masterKey), context.clock(), new SecureRandom());
        return new KeysService(KmsApi.over(context.account(), keyring, config.keysMax()), keyring);
    }
}
