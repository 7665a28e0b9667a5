/** Tests of the configuration file. */
@NullMarked
package org.sealpost.app.config;

import org.jspecify.annotations.NullMarked;
