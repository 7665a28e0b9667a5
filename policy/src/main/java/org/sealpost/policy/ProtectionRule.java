package org.sealpost.policy;

/** The rules of {@link ProtectionPolicy}. */
public enum ProtectionRule implements Rule {
    /** The sender's own client encrypted the message already. */
    ALREADY_ENCRYPTED,
    /** The sender's own client signed the message already; it is not signed a second time. */
    ALREADY_SIGNED,
    /** Mail from outside keeps the protection that it came with. */
    CAME_FROM_OUTSIDE,
    /** A notice of the house itself; it holds nothing confidential. */
    NOTICE_OF_THE_HOUSE,
    RECIPIENT_HAS_CERTIFICATE,
    /** The organisation knows none, but the sender's own contacts do. */
    SENDER_KNOWS_CERTIFICATE,
    /** Neither the organisation nor the sender's contacts know one, but the recipient's own signed mail told it. */
    RECIPIENT_SENT_CERTIFICATE,
    RECIPIENT_WITHOUT_CERTIFICATE,
    /** There is a certificate, but its key is of a kind that the house does not encrypt to. */
    RECIPIENT_KEY_IS_STRANGE,
    SENDER_HAS_CERTIFICATE,
    SENDER_WITHOUT_CERTIFICATE,
    /** The gateway of the domain stands for somebody who has no certificate. */
    SIGNED_WITH_DOMAIN_CERTIFICATE,
    /** A rule wants the word of the domain, whatever the author has. */
    SIGNATURE_OF_DOMAIN_DEMANDED,
    /** So nothing leaves. */
    DOMAIN_WITHOUT_SIGNING_CERTIFICATE,
    /** An administrator's rule demands encryption to this recipient. */
    ENCRYPTION_DEMANDED_BY_RULE,
    /** A rule makes an exception from encrypting wherever it is possible, and nobody asked. */
    ENCRYPTED_ONLY_IF_ASKED,
    /** The sender asked for encryption. */
    ENCRYPTION_ASKED_BY_SENDER,
    /** What was said in confidence is not answered in clear. */
    ANSWERS_SEALED_MAIL,
    /** The sender asked not to encrypt, and no rule stands against it. */
    ENCRYPTION_DECLINED_BY_SENDER,
    SIGNATURE_DECLINED_BY_SENDER,
    /** One of the administrators' rules applies to this message and this recipient. */
    RULE_APPLIES,
    /** A rule further up says something else about the same thing. */
    RULE_OVERRULED,
    /** A rule that looks into the text counts, since not all of the text could be read. */
    RULE_COUNTS_UNEXAMINED,
    /** The sender declined what a rule wants. */
    DECLINE_DOES_NOT_COUNT,
    SIGNATURE_SWITCHED_OFF_BY_RULE,
    SUBJECT_TAG_TAKEN_OUT,
    /** The recipient has no certificate, but a gateway of the whole domain does. */
    DOMAIN_HAS_CERTIFICATE,
    /** A rule wants other ways to encrypt than the usual ones, or another order. */
    LADDER_OF_RULE,
    /** Until there is a way to encrypt. */
    WAITS_FOR_CERTIFICATE,
    /** An administrator took it upon himself to let a waiting message go unencrypted. */
    WAIVED_BY_ADMINISTRATOR,
    /** An administrator sent a waiting message back. */
    REFUSED_BY_ADMINISTRATOR,
    /** The key of the message is closed with ML-KEM. */
    ENCRYPTED_POST_QUANTUM,
    /** Our own software reads the modern format (AuthEnvelopedData, AES-256-GCM). */
    FORMAT_FOR_INSIDE,
    /** The recipient's program told that it reads the modern format. */
    FORMAT_ANNOUNCED,
    /** The format that every client reads (EnvelopedData, AES-256-CBC). */
    FORMAT_FOR_OUTSIDE,
    /** Outside the subject reads {@code [...]}; inside stands the real one. */
    SUBJECT_HIDDEN
}
