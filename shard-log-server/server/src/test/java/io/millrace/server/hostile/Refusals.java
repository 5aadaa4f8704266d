package io.millrace.server.hostile;

import io.millrace.server.hostile.HostileRequest.Place;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Sends generated requests to a port and judges every answer. Any thread. */
final class Refusals {
    /** Sent at once on a connection; the answers must come in the same order. */
    private static final int PIPELINE = 16;

    private static final int SHOWN_BYTES_MAX = 2_000;

    private static final Answer HUNG_UP = new Answer(0, Map.of("connection", "close"), new byte[0]);

    private final int port;
    private final AtomicLong refused = new AtomicLong();
    private final Map<Integer, LongAdder> byStatus = new ConcurrentSkipListMap<>();

    Refusals(int port) {
        this.port = port;
    }

    long refused() {
        return refused.get();
    }

    Map<Integer, LongAdder> byStatus() {
        return byStatus;
    }

    /** Goes on until so many have been refused by all threads together. */
    void gather(Supplier<HostileRequest> requests, long wanted) throws IOException {
        while (refused.get() < wanted) {
            converse(requests, wanted);
        }
    }

    /** One connection, for as long as both sides know where a request ends. */
    private void converse(Supplier<HostileRequest> requests, long wanted) throws IOException {
        try (Wire wire = new Wire(port)) {
            while (refused.get() < wanted) {
                List<HostileRequest> batch = new ArrayList<>();
                HostileRequest next = requests.get();
                for (; next.place() == Place.AMONG_OTHERS && batch.size() < PIPELINE; next = requests.get()) {
                    batch.add(next);
                }
                if (isEndOf(wire, batch) || isEndOf(wire, List.of(next)) || next.place() == Place.LAST) {
                    return;
                }
            }
        }
    }

    /** Sends all, then reads all; who says that it hangs up may leave the rest unanswered. */
    private boolean isEndOf(Wire wire, List<HostileRequest> batch) throws IOException {
        for (HostileRequest request : batch) {
            try {
                wire.send(request.bytes());
            } catch (SocketException e) {
                if (request.bytes().length <= HostileRequests.BODY_BYTES_MAX) {
                    throw new AssertionError("hung up on " + shown(request), e);
                }
                return true;
            }
        }
        for (HostileRequest request : batch) {
            if (judge(request, wire).isLast()) {
                return true;
            }
        }
        return false;
    }

    /** A request on a connection of its own. */
    void send(HostileRequest request) throws IOException {
        try (Wire wire = new Wire(port)) {
            wire.send(request.bytes());
            judge(request, wire);
        }
    }

    private Answer judge(HostileRequest request, Wire wire) {
        Answer answer;
        try {
            answer = wire.read(request.bodiless());
        } catch (SocketException e) {
            if (request.bytes().length > HostileRequests.BODY_BYTES_MAX) {
                // The server has answered and hung up while it was still being sent, and the answer is lost with it.
                return HUNG_UP;
            }
            throw new AssertionError("hung up on " + shown(request), e);
        } catch (IOException e) {
            throw new AssertionError("no answer (%s) to %s".formatted(e, shown(request)), e);
        }
        // Netty refuses an upgrade whose settings are broken by itself, before there is a request.
        boolean upgrade = request.place() == Place.LAST
                && answer.status() == 400
                && answer.headers().isEmpty();
        if (!request.bodiless() && !upgrade) {
            answer.fault(request.format()).ifPresent(fault -> {
                throw new AssertionError("%s: %s to %s".formatted(fault, answer, shown(request)));
            });
        }
        byStatus.computeIfAbsent(answer.status(), status -> new LongAdder()).increment();
        if (answer.refused()) {
            refused.incrementAndGet();
        }
        return answer;
    }

    private static String shown(HostileRequest request) {
        byte[] bytes = request.bytes();
        return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN_BYTES_MAX)) + " of " + bytes.length;
    }
}
