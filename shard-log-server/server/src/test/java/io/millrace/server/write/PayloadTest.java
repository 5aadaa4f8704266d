package io.millrace.server.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.storage.RecordContent;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PayloadTest {
    @Test
    void version1StaysReadable() {
        byte[] golden = HexFormat.of().parseHex("010003" + "6bc3a9" + "00ff10");

        Payload payload = new Payload(ByteBuffer.wrap(golden), 0, golden.length);

        assertThat(payload.partitionKey()).isEqualTo("ké");
        assertThat(payload.data()).containsExactly(0x00, 0xff, 0x10);
        assertThat(bytes("ké".getBytes(UTF_8), payload.data())).isEqualTo(golden);
    }

    @Test
    void anEmptyRecordIsARecord() {
        byte[] bytes = bytes("k".getBytes(UTF_8), new byte[0]);

        Payload payload = new Payload(ByteBuffer.wrap(bytes), 0, bytes.length);

        assertThat(payload.partitionKey()).isEqualTo("k");
        assertThat(payload.data()).isEmpty();
    }

    @Test
    void isReadWhereItStands() {
        byte[] bytes = bytes("key".getBytes(UTF_8), new byte[] {1, 2});
        ByteBuffer around = ByteBuffer.allocateDirect(100).put(7, bytes);

        Payload payload = new Payload(around, 7, bytes.length);

        assertThat(payload.partitionKey()).isEqualTo("key");
        assertThat(payload.data()).containsExactly(1, 2);
    }

    @Test
    void refusesAVersionFromTheFuture() {
        assertThatThrownBy(() -> new Payload(ByteBuffer.wrap(new byte[] {2, 0, 1, 'k'}), 0, 4))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("a record of version 2, this server reads 1");
    }

    private static byte[] bytes(byte[] key, byte[] data) {
        RecordContent content = Payload.content(Slice.of(key), Slice.of(data));
        ByteBuffer target = ByteBuffer.allocate(content.length());
        content.writeTo(target);
        return target.array();
    }
}
