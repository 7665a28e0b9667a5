/** What files in messages are and what is written in them: text, office documents and archives here, other kinds by a port. */
@NullMarked
package org.sealpost.transport.files;

import org.jspecify.annotations.NullMarked;
