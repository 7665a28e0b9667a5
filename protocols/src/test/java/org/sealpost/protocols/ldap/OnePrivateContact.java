package org.sealpost.protocols.ldap;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.PrivateContacts;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/** Ann knows Eve, and nobody else does. */
final class OnePrivateContact implements PrivateContacts {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final PrivateContact EVE = new PrivateContact(
            ANN, MailAddress.parse("eve@elsewhere.example"), "Eve Elsewhere", Optional.of("Elsewhere"), List.of());

    @Override
    public List<PrivateContact> of(MailAddress owner) {
        return owner.equals(ANN) ? List.of(EVE) : List.of();
    }

    @Override
    public Optional<PrivateContact> find(MailAddress owner, MailAddress address) {
        return of(owner).stream().filter(one -> one.address().equals(address)).findFirst();
    }

    @Override
    public Change putting(PrivateContact contact) {
        throw new UnsupportedOperationException("look-ups change nothing");
    }

    @Override
    public Change removing(MailAddress owner, MailAddress address) {
        throw new UnsupportedOperationException("look-ups change nothing");
    }
}
