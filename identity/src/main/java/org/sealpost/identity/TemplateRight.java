package org.sealpost.identity;

/** What a trustee may do with a template. */
public enum TemplateRight {
    /** See it. */
    READ,
    /** Ask for a certificate of it. */
    ENROLL,
    /** Get one without asking; of no use without the other two. */
    AUTOENROLL
}
