package org.sealpost.mailbox;

import java.util.ArrayList;
import java.util.List;
import org.apache.james.mailbox.store.mail.model.Property;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;
import org.jspecify.annotations.Nullable;

/** What is known of a message's MIME structure, as lines of text for the database. */
final class MimeProperties {
    /** All namespaces start with this; the rows need not. */
    private static final String COMMON_PREFIX = "http://james.apache.org/";

    private MimeProperties() {}

    static String toText(Properties properties) {
        StringBuilder text = new StringBuilder();
        for (Property property : properties.toProperties()) {
            text.append(shortened(property.getNamespace()))
                    .append('\t')
                    .append(property.getLocalName())
                    .append('\t')
                    .append(property.getValue().replace('\n', ' ').replace('\r', ' '))
                    .append('\n');
        }
        return text.toString();
    }

    static Properties fromText(String text, @Nullable Long textLines) {
        List<Property> properties = new ArrayList<>();
        text.lines().forEach(line -> {
            String[] parts = line.split("\t", 3);
            properties.add(new Property(lengthened(parts[0]), parts[1], parts[2]));
        });
        PropertyBuilder builder = new PropertyBuilder(properties);
        builder.setTextualLineCount(textLines);
        return builder.build();
    }

    private static String shortened(String namespace) {
        return namespace.startsWith(COMMON_PREFIX) ? "~" + namespace.substring(COMMON_PREFIX.length()) : namespace;
    }

    private static String lengthened(String namespace) {
        return namespace.startsWith("~") ? COMMON_PREFIX + namespace.substring(1) : namespace;
    }
}
