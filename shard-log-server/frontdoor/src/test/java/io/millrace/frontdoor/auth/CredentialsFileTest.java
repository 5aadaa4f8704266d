package io.millrace.frontdoor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsEveryProfileThatHasCredentials() throws IOException {
        Path file = write("""
                # people
                [default]
                aws_access_key_id = AKIDALICE
                aws_secret_access_key=a/b+c=d
                region = eu-west-1

                [profile bob]
                ; temporary
                aws_access_key_id = ASIABOB
                aws_secret_access_key = secret
                aws_session_token = token==
                aws_credential_expiration = 2026-03-01T00:00:00Z
                s3 =
                    max_concurrent_requests = 20
                [empty]
                """);

        Credentials credentials = CredentialsFile.read(file);

        assertThat(credentials.find("AKIDALICE"))
                .contains(new Credentials.Entry("default", "AKIDALICE", "a/b+c=d", Optional.empty(), Optional.empty()));
        assertThat(credentials.find("ASIABOB"))
                .contains(new Credentials.Entry(
                        "bob",
                        "ASIABOB",
                        "secret",
                        Optional.of("token=="),
                        Optional.of(Instant.parse("2026-03-01T00:00:00Z"))));
        assertThat(credentials.find("")).isEmpty();
    }

    @Test
    void saysWhatIsWrongAndNoSecret() throws IOException {
        Path file = directory.resolve("credentials");

        write("[default]\nhunter2\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CredentialsFile.read(file))
                .withMessage("credentials file %s, line 2 is neither a [profile] nor a setting of one".formatted(file));
        write("[default]\naws_access_key_id = A\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CredentialsFile.read(file))
                .withMessage("credentials file %s, profile default lacks aws_secret_access_key".formatted(file));
        write("[default]\nregion = us-east-1\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CredentialsFile.read(file))
                .withMessage("credentials file %s holds no credentials".formatted(file));
        write("""
                [a]
                aws_access_key_id=A
                aws_secret_access_key=hunter2
                [b]
                aws_access_key_id=A
                aws_secret_access_key=hunter3
                """);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CredentialsFile.read(file))
                .withMessage("two credentials have the access key A");
        assertThat(new Credentials.Entry("alice", "A", "hunter2", Optional.of("token"), Optional.empty()))
                .hasToString("credentials of A");
    }

    @Test
    void saysThatThereIsNoFile() {
        Path file = directory.resolve("none");

        assertThatThrownBy(() -> CredentialsFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("no credentials file " + file);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("credentials"), text);
    }
}
