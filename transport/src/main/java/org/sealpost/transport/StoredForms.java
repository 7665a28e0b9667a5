package org.sealpost.transport;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Protection;
import org.sealpost.policy.Finding;
import org.sealpost.policy.StorageVerdict;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.Opening;
import org.sealpost.protection.Smime;

/**
 * Gives mail that lies in a mailbox, or that a mail program puts there, the form that is wanted for its owner: readable, sealed,
 * or sealed for other people than before.
 */
public final class StoredForms {
    /** All mail lies as it is read. */
    public static final String OPEN = "open";

    private final Storing storing;
    private final Directory directory;
    private final Smime smime;
    private final KeyAccess keys;
    private final Answers answers;

    /** {@code answers}: which messages came encrypted. */
    public StoredForms(Storing storing, Directory directory, Smime smime, KeyAccess keys, Answers answers) {
        this.storing = storing;
        this.directory = directory;
        this.smime = smime;
        this.keys = keys;
        this.answers = answers;
    }

    /**
     * What is wanted for somebody's mail.
     *
     * @param word the same for all mail that lies in this form
     */
    public record Form(String word, List<Finding> because) {
        public Form {
            because = List.copyOf(because);
        }
    }

    /** Everybody whose mail may be wanted in another form than as it is read. */
    public List<Account> meant() {
        return storing.meant();
    }

    /** What became of a message. */
    public sealed interface Outcome {
        /** It has the form, or came sealed by its sender and stays so. */
        record Kept() implements Outcome {}

        /**
         * It gets another content.
         *
         * @param openedWith fingerprint of the certificate with whose key it was opened, if it was sealed; the caller records it
         */
        record Changed(Content content, Optional<String> openedWith) implements Outcome {}

        /** It would have to be opened, and the house cannot. */
        record LeftAlone() implements Outcome {}
    }

    /** Empty if it is to be sealed and there is nothing to seal it with yet. */
    public Optional<Form> form(Account account) {
        Storing.Decided decided = storing.decided(account);
        return switch (decided.decision().verdict()) {
            case StorageVerdict.Keep() ->
                Optional.of(new Form(OPEN, decided.decision().because()));
            case StorageVerdict.Defer() -> Optional.empty();
            case StorageVerdict.Seal seal ->
                Optional.of(new Form(
                        SealedForm.word(decided.readers()), decided.decision().because()));
        };
    }

    /**
     * Looks at one message of somebody's.
     *
     * @throws org.sealpost.mail.MailFailure 4.3.0 if it must be sealed and there is no certificate yet
     */
    public Outcome of(Account account, Content content) {
        Storing.Decided decided = storing.decided(account);
        boolean encrypted = smime.inspect(content) instanceof Protection.Encrypted;
        Optional<String> word = encrypted ? SealedForm.wordOf(content) : Optional.empty();
        boolean seals = !(decided.decision().verdict() instanceof StorageVerdict.Keep);
        if (word.isEmpty()) {
            return seals && !encrypted
                    ? new Outcome.Changed(decided.give(content), Optional.empty())
                    : new Outcome.Kept();
        }
        if (seals && word.get().equals(SealedForm.word(decided.readers()))) {
            return new Outcome.Kept();
        }
        List<DecryptionKey> own = keys.decryptionKeys(account.address());
        return smime.open(content, own) instanceof Opening.Opened opened
                ? new Outcome.Changed(
                        decided.give(SealedForm.original(opened.entity(), opened.content())),
                        Optional.of(opened.keyFingerprint()))
                : new Outcome.LeftAlone();
    }

    /**
     * What a mail program puts into a folder of somebody's.
     *
     * @param draft whether it is written on still
     */
    public Content appended(MailAddress owner, Content content, boolean draft) {
        Optional<Account> account = storing.wantsAnything() || draft ? directory.account(owner) : Optional.empty();
        return account.map(one -> appended(one, content, draft)).orElse(content);
    }

    private Content appended(Account owner, Content content, boolean draft) {
        if (of(owner, content) instanceof Outcome.Changed changed) {
            return changed.content();
        }
        return draft
                ? storing.draft(
                        owner,
                        content,
                        smime.inspect(content) instanceof Protection.Encrypted,
                        answers.answersSealed(owner.address(), content))
                : content;
    }
}
