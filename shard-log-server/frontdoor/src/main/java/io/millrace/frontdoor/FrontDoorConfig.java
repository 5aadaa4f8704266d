package io.millrace.frontdoor;

import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.HttpListener;
import io.millrace.frontdoor.http.Limits;
import io.millrace.frontdoor.http.Tls;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where the door stands and who may come in.
 *
 * @param address port 0 takes a free one; without authentication a loopback address only
 * @param account whose region callers' signatures must be scoped to, and whose users they are
 * @param tls beside HTTP in clear at a loopback address, in place of it at another
 * @param beside whether another process of this user may be listening at the address, whose successor this one is
 */
public record FrontDoorConfig(
        InetSocketAddress address,
        Account account,
        Authentication authentication,
        Limits limits,
        Optional<Tls> tls,
        boolean beside) {
    /** Without TLS, and alone. */
    public FrontDoorConfig(InetSocketAddress address, String region, Authentication authentication, Limits limits) {
        this(address, new Account("000000000000", region), authentication, limits, Optional.empty(), false);
    }

    public FrontDoorConfig {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("unknown host: " + address.getHostString());
        }
        boolean open = authentication instanceof Authentication.None;
        if (open && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "%s can be reached from other machines and authentication is none: choose sigv4 or a loopback address"
                            .formatted(address.getAddress().getHostAddress()));
        }
    }

    HttpListener.Place place() {
        return new HttpListener.Place(address, beside, tls, limits);
    }
}
