package org.sealpost.protocols.windows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.sealpost.protocols.windows.SoapFailure.Code;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * A SOAP 1.2 request. Read without document types, external entities or includes, and to a limited depth and number of
 * attributes; its size is limited by the door.
 *
 * @param messageId by which the answer refers to it; may be empty
 * @param header may be {@code null} in requests without one
 * @param payload the only element of the body
 */
record SoapRequest(String action, String messageId, Optional<Element> header, Element body, Element payload) {
    private static final int TEXT_LIMIT = 2048;
    private static final String DEPTH_LIMIT = "40";
    private static final String ATTRIBUTES_LIMIT = "40";
    private static final String NAME_LIMIT = "256";

    /** Reads a request; everything that is not one is a {@link SoapFailure}. */
    static SoapRequest read(byte[] xml) throws SoapFailure {
        Element envelope = parse(xml);
        if (!is(envelope, Names.SOAP, "Envelope")) {
            throw new SoapFailure(Code.NOT_UNDERSTOOD, "Expected a SOAP 1.2 envelope.");
        }
        Optional<Element> header = child(envelope, Names.SOAP, "Header");
        Element body = child(envelope, Names.SOAP, "Body")
                .orElseThrow(() -> new SoapFailure(Code.NOT_UNDERSTOOD, "The SOAP envelope has no body."));
        List<Element> content = children(body);
        if (content.size() != 1) {
            throw new SoapFailure(
                    Code.NOT_UNDERSTOOD, "Expected one element in the SOAP body, not " + content.size() + ".");
        }
        return new SoapRequest(
                addressing(header, "Action"), addressing(header, "MessageID"), header, body, content.getFirst());
    }

    private static Element parse(byte[] xml) throws SoapFailure {
        try {
            DocumentBuilder builder = factory().newDocumentBuilder();
            builder.setErrorHandler(new Strict());
            return builder.parse(new ByteArrayInputStream(xml)).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new SoapFailure(Code.NOT_UNDERSTOOD, "The request is not XML that is read here.");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java reads no XML", e);
        }
    }

    private static DocumentBuilderFactory factory() throws ParserConfigurationException {
        // The JDK's own, whatever else lies on the class path: its limits are known.
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setAttribute("jdk.xml.maxElementDepth", DEPTH_LIMIT);
        factory.setAttribute("jdk.xml.elementAttributeLimit", ATTRIBUTES_LIMIT);
        factory.setAttribute("jdk.xml.maxXMLNameLimit", NAME_LIMIT);
        return factory;
    }

    /** Throws what the parser would otherwise print. */
    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException problem) {
            // A warning changes nothing in what was read.
        }

        @Override
        public void error(SAXParseException problem) throws SAXException {
            throw problem;
        }

        @Override
        public void fatalError(SAXParseException problem) throws SAXException {
            throw problem;
        }
    }

    private static String addressing(Optional<Element> header, String name) {
        return header.flatMap(parent -> child(parent, Names.ADDRESSING, name))
                .map(SoapRequest::text)
                .orElse("");
    }

    static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    /** The elements directly below one. */
    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    /** The only child of a name; empty if there is none or more than one. */
    static Optional<Element> child(Element parent, String namespace, String name) {
        List<Element> found = children(parent).stream()
                .filter(element -> is(element, namespace, name))
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /** The text of an element without white space around it, cut where no such text is so long. */
    static String text(Element element) {
        String text = String.valueOf(element.getTextContent()).strip();
        return text.substring(0, Math.min(text.length(), TEXT_LIMIT));
    }
}
