package org.sealpost.protection;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.mail.Domain;

/**
 * For when and whom a message is verified.
 *
 * @param receivedAt when the house got the message: the time for which certificates count if the signer told none
 * @param reader the domain of the person who reads it; some authorities are trusted for the people of one domain only
 */
public record VerifiedFor(Instant receivedAt, Optional<Domain> reader) {}
