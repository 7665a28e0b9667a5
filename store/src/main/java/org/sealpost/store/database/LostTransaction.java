package org.sealpost.store.database;

import java.sql.SQLException;

/** The whole transaction is undone, or has to be, because of what failed in it; nobody may go on inside it. */
public final class LostTransaction extends SQLException {
    private static final long serialVersionUID = 1L;

    LostTransaction(Throwable cause) {
        super(cause);
    }
}
