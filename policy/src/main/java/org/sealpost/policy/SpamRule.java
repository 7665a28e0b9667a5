package org.sealpost.policy;

/** Rules of {@link SpamPolicy}. */
public enum SpamRule implements Rule {
    SPAM_NOT_SUSPECTED,
    SPAM_INTO_JUNK,
    SPAM_PUT_ASIDE,
    SPAM_REFUSED,
    SPAM_FILTER_SILENT,
    SPAM_FILTER_LEFT_OUT
}
