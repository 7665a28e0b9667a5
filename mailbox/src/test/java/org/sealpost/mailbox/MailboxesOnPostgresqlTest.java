package org.sealpost.mailbox;

class MailboxesOnPostgresqlTest extends MailboxesContract {
    MailboxesOnPostgresqlTest() {
        super(Engine.POSTGRESQL);
    }
}
