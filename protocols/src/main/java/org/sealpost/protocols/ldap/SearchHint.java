package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.Filter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sealpost.mail.MailAddress;

/**
 * The text by which a filter can be narrowed down before each entry is tested: every entry that matches the filter has this
 * text in its name or in one of its addresses. No hint means that all entries must be tested.
 */
final class SearchHint {
    private static final Set<String> SEARCHED = Set.of(
            "mail",
            "rfc822mailbox",
            "cn",
            "commonname",
            "displayname",
            "sn",
            "surname",
            "givenname",
            "gn",
            "uid",
            "userid",
            "mailnickname",
            "title",
            "department",
            "o");

    private SearchHint() {}

    static Optional<String> of(Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND ->
                Stream.of(filter.getComponents())
                        .flatMap(part -> of(part).stream())
                        .max(java.util.Comparator.comparingInt(String::length));
            case Filter.FILTER_TYPE_OR -> common(List.of(filter.getComponents()));
            case Filter.FILTER_TYPE_EQUALITY ->
                isSearched(filter)
                        ? Optional.ofNullable(filter.getAssertionValue()).flatMap(SearchHint::word)
                        : Optional.empty();
            case Filter.FILTER_TYPE_SUBSTRING -> isSearched(filter) ? longest(filter) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The one address that an entry must have to match the filter, if there is one. */
    static Optional<MailAddress> address(Filter filter) {
        return switch (filter.getFilterType()) {
            case Filter.FILTER_TYPE_AND ->
                Stream.of(filter.getComponents())
                        .flatMap(part -> address(part).stream())
                        .findFirst();
            case Filter.FILTER_TYPE_EQUALITY ->
                assertedAddress(filter).flatMap(SearchHint::word).flatMap(SearchHint::parsed);
            default -> Optional.empty();
        };
    }

    /** Outlook asks for {@code proxyAddresses=smtp:ann@example.org}. */
    private static Optional<String> assertedAddress(Filter filter) {
        String value = String.valueOf(filter.getAssertionValue());
        return switch (String.valueOf(filter.getAttributeName()).toLowerCase(Locale.ROOT)) {
            case "mail", "rfc822mailbox" -> Optional.of(value);
            case "proxyaddresses" ->
                value.toLowerCase(Locale.ROOT).startsWith("smtp:") ? Optional.of(value.substring(5)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<MailAddress> parsed(String text) {
        try {
            return Optional.of(MailAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Address books ask for the same text in several attributes; then it holds for all of the alternatives. */
    private static Optional<String> common(List<Filter> alternatives) {
        List<Optional<String>> hints =
                alternatives.stream().map(SearchHint::of).distinct().toList();
        return hints.size() == 1 ? hints.getFirst() : Optional.empty();
    }

    private static Optional<String> longest(Filter filter) {
        Stream<String> ends = Stream.of(filter.getSubInitialString(), filter.getSubFinalString())
                .flatMap(Stream::ofNullable);
        return Stream.concat(ends, Stream.of(filter.getSubAnyStrings()))
                .max(java.util.Comparator.comparingInt(String::length))
                .flatMap(SearchHint::word);
    }

    /** LDAP matches ignore repeated white space, a substring search does not: such texts give no hint. */
    private static Optional<String> word(String text) {
        return text.isBlank() || text.contains(" ") ? Optional.empty() : Optional.of(text.toLowerCase(Locale.ROOT));
    }

    private static boolean isSearched(Filter filter) {
        String name = filter.getAttributeName();
        return name != null && SEARCHED.contains(name.toLowerCase(Locale.ROOT));
    }
}
