package io.millrace.frontdoor.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** Nobody on another machine is served in clear once there is a certificate. */
class TlsHandlersTest {
    @Test
    void onlyLoopbackAndTheAddressThatIsCalledAreOfThisMachine() {
        InetAddress here = InetAddress.ofLiteral("192.0.2.1");

        assertThat(TlsHandlers.isFromThisMachine(here, here)).isTrue();
        assertThat(TlsHandlers.isFromThisMachine(here, InetAddress.ofLiteral("127.0.0.1")))
                .isTrue();
        assertThat(TlsHandlers.isFromThisMachine(here, InetAddress.ofLiteral("::1")))
                .isTrue();
        assertThat(TlsHandlers.isFromThisMachine(here, InetAddress.ofLiteral("192.0.2.2")))
                .isFalse();
    }
}
