package io.millrace.trino;

import io.trino.spi.connector.ConnectorTransactionHandle;

/** Reading needs no state of a transaction. */
enum MillraceTransactionHandle implements ConnectorTransactionHandle {
    INSTANCE
}
