package org.sealpost.app.doctor;

import java.util.List;
import java.util.Optional;
import org.sealpost.app.House;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.pkcs11.Token;

/** Whether the token with keys of authorities is there and takes its PIN; silent in a house without one. */
final class TokenCheck implements Check {
    private static final String ID = "SP-PKI-010";

    private final House house;

    TokenCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Optional<Token> token = house.certification().token();
        if (token.isEmpty()) {
            return List.of();
        }
        try {
            token.get().check();
            return List.of(Diagnosis.good(ID, "the token " + token.get().label() + " is there and takes its PIN"));
        } catch (AuthorityFailure e) {
            return List.of(Diagnosis.failure(
                    ID,
                    "no certificate and no CRL is signed until the token can be used; mail goes on",
                    String.valueOf(e.getMessage()),
                    "connect the token, or put right what is said above; nothing need be restarted"));
        }
    }
}
