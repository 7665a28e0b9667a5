package org.sealpost.policy;

/** The rules of {@link AutomaticReplyPolicy}, and what people's own filters did with their mail. */
public enum FilterRule implements Rule {
    /** The person's own filter said so; the facts name the script and its version. */
    FILTER_OF_THE_OWNER,
    /** The filter went wrong; the message lies in the INBOX. */
    FILTER_FAILED,
    /** A test asks for text that is closed here; what hung on it was not done. */
    FILTER_TEST_NOT_EVALUATED,
    /** What the filter wanted would have carried text that came encrypted to where others read it. */
    FILTER_TEXT_STAYS_INSIDE,
    /** The message was sent on by this person before. */
    FILTER_LOOP,
    /** It may not leave as it would have to. */
    FILTER_REDIRECT_REFUSED,
    REPLY_SENT,
    REPLY_HAS_NO_ADDRESS,
    REPLY_TO_PROGRAM,
    REPLY_TO_LIST,
    REPLY_NOT_ADDRESSED,
    REPLY_SENT_BEFORE,
    REPLY_SENDER_DOUBTFUL,
    /** It would have to be encrypted, and cannot be. */
    REPLY_STOPPED_BY_RULE,
    /** Whoever changed the message on its way could learn from an answer what is in it. */
    REPLY_TO_UNPROVEN_ENCRYPTED
}
