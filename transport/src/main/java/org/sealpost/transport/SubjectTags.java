package org.sealpost.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncodedWords;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;

/** Takes words for the gateway, such as {@code [secure]}, out of the subject. All other bytes stay as they are. */
final class SubjectTags {
    private SubjectTags() {}

    static Content without(Content content, List<String> tags) {
        if (tags.isEmpty()) {
            return content;
        }
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        long end = 0;
        for (HeaderField field : HeaderSection.of(content).fields()) {
            header.writeBytes(field.is("Subject") ? line(field, tags).getBytes(StandardCharsets.UTF_8) : field.raw());
            end += field.raw().length;
        }
        return Content.concat(List.of(Content.owning(header.toByteArray()), content.from(end)));
    }

    private static String line(HeaderField subject, List<String> tags) {
        String text = EncodedWords.decode(subject.value());
        for (String tag : tags) {
            text = without(text, tag);
        }
        // What is not plain ASCII is encoded, so that nothing in it can begin another field.
        return "Subject: " + EncodedWords.encode(text.replaceAll(" {2,}", " ").strip()) + "\r\n";
    }

    private static String without(String text, String tag) {
        StringBuilder left = new StringBuilder(text);
        for (int at = 0; at + tag.length() <= left.length(); ) {
            if (left.substring(at, at + tag.length()).equalsIgnoreCase(tag)) {
                left.delete(at, at + tag.length());
                // What was on both sides of it may be one now.
                at = Math.max(0, at - tag.length());
            } else {
                at++;
            }
        }
        return left.toString();
    }
}
