package io.millrace.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Transactions of the embedded store: one at a time, since H2 loses updates of a row that several transactions change at
 * once (decision 5), and each ends on the disk, where H2's own commit stops at the operating system's cache (decision 2).
 */
final class ForcingTransactions extends DelegatingTransactionHandler {
    /** For all the transactions before this one, each of which takes milliseconds. */
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(30);

    private final ReentrantLock turn;

    ForcingTransactions() {
        this(LocalTransactionHandler.binding(), new ReentrantLock(true));
    }

    private ForcingTransactions(TransactionHandler delegate, ReentrantLock turn) {
        super(delegate);
        this.turn = turn;
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
        takeTurn();
        try {
            return super.inTransaction(handle, callback);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public <R, X extends Exception> R inTransaction(
            Handle handle, TransactionIsolationLevel level, HandleCallback<R, X> callback) throws X {
        takeTurn();
        try {
            return super.inTransaction(handle, level, callback);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void commit(Handle handle) {
        super.commit(handle);
        handle.execute("CHECKPOINT SYNC");
    }

    @Override
    public TransactionHandler specialize(Handle handle) throws SQLException {
        return new ForcingTransactions(getDelegate().specialize(handle), turn);
    }

    private void takeTurn() {
        try {
            if (!turn.tryLock(TURN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TransactionException("the embedded database is busy: no turn within " + TURN_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransactionException("interrupted before the transaction began", e);
        }
    }
}
