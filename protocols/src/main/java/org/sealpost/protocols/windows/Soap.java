package org.sealpost.protocols.windows;

import java.util.Locale;
import java.util.Optional;
import org.sealpost.protocols.enroll.Answer;
import org.sealpost.protocols.enroll.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a SOAP request and answers it; a failure becomes a fault, and a line in the log. */
final class Soap {
    private static final Logger LOG = LoggerFactory.getLogger(Soap.class);

    private Soap() {}

    /** What answers a request that could be read. */
    @FunctionalInterface
    interface Operation {
        Answer answer(SoapRequest request) throws SoapFailure;
    }

    static Answer answer(Request request, Operation operation) {
        if (!request.path().toLowerCase(Locale.ROOT).matches(".*/service\\.svc/(cep|ces)")) {
            return Answer.text(404, "Expected /service.svc/CEP or /service.svc/CES at the end of the address.");
        }
        if (!request.method().equals("POST")) {
            return Answer.text(405, "Here Windows enrols for certificates, by POST of SOAP requests (experimental).");
        }
        SoapRequest soap;
        try {
            soap = SoapRequest.read(request.body());
        } catch (SoapFailure e) {
            return fault(request, e, "");
        }
        try {
            return operation.answer(soap);
        } catch (SoapFailure e) {
            return fault(request, e, soap.messageId());
        }
    }

    private static Answer fault(Request request, SoapFailure failure, String relatesTo) {
        LOG.info("a request of Windows from {} is refused: {}", request.client(), failure.sentence());
        return SoapAnswer.fault(failure, relatesTo, Optional.empty());
    }
}
