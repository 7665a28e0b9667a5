package org.sealpost.mailbox;

class MailboxesOnSqliteTest extends MailboxesContract {
    MailboxesOnSqliteTest() {
        super(Engine.SQLITE);
    }
}
