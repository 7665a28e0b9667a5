/** Access to the database: one contract, two engines. */
@NullMarked
package org.sealpost.store.database;

import org.jspecify.annotations.NullMarked;
