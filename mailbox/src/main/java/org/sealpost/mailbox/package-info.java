/** Folders and messages of people and groups: the mailbox layer over our own tables. */
@NullMarked
package org.sealpost.mailbox;

import org.jspecify.annotations.NullMarked;
