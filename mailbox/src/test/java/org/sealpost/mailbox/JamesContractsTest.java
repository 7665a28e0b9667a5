package org.sealpost.mailbox;

import org.apache.james.core.Username;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.store.mail.AnnotationMapper;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.model.AnnotationMapperTest;
import org.apache.james.mailbox.store.mail.model.MailboxMapperACLTest;
import org.apache.james.mailbox.store.mail.model.MailboxMapperTest;
import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.mailbox.store.mail.model.MessageIdMapperTest;
import org.apache.james.mailbox.store.mail.model.MessageMapperTest;
import org.apache.james.mailbox.store.mail.model.MessageMoveTest;
import org.apache.james.mailbox.store.user.SubscriptionMapper;
import org.apache.james.mailbox.store.user.SubscriptionMapperTest;
import org.apache.james.utils.UpdatableTickingClock;
import org.junit.jupiter.api.Nested;

/** Apache James' own contracts for what lies below its mailbox layer, on both engines. */
class JamesContractsTest {
    abstract static class Messages extends MessageMapperTest {
        private final Mappers mappers;

        Messages(Engine engine) {
            this.mappers = new Mappers(engine);
        }

        @Override
        protected MapperProvider createMapperProvider() {
            return mappers;
        }

        @Override
        protected UpdatableTickingClock updatableTickingClock() {
            return mappers.clock;
        }
    }

    @Nested
    class MessagesOnSqlite extends Messages {
        MessagesOnSqlite() {
            super(Engine.SQLITE);
        }
    }

    @Nested
    class MessagesOnPostgresql extends Messages {
        MessagesOnPostgresql() {
            super(Engine.POSTGRESQL);
        }
    }

    abstract static class MessageIds extends MessageIdMapperTest {
        private final Mappers mappers;

        MessageIds(Engine engine) {
            this.mappers = new Mappers(engine);
        }

        @Override
        protected MapperProvider provideMapper() {
            return mappers;
        }

        @Override
        protected UpdatableTickingClock updatableTickingClock() {
            return mappers.clock;
        }
    }

    @Nested
    class MessageIdsOnSqlite extends MessageIds {
        MessageIdsOnSqlite() {
            super(Engine.SQLITE);
        }
    }

    @Nested
    class MessageIdsOnPostgresql extends MessageIds {
        MessageIdsOnPostgresql() {
            super(Engine.POSTGRESQL);
        }
    }

    @Nested
    class MovesOnSqlite extends MessageMoveTest {
        @Override
        protected MapperProvider createMapperProvider() {
            return new Mappers(Engine.SQLITE);
        }
    }

    @Nested
    class MovesOnPostgresql extends MessageMoveTest {
        @Override
        protected MapperProvider createMapperProvider() {
            return new Mappers(Engine.POSTGRESQL);
        }
    }

    abstract static class Mailboxes extends MailboxMapperTest {
        private final Mappers mappers;

        Mailboxes(Engine engine) {
            this.mappers = new Mappers(engine);
        }

        @Override
        protected MailboxMapper createMailboxMapper() {
            return mappers.createMailboxMapper();
        }

        @Override
        protected MailboxId generateId() {
            return mappers.generateId();
        }
    }

    @Nested
    class MailboxesOnSqlite extends Mailboxes {
        MailboxesOnSqlite() {
            super(Engine.SQLITE);
        }
    }

    @Nested
    class MailboxesOnPostgresql extends Mailboxes {
        MailboxesOnPostgresql() {
            super(Engine.POSTGRESQL);
        }
    }

    @Nested
    class RightsOnSqlite extends MailboxMapperACLTest {
        @Override
        protected MailboxMapper createMailboxMapper() {
            return new Mappers(Engine.SQLITE).createMailboxMapper();
        }
    }

    @Nested
    class RightsOnPostgresql extends MailboxMapperACLTest {
        @Override
        protected MailboxMapper createMailboxMapper() {
            return new Mappers(Engine.POSTGRESQL).createMailboxMapper();
        }
    }

    abstract static class Annotations extends AnnotationMapperTest {
        private final Mappers mappers;
        private int folders;

        Annotations(Engine engine) {
            this.mappers = new Mappers(engine);
        }

        @Override
        protected AnnotationMapper createAnnotationMapper() {
            return mappers.mappers.createAnnotationMapper(People.SESSION);
        }

        @Override
        protected MailboxId generateMailboxId() {
            MailboxPath path = MailboxPath.forUser(Username.of("ann@example.org"), "folder" + ++folders);
            return mappers.createMailboxMapper()
                    .create(path, UidValidity.of(1))
                    .blockOptional()
                    .orElseThrow()
                    .getMailboxId();
        }
    }

    @Nested
    class AnnotationsOnSqlite extends Annotations {
        AnnotationsOnSqlite() {
            super(Engine.SQLITE);
        }
    }

    @Nested
    class AnnotationsOnPostgresql extends Annotations {
        AnnotationsOnPostgresql() {
            super(Engine.POSTGRESQL);
        }
    }

    @Nested
    class SubscriptionsOnSqlite extends SubscriptionMapperTest {
        @Override
        protected SubscriptionMapper createSubscriptionMapper() {
            return new Mappers(Engine.SQLITE).mappers.createSubscriptionMapper(People.SESSION);
        }
    }

    @Nested
    class SubscriptionsOnPostgresql extends SubscriptionMapperTest {
        @Override
        protected SubscriptionMapper createSubscriptionMapper() {
            return new Mappers(Engine.POSTGRESQL).mappers.createSubscriptionMapper(People.SESSION);
        }
    }
}
