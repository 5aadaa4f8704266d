package io.millrace.flink.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.LocalStreams;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that goes into a cluster's lib. */
class SqlJarIT {
    private static final Path JAR = Path.of(System.getProperty("sql.jar"));

    @Test
    void holdsNothingThatCouldMeetAnotherVersionOfItself() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> entries = jar.stream().map(ZipEntry::getName).toList();

            assertThat(entries)
                    .filteredOn(name -> name.endsWith(".class"))
                    .hasSizeGreaterThan(1000)
                    .allMatch(name -> name.startsWith("io/millrace/flink/") || name.startsWith("io/millrace/model/"));
            assertThat(entries).noneMatch(name -> name.startsWith("software/") || name.startsWith("org/"));
            assertThat(entries).doesNotHaveDuplicates();
        }
    }

    @Test
    void namesItsFactoriesAndItsHttpClientAsServices() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(lines(jar, "META-INF/services/org.apache.flink.table.factories.Factory"))
                    .containsExactly(
                            "io.millrace.flink.catalog.MillraceCatalogFactory",
                            "io.millrace.flink.table.MillraceTableFactory");
            assertThat(jar.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.startsWith("META-INF/services/") && !name.endsWith("/")))
                    .allMatch(name -> name.contains("org.apache.flink.") || name.contains("io.millrace.flink.shaded."));
        }
    }

    private static List<String> lines(JarFile jar, String entry) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getJarEntry(entry))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** Sees Flink, and of everything else the jar alone. */
    private static final class ClusterClassLoader extends URLClassLoader {
        private ClusterClassLoader() throws IOException {
            super(new URL[] {JAR.toUri().toURL()}, SqlJarIT.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("software.amazon.")) {
                throw new ClassNotFoundException(name);
            }
            if (name.startsWith("io.millrace.flink.")) {
                synchronized (getClassLoadingLock(name)) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
            }
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void reachesAStreamWithItsOwnClassesOnly(@TempDir Path directory) throws Exception {
        try (LocalStreams streams = LocalStreams.start(directory);
                ClusterClassLoader loader = new ClusterClassLoader()) {
            String stream = streams.create("jar", 3);
            Object settings = loader.loadClass("io.millrace.flink.proxy.ClientSettings")
                    .getConstructors()[0]
                    .newInstance(streams.server().endpoint(), "us-east-1", null);
            Object factory = loader.loadClass("io.millrace.flink.proxy.KinesisStreams")
                    .getConstructors()[0]
                    .newInstance(stream, settings);

            Class<?> proxyType = loader.loadClass("io.millrace.flink.proxy.StreamProxy");
            try (AutoCloseable proxy = (AutoCloseable) loader.loadClass("io.millrace.flink.proxy.StreamProxyFactory")
                    .getMethod("open")
                    .invoke(factory)) {
                Object listing = proxyType.getMethod("listShards").invoke(proxy);

                assertThat(listing.toString()).contains("shardId-000000000002");
            }
            assertThat(FactoryUtil.discoverFactory(loader, DynamicTableSourceFactory.class, "millrace"))
                    .isNotNull();
        }
    }
}
