package org.sealpost.mailbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.james.imap.message.response.FetchResponse;
import org.apache.james.imap.processor.fetch.EnvelopeBuilder;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.MimeDescriptor;
import org.jspecify.annotations.Nullable;

/** The MIME structure of a message or of a part of it, in the words of James' encoder. */
record Structure(
        MimeDescriptor described,
        List<String> contentTypeParameters,
        List<FetchResponse.Structure> children,
        @Nullable Structure message,
        FetchResponse.@Nullable Envelope envelope)
        implements FetchResponse.Structure {
    /** Nested parts are walked by recursion; the parser that described them has a limit of its own. */
    static Structure of(MimeDescriptor described, EnvelopeBuilder envelopes) throws MailboxException {
        List<String> parameters = new ArrayList<>();
        described.contentTypeParameters().forEach((name, value) -> {
            parameters.add(name);
            parameters.add(value);
        });
        List<FetchResponse.Structure> children = new ArrayList<>();
        for (Iterator<MimeDescriptor> parts = described.parts(); parts.hasNext(); ) {
            children.add(of(parts.next(), envelopes));
        }
        MimeDescriptor message = described.embeddedMessage();
        return message == null
                ? new Structure(described, parameters, children, null, null)
                : new Structure(
                        described, parameters, children, of(message, envelopes), envelopes.buildEnvelope(message));
    }

    @Override
    public @Nullable String getMediaType() {
        return described.getMimeType();
    }

    @Override
    public @Nullable String getSubType() {
        return described.getMimeSubType();
    }

    @Override
    public List<String> getParameters() {
        return contentTypeParameters;
    }

    @Override
    public @Nullable String getId() {
        return described.getContentID();
    }

    @Override
    public @Nullable String getDescription() {
        return described.getContentDescription();
    }

    @Override
    public @Nullable String getEncoding() {
        return described.getTransferContentEncoding();
    }

    @Override
    public long getOctets() {
        return described.getBodyOctets();
    }

    @Override
    public long getLines() {
        return described.getLines();
    }

    @Override
    public @Nullable String getMD5() {
        return described.getContentMD5();
    }

    @Override
    public Map<String, String> getDispositionParams() {
        return described.getDispositionParams();
    }

    @Override
    public @Nullable String getDisposition() {
        return described.getDisposition();
    }

    @Override
    public List<String> getLanguages() {
        return described.getLanguages();
    }

    @Override
    public @Nullable String getLocation() {
        return described.getContentLocation();
    }

    @Override
    public Iterator<FetchResponse.Structure> parts() {
        return children.iterator();
    }

    @Override
    public FetchResponse.@Nullable Envelope getEnvelope() {
        return envelope;
    }

    @Override
    public FetchResponse.@Nullable Structure getBody() {
        return message;
    }
}
