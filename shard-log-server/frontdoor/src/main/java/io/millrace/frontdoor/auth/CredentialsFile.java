package io.millrace.frontdoor.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads AWS's shared credentials file: profiles in brackets, each with {@code aws_access_key_id},
 * {@code aws_secret_access_key} and, if it is temporary, {@code aws_session_token} and
 * {@code aws_credential_expiration} (ISO-8601). Other keys are the clients' business. Source: AWS SDKs and Tools
 * Reference Guide, shared config and credentials files.
 */
final class CredentialsFile {
    private static final Logger logger = LoggerFactory.getLogger(CredentialsFile.class);
    private static final String ACCESS_KEY = "aws_access_key_id";
    private static final String SECRET = "aws_secret_access_key";
    private static final String TOKEN = "aws_session_token";
    private static final String EXPIRATION = "aws_credential_expiration";
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final List<Credentials.Entry> entries = new ArrayList<>();
    private final Map<String, String> profile = new HashMap<>();

    /** Of the profile being read; null before the first. */
    private @Nullable String profileName;

    private CredentialsFile(Path file) {
        this.file = file;
    }

    static Credentials read(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException("no credentials file " + file, e);
        }
        warnIfShared(file);
        return new CredentialsFile(file).parse(lines);
    }

    private static void warnIfShared(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
            logger.warn("other users of this machine can read or write the credentials file {}", file);
        }
    }

    private Credentials parse(List<String> lines) {
        int number = 0;
        for (String line : lines) {
            number++;
            parse(line, number);
        }
        endProfile();
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("credentials file %s holds no credentials".formatted(file));
        }
        return new Credentials(entries);
    }

    private void parse(String line, int number) {
        String text = line.strip();
        // An indented line belongs to a setting with parts, none of which is a credential.
        boolean indented = !line.isEmpty() && Character.isWhitespace(line.charAt(0));
        if (text.isEmpty() || text.startsWith("#") || text.startsWith(";") || indented) {
            return;
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            endProfile();
            profileName = text.substring(1, text.length() - 1).strip().replaceFirst("^profile\\s+", "");
            if (profileName.isEmpty()) {
                throw new IllegalArgumentException(
                        "credentials file %s, line %d: a profile has a name".formatted(file, number));
            }
            return;
        }
        int equals = text.indexOf('=');
        if (equals < 1 || profileName == null) {
            // The line itself may be a secret that slipped.
            throw new IllegalArgumentException(
                    "credentials file %s, line %d is neither a [profile] nor a setting of one".formatted(file, number));
        }
        profile.put(
                text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }

    private void endProfile() {
        String accessKey = profile.getOrDefault(ACCESS_KEY, "");
        String secret = profile.getOrDefault(SECRET, "");
        if (accessKey.isEmpty() != secret.isEmpty()) {
            throw new IllegalArgumentException("credentials file %s, profile %s lacks %s"
                    .formatted(file, profileName, accessKey.isEmpty() ? ACCESS_KEY : SECRET));
        }
        if (!accessKey.isEmpty()) {
            entries.add(new Credentials.Entry(
                    Objects.requireNonNull(profileName),
                    accessKey,
                    secret,
                    Optional.ofNullable(profile.get(TOKEN)),
                    expiration()));
        }
        profile.clear();
    }

    private Optional<Instant> expiration() {
        String text = profile.get(EXPIRATION);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "credentials file %s, profile %s: %s is not an ISO-8601 instant"
                            .formatted(file, profileName, EXPIRATION),
                    e);
        }
    }
}
