package org.sealpost.mailbox;

import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;

/** Gives what a mail program puts into a folder the form in which its owner's mail lies there. */
@FunctionalInterface
public interface MailForm {
    /** Everything lies as it came. */
    MailForm AS_IT_CAME = (owner, content, draft) -> content;

    /**
     * The content as it is to lie.
     *
     * @param owner of the folder, not who puts it there
     * @param draft whether it is written on still
     * @throws org.sealpost.mail.MailFailure if it cannot be given that form now; then it is not taken
     */
    Content of(MailAddress owner, Content content, boolean draft);
}
