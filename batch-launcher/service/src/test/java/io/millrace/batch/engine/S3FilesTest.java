package io.millrace.batch.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.batch.step.StepCommand;
import io.millrace.objectstore.EmbeddedObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts from and logs to a real object store. */
class S3FilesTest {
    @TempDir
    Path directory;

    private EmbeddedObjectStore store;
    private S3Files s3;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedObjectStore.start(directory.resolve("objects"), 0);
        s3 = new S3Files(store.objectStore());
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        store.close();
    }

    @Test
    void scriptIsReadFromTheObjectStore() throws IOException {
        // given
        s3.write(URI.create("s3://millrace/scripts/x.sql"), "SELECT 'ü';".getBytes(UTF_8));

        // when
        String script = new ScriptSource(s3).read(new StepCommand.SqlFile("s3://millrace/scripts/x.sql"));

        // then
        assertThat(script).isEqualTo("SELECT 'ü';");
    }

    @Test
    void scriptThatIsNotThereOrTooLargeIsRefusedWithItsName() throws IOException {
        // given
        s3.write(URI.create("s3://millrace/large.sql"), new byte[2 * 1024 * 1024]);
        ScriptSource scripts = new ScriptSource(s3);

        // then
        assertThatThrownBy(() -> scripts.read(new StepCommand.SqlFile("s3://millrace/missing.sql")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("'s3://millrace/missing.sql' cannot be read");
        assertThatThrownBy(() -> scripts.read(new StepCommand.SqlFile("s3://millrace/large.sql")))
                .hasMessage("'s3://millrace/large.sql' is larger than 1048576 bytes.");
        assertThatThrownBy(() -> scripts.read(new StepCommand.SqlFile("s3://millrace")))
                .hasMessage("'s3://millrace' does not name an object.");
    }

    @Test
    void logsAreCopiedToTheObjectStore() throws IOException {
        // given
        StepFiles files = new StepFiles(directory.resolve("s-1"));
        files.claim();
        Files.writeString(files.standardOutput(), "two rows");

        // when
        new LogDelivery(s3).deliver(files, "s3://millrace/logs/", "j-1/steps/s-1");

        // then
        byte[] copy = s3.read(URI.create("s3://millrace/logs/j-1/steps/s-1/stdout.gz"), 1024);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(copy)).readAllBytes())
                .isEqualTo("two rows".getBytes(UTF_8));
    }
}
