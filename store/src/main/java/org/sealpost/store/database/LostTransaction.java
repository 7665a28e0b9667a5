package org.sealpost.store.database;

import java.sql.SQLException;

/** The engine has undone the whole transaction because of what failed in it; nobody may go on inside it. */
final class LostTransaction extends SQLException {
    private static final long serialVersionUID = 1L;

    LostTransaction(Throwable cause) {
        super(cause);
    }
}
