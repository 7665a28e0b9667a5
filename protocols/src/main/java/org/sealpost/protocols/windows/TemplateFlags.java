package org.sealpost.protocols.windows;

import java.util.Set;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateTemplate.AlternativeName;
import org.sealpost.identity.CertificateTemplate.Subject;
import org.sealpost.identity.Holder;
import org.sealpost.identity.KeyPurpose;

/** A template in the flags in which Windows thinks of it (MS-XCEP 3.1.4.1.3.1, MS-CRTD 2.26 to 2.28). */
final class TemplateFlags {
    private static final int EXPORTABLE = 0x10;

    private static final long EMAIL_IN_NAMES = 0x04000000L;
    private static final long UPN_IN_NAMES = 0x02000000L;
    private static final long HOST_IN_NAMES = 0x08000000L;
    private static final long HOST_AS_COMMON_NAME = 0x10000000L;
    private static final long EMAIL_IN_SUBJECT = 0x20000000L;
    private static final long COMMON_NAME = 0x40000000L;
    private static final long DIRECTORY_PATH = 0x80000000L;

    private static final int CONSENT = 0x2;
    private static final int PUBLISH = 0x8;
    private static final int NO_DUPLICATES = 0x10;
    private static final int AUTOMATIC = 0x20;
    private static final int OLD_CERTIFICATE_SUFFICES = 0x40;

    private static final int MACHINE = 0x40;

    private static final int DECRYPT = 0x1;
    private static final int SIGN = 0x2;
    private static final int AGREE = 0x4;

    private TemplateFlags() {}

    /** Keys that Windows makes lie in Windows, so that nothing is archived, whatever the template says. */
    static int privateKey(CertificateTemplate template) {
        return template.key().exportable() ? EXPORTABLE : 0;
    }

    /** Where the names come from: always the directory, never the request. */
    static long subjectName(CertificateTemplate template) {
        Set<AlternativeName> names = template.naming().alternatives();
        long flags = 0;
        flags |= names.contains(AlternativeName.EMAIL) ? EMAIL_IN_NAMES : 0;
        flags |= names.contains(AlternativeName.UPN) ? UPN_IN_NAMES : 0;
        flags |= names.contains(AlternativeName.DNS) ? HOST_IN_NAMES : 0;
        flags |= template.naming().emailInSubject() ? EMAIL_IN_SUBJECT : 0;
        return flags | subject(template);
    }

    private static long subject(CertificateTemplate template) {
        return switch (template.naming().subject()) {
            case Subject.COMMON_NAME -> isMachine(template) ? HOST_AS_COMMON_NAME : COMMON_NAME;
            case Subject.DIRECTORY_PATH -> DIRECTORY_PATH;
            case Subject.NONE -> 0;
        };
    }

    static int enrollment(CertificateTemplate template, boolean automatic) {
        int flags = template.issuance().managerApproval() ? CONSENT : 0;
        flags |= template.publish() ? PUBLISH : 0;
        flags |= template.issuance().noDuplicates() ? NO_DUPLICATES : 0;
        flags |= automatic ? AUTOMATIC : 0;
        return flags | (template.issuance().needsConsent() ? OLD_CERTIFICATE_SUFFICES : 0);
    }

    static int general(CertificateTemplate template) {
        return isMachine(template) ? MACHINE : 0;
    }

    /** For what Windows' key may be used: the CNG key usages of msPKI-Key-Usage (MS-CRTD 2.23). */
    static int keyUsage(CertificateTemplate template) {
        boolean rsa = template.keyAlgorithm().startsWith("RSA-");
        int flags = template.usage().key().contains(KeyPurpose.SIGNATURE) ? SIGN : 0;
        if (template.usage().key().contains(KeyPurpose.ENCRYPTION)) {
            flags |= rsa ? DECRYPT : AGREE;
        }
        return flags;
    }

    private static boolean isMachine(CertificateTemplate template) {
        return template.holder() == Holder.COMPUTER;
    }
}
