/** Tests of the database access on both engines. */
@NullMarked
package org.sealpost.store.database;

import org.jspecify.annotations.NullMarked;
