package org.sealpost.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * To whom a right or a policy applies.
 *
 * @param name of the group, user, computer (its DNS name) or unit ({@code example.org/Legal}); "" where the kind says all
 */
public record Trustee(Kind kind, String name) {
    public static final Trustee EVERYONE = new Trustee(Kind.EVERYONE, "");
    public static final Trustee USERS = new Trustee(Kind.USERS, "");
    public static final Trustee COMPUTERS = new Trustee(Kind.COMPUTERS, "");

    /** The kinds by which a trustee is named. */
    public enum Kind {
        EVERYONE,
        USERS,
        COMPUTERS,
        GROUP,
        USER,
        COMPUTER,
        UNIT;

        boolean isNamed() {
            return compareTo(GROUP) >= 0;
        }
    }

    public Trustee {
        name = name.strip().toLowerCase(Locale.ROOT);
        if (kind.isNamed() == name.isEmpty() || name.length() > 512) {
            throw new IllegalArgumentException(
                    "a trustee is one of everyone, users, computers, or a group, user, computer or unit with its name: "
                            + kind.name().toLowerCase(Locale.ROOT) + " " + name);
        }
    }

    /**
     * Reads {@code everyone}, {@code group legal@example.org}, {@code unit example.org/Legal}.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static Trustee parse(String text) {
        String[] words = text.strip().split(" +", 2);
        Kind kind = Arrays.stream(Kind.values())
                .filter(one -> one.name().equalsIgnoreCase(words[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a trustee, one of "
                        + Arrays.stream(Kind.values())
                                .map(one -> one.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + ": " + text));
        return new Trustee(kind, words.length == 2 ? words[1] : "");
    }

    public boolean includes(Enrollee enrollee) {
        return switch (kind) {
            case EVERYONE -> true;
            case USERS -> enrollee.holder() == Holder.USER;
            case COMPUTERS -> enrollee.holder() == Holder.COMPUTER;
            case USER -> enrollee.holder() == Holder.USER && enrollee.owner().equals(name);
            case COMPUTER ->
                enrollee.holder() == Holder.COMPUTER
                        && enrollee.owner().equals(Computer.isKey(name) ? name : Computer.keyOf(name));
            case GROUP -> enrollee.groups().contains(name);
            case UNIT -> (enrollee.place() + "/").startsWith(name + "/");
        };
    }

    @Override
    public String toString() {
        String word = kind.name().toLowerCase(Locale.ROOT);
        return name.isEmpty() ? word : word + " " + name;
    }
}
