package org.sealpost.protocols.smtp;

import java.util.Map;
import java.util.Optional;

/** Checks the arguments of MAIL and RCPT. Of MAIL it knows the parameters SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), AUTH (RFC 4954), REQUIRETLS (RFC 8689) and those of DSN (RFC 3461). */
final class PathParameters {
    private static final int SIZE_DIGITS = 18;

    private PathParameters() {}

    /** The reply if MAIL cannot be taken. */
    static Optional<Reply> checkMail(PathArgument path, long limitBytes, boolean encrypted) {
        for (Map.Entry<String, String> parameter : path.parameters().entrySet()) {
            Optional<Reply> refusal = switch (parameter.getKey()) {
                case "SIZE" -> size(parameter.getValue(), limitBytes);
                case "BODY" -> body(parameter.getValue());
                case "SMTPUTF8", "AUTH" -> Optional.empty();
                case "REQUIRETLS" -> requireTls(parameter.getValue(), encrypted);
                case "RET" -> ReportParameters.checkRet(parameter.getValue());
                case "ENVID" -> ReportParameters.checkEnvid(parameter.getValue());
                default -> Optional.of(Reply.of(555, "5.5.4", "this parameter of MAIL is not known here"));
            };
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        boolean needsUtf8 = path.address()
                .filter(address -> !PathArgument.isAscii(address.localPart()))
                .isPresent();
        return needsUtf8 && !path.parameters().containsKey("SMTPUTF8")
                ? Optional.of(Reply.of(553, "5.6.7", "say SMTPUTF8 to use this address"))
                : Optional.empty();
    }

    private static Optional<Reply> size(String digits, long limitBytes) {
        if (!digits.matches("\\d{1," + SIZE_DIGITS + "}")) {
            return Optional.of(Reply.of(501, "5.5.4", "SIZE is a number"));
        }
        return Long.parseLong(digits) > limitBytes
                ? Optional.of(IncomingContent.tooLarge(limitBytes))
                : Optional.empty();
    }

    /** RFC 8689 section 4.1: what came in clear cannot be required to be protected any more. */
    private static Optional<Reply> requireTls(String value, boolean encrypted) {
        if (!value.isEmpty()) {
            return Optional.of(Reply.of(501, "5.5.4", "REQUIRETLS has no value"));
        }
        return encrypted
                ? Optional.empty()
                : Optional.of(Reply.of(530, "5.7.10", "say STARTTLS before a message that requires TLS"));
    }

    private static Optional<Reply> body(String value) {
        return value.equalsIgnoreCase("7BIT") || value.equalsIgnoreCase("8BITMIME")
                ? Optional.empty()
                : Optional.of(Reply.of(501, "5.5.4", "BODY is 7BIT or 8BITMIME"));
    }

    /** The reply if RCPT cannot be taken. */
    static Optional<Reply> checkRcpt(PathArgument path, boolean smtpUtf8) {
        if (path.address().isEmpty()) {
            return Optional.of(Reply.of(501, "5.1.3", "a recipient needs an address"));
        }
        for (Map.Entry<String, String> parameter : path.parameters().entrySet()) {
            Optional<Reply> refusal = switch (parameter.getKey()) {
                case "NOTIFY" -> ReportParameters.checkNotify(parameter.getValue());
                case "ORCPT" -> ReportParameters.checkOrcpt(parameter.getValue(), smtpUtf8);
                default -> Optional.of(Reply.of(555, "5.5.4", "this parameter of RCPT is not known here"));
            };
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return smtpUtf8 || PathArgument.isAscii(path.address().get().localPart())
                ? Optional.empty()
                : Optional.of(Reply.of(553, "5.6.7", "say SMTPUTF8 to use this address"));
    }
}
