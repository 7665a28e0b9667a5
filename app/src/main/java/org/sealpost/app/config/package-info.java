/** The one configuration file: read, checked as a whole, and handed to the rooms as records. */
@NullMarked
package org.sealpost.app.config;

import org.jspecify.annotations.NullMarked;
