package org.sealpost.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sealpost.identity.WebKey;
import org.sealpost.mail.MailAddress;

/** The names of a Web Key Directory; the example is that of draft-koch-openpgp-webkey-service section 3.1. */
class KeyPagesTest {
    @Test
    void aLocalPartHasTheNameOfTheDraft() {
        assertThat(WebKey.hash("Joe.Doe")).isEqualTo("iy9q119eutrkn8s1mk4r39qejnbu3n5q");
    }

    @Test
    void theAdvancedMethodGoesFirst() {
        assertThat(WebKey.addresses(MailAddress.parse("Joe.Doe@example.org")))
                .extracting(Object::toString)
                .containsExactly(
                        "https://openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/"
                                + "iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe",
                        "https://example.org/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe");
    }
}
