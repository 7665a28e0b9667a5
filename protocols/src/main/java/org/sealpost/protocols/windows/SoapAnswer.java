package org.sealpost.protocols.windows;

import java.util.Optional;
import java.util.function.Consumer;
import org.sealpost.protocols.enroll.Answer;

/** Writes SOAP 1.2 answers: an envelope around a body, or a fault. */
final class SoapAnswer {
    private static final String TYPE = "application/soap+xml; charset=utf-8";
    private static final String FAULT =
            "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher/fault";

    private SoapAnswer() {}

    static Answer of(String action, String relatesTo, Consumer<Xml> body) {
        return answer(200, action, relatesTo, body);
    }

    /** A refusal or failure (SOAP 1.2 section 5.4, MS-WSTEP 3.1.4.1.3.7). All faults are 500 for Windows. */
    static Answer fault(SoapFailure failure, String relatesTo, Optional<String> requestId) {
        boolean unknown = failure.code() == SoapFailure.Code.NOT_AUTHENTICATED;
        return answer(500, FAULT, relatesTo, xml -> {
            xml.open("s:Fault").open("s:Code").text("s:Value", unknown ? "s:Sender" : "s:Receiver");
            xml.open("s:Subcode");
            if (unknown) {
                xml.text("s:Value", "o:FailedAuthentication", "xmlns:o", Names.SECURITY);
            } else {
                xml.text("s:Value", "w:EnrollmentFailure", "xmlns:w", Names.ENROLLMENT);
            }
            xml.close("s:Subcode").close("s:Code");
            xml.open("s:Reason")
                    .text("s:Text", failure.sentence(), "xml:lang", "en-US")
                    .close("s:Reason");
            xml.open("s:Detail").open("CertificateEnrollmentWSDetail", "xmlns", Names.ENROLLMENT);
            xml.nil("BinaryResponse")
                    .text("ErrorCode", failure.code().number())
                    .text("InvalidRequest", !unknown)
                    .maybe("RequestID", requestId);
            xml.close("CertificateEnrollmentWSDetail").close("s:Detail").close("s:Fault");
        });
    }

    private static Answer answer(int status, String action, String relatesTo, Consumer<Xml> body) {
        Xml xml = new Xml();
        xml.open("s:Envelope", "xmlns:s", Names.SOAP, "xmlns:a", Names.ADDRESSING, "xmlns:xsi", Names.INSTANCE);
        xml.open("s:Header").text("a:Action", action, "s:mustUnderstand", "1");
        if (!relatesTo.isEmpty()) {
            xml.text("a:RelatesTo", relatesTo);
        }
        xml.close("s:Header").open("s:Body");
        body.accept(xml);
        return Answer.of(status, TYPE, xml.close("s:Body").close("s:Envelope").bytes());
    }
}
