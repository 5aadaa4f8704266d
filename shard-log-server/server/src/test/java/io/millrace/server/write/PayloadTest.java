package io.millrace.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PayloadTest {
    @Test
    void version1StaysReadable() throws IOException {
        byte[] golden = HexFormat.of().parseHex("010003" + "6bc3a9" + "00ff10");

        Payload payload = Payload.decode(golden);

        assertThat(payload.partitionKey()).isEqualTo("ké");
        assertThat(payload.data()).containsExactly(0x00, 0xff, 0x10);
        assertThat(Payload.encode("ké", ByteBuffer.wrap(payload.data()))).isEqualTo(golden);
    }

    @Test
    void anEmptyRecordIsARecord() throws IOException {
        Payload payload = Payload.decode(Payload.encode("k", ByteBuffer.allocate(0)));

        assertThat(payload.partitionKey()).isEqualTo("k");
        assertThat(payload.data()).isEmpty();
    }

    @Test
    void refusesAVersionFromTheFuture() {
        assertThatThrownBy(() -> Payload.decode(new byte[] {2, 0, 1, 'k'}))
                .isInstanceOf(IOException.class)
                .hasMessage("a record of version 2, this server reads 1");
    }
}
