package io.millrace.database;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;

/** H2's commit stops at the operating system's cache; this one ends on the disk. */
final class ForcingTransactions extends DelegatingTransactionHandler {
    ForcingTransactions() {
        this(LocalTransactionHandler.binding());
    }

    private ForcingTransactions(TransactionHandler delegate) {
        super(delegate);
    }

    @Override
    public void commit(Handle handle) {
        super.commit(handle);
        handle.execute("CHECKPOINT SYNC");
    }

    @Override
    public TransactionHandler specialize(Handle handle) throws SQLException {
        return new ForcingTransactions(getDelegate().specialize(handle));
    }
}
