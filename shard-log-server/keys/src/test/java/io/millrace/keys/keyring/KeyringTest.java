package io.millrace.keys.keyring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.keys.keyring.KeyringDisk.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final byte[] PLAINTEXT = "attack at dawn".getBytes(UTF_8);

    @TempDir
    private Path directory;

    private final Random random = new Random(1);
    private Keyring.Files files = new Keyring.Files(Path.of(""), Path.of(""));

    @BeforeEach
    void name() {
        files = new Keyring.Files(directory.resolve("keyring"), directory.resolve("master.key"));
    }

    private Keyring open() throws IOException {
        return Keyring.open(files, () -> START, random);
    }

    private static Key add(Keyring keyring, String description) {
        Key key = keyring.newKey(description, Key.Owner.CUSTOMER);
        keyring.change(contents -> contents.with(key));
        return key;
    }

    @Test
    void whatWasChangedIsThereWhenOpenedAgain() throws IOException {
        Contents before;
        try (Keyring keyring = open()) {
            Key key = add(keyring, "orders");
            Key other = add(keyring, "clicks");
            keyring.change(contents -> contents.with(keyring.rotated(key).rotatedEvery(90, START))
                    .with(other.leaving(START.plus(Duration.ofDays(7)), 7))
                    .with(new Alias("alias/orders", key.id(), START, START)));
            before = keyring.contents();
        }

        try (Keyring keyring = open()) {
            assertThat(keyring.contents()).isEqualTo(before);
            assertThat(before.keys()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aCrashAtAnyStepLeavesTheOldKeyringOrTheNewOne(Step fatal) throws IOException {
        Contents before;
        try (Keyring keyring = open()) {
            add(keyring, "old");
            before = keyring.contents();
        }
        AtomicReference<Step> armed = new AtomicReference<>();
        KeyringDisk disk = new KeyringDisk(step -> {
            if (step == armed.get()) {
                throw new IOException("power cut before " + step);
            }
        });

        Key young;
        try (Keyring keyring = Keyring.open(files, disk, () -> START, random)) {
            young = keyring.newKey("new", Key.Owner.CUSTOMER);
            armed.set(fatal);
            assertThatThrownBy(() -> keyring.change(contents -> contents.with(young)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("power cut before " + fatal);
            assertThat(keyring.contents()).isEqualTo(before);
        }

        try (Keyring keyring = open()) {
            Contents expected = fatal == Step.FORCE_DIRECTORY ? before.with(young) : before;
            assertThat(keyring.contents()).isEqualTo(expected);
            add(keyring, "later");
            assertThat(keyring.contents().keys()).hasSize(expected.keys().size() + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aFirstStartThatCrashedIsBegunAgain(Step fatal) throws IOException {
        KeyringDisk disk = new KeyringDisk(step -> {
            if (step == fatal) {
                throw new IOException("power cut before " + step);
            }
        });
        assertThatThrownBy(() -> Keyring.open(files, disk, () -> START, random)).isInstanceOf(IOException.class);

        try (Keyring keyring = open()) {
            add(keyring, "first");
        }
        try (Keyring keyring = open()) {
            assertThat(keyring.contents().keys()).hasSize(1);
        }
    }

    @Test
    void onlyTheOwnerMayReadTheFilesAndNeitherHoldsASecret() throws IOException {
        Key key;
        try (Keyring keyring = open()) {
            key = add(keyring, "orders");
        }

        for (Path file : new Path[] {files.keyring(), files.masterKey()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        byte[] bytes = Files.readAllBytes(files.keyring());
        assertThat(contains(bytes, key.current().secret())).isFalse();
        assertThat(contains(bytes, "orders".getBytes(UTF_8))).isFalse();
        assertThat(contains(bytes, "MILLKEYS".getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 12, 30, -1})
    void damageRefusesToStart(int position) throws IOException {
        try (Keyring keyring = open()) {
            add(keyring, "orders");
        }
        byte[] bytes = Files.readAllBytes(files.keyring());
        bytes[position < 0 ? bytes.length + position : position] ^= 4;
        Files.write(files.keyring(), bytes);

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("keyring");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 12, 40})
    void aKeyringCutShortRefusesToStart(int length) throws IOException {
        try (Keyring keyring = open()) {
            add(keyring, "orders");
        }
        Files.write(files.keyring(), Arrays.copyOf(Files.readAllBytes(files.keyring()), length));

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("damaged");
    }

    @Test
    void anotherOrNoMasterKeyRefusesToStart() throws IOException {
        try (Keyring keyring = open()) {
            add(keyring, "orders");
        }

        Files.writeString(files.masterKey(), "0".repeat(64));
        assertThatThrownBy(this::open).hasMessageContaining("damaged, or sealed with another master key");
        Files.writeString(files.masterKey(), "not a key");
        assertThatThrownBy(this::open).hasMessageContaining("does not hold 64 hexadecimal digits");
        Files.delete(files.masterKey());
        assertThatThrownBy(this::open).hasMessageContaining("the master key that seals it is missing");
        assertThat(files.masterKey()).doesNotExist();
    }

    @Test
    void aMasterKeyThatOthersMayReadIsRefused() throws IOException {
        open().close();
        Files.setPosixFilePermissions(files.masterKey(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(this::open).hasMessageContaining("may be read or written by others");
    }

    @Test
    void aKeyWhoseTimeHasComeIsGoneFromTheFileWithTheNextChange() throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(START);
        try (Keyring keyring = Keyring.open(files, now::get, random)) {
            Key key = add(keyring, "orders");
            keyring.change(contents -> contents.with(key.leaving(START.plus(Duration.ofDays(7)), 7)));
            now.set(START.plus(Duration.ofDays(7)));
            assertThat(keyring.contents().keys()).isEmpty();
            add(keyring, "later");
        }

        // A clock that goes back would show it if it were still there.
        try (Keyring keyring = open()) {
            assertThat(keyring.contents().keys()).extracting(Key::description).containsExactly("later");
        }
    }

    @Test
    void version1StaysReadable() throws IOException {
        Files.write(files.keyring(), golden("golden/keyring-1.hex"));
        Files.writeString(files.masterKey(), "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n");
        Files.setPosixFilePermissions(files.masterKey(), PosixFilePermissions.fromString("rw-------"));

        try (Keyring keyring = open()) {
            Key key = keyring.contents().keys().iterator().next();
            assertThat(key.description()).isEqualTo("golden");
            assertThat(key.materials()).hasSize(2);
            assertThat(keyring.contents().alias("alias/golden").orElseThrow().key())
                    .isEqualTo(key.id());
            Ciphertext ciphertext =
                    Ciphertext.parse(golden("golden/ciphertext-1.hex")).orElseThrow();
            assertThat(ciphertext.decrypt(key, Map.of("purpose", "war"))).hasValue(PLAINTEXT);
        }
    }

    private static byte[] golden(String resource) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(KeyringTest.class.getClassLoader().getResourceAsStream(resource), resource)) {
            return HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).replaceAll("\\s", ""));
        }
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        return HexFormat.of().formatHex(bytes).contains(HexFormat.of().formatHex(wanted));
    }
}
